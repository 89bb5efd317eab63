"""Legs: the single tests a reading is made of, each true, false or unknown.

Belongs here: comparing an intensity with a limit, with earlier periods, a plan with a limit, a period with a year. Does
not belong here: how legs are joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smelter_ghg.conformance.amounts import Amount, Intensities, Period
from smelter_ghg.conformance.compare import below, reduced
from smelter_ghg.conformance.logic import Truth, either
from smelter_ghg.conformance.plan_in_force import in_force
from smelter_ghg.conformance.rulebook import LEG_SWITCHES, Rulebook


@dataclass(frozen=True)
class Need:
    """What would have to be known. With `only_if` it matters only where that turns out to be so; `code` names a lack
    that is no missing datum of the period, such as a history too short to compare."""

    item: str
    reason: str
    scope2_account: str | None = None
    only_if: str | None = None
    code: str | None = None


# Lacks with a name of their own, what weighs most first.
CODES = ("series_broken", "history_short", "base_year_missing", "plan_missing")


@dataclass(frozen=True)
class LegResult:
    """`detail` holds what the leg compared; `needs` says what an unknown leg lacks."""

    truth: Truth
    needs: tuple[Need, ...] = ()
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Case:
    """One smelter and period as the legs see it."""

    rulebook: Rulebook
    intensities: Intensities
    period: Period
    periods: Sequence[Period]
    targets: Sequence[Mapping[str, Any]]
    route: str | None

    def amount(self, settings: Mapping[str, str], period: Period | None = None) -> Amount | None:
        if self.route is None:
            return None
        return self.intensities.amount(
            self.period if period is None else period,
            self.route,
            self.rulebook.boundary.value,
            settings["scope2_account"],
            settings["denominator"],
        )

    def leg(self, name: str, settings: Mapping[str, str]) -> LegResult:
        """The leg's truth under the settings."""
        kind = self.rulebook.legs[name].kind
        return {"below": self._below, "reduced": self._reduced, "plan": self._plan, "before": self._before}[kind](
            name, settings
        )

    def _no_value(self, settings: Mapping[str, str]) -> Need:
        boundary, account = self.rulebook.boundary.value, settings["scope2_account"]
        if self.route is None:
            return Need(f"{boundary}_value", f"no {boundary} value for the period")
        # A published value names no denominator, so it is the account alone that is missing.
        per = "" if self.route == "reported" else f" per tonne {settings['denominator']}"
        return Need(f"{boundary}_value", f"no {self.route} {boundary} value on the {account} account{per}", account)

    def _below(self, name: str, settings: Mapping[str, str]) -> LegResult:
        limit = self.rulebook.argument(name, "limit")
        amount = self.amount(settings)
        if amount is None:
            return LegResult(None, (self._no_value(settings),))
        truth = below(amount.low, amount.high, limit, settings["operator"], more_to_come=amount.known == "at_least")
        needs = tuple(
            Need(item, "missing from the sum", settings["scope2_account"])
            for item in (amount.missing if truth is None else ())
        )
        if truth is None and not needs:
            needs = (Need(f"{self.rulebook.boundary.value}_value", f"only known as {amount.known}"),)
        return LegResult(
            truth, needs, {"value": amount.value, "limit": limit, "intensity_id": amount.row["intensity_id"]}
        )

    def _reduced(self, name: str, settings: Mapping[str, str]) -> LegResult:
        count = int(self.rulebook.argument(name, "previous_periods"))
        history = self._history(count)
        if isinstance(history, Need):
            return LegResult(None, (history,))
        base, lack = self._base(history, settings)
        if lack is not None:
            return LegResult(None, (lack,))
        listed = [self.amount(settings, period) for period in (*history, *base, self.period)]
        amounts = [amount for amount in listed if amount is not None]
        if len(amounts) < len(listed) or not _comparable(amounts):
            return LegResult(
                None,
                (
                    Need(
                        "reduction_history",
                        "the compared periods need values of one route, GWP set, account and denominator",
                        settings["scope2_account"],
                        code="series_broken",
                    ),
                ),
            )
        current, bases = amounts[-1], amounts[len(history) : -1]
        minimum = self.rulebook.argument(name, "minimum_pct")
        truth, pct = reduced(
            (sum(a.low for a in bases) / len(bases), sum(a.high for a in bases) / len(bases)),
            (current.low, current.high),
            minimum,
        )
        needs = () if truth is not None else (Need("reduction_history", "a compared value is incomplete or a bound"),)
        detail = {
            "reduction_pct": pct,
            "minimum_pct": minimum,
            "base_periods": [period.label for period in base],
            "base_intensity_ids": [amount.row["intensity_id"] for amount in bases],
            "intensity_id": current.row["intensity_id"],
        }
        return LegResult(truth, needs, detail)

    def _history(self, count: int) -> list[Period] | Need:
        """The `count` periods before this one, oldest first; what is lacking where the chain breaks.

        The series is broken where an earlier period is on record that the chain does not reach; else it is short.
        """
        chain = [self.period]
        for _ in range(count):
            before = next((period for period in self.periods if chain[0].follows(period)), None)
            if before is None:
                broken = any(period.before(chain[0]) for period in self.periods)
                why = "reporting periods that follow one another and are as long" if broken else "reporting periods"
                told = f"{len(chain) - 1} of the {count} {why} before this one"
                return Need("reduction_history", told, code="series_broken" if broken else "history_short")
            chain.insert(0, before)
        return chain[:-1]

    def _base(self, history: list[Period], settings: Mapping[str, str]) -> tuple[list[Period], Need | None]:
        """The periods the base is the mean of, or what is missing to name them."""
        if settings["reduction_base"] == "first_of_four":
            return history[:1], None
        if settings["reduction_base"] == "average_of_earlier":
            return history, None
        plan = self._plan_rows()
        years = {row["base_year"] for row in plan if row["base_year"] is not None}
        if not years:
            reason = "the plan in targets states no base year" if plan else "no plan in targets states a base year"
            return [], Need("base_year", reason, code="base_year_missing")
        year = min(years)
        found = [
            period
            for period in self.periods
            if period.year == year and period.before(self.period) and period.months == self.period.months
        ]
        if not found:
            told = f"no earlier reporting period of equal length ends in base year {year}"
            return [], Need("base_year", told, code="base_year_missing")
        return found[-1:], None

    def _plan_rows(self) -> list[Mapping[str, Any]]:
        """The smelter's plan in force, on the rulebook's boundary."""
        own = (row for row in self.targets if row["boundary"] == self.rulebook.boundary.value)
        return in_force(own, self.period.end)

    def _plan(self, name: str, settings: Mapping[str, str]) -> LegResult:
        rows = self._plan_rows()
        if not rows:
            told = "no row in targets, neither a plan nor that there is none"
            return LegResult(None, (Need("plan", told, code="plan_missing"),))
        limit, year = self.rulebook.argument(name, "limit"), self.rulebook.argument(name, "by_year")

        def reaches(row: Mapping[str, Any]) -> Truth:
            if row["no_plan"]:
                return False
            if row["target_year"] is not None and row["target_year"] > year:
                return False
            if row["target_year"] is None or row["target_value"] is None:
                return None
            return below(row["target_value"], row["target_value"], limit, settings["operator"])

        truth = either(reaches(row) for row in rows)
        needs = () if truth is not None else (Need("plan", "the plan in targets lacks its year or its value"),)
        values = [row["target_value"] for row in rows if row["target_value"] is not None]
        return LegResult(truth, needs, {"target_values": sorted(values), "limit": limit})

    def _before(self, name: str, settings: Mapping[str, str]) -> LegResult:
        year = self.rulebook.argument(name, "year")
        if self.period.year is None:
            return LegResult(None, (Need("reporting_period", "a stated period of twelve months"),))
        return LegResult(self.period.year < year, detail={"period_year": self.period.year, "year": year})

    def switches(self, name: str) -> tuple[str, ...]:
        """Switches the leg's truth can depend on."""
        return LEG_SWITCHES[self.rulebook.legs[name].kind]


def _comparable(amounts: Sequence[Amount]) -> bool:
    """Whether values may be compared over time: one GWP set, stated, and one account, denominator, method set."""
    labels = {
        tuple(a.row[name] for name in ("gwp_set", "scope2_account", "denominator", "method_set")) for a in amounts
    }
    return len(labels) == 1 and amounts[0].row["gwp_set"] not in (None, "not_stated")
