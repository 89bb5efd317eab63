"""Fiscal and stub years, lines of two technologies, own and bought anodes, two refineries, stocks: from real files."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from checks.records import CheckedRecords, check_records
from smelter_ghg.config import NumberFormat, ReportingConfig
from smelter_ghg.factors import load_factors
from smelter_ghg.records.folder import cells, read_folder
from tests.golden.from_records import Row, Run, Tables, compute, months, run, write, write_factors
from tests.golden.small_plant import FACTORS, YEAR, small_plant


def checked(folder: Path, tables: Tables, month: int = 12) -> CheckedRecords:
    records = read_folder(write(folder, tables))
    return check_records(records.tables, cells(records.texts), records.findings, month)


def test_a_fiscal_year_by_the_configuration_holds_twelve_months(tmp_path: Path) -> None:
    tables = small_plant()
    tables["reporting_periods"] = []
    for name, rows in tables.items():
        for row in rows:
            if row.get("period_start", "")[5:7] >= "07" and name != "supplier_footprints":
                row |= {key: f"{YEAR - 1}{row[key][4:]}" for key in ("period_start", "period_end")}
    for row in tables["supplier_footprints"]:
        row |= {"period_start": f"{YEAR - 1}-01-01"}
    made = run(tmp_path, tables, factors=FACTORS, fiscal_year_end_month=6)
    assert checked(tmp_path / "checked", tables, 6).findings.is_empty()
    row = made.intensity_of("mine_to_metal")
    assert (row["period_label"], str(row["period_start"]), str(row["period_end"])) == (
        f"FY{YEAR}", f"{YEAR - 1}-07-01", f"{YEAR}-06-30"
    )  # fmt: skip
    assert row["production_t"] == 12_000 and row["complete"], row["missing"]


def test_a_first_period_of_five_months_is_complete_by_itself(tmp_path: Path) -> None:
    tables = small_plant()
    start = f"{YEAR}-08-01"
    for name in (
        "metal",
        "potlines",
        "specific_consumption",
        "electricity",
        "activity",
        "transport",
        "pfc_measurements",
    ):
        tables[name] = [row for row in tables[name] if row["period_start"] >= start]
    tables["reporting_periods"][0] |= {"period_label": f"{YEAR} from August", "period_start": start}
    tables["facilities"][0] |= {"first_production_date": start}
    assert checked(tmp_path / "checked", tables).findings.is_empty()
    row = run(tmp_path, tables, factors=FACTORS).intensity_of("mine_to_metal")
    assert (str(row["period_start"]), row["production_t"]) == (start, 5000.0)
    assert row["complete"], row["missing"]


def test_a_record_that_crosses_the_end_of_a_stub_period_is_refused(tmp_path: Path) -> None:
    tables = small_plant()
    tables["reporting_periods"] = [
        {"smelter_id": "s", "period_label": "stub", "period_start": f"{YEAR}-01-01", "period_end": f"{YEAR}-05-15"},
        {"smelter_id": "s", "period_label": "rest", "period_start": f"{YEAR}-05-16", "period_end": f"{YEAR}-12-31"},
    ]
    found = checked(tmp_path, tables).findings
    assert set(found["check_id"]) == {"outside_reporting_periods"}
    assert set(found["period"]) == {f"{YEAR}-05-01 to {YEAR}-05-31"}
    assert "beyond stub, rest" in found["likely_cause"][0]


def two_lines() -> Tables:
    """Potlines of two technologies, the second since July; own and bought anodes; alumina of two refineries, one from
    stock."""
    tables, late = small_plant(lines=("L1", "L2")), f"{YEAR}-07-01"
    tables["facilities"][1] |= {"technology": "SWPB", "first_production_date": late}
    for name in ("metal", "potlines", "specific_consumption", "electricity"):
        tables[name] = [row for row in tables[name] if row.get("facility_id") != "L2" or row["period_start"] >= late]
    tables["activity"] = [row for row in tables["activity"] if row["item"] not in ("alumina", "prebaked_anode")]
    for month in months(YEAR):
        bought: Row = month | {"smelter_id": "s", "unit": "t", "origin": "purchased", "flow": "consumed"}
        tables["activity"] += [
            bought | {"item": "alumina", "supplier": "A", "supplier_site": "one", "quantity": "2000"},
            bought | {"item": "prebaked_anode", "supplier": "A", "quantity": "300"},
            bought | {"item": "prebaked_anode", "origin": "own", "quantity": "700"},
        ]
    year = {"period_start": f"{YEAR}-01-01", "period_end": f"{YEAR}-12-31", "smelter_id": "s", "unit": "t"}
    for flow, tonnes in (("opening_stock", "5000"), ("received", "20000"), ("sold", "1000"), ("closing_stock", "4000")):
        tables["activity"].append(
            year | {"item": "alumina", "supplier": "B", "origin": "purchased", "flow": flow, "quantity": tonnes}
        )
    for leg in tables["transport"]:
        leg["mass_t"] = "300" if leg["item"] == "prebaked_anode" else leg["mass_t"]
    tables["supplier_footprints"].append(
        tables["supplier_footprints"][0] | {"supplier": "B", "factor_t_co2e_per_t": "1.5"}
    )
    return tables


def test_lines_of_two_technologies_own_and_bought_anodes_two_refineries_and_a_stock(tmp_path: Path) -> None:
    tables = two_lines()
    assert checked(tmp_path / "checked", tables).findings.is_empty()
    made = run(tmp_path, tables, factors=FACTORS)
    goods = made.inventory().filter(pl.col("source") == "purchased_goods").group_by("item", "input_key")
    found = {(item, key): kg / 1000 for item, key, kg in goods.agg(pl.col("mass_kg").sum()).iter_rows()}
    assert found["alumina", "A · one"] == pytest.approx(24_000 * 1.0)
    assert found["alumina", "B"] == pytest.approx((5000 + 20_000 - 1000 - 4000) * 1.5)
    assert found["prebaked_anode", "A"] == pytest.approx(3600 * 1.0), "own anodes are no purchase"
    cf4 = (
        made.inventory()
        .filter(gas="CF4", source="anode_effects")
        .group_by("facility_id")
        .agg(pl.len(), pl.col("mass_kg").sum())
    )
    lines = {line: (number, kg / number) for line, number, kg in cf4.iter_rows()}
    # Regulation (EU) 2025/2547: slope coefficients 0.143 of CWPB and 0.233 of SWPB, 0.2 minutes, 1000 t.
    assert lines == {"L1": (12, pytest.approx(0.143 * 0.2 * 1000)), "L2": (6, pytest.approx(0.233 * 0.2 * 1000))}
    of_the_report = pl.col("method_set").is_in(["common", "eu_2025_2547"])
    lacking = made.missing.filter(pl.col("boundary").is_in(["scope_1", "scope_1_2"]) & of_the_report)
    assert set(lacking["item"]) <= {"pitch_volatiles", "packing_coke"}, "the late line leaves no hole"


def test_a_line_that_starts_later_than_it_is_said_to_leaves_a_hole(tmp_path: Path) -> None:
    tables = two_lines()
    tables["facilities"][1] |= {"first_production_date": f"{YEAR}-05-01"}
    missing = run(tmp_path, tables, factors=FACTORS).missing
    assert {"metal_tapped", "electricity"} <= set(missing["item"])


@pytest.mark.parametrize(("consumed", "agrees"), [("20000", True), ("20001.5", True), ("20010", False)])
def test_consumption_beside_stocks_may_differ_by_rounding_only(consumed: str, agrees: bool, tmp_path: Path) -> None:
    tables = two_lines()
    moved = next(row for row in tables["activity"] if row["flow"] == "received")
    tables["activity"].append(moved | {"flow": "consumed", "quantity": consumed})
    found = checked(tmp_path, tables).findings
    if agrees:
        assert found.is_empty()
    else:
        row = found.row(0, named=True)
        assert (row["check_id"], row["severity"], row["value"]) == ("consumption_against_stocks", "warning", "20010")
        assert "20000.0 t" in row["expected"]


def test_a_decimal_comma_stated_in_the_configuration_gives_the_same_ledger(tmp_path: Path) -> None:
    point = run(tmp_path / "point", small_plant(), factors=FACTORS)
    comma = write(tmp_path / "comma", small_plant())
    numbers = ("quantity", "mass_t", "value", "mwh", "anode_effect_minutes_per_cell_day", "factor_t_co2e_per_t")
    for file in comma.glob("*.csv"):
        with file.open(newline="", encoding="utf-8") as source:
            header, *rows = csv.reader(source)
        places = [at for at, name in enumerate(header) if name in numbers]
        rows = [[cell.replace(".", ",") if at in places else cell for at, cell in enumerate(row)] for row in rows]
        with file.open("w", newline="", encoding="utf-8") as target:
            csv.writer(target, delimiter=";").writerows([header, *rows])
    assert set(read_folder(comma).findings["check_id"]) == {"file_delimiter"}
    records = read_folder(comma, numbers=NumberFormat(decimal=","))
    assert records.findings.is_empty()
    factors = load_factors([write_factors(tmp_path / "factors.csv", FACTORS)])
    made: Run = compute(records, records.tables, factors, ReportingConfig())
    assert made.ledger.equals(point.ledger) and made.ledger_inputs.equals(point.ledger_inputs)
