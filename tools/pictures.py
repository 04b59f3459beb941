"""Make the pictures of the docs from real runs on our samples: `python tools/pictures.py`.

Terminal pictures are SVG, made by rich from the command's own output; the report's are screenshots by Chromium
(skipped, saying so, where playwright or chromium is absent). tests/test_docs.py says when they are out of date.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from html import unescape
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 100
TERMINALS = {
    "full": (["--diff=full", "newsroom.txt"], 34),
    "word": (["--diff=word", "newsroom.txt"], 24),
    "side": (["--diff=side", "newsroom.txt"], 30),
    "stat": (["--stat", "newsroom.txt", "harbour-lynx.txt"], 40),
    "why": (["explain", "--why", "image-credits", "newsroom.txt"], 20),
    "kept": (["explain", "--kept", "--ignore", "article", "orchard-innertext.txt"], 26),
    "rule": (["rules", "show", "image-credits/glued", "--in", "newsroom.txt"], 20),
}
"""Name of a picture -> (arguments of the command, rows that are shown)."""
SCREENS = {"report": (1280, 800), "report-narrow": (420, 800)}


def svg(name: str) -> str:
    """Return the picture `name` as SVG: what the command prints now."""
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.text import Text

    args, most = TERMINALS[name]
    command = [sys.executable, "-m", "stripper", *args, "--color", "always"]
    environment = {**os.environ, "COLUMNS": str(WIDTH), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT / "samples", env=environment, capture_output=True, check=True)
    rows = done.stdout.decode().replace(f"{ROOT}/", "").split("\n")
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="standard")
    for row in rows[:most]:
        text = Text.from_ansi(row)
        text.no_wrap, text.overflow = True, "ellipsis"
        console.print(text, markup=False, highlight=False, emoji=False)
    # The usual format fetches fonts from elsewhere; a picture of ours asks for nothing.
    own_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    title = f"stripper {' '.join(args)}"
    return console.export_svg(title=title, code_format=own_fonts, unique_id=f"stripper-{name}") + "\n"


def told(picture: str) -> str:
    """Return the text that an SVG shows: the same whatever version of rich drew it."""
    return "\n".join(unescape(text).replace("\xa0", " ") for text in re.findall(r"<text[^>]*>(.*?)</text>", picture))


def screenshots() -> None:
    """Write the pictures of the report."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        print("no pictures of the report: playwright or chromium is not here", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        report = Path(folder, "report.html")
        command = [sys.executable, "-m", "stripper", "report", "newsroom.txt", "-o", str(report)]
        subprocess.run(command, cwd=ROOT / "samples", env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (width, height) in SCREENS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(report.as_uri())
            for key in ("j", "j", "x"):
                page.keyboard.press(key)
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name in TERMINALS:
        (PICTURES / f"{name}.svg").write_text(svg(name), "utf-8")
    screenshots()
