"""What the elements of a page of HTML tell of each paragraph, as columns of small codes.

The box that holds what a witness chose is the page's likely main box (compare the ancestors of trafilatura and of
Readability); boxes of one make hold things of one kind (Bar-Yossef & Rajagopalan 2002, "Template Detection").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from stripper.model import Facts

from .bins import after, before, count_codes, share_codes, since, until, window

TAGS = {
    "p": 1, "h1": 2, "h2": 3, "h3": 4, "h4": 5, "h5": 6, "h6": 7, "li": 8, "div": 9, "td": 10, "th": 11,
    "tr": 12, "dt": 13, "dd": 14, "pre": 15, "blockquote": 16, "figcaption": 17, "button": 18, "label": 19,
    "section": 20, "article": 21, "main": 22, "aside": 23, "nav": 24, "header": 25, "footer": 26, "form": 27,
    "summary": 28, "address": 29, "caption": 30,
}  # fmt: skip
REGIONS = {
    "article": 1,
    "main": 2,
    "nav": 3,
    "aside": 4,
    "header": 5,
    "footer": 6,
    "form": 7,
    "dialog": 8,
    "section": 9,
}
HOLDERS = {"ul": 1, "ol": 2, "dl": 3, "table": 4, "blockquote": 5, "figure": 6, "details": 7, "pre": 8, "button": 9}
ROLES = {
    "navigation": "nav", "menu": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside",
    "main": "main", "article": "article", "dialog": "dialog", "search": "form",
}  # fmt: skip
WITHIN = {"article": 1, "main": 2, "nav": 4, "aside": 4, "header": 8, "footer": 8, "form": 16, "dialog": 16}
MOST_MARKS = 5  # boxes around a paragraph whose class names count
CORES = (0.9, 0.6)  # shares of what the witness chose that the two nested main boxes hold
UP = ("parent", "grand", "great")
UNITS = 6  # characters of a unit of length


def markup_columns(facts: Facts, index: Sequence[int], texts: Sequence[str]) -> dict[str, bytes]:
    """Return the columns, by name, of the paragraphs `index` of a page, whose texts are `texts`."""
    boxes = [facts.boxes[i] for i in index]
    chosen = [facts.chosen[i] for i in index]
    weights = [1 + len(text) // UNITS for text in texts]
    regions, holders, within, depths = _around(facts)
    told = [max(0.0, share) * w for share, w in zip(chosen, weights, strict=True)]
    linked = [facts.linked[i] for i in index]
    columns = {
        "tag": bytes([TAGS.get(facts.kinds[i], 0) for i in index]),
        "region": bytes([regions[b] for b in boxes]),
        "holder": bytes([holders[b] for b in boxes]),
        "within": bytes([within[b] for b in boxes]),
        "linked share": bytes([0 if share <= 0 else 1 + int(8 * share) for share in linked]),
        "hidden": bytes([facts.hidden[b] for b in boxes]),
        "depth of box": bytes([min(31, depths[b]) for b in boxes]),
        "chosen": bytes([0 if share < 0 else 1 + int(9 * share) for share in chosen]),
    }
    columns |= _shares_of_boxes(facts, boxes, told, weights, linked)
    columns |= _cores(facts, boxes, told, depths)
    columns |= _alike(facts, boxes, told, weights)
    total = sum(weights) or 1
    columns["page chosen"] = bytes([1 + int(14 * sum(told) / total)]) * len(index)
    columns["page boxes"] = bytes([("article" in facts.tags) + 2 * ("main" in facts.tags)]) * len(index)
    return columns


def near_columns(columns: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what stands around each paragraph, of the columns of `markup_columns`."""
    chosen, linked = columns["chosen"], columns["linked share"]
    ones = b"\1" * len(chosen)
    heads = bytes([code == TAGS["h1"] for code in columns["tag"]])
    good = bytes([code > 7 for code in chosen])
    out = {
        "chosen near": share_codes(window(chosen, 2, 2), [10 * k for k in window(ones, 2, 2)]),
        "chosen above": share_codes(window(chosen, 10, -1), [10 * k for k in window(ones, 10, -1)]),
        "chosen below": share_codes(window(chosen, -1, 10), [10 * k for k in window(ones, -1, 10)]),
        "since chosen": since(good),
        "until chosen": until(good),
        "linked near": share_codes(window(linked, 3, 3), [9 * k for k in window(ones, 3, 3)]),
        "since h1": since(heads),
        "until h1": until(heads),
    }
    for name in ("tag", "region", "chosen", "linked share"):
        out[f"{name} -1"], out[f"{name} +1"] = before(columns[name]), after(columns[name])
    return out


def marks(facts: Facts, index: Sequence[int]) -> list[str]:
    """Return the tags and the words of the class names of the boxes around each paragraph, the innermost first."""
    said = [f"{tag} {words}" if words else tag for tag, words in zip(facts.tags, facts.words, strict=True)]
    known: dict[int, str] = {}
    for box in {facts.boxes[i] for i in index}:
        around = []
        at = box
        for _ in range(MOST_MARKS):
            around.append(said[at])
            if not at:
                break
            at = facts.parents[at]
        known[box] = " ".join(around)
    return [known[facts.boxes[i]] for i in index]


def _around(facts: Facts) -> tuple[list[int], list[int], list[int], list[int]]:
    """Of each box the codes of the innermost region and holder it stands in, the kinds of all regions, its depth."""
    regions: list[int] = []
    holders: list[int] = []
    within: list[int] = []
    depths: list[int] = []
    for k, (parent, tag, words) in enumerate(zip(facts.parents, facts.tags, facts.words, strict=True)):
        role = tag if tag in WITHIN else next((ROLES[w] for w in words.split() if w in ROLES), tag)
        regions.append(REGIONS.get(role, regions[parent] if k else 0))
        holders.append(HOLDERS.get(tag, holders[parent] if k else 0))
        within.append((within[parent] if k else 0) | WITHIN.get(role, 0))
        depths.append(depths[parent] + 1 if k else 0)
    return regions, holders, within, depths


def _sums(facts: Facts, boxes: Sequence[int], amounts: Sequence[float]) -> list[float]:
    """Of each box the sum of the amounts of all paragraphs in it."""
    sums = [0.0] * len(facts.parents)
    for box, amount in zip(boxes, amounts, strict=True):
        sums[box] += amount
    for box in range(len(sums) - 1, 0, -1):
        sums[facts.parents[box]] += sums[box]
    return sums


def _shares_of_boxes(
    facts: Facts, boxes: Sequence[int], told: Sequence[float], weights: Sequence[int], linked: Sequence[float]
) -> dict[str, bytes]:
    """How much of the text of the boxes around a paragraph was chosen, and how much stands in links."""
    parents = facts.parents
    all_told, all_text = _sums(facts, boxes, told), _sums(facts, boxes, weights)
    all_linked = _sums(facts, boxes, [share * w for share, w in zip(linked, weights, strict=True)])
    out, at = {}, list(boxes)
    for name in UP:
        at = _wider(at, parents, all_text)
        texts = [all_text[b] for b in at]
        out[f"chosen of {name}"] = share_codes([all_told[b] for b in at], texts)
        out[f"linked of {name}"] = share_codes([all_linked[b] for b in at], texts)
        out[f"size of {name}"] = count_codes([int(n) // 8 for n in texts])
    return out


def _wider(boxes: Sequence[int], parents: Sequence[int], sizes: Sequence[float]) -> list[int]:
    """Of each box the nearest one around it that holds more text."""
    known: dict[int, int] = {}
    for box in set(boxes):
        at = parents[box]
        while at and sizes[at] <= sizes[box]:
            at = parents[at]
        known[box] = at
    return [known[box] for box in boxes]


def _cores(facts: Facts, boxes: Sequence[int], told: Sequence[float], depths: Sequence[int]) -> dict[str, bytes]:
    """Where a paragraph stands to the innermost boxes that hold most of what was chosen."""
    parents = facts.parents
    sums = _sums(facts, boxes, told)
    biggest: dict[int, int] = {}
    for box in range(1, len(parents)):
        held = biggest.get(parents[box])
        if held is None or sums[box] > sums[held]:
            biggest[parents[box]] = box
    cores = [_core(biggest, sums, share) for share in CORES] if sums[0] > 0 else [0, 0]
    inside = [[False] * len(parents) for _ in cores]
    away = [0] * len(parents)  # levels up to the nearest box that also holds the outer core
    line = set(_ancestors(cores[0], parents))
    for box in range(len(parents)):
        for flags, core in zip(inside, cores, strict=True):
            flags[box] = box == core or (box > 0 and flags[parents[box]])
        away[box] = 0 if box in line else away[parents[box]] + 1
    code = bytes([1 + inside[0][b] + inside[1][b] if sums[0] > 0 else 0 for b in boxes])
    return {"core": code, "core away": count_codes([away[b] for b in boxes])}


def _core(biggest: Mapping[int, int], sums: Sequence[float], share: float) -> int:
    at = 0
    while at in biggest and sums[biggest[at]] >= share * sums[0]:
        at = biggest[at]
    return at


def _ancestors(box: int, parents: Sequence[int]) -> Iterator[int]:
    while box:
        yield box
        box = parents[box]
    yield 0


def _alike(facts: Facts, boxes: Sequence[int], told: Sequence[float], weights: Sequence[int]) -> dict[str, bytes]:
    """How many paragraphs stand in boxes of the same make, and how much of them was chosen."""
    makes = [
        (facts.tags[b], facts.words[b], facts.tags[facts.parents[b]], facts.words[facts.parents[b]]) for b in boxes
    ]
    numbers = Counter(makes)
    said: Counter[tuple[str, str, str, str]] = Counter()
    whole: Counter[tuple[str, str, str, str]] = Counter()
    for make, part, weight in zip(makes, told, weights, strict=True):
        said[make] += part  # type: ignore[assignment]
        whole[make] += weight
    return {
        "alike boxes": count_codes([numbers[m] for m in makes]),
        "alike chosen": share_codes([said[m] for m in makes], [whole[m] for m in makes]),
    }
