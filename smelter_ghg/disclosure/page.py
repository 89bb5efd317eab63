"""The pages of a release: index.html, and disclosure/ with a page and a statement per smelter, method, factors and data
quality.

Belongs here: rendering and writing. Does not belong here: what the pages hold, or any number.
"""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.restatement_tables import BASE_YEAR_CHANGES, RESTATEMENTS
from smelter_ghg.disclosure import site as places
from smelter_ghg.disclosure.concerns import Concerns, cells_of, found_on
from smelter_ghg.disclosure.csv_files import csv_files
from smelter_ghg.disclosure.explanations import Explainer
from smelter_ghg.disclosure.facts import Facts, Frame
from smelter_ghg.disclosure.group_facts import Group, cut
from smelter_ghg.disclosure.html import environment
from smelter_ghg.disclosure.method import factors_page, method_page
from smelter_ghg.disclosure.portfolio import portfolio_view
from smelter_ghg.disclosure.quality_page import quality_parts
from smelter_ghg.disclosure.site import Site
from smelter_ghg.disclosure.smelter_page import SmelterPage, smelter_page
from smelter_ghg.disclosure.statement import Made, Statement, statement
from smelter_ghg.disclosure.statement_data import statement_json
from smelter_ghg.disclosure.table_files import page_files
from smelter_ghg.disclosure.table_sheets import sheet_of, tables_within
from smelter_ghg.disclosure.text import clipped
from smelter_ghg.disclosure.view import FigureIndex
from smelter_ghg.factors import Factors
from smelter_ghg.processes import groups, in_processes

ASSETS = ("explain.css", "explain.js", "page.css", "page.js")
File = tuple[str, bytes]


def write_pages(folder: Path, **content: Any) -> None:
    """Write index.html and disclosure/ into a folder; the arguments are those of `render_pages`."""
    for name, data in render_pages(**content):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def render_pages(
    *,
    figures: pl.DataFrame,
    ledger: Frame,
    ledger_inputs: Frame,
    energy: pl.DataFrame,
    missing: pl.DataFrame,
    intensity: pl.DataFrame,
    verdicts: pl.DataFrame,
    activity: Frame,
    tables: Mapping[str, pl.DataFrame],
    factors: Factors,
    rulebooks: pl.DataFrame,
    config: ReportingConfig,
    uncertainty: pl.DataFrame,
    drivers: pl.DataFrame,
    bridges: pl.DataFrame,
    pathways: pl.DataFrame,
    findings: pl.DataFrame,
    records: Frame,
    sources: pl.DataFrame,
    manifest_facts: Mapping[str, str],
    criteria: pl.DataFrame,
    restatements: pl.DataFrame | None = None,
    base_year_changes: pl.DataFrame | None = None,
    previous: Mapping[str, str] | None = None,
) -> Iterator[File]:
    """Every file of the pages with its path inside the release, one after the other as they are made.

    `figures` are those of `build_figures` from the same frames; `records` holds the cells of the records (CELLS)
    as written; `sources` names each record file and its SHA-256;
    `restatements` is the comparison with the `previous` release (name, manifest_sha256), where there is one, whose
    figures are among `figures`, and `base_year_changes` what it says of the base year;
    `manifest_facts` are further lines for the notes at the end (such as versions), without clock time or machine path.
    Raises KeyError where a figure that a page needs is not among `figures`.
    """
    facts = Facts(
        ledger,
        ledger_inputs,
        energy,
        missing,
        intensity,
        verdicts,
        activity,
        tables,
        factors,
        rulebooks,
        config,
        uncertainty,
        drivers,
        bridges,
        pathways,
        RESTATEMENTS.empty() if restatements is None else restatements,
        criteria,
        BASE_YEAR_CHANGES.empty() if base_year_changes is None else base_year_changes,
    )
    site = Site({smelter["smelter_id"]: smelter["name"] for smelter in facts.smelters})
    made_by = Made(manifest_facts, previous)
    of_all = _Renderer(facts, FigureIndex(figures), findings, records, site, made_by)
    found = groups(list(site.names))
    with tempfile.TemporaryDirectory(prefix="smelter-ghg-") as folder, ExitStack() as running:
        made: Iterator[Iterable[File]] = iter([of_all.smelter_pages()])
        if len(found) > 1:
            tasks = cut(Path(folder), found, facts, figures=figures, findings=findings, records=records)
            made = running.enter_context(in_processes(partial(_pages_of_group, site, made_by), tasks))
        yield from of_all.shared_pages(sources, manifest_facts)
        yield from _shared_files(facts, figures, findings, sources)
        for pages in made:
            yield from pages


def _pages_of_group(site: Site, made_by: Made, group: Group) -> list[File]:
    """The pages of a group of smelters with the files of their tables."""
    index = FigureIndex(group.frame("figures"))
    renderer = _Renderer(group.facts(), index, group.frame("findings"), group.frame("records"), site, made_by)
    return list(renderer.smelter_pages())


def _shared_files(facts: Facts, figures: pl.DataFrame, findings: pl.DataFrame, sources: pl.DataFrame) -> Iterator[File]:
    """The data sets, and what all pages load."""
    for name, data in csv_files(facts, figures, findings, sources).items():
        yield f"{places.FOLDER}/{name}", data
    templates = resources.files("smelter_ghg.disclosure") / "templates"
    for name in ASSETS:
        yield f"{places.FOLDER}/{name}", (templates / name).read_bytes()
    yield f"{places.FOLDER}/plotly.min.js", _plotly_script()


@dataclass(frozen=True)
class _Renderer:
    """Makes one page at a time from facts all pages share."""

    facts: Facts
    index: FigureIndex
    findings: pl.DataFrame
    records: Frame
    site: Site
    made_by: Made

    def shared_pages(self, sources: pl.DataFrame, manifest_facts: Mapping[str, str]) -> Iterator[File]:
        """The pages about all smelters, each with the files of its tables."""
        facts, index = self.facts, self.index
        synthetic = "in part" if self._any_synthetic else "false"
        for path, title, make in (
            (places.INDEX, "Smelter greenhouse-gas intensity", partial(portfolio_view, facts, index, self.site)),
            (places.METHOD, "Method", partial(method_page, facts, index, manifest_facts)),
            (places.FACTORS, "Factors", partial(factors_page, facts, index)),
            (
                places.DATA_QUALITY,
                "Data quality",
                partial(quality_parts, facts, index, self.site, self.findings, self._cells, sources),
            ),
        ):
            view = make()
            yield path, self._shared(path, view, title)
            yield from self._tables(path, view, title, synthetic)

    def smelter_pages(self) -> Iterator[File]:
        """The page and the statement of each smelter of the facts, with the files of their tables."""
        for smelter in self.facts.smelters:
            path = self.site.path(smelter["smelter_id"])
            found = found_on(self.findings, self._cells, smelter["smelter_id"])
            concerns = Concerns(self.facts, smelter["smelter_id"], found)
            view = smelter_page(self.facts, self.index, concerns, smelter)
            yield path, self._smelter(path, view, concerns)
            synthetic = "true" if view.synthetic else "in part" if view.invented_slopes else "false"
            yield from self._tables(path, view, view.name, synthetic)
            stated = statement(self.facts, self.index, found, smelter, self.made_by)
            path = self.site.statement(stated.smelter_id)
            yield path, self._statement(path, stated)
            yield self.site.statement_data(stated.smelter_id), statement_json(stated, self.facts.config)
            yield from self._tables(path, stated, f"Inventory statement: {stated.name}", synthetic)

    def _tables(self, path: str, view: object, title: str, synthetic: str) -> Iterator[File]:
        sheets = [sheet_of(table) for table in tables_within(view)]
        return page_files(places.stem(path), sheets, title=title, synthetic=synthetic)

    @cached_property
    def _cells(self) -> list[frozenset[str]]:
        """The record cells that each finding points at."""
        return cells_of(self.findings, self.records, self.facts.activity)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.facts, self.index, self.records)

    @cached_property
    def _environment(self) -> Any:
        return environment()

    @cached_property
    def _any_synthetic(self) -> bool:
        return any(smelter["synthetic"] for smelter in self.facts.smelters)

    def _shared(self, path: str, view: object, title: str) -> bytes:
        """A page about all smelters; what its numbers rest on, the page of their smelter may tell instead."""
        template = f"{posixpath.basename(path)}.j2"
        leads_on = path in (places.INDEX, places.DATA_QUALITY)
        elsewhere = partial(self._elsewhere, path) if leads_on else None
        return self._page(path, template, title, self._any_synthetic, elsewhere, None, view=view, about_all=True)

    def _smelter(self, path: str, page: SmelterPage, concerns: Concerns) -> bytes:
        before, after = self.site.neighbours(page.smelter_id)
        beside = [
            (rel, word, self.site.names[one], self.site.path(one))
            for rel, word, one in (("prev", "Previous", before), ("next", "Next", after))
            if one is not None
        ]
        marked, in_part = page.synthetic or page.invented_slopes, not page.synthetic
        return self._page(
            path, "smelter.html.j2", page.name, marked, None, concerns, s=page, beside=beside, about_all=in_part
        )

    def _statement(self, path: str, stated: Statement) -> bytes:
        """A statement; each printed sheet names smelter and period above."""
        running = f"Inventory statement · {clipped(stated.name)} · {clipped(stated.period)}"
        running += " · synthetic data" if stated.synthetic else ""
        return self._page(
            path,
            "statement.html.j2",
            f"Inventory statement: {stated.name}",
            stated.synthetic,
            None,
            None,
            s=stated,
            about_all=False,
            running=running,
        )

    def _page(
        self,
        path: str,
        template: str,
        title: str,
        synthetic: bool,
        elsewhere: Callable[[str], str] | None,
        concerns: Concerns | None,
        **content: Any,
    ) -> bytes:
        """One page with the explanation of every figure it prints."""
        from markupsafe import Markup

        get = self._environment.get_template
        shared = {
            "config": self.facts.config,
            "path": path,
            "href": partial(places.link, path),
            "places": places,
            "site": self.site,
        }
        body = get(template).render(**shared, **content)
        html = get("shell.html.j2").render(
            **shared,
            title=title,
            body=Markup(body),
            charts="data-chart=" in body,
            stem=places.stem(path),
            synthetic=synthetic,
            about_all=content["about_all"],
            running=content.get("running", ""),
        )
        return self._explainer.page(str(html), elsewhere, concerns).encode("utf-8", "replace")

    def _elsewhere(self, path: str, figure_id: str) -> str:
        """The page that explains a figure of a smelter whole, as an address; nothing for figures of none."""
        smelter_id = self.index.row(figure_id)["smelter_id"]
        return "" if smelter_id is None else places.link(path, self.site.path(str(smelter_id)))


def _plotly_script() -> bytes:
    """plotly.js as the plotly package carries it; one file for all charts."""
    from plotly.offline import get_plotlyjs

    script: str = get_plotlyjs()
    return script.encode()
