"""What kind of data each ledger row rests on: records, suppliers, defaults, substitutes.

Belongs here: one word per ledger row, the weakest of its inputs. Does not belong here: shares, or any number.
"""

from __future__ import annotations

import polars as pl

KINDS = ("measured", "supplier", "default", "substituted")
_SUPPLIER_TABLES = ("supplier_footprints", "power_instruments")
_ESTIMATED = ("estimated", "substituted")


def input_kinds(ledger_inputs: pl.DataFrame | pl.LazyFrame, activity_records: pl.DataFrame) -> dict[str, str]:
    """The kind of every ledger row by ledger_id.

    A row counts as its weakest input: a substituted or estimated record before a default, a default before a supplier's
    own factor, that before records alone. Published factors that the equation always takes do not weaken a row.
    """
    estimated = activity_records.filter(pl.col("data_source").is_in(list(_ESTIMATED)))["_key"]
    keys = ("activity|" + estimated).implode()
    is_record = pl.col("kind") == "record"
    row_of = pl.col("input_id").str.replace(r"\|[^|]*$", "")
    rank = (
        pl.when((pl.col("kind") == "substitution") | (is_record & row_of.is_in(keys)))
        .then(3)
        .when(pl.col("kind").is_in(["default", "fall_back"]))
        .then(2)
        .when(is_record & pl.col("input_id").str.extract(r"^([^|]*)\|").is_in(list(_SUPPLIER_TABLES)))
        .then(1)
        .otherwise(0)
    )
    worst = ledger_inputs.lazy().group_by("ledger_id").agg(rank.max().alias("rank")).collect()
    return {ledger_id: KINDS[place] for ledger_id, place in worst.iter_rows()}
