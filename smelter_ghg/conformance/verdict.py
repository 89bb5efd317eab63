"""A verdict: gates first, then all readings, with the value, what is missing and what it all rests on.

Belongs here: putting those together for one smelter, period and rulebook. Does not belong here: how each is judged. An
outcome is about one criterion and one period; it is no audit rating and none is derived from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from smelter_ghg.conformance import gates as gate
from smelter_ghg.conformance.amounts import Amount, Intensities, Period
from smelter_ghg.conformance.legs import Case
from smelter_ghg.conformance.missing import MissingItems
from smelter_ghg.conformance.probability import Draws, Probability
from smelter_ghg.conformance.readings import Readings
from smelter_ghg.conformance.records import Records, Row
from smelter_ghg.conformance.rulebook import Rulebook

_HEADROOM = {"at_least": "at_most", "lower": "at_most", "upper": "at_least", "approximate": "approximate"}
_BASIS = ("boundary", "method_set", "gwp_set", "scope2_account", "denominator")


class VerdictConfig(Protocol):
    """The choices of a report that a verdict depends on."""

    @property
    def method_set(self) -> str: ...
    @property
    def gwp_set(self) -> str: ...
    @property
    def scope2_account(self) -> str: ...
    @property
    def fiscal_year_end_month(self) -> int: ...
    @property
    def route_preference(self) -> Sequence[str]: ...


class Verdict:
    """One smelter and period under one rulebook."""

    def __init__(
        self,
        rulebook: Rulebook,
        records: Records,
        intensities: Intensities,
        items: MissingItems,
        period: Period,
        periods: Sequence[Period],
        config: VerdictConfig,
        draws: Draws,
    ) -> None:
        self.rulebook, self.records, self.items, self.period = rulebook, records, items, period
        self.route = intensities.route(period, rulebook.boundary.value, config.route_preference)
        targets = records.of("targets", period.smelter_id)
        self.case = Case(rulebook, intensities, period, periods, targets, self.route)
        self.amount = self._primary(config.scope2_account)
        self.metal = records.metal(period)
        self.regulatory = self._regulatory(intensities)
        smelter = records.smelter(period.smelter_id)
        self.smelter: Row = {} if smelter is None else smelter
        start, which = gate.start_year(rulebook, records.potlines(period.smelter_id), period)
        said = records.evidence("metal", self.metal, "mass_t")
        self.gates = (
            start,
            gate.site_level(self.smelter.get("level")),
            gate.boundary(rulebook, self.amount, self.regulatory),
            gate.stated_period(self._own_period(), self.amount, records.potlines(period.smelter_id)),
            gate.production(self.metal, said, period),
        )
        criteria = rulebook.for_class(which)
        self.readings = Readings(self.case, criteria)
        self.probability = Probability(self.readings, draws)
        self.label = criteria[0].label if which is not None else rulebook.family
        self.title = criteria[0].title if which is not None else rulebook.title
        self.threshold = criteria[0].threshold

    def _primary(self, account: str) -> Amount | None:
        """The value a verdict shows: the report's account and hot metal, unless the rulebook has settled otherwise."""
        accounts = self.rulebook.switches["scope2_account"].settings
        denominators = self.rulebook.switches["denominator"].settings
        for chosen in sorted(accounts, key=lambda setting: setting != account):
            for denominator in denominators:
                amount = self.case.amount({"scope2_account": chosen, "denominator": denominator})
                if amount is not None:
                    return amount
        return None

    def _regulatory(self, intensities: Intensities) -> list[dict[str, Any]]:
        """Figures on a regulator's boundary, which are named and not judged."""
        keys = ("indicator", "value", "unit", "qualifier", "confidence", "citation")
        listed = [
            {**{key: row[key] for key in keys}, "row_key": row["_key"], "input_id": _value_of(row)}
            for row in self.records.regulatory(self.period)
        ]
        if listed:
            return listed
        rows = intensities.rows(self.period, "reported", "regulatory")
        return [
            {
                **dict.fromkeys((*keys, "row_key")),
                "input_id": row["input_id"],
                "unit": self.rulebook.unit,
                **{k: row[k] for k in ("value", "qualifier", "citation")},
            }
            for row in rows
        ]

    def _own_period(self) -> Period:
        """The period the value itself is stated for: a published figure of a quarter is none of its year."""
        input_id = None if self.amount is None else self.amount.row["input_id"]
        for row in self.records.of("reported_indicators", self.period.smelter_id):
            if input_id is not None and _value_of(row) == input_id:
                return replace(self.period, start=row["period_start"], end=row["period_end"])
        return self.period

    def _other_values(self) -> list[dict[str, Any]]:
        """Reported values of the same period and boundary that the verdict does not show."""
        keys = ("route", "value", "qualifier", "scope2_account", "denominator", "gwp_set", "intensity_id", "input_id")
        shown = None if self.amount is None else self.amount.row["intensity_id"]
        rows = self.case.intensities.rows(self.period, "reported", self.rulebook.boundary.value)
        return [{key: row[key] for key in keys} for row in rows if row["intensity_id"] != shown]

    def _failed(self) -> list[str]:
        return sorted((g.reason_code for g in self.gates if g.reason_code is not None), key=gate.REASONS.index)

    def _outcome(self, failed: Sequence[str]) -> tuple[str, str | None]:
        """Outcome and reason code: a failed gate decides whatever the readings say."""
        if not failed:
            return self.readings.outcome, self.readings.reason_code
        only_rule = set(failed) == {"straddles_cutoff"}
        return "indeterminate_rule" if only_rule else "indeterminate_data", failed[0]

    def _headroom(self) -> tuple[float | None, float | None]:
        """Threshold less value, in t/t and in per cent of the threshold."""
        if self.amount is None:
            return None, None
        threshold = self.rulebook.number(self.threshold)
        headroom = threshold - self.amount.value
        return headroom, headroom / threshold * 100

    def _evidence(self) -> list[dict[str, Any]]:
        period, records = self.period, self.records
        indicators = records.of("reported_indicators", period.smelter_id)
        input_id = None if self.amount is None else self.amount.row["input_id"]
        used = [row for row in indicators if _value_of(row) == input_id]
        refused = {row["row_key"] for row in self.regulatory}
        used += [row for row in indicators if row["_key"] in refused and row not in used]
        return [
            *records.evidence("reported_indicators", used, "value"),
            *records.evidence("metal", self.metal, "mass_t"),
            *records.evidence("facilities", records.potlines(period.smelter_id), "first_production_date"),
        ]

    def as_dict(self) -> dict[str, Any]:
        """The whole verdict."""
        if not self.records.is_smelter(self.period.smelter_id):
            return {**self._frame("not_applicable", None), **_nothing()}
        failed = self._failed()
        outcome, reason = self._outcome(failed)
        headroom_t, headroom_pct = self._headroom()
        held = {"headroom_t": headroom_t, "headroom_pct": headroom_pct}
        likely = {"probability_meets": self.probability.of_all}
        known = None if self.amount is None else self.amount.known
        value = None if self.amount is None else self.amount.value
        needs = [need for g in self.gates for need in g.needs] + self.readings.needs
        return {
            **self._frame(outcome, reason),
            "gates": [_gate_dict(g) for g in self.gates],
            "gates_failed": failed,
            "if_gates_met": {"outcome": self.readings.outcome, "value": value, **held, **likely} if failed else None,
            **(dict.fromkeys(likely) if failed else likely),
            "value": value,
            "value_qualifier": known,
            "threshold": self.rulebook.number(self.threshold),
            "threshold_parameter": self.rulebook.identifier(self.threshold),
            **(dict.fromkeys(held) if failed else held),
            "headroom_qualifier": None if known is None else _HEADROOM.get(known, "exact"),
            **self._source_of_value(),
            "rests_on_unverified": bool(self.readings.rests_on),
            "rests_on": self.readings.rests_on,
            "depends_on": self.readings.depends_on,
            "readings": self.readings.as_list(self.probability.of),
            "switches": self.readings.switches,
            "legs": self.readings.legs_as_list(),
            "missing": self.items.listed(self.period, self.rulebook, needs, items=self.route != "reported")
            if outcome == "indeterminate_data"
            else [],
            "refused_values": self.regulatory if "boundary_regulatory" in failed else [],
            "other_values": self._other_values(),
            "evidence": self._evidence(),
        }

    def _frame(self, outcome: str, reason: str | None) -> dict[str, Any]:
        """What every verdict says, whatever its outcome."""
        period, book = self.period, self.rulebook
        return {
            "verdict_id": _identifier(
                period.smelter_id, period.label, book.standard, book.standard_version, book.family
            ),
            "smelter_id": period.smelter_id,
            "smelter_name": self.smelter.get("name"),
            "synthetic": self.smelter.get("synthetic") is True,
            "period_label": period.label,
            "reporting_year": period.year,
            "period_start": None if period.start is None else period.start.isoformat(),
            "period_end": None if period.end is None else period.end.isoformat(),
            "standard": book.standard,
            "standard_version": book.standard_version,
            "rulebook": book.key,
            "rulebook_version": book.version,
            "criterion": self.label,
            "criterion_title": self.title,
            "outcome": outcome,
            "reason_code": reason,
            "unit": book.unit,
            "assurance": self.records.assurance(period),
            "probability_meets": None,
        }

    def _source_of_value(self) -> dict[str, Any]:
        """Where the value comes from: route, basis, the intensity row and the citation of a reported one."""
        row: Mapping[str, Any] = {} if self.amount is None else self.amount.row
        return {
            "route": self.route,
            "basis": {name: row.get(name) for name in _BASIS} if row else None,
            "intensity_id": row.get("intensity_id"),
            "input_id": row.get("input_id"),
            "citation": row.get("citation"),
        }


def _nothing() -> dict[str, Any]:
    """The fields of a verdict that judges nothing."""
    empty = ("if_gates_met", "value", "value_qualifier", "threshold", "threshold_parameter", "headroom_t")
    none = ("headroom_pct", "headroom_qualifier", "route", "basis", "intensity_id", "input_id", "citation")
    lists: Iterable[str] = ("gates", "gates_failed", "rests_on", "depends_on", "readings", "switches", "legs")
    more = ("missing", "refused_values", "other_values", "evidence")
    return {**dict.fromkeys((*empty, *none)), **{name: [] for name in (*lists, *more)}, "rests_on_unverified": False}


def _value_of(indicator: Row) -> str:
    """Identifier of a reported indicator's value."""
    return f"reported_indicators|{indicator['_key']}|value"


def _gate_dict(g: gate.Gate) -> dict[str, Any]:
    return {
        "gate": g.gate,
        "passed": g.passed,
        "reason_code": g.reason_code,
        "detail": g.detail,
        "values": [dict(value) for value in g.values],
    }


def _identifier(*parts: str) -> str:
    return "v" + hashlib.blake2b("|".join(parts).encode(), digest_size=6).hexdigest()
