"""Contracts of the tables about criteria: what an inventory discloses and its hash, and every sub-criterion's outcome.

Belongs here: names, dtypes, meanings. Does not belong here: how the rows come about.
"""

from __future__ import annotations

from smelter_ghg.contracts.result_columns import LABEL, SMELTER, YEAR, result_table

INVENTORIES = result_table(
    "inventories",
    "What a smelter's inventory of a reporting period names by source, and the hash a verifier's statement refers to.",
    "smelter_id period_label",
    SMELTER,
    LABEL,
    YEAR,
    (
        "inventory_sha256",
        "text",
        None,
        "SHA-256 over the period's rows of activity, ledger, ledger_inputs and energy; statements play no part in it.",
    ),
    ("scope_1_sources", "texts", None, "Sources of scope 1 with a row in the ledger."),
    ("scope_2_sources", "texts", None, "Sources of scope 2 with a row in the ledger."),
    ("scope_3_sources", "texts", None, "Sources of scope 3 with a row in the ledger."),
    ("energy_carriers", "texts", None, "Carriers with a row of energy."),
)

CRITERIA = result_table(
    "criteria",
    "One row per smelter or certification scope, reporting period and sub-criterion.",
    "criterion_id",
    ("criterion_id", "text", None, "Hash of the columns that tell rows apart."),
    SMELTER,
    ("scope_id", "text", None, "Certification scope; empty for a smelter of its own."),
    LABEL,
    YEAR,
    ("standard", "text", None, "Standard."),
    ("standard_version", "text", None, "Version of the standard."),
    ("criterion", "text", None, "Sub-criterion, such as 5.1a."),
    ("outcome", "text", None, "meets, not_met, indeterminate_rule, indeterminate_data, not_applicable."),
    ("reason_code", "text", None, "Main reason of an outcome that is not meets."),
    ("suggested_rating", "text", None, "conformance, nonconformance, undecided, not_applicable: the auditor decides."),
    ("rests_on_unverified", "flag", None, "Something the standard may or may not ask for was looked at."),
    ("detail_json", "text", None, "The whole outcome as JSON: requirements with evidence and what is missing."),
)
