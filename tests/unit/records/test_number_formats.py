"""Numbers written with a decimal comma or with thousands set apart: by the stated format, never by a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from smelter_ghg.config import ConfigError, NumberFormat, load_config
from smelter_ghg.records.folder import RecordSet, read_folder
from tests import workbooks

COLUMNS = ("smelter_id", "period_start", "period_end", "flow", "mass_t")
COMMA = NumberFormat(decimal=",", thousands=".")


def read(folder: Path, mass: str, numbers: NumberFormat, *, mark: str | None = None) -> RecordSet:
    mark = numbers.separator if mark is None else mark
    rows = [COLUMNS, ("s", "2022-01-01", "2022-01-31", "tapped", f'"{mass}"' if mark in mass else mass)]
    (folder / "metal.csv").write_text("\n".join(mark.join(row) for row in rows) + "\n", encoding="utf-8")
    return read_folder(folder, numbers=numbers)


@pytest.mark.parametrize(
    ("numbers", "written", "value"),
    [
        (COMMA, "1.234,5", 1234.5),
        (COMMA, "1.234.567,25", 1234567.25),
        (COMMA, "1234,5", 1234.5),
        (COMMA, "1.234", 1234.0),
        (COMMA, "0,5", 0.5),
        (COMMA, "1,5e3", 1500.0),
        (NumberFormat(decimal=",", thousands=" "), "1\u202f234,5", 1234.5),
        (NumberFormat(decimal=",", thousands=" "), "12 345", 12345.0),
        (NumberFormat(thousands=","), "1,234.5", 1234.5),
        (NumberFormat(thousands="'"), "1\u2019234.5", 1234.5),
        (NumberFormat(decimal=","), "7", 7.0),
    ],
)
def test_a_number_of_the_stated_format_is_that_number(
    numbers: NumberFormat, written: str, value: float, tmp_path: Path
) -> None:
    found = read(tmp_path, written, numbers)
    assert found.findings.is_empty() and found.tables["metal"]["mass_t"].to_list() == [value]


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        (COMMA, "1234.5"),
        (COMMA, "1.23"),
        (COMMA, "1,234.5"),
        (COMMA, "12.34.567"),
        (NumberFormat(decimal=","), "1.5"),
        (NumberFormat(thousands=","), "1,5"),
        (NumberFormat(thousands=","), "1234,567"),
    ],
)
def test_a_number_of_another_format_is_a_finding_and_no_number(
    numbers: NumberFormat, written: str, tmp_path: Path
) -> None:
    found = read(tmp_path, written, numbers)
    places = found.findings.select("check_id", "severity", "file", "row", "column", "value").rows()
    assert places == [("number_format", "error", "metal.csv", 2, "mass_t", written)]
    assert found.tables["metal"]["mass_t"].to_list() == [None]
    assert "234" in found.findings["expected"].item()


@pytest.mark.parametrize("written", ["1,5", "1.234,5", "1 234"])
def test_without_the_option_no_other_format_is_read(written: str, tmp_path: Path) -> None:
    found = read(tmp_path, written, NumberFormat())
    assert found.findings["check_id"].to_list() == ["cell_type"]
    assert "decimal comma" in found.findings["likely_cause"].item()


def test_semicolons_need_the_option_and_commas_are_refused_with_it(tmp_path: Path) -> None:
    assert read(tmp_path, "1.5", NumberFormat(), mark=";").findings["check_id"].to_list() == ["file_delimiter"]
    turned = read(tmp_path, "7", COMMA, mark=",")
    assert turned.findings["check_id"].to_list() == ["file_delimiter"]
    assert "number_format" in turned.findings["likely_cause"].item()
    assert read(tmp_path, "1.5", NumberFormat(delimiter=";")).tables["metal"]["mass_t"].to_list() == [1.5]
    assert read(tmp_path, "1.5", NumberFormat(delimiter="tab")).tables["metal"]["mass_t"].to_list() == [1.5]


def test_the_option_holds_for_text_in_a_workbook_and_not_for_its_numbers(tmp_path: Path) -> None:
    import io

    import openpyxl

    rows = [dict(zip(COLUMNS, ("s", f"2022-0{month}-01", f"2022-0{month}-28", "tapped", "1234.5"), strict=True))
            for month in (1, 2, 3)]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(workbooks.xlsx({"metal": rows})))
    place = next(cell.column for cell in book["metal"][1] if cell.value == "mass_t")
    book["metal"].cell(3, place, "1.234,5")
    book["metal"].cell(4, place, "1234.5")
    book.save(tmp_path / "records.xlsx")
    found = read_folder(tmp_path, numbers=COMMA)
    assert found.tables["metal"]["mass_t"].to_list() == [1234.5, 1234.5, None]
    place_of = found.findings.select("check_id", "sheet", "row", "column", "value").rows()
    assert place_of == [("number_format", "metal", 4, "mass_t", "1234.5")]


def test_the_configuration_states_the_format_and_refuses_a_contradiction(tmp_path: Path) -> None:
    file = tmp_path / "reporting.yaml"
    file.write_text('number_format: {decimal: ",", thousands: "."}\n', encoding="utf-8")
    assert load_config(file).number_format == COMMA and COMMA.separator == ";"
    file.write_text('number_format: {decimal: ",", thousands: ","}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="must differ"):
        load_config(file)
    with pytest.raises(ValidationError):
        NumberFormat(decimal="/")  # type: ignore[arg-type]
