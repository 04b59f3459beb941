"""A line made of a vocabulary goes, in any order; one unknown word, or a missing group, saves it."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper import lexicon, packing, vocabulary
from stripper.folding import fold, key, spread

STATED = (
    "en: accept* manage / cookie* preferences (all log_in)",
    "de+: kommentar*",
    "ja: 許可 拒否 / cookie クッキー (すべて)",
    "ko+: 댓글*",
    "fr: page / l'accueil accueil",
    "sw,sq+:",
    "es: calendario* fech*",
)
PACKED, _ = vocabulary.load(memoryview(packing.pack([(7, STATED)])))
FIRST, _ = vocabulary.load(memoryview(packing.pack([(7, STATED[:1])])))


def found(line: str) -> bool:
    rows = [spread(key(fold(line)))]
    return any(rule == 7 for rule, _, _ in [*PACKED.find(rows), *PACKED.find_unspaced(rows)])


@pytest.mark.parametrize(
    "line",
    [
        "Accept cookies",
        "Cookies: accepted!",
        "Manage all of our cookie preferences",
        "Accepting a log-in cookie",
        "KOMMENTAR ABSENDEN",
        "Neue Kommentare (3) anzeigen",
        "Versuchen Sie nochmals, den Kommentar zu senden",
        "すべてのクッキーを許可",
        "Cookieを拒否",
        "댓글을 보기",
        "Page d’accueil",
        "Hariri ukurasa huu",
        "Ukurasa",
        "Kategoritë e faqes",
        "Calendarios y fechas",
        "Calendario",
    ],
)
def test_known_words_in_any_order_are_found(line: str) -> None:
    assert found(line)


@pytest.mark.parametrize(
    "line",
    [
        "Accept",
        "All cookies",
        "Accept the baker's cookies",
        "Acceptance of Ann's cookies",
        "Accept log cookies",
        "Der Kommentar",
        "Kommentar",
        "Kommentar des Königs anzeigen",
        "クッキー",
        "クッキーを焼くことを許可",
        "댓글",
        "hii na hiyo",
        "Hariri faqe",
        "Calendarios",
        "Fechas",
        "",
        "!",
    ],
)
def test_an_unknown_word_or_a_missing_group_saves_a_line(line: str) -> None:
    assert not found(line)


WORDS = st.sampled_from(["accept", "manage", "cookie", "preferences", "the", "baker", "all", "log", "in", "許可", "焼"])


@given(st.lists(WORDS, max_size=9))
def test_a_line_is_found_when_each_word_is_known_and_each_group_is_there(words: list[str]) -> None:
    row = " ".join(words)
    rest = f" {row} ".replace(" log in ", " all ").split()
    known = {"accept", "manage", "cookie", "preferences", "the", "all", "in"}
    wanted = bool({"accept", "manage"} & set(rest)) and bool({"cookie", "preferences"} & set(rest))
    assert any(True for _ in FIRST.find([row])) == (set(rest) <= known and wanted)


def test_what_is_remembered_may_be_forgotten_at_any_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_REMEMBERED", 1)
    held, _ = vocabulary.load(memoryview(packing.pack([(7, STATED)])))
    rows = [spread(key(fold(line))) for line in ("Log in", "Accept cookies", "Manage all of our cookie preferences")]
    for _ in range(2):
        assert [i for _, i, _ in held.find(rows)] == [1, 2]


def test_a_long_line_takes_no_longer_than_it_is_long() -> None:
    start = time.process_time()
    for line in ("accept " * 20, "すべて" * 46, "許可" * 70, "log in " * 20):
        assert not found(line)
    assert time.process_time() - start < 0.5


def test_the_words_of_very_many_rows_are_not_all_held() -> None:
    rows = [f"accept cookies {n}" for n in range(150_000)]
    tracemalloc.start()
    assert sum(1 for _ in FIRST.find(rows)) == 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25e6, f"{peak:,} bytes, over 150 a row"
    assert [i for _, i, _ in FIRST.find(["x", "accept cookies"] * 50_000)] == list(range(1, 100_000, 2))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a_b_c_d_e_f / x", "more than 5 words"),
        ("*ende / x", "a star stands at the end"),
        ("許可* / x", "needs no star"),
        ("{a|b / x", "never closed"),
        ("", "no group"),
    ],
)
def test_a_bad_vocabulary_is_explained(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        lexicon.parse(text)


def test_words_of_sentences_stand_beside_words_of_a_rule_or_are_asked_for() -> None:
    rows = {stated: lexicon.parse(stated).shared for stated in ("it: piano", "it+: piano", "it+:", "it+=:")}
    assert [stated for stated, shared in rows.items() if "it=" in shared] == ["it: piano", "it+: piano", "it+=:"]


def test_the_shared_words_are_all_well_formed() -> None:
    words = lexicon.shared_words()
    languages = {language for language in words if not language.endswith(("+", "="))}
    assert languages == {name[:-1] for name in words if name.endswith("+")}
    assert languages > {name[:-1] for name in words if name.endswith("=")} > {"en", "ja", "ar"}
    assert len(words) >= 2 * 35


def test_many_words_are_forgotten_without_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_REMEMBERED", 3)
    packed, _ = vocabulary.load(memoryview(packing.pack([(7, STATED)])))
    rows = ["accept all cookies", "accept log in cookies", "manage the cookies", "page d'accueil", "page l'accueil"]
    assert [row for _, row, _ in packed.find([spread(row) for row in rows])] == [0, 1, 2, 3, 4]
