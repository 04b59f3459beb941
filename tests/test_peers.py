"""The script that sets extractors side by side: on a folder of pages, with what is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conftest import ROOT, SAMPLES

SCRIPT = str(ROOT / "benchmarks" / "peers.py")


def test_a_folder_of_labelled_pages(tmp_path: Path) -> None:
    (tmp_path / "ferry.html").write_bytes((SAMPLES / "ferry.html").read_bytes())
    (tmp_path / "ferry.txt").write_bytes((SAMPLES / "ferry.clean.txt").read_bytes())
    (tmp_path / "bare.html").write_text("<html><body>No label.</body></html>")
    command = [sys.executable, SCRIPT, str(tmp_path), "--tools", "stripper,no-such-tool,trafilatura"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    head, *lines = done.stdout.strip().split("\n")
    assert head.split()[:3] == ["all,", "1", "pages"]
    assert [line.split()[0] for line in lines] == ["stripper", "trafilatura"]
    assert all(float(line.split()[1]) > 0.8 for line in lines)
    assert "no-such-tool is left out" in done.stderr


def test_furniture_is_a_line_or_a_sentence_of_its_own() -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import peers

    assert peers.furniture("Home\nShare this article\nIt rained. Read more.") == {"share this article", "read more"}
    assert peers.furniture("You should read more books, and share this article with friends.") == set()
    assert all(" ".join(peers.words(phrase)) == phrase for phrase in peers.FURNITURE)


def test_dumps_of_a_page_by_what_is_installed(tmp_path: Path) -> None:
    (tmp_path / "ferry.html").write_bytes((SAMPLES / "ferry.html").read_bytes())
    (tmp_path / "ferry.txt").write_bytes((SAMPLES / "ferry.clean.txt").read_bytes())
    script = str(ROOT / "benchmarks" / "dumpers.py")
    done = subprocess.run([sys.executable, script, str(tmp_path)], capture_output=True, text=True, check=True)
    head, *lines = done.stdout.strip("\n").split("\n")
    assert head.split() == ["pages", "F1", "P", "R", "whole"]
    assert len(lines) + done.stderr.count("is left out") == 10
    assert all(float(line[29:].split()[0]) > 0.8 for line in lines)
