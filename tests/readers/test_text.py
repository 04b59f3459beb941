"""Decoding, dialects and re-flow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stripper
from stripper import catalogue
from stripper.api import clean
from stripper.errors import InputError
from stripper.readers.decode import decode, decode_as, encode, is_wide, mark, pieces
from stripper.readers.dialects import see
from stripper.readers.text import read, read_text
from stripper.readers.wrapping import columns

SAMPLES = Path(__file__).parents[2] / "samples"
WRAPPED = """\
   The ferry left the quay at nine, an hour later than the board by the
   ticket office had said, and nobody on the deck seemed to mind much at
   all.

   On the other side the mill stood empty, as it had for thirty years now,
   and the children were told to keep away from its wheel.
"""


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_bytes_come_back_as_they_came(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except InputError:
        return
    if not is_wide(encoding):  # those can be broken in ways that no text has
        assert encode(text, encoding) == data


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_characters="\ufeff", exclude_categories=["Cs"]), max_size=50),
    st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]),
)
def test_wide_encodings_come_back_with_their_mark(text: str, encoding: str) -> None:
    data = ("\ufeff" + text).encode(encoding)
    read, name = decode(data)
    assert encode(read, name) == mark(name) + b"".join(pieces(read, "\n", name)) == data
    if not data.startswith(b"\xff\xfe\x00\x00"):  # what may be either of two
        assert (read, decode_as(data, name)) == (text, text)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "shift_jis", "gb18030", "euc_kr", "latin-1"])
def test_other_encodings_come_back_as_they_came(encoding: str) -> None:
    samples = {
        "cp1251": "Ветер переменился ночью. ",
        "shift_jis": "夜のうちに風が変わった。",
        "euc_kr": "밤새 바람이 바뀌었다. ",
    }
    samples["gb18030"] = "夜里风向变了。"
    data = (samples.get(encoding, "Die Fähre legte später ab als üblich. ") * 20).encode(encoding)
    assert encode(*decode(data)) == data


def test_wrapped_lines_are_one_paragraph() -> None:
    paragraphs = read_text("x", WRAPPED).paragraphs
    assert list(paragraphs.starts) == [0, 3, 4]
    assert paragraphs.texts[0].startswith("The ferry left")
    assert paragraphs.texts[0].endswith("seemed to mind much at all.")


def test_long_items_and_tables_of_html2text_do_not_hide_that_it_wraps_prose() -> None:
    prose = ["The ferry left the quay at nine, an hour later than the board by the ticket",
             "office had said, and nobody on the deck seemed to mind much at all, for it was",
             "the first warm day of the year."]  # fmt: skip
    item = (
        "  * **The mill** – empty for thirty years now, with its wheel still in the water, and the children kept away."
    )
    rows = ["Quay | First ferry of the day | Last ferry of the day | Who keeps the boat",
            "---|---|---|---",
            "Oxlade, at the old mill | nine in the morning | seven in the evening | Crane"]  # fmt: skip
    blocks = [[f"# [Ferries](https://example.org/{n})"] for n in range(3)]
    blocks += [prose, [item, item, item, item], prose, rows, prose, [item, item], prose]
    dump = read_text("", "\n\n".join("\n".join(block) for block in blocks) + "\n")
    assert dump.dialect == "markdown"
    texts = [text for text in dump.paragraphs.texts if text]
    assert texts.count(" ".join(prose)) == 4
    assert len(texts) == 3 + 4 + 6 + 3


QUAY = (
    "港の朝は静かで、灯台の光がまだ水の上に残っている。船長は Quay Paper を読みながら、風が変わるのを待っていた。"
    "昨日の夜に着いた三隻の船は、荷を下ろす前に検査を受ける。検査には 2 時間ほどかかり、その間に町の人々が集まってくる。"
    "魚を買う人、手紙を待つ人、ただ海を見に来た人がいる。古い時計が九時を打つと、市場の屋根の下で最初の競りが始まる。"
)


def broken(text: str, width: int, length: Callable[[str], int]) -> list[str]:
    """Break `text` at the last space before `width`, or where it is full."""
    lines = []
    while text:
        end = max(n for n in range(1, len(text) + 1) if length(text[:n]) <= width)
        space = text.rfind(" ", 0, end + 1) if end < len(text) and length is len else -1
        lines.append(text[:end].rstrip() if space <= 0 else text[:space])
        text = text[end if space <= 0 else space :].lstrip()
    return lines


LIGHTHOUSE = (
    "पुराने लाइटहाउस की चाबी बंदरगाह के मालिक के पास रहती है, और रात में वहाँ कोई नहीं जाता। सुबह जब हवा बदलती है तो नावें दूसरी ओर चली जाती हैं, "
    "और बच्चे किनारे पर खड़े होकर उन्हें गिनते हैं। किसी को याद नहीं कि घड़ी कब रुकी थी।"
)


def by_words(text: str, width: int, length: Callable[[str], int]) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if length(longer) <= width else [*lines, word]
    return lines


@pytest.mark.parametrize(("length", "width"), [(len, 74), (columns, 79)], ids=["as lynx", "as w3m"])
def test_marks_on_letters_are_counted_as_the_dumper_counts_them(length: Callable[[str], int], width: int) -> None:
    prose = [LIGHTHOUSE + " नाव" * n for n in range(8)]
    dump = read_text("dump", "\n\n".join("\n".join(by_words(p, width, length)) for p in prose) + "\n")
    assert [text for text in dump.paragraphs.texts if text] == prose


@pytest.mark.parametrize(("length", "width"), [(len, 74), (columns, 79)], ids=["as lynx", "as w3m"])
def test_wide_letters_are_counted_as_the_dumper_counts_them(length: Callable[[str], int], width: int) -> None:
    prose = [QUAY + f"これは第{n}の段落である。" for n in range(6)]
    dump = read_text("dump", "\n\n".join("\n".join(broken(p, width, length)) for p in prose) + "\n")
    texts = [text for text in dump.paragraphs.texts if text]
    assert ["".join(text.split()) for text in texts] == ["".join(p.split()) for p in prose]


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("船は検査を\n   受ける。", "船は検査を受ける。"),
        ("検査には\r\n2 時間", "検査には 2 時間"),
        ("배는 검사를\n받는다.", "배는 검사를 받는다."),
        ("朝は静か。\n船が来る。", "朝は静か。 船が来る。"),
    ],
    ids=["within a word", "before a number", "Korean has spaces", "between sentences"],
)
def test_no_space_comes_into_words_that_have_none(raw: str, seen: str) -> None:
    assert see(raw, "plain") == seen


@pytest.mark.parametrize("width", [100, 114, 132, 200])
def test_dumps_wrapped_wider_than_usual_are_re_flowed(width: int) -> None:
    sentences = [
        f"Ferry {n} left the quay at nine, an hour later than the board by the ticket office said." for n in range(30)
    ]
    prose = [" ".join(sentences[n : n + 5]) for n in range(0, 30, 5)]
    text = "\n\n".join("\n".join(wrap(paragraph, width)) for paragraph in prose) + "\n"
    assert [t for t in read_text("x", text).paragraphs.texts if t] == prose


@pytest.mark.parametrize(("joined", "wide"), [(True, 78), (False, 60)], ids=["as html2text", "narrower"])
def test_a_dump_that_is_mostly_code_is_re_flowed_at_its_dumpers_width(joined: bool, wide: int) -> None:
    sentence = "The ferry left the quay at nine, an hour later than the board by the ticket office had said. "
    prose = [(sentence * 3 + f"It was ferry {n}.").strip() for n in range(6)]
    code = "\n".join("    n = " + " + ".join(["a_boat"] * (10 + n % 5)) for n in range(60))
    blocks = [*["## [Ferries](https://quay.example/board)"] * 3, *["\n".join(wrap(p, wide)) for p in prose], code]
    dump = read_text("x", "\n\n".join(blocks) + "\n")
    assert dump.dialect == "markdown"
    assert (prose[0] in dump.paragraphs.texts) == joined


def among_prose(link: str) -> str:
    """Return a dump by html2text that ends in a paragraph with `link`."""
    prose = "The ferry left the quay at nine, an hour later than the board by the ticket office had said. " * 3
    heads = ["## [Ferries](https://quay.example/board)"] * 3
    return "\n\n".join([*heads, *["\n".join(wrap(prose, 78))] * 4, link]) + "\n"


def test_a_link_that_cannot_be_broken_leaves_the_line_above_it_short() -> None:
    link = f"The master & ![The old\nquay](https://quay.example/{'boats/' * 20}a.png) say so."
    assert "The master &  say so." in read_text("x", among_prose(link)).paragraphs.texts


def test_spaces_at_the_ends_of_lines_do_not_make_a_dump_look_wider() -> None:
    sentence = "The ferry left the quay at nine, an hour later than the board by the ticket office had said. "
    prose = [(sentence * 4 + f"It was ferry {n}.").strip() for n in range(9)]
    rows = ["\n".join(f"{line}  " if len(line) == 78 else line for line in wrap(p, 78)) for p in prose]
    heads = ["## [Ferries](https://quay.example/board)"] * 3
    texts = read_text("x", "\n\n".join([*heads, *rows]) + "\n").paragraphs.texts
    assert [text for text in texts if text][3:] == prose


def test_an_address_that_is_broken_at_a_hyphen_goes_on() -> None:
    link = f"[The board](https://old-\nquay.example/{'boats/' * 20}-\n{'boats/' * 20}) of the ferries"
    assert "The board of the ferries" in read_text("x", among_prose(link)).paragraphs.texts


@pytest.mark.parametrize("words", [20, 30, 60])
def test_lines_of_any_length_that_need_not_end_where_they_end_are_not_joined(words: int) -> None:
    lines = [" ".join(["quay"] * (words + n % 4)) for n in range(40)]
    assert read_text("x", "\n".join(lines)).paragraphs.texts == lines


def test_a_tag_or_a_link_that_is_not_closed_goes_on_in_the_next_line() -> None:
    divs = ':::\n\n::: {#page .quay tide="3"}\n' * 3
    link = ["[The", 'ferries](/ferries "All of them"){.menu', 'target="_blank"}']
    span = ["[The board]{.old", ".x} stands by [the [ticket]{.y}", "office]{.z}."]
    tag = ['<div class="tide"', 'id="quay">']
    dump = read_text(
        "x", divs + "\n\n".join("\n".join(block) for block in (link, span, tag, ["* The [sic", "* Tides"])) + "\n"
    )
    assert dump.dialect == "markup"
    assert [t for t in dump.paragraphs.texts if t and ":::" not in t] == [
        "The ferries",
        "The board stands by the ticket office.",
        '<div class="tide" id="quay">',
        "The [sic",
        "Tides",
    ]


def test_elements_that_pandoc_leaves_in_markdown_go() -> None:
    prose = "The ferry left the quay at nine, an hour later than the board by the ticket office had said."
    long_id = "{#ferries .harbour-news-entry .harbour-news-entry-of-today .is-first-on-the-page}"
    dump = (
        f"::: {long_id}\n{prose}\n:::\n\n## The [board]{{.x}} {{#board .y}}\n\n"
        f"::: {{.z}}\n[{prose}\nIt was\n[late](/late){{.w}}.]{{.v}}\n:::\n:::\n-   :::\n"
    )
    assert stripper.strip(dump, mode="rules").text == f"{prose}\n\n## The board\n\n{prose}\nIt was\nlate.\n"


def test_short_lines_are_not_joined() -> None:
    text = "Home\nNews\nSport\n"
    assert read_text("x", text).paragraphs.texts == ["Home", "News", "Sport"]


@pytest.mark.parametrize(
    ("text", "lines", "newline"),
    [
        ("a\r\nb\r\n", ["a\r", "b\r"], "\n"),
        ("a\rb", ["a", "b"], "\r"),
        ("a\n\nb", ["a", "", "b"], "\n"),
        ("", [], "\n"),
    ],
)
def test_lines(text: str, lines: list[str], newline: str) -> None:
    dump = read_text("x", text)
    assert (dump.lines, dump.newline) == (lines, newline)


@pytest.mark.parametrize(
    ("raw", "dialect", "seen"),
    [
        ("   * [12]Tides", "lynx", "Tides"),
        ("   [3]Harbour [4]Office (BUTTON) Open", "lynx", "Harbour Office Open"),
        ("  * [Tides](https://boats.example.org/tides)", "markdown", "Tides"),
        ("[![a](/a.png)Tides\nand ebb](/very-\nlong) **now**", "markdown", "Tides and ebb now"),
        ("   [12]", "lynx", "[12]"),
        ('- <a href="/t" title="x > y">Tides</a> <!-- of May -->', "markup", "Tides"),
        ("</div>", "markup", "</div>"),
        ("Ebb < 3 m and <quay@boats.example.org>", "markup", "Ebb < 3 m and <quay@boats.example.org>"),
        ("***** The_tides of May *****", "html2text", "The tides of May"),
        (" * Tides [/tides] of May\n   [https://boats.example.org/may?x=%20],", "targets", "Tides of May,"),
        ("Tides <https://boats.example.org/> of <may>", "targets", "Tides of <may>"),
    ],
)
def test_rules_see_a_line_without_marks(raw: str, dialect: str, seen: str) -> None:
    assert see(raw, dialect) == seen


TAGS = "<div>\n\nThe ferry left at nine.\n\n</div>\n\n"


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        (TAGS * 5, "markup"),
        (TAGS, "plain"),
        (TAGS * 5 + "    <div>\n", "plain"),  # code, which may be what the page is about
        (TAGS * 5 + "```\n<div>\n```\n", "plain"),
        (TAGS * 5 + "- A list\n\n    <div>\n", "markup"),  # what goes on with an entry of a list is no code
        (" * Tides [https://boats.example.org/tides]\n * Ebb\n   <https://boats.example.org/ebb>\n" * 3, "targets"),
        ("The ferries are at <https://boats.example.org/ferries>.\n" * 6, "plain"),
        ("****** Tides ******\nThe ferry left at nine.\n***** Ebb *****\nIt came back at ten.\n", "html2text"),
        ("*** The end ***\n", "plain"),
    ],
)
def test_dialects_are_told_by_their_traces(text: str, dialect: str) -> None:
    assert read_text("x", text).dialect == dialect


@pytest.mark.parametrize("size", [200, 20_000])
def test_a_pictures_bytes_and_long_tags_go_whatever_their_length(size: int) -> None:
    picture = f"![The quay](data:image/png;base64,{'A' * size})"
    tag = f"<div data-all='{'{} ' * size}'>"
    text = TAGS * 5 + f"{picture} The quay at nine.\n\n{tag}\n\n{tag}It was cold.\n"
    assert (
        stripper.strip(text, mode="rules").text
        == "The ferry left at nine.\n\n" * 5 + " The quay at nine.\n\nIt was cold.\n"
    )


@pytest.mark.parametrize("times", [20, 800])
def test_scripts_and_data_in_one_line_go_unless_sentences_stand_among_them(times: int) -> None:
    script = "".join(f'h.sail(function(b){{b.out={n};b.flag="red"}});' for n in range(times))
    told = " ".join(["The crew of the ferry counted the ropes and the lamps before it left the harbour."] * 4)
    prose = "The ferry left at nine.\n\n" * 5
    text = f"{prose}{script}\n\n{script}{told}{script}\n\nfor boat in boats: {{ boat.sail(); }}\n"
    assert stripper.strip(text, mode="rules").text == text.replace(f"{script}\n\n", "", 1)
    assert told in stripper.strip(f"{script}\n{script}{told}\n").text


def test_a_shape_of_lynx_is_told_by_its_traces() -> None:
    lynx = "   [1]Home\n   [2]News\n   [3]Sport\n\n   The ferry left at nine.\n"
    assert read("x", lynx.encode()).dialect == "lynx"
    assert read("x", b"The ferry [1] left\n").dialect == "plain"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("dump", sorted(SAMPLES.glob("*-*.txt")), ids=lambda path: path.name)
def test_a_dump_reads_alike_however_its_lines_end(dump: Path, end: str) -> None:
    text = dump.read_text("utf-8")
    unix, other = read_text("u", text), read_text("o", text.replace("\n", end))
    assert (unix.dialect, unix.paragraphs.texts) == (other.dialect, other.paragraphs.texts)
    assert list(unix.paragraphs.starts) == list(other.paragraphs.starts)
    book = catalogue.book()
    assert clean(other, book).text == clean(unix, book).text.replace("\n", end)
