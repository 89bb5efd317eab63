"""Every kind of fault in a user's factor file becomes a finding that names file, row, column and value."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.factors import FACTORS, FILE_COLUMNS, MANDATORY_COLUMNS, check_user_files, read_user_factors

GRID = {
    "factor_id": "grid_zz_2024",
    "item": "electricity",
    "parameter": "grid_combustion",
    "gas": "CO2e",
    "region": "ZZ",
    "method_set": "common",
    "basis": "direct",
    "value": "0.25",
    "unit": "kg CO2e/kWh",
    "lower": "0.2",
    "upper": "0.3",
    "valid_from": "2024-01-01",
    "valid_to": "2024-12-31",
    "gwp_set": "AR6GWP100",
    "publisher": "Grid operator of ZZ",
    "document": "Annual statement 2024",
    "page": "7",
    "note": "a note, with a comma",
}
SLOPE = {
    "factor_id": "slope_zz",
    "item": "anode_effect",
    "parameter": "slope_cf4",
    "gas": "CF4",
    "technology": "PFPB_M",
    "method_set": "eu_2025_2547",
    "tier": "3",
    "value": "0.1",
    "unit": "kg CF4/t Al/(min/cell-day)",
    "publisher": "A measuring body",
    "document": "Report 12",
}
POTENTIAL = {
    "factor_id": "methane_zz",
    "item": "CH4",
    "parameter": "gwp100",
    "value": "29",
    "unit": "kg CO2e/kg",
    "gwp_set": "AR6GWP100",
    "publisher": "A panel",
    "document": "Report 13",
}
SULPHUR = {
    "factor_id": "sulphur_zz",
    "item": "baked_anode",
    "parameter": "sulphur_pct",
    "value": "1.4",
    "unit": "%",
    "publisher": "A laboratory",
    "document": "Analysis 14",
}
Write = Callable[..., Path]
Found = list[tuple[str, str | None, int | None, str | None, str | None]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writer(*rows: dict[str, str], name: str = "own.csv", columns: Sequence[str] = FILE_COLUMNS) -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
            table.writeheader()
            table.writerows(rows)
        return path

    return writer


def found(findings: pl.DataFrame) -> Found:
    assert dict(findings.schema) == FINDINGS.polars_schema
    assert set(findings["severity"]) <= {"error"}
    assert set(findings["table"]) <= {"factors"}
    return findings.select("check_id", "file", "row", "column", "value").rows()


def test_faultless_rows_are_read_whole(write: Write) -> None:
    frame, findings = read_user_factors(write(GRID, SLOPE, POTENTIAL, SULPHUR))
    assert found(findings) == []
    assert dict(frame.schema) == FACTORS.polars_schema
    assert set(frame["status"]) == {"user"}
    grid = frame.filter(factor_id="grid_zz_2024").row(0, named=True)
    assert (grid["canonical_value"], grid["canonical_unit"], grid["multiplier"]) == (250.0, "kg CO2e/MWh", 1000.0)
    assert (grid["publisher"], grid["page"], grid["note"]) == ("Grid operator of ZZ", "7", "a note, with a comma")
    assert frame.filter(factor_id="slope_zz")["tier"].item() == 3


def test_optional_columns_may_be_left_out_and_what_leaves_no_choice_is_filled_in(write: Write) -> None:
    frame, findings = read_user_factors(write(SULPHUR, columns=MANDATORY_COLUMNS))
    assert found(findings) == []
    assert frame.select("method_set", "canonical_value").row(0) == ("ipcc_2006", pytest.approx(0.014))
    gas = {**GRID, "gas": "", "method_set": ""}
    frame, findings = read_user_factors(write(gas))
    assert frame.select("gas", "method_set").row(0) == ("CO2e", "common")


def test_byte_order_mark_blank_rows_and_spaces_do_no_harm(tmp_path: Path, write: Write) -> None:
    plain = write(GRID).read_text(encoding="utf-8")
    header, row = plain.splitlines()
    path = tmp_path / "excel.csv"
    path.write_text(f"\ufeff{header}\n\n{row.replace('0.25', ' 0.25 ')}\n,,,\n", encoding="utf-8", newline="")
    frame, findings = read_user_factors(path)
    assert (found(findings), frame["value"].to_list()) == ([], [0.25])


BAD_CELLS = [
    ("factor_id_missing", GRID, "factor_id", ""),
    ("factor_item_unknown", GRID, "item", "power"),
    ("factor_item_unknown", GRID, "item", ""),
    ("factor_parameter_unknown", GRID, "parameter", "grid_combustian"),
    ("factor_parameter_unknown", GRID, "parameter", ""),
    ("factor_gas_unknown", GRID, "gas", "CO3"),
    ("factor_gas_unknown", GRID, "gas", "CH4"),
    ("factor_gas_unknown", POTENTIAL, "gas", "CH4"),
    ("factor_technology_unknown", SLOPE, "technology", "PFPB-M"),
    ("factor_technology_unknown", SLOPE, "technology", ""),
    ("factor_technology_unknown", GRID, "technology", "CWPB"),
    ("factor_region_missing", GRID, "region", ""),
    ("factor_method_set_unknown", SLOPE, "method_set", ""),
    ("factor_method_set_unknown", SLOPE, "method_set", "common"),
    ("factor_method_set_unknown", GRID, "method_set", "ipcc_2013"),
    ("factor_basis_unknown", GRID, "basis", ""),
    ("factor_basis_unknown", GRID, "basis", "lca"),
    ("factor_basis_unknown", SULPHUR, "basis", "direct"),
    ("factor_tier", SLOPE, "tier", "two"),
    ("factor_value_not_a_number", GRID, "value", ""),
    ("factor_value_not_a_number", GRID, "value", "0,25"),
    ("factor_value_not_a_number", GRID, "value", "nan"),
    ("factor_value_not_a_number", GRID, "value", "1/0"),
    ("factor_value_not_a_number", GRID, "lower", "low"),
    ("factor_value_negative", GRID, "value", "-0.25"),
    ("factor_range", GRID, "lower", "0.26"),
    ("factor_range", GRID, "upper", "0.24"),
    ("factor_range", {**GRID, "lower": "0.2"}, "upper", ""),
    ("factor_range", {**GRID, "upper": "0.3"}, "lower", ""),
    ("factor_distribution", GRID, "distribution", "gauss"),
    ("factor_value_too_large", {**SULPHUR, "unit": "1"}, "value", "2"),
    ("factor_value_too_large", {**POTENTIAL, "item": "CO2"}, "value", "2"),
    ("factor_unit_unknown", GRID, "unit", "lb/MWh"),
    ("factor_unit_unknown", GRID, "unit", ""),
    ("factor_date", GRID, "valid_from", "01/01/2024"),
    ("factor_date", GRID, "valid_to", "2024-02-30"),
    ("factor_date", GRID, "valid_to", "2023-12-31"),
    ("factor_gwp_set_unknown", GRID, "gwp_set", ""),
    ("factor_gwp_set_unknown", GRID, "gwp_set", "AR7"),
    ("factor_gwp_set_unknown", POTENTIAL, "gwp_set", "not_stated"),
    ("factor_citation_missing", GRID, "publisher", ""),
    ("factor_citation_missing", GRID, "document", ""),
]


@pytest.mark.parametrize(("check_id", "row", "column", "value"), BAD_CELLS)
def test_one_fault_gives_one_finding_at_its_place(
    write: Write, check_id: str, row: dict[str, str], column: str, value: str
) -> None:
    sound = {**SLOPE, "factor_id": "sound", "technology": "HSS"}
    frame, findings = read_user_factors(write(sound, {**row, column: value}))
    [(check, file, line, where, written)] = found(findings)
    assert (check, file, line, where) == (check_id, "own.csv", 3, column)
    assert (written if written is not None else "") == value
    assert findings["expected"].null_count() == 0
    assert frame["factor_id"].to_list() == ["sound"]


def test_three_faults_give_three_findings(write: Write) -> None:
    row = {**GRID, "value": "a lot", "unit": "lb/MWh", "document": ""}
    _, findings = read_user_factors(write(row))
    assert sorted((check, column) for check, _, _, column, _ in found(findings)) == [
        ("factor_citation_missing", "document"),
        ("factor_unit_unknown", "unit"),
        ("factor_value_not_a_number", "value"),
    ]


def test_an_unknown_column_is_a_finding(write: Write) -> None:
    _, findings = read_user_factors(write(GRID, columns=[*FILE_COLUMNS, "regoin"]))
    assert found(findings) == [("factor_column_unknown", "own.csv", 1, "regoin", "regoin")]


@pytest.mark.parametrize("column", MANDATORY_COLUMNS)
def test_a_missing_column_is_a_finding(write: Write, column: str) -> None:
    frame, findings = read_user_factors(write(GRID, columns=[name for name in FILE_COLUMNS if name != column]))
    assert found(findings) == [("factor_column_missing", "own.csv", 1, column, None)]
    assert frame.is_empty()


def test_a_repeated_column_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(",".join([*FILE_COLUMNS, "value"]) + "\n", encoding="utf-8")
    assert found(read_user_factors(path)[1]) == [("factor_column_repeated", "own.csv", 1, "value", "value")]


def test_a_row_with_a_comma_too_many_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(",".join(MANDATORY_COLUMNS) + "\na,b,c,1,%,A panel, and more,Report\n", encoding="utf-8")
    assert found(read_user_factors(path)[1]) == [("factor_row_length", "own.csv", 2, None, "8")]


@pytest.mark.parametrize("content", [b"", b"\n", b"factor_id;item;parameter\n", b"factor_id,it\xffem\n", b'a,"b\nc'])
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    frame, findings = read_user_factors(path)
    [(check, file, _, _, _)] = found(findings)
    assert (check, file, frame.height) == ("factor_file_unreadable", "own.csv", 0)


def test_a_file_that_is_not_there_is_a_finding_without_its_folder(tmp_path: Path) -> None:
    _, findings = read_user_factors(tmp_path / "none.csv")
    [(check, file, row, column, value)] = found(findings)
    assert (check, file, row, column) == ("factor_file_unreadable", "none.csv", None, None)
    assert str(tmp_path) not in str(value)


def test_the_same_id_twice_is_a_finding(write: Write) -> None:
    other = {**GRID, "region": "YY"}
    _, findings = read_user_factors(write(GRID, other))
    assert found(findings) == [("factor_id_duplicate", "own.csv", 3, "factor_id", "grid_zz_2024")]
    assert "own.csv row 2" in findings["expected"].item()


def test_the_same_key_twice_is_a_finding_also_over_files(write: Write) -> None:
    again = {**GRID, "factor_id": "again", "value": "0.26"}
    assert found(read_user_factors(write(GRID, again))[1]) == [
        ("factor_key_duplicate", "own.csv", 3, "factor_id", "again")
    ]
    files = [write(GRID, name="one.csv"), write(SLOPE, again, name="two.csv")]
    _, findings = check_user_files(files)
    assert found(findings) == [("factor_key_duplicate", "two.csv", 3, "factor_id", "again")]
    assert "one.csv row 2" in findings["expected"].item()


def test_overlapping_periods_of_one_key_are_a_finding_and_following_ones_are_not(write: Write) -> None:
    following = {**GRID, "factor_id": "next", "valid_from": "2025-01-01", "valid_to": "2025-12-31"}
    always = {**GRID, "factor_id": "always", "valid_from": "", "valid_to": ""}
    assert found(read_user_factors(write(GRID, following, always))[1]) == []
    overlapping = {**following, "valid_from": "2024-12-31"}
    assert found(read_user_factors(write(GRID, overlapping))[1]) == [
        ("factor_period_overlap", "own.csv", 3, "valid_from", "2024-12-31")
    ]


def test_the_name_of_a_shipped_row_is_taken(write: Write) -> None:
    own = {**SULPHUR, "factor_id": "ipcc_2006_baked_anode_sulphur"}
    assert found(read_user_factors(write(own))[1]) == [
        ("factor_id_shipped", "own.csv", 2, "factor_id", "ipcc_2006_baked_anode_sulphur")
    ]
