"""Stage `release`: what is published, whole or not at all.

Belongs here: putting a release's content together and writing it. Does not belong here: layout, pages, hashes.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import dagster as dg
import polars as pl

from assets.disclosure import RESULTS
from assets.inputs import LAZY, all_validated, publishable, published_cells
from assets.outputs import KINDS, OWNERS
from assets.previous import inventories_of_drafts
from assets.settings import Settings
from smelter_ghg import __version__

STAGE = "release"
_TABLES = (
    "ledger",
    "ledger_inputs",
    "energy",
    "missing",
    "intensity",
    "verdicts",
    "criteria",
    "inventories",
    "uncertainty",
    "drivers",
)
_CONTENT = (*_TABLES, "figures", "findings", "bridges")


@dg.asset(
    key=[STAGE, "release"],
    group_name=STAGE,
    owners=list(OWNERS),
    kinds={*KINDS, "html"},
    description="The release folder, in the releases folder; the store keeps its name.",
    code_version=__version__,
    ins={
        **RESULTS,
        **all_validated(),
        "restatements": dg.AssetIn(["restatement", "restatements"]),
        "base_year_changes": dg.AssetIn(["restatement", "base_year_changes"]),
        "cells": dg.AssetIn(["validated", "cells"], metadata=LAZY),
        "sources": dg.AssetIn(["records", "sources"]),
        "figures": dg.AssetIn(["disclosure", "figures"]),
        "findings": dg.AssetIn(["disclosure", "findings"]),
        "bridges": dg.AssetIn(["disclosure", "bridges"]),
    },
)
def release(settings: dg.ResourceParam[Settings], **frames: Any) -> dg.Output[pl.DataFrame]:
    """Write the release; the same content is the same release."""
    from smelter_ghg.conformance import rulebook_texts, rulebooks_frame
    from smelter_ghg.disclosure import render_pages, restated_figures
    from smelter_ghg.emissions.equation import equations_frame
    from smelter_ghg.release import ReleaseContent, ReleaseRefusedError, write_release
    from smelter_ghg.release.manifest import versions

    if settings.changed_by() is not None:
        raise ReleaseRefusedError("the records are those of a scenario, which is never released")
    tables, config = publishable(settings, frames, by="quantities"), settings.config()
    factors, rulebooks = settings.factors(), settings.rulebooks()
    parts = {name: frames[name] for name in _CONTENT}
    parts |= {"activity": frames["quantities"], "pathways": frames["paths"]}
    records = published_cells(frames, tables)
    compared = _compared(settings, frames, tables)
    if "restatements" in compared:
        restated = restated_figures(compared["restatements"])
        parts["figures"] = pl.concat([parts["figures"], restated]).sort("figure_id")
    pages = render_pages(
        **{name: frame for name, frame in parts.items() if name != "inventories"},
        restatements=compared.get("restatements"),
        base_year_changes=compared.get("base_year_changes"),
        previous=compared.get("previous"),
        records=records,
        tables=tables,
        factors=factors,
        rulebooks=rulebooks_frame(rulebooks),
        config=config,
        sources=frames["sources"],
        manifest_facts=versions(),
    )
    content = ReleaseContent(
        **parts,
        records=records,
        factors=factors.frame,
        equations=equations_frame(),
        rulebooks=rulebook_texts(rulebooks),
        config=settings.published_config(),
        inputs=dict(frames["sources"].iter_rows()) | settings.inputs(),
        standard=config.standard,
        standard_version=config.standard_version,
        pages=chain(pages, compared.pop("files", ())),
        drafts=inventories_of_drafts(settings),
        **compared,
    )
    folder = write_release(settings.releases_folder, content)
    name = pl.DataFrame({"release": [folder.name]})
    return dg.Output(name, metadata={"release": dg.MetadataValue.path(folder)})


def _compared(settings: Settings, frames: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """What a release made with a previous one holds beside every other's: tables, their files, that one's name."""
    from smelter_ghg.disclosure import comparison_files
    from smelter_ghg.release.manifest import MANIFEST, sha256

    previous = settings.previous_release()
    if previous is None:
        return {}
    made = {"restatements": frames["restatements"]}
    if settings.config().base_year is not None:
        made["base_year_changes"] = frames["base_year_changes"]
    named = {"name": previous.name, "manifest_sha256": sha256(previous.path / MANIFEST)}
    return made | {"previous": named, "files": comparison_files(**made, smelters=tables["smelters"])}
