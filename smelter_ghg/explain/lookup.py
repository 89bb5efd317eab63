"""Finds rows, parameters and documents of a release by id.

Belongs here: looking things up and saying which one a release lacks. Does not belong here: what they mean together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from smelter_ghg.release import Release

Row = dict[str, Any]


# Columns of the potlines table that hold coefficients measured on the day the row states.
MEASURED = ("slope_cf4", "overvoltage_coefficient_cf4", "c2f6_cf4_ratio")


class BrokenReleaseError(LookupError):
    """A figure rests on something the release does not hold."""


def by_id(release: Release, table: str, key: str, ids: Sequence[str]) -> dict[str, Row]:
    """Rows of a table by id, in the order asked for. Raises BrokenReleaseError naming the first id not there."""
    wanted = pl.Series(ids, dtype=pl.String).unique()
    rows = release.table(table).filter(pl.col(key).is_in(wanted.implode()))
    found = {row[key]: row for row in rows.iter_rows(named=True)}
    for identifier in ids:
        if identifier not in found:
            raise BrokenReleaseError(f"{table} of {release.name} holds no {key} {identifier!r}")
    return {identifier: found[identifier] for identifier in ids}


def potential(release: Release, gwp_set: str, gas: str) -> Row:
    """The factor row that holds a gas's potential in a set. Raises BrokenReleaseError where there is none."""
    rows = release.factors.filter(
        (pl.col("parameter") == "gwp100") & (pl.col("gwp_set") == gwp_set) & (pl.col("item") == gas)
    )
    if rows.height != 1:
        raise BrokenReleaseError(f"{release.name} holds {rows.height} potentials of {gas} in {gwp_set}, not one")
    return rows.row(0, named=True)


def documents(release: Release, ids: Sequence[str | None]) -> dict[str, dict[str, str]]:
    """What the records say of each document, by id and column; documents the records do not list are left out."""
    wanted = pl.Series(ids, dtype=pl.String).drop_nulls().unique()
    cells = release.records.filter((pl.col("table") == "documents") & pl.col("row_key").is_in(wanted.implode()))
    found: dict[str, dict[str, str]] = {}
    for identifier, column, text in cells.select("row_key", "column", "text").iter_rows():
        found.setdefault(identifier, {})[column] = text
    return found


def measured_on(release: Release, cells: Sequence[Row]) -> dict[str, str]:
    """The day the coefficients of a potline's row were measured, by row key, where the records say."""
    keys = pl.Series([cell["row_key"] for cell in cells if cell["column"] in MEASURED], dtype=pl.String).unique()
    if keys.is_empty():
        return {}
    days = release.records.filter(
        (pl.col("table") == "potlines")
        & (pl.col("column") == "coefficient_measured_on")
        & pl.col("row_key").is_in(keys.implode())
    )
    return dict(days.select("row_key", "text").iter_rows())


def parameter(release: Release, operand: str) -> tuple[str, Mapping[str, Any]]:
    """The rulebook file and the entry of the parameter that `rulebook#parameter` names, its source spread out.

    Raises BrokenReleaseError where rulebook or parameter is not there.
    """
    name, _, wanted = operand.partition("#")
    file = f"{name}.yaml"
    if file not in release.rulebooks:
        raise BrokenReleaseError(f"{release.name} holds no rulebook {name!r}")
    entry = release.rulebooks[file].get("parameters", {}).get(wanted)
    if not isinstance(entry, dict):
        raise BrokenReleaseError(f"rulebook {file} of {release.name} holds no parameter {wanted!r}")
    source = entry.get("source")
    told = {key: value for key, value in entry.items() if key != "source"}
    return file, told | source if isinstance(source, dict) else told
