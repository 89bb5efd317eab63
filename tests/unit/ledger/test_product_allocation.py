"""What a facility's emissions were made for: parts add up to the whole; mine to metal counts primary metal's."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from checks.records import check_records
from smelter_ghg.records.folder import cells
from tests.golden.from_records import Row, Run, Tables, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, small_plant

WHEN = {"smelter_id": "s"} | whole_year(YEAR)


def with_power_plant(*, shares: dict[str, str] | None = None, exported: str = "30000") -> Tables:
    """The small plant beside a gas plant of 200 GWh gross, 10 GWh of it used there and some sold."""
    tables = small_plant()
    tables["facilities"].append({"facility_id": "PP", "smelter_id": "s", "kind": "power_plant"})
    at_plant = WHEN | {"facility_id": "PP"}
    tables["electricity"] += [
        at_plant | {"flow": flow, "supply": "captive", "mwh": mwh, "meter_id": flow}
        for flow, mwh in (("generated_gross", "200000"), ("own_use", "10000"), ("exported", exported))
    ]
    tables["activity"].append(
        at_plant
        | {"item": "natural_gas", "flow": "consumed", "quantity": "1600000", "unit": "GJ", "basis": "net_calorific"}
    )
    tables["product_shares"] = [
        at_plant | {"product": product, "share": share, "basis": "exergy, plant test 2021"}
        for product, share in (shares or {}).items()
    ]
    return tables


def of_plant(made: Run, gas: str = "CO2") -> dict[str, float]:
    rows = made.inventory().filter(pl.col("facility_id") == "PP", pl.col("gas") == gas)
    return dict(rows.group_by("allocated_to").agg(pl.col("mass_kg").sum()).iter_rows())


def test_power_sold_takes_its_part_of_the_plants_emissions(tmp_path: Path) -> None:
    made = run(tmp_path, with_power_plant(), factors=FACTORS)
    parts = of_plant(made)
    assert parts["power_sold"] == pytest.approx(1_600_000 * 56.1 * 30 / 190)
    assert sum(parts.values()) == pytest.approx(1_600_000 * 56.1)
    # Nothing else is divided, and the upstream of the plant's fuel is divided with it.
    assert set(made.ledger.filter(allocated_to="power_sold")["facility_id"]) == {"PP"}
    assert of_plant(made, "CO2e")["power_sold"] == pytest.approx(1_600_000 * 5 * 30 / 190)


def test_corporate_scope_1_holds_what_mine_to_metal_leaves_out(tmp_path: Path) -> None:
    sold = run(tmp_path / "sold", with_power_plant(), factors=FACTORS)
    kept = run(tmp_path / "kept", with_power_plant(exported="0"), factors=FACTORS)
    assert sold.intensity_of("scope_1")["value"] == pytest.approx(kept.intensity_of("scope_1")["value"])
    apart = sold.t_co2e("AR6GWP100", allocated_to="power_sold")
    less = [one.intensity_of("mine_to_metal")["emissions_t_co2e"] for one in (kept, sold)]
    assert apart > 0 and less[0] - less[1] == pytest.approx(apart)


def test_stated_shares_go_before_the_meters(tmp_path: Path) -> None:
    shares = {"primary_metal": "0.7", "power_sold": "0.1", "heat_or_water": "0.2"}
    made = run(tmp_path, with_power_plant(shares=shares), factors=FACTORS)
    whole = 1_600_000 * 56.1
    assert of_plant(made) == {name: pytest.approx(whole * float(share)) for name, share in shares.items()}
    inputs = made.ledger_inputs.filter(pl.col("argument").is_in(["allocated_part", "allocated_whole"]))
    assert set(inputs["input_id"].str.split("|").list.first()) == {"product_shares"}


@pytest.mark.parametrize(("share", "accepted"), [("0.2", True), ("0.3", False)])
def test_the_parts_of_a_facility_sum_to_one(tmp_path: Path, share: str, accepted: bool) -> None:
    tables = with_power_plant(shares={"primary_metal": "0.8", "heat_or_water": share})
    made = run(tmp_path, tables, factors=FACTORS)
    found = check_records(made.records.tables, cells(made.records.texts), made.records.findings).findings
    at_fault = found.filter(check_id="product_shares")
    assert at_fault.is_empty() == accepted
    if not accepted:
        row = at_fault.row(0, named=True)
        assert (row["severity"], row["table"], row["column"], row["value"]) == (
            "error",
            "product_shares",
            "share",
            "0.3",
        )
        assert "sum to 1.1" in row["likely_cause"]


def test_anodes_sold_take_their_part_of_the_furnace_and_its_coke_and_pitch(tmp_path: Path) -> None:
    tables = small_plant()
    tables["facilities"].append(
        {"facility_id": "AP", "smelter_id": "s", "kind": "anode_plant", "furnace_kind": "closed"}
    )

    def amount(item: str, flow: str, tonnes: str, **more: str) -> Row:
        return WHEN | {"item": item, "flow": flow, "quantity": tonnes, "unit": "t"} | more

    tables["activity"] += [
        amount("baked_anodes", "produced", "8000", facility_id="AP"),
        amount("prebaked_anode", "sold", "2000", origin="own", facility_id="AP"),
        amount("pitch", "consumed", "1200", origin="purchased", supplier="A"),
    ]
    tables["supplier_footprints"].append(
        tables["supplier_footprints"][0]
        | {"item": "pitch", "factor_t_co2e_per_t": "0.9", "parts_covered": "production"}
    )
    made = run(tmp_path, tables, factors=FACTORS).inventory()
    for source in ("pitch_volatiles", "packing_coke"):
        rows = made.filter(source=source)
        parts = dict(rows.group_by("allocated_to").agg(pl.col("mass_kg").sum()).iter_rows())
        assert parts["anodes_sold"] / sum(parts.values()) == pytest.approx(0.25)
    pitch = made.filter(source="purchased_goods", item="pitch", allocated_to="anodes_sold")
    assert pitch["mass_kg"].sum() == pytest.approx(1200 * 0.9 * 1000 * 0.25)
    # Anodes bought for the cells are no part of what the furnace sells.
    assert set(made.filter(source="purchased_goods", item="alumina")["allocated_to"]) == {"primary_metal"}
