"""Contracts of the tables of uncertainty: intervals, and what drives them.

Belongs here: names, dtypes, units, meanings. Does not belong here: how the rows come about.
"""

from __future__ import annotations

from smelter_ghg.contracts.result_columns import LABEL, SMELTER, YEAR, result_table

UNCERTAINTY = result_table(
    "uncertainty",
    "95 % intervals of calculated totals, intensities, shares and changes.",
    "uncertainty_id",
    ("uncertainty_id", "text", None, "Hash of the columns that tell rows apart."),
    SMELTER,
    LABEL,
    YEAR,
    ("subject", "text", None, "emissions, intensity, share (of the boundary's emissions) or change (of an intensity)."),
    ("boundary", "text", None, "scope_1, scope_1_2, mine_to_metal or all_metal."),
    ("scope2_account", "text", None, "location, market, or none."),
    ("denominator", "text", None, "tapped or cast_out; empty for emissions and shares."),
    ("source", "text", None, "Emission source; empty for all of them."),
    ("intensity_id", "text", None, "The intensity the interval is of."),
    ("value", "number", None, "The value as stated, from the inputs as recorded."),
    ("unit", "text", None, "Unit of the value and the ends."),
    ("lower", "number", None, "2.5 % quantile of the draws (Approach 2)."),
    ("upper", "number", None, "97.5 % quantile of the draws (Approach 2)."),
    ("approach_1_lower", "number", None, "Value less the half-width by differences of the equations (Approach 1)."),
    ("approach_1_upper", "number", None, "Value plus that half-width."),
    ("approach_1_trusted", "flag", None, "Both approaches agree within a tenth of the half-width, and evenly."),
    (
        "without_range_share",
        "number",
        "1",
        "Share of the emissions that rest on no input with a stated range, and so are taken for exact.",
    ),
    ("draws", "count", None, "Draws of Approach 2."),
    ("seed", "count", None, "Seed of the draws."),
)

DRIVERS = result_table(
    "drivers",
    "Which errors make an interval wide, largest first.",
    "uncertainty_id rank",
    ("uncertainty_id", "text", None, "Interval."),
    SMELTER,
    ("rank", "count", None, "1 is the largest."),
    ("error_group", "text", None, "Record cell, factor or named error."),
    ("value_above", "number", None, "The interval's value with this error alone at the upper end of its range."),
    ("value_below", "number", None, "The same at the lower end."),
    ("half_width", "number", None, "Half of the difference of the two."),
    ("variance_share", "number", "1", "Its share of the variance by Approach 1."),
    ("half_width_without", "number", None, "Half-width of the interval by Approach 1 if this were measured exactly."),
)

DRAWS = result_table(
    "draws",
    "Drawn intensities, for the probability that a threshold is met; kept in the store and in no release.",
    "intensity_id",
    SMELTER,
    ("intensity_id", "text", None, "Intensity."),
    ("draws", "numbers", "t CO2e/t Al", "Its value under every draw."),
)
