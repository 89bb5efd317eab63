"""Records that look like an item and yield no emission of it must leave the sum "at least"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.golden.from_records import Row, Run, Tables, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, bought, small_plant


def changed(tables: Tables, name: str, change: Callable[[Row], Row | None], **labels: str) -> Tables:
    """The rows with these labels replaced by what `change` makes of them; None drops the row."""
    rows = []
    for row in tables[name]:
        made = change(row) if all(row.get(column) == cell for column, cell in labels.items()) else row
        if made is not None:
            rows.append(made)
    return tables | {name: rows}


def plant(folder: Path, name: str, change: Callable[[Row], Row | None], **labels: str) -> Run:
    return run(folder, changed(small_plant(), name, change, **labels), factors=FACTORS)


def in_second_half(row: Row) -> bool:
    return row["period_start"] > f"{YEAR}-06-30"


def cells(**new: str) -> Callable[[Row], Row]:
    return lambda row: row | new


def test_the_small_plant_is_complete(tmp_path: Path) -> None:
    assert run(tmp_path, small_plant(), factors=FACTORS).intensity_of("mine_to_metal")["complete"]


@pytest.mark.parametrize(
    ("name", "change", "labels", "missing"),
    [
        pytest.param("activity", cells(origin="own"), {"item": "alumina"}, "alumina", id="own alumina"),
        pytest.param(
            "activity", cells(origin="own"), {"item": "aluminium_fluoride"}, "aluminium_fluoride", id="own fluoride",
        ),
        pytest.param(
            "activity", cells(flow="closing_stock"), {"item": "alumina"}, "alumina", id="only closing stocks",
        ),
        pytest.param("activity", cells(flow="sold"), {"item": "alumina"}, "alumina", id="only sales"),
        pytest.param("activity", cells(unit="m3"), {"item": "alumina"}, "alumina", id="by volume"),
        pytest.param(
            "activity", cells(flow="received"), {"item": "natural_gas"}, "fuels", id="gas only received"
        ),
        pytest.param(
            "activity",
            lambda row: row | {"flow": "received"} if in_second_half(row) else row,
            {"item": "alumina"},
            "alumina",
            id="consumption, then receipts",
        ),
        pytest.param(
            "activity", cells(unit="m3"), {"item": "natural_gas"}, "natural_gas", id="gas without a calorific value"
        ),
        pytest.param(
            "activity", cells(basis="gross_calorific"), {"item": "natural_gas"}, "natural_gas", id="gas by gross value"
        ),
        pytest.param(
            "activity", cells(item="lignite"), {"item": "natural_gas"}, "lignite_combustion_ch4", id="no methane factor"
        ),
        pytest.param(
            "activity", cells(supplier="B"), {"item": "alumina"}, "alumina", id="a supplier without a footprint"
        ),
        pytest.param("transport", cells(mode="road"), {"item": "alumina"}, "alumina_transport", id="no road factor"),
        pytest.param(
            "supplier_footprints", cells(period_end="2022-11-30"), {"item": "alumina"}, "alumina", id="footprint ends"
        ),
        pytest.param(
            "facilities", cells(kind="anode_plant"), {"facility_id": "CH"}, "pitch_volatiles", id="anodes baked on site"
        ),
        pytest.param(
            "electricity", cells(supply="captive"), {}, "power_plant_fuel", id="captive power without its fuel"
        ),
        pytest.param("electricity", cells(grid_zone="Y"), {}, "grid_factor", id="a zone without a factor"),
    ],
)  # fmt: skip
def test_the_item_is_named(
    tmp_path: Path, name: str, change: Callable[[Row], Row], labels: dict[str, str], missing: str
) -> None:
    made = plant(tmp_path, name, change, **labels)
    row = made.intensity_of("mine_to_metal")
    assert missing in row["missing"] and not row["complete"]


def stocks(**tonnes: float) -> Tables:
    tables = changed(small_plant(), "activity", lambda row: None, item="alumina")
    tables["activity"] += [bought(whole_year(YEAR), "alumina", mass, flow=flow) for flow, mass in tonnes.items()]
    return tables


@pytest.mark.parametrize("closing", [600.0, 500.0])
def test_a_stock_balance_that_leaves_nothing_is_named(tmp_path: Path, closing: float) -> None:
    made = run(tmp_path, stocks(received=500, closing_stock=closing), factors=FACTORS)
    assert "alumina" in made.missing_items()


def weighed(anodes: int = 12, butts: list[Row] | None = None) -> Tables:
    """The plant's anodes by weight: 530 t a month, butts as given."""
    tables = small_plant() | {"specific_consumption": []}
    kept = [row for row in tables["activity"] if row["item"] != "prebaked_anode"]
    tables["activity"] = kept + [bought(month, "prebaked_anode", 530) for month in months(YEAR)[:anodes]]
    tables["activity"] += butts or []
    return tables


def returned(tonnes: float, when: Row) -> Row:
    return when | {"smelter_id": "s", "item": "anode_butts", "flow": "returned", "quantity": str(tonnes), "unit": "t"}


def test_months_without_weighed_anodes_are_missing_from_scope_1(tmp_path: Path) -> None:
    made = run(tmp_path, weighed(6), factors=FACTORS)
    assert "net_anode_carbon" in made.intensity_of("scope_1")["missing"]


def test_butts_weighed_once_a_year_are_taken_off_anodes_weighed_monthly(tmp_path: Path) -> None:
    yearly = run(tmp_path / "y", weighed(butts=[returned(1200, whole_year(YEAR))]), factors=FACTORS)
    monthly = [returned(100, month) for month in months(YEAR)]
    expected = run(tmp_path / "m", weighed(butts=monthly), factors=FACTORS).kilograms(source="anode_consumption")
    assert yearly.kilograms(source="anode_consumption") == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("lost", [1, 12])
def test_months_without_butts_are_named(tmp_path: Path, lost: int) -> None:
    butts = [returned(100, month) for month in months(YEAR)[lost:]]
    made = run(tmp_path, weighed(butts=butts), factors=FACTORS)
    assert "anode_butts" in made.intensity_of("scope_1")["missing"]


def test_no_row_of_the_ledger_is_negative(tmp_path: Path) -> None:
    made = run(tmp_path, weighed(butts=[returned(600, month) for month in months(YEAR)]), factors=FACTORS)
    assert made.ledger["mass_kg"].min() >= 0


def test_transport_in_an_old_footprint_does_not_cover_this_year(tmp_path: Path) -> None:
    tables = changed(small_plant(), "transport", lambda row: None, item="alumina")
    old = tables["supplier_footprints"][0] | {"parts_covered": "bauxite_mining;refining;inbound_transport"}
    tables["supplier_footprints"].append(old | whole_year(2019))
    assert "alumina_transport" in run(tmp_path, tables, factors=FACTORS).missing_items()


def test_transport_in_this_years_footprint_does(tmp_path: Path) -> None:
    tables = changed(small_plant(), "transport", lambda row: None, item="alumina")
    tables["supplier_footprints"][0]["parts_covered"] += ";inbound_transport"
    assert run(tmp_path, tables, factors=FACTORS).intensity_of("mine_to_metal")["complete"]


def test_transport_is_not_counted_beside_a_footprint_that_holds_it(tmp_path: Path) -> None:
    tables = small_plant()
    tables["supplier_footprints"][0]["parts_covered"] += ";inbound_transport"
    made = run(tmp_path, tables, factors=FACTORS)
    assert made.kilograms(source="inbound_transport", item="alumina") == 0
