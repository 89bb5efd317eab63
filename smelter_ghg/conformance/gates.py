"""Gates: what must hold before a figure may be judged at all.

Belongs here: start year, site level, boundary, period, production basis. Does not belong here: thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smelter_ghg.conformance.amounts import Amount, Period
from smelter_ghg.conformance.legs import CODES, Need
from smelter_ghg.conformance.rulebook import Class, Rulebook

# What weighs most comes first; the first that holds is a verdict's reason code.
REASONS = (
    "group_figure",
    "boundary_regulatory",
    "straddles_cutoff",
    "start_year_missing",
    "boundary_incomplete",
    "part_year_start",
    "period_not_stated",
    "production_not_stated",
    "data_missing",
    *CODES,
    "at_threshold",
    "readings_differ",
)
# What records describe that do not describe one site -> what a figure of theirs is.
_OTHER_LEVELS = {
    "potline": "figure of one potline, not of a whole site",
    "cluster": "figure of several sites together, not of one",
    "company": "figure of a company, not of a site",
    "group": "figure of a group, not of a site",
    "brand": "figure of a brand, not of a site",
    "national": "figure of a country, not of a site",
    "model": "figure of a model, not of a site",
}
_LEVEL_NOT_STATED = "the records do not say what the figure describes"
MEASURED_METAL = ("tapped", "cast_out")
MONTHS = 12


@dataclass(frozen=True)
class Gate:
    """`reason_code` is empty where the gate holds; `values` lists what sources say that could not be used."""

    gate: str
    reason_code: str | None
    detail: str
    needs: tuple[Need, ...] = ()
    values: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def passed(self) -> bool:
        return self.reason_code is None


def start_year(rulebook: Rulebook, potlines: Sequence[Mapping[str, Any]], period: Period) -> tuple[Gate, Class | None]:
    """The gate and the class of the smelter: new, existing, or open.

    Potlines that first produced after the period play no part in it.
    """
    dates = [row["first_production_date"] for row in potlines]
    if not dates or None in dates:
        lines = sorted(row["facility_id"] for row in potlines if row["first_production_date"] is None)
        which = "of any potline" if not lines else "of " + ", ".join(lines)
        detail = f"no first production date {which}"
        return Gate("start_year", "start_year_missing", detail, (Need("start_year", detail),)), None
    begun = [date for date in dates if period.end is None or date <= period.end]
    years = sorted({date.year for date in (begun or dates)})
    last_existing, first_new = rulebook.number("existing_up_to_year"), rulebook.number("new_from_year")
    listed = ", ".join(map(str, years))
    if years[-1] <= last_existing:
        return Gate("start_year", None, f"first production in {listed}: existing"), "existing"
    if years[0] >= first_new:
        return Gate("start_year", None, f"first production in {listed}: new"), "new"
    detail = (
        f"first production in {listed}: neither existing (up to {last_existing:.0f}) nor new (from {first_new:.0f})"
    )
    return Gate("start_year", "straddles_cutoff", detail), None


def site_level(level: str | None) -> Gate:
    """Only a figure of one site may be judged."""
    if level == "site":
        return Gate("site_level", None, "the records describe one site")
    detail = _OTHER_LEVELS[level] if level else _LEVEL_NOT_STATED
    return Gate("site_level", "group_figure", detail, (Need("site_value", "the value of the site itself"),))


def boundary(rulebook: Rulebook, amount: Amount | None, regulatory: Sequence[Mapping[str, Any]]) -> Gate:
    """Whether the value covers the rulebook's boundary whole."""
    wanted = rulebook.boundary.value
    if amount is None and regulatory:
        return Gate(
            "boundary",
            "boundary_regulatory",
            "the only intensity is one on a regulator's boundary",
            (Need(f"{wanted}_value", f"no {wanted} value for the period"),),
            tuple(regulatory),
        )
    if amount is None:
        detail = f"no {wanted} value for the period"
        return Gate("boundary", "boundary_incomplete", detail, (Need(f"{wanted}_value", detail),))
    if amount.row["route"] == "reported":
        lacking = [c for c in rulebook.boundary.categories if c not in amount.categories]
        if not lacking:
            return Gate("boundary", None, "the scope 3 categories of the boundary are shown beside the value")
        detail = f"scope 3 categories {', '.join(lacking)} are not shown beside the value"
        needs = tuple(Need(f"category_{c}", "not shown beside the reported value") for c in lacking)
        return Gate("boundary", "boundary_incomplete", detail, needs)
    if amount.known == "at_least":
        detail = "missing from the sum: " + (", ".join(amount.missing) or "not named")
        needs = tuple(Need(item, "missing from the sum") for item in amount.missing)
        return Gate("boundary", "boundary_incomplete", detail, needs)
    return Gate("boundary", None, "nothing is missing from the sum")


def stated_period(period: Period, amount: Amount | None, potlines: Sequence[Mapping[str, Any]]) -> Gate:
    """Whether the value belongs to a stated period of twelve months; `period` is the value's own.

    A shorter period in which the first potline began is a part-year start, which has a name of its own.
    """
    need = (Need("reporting_period", "a stated period of twelve months"),)
    if amount is not None and amount.row["route"] == "reported" and amount.row["period_stated"] is not True:
        return Gate("period", "period_not_stated", "the source does not state the period of the value", need)
    if period.start is None or period.end is None:
        return Gate("period", "period_not_stated", "the period has no dates", need)
    span = f"{period.start.isoformat()} to {period.end.isoformat()}"
    begun = [row["first_production_date"] for row in potlines if row["first_production_date"] is not None]
    if period.months != MONTHS and begun and period.start <= min(begun) <= period.end:
        return Gate("period", "part_year_start", f"{span}: production began on {min(begun).isoformat()}", need)
    if period.months != MONTHS:
        return Gate("period", "period_not_stated", f"{span} is not a period of twelve months", need)
    return Gate("period", None, span)


def production(metal: Sequence[Mapping[str, Any]], evidence: Sequence[Mapping[str, Any]], period: Period) -> Gate:
    """Whether tonnes of hot metal tapped or metal cast are on record for the period.

    `metal` holds the smelter's rows of the period, `evidence` what sources say about their mass.
    """
    known = sorted({row["flow"] for row in metal if row["flow"] in MEASURED_METAL and (row["mass_t"] or 0) > 0})
    if known:
        return Gate("production", None, " and ".join(known) + f" metal on record for {period.label}")
    said = {row["value"] for row in evidence}
    detail = "no hot metal tapped or metal cast on record"
    if said:
        detail += "; sources give different masses" if len(said) > 1 else "; a source gives a mass of another stage"
    return Gate(
        "production",
        "production_not_stated",
        detail,
        (Need("production", "tonnes of hot metal tapped or metal cast in the period"),),
        tuple(evidence),
    )
