"""Whether figures say "at least", "at most" or "about" where what they are made of is not exact.

Belongs here: how a bound travels through an operation, and the words on the page. Does not belong here: values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
DIRECTION = {"exact": 0, "at_least": 1, "lower": 1, "upper": -1, "approximate": None}
WORDS = {"exact": "", "at_least": "at least", "lower": "at least", "upper": "at most", "approximate": "about"}
# Whether an operand pulls the result its own way (1) or the other (-1), by position; sums pull their own way.
_PULL = {"quotient": (1, -1), "percent_of": (1, -1), "difference": (1, -1), "times_factor": (1, 1), "rounded_up": (1,)}
_CHOICES = ("greatest", "least")


def bound(operation: str, qualifiers: list[str]) -> int | None:
    """The bound that follows for positive operands: 0 exact, 1 at least, -1 at most, None neither."""
    pulls = _PULL.get(operation, (1,) * len(qualifiers))
    directions = [DIRECTION[qualifier] for qualifier in qualifiers]
    if None in directions:
        return None
    found = {direction * pull for direction, pull in zip(directions, pulls, strict=True) if direction}
    if not found:
        return 0
    return found.pop() if len(found) == 1 else None


def qualifier_problems(figures: dict[str, Row], intensity: list[Row], missing: list[Row]) -> Iterator[str]:
    """Figures that claim to be more exact than what they follow from.

    A sum may say "at least" although its parts are exact, where its period lacks something that is no part at all.
    """
    lacking = {(row["smelter_id"], row["period_label"]) for row in missing}
    for figure_id, row in figures.items():
        if row["operation"] in (*_PULL, *_CHOICES, "sum_figures") and row["operands"]:
            expected = bound(row["operation"], [figures[operand]["qualifier"] for operand in row["operands"]])
            said = DIRECTION[row["qualifier"]]
            lacks = row["operation"] == "sum_figures" and (row["smelter_id"], row["period_label"]) in lacking
            if said != expected and not (lacks and expected == 0 and said == 1):
                made = [figures[operand]["qualifier"] for operand in row["operands"]]
                yield f"figure {figure_id} ({row['label']}) is {row['qualifier']}, made of {', '.join(made)}"
    by_identity = {(row["measure"], row["basis"], row["key"]): row for row in figures.values()}
    for row in intensity:
        if row["route"] != "calculated" or row["value"] is None:
            continue
        account = "" if row["scope2_account"] == "none" else row["scope2_account"]
        basis = (row["method_set"], row["gwp_set"], account, row["denominator"], row["route"])
        key = (row["smelter_id"], row["period_label"], row["boundary"])
        figure = by_identity.get(("intensity", "|".join(basis), "|".join(map(_escaped, key))))
        if figure is None:
            yield f"intensity {row['intensity_id']} ({', '.join(key)}) is no figure"
        elif (figure["qualifier"] == "at_least") == row["complete"]:
            yield f"figure {figure['figure_id']} is {figure['qualifier']}, its intensity complete: {row['complete']}"


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("|", "\\|")


def word_problem(row: Row, before: str, shown: str) -> str | None:
    """What is wrong with the word printed before a figure's number."""
    expected = WORDS[row["qualifier"]]
    said = next((word for word in set(WORDS.values()) - {""} if _ends(before, word) or word in shown), "")
    return None if said == expected else f"{said!r} stands before it, it is {row['qualifier']}"


def _ends(text: str, word: str) -> bool:
    return text.rstrip().casefold().endswith(word)
