"""Where rules and settings are found, in which order, and what a mistake in them says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run, warm

import stripper

DUMP = b"Tide table\nEbb table\nMoon table\nStar table\n"


def rule(word: str) -> str:
    return f'about = "x"\n[rule.{word}]\nwhy = "x"\nline = ["{word} table"]\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with a folder in it, a user's config folder, a folder of packages: each knows one word."""
    (tmp_path / "project" / "deep").mkdir(parents=True)
    (tmp_path / "project" / "stripper.toml").write_text(rule("tide"))
    (tmp_path / "config" / "page-stripper").mkdir(parents=True)
    (tmp_path / "config" / "page-stripper" / "mine.toml").write_text(rule("ebb"))
    package = tmp_path / "packages"
    (package / "sky" / "sets").mkdir(parents=True)
    (package / "sky" / "__init__.py").write_text("raise SystemExit('this package was imported')")
    (package / "sky" / "sets" / "moon.toml").write_text(rule("moon"))
    (package / "sky-1.0.dist-info").mkdir()
    points = "[console_scripts]\nx = y:z\n\n[stripper.rulesets]\nsky = sky.sets\n\n[other]\nz = a\n"
    (package / "sky-1.0.dist-info" / "entry_points.txt").write_text(points)
    return tmp_path


@pytest.fixture
def at(run: Run, home: Path) -> Run:
    """Run in the project's inner folder."""
    environment = os.environ | {
        "XDG_CONFIG_HOME": str(home / "config"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(home / "packages")]),
        "STRIPPER_CACHE_DIR": str(warm(home / "cache")),
    }

    def _at(*args: str, **more: object) -> subprocess.CompletedProcess[bytes]:
        return run(*args, **{"cwd": home / "project" / "deep", "env": environment, "stdin": DUMP} | more)

    return _at


def test_rules_are_found_in_project_config_folder_and_packages(at: Run) -> None:
    for _ in ("read", "from the cache"):
        assert at("--mode", "rules").stdout == b"Star table\n"
    assert at("--mode", "rules", "--isolated").stdout == DUMP


def test_named_files_count_when_isolated(at: Run, home: Path) -> None:
    own = home / "own.toml"
    own.write_text(rule("star"))
    assert at("--isolated", "--mode", "rules", "--rules", str(own)).stdout == b"Tide table\nEbb table\nMoon table\n"


def test_where_lists_them_in_the_order_in_which_they_decide(at: Run, home: Path) -> None:
    own = home / "own.toml"
    own.write_text(rule("star"))
    rows = at("rules", "where", "--rules", str(own)).stdout.decode().splitlines()
    heads = [row.split(":")[0] for row in rows if not row.startswith(" ")]
    assert heads == [
        "named with --rules",
        "upwards from the working folder",
        "your config folder",
        "offered by the package",
        "shipped with stripper",
    ]
    assert [row.split()[0] for row in rows if row.startswith(" ")][:4] == ["own", "stripper", "mine", "moon"]
    assert any(str(home / "project" / "stripper.toml") in row for row in rows)


def test_a_folder_counts_as_a_file_does_and_the_nearest_wins(at: Run, home: Path) -> None:
    near = home / "project" / "deep" / ".stripper"
    near.mkdir()
    (near / "a.toml").write_text(rule("star"))
    assert at("--mode", "rules").stdout == b"Tide table\n"


def test_a_new_package_is_seen_and_a_removed_one_forgotten(at: Run, home: Path) -> None:
    assert b"Moon" not in at("--mode", "rules").stdout
    info = home / "packages" / "sky-1.0.dist-info"
    (info / "entry_points.txt").unlink()
    info.rmdir()
    assert b"Moon" in at("--mode", "rules").stdout


def test_the_library_uses_only_what_it_is_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home / "project")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    assert stripper.strip(DUMP, mode="rules").text == DUMP.decode()
    assert "Tide" not in stripper.strip(DUMP, mode="rules", rules=["stripper.toml"]).text


def test_settings_hold_and_options_beat_them(at: Run, home: Path) -> None:
    project = home / "project" / "stripper.toml"
    (home / "project" / "more").mkdir()
    (home / "project" / "more" / "star.toml").write_text(rule("star"))
    project.write_text('mode = "rules"\nignore = ["mine"]\nrules = ["more"]\n' + rule("tide"))
    for _ in ("read", "from the cache"):
        assert at().stdout == b"Ebb table\n"
    shown = at("config", "show").stdout.decode()
    assert f'mode = "rules"  # {project}:1\n' in shown
    assert f'ignore = ["mine"]  # {project}:2\n' in shown
    assert at("--ignore", "star").stdout == b"Ebb table\nStar table\n"
    assert at("--select", "star").stdout == b"Tide table\nEbb table\nMoon table\n"
    assert b'mode = "cut-more"  # an option' in at("config", "show", "--cut-more").stdout


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('about = "x"\nmoed = "rules"\n', "stripper.toml:2: unknown key 'moed'; did you mean 'mode'?"),
        ('mode = "rule"\n', "stripper.toml:1: 'rule' is no mode; did you mean 'rules'?"),
        ('\nignore = ["sharng"]\n', "stripper.toml:2: 'ignore': no rule or rule set is called 'sharng'"),
        ('\n\nrules = ["none.toml"]\n', "stripper.toml:3: there is no rule file 'none.toml'"),
        ('select = "sharing"\n', "stripper.toml:1: 'select' must be a list of strings"),
    ],
)
def test_a_mistake_in_settings_is_named_with_its_line(at: Run, home: Path, source: str, says: str) -> None:
    (home / "project" / "stripper.toml").write_text(source)
    done = at()
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in done.stderr.decode()


def test_settings_stand_in_no_other_file(at: Run, home: Path) -> None:
    own = home / "own.toml"
    own.write_text('mode = "rules"\n')
    assert b"own.toml:1: 'mode' is a setting; settings stand in stripper.toml" in at("--rules", str(own)).stderr


@pytest.mark.parametrize("bad", ["project/stripper.toml", "config/page-stripper/mine.toml", "none.toml"])
def test_bad_rule_files_can_be_left_out(at: Run, home: Path, bad: str) -> None:
    named = ["--rules", str(home / bad)] if bad == "none.toml" else []
    if not named:
        (home / bad).write_text('mode = "rules"\n[rule.x]\nlines = ["x"]\n')
    assert at(*named).returncode == 2
    done = at("--skip-bad-rules", "--mode", "rules", *named)
    assert done.returncode == 0
    assert f"stripper: left out: {home / bad}" in done.stderr.decode()
    assert b"Moon" not in done.stdout
    assert at("rules", "where", "--skip-bad-rules", *named).returncode == 0


def test_a_working_folder_that_is_gone_is_no_mistake(home: Path) -> None:
    gone = home / "gone"
    gone.mkdir()
    code = f"import os, stripper.commands; os.rmdir({str(gone)!r}); import sys; sys.argv[1:] = ['rules', 'where']\n"
    done = subprocess.run([sys.executable, "-c", f"{code}stripper.commands.main()"], cwd=gone, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_ordinary_run_reads_no_toml_and_asks_no_metadata(at: Run, home: Path) -> None:
    code = (
        "import sys; sys.argv = ['stripper', '--mode', 'rules']\n"
        "import stripper.commands, atexit\n"
        "seen = {'tomllib', 'importlib.metadata', 'platformdirs', 'configparser'}\n"
        "atexit.register(lambda: print(sorted(seen & set(sys.modules)), file=sys.stderr))\n"
        "stripper.commands.main()\n"
    )
    environment = os.environ | {"XDG_CONFIG_HOME": str(home / "config")}
    for said in (b"['tomllib']\n", b"[]\n"):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, input=DUMP, cwd=home / "project", env=environment, capture_output=True)
        assert done.stderr == said
