"""Verifications as text for a terminal and as JSON.

Belongs here: how what was verified reads. Does not belong here: verifying.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.printing import printable
from smelter_ghg.disclosure.provenance import place

if TYPE_CHECKING:
    from smelter_ghg.evidence.verification import Verification

Row = dict[str, Any]
_CAUSES_SHOWN = 50
_ROWS_SHOWN = 5
_PLACES_SHOWN = 3


def verification_lines(made: Verification) -> Iterator[str]:
    """What is whole, what was recomputed, what was not, and every disagreement under the row it begins at."""
    where = printable(made.name)
    if made.damage:
        yield f"{where}: not whole"
        yield from (f"    {printable(line)}" for line in made.damage)
    else:
        yield f"{where}: whole, {made.files} files as the manifest lists them"
    recomputed = made.recomputation
    if recomputed is None:
        yield "figures were not recomputed"
        return
    for word, counts in (("recomputed", recomputed.recomputed), ("made again", recomputed.again)):
        yield f"{word}: " + ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    if made.made_again:
        yield f"files of the pack made again from the release: {made.made_again}"
    yield from (f"not recomputed: {count} {kind}" for kind, count in made.left.items())
    if recomputed.right:
        yield "every figure follows from the release's own records and factors"
        return
    yield from _disagreements(recomputed.disagreements)


def _disagreements(rows: pl.DataFrame) -> Iterator[str]:
    causes = rows["root"].n_unique()
    yield f"disagreements: {rows.height}, that begin at {causes} rows"
    for number, ((root,), own) in enumerate(rows.group_by("root", maintain_order=True)):
        if number == _CAUSES_SHOWN:
            yield f"and {causes - number} rows more; --json lists all"
            return
        yield f"{printable(root)}{_places(own['records'][0].to_list(), own['records_behind'][0])}"
        for row in own.head(_ROWS_SHOWN).iter_rows(named=True):
            yield f"    {_told(row)}"
        if own.height > _ROWS_SHOWN:
            more = own.slice(_ROWS_SHOWN).group_by("table", maintain_order=True).len()
            yield "    and so " + ", ".join(f"{count} of {table}" for table, count in more.iter_rows())


def _places(records: list[Row], count: int) -> str:
    """Where the record cells behind a row stand."""
    if not records:
        return ""
    shown = [place(one["file"], one["sheet"], [one["row"]], one["column"]) for one in records[:_PLACES_SHOWN]]
    more = "" if count <= _PLACES_SHOWN else f" and {count - _PLACES_SHOWN} cells more"
    return f" ({printable('; '.join(shown))}{more})"


def _told(row: Row) -> str:
    what = printable(" ".join(part for part in (row["table"], row["row_id"], row["column"]) if part))
    if row["said"] is not None:
        return f"{what}: {printable(row['said'])}"
    return f"{what}: holds {_number(row['held'])}, recomputed {_number(row['recomputed'])}"


def _number(value: float | None) -> str:
    return "nothing" if value is None else repr(value)


def as_json(made: Verification) -> dict[str, object]:
    """The whole verification."""
    recomputed = made.recomputation
    return {
        "what": made.what,
        "release": made.name,
        "right": made.right,
        "files": made.files,
        "damage": made.damage,
        "recomputed": None if recomputed is None else dict(recomputed.recomputed),
        "made_again": None if recomputed is None else dict(recomputed.again),
        "pack_files_made_again": made.made_again,
        "not_recomputed": dict(made.left),
        "disagreements": [] if recomputed is None else _rows(recomputed.disagreements),
    }


def _rows(disagreements: pl.DataFrame) -> list[Row]:
    """Disagreements as rows; JSON has no number that is not finite."""
    numbers = [pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in ("held", "recomputed")]
    return disagreements.with_columns(numbers).to_dicts()
