"""Tables of one period: the steps from mine to metal, the readings of a verdict and what they compare, the plan.

Belongs here: which figure or text stands in which cell. Does not belong here: HTML.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import IN_MINE_TO_METAL, Facts, Period
from smelter_ghg.disclosure.figures_intensity import boundary_emissions_id, processes, step_id
from smelter_ghg.disclosure.figures_records import cell_id
from smelter_ghg.disclosure.figures_uncertainty import probability_id
from smelter_ghg.disclosure.figures_verdicts import Detail, reduction_id
from smelter_ghg.disclosure.numbers import NOT_APPLICABLE, unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, Sentence, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words

_SETTINGS = {
    "first_of_four": "first of four periods",
    "average_of_earlier": "mean of the earlier periods",
    "stated_base_year": "base year of the plan",
}
_DASH: Sentence = (NOT_APPLICABLE,)


def step_table(
    facts: Facts, index: FigureIndex, period: Period, account: str, denominator: str, table_id: str
) -> TableView | None:
    """Mine to metal by process: t CO2e, t CO2e per tonne, share."""
    basis = m.calculated(facts.config, account, denominator)
    plain = basis.but(denominator="")
    members = [row for row in facts.inventory(account, period) if row[IN_MINE_TO_METAL]]
    rows = []
    for process in processes(members):
        rate = index.get(step_id(m.INTENSITY_STEP, period, basis, process, None))
        if rate is None:
            continue
        scopes = sorted({row["scope"] for row in members if row["process"] == process})
        cells = (
            (Label(", ".join(map(str, scopes))),),
            cell(index.get(step_id(m.EMISSIONS_STEP, period, plain, process, None))),
            (rate,),
            cell(index.get(step_id(m.SHARE_STEP, period, plain, process, None))),
        )
        rows.append(ViewRow((words(process),), cells))
    if not rows:
        return None
    whole = index.get(boundary_emissions_id(facts, period, "mine_to_metal", account))
    total = index.get(m.of_period(m.INTENSITY, period, basis, "mine_to_metal"))
    rows.append(ViewRow(("Mine to metal",), (_DASH, cell(whole), cell(total), _DASH), level="total"))
    return TableView(
        table_id,
        ("From mine to metal, ", When(period.label), f", {words(account)}, per tonne of {words(denominator)}"),
        (("Scope",), (unit_text("t CO2e"),), (unit_text("t CO2e/t Al"),), ("%",)),
        tuple(rows),
        head="Process",
        unit_column=False,
    )


def readings_table(detail: Detail, facts: Facts, index: FigureIndex, table_id: str) -> TableView | None:
    """Every reading of the criterion with its outcome, how likely it is met where that is known, what it turns on."""
    likely = [index.get(probability_id(detail, reading)) for reading in detail["readings"]]
    known = any(one is not None for one in likely)
    meanings = {
        (row["rulebook"], row["parameter"]): row
        for row in facts.rulebooks.filter(pl.col("kind") == "reading").iter_rows(named=True)
    }
    rows = []
    for reading, probability in zip(detail["readings"], likely, strict=True):
        entry = meanings.get((detail["rulebook"], f"{reading['criterion']}.{reading['name']}"))
        text: Sentence = () if entry is None else (Label(entry["meaning"]),)
        turns = ", ".join(words(one) for one in reading["varies_with"])
        cells = (
            text,
            (words(reading["outcome"]),),
            *([cell(probability, applicable=False)] if known else []),
            (Label(turns),) if turns else _DASH,
            (words(reading["status"]),),
        )
        rows.append(ViewRow((Label(f"{reading['criterion']} {reading['name']}"),), cells))
    if not rows:
        return None
    return TableView(
        table_id,
        ("Readings of the criterion",),
        (("In words",), ("Outcome",), *([("Probability, %",)] if known else []), ("Turns on",), ("Status",)),
        tuple(rows),
        head="Reading",
        unit_column=False,
        numeric=False,
        right=(2,) if known else (),
    )


def compared_table(index: FigureIndex, facts: Facts, detail: Detail, table_id: str) -> TableView | None:
    """What each leg compares, per setting that changes the compared value."""
    intensities = {row["intensity_id"]: row for row in facts.intensity_rows.get(detail["smelter_id"], [])}
    rows: list[ViewRow] = []
    seen: set[tuple[object, ...]] = set()
    for leg in detail["legs"]:
        for point in leg["by_setting"]:
            settings = {name: value for name, value in point["settings"].items() if name != "operator"}
            key = (leg["name"], *sorted(settings.items()), point["truth"])
            row = intensities.get(point.get("intensity_id") or "")
            value = None if row is None else index.get(m.intensity_row(row))
            if key in seen or value is None:
                continue
            seen.add(key)
            if point.get("base_intensity_ids"):
                value = index.get(reduction_id(detail["verdict_id"], leg["name"], point["settings"]))
            if value is None:
                continue
            text = ", ".join(_SETTINGS.get(v, words(v)) for _, v in sorted(settings.items()))
            truth = {"true": "yes", "false": "no"}.get(point["truth"], "not known")
            rows.append(ViewRow((Label(leg["name"]),), ((Label(text),), (value,), (value.unit,), (truth,))))
    if not rows:
        return None
    return TableView(
        table_id,
        ("What the readings compare",),
        (("Setting",), ("Value",), ("Unit",), ("Holds",)),
        tuple(rows),
        head="Test",
        unit_column=False,
        numeric=False,
        right=(1,),
    )


def plan_table(facts: Facts, index: FigureIndex, smelter_id: str, table_id: str) -> TableView | None:
    """The smelter's own reduction plans."""
    rows = []
    for row in facts.rows_of("targets", smelter_id):
        if row["no_plan"]:
            rows.append(ViewRow((words(row["boundary"]),), (("states that it has no plan",), _DASH, _DASH, _DASH)))
            continue
        cells = (
            (When(str(row["base_year"])),) if row["base_year"] is not None else None,
            cell(index.get(m.record(cell_id("targets", row, "base_value")))),
            (When(str(row["target_year"])),) if row["target_year"] is not None else None,
            cell(index.get(m.record(cell_id("targets", row, "target_value")))),
        )
        rows.append(ViewRow((Label(words(row["boundary"])),), cells, unit_text("t CO2e/t Al")))
    if not rows:
        return None
    return TableView(
        table_id,
        ("The smelter's own plan",),
        (("Base year",), ("Base",), ("Target year",), ("Target",)),
        tuple(rows),
        head="Boundary",
    )
