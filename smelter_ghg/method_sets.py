"""The method sets as data: whose equations and coefficients, over which period, rounded how.

Belongs here: what a rule text says about a whole inventory, with its citation. Does not belong here: coefficients,
which are factor rows, and equations, which are sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

COMMON = "common"


@dataclass(frozen=True)
class MethodSet:
    """One set of rules.

    rows_of: the set whose ledger rows it counts, its own name where its coefficients differ from every other's.
    summation: the longest period whose metal and anode-effect data may meet; the inventory is the sum of such rows.
    rounding: how the total of the rule text is rounded, in disclosure only. total_gwp_set: the global warming
    potentials of that total, None where they are not known. coefficient_years: how old the site's PFC coefficients may
    be.
    defaults_below_minutes, defaults_below_mv: where technology coefficients are allowed only to smelters with less
    anode-effect minutes per cell-day, or less overvoltage, than this. unverified: why the set's own equations are
    refused until a user supplies its rows; empty where they are verified.
    """

    name: str
    title: str
    citation: str
    rows_of: str
    summation: Literal["reporting_period", "month"] = "reporting_period"
    summation_rule: str = ""
    rounding: Literal["none", "up_to_whole_tonnes"] = "none"
    rounding_rule: str = ""
    total_gwp_set: str | None = None
    coefficient_years: int | None = None
    coefficient_rule: str = ""
    defaults_below_minutes: float | None = None
    defaults_below_mv: float | None = None
    defaults_rule: str = ""
    unverified: str = ""


METHOD_SETS: Mapping[str, MethodSet] = {
    method_set.name: method_set
    for method_set in (
        MethodSet(
            "ipcc_2006",
            "IPCC 2006 Guidelines",
            "2006 IPCC Guidelines for National Greenhouse Gas Inventories, Volume 3, Chapter 4, section 4.4",
            rows_of="ipcc_2006",
        ),
        MethodSet(
            "eu_2025_2547",
            "Implementing Regulation (EU) 2025/2547",
            "Implementing Regulation (EU) 2025/2547, OJ L 22.12.2025, Annex II, sections B.3.2 and B.7",
            rows_of="eu_2025_2547",
            summation_rule="Annex II, B.7, equations 21 to 25: anode effects and production of one period",
            total_gwp_set="AR5GWP100",
            coefficient_years=3,
            coefficient_rule="Implementing Regulation (EU) 2025/2547, Annex II, B.7: measured at least every 3 years",
        ),
        # Table F-1 is taken to equal Table 4.16 of 2006 and Table F-2 its Tables 4.11 to 4.14; the first rests on
        # secondary sources.
        MethodSet(
            "us_40cfr98_f",
            "US 40 CFR Part 98, Subpart F",
            "40 CFR Part 98, Subpart F, 98.63 to 98.66",
            rows_of="ipcc_2006",
            summation="month",
            summation_rule="40 CFR 98.63 and 98.64: equation F-1 sums twelve months, each from its own anode effects "
            "and production",
            coefficient_years=10,
            coefficient_rule="40 CFR 98.64(a): measured at least every 10 years",
            defaults_below_minutes=0.2,
            defaults_below_mv=1.4,
            defaults_rule="40 CFR 98.64(a): Table F-1 only below 0.2 anode-effect minutes per cell-day or 1.4 mV",
        ),
        MethodSet(
            "quebec_q2_r15",
            "Quebec Regulation Q-2, r. 15",
            "Quebec, Regulation respecting mandatory reporting, Q-2, r. 15, section 6.2 and Schedule A.2, part QC.3",
            rows_of="quebec_q2_r15",
            rounding="up_to_whole_tonnes",
            rounding_rule="Q-2, r. 15, section 6.2: the sum over the gases, rounded up to whole tonnes of CO2e",
            unverified="the equations and coefficients of Q-2, r. 15, part QC.3, and the potentials of its Schedule "
            "A.1, have not been checked against the text; to use this set, supply carbon_to_co2, slope_cf4 and "
            "c2f6_cf4_ratio rows of method_set quebec_q2_r15 with their citation in a factor file",
        ),
    )
}

# Sets that have ledger rows of their own, in the order in which sources make them.
WITH_OWN_ROWS = tuple(name for name, method_set in METHOD_SETS.items() if method_set.rows_of == name)


def sharing(name: str) -> tuple[str, ...]:
    """The other sets that count this one's rows."""
    return tuple(other.name for other in METHOD_SETS.values() if other.rows_of == name and other.name != name)
