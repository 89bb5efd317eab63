"""The field registry: every column name that occurs in a table, once, with dtype, unit, bounds and meaning.

Where the same name would mean two things, there are two names. A column whose values carry their unit in a second
column (quantity and unit, value and unit) has no unit here.
"""

from __future__ import annotations

from smelter_ghg.contracts.amounts import AMOUNTS
from smelter_ghg.contracts.field import Field
from smelter_ghg.contracts.labels import DISTRIBUTIONS

TECHNOLOGIES = ("PFPB_L", "PFPB_M", "PFPB_MW", "PFPB", "CWPB", "SWPB", "VSS", "HSS")
# CO2 of biomass is stated apart from the scopes and has no potential.
BIOGENIC_CO2 = "CO2_biogenic"
EQUIPMENT_GASES = ("SF6", "HFC23", "HFC32", "HFC125", "HFC134a", "HFC143a", "HFC152a", "HFC227ea")
GASES = ("CO2", "CH4", "N2O", "CF4", "C2F6", *EQUIPMENT_GASES, BIOGENIC_CO2, "CO2e")
# What a document may show of a plan, its publication and its management (ASI Performance Standard, principle 5).
SHOWS = (
    "disclosure_published",
    "pathway_method_endorsed",
    "pathway_published",
    "annual_review",
    "business_change",
    "change_review",
    "progress_published",
    "performance_exemption",
    "management_system",
    "evaluation_procedure",
    "operating_control",
)
GWP_SETS = ("SARGWP100", "AR4GWP100", "AR5GWP100", "AR5CCFGWP100", "AR6GWP100", "not_stated")
PRODUCTS = ("primary_metal", "remelt", "power_sold", "heat_or_water", "anodes_sold", "other")
PROCESSES = (
    "bauxite_mining",
    "alumina_refining",
    "anode_production",
    "electrolysis",
    "casting",
    "power_generation",
    "transport",
)
CONFIDENCES = ("V2", "V1", "V", "P", "S", "D", "M", "synthetic", "user")
QUALIFIERS = ("exact", "approximate", "upper", "lower")


def _text(name: str, meaning: str, allowed: tuple[str, ...] | None = None) -> Field:
    return Field(name, "text", meaning, allowed=allowed)


_LABELS = (
    _text("smelter_id", "Identifier of the smelter, chosen by the user and used in every table."),
    _text("facility_id", "Facility inside the smelter; empty means the whole smelter."),
    _text("name", "Name as it is printed on the page."),
    _text("operator", "Company that operates the smelter."),
    _text("country_iso3", "Country, ISO 3166-1 alpha-3."),
    _text("grid_zone", "Electricity grid zone, the label under which grid factors are looked up."),
    _text(
        "level",
        "What the records describe.",
        ("site", "potline", "cluster", "company", "group", "brand", "national", "model"),
    ),
    _text(
        "kind_of_facility",
        "What the facility does.",
        (
            "potline",
            "anode_plant",
            "paste_plant",
            "coke_calciner",
            "casthouse",
            "power_plant",
            "refinery",
            "mine",
            "mobile_plant",
        ),
    ),
    _text(
        "control",
        "Who runs the facility: the smelter's company (own; empty means that), or a supplier whose fuels and power are "
        "known. What a supplier's site emits is part of the goods bought from it.",
        ("own", "supplier"),
    ),
    _text("technology", "Cell technology; PFPB means the point-feed subtype is not known.", TECHNOLOGIES),
    _text(
        "furnace_kind",
        "Anode bake furnace: closed (covered, such as Riedhammer) or any other; decides the waste tar when it is not "
        "weighed.",
        ("closed", "other"),
    ),
    _text("paste_kind", "Paste a Soderberg potline uses; decides the binder when it is not analysed.", ("dry", "wet")),
    _text("basis_of_share", "What the shares of a shared facility are based on."),
    _text(
        "product",
        "What a facility's emissions were made for: the metal of the cells, or something else that leaves the chain.",
        PRODUCTS,
    ),
    _text("basis_of_product_share", "What the share rests on: energy, exergy, mass or another basis, with its source."),
    _text("period_label", "Name of the reporting period, such as 2024 or FY2024."),
    _text("scope_id", "Identifier of the certification scope."),
    _text(
        "metal_flow",
        "What the mass is: tapped from the cells, moved as liquid or cold metal, cast, or in stock.",
        (
            "tapped",
            "liquid_in",
            "liquid_out",
            "cold_in",
            "pre_consumer_scrap_in",
            "post_consumer_scrap_in",
            "alloying_in",
            "cast_out",
            "dross_out",
            "opening_stock",
            "closing_stock",
            "primary_stage_not_stated",
        ),
    ),
    _text("counterparty", "Who delivered or received the metal."),
    _text("anode_effect_definition", "Voltage threshold, debounce and merge rule behind the anode-effect data."),
    _text("overvoltage_kind", "How anode-effect overvoltage was integrated.", ("algebraic", "positive")),
    _text("item", "Material, fuel or rate, such as natural_gas, alumina or net_anode_carbon."),
    _text(
        "item_flow",
        "How the quantity moved.",
        (
            "consumed",
            "produced",
            "received",
            "sold",
            "returned",
            "opening_stock",
            "closing_stock",
            "equipment_installed",
            "equipment_retired",
        ),
    ),
    _text("unit", "Unit of the value beside it, as the source gives it."),
    _text("basis", "State in which the quantity is given.", ("dry", "wet", "net_calorific", "gross_calorific")),
    _text("origin", "Whether the item was made on site or bought.", ("own", "purchased")),
    _text("supplier", "Supplier of the item."),
    _text("supplier_site", "Supplier's site."),
    _text(
        "data_source",
        "How the quantity was obtained.",
        ("metered", "weighed", "invoiced", "estimated", "substituted"),
    ),
    _text(
        "substitution_method",
        "How a substituted value was estimated and why; only for rows whose data_source is substituted.",
    ),
    _text("per", "What the rate refers to.", ("tapped", "cast_out", "baked_anode", "not_stated")),
    _text("property", "Property of the item, with its unit in the name, such as sulphur_pct."),
    _text(
        "electricity_flow",
        "Where the metered energy stands.",
        ("consumed", "generated_gross", "own_use", "exported"),
    ),
    _text("supply", "How the electricity reached the smelter.", ("grid", "captive", "direct_line")),
    _text("meter_id", "Identifier of the meter."),
    _text(
        "uncertain_table",
        "Record table whose values the range is for.",
        (
            "activity",
            "electricity",
            "metal",
            "potlines",
            "power_instruments",
            "properties",
            "specific_consumption",
            "supplier_footprints",
            "transport",
        ),
    ),
    _text(
        "distribution",
        "Distribution of the value; empty is normal for a narrow even range and lognormal for a wide or lopsided one.",
        DISTRIBUTIONS,
    ),
    _text(
        "error_group",
        "Name of an error that all values of the row share, and with them those of any other row that names it, at "
        "other smelters and in other years too: one meter's calibration, one supplier's footprint. Empty: every value "
        "has an error of its own.",
    ),
    _text("instrument_id", "Identifier of the contractual instrument."),
    _text(
        "kind_of_instrument",
        "Kind of contractual instrument.",
        ("certificate", "contract", "supplier", "residual"),
    ),
    _text("energy_source", "What the instrument's electricity was made from."),
    _text("factor_basis", "What the instrument's or factor's value covers.", ("direct", "life_cycle")),
    _text("vintage", "Year of generation of the instrument's electricity."),
    _text("vintage_rule", "Whose rule allows a vintage outside the year of use, and which; empty means the same year."),
    _text("registry", "Registry that issued the certificates."),
    _text("serial_from", "Serial number of the first certificate, as the registry prints it."),
    _text("serial_to", "Serial number of the last certificate; empty means a single one."),
    _text("mode", "Transport mode, such as sea, rail or road."),
    _text("leg", "From where to where, such as port to smelter; tells legs of one mode apart."),
    _text("parts_covered", "Parts a supplier's footprint covers, separated by semicolons."),
    _text("gwp_set", "Named set of global warming potentials behind a value in CO2e.", GWP_SETS),
    _text("factor_year", "Year the factor describes."),
    _text("citation", "Document, table or page a value was taken from."),
    _text("scope_of_emissions", "Scope of reported emissions.", ("1", "2", "3", "total")),
    _text(
        "scope2_account",
        "Scope 2 account of a value.",
        ("location", "market", "not_stated", "none", "common"),
    ),
    _text("category", "Scope 3 category, or empty."),
    _text("process", "Unit process from mine to metal.", PROCESSES),
    _text("gas", "Gas, or CO2e where only the sum is known.", GASES),
    _text("pfc_gas", "The perfluorocarbon measured.", ("CF4", "C2F6")),
    _text(
        "pfc_kind",
        "What the measured mass holds: that of high-voltage anode effects, low-voltage emissions, both together "
        "(operation), or that of cells being started.",
        ("high_voltage", "low_voltage", "operation", "start_up"),
    ),
    _text("indicator", "Name of the reported indicator."),
    _text(
        "boundary",
        "Boundary of a reported value.",
        (
            "mine_to_metal",
            "scope_1",
            "scope_2",
            "scope_3",
            "scope_1_2",
            "regulatory",
            "process",
            "not_stated",
        ),
    ),
    _text("qualifier", "How firmly the source states the value.", QUALIFIERS),
    _text("confidence", "How directly the value was read from its source.", CONFIDENCES),
    _text("slope_set", "Name of the set of reference slopes, chosen by the user."),
    _text("slope_version", "Version or date of the set, as its publisher names it."),
    _text(
        "sector_activity",
        "Activity of the sector the slopes are for; a smelter's path takes those of primary aluminium, cradle to gate.",
        ("primary_aluminium", "casthouse", "material_conversion", "procurement"),
    ),
    _text(
        "emissions_of_slope",
        "Emissions the slope is for: all of the boundary, those of electricity, or all others.",
        ("all", "electricity", "non_electricity"),
    ),
    _text(
        "emissions_of_pathway",
        "Whether all emissions follow one slope, or electricity and all others (non_electricity) slopes of their own.",
        ("all", "apart"),
    ),
    _text(
        "pathway_form",
        "How the path follows from base and slopes: contraction by the slope's ratio, or convergence to its end.",
        ("contraction", "convergence"),
    ),
    _text(
        "interpolation",
        "What stands between two years of the slopes: nothing (none, empty) or a straight line (linear).",
        ("none", "linear"),
    ),
    _text(
        "base_period_label",
        "Reporting period of the base, where several end in the base year.",
    ),
    _text(
        "pathway_denominator",
        "The tonne of the path: metal tapped (empty means that) or metal cast.",
        ("tapped", "cast_out"),
    ),
    _text("reason", "Why, in words."),
    _text("approved_by", "Who approved it."),
    _text("verifier", "Verification body."),
    _text("standard", "Standard the verification followed."),
    _text("assurance_level", "Level of assurance.", ("none", "limited", "reasonable")),
    _text("opinion", "Verifier's opinion."),
    _text("covers", "What the statement covers: ghg, energy, or both separated by a semicolon."),
    _text("scope_covered", "Scopes or boundary the statement covers."),
    _text(
        "release_sha256",
        "Hash the statement names: that of the inventory it was made on, or of the manifest of the draft release.",
    ),
    _text("entity", "Entity the statement names: the smelter's name, its operator or a certification scope."),
    _text("shows", "What the document shows.", SHOWS),
    _text("says", "Whether the document shows that it is so, or that it is not.", ("supports", "contradicts")),
    _text("statement", "What the document says of it, in words."),
    _text("audited_standard", "Standard audited against.", ("ASI PS", "ASI CoC")),
    _text("standard_version", "Version of the standard."),
    _text("auditor", "Audit firm."),
    _text("coc_material", "Material of the chain of custody.", ("bauxite", "alumina", "aluminium", "eligible_scrap")),
    _text("audited_criterion", "Criterion as the audit names it, such as 5.1a-b; empty for the standard as a whole."),
    _text(
        "rating",
        "Rating the audit gave; certified for the standard as a whole.",
        ("conformance", "minor_nc", "major_nc", "not_applicable", "unable_to_rate", "certified"),
    ),
    _text("certificate_level", "Level of the certificate.", ("full", "provisional", "none")),
    _text("overall_maturity", "Overall maturity the audit gave.", ("high", "medium", "low")),
    _text("document_id", "Document the row was taken from."),
    _text("title", "Title of the document."),
    _text(
        "kind_of_document",
        "Kind of document.",
        ("meter_log", "invoice", "weighbridge", "laboratory", "contract", "statement", "publication"),
    ),
    _text("issuer", "Who issued the document."),
    _text("file", "File, relative to the folder it was read from."),
    _text("page", "Page or section of the document."),
    _text("url", "Address of the document."),
    _text("sha256", "SHA-256 of the document's file."),
    _text("table", "Record table."),
    _text("row_key", "Key columns of a row, joined by |."),
    _text("column", "Column of the table."),
    _text("evidence_value", "The value as that source states it."),
    _text("old", "Value before the correction."),
    _text("new", "Value after the correction."),
    _text("by", "Who made the correction."),
)

_DATES = tuple(
    Field(name, "date", meaning)
    for name, meaning in (
        ("first_production_date", "Day the facility first produced metal."),
        ("valid_from", "First day the row holds."),
        ("valid_to", "Last day the row holds."),
        ("period_start", "First day of the period."),
        ("period_end", "Last day of the period."),
        ("coefficient_measured_on", "Day the site's coefficients were last measured."),
        ("retired_on", "Day the certificate was retired."),
        ("statement_date", "Date of the statement."),
        ("publication_date", "Date of publication."),
        ("plan_date", "Date of the plan."),
        ("published_on", "Day the plan was published."),
        ("dated_on", "Day the document bears."),
        ("announced_on", "Day the result was announced."),
        ("date", "Date of the document."),
        ("on", "Day of the correction."),
    )
)

_FLAGS = tuple(
    Field(name, "flag", meaning)
    for name, meaning in (
        ("synthetic", "The records are invented; every page and export says so."),
        ("period_stated", "The source states the period the value belongs to."),
        ("verified", "A third party verified the value."),
        ("no_plan", "The smelter states that it has no reduction plan."),
        ("chosen", "This source's value is the one in the wide row."),
    )
)

FIELDS: dict[str, Field] = {field.name: field for field in (*_LABELS, *_DATES, *_FLAGS, *AMOUNTS)}
