"""Which findings are shown as which asset check.

Belongs here: names and descriptions of the checks in the catalogue. Does not belong here: the checks, or Dagster
definitions.
"""

from __future__ import annotations

from checks.as_asset_checks import ShownCheck, rest_of
from checks.slips import tables_of
from smelter_ghg.records import tables as record_tables

_UNREADABLE = {
    "cell_error": "a cell of a workbook shows an error",
    "cell_per_cent": "a cell of a workbook shows a number as per cent",
    "cell_separator": "a cell of the key holds the key's separator",
    "cell_type": "a cell cannot be read as its column's kind",
    "column_type": "a column is of another dtype",
    "duplicate_column": "a header names a column twice",
    "formula_result_used": "a formula's saved result was used",
    "formula_without_result": "a formula without a saved result",
    "hidden_rows": "a sheet hides rows that count",
    "merged_cells": "cells of a sheet are merged",
    "number_format": "a number in another format than the configuration states",
    "file_delimiter": "a file's cells are not separated by commas",
    "file_empty": "a file holds nothing",
    "file_encoding": "a file is not UTF-8",
    "file_shape": "a file is not CSV of one width",
    "missing_column": "a mandatory column is missing",
    "unit_of_item": "a unit of another dimension than the item's",
    "unknown_column": "a column the table does not have",
    "unknown_unit": "a unit that cannot be converted",
}
_SLIPS = {
    "series_jump": "No number is six times, or a sixth of, those before and after it.",
    "repeated_reading": "No meter or scale shows one number over three periods.",
    "same_amount_twice": "No amount stands twice under two names.",
    "period_left_out": "No period is left out between two that are recorded.",
}
_PATHWAYS = {
    "pathway_base_year": ("No base year lies before those of certified entities.",),
    "pathway_base_parts": ("A stated base value is the sum of its two parts.",),
    "pathway_intermediate": (
        "A path has an intermediate target at most five years from base year and plan.",
        "pathway_no_intermediate",
        "pathway_intermediate_year",
    ),
    "pathway_slopes_known": (
        "The slopes a path names are there, for its base year, its intermediate target and 2050.",
        "pathway_unknown_slopes",
        "pathway_slope_missing",
        "pathway_not_to_2050",
    ),
}
_CONTRACT = ("cell_empty", "not_allowed", "out_of_range")


def record_checks() -> tuple[ShownCheck, ...]:
    """The checks on the validated record tables and on what belongs to none of them."""
    shown = []
    for name, table in sorted(record_tables().items()):
        asset = ("validated", name)

        def add(
            check: str, description: str, *check_ids: str, asset: tuple[str, str] = asset, name: str = name
        ) -> None:
            shown.append(ShownCheck(asset, check, description, frozenset(check_ids or (check,)), name))

        add("readable", "Every cell could be read, in every file of the table.", *_UNREADABLE)
        add("contract", "Cells are filled, within their bounds and of the allowed labels.", *_CONTRACT)
        add("duplicate_key", "No two rows have the same key.")
        names = set(table.names)
        if {"period_start", "period_end"} <= names or {"valid_from", "valid_to"} <= names:
            add("dates_backwards", "No row ends before it starts.")
        if table.period:
            add("overlapping_period", "No two rows of one key share days.")
        if name in ("activity", "electricity", "metal", "specific_consumption"):
            add("whole_beside_facility", "No row for the whole smelter beside rows of its facilities.")
        if name in ("activity", "electricity", "exclusions", "metal", "pfc_measurements", "potlines",
                    "power_instruments", "product_shares",
                    "specific_consumption", "transport"):  # fmt: skip
            add("outside_reporting_periods", "Every row lies inside one reporting period.")
        if "smelter_id" in names and name != "smelters":
            add("unknown_smelter", "Every row's smelter exists.")
        if "facility_id" in names and name != "facilities":
            add("unknown_facility", "Every row's facility exists and belongs to its smelter.")
        if "document_id" in names and name != "documents":
            add("unknown_document", "Every document a row names exists.")
        if "substitution_method" in names:
            add("substitution_method", "Substituted rows, and no others, say how they were estimated.")
        if name in ("activity", "specific_consumption", "properties"):
            add("unused_item", "Every item is one an equation uses.")
        for check, description in _SLIPS.items():
            if name in tables_of(check):
                add(check, description)
        if name == "potlines":
            add("coefficient_age", "Measured PFC coefficients are dated and as young as the rules want them.")
            add(
                "cells_and_days",
                "Cells and cell-days are no more than installed, and agree with each other.",
                "cell_days_above_installed",
                "cell_days_not_cells",
            )
        if name == "activity":
            add("energy_without_basis", "A fuel recorded as energy states its calorific basis.")
            add("consumption_against_stocks", "Consumption agrees with deliveries and stocks, where both are recorded.")
        if name == "product_shares":
            add("product_shares", "The parts of a facility's products sum to 1.")
        if name == "evidence":
            add("sources_in_conflict", "The sources of a cell agree within their rounding.")
        if name == "reported_indicators":
            add("energy_in_conflict", "Published energy per tonne agrees with energy over production.")
            add("implied_production", "One production fits all intensities a disclosure prints.")
        if name == "pathway_slopes":
            add("slope_without_citation", "Every slope names the document it was taken from.")
        if name == "pathways":
            for check, (description, *check_ids) in _PATHWAYS.items():
                add(check, description, *check_ids)
        if name == "uncertainties":
            add("range_column", "Every range is about a column of numbers.")
            add("range_without_records", "Every range is about records that are there.")
        if name == "reported_emissions":
            add("activity_not_stated", "Emissions of entities with several activities are stated by activity.")
        if name == "metal":
            add("capacity_as_production", "No capacity is taken for a production.")
        if name == "coc_accounts":
            add(
                "custody_accounts",
                "No more certified material leaves than came in.",
                "coc_output_share",
                "coc_overdraw",
            )
        if name == "audit_results":
            add(
                "certificate_state",
                "Certificates and maturities go with the ratings of the same audit.",
                "certificate_with_majors",
                "certificate_not_provisional",
                "maturity_with_findings",
            )
            add("scope_rated_apart", "Smelters of one certification scope are rated alike.")
        if name == "verification":
            add("statement_too_early", "Statements and publications come after the period they are about.")
        if name == "allocations":
            add("allocation_shares", "The shares of a facility sum to 1.")
        if name == "supplier_footprints":
            add("footprint_far_off", "Footprints are of the size of published ones.")
        if name == "transport":
            add("leg_too_long", "No leg is longer than the Earth allows.")
            add("legs_against_goods", "Legs move about as much of an item as is received or consumed.")
        if name == "power_instruments":
            add("instruments_exceed_grid", "Claims re-price no more than the grid electricity metered.")
            add(
                "one_claim_only",
                "No certificate and no MWh of an instrument is claimed twice, and serial numbers can be compared.",
                "certificate_claimed_twice",
                "instrument_over_allocated",
                "serial_number",
            )
            add(
                "instrument_quality",
                "Instruments meet the quality criteria of the GHG Protocol Scope 2 Guidance.",
                "instrument_not_counted",
                "vintage_by_rule",
            )
            add("rate_beyond_the_rest", "Rates hold for no more than the claims leave.")
    asset = ("validated", "findings")
    shown.append(
        ShownCheck(
            asset,
            "files_known",
            "Every file is a record table inside the folder, and every factor file is in order.",
            frozenset(
                {
                    "unknown_table",
                    "file_outside_folder",
                    "file_unreadable",
                    "file_encrypted",
                    "file_too_large",
                    "workbook_format",
                    "factor_*",
                }
            ),
        )
    )
    return (*shown, rest_of(asset))


_BALANCES = {
    "faraday": ("No potline taps more than its charge can make, nor other than its stated current efficiency says.",
                "faraday", "faraday_efficiency"),
    "carbon_floor": ("Net carbon is at least what the reaction takes, over current efficiency.", "carbon_floor"),
    "carbon_balance": ("Net carbon is what is left of the anodes when the butts are back, and no gross rate.",
                       "butts_above_anodes", "net_carbon_weighed", "net_carbon_high"),
    "alumina_per_tonne": ("Metal took at least the alumina it was made of, and not far more.", "alumina_per_tonne"),
    "cell_voltage": ("Energy, current and cell-days imply a voltage cells run at.", "cell_voltage"),
    "energy_per_tonne": ("Energy per tonne is above what the reaction takes, and usual for smelters.",
                         "energy_per_tonne"),
    "dc_to_ac": ("Direct over alternating current energy is within its band.", "dc_to_ac"),
    "negative_balance": ("No calciner, gas or plant gives more than there was.", "negative_balance"),
    "metal_balance": ("Metal tapped and brought in is cast, skimmed, sent on or in stock.", "metal_balance"),
    "captive_power": ("Captive electricity used was generated, and what was generated is used or exported.",
                      "captive_power"),
    "carbon_materials": (
        "Sulphur and ash are of the size carbon has, and cells burn the carbon their technology takes.",
        "sulphur_in_carbon",
        "ash_in_carbon",
        "technology_against_carbon",
    ),
    "power_plant_efficiency": ("A power plant makes as much of its fuel as plants do.", "power_plant_efficiency"),
}  # fmt: skip


_RESULTS = {
    "process_spread": ("A process emits per tonne of its product as producers do.", "process_spread"),
    "calculated_against_reported": ("Calculated and reported intensities of one boundary agree.",
                                    "calculated_against_reported", "reported_on_another_basis"),
    "outside_benchmark": ("Intensities lie inside the benchmarks on record.", "outside_benchmark"),
}  # fmt: skip


# Facts about criterion 5.3 behind these stand in decision 17.
_OF_PATHS = {
    "pathway_base": ("A path has a base value, made as the intensities beside it are.",
                     "pathway_no_base", "pathway_base_differs"),
    "pathway_rises": ("No path rises from one year to the next.", "pathway_rises"),
    "pathway_target_above": ("The plan's intermediate target is no higher than the path.", "pathway_target_above"),
    "pathway_progress": ("Every year since the base year has an intensity beside the path.",
                         "pathway_progress_missing"),
}  # fmt: skip


def pathway_checks() -> tuple[ShownCheck, ...]:
    """Paths beside the intensities of all years."""
    asset = ("pathways", "pathways")
    shown = (ShownCheck(asset, name, said, frozenset(ids)) for name, (said, *ids) in _OF_PATHS.items())
    return (*shown, rest_of(("pathways", "findings")))


def physics_checks() -> tuple[ShownCheck, ...]:
    """The balances on a year's activity."""
    asset = ("activity", "activity")
    shown = (ShownCheck(asset, name, said, frozenset(ids)) for name, (said, *ids) in _BALANCES.items())
    return (*shown, rest_of(("activity", "findings")))


def result_checks() -> tuple[ShownCheck, ...]:
    """What a year's ledger comes to."""
    asset = ("intensity", "intensity")
    shown = (ShownCheck(asset, name, said, frozenset(ids)) for name, (said, *ids) in _RESULTS.items())
    return (*shown, rest_of(("intensity", "findings")))


def checks_between_years() -> tuple[ShownCheck, ...]:
    """One reporting period beside the one before, and this release beside the previous one."""
    asset = ("disclosure", "changes")
    shown = {
        "year_on_year": "Nothing jumps from one reporting period to the next without a reason.",
        "restated_without_reason": "Every record changed since the previous release has its reason in corrections.",
    }
    checks = (ShownCheck(asset, name, said, frozenset({name})) for name, said in shown.items())
    return (*checks, rest_of(asset))
