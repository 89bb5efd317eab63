"""Contracts of the tables the pipeline makes: findings, activity, ledger, energy, intensity, verdicts, figures.

Belongs here: names, dtypes, units, meanings. Does not belong here: how the rows come about.
"""

from __future__ import annotations

from smelter_ghg.contracts.bridge_table import BRIDGES
from smelter_ghg.contracts.criteria_tables import CRITERIA, INVENTORIES
from smelter_ghg.contracts.field import Kind, Table
from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.contracts.restatement_tables import BASE_YEAR_CHANGES, RESTATEMENTS
from smelter_ghg.contracts.result_columns import ACCOUNT, END, FACILITY, LABEL, SMELTER, START, YEAR, result_table
from smelter_ghg.contracts.scenario_tables import SCENARIO_EMISSIONS, SCENARIO_INTENSITIES, SCENARIO_VERDICTS
from smelter_ghg.contracts.uncertainty_tables import DRAWS, DRIVERS, UNCERTAINTY

_ALLOCATION: tuple[tuple[str, Kind, str | None, str], ...] = (
    ("allocation_id", "text", None, "Record cell of the share, where the value is a part of a shared facility's."),
    ("allocation_share", "number", "1", "That share; empty where nothing is shared."),
)

FINDINGS = result_table(
    "findings",
    "Everything that is wrong or worth a look, from parsing to physics.",
    "check_id smelter_id table file row column",
    ("check_id", "text", None, "The check that found it."),
    ("severity", "text", None, "error blocks; warning and note travel with the figures."),
    SMELTER,
    ("period", "text", None, "Reporting period or day range concerned."),
    ("table", "text", None, "Record table."),
    ("file", "text", None, "File, relative to the records folder."),
    ("sheet", "text", None, "Sheet of a workbook."),
    ("row", "count", None, "Row of the file or sheet, the header being row 1."),
    ("column", "text", None, "Column."),
    ("value", "text", None, "The value as written."),
    ("expected", "text", None, "What was expected."),
    ("likely_cause", "text", None, "What most likely went wrong, or what would make it right."),
)

CELLS = result_table(
    "records",
    "The filled cells of the accepted records with their places; labels and dates of a row are in its key.",
    "input_id",
    ("input_id", "text", None, "Table, row key and column, joined by |."),
    ("table", "text", None, "Record table."),
    ("row_key", "text", None, "Key columns joined by |."),
    ("column", "text", None, "Column."),
    SMELTER,
    ("text", "text", None, "The cell as written."),
    ("value", "number", None, "The cell as a number, in the unit as written; empty for labels and dates."),
    ("unit", "text", None, "Unit as written."),
    ("file", "text", None, "File, relative to the records folder."),
    ("sheet", "text", None, "Sheet of a workbook."),
    ("row", "count", None, "Row of the file or sheet, the header being row 1."),
    ("document_id", "text", None, "Document the row was taken from."),
)

ACTIVITY = result_table(
    "activity",
    "One tidy table of every quantity an equation may take, in canonical units.",
    "activity_id",
    ("activity_id", "text", None, "The record cell; for a part of a shared facility's cell also whose part it is."),
    ("input_id", "text", None, "Record cell the value comes from."),
    SMELTER,
    LABEL,
    YEAR,
    FACILITY,
    ("facility_kind", "text", None, "What the facility does."),
    ("technology", "text", None, "Cell technology of the facility."),
    START,
    END,
    ("quantity", "text", None, "What the value is: metal, item, rate, property, electricity, transport ..."),
    ("item", "text", None, "Material, fuel, instrument or column the value is for."),
    ("flow", "text", None, "Flow of the quantity."),
    ("basis", "text", None, "State, factor basis or what a rate refers to."),
    ("origin", "text", None, "own or purchased."),
    ("supplier", "text", None, "Supplier, counterparty of metal, or instrument."),
    ("supplier_site", "text", None, "Supplier's site, or meter of electricity."),
    ("grid_zone", "text", None, "Grid zone."),
    ("supply", "text", None, "How electricity reached the smelter."),
    ("mode", "text", None, "Transport mode."),
    ("group_key", "text", None, "Joins values of one record row, such as mass and distance of a leg."),
    ("value", "number", None, "Value in the canonical unit."),
    ("unit", "text", None, "Canonical unit."),
    ("multiplier", "number", "1", "The unit conversion: value is the number as written times it, times any share."),
    *_ALLOCATION,
    ("lower_share", "number", "1", "Lower end of the 95 % range over the value, where the records state one."),
    ("upper_share", "number", "1", "Upper end of the 95 % range over the value, where the records state one."),
    ("distribution", "text", None, "Distribution of the value, where the records state one."),
    ("error_group", "text", None, "Values of one group share one error; empty without a range."),
    ("substitution_method", "text", None, "How the value was estimated, where its record says it is substituted."),
)

LEDGER = result_table(
    "ledger",
    "Kilograms of gas, one row per source, period, gas, tier, method set and account.",
    "ledger_id",
    ("ledger_id", "text", None, "Hash of the columns that tell rows apart."),
    SMELTER,
    LABEL,
    YEAR,
    START,
    END,
    ("process", "text", None, "Unit process from mine to metal."),
    ("source", "text", None, "Emission source."),
    ("item", "text", None, "Material, fuel or energy the row is about."),
    FACILITY,
    ("input_key", "text", None, "Supplier site, instrument, origin or mode, else empty."),
    ("gas", "text", None, "Gas, or CO2e where only the sum is known."),
    ("gwp_set", "text", None, "Set behind a row known only in CO2e; empty for gases."),
    ("tier", "count", None, "Tier of the method."),
    ("route", "text", None, "calculated or reported."),
    ("method_set", "text", None, "common, or the edition of the equations and factors."),
    ("also_in", "text", None, "Other method sets that count the row too, separated by semicolons."),
    ACCOUNT,
    ("scope", "count", None, "1, 2 or 3."),
    ("scope3_category", "count", None, "Scope 3 category, empty for scopes 1 and 2."),
    ("mass_kg", "number", "kg", "Mass of the gas."),
    ("equation_id", "text", None, "Equation that made the row."),
    ("selected", "flag", None, "Highest tier with complete inputs for its source, facility and period."),
    ("allocated_to", "text", None, "primary_metal, or what else the emissions were made for."),
    (
        "allocated_share",
        "number",
        "1",
        "Share of the equation's result that the row holds: allocated_part over allocated_whole of its inputs; 1 where "
        "the facility makes one product only.",
    ),
)

LEDGER_INPUTS = result_table(
    "ledger_inputs",
    "One row per ledger row and argument of its equation; rows of one argument add up.",
    "ledger_id argument input_id",
    ("ledger_id", "text", None, "Ledger row."),
    (
        "argument",
        "text",
        None,
        "Argument of the equation; or allocated_part and allocated_whole, whose quotient times the equation's result "
        "is the row's mass.",
    ),
    ("kind", "text", None, "record, factor, default, fall_back (of the rule text) or substitution."),
    ("substitution_method", "text", None, "Rule or record behind a substitution; empty for every other kind."),
    ("input_id", "text", None, "Record cell (table|row_key|column) or factor_id."),
    ("value", "number", None, "Value in the argument's unit."),
    ("unit", "text", None, "Unit of the argument."),
    ("multiplier", "number", "1", "Value is the record's or factor's number as written times it, times any share."),
    *_ALLOCATION,
    ("lower", "number", None, "Lower end of the 95 % range, in the argument's unit."),
    ("upper", "number", None, "Upper end of the 95 % range, in the argument's unit."),
    ("distribution", "text", None, "Distribution of the value, where known."),
    ("error_group", "text", None, "Inputs of one group share one error."),
)

ENERGY = result_table(
    "energy",
    "Energy used, made and sold, by carrier.",
    "energy_id",
    ("energy_id", "text", None, "Row of activity the row comes from."),
    SMELTER,
    LABEL,
    YEAR,
    FACILITY,
    START,
    END,
    ("process", "text", None, "Unit process."),
    ("carrier", "text", None, "Fuel or electricity."),
    ("renewable", "flag", None, "Renewable, where the records say so."),
    ("origin", "text", None, "purchased, self_generated, used_from_own_generation or sold."),
    ("mwh", "number", "MWh", "Energy."),
    ("gj", "number", "GJ", "Energy."),
    ("heating_value", "text", None, "net_calorific for fuels, empty for electricity."),
    ("input_ids", "texts", None, "Record cells and factors the row was computed from."),
    *_ALLOCATION,
    (
        "equation_id",
        "text",
        None,
        "How: electricity_mwh, or fuel_ and the path from the record to net energy, such as fuel_mass.",
    ),
)

MISSING = result_table(
    "missing",
    "What is not known, by item; it makes every sum it belongs to 'at least'.",
    "smelter_id period_label boundary scope2_account method_set item",
    SMELTER,
    LABEL,
    YEAR,
    ("item", "text", None, "Missing item, such as alumina or anode_effect_duration."),
    (
        "boundary",
        "text",
        None,
        "Smallest boundary it belongs to: scope_1, scope_1_2, mine_to_metal, all_metal, or outside_scopes.",
    ),
    ("category", "text", None, "scope_1, scope_2, category_1, category_3, category_4, production."),
    ACCOUNT,
    ("method_set", "text", None, "Method set that needs it; common for all."),
    FACILITY,
    ("reason", "text", None, "Why it is missing and what would supply it."),
    ("excluded_estimate_t_co2e", "number", "t CO2e", "Estimate, where a recorded exclusion covers the item."),
)

INTENSITY = result_table(
    "intensity",
    "Emissions and emissions per tonne, by boundary, account, denominator and route.",
    "intensity_id",
    ("intensity_id", "text", None, "Hash of the columns that tell rows apart."),
    SMELTER,
    LABEL,
    YEAR,
    START,
    END,
    ("route", "text", None, "calculated or reported."),
    ("method_set", "text", None, "Method set of the ledger rows."),
    ("gwp_set", "text", None, "Set of global warming potentials."),
    (
        "boundary",
        "text",
        None,
        "scope_1, scope_1_2, mine_to_metal, all_metal (with metal from outside); for reported values also others.",
    ),
    ACCOUNT,
    ("denominator", "text", None, "tapped, cast_out or not_stated."),
    ("emissions_t_co2e", "number", "t CO2e", "Emissions; empty for reported intensities."),
    ("production_t", "number", "t Al", "Denominator."),
    ("value", "number", "t CO2e/t Al", "Intensity; with complete false it reads 'at least'."),
    ("complete", "flag", None, "Nothing is missing from the sum."),
    ("missing", "texts", None, "Missing items."),
    ("qualifier", "text", None, "exact, approximate, upper or lower."),
    ("period_stated", "flag", None, "The source states the period."),
    ("categories_shown", "texts", None, "Scope 3 categories shown beside the intensity."),
    ("input_id", "text", None, "Record cell of a reported value."),
    ("citation", "text", None, "Source of a reported value."),
    ("production_ids", "texts", None, "Rows of activity summed to the denominator."),
    ("deducted_ids", "texts", None, "Rows of activity taken off that sum: metal cast that came from outside."),
)

VERDICTS = result_table(
    "verdicts",
    "One verdict per smelter, reporting period and criterion.",
    "verdict_id",
    ("verdict_id", "text", None, "Hash of the columns that tell rows apart."),
    SMELTER,
    LABEL,
    YEAR,
    ("standard", "text", None, "Standard."),
    ("standard_version", "text", None, "Version of the standard."),
    ("criterion", "text", None, "Criterion."),
    ("outcome", "text", None, "meets, not_met, indeterminate_rule, indeterminate_data, not_applicable."),
    ("reason_code", "text", None, "Main reason of an indeterminate outcome."),
    ("detail_json", "text", None, "The whole verdict as JSON."),
)

FIGURES = result_table(
    "figures",
    "Every number on a page, with what it was made of.",
    "figure_id",
    ("figure_id", "text", None, "Hash of measure, basis and key, never of the value."),
    ("measure", "text", None, "What the figure is."),
    ("basis", "text", None, "Method set, GWP set, account, denominator and route, joined by |."),
    (
        "key",
        "text",
        None,
        "Smelter, period and whatever else tells figures of one measure apart, joined by |.",
    ),
    SMELTER,
    ("period_label", "text", None, "Reporting period."),
    ("label", "text", None, "What a reader calls it."),
    ("value", "number", None, "The value, unrounded."),
    ("unit", "text", None, "Unit of the value."),
    ("decimals", "count", None, "Decimals shown."),
    ("qualifier", "text", None, "exact, at_least, approximate, upper or lower."),
    ("operation", "text", None, "How the value follows from its operands."),
    (
        "operands",
        "texts",
        None,
        "Figure, ledger, record, energy or parameter ids the operation takes, in order.",
    ),
    ("ledger_ids", "texts", None, "Ledger rows behind the figure, where it is a sum of them."),
    ("gwp_set", "text", None, "Set of global warming potentials, where CO2e is involved."),
)

RESULT_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        FINDINGS,
        CELLS,
        ACTIVITY,
        LEDGER,
        LEDGER_INPUTS,
        ENERGY,
        MISSING,
        INTENSITY,
        VERDICTS,
        INVENTORIES,
        CRITERIA,
        FIGURES,
        UNCERTAINTY,
        DRIVERS,
        DRAWS,
        BRIDGES,
        PATHWAYS,
        RESTATEMENTS,
        BASE_YEAR_CHANGES,
        SCENARIO_EMISSIONS,
        SCENARIO_INTENSITIES,
        SCENARIO_VERDICTS,
    )
}
