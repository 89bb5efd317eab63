"""What a release states, as the frames a comparison needs: of a release read back, or of one about to be written.

Belongs here: picking those frames. Does not belong here: comparing them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import yaml

from smelter_ghg.contracts.restatement_tables import BASE_YEAR_CHANGES
from smelter_ghg.disclosure.figures_restated import RESTATEMENT
from smelter_ghg.release import Release

Frame = pl.DataFrame | pl.LazyFrame

_VERDICT = {
    "verdict_id": pl.String,
    "smelter_id": pl.String,
    "period_label": pl.String,
    "standard": pl.String,
    "standard_version": pl.String,
    "criterion": pl.String,
    "outcome": pl.String,
    "value": pl.Float64,
}


@dataclass(frozen=True, kw_only=True)
class Stated:
    """The tables of a release, as their contracts describe them.

    config: as the release keeps it. verdicts: one row per verdict, `value` being the intensity it holds against the
    threshold. rulebooks: parsed, by file name. base_year_changes: of the release itself, empty where it has none.
    """

    config: Mapping[str, Any]
    ledger: pl.DataFrame
    ledger_inputs: pl.DataFrame
    activity: pl.DataFrame
    energy: pl.DataFrame
    records: pl.DataFrame
    factors: pl.DataFrame
    figures: pl.DataFrame
    verdicts: pl.DataFrame
    rulebooks: Mapping[str, Mapping[str, Any]]
    base_year_changes: pl.DataFrame


def stated_by(release: Release) -> Stated:
    """What a release read back states."""
    found = release.conformance
    listed = [*found["verdicts"], *(one for other in found["other_versions"] for one in other["verdicts"])]
    carried = release.optional("base_year_changes")
    return Stated(
        config=release.config,
        ledger=release.ledger,
        ledger_inputs=release.ledger_inputs,
        activity=release.activity,
        energy=release.energy,
        records=release.records,
        factors=release.factors,
        # What a release says of the one before it is no statement of its own.
        figures=release.figures.filter(pl.col("operation") != RESTATEMENT),
        verdicts=_verdicts(listed),
        rulebooks=release.rulebooks,
        base_year_changes=BASE_YEAR_CHANGES.empty() if carried is None else carried,
    )


def about_to_state(
    *,
    config: Mapping[str, Any],
    ledger: Frame,
    ledger_inputs: Frame,
    activity: Frame,
    energy: Frame,
    records: Frame,
    factors: pl.DataFrame,
    figures: pl.DataFrame,
    verdicts: pl.DataFrame,
    rulebooks: Mapping[str, str],
) -> Stated:
    """What a release about to be written states; `verdicts` follows VERDICTS, `rulebooks` is YAML text by file name."""
    labels = [name for name in verdicts.columns if name != "detail_json"]
    listed = [
        {**json.loads(row["detail_json"]), **{name: row[name] for name in labels}}
        for row in verdicts.iter_rows(named=True)
    ]
    return Stated(
        config=config,
        ledger=ledger.lazy().collect(),
        ledger_inputs=ledger_inputs.lazy().collect(),
        activity=activity.lazy().collect(),
        energy=energy.lazy().collect(),
        records=records.lazy().collect(),
        factors=factors,
        figures=figures,
        verdicts=_verdicts(listed),
        rulebooks={name: yaml.safe_load(text) for name, text in rulebooks.items()},
        base_year_changes=BASE_YEAR_CHANGES.empty(),
    )


def _verdicts(listed: list[dict[str, Any]]) -> pl.DataFrame:
    rows = [{name: one.get(name) for name in _VERDICT} for one in listed]
    return pl.DataFrame(rows, schema=_VERDICT, orient="row").sort("verdict_id")
