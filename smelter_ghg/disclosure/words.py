"""Plain words for the names that tables, records and rules use.

Belongs here: what a reader calls a source, a process, an outcome. Does not belong here: names from records, which are
shown as they are.
"""

from __future__ import annotations

_WORDS = {
    # sources
    "anode_consumption": "Anode consumption",
    "anode_effects": "Anode effects (CF₄, C₂F₆)",
    "paste_consumption": "Søderberg paste consumption",
    "pitch_volatiles": "Pitch volatiles of anode baking",
    "packing_coke": "Packing coke of anode baking",
    "combustion": "Fuel combustion",
    "purchased_electricity": "Purchased electricity",
    "energy_upstream": "Upstream of energy",
    "purchased_goods": "Purchased goods",
    "purchased_metal": "Metal from outside",
    "goods_from_known_site": "Goods by their supplier's site",
    "inbound_transport": "Inbound transport",
    "carbon_balance": "Carbon balance of anodes and paste",
    "coke_calcination": "Calcining of green coke",
    "carbonates": "Soda ash and carbonates",
    "cover_gas": "Cover gas of casting",
    "charged_gases": "Gas lost from switchgear and cooling",
    "mobile_plant": "Vehicles and mobile machines",
    "biogenic_combustion": "Biogenic CO₂ of fuels",
    "low_voltage_pfc": "Low-voltage PFC",
    "start_up_pfc": "PFC of cells started",
    # processes
    "bauxite_mining": "Bauxite mining",
    "alumina_refining": "Alumina and its bauxite",
    "anode_production": "Anode production",
    "electrolysis": "Electrolysis",
    "casting": "Casting",
    "power_generation": "Power generation",
    "transport": "Transport",
    # boundaries
    "scope_1": "Scope 1",
    "scope_1_2": "Scopes 1 and 2",
    "scope_2": "Scope 2",
    "scope_3": "Scope 3",
    "mine_to_metal": "Mine to metal",
    "all_metal": "All metal cast, metal from outside included",
    # products of a facility
    "primary_metal": "primary metal",
    "remelt": "metal from outside",
    "power_sold": "power sold",
    "heat_or_water": "heat or water",
    "anodes_sold": "anodes sold",
    "other": "other products",
    "regulatory": "Regulatory boundary",
    "not_stated": "not stated",
    # accounts, denominators, origins
    "location": "location-based",
    "market": "market-based",
    "tapped": "metal tapped",
    "cast_out": "metal cast",
    "primary_cast_out": "primary metal cast",
    "foreign": "metal from outside",
    "primary_stage_not_stated": "primary metal, stage not stated",
    "purchased": "purchased",
    "self_generated": "self-generated",
    "sold": "sold",
    "calculated": "calculated",
    "reported": "as reported",
    # method sets
    "eu_2025_2547": "Implementing Regulation (EU) 2025/2547",
    "ipcc_2006": "IPCC 2006 Guidelines",
    "us_40cfr98_f": "US 40 CFR Part 98, Subpart F",
    "quebec_q2_r15": "Quebec Regulation Q-2, r. 15",
    # outcomes
    "meets": "Meets",
    "not_met": "Not met",
    "indeterminate_rule": "Depends on the reading",
    "indeterminate_data": "Data missing",
    "refused": "Refused",
    "not_applicable": "Not applicable",
    "no_verdict": "No verdict",
    # reasons
    "start_year_missing": "start year not recorded",
    "boundary_incomplete": "boundary incomplete",
    "boundary_regulatory": "regulatory boundary",
    "period_not_stated": "period not stated",
    "production_not_stated": "production basis not stated",
    "data_missing": "data missing",
    "readings_differ": "readings differ",
    "at_threshold": "value at the threshold",
    "history_short": "too few reporting periods before this one",
    "series_broken": "reporting periods that do not follow one another or cannot be compared",
    "part_year_start": "production began in the period",
    "base_year_missing": "base year not recorded",
    "plan_missing": "no plan recorded",
    "smelter_missing": "a smelter of the scope has no outcome for the year",
    # ratings
    "conformance": "conformance",
    "nonconformance": "non-conformance",
    "undecided": "undecided",
    "minor_nc": "minor non-conformance",
    "major_nc": "major non-conformance",
    "unable_to_rate": "unable to rate",
    "straddles_cutoff": "potlines on both sides of the cut-off year",
}


def words(name: str | None) -> str:
    """What a reader calls it; a name nobody worded has its underscores turned into spaces."""
    if not name:
        return ""
    return _WORDS.get(name, name.replace("_", " "))


def item_words(item: str, *, capital: bool = True) -> str:
    """A material, fuel, parameter or missing item as a reader calls it."""
    text = item.replace("_", " ").replace("c2f6", "C₂F₆").replace("cf4", "CF₄")
    text = text.replace("co2", "CO₂").replace("ch4", "CH₄").replace("n2o", "N₂O")
    text = text.replace("ghg", "GHG").replace("gwp100", "GWP100")
    return text[:1].upper() + text[1:] if capital else text
