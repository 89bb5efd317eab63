"""Outcomes of verdicts, judged again from the records, the recomputed intensities and the release's own rulebooks.

Belongs here: what a verdict says beside its numbers. Does not belong here: rules, numbers of verdicts (verdicts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import yaml

from smelter_ghg.conformance import evaluate
from smelter_ghg.conformance.engine import verdict_dict
from smelter_ghg.conformance.load import read_rulebook
from smelter_ghg.conformance.rulebook import Rulebooks
from smelter_ghg.recompute.book import Book, same
from smelter_ghg.recompute.held import Held
from smelter_ghg.recompute.verdicts import probabilities_of
from smelter_ghg.uncertainty.build import draws_by_intensity

# What follows from drawn intensities, which no release holds.
_PROBABILITY = "probability_meets"
DRAWN = "probabilities of verdicts and of their readings, which are drawn"
_SHOWN = 200


def judged(
    held: Held,
    records: Mapping[str, pl.DataFrame],
    intensity: pl.DataFrame,
    draws: pl.DataFrame | None,
    book: Book,
) -> None:
    """Judge every verdict again and name those that say something else.

    `records` are the record tables, `intensity` the release's intensities with recomputed values; `draws` their draws
    (DRAWS), without which probabilities are left as stated.
    """
    rulebooks = rulebooks_of(held)

    def draws_of(smelter_id: str) -> dict[str, Any]:
        own = None if draws is None else draws.filter(pl.col("smelter_id") == smelter_id)
        return {} if own is None else draws_by_intensity(own)

    again: dict[str, dict[str, Any]] = {}
    for version in sorted({verdict["standard_version"] for verdict in held.verdicts}):
        rows = evaluate(
            version,
            intensity=intensity,
            missing=held["missing"],
            tables=records,
            rulebooks=rulebooks,
            config=held.config,
            draws_of=draws_of,
        )
        again |= {verdict["verdict_id"]: verdict for verdict in map(verdict_dict, rows.iter_rows(named=True))}
    if draws is None and probabilities_of(held.verdicts):
        book.left[DRAWN] += len(probabilities_of(held.verdicts))
    without = frozenset({_PROBABILITY}) if draws is None else frozenset()
    for verdict in held.verdicts:
        name = verdict["verdict_id"]
        book.again["verdicts"] += 1
        if name not in again:
            book.say_one("conformance", name, "verdict_id", "the records give no such verdict")
            continue
        for where, left, right in differences("", verdict, again[name], without):
            book.say_one("conformance", name, where, f"{short(left)}, judged again {short(right)}")


def rulebooks_of(held: Held) -> Rulebooks:
    """The rulebooks as the release applied them."""
    books = [
        read_rulebook(yaml.safe_dump(book_, sort_keys=False), f"{name}.yaml") for name, book_ in held.rulebooks.items()
    ]
    return Rulebooks({one.key: one for one in books})


def differences(where: str, held: Any, again: Any, without: frozenset[str]) -> Iterator[tuple[str, Any, Any]]:
    """Where two verdicts say different things, fields of some names aside; numbers are the same as everywhere."""
    if isinstance(held, Mapping) and isinstance(again, Mapping):
        for name in sorted(held.keys() | again.keys()):
            if name not in without:
                yield from differences(f"{where}.{name}" if where else name, held.get(name), again.get(name), without)
    elif isinstance(held, list) and isinstance(again, list) and len(held) == len(again):
        for at, (left, right) in enumerate(zip(held, again, strict=True)):
            yield from differences(f"{where}[{at}]", left, right, without)
    elif _numbers(held, again):
        if not same(held, again):
            yield where, held, again
    elif held != again:
        yield where, held, again


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def short(value: Any) -> str:
    """The value as a line of a report shows it."""
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
