"""What a source leaves out: rows that look like its own and are not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.emissions.fuel_paths import FUEL_PATHS
from smelter_ghg.factors import Factors
from tests.golden.from_records import Row, Run, Tables, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, bought, small_plant

sources()


def computed(folder: Path, tables: Tables, method_set: str = "eu_2025_2547") -> Run:
    return run(folder, tables, factors=FACTORS, method_set=method_set)


def test_anodes_received_or_sent_back_and_butts_sold_change_nothing(tmp_path: Path) -> None:
    tables = small_plant() | {"specific_consumption": []}
    for month in months(YEAR):
        tables["activity"] += [
            bought(month, "prebaked_anode", 90, flow="received"),
            bought(month, "prebaked_anode", 30, flow="returned"),
            bought(month, "anode_butts", 50, flow="sold", origin="", supplier=""),
            bought(month, "anode_butts", 110, flow="returned", origin="", supplier=""),
        ]
    made = computed(tmp_path, tables)
    assert made.kilograms(source="anode_consumption") == pytest.approx(12 * 420_000 * (1 - 0.024) * 3.664, rel=1e-12)


def test_every_path_but_energy_as_it_is_cites_the_calorific_values() -> None:
    for prefix in ("combustion_from_", "combustion_co2_from_carbon_in_", "fuel_upstream_from_"):
        for path in FUEL_PATHS:
            cited = EQUATIONS[prefix + path].citation
            assert ("section 1.4.1.2" in cited) == (path != "energy"), prefix + path


def test_a_volume_has_a_path_by_density_and_a_mass_has_none() -> None:
    by_density = {name for name, path in FUEL_PATHS.items() if "density" in path.units}
    assert by_density == {"volume_by_density", "normal_volume_by_density"}


WHEN = whole_year(YEAR) | {"smelter_id": "s"}


def weighed(facility: str, item: str, flow: str, tonnes: float) -> Row:
    return WHEN | {"facility_id": facility, "item": item, "flow": flow, "quantity": repr(tonnes), "unit": "t"}


def paste_line(*metal: float, weighed_t: float, rate: str = "") -> Tables:
    """A potline of vertical studs with dry paste, its metal in one record or several, its paste weighed."""
    line = WHEN | {"facility_id": "L"}
    stated = {"item": "paste_consumption", "value": rate, "unit": "kg/t", "per": "tapped"}
    facility = {"facility_id": "L", "kind": "potline", "technology": "VSS", "paste_kind": "dry"}
    return {
        "facilities": [{"smelter_id": "s"} | facility],
        "metal": [
            line | {"flow": "tapped", "mass_t": repr(tonnes), "product": f"product {number}"}
            for number, tonnes in enumerate(metal)
        ],
        "specific_consumption": [line | stated] if rate else [],
        "activity": [weighed("L", "soderberg_paste", "consumed", weighed_t)],
    }


def paste_co2(tonnes: float, paste: float) -> float:
    """Equation 4.24 with the defaults of dry paste and vertical studs."""
    carbon = paste * (1 - 0.24 * (0.006 + 0.002 + 0.033) - 0.76 * (0.019 + 0.002)) - tonnes * (0.0005 + 0.01)
    return carbon * 3.664 * 1000


def test_paste_weighed_beside_its_rate_counts_once(tmp_path: Path) -> None:
    made = computed(tmp_path, paste_line(1000, weighed_t=560, rate="520"))
    assert made.kilograms(source="paste_consumption") == pytest.approx(paste_co2(1000, 520), rel=1e-12)
    assert made.ledger.filter(pl.col("equation_id") == "soderberg_paste_co2_from_mass").is_empty()


def test_weighed_paste_without_a_rate_counts_itself(tmp_path: Path) -> None:
    made = computed(tmp_path, paste_line(1000, weighed_t=560))
    assert made.kilograms(source="paste_consumption") == pytest.approx(paste_co2(1000, 560), rel=1e-12)


def missing(made: Run, method_set: str = "eu_2025_2547") -> list[str]:
    return made.missing.filter(pl.col("method_set").is_in(["common", method_set]))["item"].to_list()


def furnace(kind: str, *rows: Row) -> Tables:
    facility = {"smelter_id": "s", "facility_id": "bake", "kind": "anode_plant", "furnace_kind": kind}
    return {"facilities": [facility], "activity": list(rows)}


def test_weighed_tar_of_a_known_furnace_counts_once_and_nothing_is_missing(tmp_path: Path) -> None:
    rows = [weighed("bake", "baked_anodes", "produced", 1000), weighed("bake", "green_anodes", "consumed", 1060)]
    made = computed(tmp_path, furnace("closed", *rows, weighed("bake", "waste_tar", "produced", 3)))
    assert made.kilograms(source="pitch_volatiles") == pytest.approx((1060 * 0.995 - 1000 - 3) * 3664, rel=1e-12)
    of_set = made.ledger.filter((pl.col("source") == "pitch_volatiles") & (pl.col("method_set") == "eu_2025_2547"))
    assert of_set["equation_id"].to_list() == ["pitch_volatiles_co2_with_weighed_tar"]
    assert "pitch_volatiles" not in missing(made)


def test_baked_anodes_alone_take_the_ratio_and_nothing_is_missing(tmp_path: Path) -> None:
    made = computed(tmp_path, furnace("closed", weighed("bake", "baked_anodes", "produced", 1000)))
    assert made.kilograms(source="pitch_volatiles") == pytest.approx(1000 * (1.055 * 0.99 - 1) * 3664, rel=1e-12)
    assert "pitch_volatiles" not in missing(made)


def test_a_fuel_by_carbon_content_is_not_missing_and_its_tier_says_whose_calorific_value_it_is(tmp_path: Path) -> None:
    oil = {"item": "residual_fuel_oil", "flow": "consumed", "quantity": "10"}
    energy = oil | {"unit": "GJ", "basis": "net_calorific"}
    value = {"item": "residual_fuel_oil", "property": "net_calorific_value_gj_per_t", "value": "41"}
    for name, row, properties, tier, gj in (
        ("default", oil | {"unit": "t"}, [], 1, 404),
        ("own", oil | {"unit": "t"}, [WHEN | value], 2, 410),
        ("metered", energy, [], 2, 10),
    ):
        made = computed(tmp_path / name, {"activity": [WHEN | row], "properties": properties})
        rows = made.ledger.filter((pl.col("source") == "combustion") & (pl.col("gas") == "CO2"))
        assert rows.select("tier", "mass_kg").rows() == [(tier, pytest.approx(gj * 21.1 * 44 / 12, rel=1e-12))]
        assert "residual_fuel_oil_combustion_co2" not in missing(made)


def test_a_fuel_without_carbon_content_is_missing_and_makes_no_co2(tmp_path: Path) -> None:
    oil = {"item": "residual_fuel_oil", "flow": "consumed", "quantity": "10", "unit": "t"}
    made = computed(tmp_path, {"activity": [WHEN | oil]})
    frame = made.factors.frame.filter(pl.col("factor_id") != "ipcc_2006_carbon_content_residual_fuel_oil")
    bare = made.with_factors(Factors(frame))
    assert bare.ledger.filter(pl.col("gas") == "CO2").is_empty()
    assert "residual_fuel_oil_combustion_co2" in missing(bare)
