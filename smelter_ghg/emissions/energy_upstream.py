"""Scope 3 category 3: the upstream of fuels and of power, and the losses of the grid.

Belongs here: what happens before the fuel is burnt or the meter is passed. Does not belong here: combustion itself.
A factor that is already life-cycle holds these parts, so none is added to it.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from smelter_ghg.contracts.labels import FUEL_AND_ENERGY, SCOPE_3, TIER_1
from smelter_ghg.emissions.equation import Arithmetic, Draft, Equation, SourceResult, equation
from smelter_ghg.emissions.fuel_paths import per_path
from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.grid_supply import grid_factors, grid_supply
from smelter_ghg.emissions.lookup import SourceInputs, missing_rows, prefer, with_factor

# Item of category 3 -> the parameter of its zone's factor.
_PARTS = ("electricity_upstream", "electricity_losses")
_IN_ONE = "electricity_upstream_and_losses"
_ZONE_FACTORS = {
    "electricity_upstream": "grid_upstream",
    "electricity_losses": "grid_losses",
    _IN_ONE: "grid_upstream_and_losses",
}

_CITATION = "GHG Protocol Corporate Value Chain (Scope 3) Standard (2011), category 3"


# CO2e in kg from a fuel's net energy (GJ) and its upstream factor (kg CO2e/GJ).
FUEL_UPSTREAM = per_path(
    "fuel_upstream_from_{path}",
    "Upstream of {words}",
    {"upstream_factor": "kg CO2e/GJ"},
    "EF_up",
    "CO2e",
    _CITATION,
    __name__,
)


@equation(
    title="Upstream of electricity, losses on its way, or both",
    expression="E = W · EF",
    units={"energy": "MWh", "upstream_factor": "kg CO2e/MWh"},
    citation=_CITATION,
)
def electricity_upstream_co2e(energy: Arithmetic, upstream_factor: Arithmetic) -> Arithmetic:
    """CO2e in kg from electricity (MWh) and its upstream or losses factor, or one for both (kg CO2e/MWh)."""
    return energy * upstream_factor


def ledger_rows(inputs: SourceInputs) -> SourceResult:
    """Category 3 rows of fuels (both accounts alike) and of grid electricity (per account)."""
    result = SourceResult()
    _fuels(inputs, result)
    _power(inputs, result)
    return result


def _add(
    result: SourceResult,
    used: Equation,
    rows: pl.DataFrame,
    *,
    account: str = "common",
    addends: pl.DataFrame | None = None,
) -> None:
    if not rows.is_empty():
        result.drafts.append(
            Draft(
                used,
                rows,
                "energy_upstream",
                "CO2e",
                SCOPE_3,
                TIER_1,
                scope2_account=account,
                scope3_category=FUEL_AND_ENERGY,
                addends=addends,
                gwp_set_column="upstream_gwp_set",
            )
        )


def _with_gwp_set(inputs: SourceInputs, rows: pl.DataFrame) -> pl.DataFrame:
    sets = inputs.factors.select(
        pl.col("factor_id").alias("upstream_factor__id"),
        pl.col("gwp_set").fill_null("not_stated").alias("upstream_gwp_set"),
    )
    return rows.join(sets, on="upstream_factor__id", how="left", maintain_order="left").with_columns(
        pl.col("upstream_gwp_set").fill_null("not_stated")
    )


def _fuels(inputs: SourceInputs, result: SourceResult) -> None:
    fuels = inputs.once(fuel_quantities)
    for path, rows in fuels.by_path:
        used = FUEL_UPSTREAM[path.name]
        found = with_factor(rows, inputs.candidates("upstream"), "upstream_factor", on={"item": "item"})
        known = pl.col("upstream_factor").is_not_null()
        _add(result, used, _with_gwp_set(inputs, found.filter(known)))
        result.missing.append(
            missing_rows(
                found.filter(~known),
                pl.concat_str(pl.col("item"), pl.lit("_upstream")),
                boundary="mine_to_metal",
                category="category_3",
                reason="no factor for the upstream of this fuel: supply one with its citation in a factor file",
            )
        )


def _power(inputs: SourceInputs, result: SourceResult) -> None:
    """Upstream and losses of grid electricity: by zone for metered energy, by instrument where it states them."""
    supply = inputs.once(grid_supply)
    for rows, account, addends in (
        (supply.location, "location", None),
        (supply.uncovered, "market", supply.addends),
    ):
        for item, found in _by_zone(inputs, rows):
            _add_power(inputs, result, found, item, account, addends)
    for item, name in (("electricity_upstream", "upstream_factor"), ("electricity_losses", "losses_factor")):
        stated = supply.instruments.filter(~pl.col("life_cycle")).with_columns(
            pl.col(f"{name}{suffix}").alias(f"upstream_factor{suffix}")
            for suffix in ("", "__id", "__kind", "__multiplier")
        )
        _add_power(inputs, result, stated, item, "market", supply.addends)


def _by_zone(inputs: SourceInputs, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Energy by item with the `upstream_factor` of its zone, empty where there is none.

    One figure for both parts gives one row in place of two, and only where neither part has a factor of its own: beside
    one it would count that part twice.
    """
    rows = rows.filter(~pl.col("life_cycle"))
    if rows.is_empty():
        return
    for argument, parameter in _ZONE_FACTORS.items():
        rows = with_factor(rows, grid_factors(inputs, parameter), argument, on={"item": "item", "grid_zone": "region"})
    in_one = pl.all_horizontal(pl.col(part).is_null() for part in _PARTS) & pl.col(_IN_ONE).is_not_null()
    yield _IN_ONE, prefer(rows.filter(in_one), "upstream_factor", _IN_ONE)
    for part in _PARTS:
        yield part, prefer(rows.filter(~in_one), "upstream_factor", part)


def _add_power(
    inputs: SourceInputs,
    result: SourceResult,
    rows: pl.DataFrame,
    item: str,
    account: str,
    addends: pl.DataFrame | None,
) -> None:
    if rows.is_empty():
        return
    known = pl.col("upstream_factor").is_not_null()
    rows = rows.with_columns(pl.lit(item).alias("item"))
    _add(result, electricity_upstream_co2e, _with_gwp_set(inputs, rows.filter(known)), account=account, addends=addends)
    result.missing.append(
        missing_rows(
            rows.filter(~known),
            item,
            boundary="mine_to_metal",
            category="category_3",
            scope2_account=account,
            reason=pl.format(
                "no {} factor for {}: supply one with its citation", pl.lit(item.replace("_", " ")), pl.col("input_key")
            ),
        )
    )
