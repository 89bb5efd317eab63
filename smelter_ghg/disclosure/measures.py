"""The measures of the disclosure and how their figures are identified.

Belongs here: one function per family of figures that returns its id, so that whoever enters a figure and whoever prints
it name it alike. Does not belong here: values.
"""

from __future__ import annotations

from smelter_ghg.config import ReportingConfig
from smelter_ghg.disclosure.facts import Period, Row
from smelter_ghg.disclosure.ids import NO_BASIS, Basis, figure_id

EMISSIONS_SOURCE = "emissions_source"
EMISSIONS_SCOPE = "emissions_scope"
EMISSIONS_TOTAL = "emissions_total"
EMISSIONS_BOUNDARY = "emissions_boundary"
EMISSIONS_SCOPE_PART = "emissions_scope_part"
EMISSIONS_STEP = "emissions_step"
EMISSIONS_PRODUCT = "emissions_product"
BIOGENIC_CO2 = "biogenic_co2"
DIRECT_EMISSIONS = "direct_emissions"
DIRECT_EMISSIONS_ROUNDED = "direct_emissions_rounded"
GAS_MASS = "gas_mass"
GAS_RATE = "gas_rate"
PRODUCTION = "production"
INTENSITY = "intensity"
INTENSITY_STEP = "intensity_step"
INTENSITY_SCOPE = "intensity_scope"
SHARE_STEP = "share_step"
THRESHOLD = "parameter"
HEADROOM = "headroom"
HEADROOM_PCT = "headroom_pct"
EXCESS = "excess"
EXCESS_PCT = "excess_pct"
REDUCTION_BASE = "reduction_base"
REDUCTION = "reduction"
REDUCTION_PCT = "reduction_pct"
ENERGY = "energy"
ENERGY_TOTAL = "energy_total"
POWER_METERED = "power_metered"
POWER_LEVEL = "power_level"
VINTAGE_ENERGY = "vintage_energy"
VINTAGE_EMISSIONS = "vintage_emissions"
VINTAGE_EFFECT = "vintage_effect"
SHARE_SOURCE = "share_source"
SHARE_ENERGY = "share_energy"
PFC_INTENSITY = "pfc_intensity"
CELL_DAYS = "cell_days"
ANODE_EFFECTS = "anode_effects"
ANODE_EFFECT_TIME = "anode_effect_time"
ANODE_EFFECT_FREQUENCY = "anode_effect_frequency"
ANODE_EFFECT_DURATION = "anode_effect_duration"
ANODE_EFFECT_MINUTES = "anode_effect_minutes"
KNOWN_EMISSIONS = "known_emissions"
QUALITY_PART = "quality_part"
QUALITY_SHARE = "quality_share"
METHOD_EMISSIONS = "method_emissions"
METHOD_SHARE = "method_share"
STAND_IN_EMISSIONS = "stand_in_emissions"
STAND_IN_SHARE = "stand_in_share"
FACTOR_EMISSIONS = "factor_emissions"
FACTOR_SHARE = "factor_share"
GAS_TONNES = "gas_tonnes"
GAS_EMISSIONS = "gas_emissions"
EXCLUDED = "excluded"
EXCLUDED_SHARE = "excluded_share"
SUBSTITUTED_VALUE = "substituted_value"
SUBSTITUTED_EMISSIONS = "substituted_emissions"
SUBSTITUTED_SHARE = "substituted_share"
PRINTED_END = "printed_end"
IMPLIED_EMISSIONS = "implied_emissions"
IMPLIED_PRODUCTION = "implied_production"
INTERVAL = "interval"
DRIVER = "driver"
PROBABILITY = "probability"
RESTATED = "restated"
BRIDGE = "bridge"
BRIDGE_CHANGE = "bridge_change"
PATHWAY = "pathway"
PATHWAY_ELECTRICITY = "pathway_electricity"
PATHWAY_PART = "pathway_part"
PATHWAY_GAP = "pathway_gap"
PATHWAY_ROOM = "pathway_room"
RECORD = "record"
FACTOR = "factor"
COUNT = "count"

# Emissions by what they rest on: a ledger row is in several, and which there are depends on what else there is.
BY_WHAT_THEY_REST_ON = (METHOD_EMISSIONS, STAND_IN_EMISSIONS, FACTOR_EMISSIONS)


def calculated(config: ReportingConfig, account: str = "", denominator: str = "") -> Basis:
    """The basis of a calculated figure: the report's method and GWP set, an account and a denominator."""
    return Basis(config.method_set, config.gwp_set, account, denominator, "calculated")


def of_period(measure: str, period: Period, basis: Basis, *more: str) -> str:
    """The id of a measure of a smelter's period."""
    return figure_id(measure, basis, period.smelter_id, period.label, *more)


def record(input_id: str) -> str:
    """The id of a record cell, shown as reported."""
    return figure_id(RECORD, NO_BASIS, input_id)


def factor(factor_id: str) -> str:
    """The id of a factor's value."""
    return figure_id(FACTOR, NO_BASIS, factor_id)


def parameter(parameter_id: str) -> str:
    """The id of a rulebook's parameter."""
    return figure_id(THRESHOLD, NO_BASIS, parameter_id)


def intensity_basis(row: Row) -> Basis:
    """The basis of a row of the intensity table."""
    account = row["scope2_account"]
    return Basis(
        method_set=row["method_set"] or "",
        gwp_set=row["gwp_set"] or "",
        account="" if account in (None, "none") else account,
        denominator=row["denominator"] or "",
        route=row["route"],
    )


def intensity_key(row: Row) -> tuple[str, ...]:
    """Smelter, period and boundary of a row of the intensity table; a reported row also its record cell."""
    key = (row["smelter_id"], row["period_label"] or "", row["boundary"])
    return key if row["route"] == "calculated" else (*key, row["input_id"] or "")


def intensity_row(row: Row) -> str:
    """The id of the figure of a row of the intensity table."""
    return figure_id(INTENSITY, intensity_basis(row), *intensity_key(row))


def count(*key: str) -> str:
    """The id of a count of things."""
    return figure_id(COUNT, NO_BASIS, *key)
