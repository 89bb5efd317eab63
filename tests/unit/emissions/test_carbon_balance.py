"""Anode carbon by consumption or by the site's carbon balance: the report chooses, and one of the two counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.from_records import Row, Run, Tables, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, small_plant

WHEN = {"smelter_id": "s"} | whole_year(YEAR)
REPLACED = {"anode_consumption", "paste_consumption", "pitch_volatiles", "packing_coke"}


def baking() -> Tables:
    """The small plant bakes its own anodes: coke and pitch in, 6000 t of anodes, 500 t sold."""
    tables = small_plant()
    tables["facilities"].append(
        {"facility_id": "AP", "smelter_id": "s", "kind": "anode_plant", "furnace_kind": "closed"}
    )
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "prebaked_anode"]

    def amount(item: str, flow: str, tonnes: str, **more: str) -> Row:
        return WHEN | {"item": item, "flow": flow, "quantity": tonnes, "unit": "t"} | more

    tables["activity"] += [
        amount("baked_anodes", "produced", "6000", facility_id="AP"),
        amount("calcined_coke", "consumed", "4500", origin="purchased", supplier="A"),
        amount("pitch", "consumed", "1000", origin="purchased", supplier="A"),
        amount("prebaked_anode", "sold", "500", origin="own"),
    ]
    return tables


def computed(tmp_path: Path, tables: Tables, way: str) -> Run:
    return run(tmp_path, tables, factors=FACTORS, process_carbon=way, method_set="ipcc_2006")


def test_one_way_counts_and_the_other_stands_beside(tmp_path: Path) -> None:
    for way in ("consumption", "carbon_balance"):
        made = computed(tmp_path / way, baking(), way)
        counted = set(made.inventory()["source"])
        assert ("carbon_balance" in counted) == (way == "carbon_balance")
        assert bool(counted & REPLACED) == (way == "consumption")
        assert {"carbon_balance", "anode_consumption", "pitch_volatiles"} <= set(made.ledger["source"])


def test_the_balance_is_carbon_in_less_carbon_out(tmp_path: Path) -> None:
    made = computed(tmp_path, baking(), "carbon_balance")
    carbon = 4500 * 0.98 + 1000 * 0.95 - 500 * 0.98
    assert made.kilograms(source="carbon_balance") == pytest.approx(carbon * 44 / 12 * 1000)
    sold = made.ledger.filter(source="carbon_balance", item="prebaked_anode", method_set="ipcc_2006")
    assert sold["mass_kg"].to_list() == pytest.approx([-500 * 0.98 * 44 / 12 * 1000])


def test_a_balance_needs_no_anode_consumption(tmp_path: Path) -> None:
    tables = baking() | {"specific_consumption": []}
    for way, lacks in (("consumption", True), ("carbon_balance", False)):
        made = run(tmp_path / way, tables, factors=FACTORS, process_carbon=way)
        assert ("net_anode_carbon" in made.missing_items()) == lacks


def test_without_its_pitch_a_baking_plant_has_no_balance(tmp_path: Path) -> None:
    tables = baking()
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "pitch"]
    made = computed(tmp_path, tables, "carbon_balance")
    assert "carbon_balance" not in set(made.ledger["source"])
    assert "anode_consumption" in set(made.inventory()["source"])


def test_a_stream_of_unknown_carbon_is_named_where_the_balance_counts(tmp_path: Path) -> None:
    tables = baking()
    tables["activity"].append(WHEN | {"item": "carbon_byproducts", "flow": "sold", "quantity": "50", "unit": "t"})
    assert "carbon_byproducts_carbon" in set(computed(tmp_path / "b", tables, "carbon_balance").missing["item"])
    assert "carbon_byproducts_carbon" not in set(computed(tmp_path / "c", tables, "consumption").missing["item"])
