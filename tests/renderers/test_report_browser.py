"""The HTML report as its reader meets it: in headless Chromium, by keys and clicks, with and without JavaScript.

Skips, saying so, where playwright, Chromium or axe-core are absent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SAMPLES

import stripper
from stripper import catalogue
from stripper.renderers import report

Open = Callable[..., Any]
NEWS = SAMPLES / "newsroom.txt"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not here: pip install --group browser")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("chromium is not here: apt-get install chromium")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core: where AXE_CORE names it, in node_modules here, or among npm's global packages."""
    folders = [os.environ.get("AXE_CORE", ""), str(ROOT / "node_modules" / "axe-core")]
    if shutil.which("npm"):
        root = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
        folders.append(f"{root}/axe-core")
    for folder in filter(None, folders):
        script = Path(folder, "axe.min.js")
        if script.exists():
            return script.read_text("utf-8")
    pytest.skip("axe-core is not here: npm install -g axe-core")


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a report on dumps; any complaint of the browser fails the test."""
    contexts, complaints = [], []

    def _show(*dumps: str | Path, **options: Any) -> Any:
        results = [stripper.strip(d.read_bytes() if isinstance(d, Path) else d) for d in dumps]
        rules = {rule.id: rule for rule in catalogue.book().rules}
        file = tmp_path / "report.html"
        file.write_text(report.render(results, rules), "utf-8")
        options = {"viewport": {"width": 1280, "height": 800}} | options
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "data:", "blob:")) else complaints.append(request.url)
            ),
        )
        page.goto(file.as_uri())
        return page

    yield _show
    for context in contexts:
        context.close()
    assert complaints == []


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.matches('li') ? document.activeElement.textContent : ''"))


def cuts(text: str | Path, **more: Any) -> dict[int, str | None]:
    source = text.read_bytes() if isinstance(text, Path) else text
    return dict(stripper.strip(source, **more).changes)


def test_keys_walk_from_cut_to_cut_and_round(show: Open) -> None:
    page = show(NEWS)
    page.keyboard.press("j")
    first = focused(page)
    assert first.startswith("1. Skip to content")
    page.keyboard.press("j")
    second = focused(page)
    assert second.startswith("Norwegen | ")
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("k")
    last = focused(page)
    page.keyboard.press("j")
    assert (focused(page), last != second) == (first, True)
    page.keyboard.press("J")
    assert focused(page).startswith("  2. Skip to main menu")
    assert "skip-links/skip-to" in page.inner_text("#now")


def test_letters_typed_into_the_search_are_no_commands(show: Open) -> None:
    page = show(NEWS)
    page.keyboard.press("/")
    page.keyboard.type("herring")
    page.wait_for_selector("#found:not(:empty)")
    page.keyboard.press("Enter")
    told = [line for line in NEWS.read_text("utf-8").split("\n") if "herring" in line.lower()]
    assert page.inner_text("#found") == f"1 of {len(told)}"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.uncheck("#letters")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert focused(page) == ""


def test_filters_take_marks_and_lines_away(show: Open) -> None:
    page = show(NEWS)
    skip = page.locator("li.drop:has(small:text('skip-links'))")
    assert skip.count() == 7
    page.get_by_label("skip-links").uncheck()
    assert page.locator("li.drop.muted").count() == 7
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert "Skip to content" not in focused(page)
    page.select_option("#show", "kept")
    assert page.locator("li.drop:visible").count() == 0
    page.select_option("#show", "cuts")
    assert page.locator(".lines li:visible").count() == page.locator("li.drop, li.trim").count()


@pytest.mark.parametrize(
    "sample", ["newsroom.txt", "harbour-lynx.txt", "bridge-markdown.txt", "library-w3m.txt", "orchard-innertext.txt"]
)
def test_what_a_reader_flips_is_a_rule_file_that_does_it(show: Open, tmp_path: Path, sample: str) -> None:
    """Click on cuts and kept lines; the rules downloaded, the tool decides as the reader did."""
    dump = SAMPLES / sample
    page = show(dump)
    lines = page.locator(".lines li")
    for k in range(3, lines.count(), 11):
        if lines.nth(k).inner_text().strip():
            lines.nth(k).click(position={"x": 90, "y": 6})
    wanted = {
        i
        for i in range(lines.count())
        if lines.nth(i).evaluate("l => l.classList.contains('drop') !== l.classList.contains('flipped')")
    }
    flipped = {i for i in range(lines.count()) if lines.nth(i).evaluate("l => l.classList.contains('flipped')")}
    assert len(flipped) >= 4
    with page.expect_download() as download:
        page.click("#download")
    rules = tmp_path / "corrections.toml"
    download.value.save_as(rules)
    now = stripper.strip(dump.read_bytes(), rules=[rules])
    trims = {rule.id for rule in catalogue.book().rules if rule.action == "trim"}
    eaten = {i for i, v in now.spoken.items() if v.action == "drop" and v.rule in trims}  # not even a keep rule helps
    got = {i for i, rest in now.changes.items() if rest is None} - eaten
    wanted, flipped = wanted - eaten, flipped - eaten
    assert got & flipped == wanted & flipped
    blank = {i for i, line in enumerate(dump.read_text().split("\n")) if not line.strip()}
    assert len((got ^ wanted) - blank) <= 2  # the article model may think better of a neighbour


def test_a_rule_file_of_odd_lines_is_one_that_loads(show: Open, tmp_path: Path) -> None:
    odd = [
        'say "hi" \\ {now|then}',
        "* 12. starred * line",
        "tab\there \x1b[1m",
        "— —",
        "***",
        "Ärger über 7 Größen",
        "x" * 900,
        "مرحبا 12 بالعالم",
    ]
    text = "\n\n".join([*odd, NEWS.read_text()])
    page = show(text)
    for k in range(len(odd)):
        page.locator(".lines li").nth(2 * k).click(position={"x": 90, "y": 6})
    turned = page.locator("li.flipped").count()
    assert turned == len(odd) - 1  # three stars have no words to name them by
    rules = tmp_path / "odd.toml"
    rules.write_text(page.input_value("#toml"), "utf-8")
    before, after = cuts(text), cuts(text, rules=[rules])
    for k, line in enumerate(odd):
        assert ((2 * k in before) != (2 * k in after)) == (line != "***"), line
    page.click("#reset")
    assert page.locator("li.flipped").count() == 0
    assert page.is_hidden("#corrections")


def test_a_click_on_the_map_goes_there(show: Open) -> None:
    page = show(SAMPLES / "podcast-plain.txt")
    box = page.locator(".map").bounding_box()
    page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") > 1000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_axe_finds_no_violation(show: Open, axe: str, scheme: str, width: int) -> None:
    page = show(NEWS, SAMPLES / "harbour-lynx.txt", viewport={"width": width, "height": 800}, color_scheme=scheme)
    for key in ("j", "x", "?"):
        page.keyboard.press(key)
    page.fill("#search", "the")
    page.wait_for_selector("#found:not(:empty)")
    page.evaluate(axe)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_reads_without_javascript(show: Open) -> None:
    page = show(NEWS, java_script_enabled=False)
    assert page.locator(".lines li:visible").count() == len(NEWS.read_text().split("\n"))
    assert page.locator("li.drop del").first.evaluate is not None
    for hidden in ("#search", "#corrections", "footer", ".legend input >> nth=0"):
        assert page.is_hidden(hidden)
    assert page.is_visible(".map svg")


def test_it_prints_whole(show: Open) -> None:
    page = show(SAMPLES / "podcast-plain.txt")
    page.emulate_media(media="print")
    assert page.is_hidden(".tools")
    assert page.is_hidden("footer")
    assert page.pdf(format="A4").count(b"/Type /Page\n") >= 3
