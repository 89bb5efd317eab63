"""Two results beside each other: as recorded, and in the scenario.

Belongs here: differences of emissions, intensities and verdicts. Does not belong here: computing either result.

Both are drawn with the same errors (docs/adr/0015), so that the interval of a difference is that of the change alone:
what is uncertain in both and the same in both cancels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.scenario_tables import SCENARIO_EMISSIONS, SCENARIO_INTENSITIES, SCENARIO_VERDICTS
from smelter_ghg.factors import Factors
from smelter_ghg.intensity import ACCOUNTS, in_boundary
from smelter_ghg.ledger import co2e, of_other_gwp_set, select_inventory
from smelter_ghg.uncertainty.draws import quantiles

_PERIOD = ["smelter_id", "period_label", "reporting_year"]
_TOLD_BESIDE = {
    "verdict_id": pl.String,
    "probability": pl.Float64,
    "conditional": pl.Boolean,
    "threshold": pl.Float64,
    "intensity_id": pl.String,
}
_SOURCE = ["scope", "scope3_category", "process", "source"]


@dataclass(frozen=True)
class Outcome:
    """What one of the two comes to: LEDGER, INTENSITY, UNCERTAINTY, DRAWS and VERDICTS of all years."""

    ledger: pl.DataFrame
    intensity: pl.DataFrame
    uncertainty: pl.DataFrame
    draws: pl.DataFrame
    verdicts: pl.DataFrame


@dataclass(frozen=True)
class Comparison:
    """emissions (SCENARIO_EMISSIONS), intensities (SCENARIO_INTENSITIES), verdicts (SCENARIO_VERDICTS)."""

    emissions: pl.DataFrame
    intensities: pl.DataFrame
    verdicts: pl.DataFrame


def compare(base: Outcome, scenario: Outcome, factors: Factors, config: ReportingConfig) -> Comparison:
    """The smelter-periods in which anything differs, each with all its sources, intensities and verdicts.

    Emissions and intensities are compared as calculated; what a source published of itself no scenario changes.
    """
    emissions = _emissions(base, scenario, factors, config)
    intensities, verdicts = _intensities(base, scenario), _verdicts(base, scenario)
    changed = pl.concat(
        [
            emissions.filter(pl.col("difference_t_co2e") != 0).select(_PERIOD),
            intensities.filter(
                pl.col("base").ne_missing(pl.col("scenario"))
                | pl.col("base_complete").ne_missing(pl.col("scenario_complete"))
            ).select(_PERIOD),
            verdicts.filter(
                pl.col("base_outcome").ne_missing(pl.col("scenario_outcome"))
                | pl.col("base_probability").ne_missing(pl.col("scenario_probability"))
            ).select(_PERIOD),
        ]
    ).unique()

    def kept(frame: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
        rows = frame.join(changed, on=_PERIOD, how="semi")
        return rows.select(pl.col(name).cast(dtype) for name, dtype in schema.items())

    by_boundary = (*_PERIOD, "boundary", "scope2_account", "denominator")
    return Comparison(
        kept(emissions, SCENARIO_EMISSIONS.polars_schema).sort(SCENARIO_EMISSIONS.key),
        kept(intensities, SCENARIO_INTENSITIES.polars_schema).sort(by_boundary),
        kept(verdicts, SCENARIO_VERDICTS.polars_schema).sort(*_PERIOD, "criterion", "standard_version"),
    )


def _emissions(base: Outcome, scenario: Outcome, factors: Factors, config: ReportingConfig) -> pl.DataFrame:
    sides = []
    for side, one in (("base", base), ("scenario", scenario)):
        rows = pl.concat([_by_source(one, factors, config, account) for account in ACCOUNTS])
        sides.append(rows.rename({"t_co2e": f"{side}_t_co2e", "per_t": f"{side}_per_t"}))
    joined = sides[0].join(
        sides[1], on=[*_PERIOD, "scope2_account", *_SOURCE], how="full", coalesce=True, nulls_equal=True
    )
    # A source that only one of the two has is nothing in the other; without metal tapped there is no part per tonne.
    whole = [pl.col(f"{side}_t_co2e").fill_null(0.0) for side in ("base", "scenario")]
    per_t = [pl.col(f"{side}_per_t").fill_null(0.0) for side in ("base", "scenario")]
    told = pl.any_horizontal(pl.col("base_per_t", "scenario_per_t").is_not_null())
    return joined.with_columns(
        *whole,
        (whole[1] - whole[0]).alias("difference_t_co2e"),
        pl.when(told).then(per_t[1] - per_t[0]).alias("intensity_difference"),
    )


def _by_source(one: Outcome, factors: Factors, config: ReportingConfig, account: str) -> pl.DataFrame:
    """Emissions of one inventory by source, and what each adds to the mine-to-metal intensity per tonne tapped."""
    inventory = select_inventory(one.ledger, route="calculated", method_set=config.method_set, scope2_account=account)
    foreign = of_other_gwp_set(inventory, config.gwp_set).select("ledger_id")
    counted = co2e(inventory.join(foreign, on="ledger_id", how="anti"), config.gwp_set, factors)
    tapped = one.intensity.filter(
        (pl.col("boundary") == "mine_to_metal")
        & (pl.col("scope2_account") == account)
        & (pl.col("denominator") == "tapped")
        & (pl.col("route") == "calculated")
        & (pl.col("production_t") > 0)
    ).select("smelter_id", "period_label", "production_t")
    return (
        counted.with_columns(pl.when(in_boundary("mine_to_metal")).then("t_co2e").otherwise(0.0).alias("inside"))
        .group_by([*_PERIOD, *_SOURCE], maintain_order=True)
        .agg(pl.col("t_co2e").sum(), pl.col("inside").sum())
        .join(tapped, on=["smelter_id", "period_label"], how="left", maintain_order="left")
        .with_columns((pl.col("inside") / pl.col("production_t")).alias("per_t"), scope2_account=pl.lit(account))
        .drop("inside", "production_t")
    )


def _intensities(base: Outcome, scenario: Outcome) -> pl.DataFrame:
    labels = ["intensity_id", *_PERIOD, "boundary", "scope2_account", "denominator"]
    sides = []
    for side, one in (("base", base), ("scenario", scenario)):
        interval = one.uncertainty.filter(pl.col("subject") == "intensity").select("intensity_id", "lower", "upper")
        rows = one.intensity.filter(pl.col("route") == "calculated").select(*labels, "value", "complete", "missing")
        named = {"value": side} | {name: f"{side}_{name}" for name in ("complete", "missing", "lower", "upper")}
        sides.append(rows.join(interval, on="intensity_id", how="left").rename(named))
    joined = sides[0].join(sides[1], on=labels, how="full", coalesce=True, nulls_equal=True)
    drawn = [dict(one.draws.select("intensity_id", "draws").iter_rows()) for one in (base, scenario)]
    ends = {
        name: quantiles(_array(drawn[1][name]) - _array(drawn[0][name])) for name in drawn[0].keys() & drawn[1].keys()
    }
    return joined.with_columns(
        (pl.col("scenario") - pl.col("base")).alias("difference"),
        *(
            pl.Series(name, [ends.get(one, (None, None))[place] for one in joined["intensity_id"]], dtype=pl.Float64)
            for place, name in enumerate(("difference_lower", "difference_upper"))
        ),
    )


def _array(values: Any) -> Any:
    return pl.Series(values, dtype=pl.Float64).to_numpy()


def _verdicts(base: Outcome, scenario: Outcome) -> pl.DataFrame:
    labels = ["verdict_id", *_PERIOD, "standard_version", "criterion"]
    sides = []
    for side, one in (("base", base), ("scenario", scenario)):
        rows = one.verdicts.select(*labels, "outcome", pl.col("reason_code").alias("reason"))
        told = pl.DataFrame(
            list(_beside(one.verdicts)),
            schema=_TOLD_BESIDE,
            orient="row",
        )
        named = {name: f"{side}_{name}" for name in ("outcome", "reason", *_TOLD_BESIDE) if name != "verdict_id"}
        sides.append(rows.join(told, on="verdict_id", how="left").rename(named))
    joined = sides[0].join(sides[1], on=labels, how="full", coalesce=True, nulls_equal=True)
    return joined.with_columns(
        pl.any_horizontal(pl.col("base_conditional", "scenario_conditional").fill_null(False)).alias("conditional"),
        *(pl.coalesce(f"scenario_{one}", f"base_{one}").alias(one) for one in ("threshold", "intensity_id")),
    )


def _beside(verdicts: pl.DataFrame) -> Iterator[tuple[str, float | None, bool, float | None, str | None]]:
    """Beside each verdict: the probability, whether it holds only if open conditions were met, what is judged."""
    for verdict_id, text in verdicts.select("verdict_id", "detail_json").iter_rows():
        detail = json.loads(text)
        own = detail["probability_meets"]
        open_conditions = (detail["if_gates_met"] or {}).get("probability_meets") if own is None else None
        likely = open_conditions if own is None else own
        yield verdict_id, likely, open_conditions is not None, detail["threshold"], detail["intensity_id"]
