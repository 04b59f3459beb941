"""Source code in a dump: samples that an article shows, which stay, and scripts of the page, which go."""

from __future__ import annotations

import re

_MINIFIED, _BLANKS, _SIGNS = 600, 24, 12
"""Characters from which a line may be minified; of these to a blank at the least, and to a sign at the most."""
_WORDS, _WIDE = 25, 100
"""Blanks, or characters of which some are of another script, that a sentence has and no message in a script."""
_TO_PROSE, _COMMENT = 100, 300
"""Characters of a minified line to one of sentences, and how many of these a comment in it has."""
_STRETCH, _SPACES = r'[^{}=;"]+', r"\s+"  # these patterns are seldom asked for, and compiled then
_ENTITY, _CALL = r"&#?\w{1,9};$", r"\w\([\"'].*\)$"
_LONG = 200
"""Characters of a line that may be one of a sample's."""
_SAMPLE = (
    r"(?:=>|/>|</\w+>|\(\[?|[)\]],)$"  # how lines of code end
    r"|^(?:[)\]}]|//\s|</?[a-z][\w-]*(?:\s[^<>]*)?/?>)"  # and begin
    r"|^(?:import|from|return|const|let|var|def|class|function|public|private|if|for|while|else|try|fn|pub|\#\s*include)"
    r"\b.*[({=:'\"]"
)


def is_statement(line: str) -> bool:
    """Whether a line ends as nothing but source code does: words of an interface in it are a program's."""
    bare = line.rstrip()
    end = bare[-1:]
    if end == ";":
        return not re.search(_ENTITY, bare)
    if end == "}":
        return bare.count("}") > bare.count("{")
    return end == "{" or (end == ")" and bool(re.search(_CALL, bare)))


def may_be_code(line: str) -> bool:
    """Whether a line may be one of a sample of source code, if those around it are."""
    bare = line[:_LONG].strip()
    return len(line) <= _LONG and (is_statement(bare) or bool(re.search(_SAMPLE, bare)))


def is_minified(raw: str) -> bool:
    """Whether a line is a script, a style sheet or data for machines: long, hardly a blank, full of their signs.

    Code that people are to read is set in lines, and prose has blanks or, where its script has none, no such signs.
    """
    return (
        len(raw) >= _MINIFIED
        and _BLANKS * (len(raw) - len(re.sub(_SPACES, "", raw))) < len(raw)
        and "}" in raw
        and sum(map(raw.count, '{}=;":,')) * _SIGNS > len(raw)
        and prose_amid_code(raw) <= min(len(raw) // _TO_PROSE, _COMMENT)
    )


def prose_amid_code(line: str) -> int:
    """Return how many characters of a line may be sentences: long stretches without signs of code."""
    # Found one by one: of a line of 30 MB, all of them would fill the memory.
    stretches = (found[0] for found in re.finditer(_STRETCH, line) if found.end() - found.start() >= _WIDE)
    return sum(len(s) for s in stretches if s.count(" ") >= _WORDS or not s.isascii())
