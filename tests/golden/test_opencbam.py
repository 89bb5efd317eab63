"""Agreement with opencbam 0.1.0, an independent Decimal engine for Implementing Regulation (EU) 2025/2547.

A thousand seeded inputs each. It gives CO2e with AR5 potentials; with its mass ratio at zero what is left is CF4, and
the rest is C2F6.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from opencbam.engine.emissions import (
    combustion_emissions,
    mass_balance_emissions,
    pfc_emissions,
    pfc_overvoltage_emissions,
)
from opencbam.engine.types import CombustionStream, MassBalanceStream, PFCOvervoltageStream, PFCStream

from smelter_ghg.emissions.anode_consumption import prebake_anode_co2_from_mass
from smelter_ghg.emissions.anode_effect_equations import (
    anode_effect_c2f6,
    anode_effect_c2f6_from_frequency,
    anode_effect_cf4,
    anode_effect_cf4_from_frequency,
    overvoltage_c2f6,
    overvoltage_cf4,
)
from smelter_ghg.emissions.fuel_combustion import COMBUSTION
from smelter_ghg.emissions.packing_coke import packing_coke_co2
from smelter_ghg.emissions.paste_consumption import soderberg_paste_co2
from smelter_ghg.emissions.pitch_volatiles import pitch_volatiles_co2
from smelter_ghg.ledger import co2e
from tests.golden.from_records import Row, Run, Tables, run, user_factor, whole_year

INPUTS = 1000
EXACT = 1e-9
TECHNOLOGIES = {
    "PFPB_L": (0.122, 0.097),
    "PFPB_M": (0.104, 0.057),
    "CWPB": (0.143, 0.121),
    "SWPB": (0.233, 0.280),
    "VSS": (0.058, 0.086),
    "HSS": (0.165, 0.077),
}


def seeded(seed: int, **ranges: tuple[float, float]) -> dict[str, np.ndarray]:
    """Arguments drawn from ranges, with the digits a record would have."""
    draw = np.random.default_rng(seed)
    return {name: np.round(draw.uniform(low, high, INPUTS), 6) for name, (low, high) in ranges.items()}


def of_cf4_and_c2f6(slope: float, minutes: float, metal: float, ratio: float) -> tuple[float, float]:
    """What opencbam makes of one stream: t CO2e of CF4 and of C2F6."""
    with_ratio = {"anode_effect_minutes": str(minutes), "production_aluminium": str(metal)}
    with_ratio |= {"slope_emission_factor_cf4": str(slope), "c2f6_weight_fraction": str(ratio)}
    both = pfc_emissions(PFCStream(**with_ratio))
    alone = pfc_emissions(PFCStream(**with_ratio | {"c2f6_weight_fraction": Decimal("0")}))
    return float(alone), float(both - alone)


def test_slope_of_both_gases() -> None:
    given = seeded(1, slope=(0.03, 0.4), minutes=(0.01, 12.0), metal=(1.0, 900_000.0), ratio=(0.01, 0.4))
    slope, minutes, metal, ratio = given.values()
    theirs = np.array([of_cf4_and_c2f6(*row) for row in zip(slope, minutes, metal, ratio, strict=True)])
    cf4 = anode_effect_cf4.function(slope, minutes, metal) / 1000 * 6630
    c2f6 = anode_effect_c2f6.function(slope, minutes, metal, ratio) / 1000 * 11100
    np.testing.assert_allclose(cf4, theirs[:, 0], rtol=EXACT)
    np.testing.assert_allclose(c2f6, theirs[:, 1], rtol=EXACT)


def test_slope_from_frequency_and_duration_of_both_gases() -> None:
    given = seeded(2, slope=(0.03, 0.4), often=(0.01, 3.0), long=(0.1, 6.0), metal=(1.0, 9e5), ratio=(0.01, 0.4))
    slope, often, long, metal, ratio = given.values()
    rows = zip(slope, often, long, metal, ratio, strict=True)
    theirs = np.array([of_cf4_and_c2f6(s, Decimal(str(f)) * Decimal(str(d)), m, r) for s, f, d, m, r in rows])
    cf4 = anode_effect_cf4_from_frequency.function(slope, often, long, metal) / 1000 * 6630
    c2f6 = anode_effect_c2f6_from_frequency.function(slope, often, long, metal, ratio) / 1000 * 11100
    np.testing.assert_allclose(cf4, theirs[:, 0], rtol=EXACT)
    np.testing.assert_allclose(c2f6, theirs[:, 1], rtol=EXACT)


def test_combustion_by_mass_volume_and_energy() -> None:
    given = seeded(3, amount=(0.1, 5e6), gj_per_unit=(0.01, 55.0), kg_per_gj=(40.0, 120.0))
    amount, calorific, factor = given.values()
    # Their calorific value is in TJ and their factor in t/TJ, which is kg/GJ.
    theirs = np.array(
        [
            float(combustion_emissions(CombustionStream(str(a), Decimal(str(n)) / 1000, str(f))))
            for a, n, f in zip(amount, calorific, factor, strict=True)
        ]
    )
    for ours in (COMBUSTION["mass"], COMBUSTION["volume"]):
        np.testing.assert_allclose(ours.function(amount, calorific, factor) / 1000, theirs, rtol=EXACT)
    np.testing.assert_allclose(COMBUSTION["energy"].function(amount * calorific, factor) / 1000, theirs, rtol=EXACT)


def test_carbon_mass_balance_with_the_ratio_of_the_regulation() -> None:
    given = seeded(4, anodes=(1.0, 400_000.0), impurities=(0.0, 0.05))
    theirs = [
        float(mass_balance_emissions(MassBalanceStream(str(mass), 1 - Decimal(str(share)))))
        for mass, share in zip(*given.values(), strict=True)
    ]
    ours = prebake_anode_co2_from_mass.function(given["anodes"], given["impurities"], 0.0, 3.664) / 1000
    np.testing.assert_allclose(ours, theirs, rtol=EXACT)


def of_carbon(*streams: tuple[Decimal, Decimal]) -> float:
    """What opencbam makes of masses (t, negative for what leaves) and their carbon content."""
    return float(sum(mass_balance_emissions(MassBalanceStream(mass, carbon)) for mass, carbon in streams))


def exact(values: dict[str, np.ndarray]) -> list[tuple[Decimal, ...]]:
    return [tuple(Decimal(str(value)) for value in row) for row in zip(*values.values(), strict=True)]


def test_overvoltage_of_both_gases() -> None:
    given = seeded(
        6, coefficient=(0.3, 6.0), mv=(0.1, 40.0), efficiency=(80.0, 97.0), metal=(1.0, 9e5), ratio=(0.01, 0.4)
    )
    both, alone = (
        np.array(
            [
                float(pfc_overvoltage_emissions(PFCOvervoltageStream(c, mv, ce, ratio * part, metal)))
                for c, mv, ce, metal, ratio in exact(given)
            ]
        )
        for part in (1, 0)
    )
    *of_cf4, ratio = given.values()
    np.testing.assert_allclose(overvoltage_cf4.function(*of_cf4) / 1000 * 6630, alone, rtol=EXACT)
    np.testing.assert_allclose(overvoltage_c2f6.function(*of_cf4, ratio) / 1000 * 11100, both - alone, rtol=EXACT)


def test_baking_and_paste_as_mass_balances_with_the_ratio_of_the_regulation() -> None:
    """Carbon in less carbon out: green anodes, baked anodes, packing coke; paste, soluble matter, skimmed dust."""
    one = Decimal(1)
    given = seeded(7, green=(1e3, 1e5), hydrogen=(0.0, 0.01), tar=(0.0, 0.01), baked=(10.0, 9e2))
    theirs = [of_carbon((g, one - h - w), (-b, one)) for g, h, w, b in exact(given)]
    np.testing.assert_allclose(pitch_volatiles_co2.function(*given.values(), 3.664) / 1000, theirs, rtol=EXACT)
    given = seeded(8, rate=(0.001, 0.05), baked=(1.0, 4e5), sulphur=(0.0, 0.05), ash=(0.0, 0.05))
    theirs = [of_carbon((r * b, one - s - a)) for r, b, s, a in exact(given)]
    np.testing.assert_allclose(packing_coke_co2.function(*given.values(), 3.664) / 1000, theirs, rtol=EXACT)
    shares = dict.fromkeys(("p_sulphur", "p_ash", "p_hydrogen", "c_sulphur", "c_ash"), (0.0, 0.04))
    given = seeded(
        9, paste=(0.4, 0.6), metal=(1.0, 4e5), csm=(0.0, 0.004), binder=(0.2, 0.3), **shares, dust=(0.0, 0.01)
    )
    theirs = [
        of_carbon(
            (pc * mp * b, one - sp - ap - hp), (pc * mp * (1 - b), one - sc - ac), (-mp * csm, one), (-mp * cd, one)
        )
        for pc, mp, csm, b, sp, ap, hp, sc, ac, cd in exact(given)
    ]
    np.testing.assert_allclose(soderberg_paste_co2.function(*given.values(), 3.664) / 1000, theirs, rtol=EXACT)


@pytest.fixture(scope="module")
def from_records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Tables]:
    """A thousand potlines and a thousand weighed fuels of a hundred smelters, read from files."""
    draw = np.random.default_rng(5)
    tables: Tables = {name: [] for name in ("facilities", "metal", "potlines", "activity", "properties")}
    for number in range(INPUTS):
        smelter, facility = f"s{number % 100}", f"f{number}"
        where = {"smelter_id": smelter, "facility_id": facility} | whole_year(2022)
        technology = list(TECHNOLOGIES)[int(draw.integers(len(TECHNOLOGIES)))]
        named = {"smelter_id": smelter, "facility_id": facility}
        tables["facilities"].append(named | {"kind": "potline", "technology": technology})
        tables["metal"].append(where | {"flow": "tapped", "mass_t": f"{draw.uniform(1, 5e5):.3f}"})
        minutes = f"{draw.uniform(0.01, 3):.4f}"
        tables["potlines"].append(where | {"anode_effect_minutes_per_cell_day": minutes})
        fuel = {"item": "natural_gas", "flow": "consumed", "unit": "t"}
        tables["activity"].append(where | fuel | {"quantity": f"{draw.uniform(1, 1e5):.3f}"})
    for smelter in range(100):
        value = {"property": "net_calorific_value_gj_per_t", "value": f"{draw.uniform(40, 55):.3f}"}
        tables["properties"].append({"smelter_id": f"s{smelter}", "item": "natural_gas"} | whole_year(2022) | value)
    factor = user_factor("natural_gas", "combustion_factor", "57.321", "kg/GJ", gas="CO2")
    return run(tmp_path_factory.mktemp("opencbam"), tables, factors=[factor], method_set="eu_2025_2547"), tables


def t_co2e(made: Run, source: str, gas: str) -> dict[str, float]:
    rows = made.inventory().filter((pl.col("source") == source) & (pl.col("gas") == gas))
    return dict(co2e(rows, "AR5GWP100", made.factors).select("facility_id", "t_co2e").iter_rows())


def test_slope_from_records_with_the_coefficients_of_the_regulation(from_records: tuple[Run, Tables]) -> None:
    made, tables = from_records
    cf4, c2f6 = t_co2e(made, "anode_effects", "CF4"), t_co2e(made, "anode_effects", "C2F6")
    assert len(cf4) == len(c2f6) == INPUTS
    for facility, metal, line in zip(tables["facilities"], tables["metal"], tables["potlines"], strict=True):
        slope, ratio = TECHNOLOGIES[facility["technology"]]
        minutes = line["anode_effect_minutes_per_cell_day"]
        theirs = of_cf4_and_c2f6(slope, minutes, metal["mass_t"], ratio)  # type: ignore[arg-type]
        assert cf4[facility["facility_id"]] == pytest.approx(theirs[0], rel=EXACT)
        assert c2f6[facility["facility_id"]] == pytest.approx(theirs[1], rel=EXACT)


def test_combustion_from_records_with_the_plants_calorific_value(from_records: tuple[Run, Tables]) -> None:
    made, tables = from_records
    ours = t_co2e(made, "combustion", "CO2")
    calorific: dict[str, Row] = {row["smelter_id"]: row for row in tables["properties"]}
    assert len(ours) == INPUTS
    for row in tables["activity"]:
        per_tonne = Decimal(calorific[row["smelter_id"]]["value"]) / 1000
        theirs = combustion_emissions(CombustionStream(row["quantity"], per_tonne, "57.321"))
        assert ours[row["facility_id"]] == pytest.approx(float(theirs), rel=EXACT)
