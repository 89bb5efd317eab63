"""All readings under all switch settings: what each gives, and which open question changes the outcome.

Belongs here: the grid of readings and settings and what it adds up to. Does not belong here: single legs, gates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

from smelter_ghg.conformance.legs import CODES, Case, LegResult, Need
from smelter_ghg.conformance.logic import Expression, Truth, evaluate, leg_names
from smelter_ghg.conformance.rulebook import Criterion, Reading, reading_name

Settings = tuple[tuple[str, str], ...]


def outcome_of(truths: Iterable[Truth]) -> str:
    """meets, not_met, indeterminate_data as soon as one is unknown, else indeterminate_rule."""
    found = set(truths)
    if None in found:
        return "indeterminate_data"
    if len(found) == 2:
        return "indeterminate_rule"
    return "meets" if True in found else "not_met"


@dataclass(frozen=True)
class Result:
    """One reading's truth at every combination of the switch settings it can depend on."""

    criterion: Criterion
    reading: Reading
    expression: Expression
    truths: Mapping[Settings, Truth]

    @cached_property
    def outcome(self) -> str:
        return outcome_of(self.truths.values())

    @cached_property
    def varies_with(self) -> tuple[str, ...]:
        """Switches whose setting alone changes this reading's truth."""
        if len(set(self.truths.values())) == 1:
            return ()
        names = [name for name, _ in next(iter(self.truths))]
        return tuple(name for at, name in enumerate(names) if self._changes(at))

    def _changes(self, at: int) -> bool:
        """Whether the switch at a place changes the truth; every combination lists its switches in one order."""
        groups: dict[Settings, set[Truth]] = {}
        for settings, truth in self.truths.items():
            groups.setdefault(settings[:at] + settings[at + 1 :], set()).add(truth)
        return any(len(truths) > 1 for truths in groups.values())

    def under(self, switch: str, setting: str) -> list[Truth]:
        """Truths with one switch held; all of them where the reading does not depend on it."""
        return [truth for settings, truth in self.truths.items() if dict(settings).get(switch, setting) == setting]


class Readings:
    """The readings of the given criteria for one case, evaluated."""

    def __init__(self, case: Case, criteria: Sequence[Criterion]) -> None:
        self.case = case
        self._legs: dict[tuple[str, Settings], LegResult] = {}
        self.results = tuple(
            self._result(criterion, reading) for criterion in criteria for reading in criterion.readings
        )

    def _expression(self, reading: Reading) -> Expression:
        year = self.case.period.year
        if reading.until is None or reading.expression_after is None or year is None:
            return reading.expression
        return reading.expression if year <= self.case.rulebook.number(reading.until) else reading.expression_after

    def _result(self, criterion: Criterion, reading: Reading) -> Result:
        expression = self._expression(reading)
        names = sorted(leg_names(expression))
        used = {switch for name in names for switch in self.case.switches(name)}
        switches = [switch for key, switch in self.case.rulebook.switches.items() if key in used]
        order = [switch.name for switch in switches]
        legs = [(name, [order.index(switch) for switch in self.case.switches(name)]) for name in names]
        # Few legs and fewer truths stand behind hundreds of combinations of settings.
        of_legs: dict[tuple[Truth, ...], Truth] = {}
        truths: dict[Settings, Truth] = {}
        for combination in product(*(switch.settings for switch in switches)):
            settings = tuple(zip(order, combination, strict=True))
            found = tuple(self._own_leg(name, tuple(settings[at] for at in places)).truth for name, places in legs)
            if found not in of_legs:
                of_legs[found] = evaluate(expression, dict(zip(names, found, strict=True)))
            truths[settings] = of_legs[found]
        return Result(criterion, reading, expression, truths)

    def leg(self, name: str, settings: Mapping[str, str]) -> LegResult:
        """A leg under settings, evaluated once per combination it depends on."""
        return self._own_leg(name, tuple((switch, settings[switch]) for switch in self.case.switches(name)))

    def _own_leg(self, name: str, own: Settings) -> LegResult:
        if (name, own) not in self._legs:
            self._legs[name, own] = self.case.leg(name, dict(own))
        return self._legs[name, own]

    @cached_property
    def outcome(self) -> str:
        return outcome_of(truth for result in self.results for truth in result.truths.values())

    @property
    def switches(self) -> list[dict[str, Any]]:
        """Switches that change a reading, each setting with the outcome over all readings."""
        changing = {name for result in self.results for name in result.varies_with}
        return [
            {
                "switch": switch.name,
                "status": switch.grounds.status,
                "settings": [
                    {
                        "setting": setting,
                        "outcome": outcome_of(t for result in self.results for t in result.under(switch.name, setting)),
                    }
                    for setting in switch.settings
                ],
            }
            for switch in self.case.rulebook.switches.values()
            if switch.name in changing
        ]

    @property
    def reason_code(self) -> str | None:
        """Why the outcome is open; empty where it is not."""
        if self.outcome == "indeterminate_data":
            codes = {need.code for need in self.needs}
            # A lack with a name of its own is the reason only where nothing else is missing.
            return "data_missing" if None in codes or not codes else min(codes, key=CODES.index)
        if self.outcome != "indeterminate_rule":
            return None
        return "at_threshold" if any("operator" in r.varies_with for r in self.results) else "readings_differ"

    @property
    def needs(self) -> list[Need]:
        """What the unknown legs of unknown readings lack, each once.

        While the value itself decides nothing yet, a history or a plan matters only if the value misses its limit.
        """
        book = self.case.rulebook
        found: dict[Need, set[str | None]] = {}
        for result in self.results:
            for settings, truth in result.truths.items():
                if truth is not None:
                    continue
                names = leg_names(result.expression)
                unknown = [name for name in names if self.leg(name, dict(settings)).truth is None]
                values = [name for name in unknown if book.legs[name].kind == "below"]
                strictest = min(values, key=lambda name: (book.argument(name, "limit"), name), default=None)
                for name in unknown:
                    for need in self.leg(name, dict(settings)).needs:
                        found.setdefault(need, set()).add(None if name in values else strictest)
        return [
            need if None in unless else replace(need, only_if=f"{self._strictest(unless)} does not hold")
            for need, unless in found.items()
        ]

    def _strictest(self, legs: Iterable[str | None]) -> str:
        """The leg with the lowest limit."""
        book = self.case.rulebook
        return min((leg for leg in legs if leg is not None), key=lambda leg: (book.argument(leg, "limit"), leg))

    @property
    def depends_on(self) -> list[str]:
        """Open questions whose answers give different outcomes: switches, and criteria whose readings differ."""
        book = self.case.rulebook
        names = [entry["switch"] for entry in self.switches]
        for criterion in dict.fromkeys(result.criterion for result in self.results):
            own = [tuple(set(result.truths.values())) for result in self.results if result.criterion == criterion]
            if len({frozenset(truths) for truths in own}) > 1:
                names.append(criterion.key)
        return [book.identifier(name) for name in names]

    @property
    def rests_on(self) -> list[str]:
        """Unverified readings, parameters and switches the evaluation used, as identifiers."""
        book = self.case.rulebook
        names: dict[str, None] = {}
        if book.boundary.grounds.unverified:
            names["boundary"] = None
        for result in self.results:
            if result.reading.grounds.unverified:
                names[reading_name(result.criterion, result.reading)] = None
            for name in leg_names(result.expression):
                for parameter in book.legs[name].arguments.values():
                    if book.parameters[parameter].grounds.unverified:
                        names[parameter] = None
                for switch in self.case.switches(name):
                    if book.switches[switch].grounds.unverified:
                        names[switch] = None
        return [book.identifier(name) for name in sorted(names)]

    def as_list(self, probability: Callable[[Result], float | None]) -> list[dict[str, Any]]:
        """Every reading with its outcome over all settings, the switches it turns on, and how likely it is met."""
        return [
            {
                "name": result.reading.name,
                "criterion": result.criterion.key,
                "outcome": result.outcome,
                "status": result.reading.grounds.status,
                "varies_with": list(result.varies_with),
                "probability_meets": probability(result),
            }
            for result in self.results
        ]

    def legs_as_list(self) -> list[dict[str, Any]]:
        """Every leg used, with its truth and what it compared, under the switches that make a difference to either."""
        names = dict.fromkeys(name for result in self.results for name in leg_names(result.expression))
        listed = []
        for name in names:
            points = {settings: _point(leg) for (own, settings), leg in self._legs.items() if own == name}
            for switch in self.case.switches(name):
                points = _without(switch, points)
            truths = {str(point["truth"]) for point in points.values()}
            truth = truths.pop() if len(truths) == 1 else "varies"
            by_setting = [{"settings": dict(settings), **point} for settings, point in points.items()]
            listed.append({"name": name, "truth": truth, "by_setting": by_setting})
        return listed


def _point(leg: LegResult) -> dict[str, Any]:
    return {"truth": {True: "true", False: "false", None: "unknown"}[leg.truth], **(leg.detail or {})}


def _without(switch: str, points: dict[Settings, dict[str, Any]]) -> dict[Settings, dict[str, Any]]:
    """The points with one switch left out, where its setting changes none of them."""
    fewer: dict[Settings, dict[str, Any]] = {}
    for settings, point in points.items():
        rest = tuple(pair for pair in settings if pair[0] != switch)
        if fewer.setdefault(rest, point) != point:
            return points
    return fewer
