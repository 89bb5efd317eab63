"""The energy ledger: energy used, made and sold, in MWh and GJ, by carrier and process.

Belongs here: fuels by net calorific value and electricity by meter, tied to the rows they come from (hydro power leaves
no row in an emissions ledger). Does not belong here: emissions.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import ENERGY
from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.factors import Factors
from smelter_ghg.items import PROCESS_OF_FACILITY
from smelter_ghg.units import GJ_PER_MWH

# Metered flow -> where the energy came from or went to.
_ORIGIN = {"consumed": "purchased", "generated_gross": "self_generated", "exported": "sold"}


def build_energy(
    activity: pl.DataFrame, tables: Mapping[str, pl.DataFrame], factors: Factors, config: ReportingConfig
) -> pl.DataFrame:
    """Energy rows (ENERGY), one per metered or weighed record, sorted by energy_id.

    Fuel rows without a calorific value are left out here; the ledger names them missing. A generator's own use is part
    of what it generated, so it has no row.
    """
    inputs = SourceInputs(
        activity,
        tables["supplier_footprints"],
        tables["facilities"],
        factors.usable,
        dict(config.chosen_factors),
    )
    rows = [_electricity(inputs), *_fuels(inputs)]
    return pl.concat([ENERGY.empty(), *rows]).sort("energy_id")


def _electricity(inputs: SourceInputs) -> pl.DataFrame:
    metered = inputs.quantities("electricity", flow=tuple(_ORIGIN))
    own = (pl.col("flow") == "consumed") & (pl.col("supply") == "captive")
    return metered.select(
        pl.col("input_id").alias("energy_id"),
        "smelter_id",
        "period_label",
        "reporting_year",
        "facility_id",
        "period_start",
        "period_end",
        pl.col("facility_kind").fill_null("").replace_strict(PROCESS_OF_FACILITY).alias("process"),
        pl.lit("electricity").alias("carrier"),
        pl.lit(None, pl.Boolean).alias("renewable"),
        # Captive power is used where it was made; its generation is the other row, so it must not count as bought.
        pl.when(own)
        .then(pl.lit("used_from_own_generation"))
        .otherwise(pl.col("flow").replace_strict(_ORIGIN))
        .alias("origin"),
        pl.col("value").alias("mwh"),
        (pl.col("value") * GJ_PER_MWH).alias("gj"),
        pl.lit(None, pl.String).alias("heating_value"),
        pl.concat_list("input_id").alias("input_ids"),
        pl.lit("electricity_mwh").alias("equation_id"),
    )


def _fuels(inputs: SourceInputs) -> list[pl.DataFrame]:
    fuels = inputs.once(fuel_quantities)
    by_value = pl.col("amount") * pl.col("net_calorific_value")
    both = pl.concat_list("amount__id", "net_calorific_value__id")
    return [
        rows.select(
            pl.col("input_id").alias("energy_id"),
            "smelter_id",
            "period_label",
            "reporting_year",
            "facility_id",
            "period_start",
            "period_end",
            "process",
            pl.col("item").alias("carrier"),
            pl.lit(False).alias("renewable"),
            pl.lit("purchased").alias("origin"),
            (gj / GJ_PER_MWH).alias("mwh"),
            gj.alias("gj"),
            pl.lit("net_calorific").alias("heating_value"),
            ids.alias("input_ids"),
            pl.lit(equation).alias("equation_id"),
        )
        for rows, gj, ids, equation in (
            (fuels.mass, by_value, both, "fuel_mass"),
            (fuels.volume, by_value, both, "fuel_volume"),
            (fuels.energy, pl.col("amount"), pl.concat_list("amount__id"), "fuel_energy"),
        )
    ]
