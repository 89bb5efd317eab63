"""Numbers that do not fit their series: what is found, where it is said to be, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest

from checks.records import check_records
from checks.slips import gaps
from smelter_ghg.records.folder import cells, read_folder
from tests.faults.clean import clean
from tests.golden.from_records import write


def found(folder: Any) -> list[tuple[str, str, str, int | None, str]]:
    """Check, severity, table, row and column of every finding."""
    read = read_folder(folder.write())
    findings = check_records(read.tables, cells(read.texts), read.findings).findings
    columns = ("check_id", "severity", "table", "row", "column")
    return list(findings.select(columns).iter_rows())


@pytest.fixture
def folder(records_folder: Callable[..., Any]) -> Any:
    return records_folder()


def month(folder: Any, table: str, start: str, **cells: str) -> int:
    return int(folder.find(table, smelter_id="north", period_start=start, **cells))


@pytest.mark.parametrize(("factor", "told"), [(1000, "1,000 times its neighbours"), (0.1, "10 times too small")])
@pytest.mark.parametrize("start", ["2021-01-01", "2021-06-01", "2022-12-01"])
def test_a_slip_of_unit_stands_out_at_either_end_and_in_between(
    folder: Any, factor: float, told: str, start: str
) -> None:
    row = month(folder, "electricity", start)
    folder.set("electricity", row, "mwh", f"{float(folder.row('electricity', row)['mwh']) * factor:.1f}")
    read = read_folder(folder.write())
    findings = check_records(read.tables, cells(read.texts), read.findings).findings.filter(check_id="series_jump")
    (one,) = findings.iter_rows(named=True)
    assert (one["severity"], one["table"], one["row"], one["column"]) == ("warning", "electricity", row, "mwh")
    assert told in one["likely_cause"] and one["expected"].startswith("about ")


def test_cells_that_come_back_one_by_one_are_no_slip(folder: Any) -> None:
    for number, share in enumerate((0.12, 0.16, 0.24, 0.34, 0.45, 0.55, 0.66, 0.76, 0.85, 0.92), start=1):
        row = month(folder, "metal", f"2021-{number:02d}-01", flow="tapped")
        folder.set("metal", row, "mass_t", f"{float(folder.row('metal', row)['mass_t']) * share:.1f}")
    assert "series_jump" not in {check for check, *_ in found(folder)}


def test_a_meter_that_stood_still_is_named_at_its_first_reading(folder: Any) -> None:
    rows = [month(folder, "electricity", f"2021-{number:02d}-01") for number in (4, 5, 6)]
    for row in rows[1:]:
        folder.set("electricity", row, "mwh", folder.row("electricity", rows[0])["mwh"])
    assert ("repeated_reading", "warning", "electricity", rows[0], "mwh") in found(folder)


def test_round_numbers_may_repeat(folder: Any) -> None:
    for number in (4, 5, 6):
        folder.set("electricity", month(folder, "electricity", f"2021-{number:02d}-01"), "mwh", "70000")
    assert "repeated_reading" not in {check for check, *_ in found(folder)}


def test_an_amount_under_two_suppliers_is_named_where_it_comes_again(folder: Any) -> None:
    row = month(folder, "activity", "2021-03-01", item="alumina")
    again = folder.append("activity", **{**folder.row("activity", row), "supplier": "Refinery Ltd"})
    assert ("same_amount_twice", "warning", "activity", again, "quantity") in found(folder)


def test_a_certificate_under_two_numbers_is_named(folder: Any) -> None:
    folder.set("power_instruments", 2, "allocated_mwh", "201234")
    again = folder.append("power_instruments", **{**folder.row("power_instruments", 2), "instrument_id": "again"})
    assert ("same_amount_twice", "warning", "power_instruments", again, "allocated_mwh") in found(folder)


def test_a_round_amount_twice_is_named_where_all_else_agrees(folder: Any) -> None:
    contract = dict(folder.row("power_instruments", 2)) | {"allocated_mwh": "200000"}
    folder.set("power_instruments", 2, "allocated_mwh", "200000")
    other = {"instrument_id": "other", "citation": "another contract"}
    folder.append("power_instruments", **{**contract, **other})
    assert "same_amount_twice" not in {check for check, *_ in found(folder)}
    again = folder.append("power_instruments", **{**contract, "instrument_id": "again"})
    assert ("same_amount_twice", "warning", "power_instruments", again, "allocated_mwh") in found(folder)


def test_serial_numbers_tell_equal_amounts_apart(folder: Any) -> None:
    contract = dict(folder.row("power_instruments", 2)) | {"allocated_mwh": "201234", "registry": "R"}
    for number in ("1", "2"):
        row = {**contract, "instrument_id": number, "serial_from": number}
        folder.append("power_instruments", **row)
    assert "same_amount_twice" not in {check for check, *_ in found(folder)}


def test_a_month_left_out_is_named_at_the_row_after_it(folder: Any) -> None:
    row = month(folder, "metal", "2021-05-01", flow="tapped")
    del folder.tables["metal"][row - 2]
    after = month(folder, "metal", "2021-06-01", flow="tapped")
    assert found(folder) == [("period_left_out", "warning", "metal", after, "mass_t")]


def test_a_month_of_zero_is_no_gap(folder: Any) -> None:
    folder.set("metal", month(folder, "metal", "2021-05-01", flow="tapped"), "mass_t", "0")
    folder.set("potlines", month(folder, "potlines", "2021-05-01"), "dc_electricity_mwh", "")
    assert "period_left_out" not in {check for check, *_ in found(folder)}


def test_years_that_are_not_reported_are_no_gap(folder: Any) -> None:
    for table in ("metal", "potlines", "electricity", "activity", "specific_consumption"):
        folder.tables[table] = [row for row in folder.tables[table] if row["period_start"][5:7] in ("01", "12")]
    folder.tables["metal"] = [row for row in folder.tables["metal"] if row["period_start"][5:7] == "12"]
    assert not [one for one in found(folder) if one[0] == "period_left_out" and one[2] == "metal"]


def test_a_footprint_in_kilograms_is_named_and_a_low_one_is_not(folder: Any) -> None:
    span = {"period_start": "2021-01-01", "period_end": "2021-12-31", "parts_covered": "production"}
    span |= {"gwp_set": "AR6GWP100", "citation": "tests"}
    for item, value in (("alumina", "0.48"), ("alumina", "860"), ("prebaked_anode", "0.001"), ("pitch", "480")):
        folder.append("supplier_footprints", item=item, supplier=f"S {value}", factor_t_co2e_per_t=value, **span)
    named = [one[3] for one in found(folder) if one[0] == "footprint_far_off"]
    assert named == [3, 4, 5]


def test_a_smelter_with_an_error_in_a_table_is_not_judged_there(folder: Any) -> None:
    """The row at fault would look like a gap."""
    row = month(folder, "metal", "2021-05-01", flow="tapped")
    folder.set("metal", row, "mass_t", "much")
    folder.set("electricity", month(folder, "electricity", "2021-05-01"), "mwh", "7")
    assert {(check, table) for check, _, table, *_ in found(folder)} == {
        ("cell_type", "metal"),
        ("series_jump", "electricity"),
    }


def test_every_check_has_its_rows_in_the_findings_contract(folder: Any) -> None:
    read = read_folder(folder.write())
    findings = check_records(read.tables, cells(read.texts), read.findings).findings
    assert findings.filter(pl.col("severity") != "note").is_empty()


def test_a_month_of_one_suppliers_alumina_left_out_is_found_where_the_next_begins() -> None:
    """The other supplier's rows of the same month do not cover it."""
    tables = clean("hydro", 1)
    rows = [row for row in tables["activity"] if row["item"] == "alumina" and "North" in row["supplier"]]
    gone = next(row for row in rows if row["period_start"] == "2023-05-01")
    tables["activity"].remove(gone)
    tables.pop("user_factors")
    with TemporaryDirectory() as folder:
        read = read_folder(write(Path(folder), tables))
        findings = gaps(read.tables)
    (one,) = findings.iter_rows(named=True)
    assert (one["check_id"], one["table"], one["column"]) == ("period_left_out", "activity", "quantity")
    assert one["expected"] == "a row from 2023-05-01 on" and one["period"] == "2023-06-01 to 2023-06-30"
