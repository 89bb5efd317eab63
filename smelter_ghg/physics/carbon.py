"""The carbon floor: no cell makes aluminium with less carbon than the reaction takes.

Belongs here: the stoichiometric floor over current efficiency. Does not belong here: CO2, the carbon balance of a site.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.lookup import SourceInputs, prefer, with_factor, with_record
from smelter_ghg.factors import Factors
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.items import ANODE_BUTTS
from smelter_ghg.physics.bands import constant
from smelter_ghg.physics.faraday import implied_current_efficiency


def stoichiometric_carbon(factors: pl.DataFrame) -> float:
    """Carbon the reaction 2 Al2O3 + 3 C -> 4 Al + 3 CO2 takes, in t C per t Al: 0.3339."""
    atoms = constant(factors, "carbon", "atoms_per_aluminium_atom")
    return atoms * constant(factors, "carbon", "molar_mass") / constant(factors, "aluminium", "molar_mass")


def carbon_floor_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Findings where net carbon, less sulphur and ash, lies under the stoichiometric floor over current efficiency.

    The efficiency is the stated one, else the one metal and charge imply, else 100 %, which gives the lowest floor.
    """
    inputs = SourceInputs(activity, pl.DataFrame(), pl.DataFrame(), factors.usable, {})
    columns = ["smelter_id", "period_label", "facility_id", "period_start", "period_end", "grid_zone"]
    stated = inputs.quantities("rate", item="net_anode_carbon", unit="t/t").select(
        *columns, "value", "multiplier", table=pl.lit("specific_consumption"), column=pl.lit("value")
    )
    rates = pl.concat([stated, _by_weight(inputs).select(stated.columns)]).with_columns(
        pl.lit("baked_anode").alias("default_item")
    )
    for name in ("sulphur", "ash"):
        site = inputs.quantities("property", item="prebaked_anode", flow=name)
        rates = with_record(rates, site, f"site_{name}")
        rates = with_factor(rates, inputs.candidates(f"{name}_pct"), f"default_{name}", on={"default_item": "item"})
        rates = prefer(rates, name, f"site_{name}", f"default_{name}")
    efficiency = implied_current_efficiency(activity, factors).select(
        "smelter_id",
        "facility_id",
        "period_start",
        "period_end",
        pl.coalesce("current_efficiency_pct", "implied_current_efficiency").alias("efficiency"),
    )
    keys = ["smelter_id", "facility_id", "period_start", "period_end"]
    floor = stoichiometric_carbon(factors.usable)
    low = (
        rates.join(efficiency, on=keys, how="left", maintain_order="left")
        .with_columns(
            (pl.col("value") * (1 - pl.col("sulphur") - pl.col("ash"))).alias("net_carbon"),
            (floor / pl.col("efficiency").fill_null(1)).alias("floor"),
        )
        .filter(pl.col("net_carbon") <= pl.col("floor"))
    )
    return to_frame(
        finding(
            "carbon_floor",
            "error",
            smelter_id=row["smelter_id"],
            period=row["period_label"],
            table=row["table"],
            column=row["column"],
            value=f"{row['value'] / row['multiplier']:g}",
            expected=f"more than {_as_written(row):.4g}: the reaction takes {floor:.4f} t C/t Al over current "
            f"efficiency ({row['facility_id'] or 'whole smelter'}, {row['period_start']} to {row['period_end']})",
            likely_cause="butts subtracted twice, or the wrong unit",
        )
        for row in low.iter_rows(named=True)
    )


def _by_weight(inputs: SourceInputs) -> pl.DataFrame:
    """Net anodes per tonne tapped where both are weighed over the same days, as rates of the whole smelter.

    Butts that were not weighed over these days are not subtracted, which can only hide a finding, never make one.
    """
    span = ["smelter_id", "period_label", "period_start", "period_end"]
    anodes = inputs.quantities("item", item="prebaked_anode", flow="consumed", unit="t")
    butts = inputs.quantities("item", item=ANODE_BUTTS, flow="returned", unit="t")
    metal = inputs.quantities("metal", flow="tapped")

    def total(rows: pl.DataFrame, name: str) -> pl.DataFrame:
        by_span = rows.sort("input_id").group_by(span, maintain_order=True)
        return by_span.agg(pl.col("value").sum().alias(name), pl.col("grid_zone").first().alias(f"{name}_zone"))

    return (
        total(anodes, "anodes_t")
        .join(total(metal.filter(pl.col("value") > 0), "metal_t"), on=span, how="inner", maintain_order="left")
        .join(total(butts, "butts_t"), on=span, how="left", maintain_order="left")
        .with_columns(
            ((pl.col("anodes_t") - pl.col("butts_t").fill_null(0)) / pl.col("metal_t")).alias("value"),
            pl.lit("").alias("facility_id"),
            pl.col("metal_t_zone").alias("grid_zone"),
            pl.lit(1.0).alias("multiplier"),
            pl.lit("activity").alias("table"),
            pl.lit("quantity").alias("column"),
        )
    )


def _as_written(row: dict[str, float]) -> float:
    """The lowest possible net carbon in the unit and with the impurities of the record."""
    return row["floor"] / (1 - row["sulphur"] - row["ash"]) / row["multiplier"]
