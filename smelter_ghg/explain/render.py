"""Prints an explanation as text.

Belongs here: words, branches and what is folded away. Does not belong here: what the tree holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from smelter_ghg.disclosure.numbers import qualifier_word
from smelter_ghg.disclosure.provenance import OPERATIONS, cited, kind_words, place
from smelter_ghg.explain.node import BASE_FACTS, PATH_FACTS, ExplainNode, Fact

_SIGNIFICANT = 12


def number(value: Fact) -> str:
    """A value for a reader: twelve significant digits, text as it is."""
    if isinstance(value, float):
        return f"{value:.{_SIGNIFICANT}g}"
    return "" if value is None else str(value)


def _amount(node: ExplainNode) -> str:
    unit = "" if node.unit in (None, "", "1") else f" {node.unit}"
    return f"{number(node.value)}{unit}"


def _times(node: ExplainNode) -> str:
    multiplier = node.facts.get("multiplier")
    return "" if multiplier in (None, 1, 1.0) else f" (as written x {number(multiplier)})"


def _head(node: ExplainNode) -> str:
    facts = node.facts
    match node.kind:
        case "figure":
            qualifier = facts.get("qualifier")
            word = qualifier_word(None if qualifier is None else str(qualifier))
            return f"{node.label}: {word} {_amount(node)}  [{node.id}]".replace(":  ", ": ")
        case "group":
            return f"{node.label}: {_amount(node)}{_share(node)}, {facts['rows']} ledger rows"
        case "ledger":
            return f"{node.label}, {facts['period']}: {_amount(node)}{_share(node)}  [{node.id}]"
        case "energy":
            return f"{node.label}, {facts['period']}: {_amount(node)} = {number(facts['gj'])} GJ"
        case "argument" | "quantity" | "potential":
            kind = facts.get("kind", "record")
            method = facts.get("substitution_method")
            words = kind_words(str(kind), None if method is None else str(method))
            standing = "" if kind in ("record", "factor") else f", {words}"
            return f"{node.label} = {_amount(node)}{_times(node)}{standing}"
        case "record":
            return f"record: {_amount(node)}"
        case "factor":
            return f"factor {node.id}: {_amount(node)}"
        case "parameter":
            return f"parameter {node.label}: {_amount(node)}"
        case "item":
            return node.label
        case "interval":
            return f"{node.label}: {_amount(node)}, 95 % interval {number(facts['lower'])} to {number(facts['upper'])}"
        case "driver":
            return (
                f"error of {node.label}: ± {_amount(node)} by itself, {number(facts['variance_share'])} of the variance"
            )
        case "bridge":
            return f"{node.label}: {_amount(node)}, from {facts['previous_label']} to {facts['period_label']}"
        case "pathway":
            return f"{node.label}: {_amount(node)}"
        case "restatement":
            previous = "nothing" if facts.get("previous") is None else number(facts["previous"])
            return f"{node.label}: {previous} before, {_amount(node) or 'nothing'} after"
        case "verdict":
            return f"{node.label}: {node.value}, probability {number(facts['probability_meets'])}"


def _share(node: ExplainNode) -> str:
    share = node.facts.get("t_co2e")
    return "" if share is None else f" = {number(share)} t CO2e"


def _told(node: ExplainNode, names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {number(node.facts[name])}" for name in names if node.facts.get(name) is not None)


def _body(node: ExplainNode) -> list[str]:
    """The lines under a node's first line."""
    facts = node.facts
    match node.kind:
        case "figure":
            basis = ", ".join(part for part in str(facts["basis"]).split("|") if part)
            how = f"= {OPERATIONS[str(facts['operation'])]}"
            return [how if not basis else f"{how}; basis {basis}"]
        case "ledger":
            where = ("process", "facility_id", "scope", "scope3_category", "tier", "route", "method_set")
            return [f"{facts['expression']}  ({facts['equation_title']}; {facts['citation']})", _told(node, where)]
        case "energy":
            return [str(facts["expression"]), _told(node, ("origin", "process", "facility_id"))]
        case "interval":
            return [
                _told(node, ("draws", "seed", "without_range_share", "approach_1_lower", "approach_1_upper")),
                _told(node, ("scope2_account", "denominator")),
            ]
        case "driver":
            return [_told(node, ("half_width_without",))]
        case "bridge":
            return [_told(node, ("scope2_account", "previous_t_co2e", "t_co2e"))]
        case "pathway":
            return [_told(node, PATH_FACTS), _told(node, BASE_FACTS)]
        case "restatement":
            return [_told(node, ("cause", "part", "what_changed", "reason")), _told(node, ("previous_figure_id",))]
        case "verdict":
            return [_told(node, ("smelter_id", "period_label", "criterion", "reading"))]
        case "record":
            stands = place(facts["file"], facts["sheet"], [int(str(facts["row"]))], facts["column"])
            if facts.get("measured_on") is not None:
                stands += f", measured on {facts['measured_on']}"
            paper = facts.get("document")
            title = ", ".join(
                str(facts[name])
                for name in ("document_title", "document_issuer", "document_page", "document_url")
                if facts.get(name)
            )
            papers = [] if paper is None else [f"document {paper}" + (f": {title}" if title else "")]
            return [stands, *papers, *_found(node)]
        case "factor" | "parameter":
            book = f"{facts['rulebook']}; " if "rulebook" in facts else ""
            return [book + cited(facts), _told(node, ("status", "confidence", "gwp_set", "method_set"))]
        case _:
            return []


def _found(node: ExplainNode) -> list[str]:
    """The findings on a record cell, a line each."""
    return [f"finding: {line}" for line in str(node.facts.get("findings") or "").splitlines()]


def _folded(node: ExplainNode) -> list[ExplainNode | str]:
    """What a folded group tells: its equations, each factor once, and the files its records stand in."""
    lines: list[ExplainNode | str] = []
    seen: set[str] = set()
    for row in node.children:
        said = f"{row.facts['expression']}  ({row.facts['equation_title']}; {row.facts['citation']})"
        if said not in seen:
            seen.add(said)
            lines.append(said)
    leaves = node.leaves()
    factors = {leaf.id: leaf for leaf in leaves if leaf.kind == "factor"}
    lines.extend(factors[factor_id] for factor_id in sorted(factors))
    for method in sorted({method for row in node.children for method in _methods(row)}):
        rows = sum(1 for row in node.children if method in _methods(row))
        lines.append(f"{rows} of the rows: {kind_words('substitution', method)}")
    cells = {leaf.id: leaf for leaf in leaves if leaf.kind == "record"}
    for file in sorted({str(leaf.facts["file"]) for leaf in cells.values()}):
        count = sum(1 for leaf in cells.values() if leaf.facts["file"] == file)
        lines.append(f"{count} record cells in {file}")
    lines.extend(dict.fromkeys(line for leaf in cells.values() for line in _found(leaf)))
    return lines


def _methods(row: ExplainNode) -> set[str]:
    """The methods of the substitutions a ledger row takes."""
    told = (argument.facts.get("substitution_method") for argument in row.children)
    return {str(method) for method in told if method is not None}


def render_text(node: ExplainNode, *, every_row: bool = False) -> str:
    """The tree as text. Groups of ledger rows show their totals, factors and files; `every_row` unfolds them."""
    return "\n".join(_lines(node, "", "", every_row)) + "\n"


def _lines(node: ExplainNode | str, first: str, rest: str, every_row: bool) -> Iterator[str]:
    if isinstance(node, str):
        yield first + node
        return
    yield first + _head(node)
    folded = node.kind == "group" and not every_row
    below: list[ExplainNode | str] = _folded(node) if folded else list(node.children)
    bar = "│  " if below else "   "
    for line in _body(node):
        if line:
            yield rest + bar + line
    for at, child in enumerate(below):
        last = at == len(below) - 1
        yield from _lines(child, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "), every_row)
