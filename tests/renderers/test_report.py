"""The HTML report as a file: self-contained, locked down, every line of page text in it and none of it as markup."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import SAMPLES, Run
from hypothesis import given, settings
from hypothesis import strategies as st

import stripper
from stripper.renderers import report
from stripper.renderers.visible import visible

HOSTILE = (
    "Skip to content\n"
    '<script>alert(1)</script><img src=x onerror="alert(2)">\n'
    "\"><svg onload=alert(3)> ' onmouseover='alert(4)\n"
    "</li></ol></main><style>*{display:none}</style>\n"
    "&lt;b&gt; stays as it is typed \x1b[31m \u202egnp.exe\n"
    "The wind turned in the night, and by morning the boats lay on the other side of the harbour.\n"
)


class Reader(HTMLParser):
    """Collects the tags of a page, its attributes and the text of its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.lines: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "ol" or self.inside:
            self.inside.append(tag)
        if tag == "li" and self.inside:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if self.inside:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if "li" in self.inside and self.inside[-1] != "small":
            self.lines[-1] += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("sample", sorted(p.name for p in SAMPLES.glob("*.txt")))
def test_every_line_stands_in_it(sample: str) -> None:
    result = stripper.strip((SAMPLES / sample).read_bytes())
    assert read(result.render("report")).lines == [visible(line) for line in result.dump.lines]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\r\n"), max_size=40), max_size=12))
def test_no_text_becomes_markup(lines: list[str]) -> None:
    text = "\n".join(["Skip to content", *lines, HOSTILE])
    result = stripper.strip(text, kind="text", mode="rules")
    page = report.render([result])
    page.encode()  # whatever the dump held, the report is UTF-8
    reader = read(page)
    assert reader.lines == [visible(line) for line in result.dump.lines]
    assert not {"img", "iframe", "object", "form"} & set(reader.tags)
    assert reader.tags.count("script") == reader.tags.count("style") == 1
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]


def test_it_asks_for_nothing_and_allows_only_its_own_script() -> None:
    page = report.render([stripper.strip(HOSTILE, kind="text")])
    reader = read(page)
    assert {value for name, value in reader.attributes if name in ("src", "href")} <= {"#dumps", "data:,"}
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in re.sub(r"http-equiv", "", page)


def test_a_report_of_several_dumps_has_an_index(run: Run, tmp_path: Path) -> None:
    samples = [str(SAMPLES / name) for name in ("newsroom.txt", "ferry.html", "harbour-lynx.txt")]
    out = tmp_path / "report.html"
    done = run("report", *samples, "-o", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    page = out.read_text("utf-8")
    assert page.count('class="spark"') == page.count('class="dump"') == 3
    for k in (1, 2, 3):
        assert f'href="#d{k}"' in page
        assert f'id="d{k}"' in page
    assert run("report", *samples).stdout.decode() == page
    assert list(tmp_path.iterdir()) == [out]


def test_a_report_never_overwrites_a_dump(run: Run, tmp_path: Path) -> None:
    dump = tmp_path / "page.txt"
    dump.write_text(HOSTILE)
    done = run("report", str(dump), "-o", str(dump))
    assert done.returncode == 2
    assert b"one of the dumps" in done.stderr
    assert dump.read_text() == HOSTILE
    done = run("report", str(dump), "-o", str(tmp_path / "none" / "report.html"))
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr
