"""The method sets as the code declares them.

Belongs here: one row per set and what its rule text says. Does not belong here: any rule.
"""

from __future__ import annotations

from from_code.markdown import cell, code, plain
from smelter_ghg.method_sets import METHOD_SETS, MethodSet


def method_sets() -> str:
    """One section per set."""
    return "\n\n".join(_section(method_set) for method_set in METHOD_SETS.values())


def _section(method_set: MethodSet) -> str:
    own = method_set.rows_of == method_set.name
    points = [
        f"Source: {plain(method_set.citation)}.",
        "It has ledger rows of its own." if own else f"It counts the ledger rows of {code(method_set.rows_of)}.",
        *(
            f"{what}: {cell(rule)}."
            for what, rule in (
                ("Summation", method_set.summation_rule),
                ("Rounding of its total, in disclosure only", method_set.rounding_rule),
                ("Global warming potentials of its total", method_set.total_gwp_set),
                ("Site coefficients", method_set.coefficient_rule),
                ("Technology coefficients", method_set.defaults_rule),
                ("Not usable as shipped", method_set.unverified),
            )
            if rule
        ),
    ]
    return f"## `{method_set.name}`\n\n{plain(method_set.title)}\n\n" + "\n".join(f"- {point}" for point in points)
