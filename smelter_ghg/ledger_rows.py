"""Rows of the ledger and of its inputs, from what the sources drafted.

Belongs here: ids, masses, division among products, one row per input with its 95 % range. Does not belong here: which
sources run, which rows count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

import polars as pl

from smelter_ghg.contracts.result_tables import LEDGER, LEDGER_INPUTS
from smelter_ghg.emissions.equation import IDENTITY, Draft
from smelter_ghg.method_sets import sharing
from smelter_ghg.product_allocation import PART, WHOLE, ProductParts, divided
from smelter_ghg.ranges import RANGE, with_ranges_of_records
from smelter_ghg.substitution import listed_points

Tables = Mapping[str, pl.DataFrame]

# What tells ledger rows apart; ledger_id is the hash of these.
KEY = (
    "smelter_id",
    "period_start",
    "period_end",
    "process",
    "source",
    "item",
    "facility_id",
    "input_key",
    "gas",
    "tier",
    "route",
    "method_set",
    "scope2_account",
    "allocated_to",
)
# Between the names in a ledger row's also_in.
ALSO_IN_SEPARATOR = ";"
_SHARE = ("allocation_id", "allocation_share")
_OF_SMELTER = ["smelter_id", "input_id"]
_FOOTPRINTS = "supplier_footprints"
_ORDER = "_ledger_order"
_ARGUMENT_ORDER = "_argument_order"
_DRAFT = "_draft"


def among_products(draft: Draft, parts: ProductParts) -> Draft:
    """The draft with its rows divided among the products of their facilities."""
    rows = divided(draft.rows, parts)
    if PART not in rows.columns:
        return replace(draft, rows=rows)
    addends = [parts.addends] if draft.addends is None else [draft.addends, parts.addends]
    return replace(draft, rows=rows, addends=pl.concat(addends))


def ledger_and_inputs(drafts: Sequence[Draft], points: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """LEDGER rows by ledger_id, and LEDGER_INPUTS rows without shares and ranges, by ledger_id and argument.

    `drafts` are divided among products; `points` are the data points of filled gaps. Raises ValueError where two rows
    come out with one id: a source that does not tell its rows apart.
    """
    if not drafts:
        return LEDGER.empty(), LEDGER_INPUTS.empty()
    rows = _with_ids(pl.concat([_ledger_columns(draft) for draft in drafts]))
    if not rows["ledger_id"].is_unique().all():
        twice = rows.filter(pl.col("ledger_id").is_duplicated()).select(KEY).row(0)
        raise ValueError(f"two ledger rows cannot be told apart: {twice}")
    inputs = _with_addends(listed_points(_inputs(drafts, rows), points), drafts)
    return (
        rows.sort(_ORDER).select(LEDGER.names),
        inputs.sort(_ORDER, _ARGUMENT_ORDER, maintain_order=True).drop(_ORDER, _ARGUMENT_ORDER),
    )


def _ledger_columns(draft: Draft) -> pl.DataFrame:
    """The columns of LEDGER but the id."""
    rows = draft.rows
    share = (pl.col(PART) / pl.col(WHOLE)).fill_null(1.0) if PART in rows.columns else pl.lit(1.0)
    others = ALSO_IN_SEPARATOR.join(sharing(draft.method_set)) or None
    made = draft.equation.function(**{name: pl.col(name) for name in draft.equation.arguments})
    return rows.select(
        *(pl.col(name).cast(dtype) for name, dtype in IDENTITY.items() if name != "input_key"),
        pl.col("input_key").cast(pl.String).fill_null(""),
        pl.lit(draft.source).alias("source"),
        pl.lit(draft.gas).alias("gas"),
        (pl.lit(None, pl.String) if draft.gwp_set_column is None else pl.col(draft.gwp_set_column)).alias("gwp_set"),
        pl.lit(draft.tier, pl.Int64).alias("tier"),
        pl.lit("calculated").alias("route"),
        pl.lit(draft.method_set).alias("method_set"),
        (pl.lit(others, pl.String) if draft.also_in_column is None else pl.col(draft.also_in_column)).alias("also_in"),
        pl.lit(draft.scope2_account).alias("scope2_account"),
        pl.lit(draft.scope, pl.Int64).alias("scope"),
        pl.lit(draft.scope3_category, pl.Int64).alias("scope3_category"),
        (made * share).alias("mass_kg"),
        pl.lit(draft.equation.equation_id).alias("equation_id"),
        (pl.col("counted") if "counted" in rows.columns else pl.lit(True)).alias("selected"),
        "allocated_to",
        share.alias("allocated_share"),
    )


def _with_ids(rows: pl.DataFrame) -> pl.DataFrame:
    key = rows.select(pl.concat_str([pl.col(name).cast(pl.String) for name in KEY], separator="|")).to_series()
    digests = pl.Series(
        [blake2b(text, digest_size=8).digest() for text in key.cast(pl.Binary).to_list()], dtype=pl.Binary
    )
    return rows.with_columns(
        digests.bin.encode("hex").alias("ledger_id"),
        # The same 8 bytes as a number: it sorts like the text and many times faster.
        digests.bin.reinterpret(dtype=pl.UInt64, endianness="big").alias(_ORDER),
    )


def _inputs(drafts: Sequence[Draft], rows: pl.DataFrame) -> pl.DataFrame:
    """One row per ledger row and argument, an argument made of several records still one row; `rows` are the ledger's
    in the order of the drafts.

    Column by column: a frame per draft and argument would cost many times what it holds.
    """
    ids, order = rows["ledger_id"], rows[_ORDER]
    pieces: dict[str, list[pl.Series]] = {}
    first = 0
    for number, draft in enumerate(drafts):
        made, height = draft.rows, draft.rows.height
        units: dict[str, str | None] = dict(draft.equation.units)
        if PART in made.columns:
            units |= dict.fromkeys((PART, WHOLE), None)
        for place, argument in enumerate(sorted(units)):
            unit = units[argument]
            for name, series in (
                ("ledger_id", ids.slice(first, height)),
                ("argument", _constant(argument, pl.String, height)),
                ("kind", made[f"{argument}__kind"]),
                ("substitution_method", _constant(None, pl.String, height)),
                ("input_id", made[f"{argument}__id"]),
                ("value", made[argument].cast(pl.Float64)),
                ("unit", made["allocated_unit"] if unit is None else _constant(unit, pl.String, height)),
                ("multiplier", made[f"{argument}__multiplier"].cast(pl.Float64)),
                (_ORDER, order.slice(first, height)),
                (_ARGUMENT_ORDER, _constant(place, pl.UInt8, height)),
                (_DRAFT, _constant(number, pl.UInt32, height)),
            ):
                pieces.setdefault(name, []).append(series)
        first += height
    listed = pl.DataFrame({name: pl.concat(series) for name, series in pieces.items()})
    # Rows of a facility with one product have no part and no whole.
    return listed.filter(pl.col("input_id").is_not_null() | ~pl.col("argument").is_in([PART, WHOLE]))


def _constant(value: str | int | None, dtype: pl.DataType | type[pl.DataType], height: int) -> pl.Series:
    return pl.Series([value], dtype=dtype).new_from_index(0, height)


def _with_addends(inputs: pl.DataFrame, drafts: Sequence[Draft]) -> pl.DataFrame:
    """The records behind each sum in its place."""
    addends = [
        draft.addends.select("sum_id", "input_id", "value", "multiplier", pl.lit(number, pl.UInt32).alias(_DRAFT))
        for number, draft in enumerate(drafts)
        if draft.addends is not None
    ]
    if not addends:
        return inputs.drop(_DRAFT)
    of = [_DRAFT, "sum_id"]
    listed = pl.concat(addends)
    summed = pl.col("input_id").str.starts_with("sum:") & pl.col(_DRAFT).is_in(listed[_DRAFT].unique().implode())
    parts = (
        inputs.filter(summed)
        .drop("value", "multiplier")
        .rename({"input_id": "sum_id"})
        .join(listed.sort("input_id"), on=of, how="inner", maintain_order="left_right")
    )
    return pl.concat([inputs.filter(~summed), parts.select(inputs.columns)]).drop(_DRAFT)


def with_ranges(
    inputs: pl.DataFrame, ledger: pl.DataFrame, factors: pl.DataFrame, activity: pl.DataFrame, tables: Tables
) -> pl.DataFrame:
    """The inputs of all rows as LEDGER_INPUTS: with their shares of shared facilities and their 95 % ranges.

    `tables` holds the record tables supplier_footprints and uncertainties.
    """
    if inputs.is_empty():
        return LEDGER_INPUTS.empty()
    smelters = ledger.select("ledger_id", "smelter_id")
    listed = inputs.join(smelters, on="ledger_id", how="left", maintain_order="left")
    shared = activity.drop_nulls("allocation_id").select("smelter_id", "input_id", *_SHARE)
    of_records = activity.drop_nulls("error_group").select("smelter_id", "input_id", *RANGE)
    of_records = pl.concat([of_records, _of_footprints(listed, tables)]).unique(_OF_SMELTER, keep="first")
    for found in (shared, of_records):
        if found.is_empty():
            names = [name for name in found.columns if name not in _OF_SMELTER]
            listed = listed.with_columns(pl.lit(None, found.schema[name]).alias(name) for name in names)
        else:
            listed = listed.join(found, on=_OF_SMELTER, how="left", maintain_order="left")
    of_factors = factors_with_ranges(factors)
    ends = [pl.col("value") * pl.col(share) for share in ("lower_share", "upper_share")]
    taken = [pl.coalesce(name, f"{name}_of_factor").alias(name) for name in RANGE]
    return (
        listed.join(of_factors, on="input_id", how="left", maintain_order="left", suffix="_of_factor")
        .with_columns(taken)
        .with_columns(
            # What is taken off is a negative value, and its upper end in size is the lower one in number.
            pl.min_horizontal(*ends).alias("lower"),
            pl.max_horizontal(*ends).alias("upper"),
        )
        .select(LEDGER_INPUTS.names)
    )


def factors_with_ranges(factors: pl.DataFrame) -> pl.DataFrame:
    """Ranges of factors; a factor is wrong by the same amount wherever it is used."""
    ranged = pl.col("lower").is_not_null() & pl.col("upper").is_not_null() & (pl.col("value") != 0)
    return factors.filter(ranged).select(
        pl.col("factor_id").alias("input_id"),
        (pl.col("lower") / pl.col("value")).alias("lower_share"),
        (pl.col("upper") / pl.col("value")).alias("upper_share"),
        "distribution",
        pl.col("factor_id").alias("error_group"),
    )


def _of_footprints(inputs: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Ranges of suppliers' footprints, which are no quantities, by the smelter that states them."""
    statements = tables["uncertainties"].filter(pl.col("table") == _FOOTPRINTS)
    footprints = tables[_FOOTPRINTS].select(
        pl.concat_str([pl.lit(_FOOTPRINTS), pl.col("_key"), pl.lit("factor_t_co2e_per_t")], separator="|").alias(
            "input_id"
        ),
        "item",
        pl.lit("").alias("facility_id"),
        "supplier",
        pl.col("supplier_site").alias("meter_id"),
        "period_start",
        "period_end",
        pl.lit(None, pl.Float64).alias("uncertainty_pct"),
    )
    used = inputs.select(_OF_SMELTER).unique(maintain_order=True).join(footprints, on="input_id", how="inner")
    return with_ranges_of_records(used, statements).drop_nulls("error_group").select("smelter_id", "input_id", *RANGE)
