"""The answer that a smelter's section leads with: outcome, sentence, readings, gates.

Belongs here: wording a verdict. Does not belong here: making one.
"""

from __future__ import annotations

from dataclasses import dataclass

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Period, Row
from smelter_ghg.disclosure.figures_quality import PRIMARY, quality_id
from smelter_ghg.disclosure.figures_records import cell_id
from smelter_ghg.disclosure.figures_uncertainty import interval_of, probability_id
from smelter_ghg.disclosure.figures_verdicts import Detail, excess_id, headroom_id, readings_met_id
from smelter_ghg.disclosure.tables_uncertainty import interval_words, uncovered_words
from smelter_ghg.disclosure.view import FigureIndex, Label, Part, Sentence, Shown, listed
from smelter_ghg.disclosure.words import item_words, words

REFUSALS = ("boundary_regulatory", "group_figure")
_GATES = {
    "start_year": "Start of production",
    "site_level": "One site",
    "boundary": "Boundary",
    "period": "Twelve-month period",
    "production": "Production basis",
}
_GATE_REASONS: dict[str, Sentence] = {
    "start_year_missing": ("the first production date is not recorded",),
    "straddles_cutoff": ("potlines started on both sides of the cut-off year",),
    "boundary_incomplete": ("the boundary is not covered whole",),
    "boundary_regulatory": ("the only intensity stands on a regulator's boundary",),
    "part_year_start": ("production began in the period, which is shorter than twelve months",),
    "period_not_stated": ("the source does not state a twelve-month period",),
    "production_not_stated": ("tonnes of metal tapped or cast are not recorded",),
}


@dataclass(frozen=True)
class VerdictView:
    """A verdict as printed: `state` picks the shape, `word` names it."""

    state: str
    word: str
    criterion: str
    title: str
    period: str
    sentence: Sentence
    notes: tuple[Sentence, ...]
    gates: tuple[tuple[str, bool, Sentence], ...]


def state_of(detail: Detail) -> str:
    """The outcome as a page shows it: a verdict refused for what its figure is has a state of its own."""
    return "refused" if detail["reason_code"] in REFUSALS else detail["outcome"]


def reason_words(detail: Detail) -> str:
    """Why no verdict was reached; of a figure of no site, what it is a figure of."""
    if detail["reason_code"] == "group_figure":
        return level_words(detail)
    return words(detail["reason_code"])


def level_words(detail: Detail) -> str:
    """What the records of a smelter describe, as the gate on it words it."""
    found = (str(gate["detail"]) for gate in detail["gates"] if gate["gate"] == "site_level")
    return next(found, "records not of one site")


def judged(detail: Detail) -> bool:
    """Whether the outcome rests on the value."""
    return state_of(detail) in ("meets", "not_met", "indeterminate_rule")


def value_of(index: FigureIndex, detail: Detail, rows: dict[str, Row]) -> Shown | None:
    """The intensity a verdict is about."""
    row = rows.get(detail["intensity_id"] or "")
    return None if row is None else index.get(m.intensity_row(row))


def verdict_view(facts: Facts, index: FigureIndex, detail: Detail, rows: dict[str, Row]) -> VerdictView:
    """The verdict in words."""
    state = state_of(detail)
    value = value_of(index, detail, rows)
    sentence = {
        "meets": _judged,
        "not_met": _judged,
        "indeterminate_rule": _judged,
        "indeterminate_data": _missing,
        "refused": _refused,
        "not_applicable": _not_applicable,
    }[state](index, detail, value)
    interval = interval_of(facts, detail["smelter_id"], detail["intensity_id"])
    told = interval_words(facts, index, interval)
    if value is not None and told:
        sentence = _with_interval(sentence, value, told)
    return VerdictView(
        state=state,
        word=words(state),
        criterion=detail["criterion"],
        title=detail["criterion_title"],
        period=detail["period_label"],
        sentence=sentence,
        notes=tuple(_notes(facts, index, detail, value)),
        gates=tuple(_gates(index, facts, detail)),
    )


def _with_interval(sentence: Sentence, value: Shown, interval: Sentence) -> Sentence:
    """The sentence with the interval in brackets behind the value and its unit, where it first stands."""
    at = sentence.index(value) + 1 if value in sentence else 0
    after = sentence[at] if 0 < at < len(sentence) else ""
    if not isinstance(after, str) or not after.startswith(f" {value.unit}"):
        return sentence
    rest = after.removeprefix(f" {value.unit}")
    return (*sentence[:at], f" {value.unit} (", *interval, f"){rest}", *sentence[at + 1 :])


def _amount(detail: Detail, value: Shown) -> Sentence:
    """The value with its unit, boundary and account."""
    basis = detail["basis"]
    account = basis["scope2_account"]
    parts: list[Part] = [value, f" {value.unit}, ", Label(words(basis["boundary"]).lower())]
    if account in ("location", "market"):
        parts.append(f", {words(account)}")
    if detail["route"] == "reported":
        parts.append(", as reported")
    return tuple(parts)


def _distance(index: FigureIndex, detail: Detail) -> Sentence:
    """How far below or above the threshold the value lies."""
    verdict_id = detail["verdict_id"]
    threshold = index.need(m.parameter(detail["threshold_parameter"]))
    over, over_pct = index.get(excess_id(verdict_id)), index.get(excess_id(verdict_id, m.EXCESS_PCT))
    if over is not None and over_pct is not None:
        return (over, " (", over_pct, " %) above the ", threshold, " threshold")
    room, room_pct = index.get(headroom_id(verdict_id)), index.get(headroom_id(verdict_id, m.HEADROOM_PCT))
    if room is None or room_pct is None:
        return ()
    return (room, " (", room_pct, " %) below the ", threshold, " threshold")


def _readings(index: FigureIndex, detail: Detail, outcome: str) -> Sentence:
    every = index.get(readings_met_id(detail["verdict_id"], "all"))
    met = index.get(readings_met_id(detail["verdict_id"], "meets"))
    if every is None or met is None:
        return ()
    if every.value == 1:
        return ("on the only reading",)
    if outcome == "meets":
        return ("on every one of ", every, " readings")
    if outcome == "not_met":
        return ("and met on none of ", every, " readings")
    return ("met on ", met, " of ", every, " readings")


def _judged(index: FigureIndex, detail: Detail, value: Shown | None) -> Sentence:
    assert value is not None, "a judged verdict rests on a value"
    distance, readings = _distance(index, detail), _readings(index, detail, detail["outcome"])
    return (*_amount(detail, value), "; ", *distance, ", ", *readings, ".")


def _missing(index: FigureIndex, detail: Detail, value: Shown | None) -> Sentence:
    number = index.get(m.count("missing", detail["verdict_id"]))
    lacking: Sentence = ("Data are missing.",) if number is None else (number, " items are missing.")
    held = detail["if_gates_met"]
    if value is None:
        return ("Nothing is known yet of the intensity. ", *lacking)
    if value.word == "at least":
        over = index.get(excess_id(detail["verdict_id"]))
        beyond = () if over is None else ("; ", *_distance(index, detail))
        return ("The known part already amounts to ", *_amount(detail, value), *beyond, ". ", *lacking)
    if held is not None and held["outcome"] in ("meets", "not_met"):
        return (*_amount(detail, value), ". ", *_if_gates_met(index, detail, held["outcome"]), " ", *lacking)
    return (*_amount(detail, value), "; ", *_distance(index, detail), ". ", *lacking)


def _if_gates_met(index: FigureIndex, detail: Detail, outcome: str) -> Sentence:
    word = "meet" if outcome == "meets" else "not meet"
    criterion = Label(detail["criterion"])
    start: Sentence = (f"Were the open conditions below met, it would {word} ", criterion, " ")
    return (*start, *_readings(index, detail, outcome), ", ", *_distance(index, detail), ".")


def _refused(index: FigureIndex, detail: Detail, value: Shown | None) -> Sentence:
    if detail["reason_code"] == "group_figure" and value is not None:
        return (*_amount(detail, value), f": {reason_words(detail)}; no verdict is given on it.")
    shown: list[Sentence] = []
    for refused in detail["refused_values"]:
        figure = index.get(m.record(f"reported_indicators|{refused['row_key']}|value")) if refused["row_key"] else None
        if figure is not None:
            shown.append((Label(item_words(refused["indicator"])), " ", figure, " ", Label(figure.unit)))
    reason = "stands on a regulator's boundary, not mine to metal" if len(shown) == 1 else None
    if reason is not None:
        return (*shown[0], f" {reason}; no verdict is given on it.")
    if shown:
        return (*listed(shown), " stand on a regulator's boundary, not mine to metal; no verdict is given on them.")
    return (f"No verdict is given: {reason_words(detail)}.",)


def _not_applicable(index: FigureIndex, detail: Detail, value: Shown | None) -> Sentence:
    del index, detail, value
    return ("The records describe no smelting in this period.",)


def _notes(facts: Facts, index: FigureIndex, detail: Detail, value: Shown | None) -> list[Sentence]:
    """What a reader should know beside the sentence, most important first."""
    notes: list[Sentence] = []
    if detail["outcome"] == "indeterminate_rule":
        notes.append(("The readings differ and the standard's final text was not consulted; each is listed below.",))
    elif detail["rests_on_unverified"] and detail["outcome"] in ("meets", "not_met"):
        notes.append(("Every reading agrees, though some of their parameters are not verified.",))
    notes.extend(_how_sure(facts, index, detail))
    if detail["citation"]:
        notes.append(("Source of the reported value: ", Label(detail["citation"]), "."))
    period = Period(detail["smelter_id"], detail["period_label"], detail["reporting_year"])
    primary = index.get(quality_id(facts, period, facts.config.scope2_account, PRIMARY))
    if primary is not None and detail["route"] == "calculated":
        notes.append((primary, " % of the known emissions rest on records and supplier-specific factors."))
    level = detail["assurance"]["level"]
    if value is not None:
        none = level in (None, "none")
        notes.append(("Not verified by a third party." if none else f"Verified by a third party, {level} assurance.",))
    return notes


def _how_sure(facts: Facts, index: FigureIndex, detail: Detail) -> list[Sentence]:
    """How likely every reading is met, and what the interval does not cover; beside the outcome, never changing it."""
    notes: list[Sentence] = []
    probability = index.get(probability_id(detail))
    if probability is not None:
        what = "that every reading is met"
        if detail.get("probability_meets") is None:
            what = "that every reading would be met if the open conditions were"
        notes.append((f"The probability {what}, given the stated ranges of the inputs, is ", probability, " %."))
    uncovered = uncovered_words(facts, index, interval_of(facts, detail["smelter_id"], detail["intensity_id"]))
    return [*notes, uncovered] if uncovered else notes


def _gates(index: FigureIndex, facts: Facts, detail: Detail) -> list[tuple[str, bool, Sentence]]:
    found = []
    for gate in detail["gates"]:
        reason = gate["reason_code"]
        text: Sentence = () if reason is None else _GATE_REASONS.get(reason, (words(reason),))
        if reason == "group_figure":
            text = (gate["detail"],)
        if reason == "production_not_stated":
            text = (*text, *_sources_say(index, facts, detail, gate["values"]))
        if reason == "boundary_incomplete":
            lacking = [e["item"] for e in detail["missing"] if e["item"].startswith("category_") and not e["category"]]
            if lacking:
                names: list[Sentence] = [(Label(item_words(item)),) for item in lacking]
                text = (*text, ": ", *listed(names), " not shown beside the value")
        found.append((_GATES.get(gate["gate"], item_words(gate["gate"])), gate["passed"], text))
    return found


def _sources_say(index: FigureIndex, facts: Facts, detail: Detail, values: list[Row]) -> Sentence:
    """The values that sources give for a cell nobody has decided on."""
    del detail
    wanted = {(value["row_key"], value["document_id"], value["value"]) for value in values}
    said: list[Sentence] = []
    for row in facts.tables["evidence"].sort("_key").iter_rows(named=True):
        if (row["row_key"], row["document_id"], row["value"]) in wanted:
            figure = index.get(m.record(cell_id("evidence", row, "value")))
            if figure is not None:
                said.append((figure,))
    said.sort(key=lambda sentence: sentence[0].value if isinstance(sentence[0], Shown) else 0.0)
    return ("; sources give ", *listed(said, "or"), " t without saying of which stage") if said else ()


def headroom_of(index: FigureIndex, detail: Detail) -> Sentence | None:
    """Distance to the threshold in t/t, for tables."""
    over = index.get(excess_id(detail["verdict_id"]))
    if over is not None:
        return (over, " above")
    below = index.get(headroom_id(detail["verdict_id"]))
    return None if below is None else (below, " below")
