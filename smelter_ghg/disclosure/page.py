"""The page of a release: index.html with its assets and tables beside it, readable offline.

Belongs here: rendering and writing. Does not belong here: what the sections hold, or any number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.disclosure.csv_files import csv_files
from smelter_ghg.disclosure.explanations import Explainer, script_json
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.method import basis_lines, equation_table, factor_table, rules_table
from smelter_ghg.disclosure.portfolio import portfolio_view
from smelter_ghg.disclosure.section import SectionView, section_view
from smelter_ghg.disclosure.table_files import page_files
from smelter_ghg.disclosure.table_sheets import tables_within
from smelter_ghg.disclosure.tables_records import findings_table
from smelter_ghg.disclosure.text import clipped, neutral, web_address
from smelter_ghg.disclosure.view import FigureIndex, Label, Shown, When
from smelter_ghg.factors import Factors

ASSETS = ("explain.css", "explain.js", "page.css", "page.js")
FOLDER = "disclosure"


def write_pages(folder: Path, **content: Any) -> None:
    """Write index.html and disclosure/ into a folder; the arguments are those of `render_pages`."""
    for name, data in render_pages(**content).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


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
) -> dict[str, bytes]:
    """Every file of the page by its path inside the release.

    `figures` are those of `build_figures` from the same frames; `records` holds the cells of the records (CELLS)
    as written; `sources` names each record file and its SHA-256;
    `manifest_facts` are further lines for the notes at the end (such as versions), without clock time or machine path.
    Raises KeyError where a figure the page needs is not among `figures`.
    """
    facts = Facts(
        ledger, ledger_inputs, energy, missing, intensity, verdicts, activity, tables, factors, rulebooks, config
    )
    index = FigureIndex(figures)
    sections = [section_view(facts, index, findings, smelter) for smelter in facts.smelters]
    any_synthetic = any(section.synthetic for section in sections)
    equations, used_factors, rules = equation_table(facts), factor_table(facts, index), rules_table(facts, index)
    html = (
        _environment()
        .get_template("index.html.j2")
        .render(
            config=config,
            sections=sections,
            portfolio=portfolio_view(facts, index, sections),
            any_synthetic=any_synthetic,
            unplaced=findings_table(facts, index, findings, None, "findings-of-no-smelter"),
            basis=basis_lines(facts),
            equations=equations,
            factors=used_factors,
            rules=rules,
            sources=sources.sort("file").rows(named=True),
            manifest_facts=sorted(manifest_facts.items()),
        )
    )
    html = Explainer(facts, index, records).page(html)
    pages = {"index.html": html.encode("utf-8", "replace")}
    pages |= {f"{FOLDER}/{name}": data for name, data in csv_files(facts, figures, findings).items()}
    for section in sections:
        pages |= {name: make() for name, make in _tables_of(section).items()}
    method = partial(tables_within, (equations, used_factors, rules))
    files = page_files(f"{FOLDER}/method", method, title="Method", synthetic="in part" if any_synthetic else "false")
    pages |= {name: make() for name, make in files.items()}
    templates = resources.files("smelter_ghg.disclosure") / "templates"
    pages |= {f"{FOLDER}/{name}": (templates / name).read_bytes() for name in ASSETS}
    pages[f"{FOLDER}/plotly.min.js"] = _plotly_script()
    return dict(sorted(pages.items()))


def _tables_of(section: SectionView) -> Mapping[str, Callable[[], bytes]]:
    """The workbook and the CSV file of a smelter's tables."""
    return page_files(
        f"{FOLDER}/smelters/{section.section_id.removeprefix('s-')}",
        partial(tables_within, section),
        title=section.name,
        synthetic="true" if section.synthetic else "false",
    )


def _plotly_script() -> bytes:
    """plotly.js as the plotly package carries it; one file for all charts."""
    from plotly.offline import get_plotlyjs

    script: str = get_plotlyjs()
    return script.encode()


def _environment() -> Any:
    """Jinja2 with autoescape, where every text that is printed is first made inert."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def inert(value: object) -> object:
        return neutral(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    def chart_json(value: object) -> Markup:
        return Markup(script_json(value))

    environment = Environment(
        loader=PackageLoader("smelter_ghg.disclosure", "templates"),
        autoescape=True,
        finalize=inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clipped": clipped, "chart_json": chart_json, "web_address": web_address}
    environment.tests |= {
        "shown": lambda part: isinstance(part, Shown),
        "label": lambda part: isinstance(part, Label),
        "when": lambda part: isinstance(part, When),
    }
    return environment
