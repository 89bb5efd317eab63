"""The table of pathways: every path year by year, with the intensities beside it.

Belongs here: the paths of all smelters as one table, the targets their plans state. Does not belong here: equations,
where a path comes from, what stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.factors import Factors
from smelter_ghg.pathways.actual import Actuals, Frame
from smelter_ghg.pathways.path import Row, boundary_of, denominator_of, path_of
from smelter_ghg.pathways.progress import Draws, Rows
from smelter_ghg.pathways.slopes import invented
from smelter_ghg.processes import groups

DrawsOf = Callable[[str], Draws]


def build_pathways(
    ledger: Frame,
    intensity: pl.DataFrame,
    uncertainty: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    factors: Factors,
    config: ReportingConfig,
    draws_of: DrawsOf = lambda smelter_id: {},
) -> pl.DataFrame:
    """PATHWAYS of every row of `pathways`, sorted by id; `draws_of` gives a smelter's drawn intensities by id."""
    listed = tables["pathways"].sort("_key").rows(named=True)
    synthetic = set(tables["smelters"].filter("synthetic")["smelter_id"])
    rows: list[Row] = []
    smelters = sorted({row["smelter_id"] for row in listed})
    # A portfolio is never at hand as a whole, and without a path no ledger is looked at.
    for group in groups(smelters) if smelters else []:
        actuals = Actuals(ledger, intensity, uncertainty, group, factors, config)
        for smelter_id in group:
            draws = draws_of(smelter_id)
            for row in (one for one in listed if one["smelter_id"] == smelter_id):
                own = actuals.of(smelter_id, boundary_of(row), denominator_of(row))
                path = path_of(row, tables, own)
                flag = smelter_id in synthetic or invented(tables["pathway_slopes"], row)
                made = {"synthetic": flag} | _target(row, tables["targets"])
                rows += [one | made for one in Rows(path, own, config, draws).all()]
    return pl.DataFrame([_named(row) for row in rows], schema=PATHWAYS.polars_schema, orient="row").sort("pathway_id")


def _named(row: Row) -> Row:
    key = "|".join((row["path"], row["emissions"], str(row["reporting_year"]), row["period_label"] or ""))
    made = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    ids = [*row["input_ids"], *row.get("target_ids", ())]
    own = {"pathway_id": made, "input_ids": list(dict.fromkeys(ids))}
    return {name: row.get(name) for name in PATHWAYS.names} | own


def _target(row: Row, targets: pl.DataFrame) -> Row:
    """The intermediate target: what the row states, else what the plan's own row in `targets` does."""
    year, value = row["intermediate_target_year"], row["intermediate_target_value"]
    if year is None or value is not None:
        ids = [] if value is None else [f"pathways|{row['_key']}|intermediate_target_value"]
        return {"intermediate_target_year": year, "intermediate_target_value": value, "target_ids": ids}
    same = pl.col("plan_date").eq_missing(pl.lit(row["plan_date"], pl.Date)) & (pl.col("target_year") == year)
    found = targets.filter(same, smelter_id=row["smelter_id"], boundary=boundary_of(row)).drop_nulls("target_value")
    plan = found.row(0, named=True) if found.height == 1 else {"target_value": None}
    ids = [] if plan["target_value"] is None else [f"targets|{plan['_key']}|target_value"]
    return {"intermediate_target_year": year, "intermediate_target_value": plan["target_value"], "target_ids": ids}
