"""What explains a figure of a path: how it follows, the figure it follows from, and the record cells behind it.

Belongs here: the nodes of paths. Does not belong here: which figures there are (figures_pathway).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from smelter_ghg.disclosure.explained_groups import Parts
from smelter_ghg.disclosure.explained_leaves import Node
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_pathway import cell_of, gap_of, value_of
from smelter_ghg.pathways.forms import END_YEAR

PATHWAY = "pathway"
NOT_ASIS = "the sectoral form of the Science Based Targets initiative, not ASI's own"
_FORMS = {
    "contraction": "the base value times the slope of the year over that of the base year",
    "convergence": (
        f"the base value less the slope of {END_YEAR}, times what the sector's slope has yet to go, times the market "
        f"ratio, plus the slope of {END_YEAR}"
    ),
}
_HOW = {
    "intermediate_target_value": "what the plan states for the year of its intermediate target",
    "lower": "from the table of uncertainty",
    "upper": "from the table of uncertainty",
    "gap_t": "the intensity less the path, times the metal of the period",
    "cumulative_t_against_path": "the intensity less the path, times metal, of every known year since the base year",
    "probability_on_path": "the share of the draws whose intensity is not above the path; a base from the ledger is "
    "drawn with it",
}
_RATE = "the equal yearly fall, in per cent of the year before, that leads from the intensity to the path of {}"
_FROM_CELLS = ("base_value", "path_value", "intermediate_target_value")


def pathway_of(facts: Facts, figure: Row) -> str | None:
    """The figure that a figure of a path follows from; None where it is the records' own."""
    row, column = _row(facts, figure)
    if column == "base_value":
        return None if row["base_intensity_id"] is None or row["value"] is None else value_of(facts, row)
    if column == "path_value":
        base = _base_row(facts, row)
        return None if base is None else cell_of(facts, base, "base_value")
    if column == "gap_t":
        return gap_of(facts, row)
    return None if column in _FROM_CELLS else value_of(facts, row)


def pathway_cells(facts: Facts, figure: Row) -> list[str]:
    """The record cells behind a figure of a path."""
    row, column = _row(facts, figure)
    of_target = [one for one in row["input_ids"] if one.endswith("target_value")]
    if column == "intermediate_target_value":
        return of_target
    if column == "base_value":
        return [one for one in row["input_ids"] if one.startswith("pathways|") and one not in of_target]
    return [one for one in row["input_ids"] if one not in of_target] if column == "path_value" else []


def pathway_nodes(
    parts: Parts, facts: Facts, figure: Row, told: Collection[str], cells: Mapping[str, Row]
) -> list[int]:
    """How the figure follows, and the record cells it follows from."""
    row, column = _row(facts, figure)
    of = pathway_of(facts, figure)
    made: Node = {"kind": "interval", "label": parts.text(_how(row, column))} | ({"of": of} if of in told else {})
    below = [cells[one] for one in pathway_cells(facts, figure)]
    return [parts.node(("pathway", str(made)), lambda: made), *parts.cells(below, 1.0)]


def _how(row: Row, column: str) -> str:
    if column == "base_value":
        return (
            "as the records state it" if row["base_source"] == "stated" else "the ledger's intensity of the base year"
        )
    if column.startswith("yearly_rate"):
        return _RATE.format(END_YEAR if column.endswith("_2050_pct") else row["intermediate_target_year"])
    if column != "path_value":
        return _HOW[column]
    told = [_FORMS[row["form"]]]
    if row["apart"] and row["emissions"] == "all":
        told.append("electricity and all other emissions each by a slope of their own, and added")
    if row["form"] == "convergence" and not row["market_recorded"]:
        told.append("market ratio 1, since no market shares are recorded")
    if row["interpolated"]:
        told.append("slopes between two years of the table on a straight line, as the path asks")
    if row["synthetic"]:
        told.append("the slopes are synthetic")
    return "; ".join((*told, NOT_ASIS))


def _row(facts: Facts, figure: Row) -> tuple[Row, str]:
    pathway_id, _, column = str(figure["operands"][0]).partition("|")
    rows = facts.pathway_rows[str(figure["smelter_id"])]
    return next(row for row in rows if row["pathway_id"] == pathway_id), column


def _base_row(facts: Facts, row: Row) -> Row | None:
    """The row of the base year of the same path and emissions."""
    same = (row["path"], row["emissions"], "base")
    rows = facts.pathway_rows[row["smelter_id"]]
    return next((one for one in rows if (one["path"], one["emissions"], one["role"]) == same), None)
