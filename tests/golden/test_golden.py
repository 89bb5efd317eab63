"""Published and hand-computed examples: through the equation functions, and end to end from records.

Each file of cases/ is one example: its citation, the arguments, the records and what must come out.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.emissions.fuel_paths import FUEL_PATHS
from tests.golden.from_records import Row, Tables, run, user_factor, whole_year

sources()
CASES = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
}
KEYS = {"id", "title", "citation", "tolerance", "settings", "equations", "records", "factors", "expected"}
FURTHER_PATHS = set(FUEL_PATHS) - {"mass", "energy", "volume"}
REQUIRED = (
    *("p1_slope_vss", "p3_slope_cbam", "p5_slope_plan", "p6_carbon_3_664", "p6_carbon_44_12", "p6_natural_gas"),
    *("h1_prebake_anode_ipcc_2006", "h1_prebake_anode_eu_2025_2547", "h5_tier_1", "h9_monthly_sum"),
    *("h10_minutes_from_log", "h15_natural_gas", "h16_fuel_oil_by_factor", "h16_fuel_oil_by_carbon"),
    *(f"h7_slope_{row}" for row in ("pfpb_l", "pfpb_m", "pfpb_mw", "cwpb_eu", "swpb_eu", "vss_eu", "hss_eu")),
    *(f"h7_slope_{row}_2006" for row in ("cwpb", "swpb", "vss", "hss")),
    *(
        "p2_overvoltage_cwpb",
        "p2_overvoltage_swpb_eu",
        "h9_monthly_sum_us",
        "h3_packing_coke",
        "h3_packing_coke_weighed",
    ),
    *("h2a_pitch_volatiles_closed", "h2a_pitch_volatiles_closed_by_ratio", "h2b_pitch_volatiles_other"),
    *(f"h4_paste_{row}" for row in ("vss_dry", "vss_dry_weighed", "vss_wet", "hss_dry", "hss_wet")),
    *(f"h6_tier_1_{row}" for row in ("cwpb", "swpb", "vss", "hss")),
)
# What a case's rows need not say: who, when, which potline.
IMPLIED: dict[str, Row] = {
    "facilities": {"smelter_id": "golden", "facility_id": "line", "kind": "potline"},
    "metal": {"facility_id": "line", "flow": "tapped"},
    "potlines": {"facility_id": "line"},
    "specific_consumption": {"facility_id": "line"},
    "activity": {},
    "properties": {},
    "pfc_measurements": {"facility_id": "line"},
}


@pytest.fixture(params=sorted(CASES))
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return CASES[request.param]


def number(written: float | str) -> float:
    """A number of a case; a ratio such as 44/12 stays exact until here."""
    return float(Fraction(written)) if isinstance(written, str) else float(written)


def records_of(case: dict[str, Any]) -> Tables:
    when = {"smelter_id": "golden"} | whole_year(2022)
    tables: Tables = {"smelters": [{"smelter_id": "golden", "name": "Golden", "level": "model"}]}
    for name, rows in case["records"].items():
        if name != "method_set":
            implied = IMPLIED[name] if name == "facilities" else when | IMPLIED[name]
            tables[name] = [implied | {column: str(cell) for column, cell in row.items()} for row in rows]
    return tables


def test_every_required_example_is_there_and_cited() -> None:
    assert set(REQUIRED) <= set(CASES)
    for name, case in CASES.items():
        assert case["id"] == name and set(case) <= KEYS
        assert len(case["citation"]) > 20 and case["tolerance"] == 1e-6 and case["equations"] and case["expected"]


def test_every_equation_that_makes_a_gas_has_an_example() -> None:
    shown = {step["equation"] for case in CASES.values() for step in case["equations"]}
    of_gases = {name for name, e in EQUATIONS.items() if not any("CO2e" in unit for unit in e.units.values())}
    # The further paths from a fuel's record to its energy are forms of one numbered equation; what each of them adds is
    # held against the energy path in tests/unit/emissions/test_fuel_paths.py.
    further = {name for name in of_gases for path in FURTHER_PATHS if name.endswith((f"_from_{path}", f"_in_{path}"))}
    assert shown == of_gases - further


def test_the_equation_functions_give_the_expected_mass(case: dict[str, Any]) -> None:
    for step in case["equations"]:
        arguments = {name: number(value) for name, value in step["arguments"].items()}
        mass = EQUATIONS[step["equation"]].function(**arguments)
        assert mass == pytest.approx(step["kg"], rel=case["tolerance"]), step["equation"]


def test_the_records_give_the_expected_mass_and_co2e(case: dict[str, Any], tmp_path: Path) -> None:
    factors = [user_factor(**row) for row in case.get("factors", ())]
    made = run(
        tmp_path,
        records_of(case),
        factors=factors,
        method_set=case["records"]["method_set"],
        **case.get("settings", {}),
    )
    assert made.records.findings.is_empty()
    for row in case["expected"]:
        wanted = dict(row)
        if "kg" in wanted:
            mass = wanted.pop("kg")
            assert made.kilograms(**wanted) == pytest.approx(mass, rel=case["tolerance"]), row
        else:
            tonnes = wanted.pop("t_co2e")
            assert made.t_co2e(**wanted) == pytest.approx(tonnes, rel=case["tolerance"]), row
