"""Where the sources between bauxite and ingot begin and end: a balance of nothing, a stream that is missing, tiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.from_records import Row, Run, Tables, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, small_plant

WHEN = {"smelter_id": "s"} | whole_year(YEAR)
KILN = {"facility_id": "kiln", "smelter_id": "s", "kind": "coke_calciner"}


def computed(folder: Path, tables: Tables, **settings: str) -> Run:
    return run(folder, tables, factors=FACTORS, **({"method_set": "ipcc_2006"} | settings))


def item(name: str, flow: str, quantity: float, unit: str = "t", **more: str) -> Row:
    return WHEN | {"item": name, "flow": flow, "quantity": str(quantity), "unit": unit} | more


def with_rows(*rows: Row, facilities: tuple[Row, ...] = (), properties: tuple[Row, ...] = ()) -> Tables:
    tables = small_plant()
    tables["activity"] += rows
    tables["facilities"] += facilities
    tables["properties"] += properties
    return tables


def analysis(name: str, of: str, value: float) -> Row:
    return WHEN | {"item": of, "property": name, "value": str(value)}


def baking(*rows: Row, properties: tuple[Row, ...] = ()) -> Tables:
    plant = {"facility_id": "AP", "smelter_id": "s", "kind": "anode_plant", "furnace_kind": "closed"}
    made = item("baked_anodes", "produced", 6000, facility_id="AP")
    return with_rows(made, *rows, facilities=(plant,), properties=properties)


COKE = item("calcined_coke", "consumed", 4500, origin="purchased", supplier="A")
PITCH = item("pitch", "consumed", 1000, origin="purchased", supplier="A")


def test_bought_anodes_do_not_stand_in_for_the_pitch_of_a_baking_plant(tmp_path: Path) -> None:
    made = computed(tmp_path / "without", baking(COKE), process_carbon="carbon_balance")
    assert "carbon_balance" not in set(made.ledger["source"])
    made = computed(tmp_path / "with", baking(COKE, PITCH), process_carbon="carbon_balance")
    assert "carbon_balance" in set(made.ledger["source"])


def test_a_stream_with_its_own_analysis_is_of_the_highest_tier(tmp_path: Path) -> None:
    tables = baking(COKE, PITCH, properties=(analysis("carbon_pct", "pitch", 94),))
    rows = computed(tmp_path, tables, process_carbon="carbon_balance").ledger.filter(source="carbon_balance")
    assert set(rows.filter(item="pitch")["tier"]) == {3}
    assert set(rows.filter(item="calcined_coke")["tier"]) == {2}


def test_gas_that_is_all_accounted_for_is_an_emission_of_zero(tmp_path: Path) -> None:
    flows = (("opening_stock", 60), ("received", 20), ("closing_stock", 80))
    made = computed(tmp_path, with_rows(*(item("sulphur_hexafluoride", flow, kg, "kg") for flow, kg in flows)))
    assert made.ledger.filter(source="charged_gases")["mass_kg"].to_list() == [0.0]
    assert "sulphur_hexafluoride" not in set(made.missing["item"])


def green(tonnes: float) -> Row:
    return item("green_coke", "consumed", tonnes, facility_id="kiln")


def test_a_calciner_that_stood_still_emits_nothing_and_lacks_nothing(tmp_path: Path) -> None:
    still = (green(0), item("calcined_coke", "produced", 0, facility_id="kiln"))
    made = computed(tmp_path, with_rows(*still, facilities=(KILN,)))
    assert made.inventory().filter(source="coke_calcination")["mass_kg"].to_list() == [0.0]
    assert "green_coke" not in set(made.missing.filter(method_set="ipcc_2006")["item"])


@pytest.mark.parametrize(("weighed", "tier"), [(True, 3), (False, 2)])
def test_calcining_with_every_analysis_is_of_the_highest_tier_where_the_coke_is_weighed_too(
    tmp_path: Path, weighed: bool, tier: int
) -> None:
    analyses = [analysis(f"{name}_pct", "green_coke", value) for name, value in
                (("moisture", 8), ("volatiles", 10), ("sulphur", 2))]  # fmt: skip
    out = [item("calcined_coke", "produced", 680, facility_id="kiln")] if weighed else []
    tables = with_rows(
        green(1000), *out, facilities=(KILN,), properties=(*analyses, analysis("sulphur_pct", "calcined_coke", 2))
    )
    assert set(computed(tmp_path, tables).inventory().filter(source="coke_calcination")["tier"]) == {tier}
