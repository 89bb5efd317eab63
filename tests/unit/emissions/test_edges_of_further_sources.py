"""Where the sources between bauxite and ingot begin and end: a balance of nothing, a stream that is missing, tiers."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.emissions import charged_gases
from smelter_ghg.method_sets import METHOD_SETS
from tests.golden.from_records import Row, Run, Tables, months, run, whole_year
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


@pytest.mark.parametrize(
    ("signed", "lost"),
    [
        ([500_000_000.5, -499_999_999.5], 0.0),
        ([500_000_000.5, -499_999_999.0], 1.5),
        ([500_000.1, 0.2, -500_000.3], 0.0),
    ],
    ids=["the very noise of the sum", "more than that", "less"],
)
def test_what_rounding_leaves_of_a_balance_that_closes_is_nothing(signed: list[float], lost: float) -> None:
    """A billionth of what was moved: of a thousand million kilograms one."""
    assert pl.DataFrame({"value": signed}).select(charged_gases._lost()).item() == lost


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


def test_calcining_says_of_a_set_why_it_is_refused(tmp_path: Path) -> None:
    made = computed(tmp_path, with_rows(green(1000), facilities=(KILN,)))
    lacking = made.missing.filter(item="green_coke", method_set="quebec_q2_r15")
    assert lacking["reason"].to_list() == [METHOD_SETS["quebec_q2_r15"].unverified]


def test_a_cover_gas_without_its_emitted_share_is_missing_and_the_other_counts(tmp_path: Path) -> None:
    used = [item(name, "consumed", kg, "kg") for name, kg in (("sulphur_hexafluoride", 40), ("hfc_134a", 7))]
    made = computed(tmp_path, with_rows(*used))
    assert made.ledger.filter(source="cover_gas").select("gas", "mass_kg").rows() == [("SF6", pytest.approx(40))]
    assert {"sulphur_hexafluoride", "hfc_134a"} & set(made.missing["item"]) == {"hfc_134a"}


def test_one_day_in_the_duct_closes_a_month(tmp_path: Path) -> None:
    """Thirty days and the thirty-first, in two records."""
    spans = (("2022-01-01", "2022-01-30", 60), ("2022-01-31", "2022-01-31", 2))
    tables = small_plant()
    tables["pfc_measurements"] = [
        {"smelter_id": "s", "facility_id": "L1", "period_start": first, "period_end": last, "mass_kg": str(kg)}
        | {"pfc_kind": "high_voltage", "gas": "CF4", "collection_efficiency_pct": "100", "citation": "invented"}
        for first, last, kg in spans
    ]
    made = computed(tmp_path, tables)
    assert made.kilograms(source="anode_effects", gas="CF4") == pytest.approx(62 + 11 * 0.143 * 0.2 * 1000)


def outside(flow: str, tonnes: float, supplier: str) -> Row:
    return months(YEAR)[0] | {"smelter_id": "s", "flow": flow, "mass_t": str(tonnes), "counterparty": supplier}


def test_metal_from_outside_counts_by_its_footprint_and_lacks_one_only_where_there_is_some(tmp_path: Path) -> None:
    tables = small_plant()
    tables["metal"] += [outside("cold_in", 100, "B"), outside("liquid_in", 0, "C")]
    tables["supplier_footprints"].append(
        whole_year(YEAR)
        | {"item": "cold_metal", "supplier": "B", "factor_t_co2e_per_t": "9", "parts_covered": "production"}
        | {"gwp_set": "AR6GWP100", "citation": "invented for the tests"}
    )
    made = computed(tmp_path, tables)
    assert made.kilograms(source="purchased_metal") == pytest.approx(900_000)
    assert not {"cold_metal", "liquid_metal"} & set(made.missing["item"])
    tables["metal"].append(outside("liquid_in", 1, "D"))
    assert {"cold_metal", "liquid_metal"} & set(computed(tmp_path / "some", tables).missing["item"]) == {"liquid_metal"}
