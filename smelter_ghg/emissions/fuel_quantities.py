"""Fuel burnt, by the unit it was recorded in, with the calorific value that turns it into energy.

Belongs here: what combustion, the upstream of fuels and the energy ledger share. Does not belong here: any gas.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.lookup import SourceInputs, joined_key, missing_rows, prefer, with_factor, with_record
from smelter_ghg.items import FUELS, PROCESS_OF_FACILITY


@dataclass(frozen=True)
class FuelQuantities:
    """Fuel rows by unit: mass (t) and volume (m3) carry net_calorific_value, energy (GJ) is net. missing: MISSING."""

    mass: pl.DataFrame
    energy: pl.DataFrame
    volume: pl.DataFrame
    missing: list[pl.DataFrame]


def fuel_quantities(inputs: SourceInputs) -> FuelQuantities:
    """Fuels consumed, each row with `amount` and, for masses and volumes, `net_calorific_value`."""
    rows = inputs.quantities("item", item=FUELS, flow="consumed").with_columns(
        pl.col("facility_kind").fill_null("").replace_strict(PROCESS_OF_FACILITY).alias("process"),
        joined_key("origin", "supplier", "supplier_site", "basis").alias("input_key"),
        *record_argument("amount", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    gross = pl.col("basis") == "gross_calorific"
    energy = rows.filter((pl.col("unit") == "GJ") & gross.not_().fill_null(True))
    missing = [
        missing_rows(
            rows.filter((pl.col("unit") == "GJ") & gross),
            pl.col("item"),
            boundary="scope_1",
            category="scope_1",
            reason="recorded on the gross calorific value; the emission factors are per net calorific value",
        )
    ]
    mass = _with_calorific_value(inputs, rows.filter(pl.col("unit") == "t"), "net_calorific_value_per_t", missing)
    volume = _with_calorific_value(inputs, rows.filter(pl.col("unit") == "m3"), "net_calorific_value_per_m3", missing)
    return FuelQuantities(mass, energy, volume, missing)


def _with_calorific_value(
    inputs: SourceInputs, rows: pl.DataFrame, name: str, missing: list[pl.DataFrame]
) -> pl.DataFrame:
    """The site's calorific value, else the cited default per tonne; volumes have no default."""
    site = inputs.quantities("property", flow=name)
    rows = with_record(rows, site, "site_ncv", on={"item": "item"})
    default = inputs.candidates("net_calorific_value").filter(pl.col("canonical_unit") == name_to_unit(name))
    rows = with_factor(rows, default, "default_ncv", on={"item": "item"}, kind="default")
    rows = prefer(rows, "net_calorific_value", "site_ncv", "default_ncv")
    lacking = pl.col("net_calorific_value").is_null()
    missing.append(
        missing_rows(
            rows.filter(lacking),
            pl.col("item"),
            boundary="scope_1",
            category="scope_1",
            reason=f"no {name.replace('_', ' ')}: add a row to properties, or record the fuel in t or GJ",
        )
    )
    return rows.filter(~lacking)


def name_to_unit(name: str) -> str:
    """The unit a calorific value is given in: GJ/t or GJ/m3."""
    return "GJ/t" if name.endswith("_per_t") else "GJ/m3"
