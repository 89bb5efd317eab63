"""What a verifier's statement is about: a smelter's inventory of a reporting period, by source, and its hash.

Belongs here: INVENTORIES from the tables of a year. Does not belong here: statements, criteria.

The hash is of quantities, of kilograms of gas with everything that made them, and of energy. Verification, documents,
ranges, CO2e and pages play no part in it: a statement that names the hash of a draft does not change the hash when it
is recorded, and every figure published later is of the numbers verified, or the hash is another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from smelter_ghg.contracts.criteria_tables import INVENTORIES

_KEYS = ("smelter_id", "period_label")
# Table -> the columns that tell its rows apart, and what else of them is hashed.
_HASHED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "activity": (("activity_id",), ("input_id", "value", "unit", "multiplier", "allocation_id", "allocation_share")),
    "ledger": (("ledger_id",), ("mass_kg", "equation_id", "selected", "allocated_to", "allocated_share")),
    "ledger_inputs": (("ledger_id", "argument", "input_id"), ("kind", "value", "unit")),
    "energy": (("energy_id",), ("carrier", "origin", "renewable", "mwh", "gj")),
}
_BETWEEN, _EMPTY = "\x1e", "\x00"


def build_inventories(
    activity: pl.DataFrame, ledger: pl.DataFrame, ledger_inputs: pl.DataFrame, energy: pl.DataFrame
) -> pl.DataFrame:
    """INVENTORIES of every smelter and reporting period with a ledger row or energy.

    activity: ACTIVITY. ledger: LEDGER. ledger_inputs: LEDGER_INPUTS. energy: ENERGY.
    """
    places = ledger.select("ledger_id", *_KEYS)
    frames = {
        "activity": activity,
        "ledger": ledger,
        "ledger_inputs": ledger_inputs.join(places, on="ledger_id", how="inner"),
        "energy": energy,
    }
    cut = {name: _by_inventory(frame, *_HASHED[name]) for name, frame in frames.items()}
    years = pl.concat(frame.select(*_KEYS, "reporting_year") for frame in (ledger, energy)).drop_nulls(_KEYS)
    every = years.group_by(_KEYS).agg(pl.col("reporting_year").max()).sort(_KEYS)
    hashes = []
    for row in every.iter_rows(named=True):
        digest = hashlib.sha256()
        for name, frames_of in cut.items():
            for part in _bytes(name, frames_of.get((row["smelter_id"], row["period_label"]))):
                digest.update(part)
        hashes.append(digest.hexdigest())
    named = every.with_columns(pl.Series("inventory_sha256", hashes, dtype=pl.String))
    for scope in (1, 2, 3):
        named = named.join(_names(ledger.filter(pl.col("scope") == scope), "source", f"scope_{scope}_sources"),
                           on=_KEYS, how="left")  # fmt: skip
    named = named.join(_names(energy, "carrier", "energy_carriers"), on=_KEYS, how="left")
    lists = [name for name, dtype in INVENTORIES.polars_schema.items() if dtype == pl.List(pl.String)]
    return named.with_columns(pl.col(lists).fill_null([])).select(INVENTORIES.names)


def _by_inventory(
    frame: pl.DataFrame, key: tuple[str, ...], columns: tuple[str, ...]
) -> dict[tuple[str, str], pl.DataFrame]:
    kept = frame.select(*_KEYS, *key, *columns).sort(key)
    return {
        (str(a), str(b)): part for (a, b), part in kept.partition_by(_KEYS, as_dict=True, include_key=False).items()
    }


def _bytes(name: str, rows: pl.DataFrame | None) -> Iterator[bytes]:
    """The rows as bytes that depend on their content alone: numbers as IEEE doubles, all else as text, by column."""
    yield f"{name} {0 if rows is None else rows.height}\n".encode()
    for column in [] if rows is None else rows.iter_columns():
        yield column.name.encode()
        if column.dtype.is_float():
            # An empty cell is not a number; every not-a-number has one pattern of bits here.
            yield column.fill_null(np.nan).to_numpy().astype("<f8").tobytes()
        else:
            yield _BETWEEN.join(column.cast(pl.String).fill_null(_EMPTY).to_list()).encode()


def _names(rows: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    return rows.group_by(_KEYS).agg(pl.col(column).drop_nulls().unique().sort().alias(name))
