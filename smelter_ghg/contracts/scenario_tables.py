"""Contracts of the tables of a scenario: what it changes in emissions, intensities and verdicts.

Belongs here: names, dtypes, units, meanings. Does not belong here: how the rows come about.
"""

from __future__ import annotations

from smelter_ghg.contracts.result_columns import LABEL, SMELTER, YEAR, result_table

SCENARIO_EMISSIONS = result_table(
    "scenario_emissions",
    "Emissions by source as recorded and in the scenario, of the smelter-periods it changes. Never in a release.",
    "smelter_id period_label scope2_account scope scope3_category process source",
    SMELTER,
    LABEL,
    YEAR,
    ("scope2_account", "text", None, "location or market; the rows of one account are the whole inventory."),
    ("scope", "count", None, "1, 2 or 3."),
    ("scope3_category", "count", None, "Scope 3 category, empty for scopes 1 and 2."),
    ("process", "text", None, "Unit process from mine to metal."),
    ("source", "text", None, "Emission source."),
    ("base_t_co2e", "number", "t CO2e", "As recorded."),
    ("scenario_t_co2e", "number", "t CO2e", "In the scenario."),
    ("difference_t_co2e", "number", "t CO2e", "In the scenario less as recorded."),
    (
        "intensity_difference",
        "number",
        "t CO2e/t Al",
        "Part of the source in the difference of the mine-to-metal intensity per tonne tapped; the parts add up to it.",
    ),
)

SCENARIO_INTENSITIES = result_table(
    "scenario_intensities",
    "Calculated intensities as recorded and in the scenario, of the smelter-periods it changes. Never in a release.",
    "intensity_id",
    ("intensity_id", "text", None, "The intensity; the same in both."),
    SMELTER,
    LABEL,
    YEAR,
    ("boundary", "text", None, "scope_1, scope_1_2, mine_to_metal or all_metal."),
    ("scope2_account", "text", None, "location, market, or none."),
    ("denominator", "text", None, "tapped or cast_out."),
    ("base", "number", "t CO2e/t Al", "As recorded."),
    ("base_complete", "flag", None, "Nothing is missing from the value as recorded."),
    ("base_missing", "texts", None, "Missing items, as recorded."),
    ("base_lower", "number", "t CO2e/t Al", "Lower end of its 95 % interval."),
    ("base_upper", "number", "t CO2e/t Al", "Upper end of its 95 % interval."),
    ("scenario", "number", "t CO2e/t Al", "In the scenario."),
    ("scenario_complete", "flag", None, "Nothing is missing from the value in the scenario."),
    ("scenario_missing", "texts", None, "Missing items, in the scenario."),
    ("scenario_lower", "number", "t CO2e/t Al", "Lower end of its 95 % interval."),
    ("scenario_upper", "number", "t CO2e/t Al", "Upper end of its 95 % interval."),
    ("difference", "number", "t CO2e/t Al", "In the scenario less as recorded."),
    ("difference_lower", "number", "t CO2e/t Al", "2.5 % quantile of the difference, both drawn with the same errors."),
    ("difference_upper", "number", "t CO2e/t Al", "97.5 % quantile of the same."),
)

SCENARIO_VERDICTS = result_table(
    "scenario_verdicts",
    "Verdicts as recorded and in the scenario, of the smelter-periods it changes. Never in a release.",
    "verdict_id",
    ("verdict_id", "text", None, "The verdict; the same in both."),
    SMELTER,
    LABEL,
    YEAR,
    ("standard_version", "text", None, "Version of the standard."),
    ("criterion", "text", None, "Criterion."),
    ("base_outcome", "text", None, "Outcome on the records."),
    ("scenario_outcome", "text", None, "Outcome in the scenario."),
    ("base_reason", "text", None, "Main reason of an indeterminate outcome on the records."),
    ("scenario_reason", "text", None, "Main reason of an indeterminate outcome in the scenario."),
    ("base_probability", "number", "1", "Probability that every reading is met, on the records."),
    ("scenario_probability", "number", "1", "The same in the scenario."),
    ("threshold", "number", "t CO2e/t Al", "Threshold the intensity is held against, where one applies."),
    ("intensity_id", "text", None, "That intensity."),
    ("conditional", "flag", None, "The probabilities hold if open conditions of the verdict were met."),
)
