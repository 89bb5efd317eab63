"""The pages of a release: index.html, and disclosure/ with a page per smelter, method, factors and data quality.

Belongs here: rendering and writing. Does not belong here: what the pages hold, or any number.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.by_smelter import Held
from smelter_ghg.config import ReportingConfig
from smelter_ghg.disclosure import site as places
from smelter_ghg.disclosure.csv_files import csv_files
from smelter_ghg.disclosure.explanations import Explainer
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.html import environment
from smelter_ghg.disclosure.method import FactorsPage, MethodPage, factors_page, method_page
from smelter_ghg.disclosure.portfolio import PortfolioView, portfolio_view
from smelter_ghg.disclosure.quality_page import quality_parts
from smelter_ghg.disclosure.site import Site
from smelter_ghg.disclosure.smelter_page import SmelterPage, smelter_page
from smelter_ghg.disclosure.table_files import page_files
from smelter_ghg.disclosure.table_sheets import Sheet, sheet_of, tables_within
from smelter_ghg.disclosure.view import FigureIndex, PagePart
from smelter_ghg.factors import Factors

ASSETS = ("explain.css", "explain.js", "page.css", "page.js")
PageContent = bytes | Callable[[], bytes]


def write_pages(folder: Path, **content: Any) -> None:
    """Write index.html and disclosure/ into a folder; the arguments are those of `render_pages`."""
    for name, data in render_pages(**content).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data())


def render_pages(
    *,
    figures: pl.DataFrame,
    ledger: pl.DataFrame,
    ledger_inputs: pl.DataFrame,
    energy: pl.DataFrame,
    missing: pl.DataFrame,
    intensity: pl.DataFrame,
    verdicts: pl.DataFrame,
    activity: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    factors: Factors,
    rulebooks: pl.DataFrame,
    config: ReportingConfig,
    findings: pl.DataFrame,
    records: pl.DataFrame,
    sources: pl.DataFrame,
    manifest_facts: Mapping[str, str],
) -> dict[str, PageContent]:
    """Every file of the pages by its path inside the release; a page is a function that makes it when it is written.

    `figures` are those of `build_figures` from the same frames; `records` holds the cells of the records (CELLS)
    as written; `sources` names each record file and its SHA-256;
    `manifest_facts` are further lines for the notes at the end (such as versions), without clock time or machine path.
    A page raises KeyError where a figure it needs is not among `figures`.
    """
    facts = Facts(
        ledger, ledger_inputs, energy, missing, intensity, verdicts, activity, tables, factors, rulebooks, config
    )
    renderer = _Renderer(facts, FigureIndex(figures), findings, records, sources, manifest_facts)
    pages: dict[str, PageContent] = {}
    for path, make, sheets, title, synthetic in renderer.all():
        if path in pages:
            raise ValueError(f"two pages share the name {path}")
        pages[path] = make
        stem = places.stem(path)
        pages |= page_files(stem, sheets, title=title, synthetic=synthetic)
    pages |= {f"{places.FOLDER}/{name}": data for name, data in csv_files(facts, figures, findings, sources).items()}
    templates = resources.files("smelter_ghg.disclosure") / "templates"
    pages |= {f"{places.FOLDER}/{name}": (templates / name).read_bytes() for name in ASSETS}
    pages[f"{places.FOLDER}/plotly.min.js"] = _plotly_script
    return dict(sorted(pages.items()))


_Made = tuple[str, Callable[[], bytes], Callable[[], Sequence[Sheet]], str, str]


@dataclass(frozen=True)
class _Renderer:
    """Makes one page at a time from facts all pages share."""

    facts: Facts
    index: FigureIndex
    findings: pl.DataFrame
    records: pl.DataFrame
    sources: pl.DataFrame
    manifest_facts: Mapping[str, str]

    def all(self) -> Iterator[_Made]:
        """Every page: its path, what makes it, what makes its tables, its title, whether its data are invented.

        A page and its files are written one after the other, and its view is put together once for all of them.
        """
        mixed = "in part" if self._any_synthetic else "false"
        views: dict[str, Callable[[], object]] = {}
        view: Held[Any] = Held(lambda path: views[path]())
        sheets = Held(lambda path: [sheet_of(table) for table in tables_within(view[path])])
        for path, make, title in (
            (places.INDEX, self._overview, "Smelter greenhouse-gas intensity"),
            (places.METHOD, self._method, "Method"),
            (places.FACTORS, self._factors, "Factors"),
            (places.DATA_QUALITY, self._data_quality, "Data quality"),
        ):
            views[path] = make
            yield (
                path,
                partial(self._shared, path, partial(view.get, path), title),
                partial(sheets.get, path),
                title,
                mixed,
            )
        for smelter in self.facts.smelters:
            path = self.site.path(smelter["smelter_id"])
            views[path] = partial(smelter_page, self.facts, self.index, self.findings, smelter)
            synthetic = "true" if smelter["synthetic"] else "false"
            make_page = partial(self._smelter, path, partial(view.get, path))
            yield path, make_page, partial(sheets.get, path), smelter["name"], synthetic

    @cached_property
    def site(self) -> Site:
        return Site({smelter["smelter_id"]: smelter["name"] for smelter in self.facts.smelters})

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.facts, self.index, self.records)

    @cached_property
    def _environment(self) -> Any:
        return environment()

    @cached_property
    def _any_synthetic(self) -> bool:
        return any(smelter["synthetic"] for smelter in self.facts.smelters)

    def _overview(self) -> PortfolioView:
        return portfolio_view(self.facts, self.index, self.site)

    def _method(self) -> MethodPage:
        return method_page(self.facts, self.index, self.manifest_facts)

    def _factors(self) -> FactorsPage:
        return factors_page(self.facts, self.index)

    def _data_quality(self) -> tuple[PagePart, ...]:
        return quality_parts(self.facts, self.index, self.site, self.findings, self.sources)

    def _shared(self, path: str, view: Callable[[], object], title: str) -> bytes:
        """A page about all smelters; what its numbers rest on, the page of their smelter may tell instead."""
        template = f"{posixpath.basename(path)}.j2"
        leads_on = path in (places.INDEX, places.DATA_QUALITY)
        elsewhere = partial(self._elsewhere, path) if leads_on else None
        return self._page(path, template, title, self._any_synthetic, elsewhere, view=view(), about_all=True)

    def _smelter(self, path: str, view: Callable[[], SmelterPage]) -> bytes:
        page = view()
        before, after = self.site.neighbours(page.smelter_id)
        beside = [
            (rel, word, self.site.names[one], self.site.path(one))
            for rel, word, one in (("prev", "Previous", before), ("next", "Next", after))
            if one is not None
        ]
        return self._page(
            path, "smelter.html.j2", page.name, page.synthetic, None, s=page, beside=beside, about_all=False
        )

    def _page(
        self,
        path: str,
        template: str,
        title: str,
        synthetic: bool,
        elsewhere: Callable[[str], str] | None,
        **content: Any,
    ) -> bytes:
        """One page with the explanation of every figure it prints."""
        from markupsafe import Markup

        get = self._environment.get_template
        shared = {"config": self.facts.config, "path": path, "href": partial(places.link, path), "places": places}
        body = get(template).render(**shared, **content)
        html = get("shell.html.j2").render(
            **shared,
            title=title,
            body=Markup(body),
            charts="data-chart=" in body,
            stem=places.stem(path),
            synthetic=synthetic,
            about_all=content["about_all"],
        )
        return self._explainer.page(str(html), elsewhere).encode("utf-8", "replace")

    def _elsewhere(self, path: str, figure_id: str) -> str:
        """The page that explains a figure of a smelter whole, as an address; nothing for figures of none."""
        smelter_id = self.index.row(figure_id)["smelter_id"]
        return "" if smelter_id is None else places.link(path, self.site.path(str(smelter_id)))


def _plotly_script() -> bytes:
    """plotly.js as the plotly package carries it; one file for all charts."""
    from plotly.offline import get_plotlyjs

    script: str = get_plotlyjs()
    return script.encode()
