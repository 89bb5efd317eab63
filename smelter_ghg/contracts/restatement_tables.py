"""Contracts of the tables of restatement: what a release states otherwise than the one before, and its base year.

Belongs here: names, dtypes, units, meanings. Does not belong here: how the rows come about.
"""

from __future__ import annotations

from smelter_ghg.contracts.result_columns import LABEL, SMELTER, result_table

CAUSES = ("records", "structure", "factor", "method", "gwp_set", "rulebook")

RESTATEMENTS = result_table(
    "restatements",
    "Figures stated otherwise than in the previous release, a row per figure and cause; parts of a figure add up to "
    "its change. Only in a release made with --previous.",
    "figure_id cause",
    (
        "figure_id",
        "text",
        None,
        "The restated figure, or the verdict_id of a verdict.",
    ),
    ("previous_figure_id", "text", None, "The figure in the previous release: another id where its basis changed."),
    SMELTER,
    LABEL,
    ("measure", "text", None, "What the figure is; verdict for the outcome of one."),
    ("label", "text", None, "What a reader calls it."),
    ("unit", "text", None, "Unit of the values and of the part."),
    ("previous", "number", None, "Previously stated; empty where it was not, or where it is no number."),
    ("previous_qualifier", "text", None, "Qualifier of the value as previously stated: exact, at_least ..."),
    ("restated", "number", None, "Restated; empty where it no longer is, or where it is no number."),
    ("previous_text", "text", None, "Outcome of a verdict as previously stated."),
    ("restated_text", "text", None, "Outcome of a verdict, restated."),
    ("change", "number", None, "Restated less previously stated; nothing stated counts as zero."),
    (
        "cause",
        "text",
        None,
        "records, structure, factor, method, gwp_set or rulebook; several, joined by semicolons, where the change "
        "cannot be split.",
    ),
    ("part", "number", None, "The part of the change with this cause; empty where the change cannot be split."),
    (
        "breaks_series",
        "flag",
        None,
        "Not of one series with the value before: method or GWP set changed.",
    ),
    ("what_changed", "text", None, "Record cells, factors and choices behind the part, old and new."),
    ("reason", "text", None, "Reasons in the table corrections, where records changed."),
)

BASE_YEAR_CHANGES = result_table(
    "base_year_changes",
    "What the base year's figures were and are, and whether the change calls for recalculation. Only in a release made "
    "with --previous and a base year in the configuration.",
    "figure_id",
    ("figure_id", "text", None, "Figure of the base year."),
    SMELTER,
    LABEL,
    ("measure", "text", None, "What the figure is."),
    ("label", "text", None, "What a reader calls it."),
    ("unit", "text", None, "Unit of the values and changes."),
    ("standing", "number", None, "Value the base year was last set to."),
    ("previous", "number", None, "Value in the previous release."),
    ("restated", "number", None, "Value in this release."),
    ("carried", "number", None, "Changes of earlier releases that did not reach the threshold."),
    ("change", "number", None, "Change since the previous release from the causes that call for recalculation."),
    ("other_change", "number", None, "Change since the previous release from other causes."),
    ("cumulative_pct", "number", "%", "Carried and new change in per cent of the value that stands."),
    ("significance_pct", "number", "%", "Threshold of the policy."),
    ("causes", "texts", None, "Causes that call for recalculation under the policy."),
    (
        "recalculate",
        "flag",
        None,
        "The cumulative change reaches the threshold; the restated value stands.",
    ),
    (
        "breaks_series",
        "flag",
        None,
        "Not of one series with the value before: method or GWP set changed.",
    ),
)
