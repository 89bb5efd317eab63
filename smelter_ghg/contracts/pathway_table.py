"""Contract of the table of pathways: a path year by year, and what was emitted beside it.

Belongs here: names, dtypes, units, meanings, the roles of years. Does not belong here: how a path comes about.
"""

from __future__ import annotations

from smelter_ghg.contracts.result_columns import SMELTER, result_table

PATHWAY_ROLES = ("base", "progress", "intermediate", "path")
# Emissions of a row: all of them, or the two parts of a path whose parts follow slopes of their own.
PATHWAY_PARTS = ("all", "electricity", "non_electricity")

_INTENSITY = "t CO2e/t Al"

PATHWAYS = result_table(
    "pathways",
    "The path of every plan, year by year, with the intensity of the reporting periods that end in the year; a path "
    "whose electricity follows a slope of its own has rows of both parts beside those of all emissions.",
    "pathway_id",
    ("pathway_id", "text", None, "Hash of path, emissions, year and period."),
    SMELTER,
    ("period_label", "text", None, "Reporting period that ends in the year; empty where none does."),
    ("reporting_year", "count", None, "Year of the path."),
    ("path", "text", None, "Key of the path's row in the records."),
    ("plan_date", "date", None, "Date of the plan in targets the path belongs to."),
    ("slope_set", "text", None, "Set of reference slopes."),
    ("slope_version", "text", None, "Version of the set."),
    (
        "form",
        "text",
        None,
        "contraction (base times slope over the base year's) or convergence (to the one of 2050).",
    ),
    ("apart", "flag", None, "Electricity and all other emissions follow slopes of their own."),
    ("emissions", "text", None, "all; electricity or non_electricity for the parts of a path that has them apart."),
    ("synthetic", "flag", None, "The slopes or the smelter are invented."),
    (
        "role",
        "text",
        None,
        "base (the base year), intermediate (the year of the intermediate target), progress (another year with an "
        "intensity), path (any other).",
    ),
    ("boundary", "text", None, "Boundary of base, path and intensity."),
    ("scope2_account", "text", None, "location, market, or none where scope 2 plays no part."),
    ("gwp_set", "text", None, "Set of global warming potentials."),
    ("denominator", "text", None, "tapped or cast_out."),
    (
        "comparable",
        "flag",
        None,
        "Base and intensities are of one boundary, GWP set and account; otherwise there is no progress.",
    ),
    ("base_year", "count", None, "Base year."),
    ("base_value", "number", _INTENSITY, "Value of the base year the path starts from."),
    ("base_source", "text", None, "stated (in the records) or ledger (the intensity of the base period)."),
    ("base_intensity_id", "text", None, "The intensity the base is, where it is the ledger's."),
    ("slope", "number", _INTENSITY, "Reference slope of the year; empty where all emissions are the sum of two parts."),
    ("slope_base", "number", _INTENSITY, "The same of the base year."),
    ("slope_2050", "number", _INTENSITY, "The same of 2050."),
    ("interpolated", "flag", None, "A slope of the row was read off a straight line between two years of the table."),
    (
        "market_ratio",
        "number",
        "1",
        "Market share of the base year over that of the year; 1 where a share is not recorded. Used by convergence.",
    ),
    ("market_recorded", "flag", None, "Both shares are recorded."),
    ("path_value", "number", _INTENSITY, "The path."),
    ("value", "number", _INTENSITY, "Intensity of the period; with complete false it reads 'at least'."),
    ("lower", "number", _INTENSITY, "Lower end of its 95 % interval; none for parts."),
    ("upper", "number", _INTENSITY, "Upper end of it."),
    ("intensity_id", "text", None, "The intensity."),
    ("production_t", "number", "t Al", "Metal of the period."),
    ("electricity_value", "number", _INTENSITY, "Part of the intensity that comes from electricity."),
    ("non_electricity_value", "number", _INTENSITY, "The rest of it."),
    ("gap_t_per_t", "number", _INTENSITY, "Intensity less path; above zero is above the path."),
    ("gap_t", "number", "t CO2e", "The same times the metal of the period."),
    (
        "yearly_rate_to_close_pct",
        "number",
        "%",
        "Equal yearly fall of the intensity that meets the path in the year of the intermediate target; below zero it "
        "may rise.",
    ),
    ("yearly_rate_to_close_2050_pct", "number", "%", "The same for the path's value of 2050."),
    (
        "cumulative_t_against_path",
        "number",
        "t CO2e",
        "Gaps times metal of the years since the base year, this one included, as far as they are known.",
    ),
    ("cumulative_complete", "flag", None, "Every year since the base year has a gap, from a complete intensity."),
    ("missing_years", "texts", None, "Years since the base year without a gap: the sum is that of the known part."),
    ("intermediate_target_year", "count", None, "Year of the plan's intermediate target."),
    ("intermediate_target_value", "number", _INTENSITY, "What the plan states for that year; none for parts."),
    (
        "probability_on_path",
        "number",
        "1",
        "Share of the draws in which the intensity is not above the path; a base from the ledger is drawn with it and "
        "moves the path. Empty for parts, for paths with parts apart, for the base, and without draws.",
    ),
    ("complete", "flag", None, "Nothing is missing from the intensity; empty without one."),
    ("reason", "text", None, "Why path, intensity or gap is empty."),
    ("input_ids", "texts", None, "Record cells behind path and target."),
)
