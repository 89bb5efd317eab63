"""Other vintages, editions and sources of the grid and upstream factors a ledger rests on, and what each would change.

Belongs here: which rows could stand in a used factor's place, the effect of each in t CO2e, notes about it. Does not
belong here: the choice of a factor (`smelter_ghg.emissions.grid_supply`), pages.

The publisher of one series moved Bahrain from 490 to 905 g CO2e/kWh between two vintages: a switch of vintage can
outweigh everything a smelter does, so it is shown against the old one, never silent.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.factors import Factors
from smelter_ghg.factors.columns import IDENTITY, USABLE
from smelter_ghg.factors.vocabulary import CHOSEN_BY_ID
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.units import KG_PER_T

PARAMETERS = (*CHOSEN_BY_ID, "residual_mix", "upstream")
SOURCES = ("purchased_electricity", "energy_upstream")
# Engineering judgement: authorities publish the factor of a year one to two years after it, so that one up to two years
# from the reporting year may be the newest there is.
_YEARS_BEHIND = 2
_USE = ("smelter_id", "period_label", "reporting_year", "scope2_account")
# Rows that agree in these are about the same thing; year, edition and source tell them apart.
_SAME = ("item", "parameter", "region", "basis")
_DESCRIBED = ("factor_id", *_SAME, "year", "last_year", "vintage", "publisher", "status", "canonical_value", "gwp_set")


def others(factors: Factors) -> pl.DataFrame:
    """Pairs of rows that could stand in each other's place: columns of the one, and of the other with `other_`.

    Rows a user's has replaced are among the others; unverified ones are not.
    """
    known = described(factors)
    pairs = known.join(known.select(*_SAME, *(pl.col(n).alias(f"other_{n}") for n in known.columns)), on=_SAME,
                       how="inner", nulls_equal=True)  # fmt: skip
    return pairs.filter(
        (pl.col("factor_id") != pl.col("other_factor_id"))
        & (pl.col("canonical_value") != pl.col("other_canonical_value"))
    ).sort("factor_id", "other_year", "other_factor_id", nulls_last=True)


def described(factors: Factors) -> pl.DataFrame:
    """Grid and upstream rows that may be used or were, with the years they describe: by their dates, else by the first
    year their vintage names."""
    named = pl.col("vintage").str.extract(r"((?:19|20)[0-9]{2})").cast(pl.Int32)
    rows = factors.frame.filter(
        pl.col("parameter").is_in(PARAMETERS) & pl.col("status").is_in(USABLE) & pl.col("canonical_value").is_not_null()
    )
    last = pl.coalesce(pl.col("valid_to").dt.year(), named).alias("last_year")
    return rows.with_columns(pl.coalesce(pl.col("valid_from").dt.year(), last).alias("year"), last).select(_DESCRIBED)


def uses(ledger: pl.DataFrame | pl.LazyFrame, ledger_inputs: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """One row per smelter, reporting period, account and factor that selected rows of electricity or its and the fuels'
    upstream rest on: mass_kg and ledger_ids."""
    rows = ledger.lazy().filter(pl.col("source").is_in(SOURCES) & pl.col("selected"))
    factor = pl.col("argument").is_in(["factor", "upstream_factor"]) & (pl.col("kind") != "record")
    of_factor = ledger_inputs.lazy().filter(factor).select("ledger_id", pl.col("input_id").alias("factor_id"))
    return (
        rows.select(*_USE, "ledger_id", "mass_kg")
        .join(of_factor, on="ledger_id", how="inner")
        .sort("ledger_id")
        .group_by(*_USE, "factor_id")
        .agg(pl.col("mass_kg").sum(), pl.col("ledger_id").alias("ledger_ids"))
        .sort(*_USE, "factor_id")
        .collect()
    )


def effects(
    ledger: pl.DataFrame | pl.LazyFrame, ledger_inputs: pl.DataFrame | pl.LazyFrame, factors: Factors, gwp_set: str
) -> pl.DataFrame:
    """Each use with each row that could stand in its place: the columns of `uses` and `others`, `t_co2e` and
    `effect_t_co2e`, what the other would add.

    A row in CO2e of another set than the report's cannot stand in. Of a used factor of zero the energy is not known
    from its emissions; it is read from the ledger's inputs.
    """
    pairs = others(factors).filter(pl.col("other_gwp_set").is_in([gwp_set, "not_stated"]))
    used = uses(ledger, ledger_inputs) if pairs.height else None
    if used is None or used.is_empty():
        return pl.DataFrame()
    used = used.join(pairs.select("factor_id").unique(), on="factor_id", how="semi", maintain_order="left")
    ids = used.explode("ledger_ids", empty_as_null=True, keep_nulls=True).select(
        "factor_id", *_USE, ledger_id="ledger_ids"
    )
    energy = (
        ledger_inputs.lazy()
        .filter(pl.col("argument") == "energy")
        .join(ids.lazy(), on="ledger_id", how="inner")
        .group_by(*_USE, "factor_id")
        .agg(pl.col("value").sum().alias("metered"))
        .collect()
    )
    amount = (
        pl.when(pl.col("parameter") != "upstream")
        .then("metered")
        .otherwise(pl.col("mass_kg") / pl.col("canonical_value"))
    )
    change = pl.col("other_canonical_value") - pl.col("canonical_value")
    return (
        used.join(energy, on=[*_USE, "factor_id"], how="left", maintain_order="left")
        .join(pairs, on="factor_id", how="inner", maintain_order="left_right")
        .with_columns(
            (pl.col("mass_kg") / KG_PER_T).alias("t_co2e"), (amount * change / KG_PER_T).alias("effect_t_co2e")
        )
    )


def vintage_notes(
    ledger: pl.DataFrame | pl.LazyFrame, ledger_inputs: pl.DataFrame | pl.LazyFrame, factors: Factors, gwp_set: str
) -> pl.DataFrame:
    """Notes (FINDINGS): a used factor that has a newer vintage on file, one that took a shipped row's place, and one of
    a year too far from the reporting year."""
    found = effects(ledger, ledger_inputs, factors, gwp_set)
    made = [*_far_off(uses(ledger, ledger_inputs), factors)]
    if found.height:
        made += [*_newer(found), *_replaced(found, factors)]
    return to_frame(made) if made else FINDINGS.empty()


def _newer(found: pl.DataFrame) -> Iterator[dict[str, object]]:
    newer = found.filter(
        (pl.col("other_year") > pl.col("last_year")) & (pl.col("last_year") < pl.col("reporting_year"))
    ).sort(*_USE, "factor_id", "other_last_year", "other_factor_id")
    for row in newer.unique([*_USE, "factor_id"], keep="last", maintain_order=True).iter_rows(named=True):
        yield _note(
            "grid_factor_vintage",
            row,
            f"the newest vintage on file: {row['other_factor_id']} of {when(row, 'other_')}",
            f"chosen is {row['factor_id']} of {when(row)}; the newer one would change {_what(row)} by "
            f"{row['effect_t_co2e']:+,.0f} t CO2e",
        )


def _replaced(found: pl.DataFrame, factors: Factors) -> Iterator[dict[str, object]]:
    """A user's row agrees with the shipped one in IDENTITY, or it would stand beside it."""
    names = [name for name in IDENTITY if name not in _SAME]
    own = factors.frame.select("factor_id", *names)
    other = own.rename({name: f"other_{name}" for name in own.columns})
    pairs = found.join(own, on="factor_id").join(other, on="other_factor_id")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"other_{name}")) for name in names)
    replaced = pairs.filter((pl.col("status") == "user") & (pl.col("other_status") != "user") & same)
    for row in replaced.sort(*_USE, "factor_id", "other_factor_id").iter_rows(named=True):
        yield _note(
            "shipped_factor_replaced",
            row,
            f"the shipped {row['other_factor_id']}, whose place the row takes",
            f"with the shipped one {_what(row)} would change by {row['effect_t_co2e']:+,.0f} t CO2e",
        )


def _far_off(used: pl.DataFrame, factors: Factors) -> Iterator[dict[str, object]]:
    rows = used.join(described(factors), on="factor_id", how="inner", maintain_order="left").with_columns(
        pl.max_horizontal(
            pl.col("year") - pl.col("reporting_year"), pl.col("reporting_year") - pl.col("last_year"), pl.lit(0)
        ).alias("apart")
    )
    for row in rows.filter(pl.col("apart") > _YEARS_BEHIND).iter_rows(named=True):
        yield _note(
            "factor_of_another_year",
            row,
            f"a factor of {row['reporting_year']}, or at most {_YEARS_BEHIND} years from it",
            f"{row['factor_id']} describes {when(row)}, {row['apart']} years from the period",
        )


def _what(row: dict[str, object]) -> str:
    scope = "scope 2" if row["parameter"] in ("grid_combustion", "residual_mix") else "scope 3 category 3"
    return scope if row["scope2_account"] == "common" else f"{scope}, {row['scope2_account']}-based,"


def when(row: dict[str, object], prefix: str = "") -> str:
    """The years a row describes, or its vintage where only that is known."""
    first, last, vintage = (row[f"{prefix}{name}"] for name in ("year", "last_year", "vintage"))
    years = str(last) if first == last else f"{first} to {last}"
    return str(vintage) if vintage else years if last is not None else "an unrecorded year"


def _note(check_id: str, row: dict[str, object], expected: str, cause: str) -> dict[str, object]:
    return finding(
        check_id,
        "note",
        smelter_id=row["smelter_id"],
        period=row["period_label"],
        table="factors",
        column="factor_id",
        value=f"{row['factor_id']} ({row['scope2_account']})",
        expected=expected,
        likely_cause=cause,
    )
