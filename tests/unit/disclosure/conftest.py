"""A small run to disclose: the sound records of the tests, taken through the library to all frames.

Belongs here: making the frames a page is made from. Does not belong here: expectations.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import pytest


@dataclass(frozen=True)
class Run:
    """The frames of a run as `build_figures` takes them, the figures made of them, and the rest a page needs."""

    frames: dict[str, Any]
    findings: pl.DataFrame
    figures: pl.DataFrame
    sources: pl.DataFrame
    records: pl.DataFrame
    criteria: pl.DataFrame

    def pages(self, **changed: Any) -> dict[str, bytes]:
        """Every rendered file; `changed` replaces arguments."""
        return dict(self.made(**changed))

    def made(self, **changed: Any) -> Iterator[tuple[str, bytes]]:
        """The files one by one, as they are made."""
        from smelter_ghg.disclosure import render_pages

        content = {
            **self.frames,
            "figures": self.figures,
            "findings": self.findings,
            "sources": self.sources,
            "records": self.records,
            "criteria": self.criteria,
            "manifest_facts": {"smelter-ghg": "0.0"},
        }
        return render_pages(**{**content, **changed})

    def html(self, smelter_id: str = "north", **changed: Any) -> str:
        """The page of one smelter."""
        from smelter_ghg.disclosure.site import Site

        path = Site({}).path(smelter_id)
        return next(data for name, data in self.made(**changed) if name == path).decode()

    def figure(self, measure: str, **where: str) -> dict[str, Any]:
        """The only figure of a measure whose other columns read as given."""
        found = self.figures.filter(pl.col("measure") == measure, **where)
        assert found.height == 1, found.select("label", "key", "basis")
        return found.row(0, named=True)


@pytest.fixture(scope="session")
def disclose() -> Callable[..., Run]:
    """Takes a records folder through the library, once per content. Settings are those of the reporting configuration.

    Frames cannot be changed, and what holds them is the test's own.
    """
    made: list[tuple[object, Run]] = []

    def run(folder: Any, findings: list[dict[str, object]] | None = None, **settings: Any) -> Run:
        asked = (folder.tables, findings, settings)
        found = next((run for known, run in made if known == asked), None)
        if found is None:
            found = compute(folder, findings, **settings)
            made.append((copy.deepcopy(asked), found))
        return replace(found, frames={**found.frames, "tables": dict(found.frames["tables"])})

    def compute(folder: Any, findings: list[dict[str, object]] | None, **settings: Any) -> Run:
        from smelter_ghg.activity import build_activity
        from smelter_ghg.bridge import build_bridges
        from smelter_ghg.config import ReportingConfig
        from smelter_ghg.conformance import evaluate, load_rulebooks, rulebooks_frame
        from smelter_ghg.conformance.subcriteria import assess
        from smelter_ghg.disclosure import build_figures
        from smelter_ghg.energy import build_energy
        from smelter_ghg.factors import load_factors
        from smelter_ghg.findings import to_frame
        from smelter_ghg.intensity import build_intensity
        from smelter_ghg.inventories import build_inventories
        from smelter_ghg.ledger import build_ledger
        from smelter_ghg.pathways import build_pathways
        from smelter_ghg.records.folder import cells, read_folder
        from smelter_ghg.uncertainty.build import build_uncertainty, draws_by_intensity

        config = ReportingConfig(**settings)
        read = read_folder(folder.write())
        tables, factors, rulebooks = read.tables, load_factors(), load_rulebooks()
        activity = build_activity(tables, config)
        ledger = build_ledger(activity, tables, factors, config)
        intensity = build_intensity(ledger.ledger, activity, ledger.missing, tables, factors, config)
        of_uncertainty = build_uncertainty(ledger.ledger, ledger.ledger_inputs, activity, intensity, factors, config)
        verdicts = evaluate(
            config.standard_version,
            intensity=intensity,
            missing=ledger.missing,
            tables=tables,
            rulebooks=rulebooks,
            config=config,
            draws_of=lambda one: draws_by_intensity(of_uncertainty["draws"].filter(smelter_id=one)),
        )
        frames: dict[str, Any] = {
            "ledger": ledger.ledger,
            "ledger_inputs": ledger.ledger_inputs,
            "energy": build_energy(activity, tables, factors, config),
            "missing": ledger.missing,
            "intensity": intensity,
            "verdicts": verdicts,
            "activity": activity,
            "tables": tables,
            "factors": factors,
            "rulebooks": rulebooks_frame(rulebooks),
            "config": config,
            "uncertainty": of_uncertainty["uncertainty"],
            "drivers": of_uncertainty["drivers"],
            "bridges": build_bridges(ledger.ledger, ledger.ledger_inputs, intensity, factors, config),
        }
        frames["pathways"] = build_pathways(
            ledger.ledger, intensity, of_uncertainty["uncertainty"], tables, factors, config,
            lambda one: draws_by_intensity(of_uncertainty["draws"].filter(smelter_id=one)),
        )  # fmt: skip
        found = to_frame(findings if findings is not None else [])
        figures = build_figures(**frames, findings=found)
        criteria = assess(
            verdicts=verdicts,
            inventories=build_inventories(activity, ledger.ledger, ledger.ledger_inputs, frames["energy"]),
            intensity=intensity,
            missing=ledger.missing,
            pathways=frames["pathways"],
            tables=tables,
            rulebooks=rulebooks,
            config=config,
        )
        return Run(frames, found, figures, read.sources, cells(read.texts), criteria)

    return run
