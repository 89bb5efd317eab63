"""Stage `disclosure`: every number the pages show, with what it follows from, and the findings they travel with.

Belongs here: figures and the findings of a release. Does not belong here: pages and files.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from assets.inputs import LAZY, all_validated, every_year, publishable
from assets.outputs import column_schema, frame_out, outputs, table_out
from assets.previous import restated_without_reason
from assets.settings import Settings
from smelter_ghg.contracts.bridge_table import BRIDGES
from smelter_ghg.contracts.result_tables import FIGURES, FINDINGS

STAGE = "disclosure"
RESULTS = {
    "ledger": every_year("ledger", "ledger", lazy=True),
    "ledger_inputs": every_year("ledger", "ledger_inputs", lazy=True),
    "energy": every_year("ledger", "energy"),
    "missing": every_year("ledger", "missing"),
    "intensity": every_year("intensity", "intensity"),
    "quantities": every_year("activity", "activity", lazy=True),
    "verdicts": dg.AssetIn(["conformance", "verdicts"]),
    "criteria": dg.AssetIn(["criteria", "criteria"]),
    "inventories": every_year("inventories", "inventories"),
    "uncertainty": dg.AssetIn(["uncertainty", "uncertainty"]),
    "drivers": dg.AssetIn(["uncertainty", "drivers"]),
    "paths": dg.AssetIn(["pathways", "pathways"]),
}
_RESULT_FINDINGS = {
    "result_findings": every_year("intensity", "findings"),
    "pathway_findings": dg.AssetIn(["pathways", "findings"]),
}
_FACTS = ("ledger", "ledger_inputs", "energy", "missing", "intensity", "verdicts", "uncertainty", "drivers")


@dg.multi_asset(
    name=STAGE,
    ins={
        **RESULTS,
        **_RESULT_FINDINGS,
        **all_validated(),
        "cells": dg.AssetIn(["validated", "cells"], metadata=LAZY),
    },
    outs={
        "figures": table_out(STAGE, FIGURES),
        "findings": table_out(STAGE, FINDINGS),
        "bridges": table_out(STAGE, BRIDGES),
        "changes": frame_out(
            STAGE,
            "changes",
            "Findings of one period beside the one before, and of this release beside the previous one.",
            column_schema(FINDINGS),
        ),
    },
)
def disclosure(settings: dg.ResourceParam[Settings], **frames: Any) -> Iterator[dg.Output[pl.DataFrame]]:
    """Figures of all smelters and periods, and every finding, with one for each smelter-year left out."""
    from checks.computed import findings_between_years
    from checks.drop import dropped_findings, together
    from checks.estimates import exclusions_without_effect, substitutions_noted
    from smelter_ghg.bridge import build_bridges
    from smelter_ghg.conformance import rulebooks_frame
    from smelter_ghg.disclosure import build_figures
    from smelter_ghg.factor_vintages import vintage_notes
    from smelter_ghg.findings import merge
    from smelter_ghg.residual_mix import residual_mix_absent

    config, factors = settings.config(), settings.factors()
    tables = publishable(settings, frames, by="quantities")
    of_years = [frames[name] for name in ("year_findings", "result_findings", "pathway_findings")]
    of_ledger = (frames["ledger"], frames["ledger_inputs"])
    between_years = findings_between_years(frames["ledger"], frames["quantities"], frames["intensity"], factors, config)
    changes = merge([between_years, restated_without_reason(settings, frames, tables)])
    findings = merge(
        [
            frames["record_findings"],
            *of_years,
            changes,
            dropped_findings(together([frames["dropped"]])),
            residual_mix_absent(*of_ledger, tables["power_instruments"]),
            vintage_notes(*of_ledger, factors, config.gwp_set),
            substitutions_noted(*of_ledger, factors, config),
            exclusions_without_effect(tables["exclusions"], frames["missing"], frames["periods"]),
        ]
    )
    bridges = build_bridges(*of_ledger, frames["intensity"], factors, config)
    figures = build_figures(
        **{name: frames[name] for name in _FACTS},
        activity=frames["quantities"],
        tables=tables,
        factors=factors,
        rulebooks=rulebooks_frame(settings.rulebooks()),
        config=config,
        bridges=bridges,
        pathways=frames["paths"],
        findings=findings,
    )
    yield from outputs({"figures": figures, "findings": findings, "bridges": bridges, "changes": changes})
