"""The parts of the reference that are made from the code while the site is built.

Belongs here: which part is made by what. A page asks for one with `<!-- from code: NAME -->` on a line of its own.
Does not belong here: anything a person keeps by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from from_code.command_line import command_line
from from_code.configuration import configuration
from from_code.equations import equations, physics
from from_code.factors import bands, factors
from from_code.findings import checks
from from_code.method_sets import method_sets
from from_code.rules import rules
from from_code.units import factor_units, fuels, goods, properties, quantity_units, rate_units, refused_units

PARTS: Mapping[str, Callable[[], str]] = {
    "bands": bands,
    "checks": checks,
    "command_line": command_line,
    "configuration": configuration,
    "equations": equations,
    "factor_units": factor_units,
    "factors": factors,
    "fuels": fuels,
    "goods": goods,
    "method_sets": method_sets,
    "physics": physics,
    "properties": properties,
    "quantity_units": quantity_units,
    "rate_units": rate_units,
    "refused_units": refused_units,
    "rules": rules,
}
