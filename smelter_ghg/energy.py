"""The energy ledger: energy used, made and sold, in MWh and GJ, by carrier and process.

Belongs here: fuels by net calorific value and electricity by meter, tied to the rows they come from (hydro power leaves
no row in an emissions ledger). Does not belong here: emissions.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import ENERGY
from smelter_ghg.emissions.fuel_paths import FuelPath
from smelter_ghg.emissions.fuel_quantities import fuel_quantities
from smelter_ghg.emissions.lookup import SourceInputs
from smelter_ghg.factors import Factors
from smelter_ghg.items import PROCESS_OF_FACILITY
from smelter_ghg.substitution import with_listed_ids, with_substitutions
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
    # A calorific value that fills a gap must give the same energy here as in the ledger.
    inputs, points = with_substitutions(inputs, config.missing_data)
    rows = [_electricity(inputs), *(with_listed_ids(fuel, points) for fuel in _fuels(inputs))]
    return pl.concat([ENERGY.empty(), *rows]).sort("energy_id")


def _electricity(inputs: SourceInputs) -> pl.DataFrame:
    metered = inputs.quantities("electricity", flow=tuple(_ORIGIN))
    own = (pl.col("flow") == "consumed") & (pl.col("supply") == "captive")
    return metered.select(
        pl.col("activity_id").alias("energy_id"),
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
        "allocation_id",
        "allocation_share",
        pl.lit("electricity_mwh").alias("equation_id"),
    )


def _fuels(inputs: SourceInputs) -> list[pl.DataFrame]:
    fuels = inputs.once(fuel_quantities)
    return [_fuel(path, rows) for path, rows in fuels.by_path]


def _fuel(path: FuelPath, rows: pl.DataFrame) -> pl.DataFrame:
    gj = path.energy(**{argument: pl.col(argument) for argument in path.units})
    return rows.select(
        pl.col("activity_id").alias("energy_id"),
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
        pl.concat_list(f"{argument}__id" for argument in path.units).alias("input_ids"),
        "allocation_id",
        "allocation_share",
        pl.lit(f"fuel_{path.name}").alias("equation_id"),
    )
