"""The engine: verdicts on every smelter and reporting period, as a table.

Belongs here: from tables to the verdicts table and from its rows back to verdicts. Does not belong here: judging one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from smelter_ghg.conformance.amounts import Intensities
from smelter_ghg.conformance.missing import MissingItems
from smelter_ghg.conformance.probability import Draws
from smelter_ghg.conformance.records import Records
from smelter_ghg.conformance.rulebook import Rulebooks
from smelter_ghg.conformance.verdict import Verdict, VerdictConfig
from smelter_ghg.contracts.result_tables import VERDICTS


def _no_draws(smelter_id: str) -> Draws:
    return {}


def evaluate(
    standard_version: str,
    *,
    intensity: pl.DataFrame,
    missing: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    rulebooks: Rulebooks,
    config: VerdictConfig,
    draws_of: Callable[[str], Draws] = _no_draws,
) -> pl.DataFrame:
    """Verdicts (VERDICTS) on every smelter and reporting period with an intensity or with metal made.

    `intensity` follows INTENSITY, `missing` MISSING; `tables` holds record tables by name, any of them may be empty or
    absent; `draws_of` gives the drawn intensities of a smelter by intensity_id. Raises RulebookError for a version
    without a rulebook.
    """
    rulebook = rulebooks.for_version(standard_version)
    records = Records(tables, config.fiscal_year_end_month)
    intensities = Intensities(intensity, config.gwp_set)
    items = MissingItems(missing, config.method_set)
    rows = []
    for smelter_id, periods in sorted(records.periods(intensity).items()):
        draws = draws_of(smelter_id)
        for period in periods:
            detail = Verdict(rulebook, records, intensities, items, period, periods, config, draws).as_dict()
            row = {name: detail.get(name) for name in VERDICTS.names if name != "detail_json"}
            rows.append({**row, "detail_json": _json(detail)})
    return pl.DataFrame(rows, schema=VERDICTS.polars_schema)


def verdict_dict(row: Mapping[str, Any]) -> dict[str, Any]:
    """The whole verdict of one VERDICTS row, as it stands in conformance.json."""
    content = json.loads(row["detail_json"])
    if not isinstance(content, dict):
        raise ValueError("detail_json holds no verdict")
    return content


def _json(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
