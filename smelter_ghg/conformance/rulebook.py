"""What a rulebook is: cited parameters, switches, legs, criteria with their readings.

Belongs here: the words a rulebook is written in and what makes one valid. Does not belong here: reading files, judging
a smelter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from smelter_ghg.conformance.logic import Expression, leg_names
from smelter_ghg.contracts.fields import SHOWS

Status = Literal["verified", "paraphrased", "derived", "unverified", "user"]
Class = Literal["new", "existing"]

# How directly an entry was read from its source -> how firmly it stands.
STATUS_OF_CONFIDENCE: Mapping[str, Status] = {
    "V": "verified",
    "P": "paraphrased",
    "D": "derived",
    "M": "unverified",
    "user": "user",
}
# Kind of leg -> its arguments, each the name of a parameter.
LEG_ARGUMENTS: Mapping[str, frozenset[str]] = {
    "below": frozenset({"limit"}),
    "reduced": frozenset({"minimum_pct", "previous_periods"}),
    "plan": frozenset({"limit", "by_year"}),
    "before": frozenset({"year"}),
}
# Kind of leg -> the switches its truth can depend on.
LEG_SWITCHES: Mapping[str, tuple[str, ...]] = {
    "below": ("operator", "denominator", "scope2_account"),
    "reduced": ("reduction_base", "denominator", "scope2_account"),
    "plan": ("operator",),
    "before": (),
}
# Switch -> every setting the engine can evaluate.
SWITCH_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "operator": ("<", "<="),
    "reduction_base": ("first_of_four", "average_of_earlier", "stated_base_year"),
    "denominator": ("tapped", "cast_out"),
    "scope2_account": ("location", "market"),
}


class RulebookError(ValueError):
    """A rulebook or a user's rule file cannot be used; the message names the file, the entry and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where something was read. Publisher and document are never empty."""

    publisher: str
    document: str
    section: str | None = None
    date: str | None = None
    page: str | None = None
    url: str | None = None

    @property
    def citation(self) -> str:
        parts = (self.publisher, self.document, self.section, self.date, self.page, self.url)
        return ", ".join(part for part in parts if part is not None)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """How firmly a parameter, switch or reading stands. `confidence` is V, P, D or M; `user` for a user's own entry."""

    source: Source
    confidence: str
    status: Status
    note: str | None = None

    @property
    def unverified(self) -> bool:
        return self.status == "unverified"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    name: str
    value: float
    unit: str
    meaning: str
    valid_from: str
    grounds: Grounds


@dataclass(frozen=True, kw_only=True)
class Switch:
    """A question of wording the rule text would settle; one setting means it is settled."""

    name: str
    settings: tuple[str, ...]
    meaning: str
    grounds: Grounds


@dataclass(frozen=True, kw_only=True)
class LegRule:
    """A test that is true, false or unknown; `arguments` maps an argument of the kind to a parameter name."""

    name: str
    kind: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One way to read a criterion. With `until`, `expression_after` holds for periods ending after that year."""

    name: str
    expression: Expression
    meaning: str
    grounds: Grounds
    until: str | None = None
    expression_after: Expression | None = None

    @property
    def legs(self) -> tuple[str, ...]:
        after = () if self.expression_after is None else leg_names(self.expression_after)
        return tuple(dict.fromkeys((*leg_names(self.expression), *after)))


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """`label` is what a verdict is called; `threshold` the parameter its headroom is measured from."""

    key: str
    label: str
    title: str
    applies_to: Class
    threshold: str
    readings: tuple[Reading, ...]


# What a requirement can ask of records and results -> the names it takes beside, each with the values it may have.
REQUIREMENT_ASKS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "emissions": {},
    "by_source": {},
    "energy_by_source": {},
    "published": {},
    "statement": {"about": ("exists", "period", "scopes", "entity", "opinion", "date", "figures", "energy")},
    "plan": {"about": ("set", "boundary", "intermediate_target", "public")},
    "pathway": {"about": ("set", "slopes", "progress")},
    "change_review": {},
    "document": {"shows": SHOWS, "when": ("in_period", "by_period_end", "after_period")},
}


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One thing a sub-criterion asks for. Unverified: the standard may ask for it or not."""

    name: str
    asks: str
    arguments: Mapping[str, str]
    meaning: str
    grounds: Grounds


@dataclass(frozen=True, kw_only=True)
class Subcriterion:
    """A criterion judged by what is on record, not by a threshold. All its requirements have to hold."""

    key: str
    title: str
    requirements: tuple[Requirement, ...]


def requirement_name(subcriterion: Subcriterion, requirement: Requirement) -> str:
    """A requirement's name within its rulebook."""
    return f"{subcriterion.key}.{requirement.name}"


def reading_name(criterion: Criterion, reading: Reading) -> str:
    """A reading's name within its rulebook: readings of different criteria may share theirs."""
    return f"{criterion.key}.{reading.name}"


@dataclass(frozen=True, kw_only=True)
class Boundary:
    value: str
    categories: tuple[str, ...]
    meaning: str
    grounds: Grounds


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """One standard in one version. `family` names the criteria together while it is open which one applies."""

    key: str
    version: str
    standard: str
    standard_version: str
    family: str
    title: str
    valid_from: str
    unit: str
    boundary: Boundary
    parameters: Mapping[str, Parameter]
    switches: Mapping[str, Switch]
    legs: Mapping[str, LegRule]
    criteria: tuple[Criterion, ...]
    subcriteria: tuple[Subcriterion, ...] = ()

    def number(self, parameter: str) -> float:
        return self.parameters[parameter].value

    def argument(self, leg: str, argument: str) -> float:
        return self.number(self.legs[leg].arguments[argument])

    def identifier(self, name: str) -> str:
        """How a parameter, switch or criterion is named outside its rulebook, as asi_ps_v3_1#max_t_per_t_target."""
        return f"{self.key}#{name}"

    def for_class(self, which: Class | None) -> tuple[Criterion, ...]:
        """The criteria of new or existing smelters; all of them where the class is open."""
        return tuple(c for c in self.criteria if which is None or c.applies_to == which)

    def check(self, where: str) -> None:
        """Raise RulebookError where a name points to nothing or the engine cannot evaluate an entry."""
        for needed in ("existing_up_to_year", "new_from_year"):
            _known(where, "parameter", needed, self.parameters)
        for switch in self.switches.values():
            settings = SWITCH_SETTINGS.get(switch.name, ())
            if not switch.settings or not set(switch.settings) <= set(settings):
                raise RulebookError(
                    f"{where}: switch {switch.name} has settings the engine does not know: {list(switch.settings)}"
                )
        for leg in self.legs.values():
            if LEG_ARGUMENTS.get(leg.kind) != frozenset(leg.arguments):
                raise RulebookError(f"{where}: leg {leg.name}: kind {leg.kind} with {sorted(leg.arguments)}")
            for parameter in leg.arguments.values():
                _known(where, "parameter", parameter, self.parameters)
            for name in LEG_SWITCHES[leg.kind]:
                _known(where, "switch", name, self.switches)
        for criterion in self.criteria:
            _known(where, "parameter", criterion.threshold, self.parameters)
            for reading in criterion.readings:
                if reading.until is not None:
                    _known(where, "parameter", reading.until, self.parameters)
                for name in reading.legs:
                    _known(f"{where}: {criterion.key}: {reading.name}", "leg", name, self.legs)
        for subcriterion in self.subcriteria:
            for requirement in subcriterion.requirements:
                _check_requirement(f"{where}: {requirement_name(subcriterion, requirement)}", requirement)


def _check_requirement(where: str, requirement: Requirement) -> None:
    _known(where, "kind of requirement", requirement.asks, REQUIREMENT_ASKS)
    wanted = REQUIREMENT_ASKS[requirement.asks]
    if set(requirement.arguments) != set(wanted):
        raise RulebookError(f"{where}: asks {requirement.asks} with {sorted(requirement.arguments)}")
    for name, value in requirement.arguments.items():
        if value not in wanted[name]:
            raise RulebookError(f"{where}: {name} {value!r}; known are {', '.join(wanted[name])}")


def _known(where: str, what: str, name: str, names: Mapping[str, object]) -> None:
    if name not in names:
        raise RulebookError(f"{where}: unknown {what} {name!r}; known are {', '.join(sorted(names))}")


@dataclass(frozen=True)
class Rulebooks:
    """All loaded rulebooks by key."""

    by_key: Mapping[str, Rulebook] = field(default_factory=dict)

    def for_version(self, standard_version: str) -> Rulebook:
        """The rulebook of a standard's version. Raises RulebookError where there is none."""
        for rulebook in self.by_key.values():
            if rulebook.standard_version == standard_version:
                return rulebook
        known = ", ".join(sorted(r.standard_version for r in self.by_key.values()))
        raise RulebookError(f"no rulebook for version {standard_version!r}; there are {known}")
