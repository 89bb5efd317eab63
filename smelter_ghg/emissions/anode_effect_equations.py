"""The equations of CF4 and C2F6 from high-voltage anode effects: slope, overvoltage, Tier 1.

Belongs here: IPCC equations 4.25 to 4.27. Does not belong here: which data and coefficients meet.
"""

from __future__ import annotations

from smelter_ghg.emissions.equation import Arithmetic, equation

_SLOPE = "kg CF4/t Al/(min/cell-day)"
_SOURCE = "IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.26; Regulation (EU) 2025/2547, Annex II, B.7.1"
_OVERVOLTAGE = "IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.27; Regulation (EU) 2025/2547, Annex II, B.7"


@equation(
    title="CF4 or C2F6 from anode effects, Tier 1",
    expression="E = EF · MP",
    units={"tier_1_factor": "kg/t Al", "metal": "t Al"},
    citation="IPCC 2006 Guidelines, Volume 3, Chapter 4, equation 4.25",
)
def anode_effect_tier_1(tier_1_factor: Arithmetic, metal: Arithmetic) -> Arithmetic:
    """CF4 or C2F6 in kg from the technology's factor of that gas (kg/t Al) and metal tapped (t Al)."""
    return tier_1_factor * metal


@equation(
    title="CF4 from anode effects, slope method",
    expression="E_CF4 = S · AEM · MP",
    units={"slope_cf4": _SLOPE, "anode_effect_minutes": "min/cell-day", "metal": "t Al"},
    citation=_SOURCE + ", equation 21",
)
def anode_effect_cf4(slope_cf4: Arithmetic, anode_effect_minutes: Arithmetic, metal: Arithmetic) -> Arithmetic:
    """CF4 in kg from the slope coefficient, anode-effect minutes and metal tapped.

    S in kg CF4/t Al/(min/cell-day), AEM in min/cell-day, MP in t Al.
    """
    return slope_cf4 * anode_effect_minutes * metal


@equation(
    title="CF4 from anode effects, frequency times duration",
    expression="E_CF4 = S · AEF · AED · MP",
    units={
        "slope_cf4": _SLOPE,
        "anode_effect_frequency": "1/cell-day",
        "anode_effect_duration": "min",
        "metal": "t Al",
    },
    citation=_SOURCE + ", equations 21 and 23",
)
def anode_effect_cf4_from_frequency(
    slope_cf4: Arithmetic, anode_effect_frequency: Arithmetic, anode_effect_duration: Arithmetic, metal: Arithmetic
) -> Arithmetic:
    """CF4 in kg; anode-effect minutes are frequency times average duration.

    S in kg CF4/t Al/(min/cell-day), AEF in 1/cell-day, AED in min, MP in t Al.
    """
    return slope_cf4 * anode_effect_frequency * anode_effect_duration * metal


@equation(
    title="C2F6 from anode effects, slope method",
    expression="E_C2F6 = S · AEM · MP · F",
    units={"slope_cf4": _SLOPE, "anode_effect_minutes": "min/cell-day", "metal": "t Al", "c2f6_cf4_ratio": "1"},
    citation=_SOURCE + ", equation 22",
)
def anode_effect_c2f6(
    slope_cf4: Arithmetic, anode_effect_minutes: Arithmetic, metal: Arithmetic, c2f6_cf4_ratio: Arithmetic
) -> Arithmetic:
    """C2F6 in kg: the CF4 of the slope method times the mass ratio of C2F6 to CF4.

    S in kg CF4/t Al/(min/cell-day), AEM in min/cell-day, MP in t Al, F in kg C2F6 per kg CF4 (unit 1).
    """
    return slope_cf4 * anode_effect_minutes * metal * c2f6_cf4_ratio


@equation(
    title="C2F6 from anode effects, frequency times duration",
    expression="E_C2F6 = S · AEF · AED · MP · F",
    units={
        "slope_cf4": _SLOPE,
        "anode_effect_frequency": "1/cell-day",
        "anode_effect_duration": "min",
        "metal": "t Al",
        "c2f6_cf4_ratio": "1",
    },
    citation=_SOURCE + ", equations 22 and 23",
)
def anode_effect_c2f6_from_frequency(
    slope_cf4: Arithmetic,
    anode_effect_frequency: Arithmetic,
    anode_effect_duration: Arithmetic,
    metal: Arithmetic,
    c2f6_cf4_ratio: Arithmetic,
) -> Arithmetic:
    """C2F6 in kg, with anode-effect minutes as frequency times average duration.

    S in kg CF4/t Al/(min/cell-day), AEF in 1/cell-day, AED in min, MP in t Al, F in kg C2F6 per kg CF4 (unit 1).
    """
    return slope_cf4 * anode_effect_frequency * anode_effect_duration * metal * c2f6_cf4_ratio


@equation(
    title="CF4 from anode effects, overvoltage method",
    expression="E_CF4 = OVC · AEO / CE · MP",
    units={
        "overvoltage_coefficient_cf4": "kg CF4/t Al/mV",
        "overvoltage": "mV",
        "current_efficiency_pct": "%",
        "metal": "t Al",
    },
    citation=_OVERVOLTAGE + ", equation 24",
)
def overvoltage_cf4(
    overvoltage_coefficient_cf4: Arithmetic,
    overvoltage: Arithmetic,
    current_efficiency_pct: Arithmetic,
    metal: Arithmetic,
) -> Arithmetic:
    """CF4 in kg from overvoltage coefficient, anode-effect overvoltage, current efficiency and metal tapped.

    OVC in kg CF4/t Al/mV, AEO in mV, CE in % (the number 95, which the coefficient is made for), MP in t Al.
    """
    return overvoltage_coefficient_cf4 * (overvoltage / current_efficiency_pct) * metal


@equation(
    title="C2F6 from anode effects, overvoltage method",
    expression="E_C2F6 = OVC · AEO / CE · MP · F",
    units={
        "overvoltage_coefficient_cf4": "kg CF4/t Al/mV",
        "overvoltage": "mV",
        "current_efficiency_pct": "%",
        "metal": "t Al",
        "c2f6_cf4_ratio": "1",
    },
    citation=_OVERVOLTAGE + ", equations 24 and 25",
)
def overvoltage_c2f6(
    overvoltage_coefficient_cf4: Arithmetic,
    overvoltage: Arithmetic,
    current_efficiency_pct: Arithmetic,
    metal: Arithmetic,
    c2f6_cf4_ratio: Arithmetic,
) -> Arithmetic:
    """C2F6 in kg: the CF4 of the overvoltage method times the mass ratio of C2F6 to CF4.

    OVC in kg CF4/t Al/mV, AEO in mV, CE in %, MP in t Al, F in kg C2F6 per kg CF4 (unit 1).
    """
    return overvoltage_coefficient_cf4 * (overvoltage / current_efficiency_pct) * metal * c2f6_cf4_ratio
