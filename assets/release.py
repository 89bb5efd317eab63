"""Stage `release`: what is published, whole or not at all.

Belongs here: putting a release's content together and writing it. Does not belong here: layout, pages, hashes.
"""

from typing import Any

import dagster as dg
import polars as pl

from assets.disclosure import RESULTS
from assets.inputs import LAZY, all_validated, publishable
from assets.outputs import KINDS, OWNERS
from assets.settings import Settings
from smelter_ghg import __version__

STAGE = "release"
_TABLES = ("ledger", "ledger_inputs", "energy", "missing", "intensity", "verdicts", "uncertainty", "drivers")
_CONTENT = (*_TABLES, "figures", "findings")


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
        "cells": dg.AssetIn(["validated", "cells"], metadata=LAZY),
        "sources": dg.AssetIn(["records", "sources"]),
        "figures": dg.AssetIn(["disclosure", "figures"]),
        "findings": dg.AssetIn(["disclosure", "findings"]),
    },
)
def release(settings: dg.ResourceParam[Settings], **frames: Any) -> dg.Output[pl.DataFrame]:
    """Write the release; the same content is the same release."""
    from checks.records import cells_of
    from smelter_ghg.conformance import rulebook_texts, rulebooks_frame
    from smelter_ghg.disclosure import render_pages
    from smelter_ghg.emissions.equation import equations_frame
    from smelter_ghg.release import ReleaseContent, write_release
    from smelter_ghg.release.manifest import versions

    tables, config = publishable(settings, frames, by="quantities"), settings.config()
    factors, rulebooks = settings.factors(), settings.rulebooks()
    parts = {name: frames[name] for name in _CONTENT} | {"activity": frames["quantities"]}
    # Cells of all validated rows; physics may have taken some of those rows out since.
    records = frames["cells"] if frames["dropped"].is_empty() else cells_of(frames["cells"].collect(), tables)
    pages = render_pages(
        **parts,
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
        pages=pages,
    )
    folder = write_release(settings.releases_folder, content)
    name = pl.DataFrame({"release": [folder.name]})
    return dg.Output(name, metadata={"release": dg.MetadataValue.path(folder)})
