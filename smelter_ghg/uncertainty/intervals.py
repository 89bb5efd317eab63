"""Intervals of every total, intensity, share and change of a smelter, by both approaches, and what drives them.

Belongs here: putting model, sums, draws and differences together as tables. Does not belong here: how each is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.uncertainty_tables import DRIVERS, UNCERTAINTY
from smelter_ghg.factors import Factors
from smelter_ghg.uncertainty.differences import effects, in_quadrature
from smelter_ghg.uncertainty.distributions import Array
from smelter_ghg.uncertainty.draws import quantiles, sums_of_draws
from smelter_ghg.uncertainty.model import CERTAIN, Error, Model, model_of
from smelter_ghg.uncertainty.sums import Subject, subjects_of, sums_of

# Beyond this share of Approach 2's half-width, a difference of the two is no longer that of finite draws and gentle
# curvature, and Approach 1 is not to be trusted.
AGREEMENT = 0.1
# Drivers listed per subject.
_DRIVERS = 12
_IDENTITY = ("smelter_id", "period_label", "subject", "boundary", "scope2_account", "denominator", "source")


@dataclass(frozen=True)
class SmelterTables:
    """One smelter's rows of LEDGER, LEDGER_INPUTS, ACTIVITY (metal at least) and INTENSITY."""

    ledger: pl.DataFrame
    ledger_inputs: pl.DataFrame
    activity: pl.DataFrame
    intensity: pl.DataFrame


@dataclass(frozen=True)
class SmelterIntervals:
    """uncertainty (UNCERTAINTY), drivers (DRIVERS), and the drawn intensities by intensity_id."""

    uncertainty: pl.DataFrame
    drivers: pl.DataFrame
    intensities: Mapping[str, Array]


def intervals_of(
    tables: SmelterTables, factors: Factors, config: ReportingConfig, shared: Mapping[Error, Array]
) -> SmelterIntervals:
    """Intervals of one smelter's calculated figures; `shared` are draws of errors it has in common with others.

    Empty where no input has a stated range: an exact figure would be a lie.
    """
    sums = sums_of(tables.ledger, tables.intensity, factors, config)
    metal = tables.activity.join(sums.rows.select(pl.col("id").alias("activity_id")), on="activity_id", how="semi")
    model = model_of(sums.ledger, tables.ledger_inputs, metal)
    if not model.errors:
        return SmelterIntervals(UNCERTAINTY.empty(), DRIVERS.empty(), {})
    placed = pl.DataFrame({"id": model.ids}).join(sums.rows, on="id", how="left", maintain_order="left")
    weights = placed["weight"].to_numpy()
    places = placed["sum"].cast(pl.Int64).to_numpy()
    stated = np.zeros(sums.number)
    unranged = np.zeros(sums.number)
    for block in model.blocks:
        base = {name: argument.base for name, argument in block.arguments.items()}
        rows = np.broadcast_to(block.result(base), block.rows.shape) * weights[block.rows]
        np.add.at(stated, places[block.rows], rows)
        np.add.at(unranged, places[block.rows], np.where(_has_range(block.arguments, len(rows)), 0.0, rows))
    drawn = sums_of_draws(
        model,
        weights,
        places,
        sums.number,
        draws=config.uncertainty.draws,
        seed=config.uncertainty.seed,
        shared=shared,
    )
    by_sum = _effects_of_sums(model, weights, places, sums.number)
    listed: list[dict[str, Any]] = []
    drivers: list[pl.DataFrame] = []
    intensities: dict[str, Array] = {}
    for subject in subjects_of(sums, tables.intensity, config):
        draws = subject.of(drawn)
        row, driving = _row(subject, stated, draws, by_sum)
        row |= {"without_range_share": _without_range(subject, stated, unranged)}
        row |= {"draws": config.uncertainty.draws, "seed": config.uncertainty.seed}
        listed.append(row)
        drivers.append(driving)
        if "intensity_id" in subject.labels:
            intensities[subject.labels["intensity_id"]] = draws
    return SmelterIntervals(
        pl.DataFrame(listed, schema=UNCERTAINTY.polars_schema).sort("uncertainty_id"),
        pl.concat([DRIVERS.empty(), *drivers]).sort("uncertainty_id", "rank"),
        intensities,
    )


def _has_range(arguments: Mapping[str, Any], rows: int) -> np.ndarray[Any, Any]:
    ranged = np.zeros(rows, dtype=bool)
    for argument in arguments.values():
        ranged[argument.row[argument.error != CERTAIN]] = True
    return ranged


def _without_range(subject: Subject, stated: Array, unranged: Array) -> float:
    """Share of the emissions above the line that rest on no input with a range."""
    whole = sum(float(stated[place]) for place, _ in subject.top)
    return sum(float(unranged[place]) for place, _ in subject.top) / whole if whole else 0.0


@dataclass(frozen=True)
class _Effects:
    """What every error group does to every sum: groups by name; above and below, sums by groups."""

    groups: list[str]
    above: Array
    below: Array


def _effects_of_sums(model: Model, weights: Array, places: Array, number: int) -> _Effects:
    found = effects(model)
    groups = found["group"].unique().sort()
    at = found["group"].replace_strict(groups, pl.Series(range(len(groups)), dtype=pl.Int64)).to_numpy()
    row = found["row"].to_numpy()
    above, below = np.zeros((number, len(groups))), np.zeros((number, len(groups)))
    np.add.at(above, (places[row], at), found["above"].to_numpy() * weights[row])
    np.add.at(below, (places[row], at), found["below"].to_numpy() * weights[row])
    return _Effects(groups.to_list(), above, below)


def _row(subject: Subject, stated: Array, draws: Array, by_sum: _Effects) -> tuple[dict[str, Any], pl.DataFrame]:
    value = float(subject.of(stated))
    lower, upper = quantiles(draws)
    # With one error group at the end of its range and all others as stated.
    value_above, value_below = (subject.of(stated[:, None] + end) for end in (by_sum.above, by_sum.below))
    half_widths = np.abs(value_above - value_below) / 2
    half_width = in_quadrature(half_widths.tolist())
    drawn = (upper - lower) / 2
    lopsided = abs((upper - value) - (value - lower)) / (upper - lower) if upper > lower else 0.0
    trusted = upper == lower or (abs(half_width - drawn) <= AGREEMENT * drawn and lopsided <= AGREEMENT)
    row = {name: subject.labels.get(name) for name in UNCERTAINTY.names}
    row["uncertainty_id"] = _identifier(subject.labels)
    row |= {"value": value, "unit": _unit(subject), "lower": lower, "upper": upper}
    row |= {"approach_1_lower": value - half_width, "approach_1_upper": value + half_width}
    row |= {"approach_1_trusted": bool(trusted)}
    largest = [at for at in np.argsort(-half_widths, kind="stable")[:_DRIVERS] if half_widths[at] > 0]
    own = half_widths[largest]
    drivers = pl.DataFrame(
        {
            "uncertainty_id": [row["uncertainty_id"]] * len(largest),
            "smelter_id": [row["smelter_id"]] * len(largest),
            "rank": range(1, len(largest) + 1),
            "error_group": [by_sum.groups[at] for at in largest],
            "value_above": value_above[largest],
            "value_below": value_below[largest],
            "half_width": own,
            "variance_share": own**2 / half_width**2 if half_width else own,
            "half_width_without": np.sqrt(np.maximum(half_width**2 - own**2, 0.0)),
        },
        schema=DRIVERS.polars_schema,
    )
    return row, drivers


def _unit(subject: Subject) -> str:
    return {"emissions": "t CO2e", "intensity": "t CO2e/t Al", "share": "1", "change": "1"}[subject.labels["subject"]]


def _identifier(labels: Mapping[str, Any]) -> str:
    text = "|".join(str(labels.get(name) or "") for name in _IDENTITY)
    return "u" + blake2b(text.encode(), digest_size=6).hexdigest()
