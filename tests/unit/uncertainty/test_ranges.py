"""Which statement about uncertainty holds for which record, and whose errors are one."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from checks.records import check_records
from smelter_ghg.records.folder import cells as cells_of
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Row, Run, months, run, whole_year, write
from tests.golden.small_plant import FACTORS, YEAR, small_plant


def stated(table: str, column: str, below: float, **cells: str) -> Row:
    return (
        {"smelter_id": "s", "table": table, "column": column, "below_pct": str(below), "citation": "invented"}
        | whole_year(YEAR)
        | cells
    )


def computed(folder: Path, *statements: Row) -> Run:
    tables = small_plant(lines=("L1", "L2")) | {"uncertainties": list(statements)}
    return run(folder, tables, factors=FACTORS, method_set="ipcc_2006")


def metal(made: Run, facility: str) -> pl.DataFrame:
    return made.activity.filter(quantity="metal", flow="tapped", facility_id=facility).sort("period_end")


def test_a_range_reaches_activity_and_the_inputs_of_every_equation_that_takes_the_record(tmp_path: Path) -> None:
    made = computed(tmp_path, stated("metal", "mass_t", 1, above_pct="2"))
    assert metal(made, "L1").select("lower_share", "upper_share").unique().rows() == [(0.99, 1.02)]
    inputs = made.ledger_inputs.filter(pl.col("input_id").str.starts_with("metal|"), argument="metal")
    assert (inputs["lower"] / inputs["value"]).to_list() == pytest.approx([0.99] * inputs.height)
    assert (inputs["upper"] / inputs["value"]).to_list() == pytest.approx([1.02] * inputs.height)
    assert inputs["error_group"].to_list() == inputs["input_id"].to_list()


def test_the_statement_with_most_labels_counts_then_the_shorter_one(tmp_path: Path) -> None:
    march = months(YEAR)[2]
    made = computed(
        tmp_path,
        stated("metal", "mass_t", 1),
        stated("metal", "mass_t", 2, facility_id="L2"),
        stated("metal", "mass_t", 3, **march),
    )
    below = {line: [round(1 - share, 6) for share in metal(made, line)["lower_share"]] for line in ("L1", "L2")}
    assert below["L1"] == [0.01, 0.01, 0.03] + [0.01] * 9
    assert below["L2"] == [0.02] * 12


def test_values_of_one_error_group_share_an_error_and_others_have_their_own(tmp_path: Path) -> None:
    made = computed(
        tmp_path, stated("metal", "mass_t", 1, error_group="scale"), stated("electricity", "mwh", 0.5, meter_id="L1")
    )
    assert metal(made, "L1")["error_group"].unique().to_list() == ["scale"]
    meters = made.activity.filter(quantity="electricity")
    assert meters.filter(supplier_site="L1")["error_group"].n_unique() == 12
    assert meters.filter(supplier_site="L2")["error_group"].null_count() == 12


def test_a_record_that_states_its_own_range_keeps_it_and_the_error_it_shares(tmp_path: Path) -> None:
    tables = small_plant()
    gas = next(row for row in tables["activity"] if row["item"] == "natural_gas")
    gas["uncertainty_pct"] = "7"
    tables["uncertainties"] = [stated("activity", "quantity", 2, item="natural_gas", error_group="gas meter")]
    made = run(tmp_path, tables, factors=FACTORS).activity.filter(item="natural_gas").sort("period_end")
    assert made["lower_share"].to_list() == pytest.approx([0.93] + [0.98] * 11)
    assert set(made["error_group"]) == {"gas meter"}


def test_a_suppliers_footprint_has_the_range_of_the_smelter_that_states_it(tmp_path: Path) -> None:
    made = computed(tmp_path, stated("supplier_footprints", "factor_t_co2e_per_t", 12, above_pct="18", item="alumina"))
    ranged = made.ledger_inputs.filter(pl.col("input_id").str.starts_with("supplier_footprints|")).drop_nulls("lower")
    assert ranged["input_id"].str.contains("alumina").all() and ranged.height > 0
    assert ranged.select("lower", "upper").unique().rows() == [(pytest.approx(0.88), pytest.approx(1.18))]


def test_without_a_range_nothing_is_uncertain(tmp_path: Path) -> None:
    made = computed(tmp_path)
    assert made.activity["error_group"].null_count() == made.activity.height
    assert not made.ledger_inputs.filter(kind="record")["error_group"].drop_nulls().to_list()


@pytest.mark.parametrize(
    ("cells", "check_id", "severity"),
    [
        ({"column": "mass_kg"}, "range_column", "error"),
        ({"column": "flow"}, "range_column", "error"),
        ({"column": "mass_t", "facility_id": "L1", **months(YEAR - 1)[0]}, "range_without_records", "warning"),
        ({"column": "mass_t", "facility_id": "CH", "item": "ingot"}, "range_without_records", "warning"),
        ({"column": "mass_t", "facility_id": "L1"}, None, None),
        ({"column": "mass_t"}, None, None),
    ],
)
def test_a_range_about_no_record_is_found(
    tmp_path: Path, cells: Row, check_id: str | None, severity: str | None
) -> None:
    write(tmp_path / "r", small_plant() | {"uncertainties": [stated("metal", "mass_t", 1) | cells]})
    read = read_folder(tmp_path / "r")
    found = check_records(read.tables, cells_of(read.texts), read.findings).findings.filter(table="uncertainties")
    assert found.select("check_id", "severity").rows() == ([(check_id, severity)] if check_id else [])
    if check_id:
        assert found["row"].to_list() == [2] and found["column"].to_list() == ["column"]
