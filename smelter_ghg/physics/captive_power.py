"""A captive power plant: what it sends out is used or exported, and what it burns bounds what it generates.

Belongs here: the balance of captive electricity and the efficiency of fuel to power. Does not belong here: emissions.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.factors import Factors
from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.physics.bands import Band, band
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.sums import PERIOD, SPAN, beside, recorded, total
from smelter_ghg.units import GJ_PER_MWH, SUM_NOISE


def sent_out(generated: pl.Expr, own_use: pl.Expr, exported: pl.Expr) -> pl.Expr:
    """Captive electricity left for the smelter in MWh: S = G − O − X.

    G is gross generation, O the plant's own use and X what is exported, all in MWh. Conservation of energy.
    """
    return generated - own_use - exported


def efficiency(generated: pl.Expr, fuel: pl.Expr) -> pl.Expr:
    """Efficiency of a power plant as a fraction: η = 3.6 G / Q.

    G is gross generation in MWh, Q the fuel's energy on the net calorific value in GJ, 3.6 GJ/MWh. Conservation of
    energy.
    """
    return generated * GJ_PER_MWH / fuel


def captive_power_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings where captive electricity is used that was not generated, or generated and neither used nor exported.

    Compared period by period where generation and use are recorded over the same days, and over the reporting period.
    """
    found = []
    for keys in (SPAN, PERIOD):
        flows = {
            name: total(recorded(activity, "electricity", flow=flow, supply=supply), name, keys)
            for name, flow, supply in (
                ("generated", "generated_gross", ["captive"]),
                ("own_use", "own_use", ["captive"]),
                ("exported", "exported", ["captive"]),
                ("used", "consumed", ["captive"]),
            )
        }
        rows = beside(flows.pop("generated"), flows.values(), keys).drop_nulls("used")
        if keys == SPAN:
            rows = rows.join(_cut_otherwise(activity), on=SPAN, how="anti", maintain_order="left")
        out = sent_out(pl.col("generated"), pl.col("own_use").fill_null(0), pl.col("exported").fill_null(0))
        rows = rows.with_columns(out.alias("sent_out"))
        found.append(_of_balance(rows))
    whole = found.pop()
    # A fault shown by its month is not shown again by its year.
    return merge([*found, whole.join(pl.concat(found), on=["check_id", "smelter_id", "period"], how="anti")])


def _cut_otherwise(activity: pl.DataFrame) -> pl.DataFrame:
    """Spans that share days with a captive reading over other days, such as of a meter that was exchanged: a sum over
    the rows of exactly those days would leave it out."""
    spans = recorded(activity, "electricity", supply="captive").select(SPAN).unique()
    others = spans.rename({"period_start": "first", "period_end": "last"})
    shared = (pl.col("first") <= pl.col("period_end")) & (pl.col("last") >= pl.col("period_start"))
    same = (pl.col("first") == pl.col("period_start")) & (pl.col("last") == pl.col("period_end"))
    return spans.join(others, on=PERIOD, how="inner").filter(shared & ~same).select(SPAN).unique()


def _of_balance(rows: pl.DataFrame) -> pl.DataFrame:
    cause = "grid electricity booked as captive, or generation of a period is missing"
    more = Told("captive_power", "electricity", "mwh", "captive electricity used over gross generation", "", cause)
    nature = Band(None, 1.0, "error", "conservation of energy: no more is used than is generated")
    ratio = rows.filter(pl.col("generated") > 0).with_columns((pl.col("used") / pl.col("generated")).alias("value"))
    nothing_left = pl.col("sent_out") <= SUM_NOISE * pl.col("generated")
    left = ratio.filter(~nature.left(pl.col("value")) & ~nothing_left)
    told = Told(
        "captive_power",
        "electricity",
        "mwh",
        "captive electricity used over gross generation less own use and exports",
        "",
        "an export, own use or a meter of the smelter is missing, or captive electricity is booked as of the grid",
    )
    # Use of a plant that made nothing, or that exported all it made, is as impossible, and has no ratio.
    more_than_made = (pl.col("generated") > 0) & (pl.col("used") > pl.col("generated"))
    of_nothing = rows.filter(nothing_left & (pl.col("used") > 0) & ~more_than_made)
    return merge(
        [
            outside(ratio, nature, more),
            to_frame(_of_nothing(row, nature, more) for row in of_nothing.iter_rows(named=True)),
            outside(
                left.with_columns((pl.col("used") / pl.col("sent_out")).alias("value")),
                band("captive_used_to_sent_out"),
                told,
            ),
        ]
    )


def _of_nothing(row: dict[str, object], limits: Band, told: Told) -> dict[str, object]:
    days = f", {row['period_start']} to {row['period_end']}" if "period_start" in row else ""
    return finding(
        told.check_id,
        limits.outside,
        smelter_id=row["smelter_id"],
        period=row["period_label"],
        table=told.table,
        column=told.column,
        value=f"{row['used']:g} MWh",
        expected=f"no captive electricity used where none is left of what is generated{days} ({limits.source})",
        likely_cause=told.cause,
    )


def plant_efficiency_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Findings where a power plant makes more of its fuel than there is in it, or an efficiency no plant has."""
    keys = [*PERIOD, "facility_id"]
    inputs = SourceInputs(activity, pl.DataFrame(), pl.DataFrame(), factors.usable, {})
    fuels = fuel_quantities(inputs)
    burnt = [
        rows.select(
            *keys,
            "input_id",
            "facility_kind",
            path.energy(**{name: pl.col(name) for name in path.units}).alias("value"),
        )
        for path, rows in fuels.by_path
    ]
    if not burnt:
        return merge([])
    fuel = total(pl.concat(burnt).filter(pl.col("facility_kind") == "power_plant"), "fuel", keys)
    made = total(recorded(activity, "electricity", flow="generated_gross", facility_kind="power_plant"), "made", keys)
    # A plant part of whose fuel could not be turned into energy has no efficiency.
    unknown = pl.concat([rows.select("smelter_id", "period_label", "facility_id") for rows in fuels.missing])
    rows = (
        fuel.filter(pl.col("fuel") > 0)
        .join(made, on=keys, how="inner", maintain_order="left")
        .join(unknown, on=keys, how="anti", maintain_order="left")
        .with_columns(efficiency(pl.col("made"), pl.col("fuel")).alias("value"))
    )
    nature = Band(None, 1.0, "error", "conservation of energy: no more electricity than there is energy in the fuel")
    told = Told(
        "power_plant_efficiency",
        "activity",
        "quantity",
        "efficiency by gross generation and net energy of fuel",
        "",
        "fuel of a period is missing or of another unit, gross energy stands as net, or the plant also sells heat",
    )
    possible = rows.filter(~nature.left(pl.col("value")))
    return merge([outside(rows, nature, told), outside(possible, band("power_plant_efficiency"), told)])
