"""One tidy table of every quantity an equation may take, in canonical units, in its reporting period.

Belongs here: how each record table turns into quantities. Does not belong here: any emission, factor or balance.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from smelter_ghg.allocation import shares, split
from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import ACTIVITY
from smelter_ghg.items import PROPERTIES
from smelter_ghg.periods import assign, reporting_periods
from smelter_ghg.ranges import with_ranges_of_records
from smelter_ghg.units import PER_CENT

Tables = Mapping[str, pl.DataFrame]
METHOD_NOT_STATED = "method not stated"

_POTLINE_NUMBERS = {
    "line_current_ka": "kA",
    "cells_operating": "cells",
    "cell_days": "cell-days",
    "cells_started": "cells",
    "current_efficiency_pct": "1",
    "dc_electricity_mwh": "MWh",
    "anode_effect_frequency_per_cell_day": "1/cell-day",
    "anode_effect_duration_min": "min",
    "anode_effect_minutes_per_cell_day": "min/cell-day",
    "overvoltage_mv": "mV",
    "slope_cf4": "kg CF4/t Al/(min/cell-day)",
    "overvoltage_coefficient_cf4": "kg CF4/t Al/mV",
    "c2f6_cf4_ratio": "1",
}
# Before the quantity of what stands at a supplier's site, so that no source takes it for the smelter's own.
OF_SUPPLIER = "supplier_"
# Numbers that hold for one kind of overvoltage only; the kind is their basis.
_OF_OVERVOLTAGE = ("overvoltage_mv", "overvoltage_coefficient_cf4")
_INSTRUMENT_NUMBERS = {
    "allocated_mwh": "MWh",
    "combustion_factor_kg_co2e_per_mwh": "kg CO2e/MWh",
    "upstream_factor_kg_co2e_per_mwh": "kg CO2e/MWh",
    "losses_factor_kg_co2e_per_mwh": "kg CO2e/MWh",
}


def build_activity(tables: Tables, config: ReportingConfig) -> pl.DataFrame:
    """All quantities of the validated record tables as an ACTIVITY frame, sorted by activity_id.

    Rows outside every reporting period are left out here; a check names them.
    """
    pieces = [
        _one(
            tables["metal"],
            "metal",
            "mass_t",
            "metal",
            unit="t",
            item=pl.lit("aluminium"),
            supplier=pl.col("counterparty"),
        ),
        _one(tables["activity"], "activity", "quantity", "item", unit=pl.col("canonical_unit")),
        _one(
            tables["specific_consumption"],
            "specific_consumption",
            "value",
            "rate",
            unit=pl.col("canonical_unit"),
            basis=pl.col("per"),
        ),
        _properties(tables["properties"]),
        _one(
            tables["electricity"],
            "electricity",
            "mwh",
            "electricity",
            unit="MWh",
            item=pl.lit("electricity"),
            supplier_site=pl.col("meter_id"),
        ),
        _one(tables["transport"], "transport", "mass_t", "transport_mass", unit="t"),
        _one(tables["transport"], "transport", "distance_km", "transport_distance", unit="km"),
        *_pfc_measurements(tables["pfc_measurements"]),
        _one(
            tables["product_shares"],
            "product_shares",
            "share",
            "product_share",
            unit="1",
            item=pl.col("product"),
            basis=pl.lit(None, pl.String),
        ),
        *(
            _one(
                tables["potlines"],
                "potlines",
                column,
                "potline",
                unit=unit,
                item=pl.lit(column),
                multiplier=pl.lit(0.01 if column.endswith("_pct") else 1.0),
                basis=pl.col("overvoltage_kind") if column in _OF_OVERVOLTAGE else pl.lit(None, pl.String),
            )
            for column, unit in _POTLINE_NUMBERS.items()
        ),
        *(
            _one(
                tables["power_instruments"],
                "power_instruments",
                column,
                "instrument",
                unit=unit,
                item=pl.lit(column),
                flow=pl.col("kind"),
                basis=pl.col("factor_basis"),
                supplier=pl.col("instrument_id"),
            )
            for column, unit in _INSTRUMENT_NUMBERS.items()
        ),
    ]
    shared = shares(tables)
    ranged = with_ranges_of_records(
        pl.concat(pieces).with_columns(pl.col("supplier_site").alias("meter_id")), tables["uncertainties"]
    )
    rows = assign(split(ranged, shared), reporting_periods(tables, config.fiscal_year_end_month))
    return (
        rows.filter(pl.col("period_label").is_not_null())
        .join(_facilities(tables, shared), on=["smelter_id", "facility_id"], how="left")
        .join(_zones(tables), on="smelter_id", how="left")
        .with_columns(
            pl.coalesce("grid_zone", "smelter_grid_zone").alias("grid_zone"),
            pl.when(pl.col("control") == "supplier")
            .then(pl.concat_str(pl.lit(OF_SUPPLIER), "quantity"))
            .otherwise("quantity")
            .alias("quantity"),
        )
        .select(ACTIVITY.names)
        .sort("activity_id")
    )


def _one(
    table: pl.DataFrame,
    name: str,
    column: str,
    quantity: str,
    *,
    unit: str | pl.Expr,
    multiplier: pl.Expr | None = None,
    **labels: pl.Expr,
) -> pl.DataFrame:
    """One numeric column of a record table as tidy rows; label columns of the same name are taken over."""
    if multiplier is None:
        multiplier = pl.col("multiplier") if "multiplier" in table.columns else pl.lit(1.0)
    names = ("item", "flow", "basis", "origin", "supplier", "supplier_site", "grid_zone", "supply", "mode")
    taken = {
        label: labels[label]
        if label in labels
        else pl.col(label)
        if label in table.columns
        else pl.lit(None, pl.String)
        for label in names
    }
    uncertainty = pl.col("uncertainty_pct") if "uncertainty_pct" in table.columns else pl.lit(None, pl.Float64)
    substituted = pl.lit(None, pl.String)
    if "substitution_method" in table.columns:
        stated = pl.col("substitution_method").fill_null(METHOD_NOT_STATED)
        substituted = pl.when(pl.col("data_source") == "substituted").then(stated)
    facility = pl.col("facility_id").fill_null("") if "facility_id" in table.columns else pl.lit("")
    return table.drop_nulls(["smelter_id", "period_start", "period_end", column]).select(
        pl.concat_str([pl.lit(name), pl.col("_key"), pl.lit(column)], separator="|").alias("input_id"),
        "smelter_id",
        facility.alias("facility_id"),
        "period_start",
        "period_end",
        pl.lit(quantity).alias("quantity"),
        *(expression.alias(label) for label, expression in taken.items()),
        pl.col("_key").alias("group_key"),
        (pl.col(column).cast(pl.Float64) * multiplier).alias("value"),
        (pl.lit(unit) if isinstance(unit, str) else unit).alias("unit"),
        multiplier.cast(pl.Float64).alias("multiplier"),
        uncertainty.alias("uncertainty_pct"),
        substituted.alias("substitution_method"),
    )


def _pfc_measurements(table: pl.DataFrame) -> list[pl.DataFrame]:
    """Mass measured and collection efficiency, the gas in `item` and what made it in `flow`."""
    labels = {"item": pl.col("gas"), "flow": pl.col("pfc_kind")}
    efficiency = pl.lit(PER_CENT)
    return [
        _one(table, "pfc_measurements", "mass_kg", "pfc_mass", unit="kg", **labels),
        _one(
            table,
            "pfc_measurements",
            "collection_efficiency_pct",
            "pfc_collection_efficiency",
            unit="1",
            multiplier=efficiency,
            **labels,
        ),
    ]


def _properties(table: pl.DataFrame) -> pl.DataFrame:
    """Analyses and calorific values under their canonical name (in `flow`) and unit."""
    known = pl.DataFrame(
        [(name, *meaning) for name, meaning in sorted(PROPERTIES.items())],
        schema={
            "property": pl.String,
            "canonical_name": pl.String,
            "canonical_unit": pl.String,
            "multiplier": pl.Float64,
        },
        orient="row",
    )
    rows = table.join(known, on="property", how="inner", maintain_order="left")
    return _one(rows, "properties", "value", "property", unit=pl.col("canonical_unit"), flow=pl.col("canonical_name"))


def _facilities(tables: Tables, shared: pl.DataFrame) -> pl.DataFrame:
    """Kind and technology of every facility, also for the smelters that share it."""
    own = tables["facilities"].select(
        "smelter_id", "facility_id", pl.col("kind").alias("facility_kind"), "technology", "control"
    )
    parts = shared.join(own, left_on=["owner", "facility_id"], right_on=["smelter_id", "facility_id"], how="inner")
    return pl.concat([own, parts.with_columns(pl.col("receiver").alias("smelter_id")).select(own.columns)]).unique(
        ["smelter_id", "facility_id"], keep="first", maintain_order=True
    )


def _zones(tables: Tables) -> pl.DataFrame:
    return (
        tables["smelters"]
        .select("smelter_id", pl.col("grid_zone").alias("smelter_grid_zone"))
        .unique("smelter_id", keep="first", maintain_order=True)
    )
