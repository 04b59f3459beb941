"""Pages wrapped as MIME: which part is the page, what damaged mails give, what is no mail at all."""

from __future__ import annotations

import base64
import quopri
import time
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from conftest import SAMPLES, Run, imported
from hypothesis import given, settings
from hypothesis import strategies as st

import stripper
from stripper.errors import InputError
from stripper.readers import read

PROSE = "The wind turned in the night, and by morning the boats lay on the other side of the café’s quay."
OTHER = "Nobody had seen the heron since the flood, and most people thought that it had gone up river for good."
ARCHIVE = (SAMPLES / "tide-mill.mhtml").read_bytes()
SITE = "https://tides.example.org/quay"


def page(text: str = PROSE) -> str:
    return f"<html><head><title>Tides</title></head><body><article><p>{text}</p><p>{text} It rained.</p></article></body></html>"


def part(kind: str, body: str, charset: str = "utf-8", how: str = "quoted-printable", more: str = "") -> str:
    """A part with its head; `more` are fields of its own."""
    raw = body.encode(charset, "surrogateescape")
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(how, bytes)(raw)
    return f'Content-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: {how}\n{more}\n{coded.decode("latin-1")}'


def mail(kind: str, *parts: str, fields: str = "", more: str = "") -> bytes:
    head = f"From: Ann Lee <ann@tides.example.org>\nSubject: Tides\n{fields}MIME-Version: 1.0\n"
    inside = "".join(f"\n--=_b\n{p}" for p in parts)
    return f'{head}Content-Type: multipart/{kind}; boundary="=_b"{more}\n\nThis is MIME.\n{inside}\n--=_b--\n'.encode(
        "latin-1"
    )


def single(body: str) -> bytes:
    return b"From: ann@tides.example.org\nSubject: Tides\nMIME-Version: 1.0\n" + body.encode("latin-1")


def found(data: bytes | str, **more: str) -> str:
    return stripper.strip(data, mode="rules", **more).text


def test_a_web_archive_is_read_as_the_page_in_it() -> None:
    result = stripper.strip(ARCHIVE)
    assert (result.dump.kind, result.dump.site) == ("html", "estuarypost.example.org")
    assert "café table" in result.text
    assert "wellingtons" not in result.text  # an advertisement's frame is a part of its own


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("how", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", PROSE),
        ("iso-8859-1", PROSE.replace("’", "'")),
        ("windows-1252", PROSE),
        ("windows-1251", "Ветер переменился ночью, и к утру все лодки стояли у другого берега реки."),
        ("shift_jis", "夜のうちに風が変わり、朝には舟がみな向こう岸に並んでいた。漁師たちは黙って見ていた。"),
    ],
)
def test_any_charset_in_any_encoding(charset: str, text: str, how: str, newline: bytes) -> None:
    data = mail("related", part("text/html", page(text), charset, how))
    assert text in found(data.replace(b"\r\n", b"\n").replace(b"\n", newline))


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "no-such-charset", "rot13", "punycode", "utf-8"])
def test_a_false_charset_loses_nothing(charset: str) -> None:
    """Bytes of Windows-1252, whatever is declared: browsers read the first two so, the others cannot be believed."""
    data = mail("related", part("text/html", page(PROSE), "windows-1252", "8bit").replace("windows-1252", charset))
    assert "café" in found(data)


def test_without_a_charset_the_page_says_it_itself() -> None:
    markup = page().replace("<head>", '<head><meta charset="windows-1252">').encode("windows-1252")
    head = b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
    assert PROSE in found(single("") + head + base64.encodebytes(markup))


@pytest.mark.parametrize(
    ("kind", "parts", "more"),
    [
        ("related", [part("image/png", "x", how="base64"), part("text/html", page())], ""),
        ("related", [part("text/html", page(OTHER)), part("text/html", page(), more="Content-ID: <root>\n")], '; start="<root>"'),
        ("related", [part("text/html", page()), part("text/html", page(OTHER))], '; start="<gone>"'),
        ("alternative", [part("text/plain", OTHER), part("text/html", page())], ""),
        ("alternative", [part("text/html", page()), part("text/calendar", OTHER)], ""),
        ("mixed", [part("text/plain", OTHER), part("text/html", page(), more="Content-Disposition: attachment\n")], ""),
        ("mixed", [part("text/html", page()), part("text/html", page(OTHER), more="Content-Disposition: attachment; filename=a.html\n")], ""),
        ("mixed", [part("text/plain", OTHER), "Content-Type: message/rfc822\n\n" + single("Content-Type: text/html\n\n").decode() + page().replace("é", "&eacute;").replace("’", "&rsquo;")], ""),
        ("related", [part("application/xhtml+xml", page())], ""),
        ("mixed", [part("text/plain", PROSE), part("image/png", "x", how="base64")], ""),
    ],
    ids=["first HTML", "start", "start names nothing", "alternative", "last is no page", "attached page", "attached beside a page", "forwarded", "XHTML", "text"],
)  # fmt: skip
def test_which_part_is_the_page(kind: str, parts: list[str], more: str) -> None:
    text = found(mail(kind, *parts, more=more))
    assert PROSE in text
    assert OTHER not in text


def test_what_mailers_show_one_after_the_other_is_one_page() -> None:
    first, second = (page(text).replace("article", "div") for text in (PROSE, OTHER))
    text = found(mail("mixed", part("text/html", first), part("image/png", "x"), part("text/html", second)))
    assert PROSE in text
    assert OTHER in text


def test_a_page_of_frames_is_read_as_its_frames() -> None:
    frames = "<html><frameset cols='20%,80%'><frame src='a.html'><noframes><p>No frames here.</p></noframes></frameset></html>"
    assert PROSE in found(mail("related", part("text/html", frames), part("text/html", page())))


def test_parts_in_parts() -> None:
    inner = part("text/html", page()).join(
        ['Content-Type: multipart/related; boundary="=_c"\n\n--=_c\n', "\n--=_c--\n"]
    )
    outer = f'Content-Type: multipart/alternative; boundary="=_a"\n\n--=_a\n{part("text/plain", OTHER)}\n--=_a\n{inner}\n--=_a--'
    assert PROSE in found(mail("mixed", outer))


def test_what_pythons_own_library_writes() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "ann@tides.example.org", "Tides " * 30
    message.set_content(OTHER)
    message.add_alternative(page(), subtype="html")
    message.add_attachment(b"\x89PNG" * 999, maintype="image", subtype="png", filename="quay.png")
    assert found(bytes(message)).startswith(PROSE)
    assert found(message.as_string()).startswith(PROSE)


@pytest.mark.parametrize(
    ("fields", "inner", "site"),
    [
        (f"Snapshot-Content-Location: {SITE}\n", "", "tides.example.org"),
        ("", f"Content-Location: {SITE}\n", "tides.example.org"),
        ("", "Content-Location: cid:frame-1@mhtml.blink\n", ""),
        ("", "Content-Location: file:///C:/quay.html\n", ""),
    ],
)
def test_the_site_is_what_the_archive_names(fields: str, inner: str, site: str) -> None:
    data = mail("related", part("text/html", page(), more=inner), fields=fields)
    assert stripper.strip(data, mode="rules").dump.site == site
    assert stripper.strip(data, mode="rules", site="other.example.org").dump.site == "other.example.org"


@pytest.mark.parametrize(
    "data",
    [
        ARCHIVE[:3000],
        mail("related", part("text/html", page(), how="base64"))[:-90],
        mail("related", part("text/html", page())).replace(b'boundary="=_b"', b"boundary"),
        mail("related", part("text/html", page())).replace(b'boundary="=_b"', b"boundary=other").replace(b"From: Ann Lee <ann@tides.example.org>", b"From: <Saved by Blink>"),
        mail("related", part("text/html", page()), fields="X-Odd: \xff\xfe\n", more="; \xe9=\xff; start*=x'y'%FF"),
        b"\xef\xbb\xbf\r\n" + mail("related", part("text/html", page())),
    ],
    ids=["cut in the page", "cut base64", "no boundary", "false boundary", "odd bytes in the head", "mark"],
)  # fmt: skip
def test_damaged_mails_give_what_is_left(data: bytes) -> None:
    assert "the boats lay on" in found(data, kind="mail") or "two hours after high water" in found(data, kind="mail")


@pytest.mark.parametrize(
    "data",
    [
        mail("related", part("image/png", "x")),
        b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n",
        single("Content-Type: image/png\n\nx"),
        single("".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(30))),
    ],
    ids=["pictures only", "cut behind the head", "a picture", "30 levels"],
)
def test_a_mail_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(stripper.InputError, match="without a page"):
        found(data, kind="mail")


@pytest.mark.parametrize(
    "text",
    [
        f"Title: Tides\nURL: {SITE}\nContent-Type: text/html\n\n{PROSE}\n",
        f"Subject: how to write mails\n\nMIME-Version: 1.0\nContent-Type: text/plain\n\n{PROSE}\n",
        f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\nThis is what the head of a mail looks like.\n{PROSE}\n",
        f"MIME-Version: 1.0\nContent-Type: text/html\n\nThese two lines open many mails.\n{PROSE}\n",
        f"MIME-Version: 1.0\nA mail opens so, and goes on:\nContent-Type: text/html\nFrom: a@b.example\nTo: c\n\n{PROSE}\n",
        mail("mixed", part("text/plain", "Hello")).decode() + f"\nSo much for the example. {PROSE}\n" * 30,
    ],
    ids=["fields of another kind", "title", "no parts", "two fields", "a sentence", "an example"],
)  # fmt: skip
def test_a_text_that_only_opens_like_a_mail_is_none(text: str) -> None:
    for source in (text, text.encode()):
        assert stripper.strip(source, mode="rules").dump.text == text


def test_a_text_run_does_not_load_the_mail_reader() -> None:
    code = "import stripper; stripper.strip(b'Title: Tides\\n\\nRain fell.\\n', mode='rules')"
    assert imported(code, "email stripper.readers.mail") == []


@pytest.mark.parametrize(
    "body",
    [
        "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\na:b\n\n" * 1_000_000,
        "Content-Type: multipart/mixed; boundary=b\n\n" + ('--b\nContent-Type: multipart/mixed; x="' + ";" * 1900 + "\n\n") * 5000,
        "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(9)) + "Content-Type: a/b\n\n--b8\n" * 300_000,
        "Content-Type: message/rfc822\n\n" * 300_000,
        "Content-Type: text/html; charset=punycode\n\n<html><p>" + "a" * 3_000_000,
        "Content-Type: text/plain\n" + "X: y\n" * 2_000_000,
    ],
    ids=["a million parts", "semicolons", "nested", "mails in mails", "punycode", "endless head"],
)  # fmt: skip
def test_hostile_mails_end_in_bounded_time(body: str) -> None:
    start = time.process_time()
    with suppress(stripper.InputError):
        read(single(body), kind="mail")
    assert time.process_time() - start < 10


def test_twenty_megabytes_of_pictures_cost_no_more_than_their_search() -> None:
    picture = part("image/jpeg", "", how="base64") + "/9j/4AAQSkZJRgABAQEASABIAAD" * 3 * 250_000
    data = mail("related", part("text/html", page()), picture)
    assert len(data) > 20_000_000
    start = time.process_time()
    assert PROSE in read(data).text
    assert time.process_time() - start < 3


def test_in_place_it_is_refused(run: Run, tmp_path: Path) -> None:
    for name, data in (
        ("a.mhtml", ARCHIVE),
        ("b.eml", mail("mixed", part("text/plain", f"Skip to content\n{PROSE}\n"))),
    ):
        (tmp_path / name).write_bytes(data)
        done = run("-i", "--force", name, cwd=tmp_path)
        assert (done.returncode, (tmp_path / name).read_bytes()) == (2, data)
        assert b"use -o DIR" in done.stderr


def test_by_name_of_the_kind(run: Run) -> None:
    plain = f"Content-Type: text/html\n\n{page()}".encode()
    assert run("--kind", "mail", stdin=plain).stdout.decode().startswith(PROSE)


def test_a_text_is_not_lost_by_a_wrong_kind(run: Run) -> None:
    done = run("--kind", "mail", stdin=f"{PROSE}\n".encode())
    assert (done.returncode, done.stdout) == (2, b"") and b"leave out --kind" in done.stderr


def test_a_mailbox_of_one_mail_is_that_mail() -> None:
    one = b"From ann@tides.example.org Mon Mar  2 10:00:00 2026\n" + mail("mixed", part("text/html", page()))
    assert found(one).startswith(PROSE) and found(one.decode()).startswith(PROSE)
    plain = b"From ann at a-long-name.of.a.list.tides.example.org  Mon Mar  2 10:00:00 2026\nFrom: ann\nDate: today\n\n"
    assert found(plain + f"{PROSE}\n\n>From Oslo\n".encode()) == f"{PROSE}\n\nFrom Oslo\n", "an archive has no MIME"
    for several in (one + b"\n" + one, plain + PROSE.encode() + b"\n\n" + one):
        for source, kind in ((several, "auto"), (several, "mail"), (several.decode(), "auto")):
            with pytest.raises(InputError, match="mailbox of several mails"):
                read(source, kind=kind)
        assert read(several, kind="text").text.startswith("From ann"), "none is lost"


@pytest.mark.parametrize(
    "text",
    [
        f"From Oslo at 10:00\n{PROSE}\n",
        f"From Oslo at 10:00\nNote: {PROSE}\n\nFrom Bergen at 11:00\nNote: it rained.\n",
        f"{PROSE}\n\nFrom ann@tides.example Mon Mar  2 10:00:00 2026\nFrom: ann\nDate: today\n\nHello\n",
        f"From ann@tides.example Mon Mar  2 10:00:00 2026\n\n{PROSE}\n",
        f"From ann@tides.example Mon Mar  2 10:00:00 2026\nFrom: ann\nDate: today\n{PROSE}\n",
    ],
)
def test_an_article_with_lines_that_begin_with_from_is_no_mailbox(text: str) -> None:
    assert read(text).text == read(text.encode()).text == text


@pytest.mark.parametrize("charset", [b"\xd4\x1d8", b"no-such-one", b"", b"utf-8*en*x"])
def test_a_subject_in_a_charset_that_is_none_stays_as_it_is(charset: bytes) -> None:
    """Found by fuzzing: what a head tells was a crash."""
    subject = b"=?" + charset + b"?Q?Tide=20mill?="
    data = (
        b"From: Ann <a@b.example>\nMIME-Version: 1.0\nContent-Type: text/plain\nSubject: "
        + subject
        + b"\n\n"
        + PROSE.encode()
    )
    assert stripper.strip(data, mode="rules").metadata["title"]


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_damage_gives_a_dump_or_a_message(data: st.DataObject) -> None:
    raw = bytearray(mail("related", part("text/plain", OTHER), part("text/plain", PROSE), more='; start="<a>"'))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=12))
        raw = raw or bytearray(b"x")
    try:
        read(bytes(raw), kind="mail").told()
    except stripper.InputError as error:
        assert str(error)
