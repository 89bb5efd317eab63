"""The total a regulation asks for: the set's own rows, its potentials, its rounding.

Belongs here: the sum as a rule text words it. Does not belong here: which rows a set counts (ledger), pages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1
from smelter_ghg.factors import Factors
from smelter_ghg.ledger import co2e, select_inventory
from smelter_ghg.method_sets import METHOD_SETS

# What float sums are exact to; without it 100 t and a rounding error of the last bit would be 101 t.
_DECIMALS_OF_A_SUM = 6


class RefusedTotalError(ValueError):
    """The total cannot be stated; the message says what is not verified or missing."""


@dataclass(frozen=True)
class RegulatoryTotal:
    """Direct emissions of a smelter and reporting period under a set of rules, in t CO2e, unrounded and as stated."""

    method_set: str
    gwp_set: str
    unrounded_t_co2e: float
    t_co2e: float
    rule: str


def regulatory_total(
    ledger: pl.DataFrame,
    missing: pl.DataFrame,
    factors: Factors,
    *,
    method_set: str,
    smelter_id: str,
    period_label: str,
    gwp_set: str | None = None,
) -> RegulatoryTotal:
    """The sum of scope 1 under a method set, rounded as its text says.

    `gwp_set` states the potentials where the rule's own are not known. Raises RefusedTotalError where it is left out
    then, where another set than the rule's is asked for, or where something the set needs is missing.
    """
    rules = METHOD_SETS[method_set]
    wanted = gwp_set or rules.total_gwp_set
    if wanted is None:
        raise RefusedTotalError(f"{rules.title}: its global warming potentials are not verified; name the set to use")
    if rules.total_gwp_set is not None and wanted != rules.total_gwp_set:
        raise RefusedTotalError(f"{rules.title} states its total under {rules.total_gwp_set}, not {wanted}")
    here = (pl.col("smelter_id") == smelter_id) & (pl.col("period_label") == period_label)
    lacking = missing.filter(
        here
        & (pl.col("boundary") == "scope_1")
        & (pl.col("category") == "scope_1")
        & pl.col("method_set").is_in(["common", method_set])
        & pl.col("excluded_estimate_t_co2e").is_null()
    ).sort("item")
    if not lacking.is_empty():
        first = lacking.row(0, named=True)
        raise RefusedTotalError(f"{rules.title}: {first['item']} is missing: {first['reason']}")
    inventory = select_inventory(ledger, route="calculated", method_set=method_set, scope2_account="location")
    rows = inventory.filter(here & (pl.col("scope") == SCOPE_1))
    total = math.fsum(co2e(rows, wanted, factors)["t_co2e"])
    stated = math.ceil(round(total, _DECIMALS_OF_A_SUM)) if rules.rounding == "up_to_whole_tonnes" else total
    return RegulatoryTotal(method_set, wanted, total, float(stated), rules.rounding_rule or rules.citation)
