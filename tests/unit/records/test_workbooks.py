"""What a workbook shows otherwise than it stores, and workbooks made to do harm: each is named, none is guessed at."""

from __future__ import annotations

import datetime as dt
import io
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smelter_ghg.config import NumberFormat
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records import workbook
from smelter_ghg.records.folder import RecordSet, read_folder
from smelter_ghg.records.template import FIRST, UnknownTableError, labels, template
from tests import workbooks

HEADER = ["smelter_id", "period_start", "period_end", "flow", "mass_t", "counterparty"]
ROW = {"smelter_id": "s", "period_start": "2022-01-01", "period_end": "2022-01-31", "flow": "tapped", "mass_t": "100.5"}


def sheet_of(change: Callable[[Any, Any], None], *, header: list[str] = HEADER, name: str = "metal") -> bytes:
    """A sheet `metal` with one sound row in row 2, changed."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, header)
    sheet.write_row(1, 0, [ROW.get(column, "") for column in header[:4]])
    sheet.write_number(1, 4, 100.5)
    change(book, sheet)
    # xlsxwriter asks for a calculation when the file is opened; a spreadsheet program that saved it does not.
    book.set_calc_mode("auto")
    book.close()
    return content.getvalue()


def saved(content: bytes, change: Callable[[str, bytes], bytes] = lambda _, data: data) -> bytes:
    """The workbook as a spreadsheet program saves it, its parts changed by the way."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part).replace(b' fullCalcOnLoad="1"', b"")
            new.writestr(part, change(part, data))
    return made.getvalue()


def read(folder: Path, content: bytes, name: str = "records.xlsx", numbers: NumberFormat | None = None) -> RecordSet:
    (folder / name).write_bytes(content)
    return read_folder(folder / name, numbers=numbers or NumberFormat())


def places(found: RecordSet) -> list[tuple[object, ...]]:
    return found.findings.select("check_id", "severity", "sheet", "row", "column", "value").rows()


def formula(cell: str, cached: object) -> Callable[[Any, Any], None]:
    return lambda book, sheet: sheet.write_formula(cell, "=50+50.5", None, cached)


def test_a_formula_counts_with_its_saved_result_and_a_note_names_it(tmp_path: Path) -> None:
    found = read(tmp_path, saved(sheet_of(formula("E2", 100.5))))
    assert found.tables["metal"]["mass_t"].to_list() == [100.5]
    assert places(found) == [("formula_result_used", "note", "metal", 2, "mass_t", "100.5")]


@pytest.mark.parametrize("kept", [True, False])
def test_a_formula_nobody_calculated_is_refused(kept: bool, tmp_path: Path) -> None:
    content = sheet_of(formula("E2", 0))
    if not kept:
        content = saved(
            content, lambda part, data: data.replace(b"</f><v>0</v>", b"</f>") if "sheet1" in part else data
        )
    assert places(read(tmp_path, content))[0][:5] == ("formula_without_result", "error", "metal", 2, "mass_t")


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
def test_an_error_cell_is_never_an_empty_one(error: str, tmp_path: Path) -> None:
    found = read(tmp_path, saved(sheet_of(formula("E2", error))))
    assert places(found) == [("cell_error", "error", "metal", 2, "mass_t", None)]
    assert "#REF!" in found.findings["likely_cause"].item()


@pytest.mark.parametrize("shown", ["0%", "0.0%", "0.00\\ %", "[Red]0%;-0%"])
def test_a_number_shown_as_per_cent_is_refused(shown: str, tmp_path: Path) -> None:
    found = read(
        tmp_path, sheet_of(lambda book, sheet: sheet.write("E2", 0.95, book.add_format({"num_format": shown})))
    )
    assert places(found) == [("cell_per_cent", "error", "metal", 2, "mass_t", "0.95")]


def test_a_share_shown_as_per_cent_is_what_it_stores(tmp_path: Path) -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet = book.add_worksheet("allocations")
        sheet.write_row(0, 0, ["facility_id", "smelter_id", "share"])
        sheet.write_row(1, 0, ["f", "s"])
        sheet.write(1, 2, 0.5, book.add_format({"num_format": "0%"}))

    found = read(tmp_path, sheet_of(change))
    assert found.findings.is_empty() and found.tables["allocations"]["share"].to_list() == [0.5]


def test_hidden_rows_count_and_are_named_merged_cells_are_refused(tmp_path: Path) -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.merge_range("F2:F3", "x")

    found = read(tmp_path, sheet_of(change))
    assert found.tables["metal"].height == 1
    assert places(found) == [
        ("merged_cells", "error", "metal", 2, None, "F2:F3"),
        ("hidden_rows", "note", "metal", 2, None, "2"),
    ]


@pytest.mark.parametrize(
    ("value", "shown", "cause"),
    [
        (44562, "General", "serial number"),
        (dt.datetime(2022, 1, 1, 13), "yyyy-mm-dd hh:mm", "time of day"),
        ("1/1/2022", "@", "another date order"),
    ],
)
def test_a_date_that_is_no_day_is_refused(value: object, shown: str, cause: str, tmp_path: Path) -> None:
    found = read(
        tmp_path, sheet_of(lambda book, sheet: sheet.write("B2", value, book.add_format({"num_format": shown})))
    )
    row = found.findings.row(0, named=True)
    assert (row["check_id"], row["sheet"], row["row"], row["column"]) == ("cell_type", "metal", 2, "period_start")
    assert cause in row["likely_cause"]


def test_numbers_flags_dates_and_identifiers_read_as_in_csv(tmp_path: Path) -> None:
    def change(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd.mm.yy"})
        sheet.write_datetime("B2", dt.datetime(2022, 1, 1), day)
        sheet.write_number("E2", 2.0)
        sheet.write_string("F2", "007")

    text = read(tmp_path, sheet_of(change)).texts["metal"].row(0, named=True)
    assert (text["period_start"], text["mass_t"], text["counterparty"]) == ("2022-01-01", "2", "007")


def test_a_sheet_that_is_no_table_is_named_unless_it_is_marked_or_empty(tmp_path: Path) -> None:
    def change(book: Any, sheet: Any) -> None:
        book.add_worksheet("Sheet2")
        book.add_worksheet("help").write("A1", workbook.GUIDE_MARK)
        book.add_worksheet("metals").write("A1", "smelter_id")
        book.add_worksheet("my notes").write("B3", "call the refinery")

    found = read(tmp_path, sheet_of(change))
    assert places(found) == [
        ("unknown_table", "error", "metals", None, None, "metals"),
        ("unknown_table", "error", "my notes", None, None, "my notes"),
    ]
    assert "perhaps metal is meant" in found.findings["likely_cause"][0]


@pytest.mark.parametrize(
    ("header", "check", "row", "column"),
    [
        ([*HEADER[:4], "mass_kg"], "missing_column", 1, "mass_t"),
        ([*HEADER, "weather"], "unknown_column", 1, "weather"),
        ([*HEADER, "mass_t"], "duplicate_column", 1, "mass_t"),
        (["", "", "", "", ""], "file_shape", 1, None),
    ],
)
def test_the_header_of_a_sheet_is_held_to_the_table(
    header: list[str], check: str, row: int, column: str | None, tmp_path: Path
) -> None:
    found = places(read(tmp_path, sheet_of(lambda book, sheet: None, header=header)))
    assert found[0] == (check, "error", "metal", row, column, found[0][-1])


def test_a_remark_beside_the_table_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, sheet_of(lambda book, sheet: sheet.write("I2", "check this")))
    assert places(found) == [("file_shape", "error", "metal", 2, None, "check this")]
    assert "column I" in found.findings["likely_cause"].item()


def bomb() -> bytes:
    """An archive whose directory says that one part unpacks to 2 GB."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 1000)
        archive.filelist[-1].file_size = 2_000_000_000
    return content.getvalue()


def far_cell(content: bytes) -> bytes:
    """One cell in the last corner of the sheet: read as a rectangle, 17 thousand million cells."""
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return saved(content, lambda part, data: data.replace(b"</sheetData>", corner) if "sheet1" in part else data)


def far_cell_of_ods() -> bytes:
    def change(part: str, data: bytes) -> bytes:
        wide = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '
        wide += b'office:value="1" table:number-columns-repeated="16000"/></table:table-row></table:table>'
        return data.replace(b"</table:table>", wide, 1) if part == "content.xml" else data

    return saved(workbooks.ods({"metal": [ROW]}), change)


def far_cell_of_xlsb() -> bytes:
    content = workbooks.xlsb({"metal": [ROW]})
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part.endswith("sheet1.bin"):
                end = data.index(bytes([0x92, 0x01]))  # BrtEndSheetData
                row = bytes([0, 17]) + struct.pack("<I", 1_048_575) + bytes(13)
                cell = bytes([5, 16]) + struct.pack("<IId", 16_383, 0, 1.0)
                data = data[:end] + row + cell + data[end:]
            new.writestr(part, data)
    return made.getvalue()


def entities(content: bytes) -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet'
    return saved(content, lambda part, data: data.replace(b"<worksheet", declared, 1) if "sheet1" in part else data)


def outside_entity(content: bytes) -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook'
    return saved(
        content, lambda part, data: data.replace(b"<workbook", declared, 1) if "workbook.xml" in part else data
    )


def encrypted() -> bytes:
    # A compound file whose directory names the stream that Office keeps an encrypted package in.
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def sound() -> bytes:
    return sheet_of(lambda book, sheet: None)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (bomb, "file_too_large"),
    "far cell": (lambda: far_cell(sound()), "file_too_large"),
    "far cell of ods": (far_cell_of_ods, "file_too_large"),
    "far cell of xlsb": (far_cell_of_xlsb, "file_too_large"),
    "entities": (lambda: entities(sound()), "file_unreadable"),
    "entity outside": (lambda: outside_entity(sound()), "file_unreadable"),
    "encrypted": (encrypted, "file_encrypted"),
    "cut short": (lambda: sound()[:-200], "file_unreadable"),
    "empty": (lambda: b"", "file_unreadable"),
    "a page of HTML": (lambda: b"<html><table>", "file_unreadable"),
    "another archive": (lambda: _zipped({"../../evil.xml": b"x"}), "file_unreadable"),
    "parts missing": (lambda: _zipped({"xl/workbook.xml": b"<workbook/>"}), "file_unreadable"),
    "no xml": (lambda: _zipped({"content.xml": b"\x00\xff"}), "file_unreadable"),
}


def _zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_or_broken_workbook_is_one_finding_and_harms_nothing(name: str, tmp_path: Path) -> None:
    if name == "far cell of xlsb" and sys.platform == "win32":
        pytest.skip("the system cannot limit a process's memory")
    make, check = HOSTILE[name]
    found = read(tmp_path, make())
    assert found.findings.select("check_id", "severity", "file").rows() == [(check, "error", "records.xlsx")]
    assert found.findings["expected"].item() and found.findings["likely_cause"].item()
    assert all(frame.is_empty() for frame in found.tables.values()) and found.sources.height == 1


def test_a_macro_workbook_is_read_without_its_macros_and_a_link_is_not_followed(tmp_path: Path) -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_formula("E2", "='file:///etc/[passwd]x'!A1", None, 100.5)

    found = read(tmp_path, saved(sheet_of(change)), name="records.xlsm")
    assert found.tables["metal"]["mass_t"].to_list() == [100.5]
    assert [place[0] for place in places(found)] == ["formula_result_used"]


def test_what_an_open_spreadsheet_leaves_beside_it_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "~$records.xlsx").write_bytes(b"owner")
    (tmp_path / "records.xlsx").write_bytes(sound())
    found = read_folder(tmp_path)
    assert found.findings.is_empty() and found.sources["file"].to_list() == ["records.xlsx"]


@pytest.mark.parametrize("kind", ["xls", "xlsb"])
def test_formats_whose_formulas_cannot_be_seen_carry_a_note(kind: str, tmp_path: Path) -> None:
    writer = {"xls": workbooks.xls, "xlsb": workbooks.xlsb}[kind]
    found = read(tmp_path, writer({"metal": [ROW]}), name=f"records.{kind}")
    assert places(found) == [("workbook_format", "note", None, None, None, kind)]
    assert found.tables["metal"]["mass_t"].to_list() == [100.5]


def test_per_cents_and_errors_of_ods_are_seen(tmp_path: Path) -> None:
    def change(part: str, data: bytes) -> bytes:
        number, formula = b'office:value="100.5"', b'office:value="0.95" table:formula="of:=1-0.05"'
        return data.replace(b'office:value-type="float" ' + number, b'office:value-type="percentage" ' + formula)

    found = read(tmp_path, saved(workbooks.ods({"metal": [ROW]}), change), name="records.ods")
    assert sorted(place[0] for place in places(found)) == ["cell_per_cent", "formula_result_used"]


# The template -------------------------------------------------------------------------------------------------------


def test_the_template_is_the_same_bytes_and_reads_back_as_no_records(tmp_path: Path) -> None:
    assert template() == template()
    found = read(tmp_path, template())
    assert found.findings.is_empty() and all(frame.is_empty() for frame in found.tables.values())


def test_the_template_says_what_the_registry_says(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames[:6] == ["guide", *FIRST] and book.sheetnames[-1] == "lists"
    assert set(book.sheetnames) == {"guide", "lists", *record_tables()}
    guide = {(row[0], row[1]): row for row in book["guide"].iter_rows(min_row=7, values_only=True) if row[1]}
    for name, table in record_tables().items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == table.names and sheet.max_row == 1 and sheet.freeze_panes == "A2"
        rules = {str(rule.sqref).partition("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert column.field.meaning in cell.comment.text and column.field.expected() in cell.comment.text
            assert cell.font.b is column.required or (not column.required and not cell.font.b)
            listed, closed = labels(table, column)
            rule = rules.get(cell.column_letter)
            if listed:
                first, last = rule.formula1.removeprefix("lists!$").split(":$")
                letter, start, end = first.split("$")[0], int(first.split("$")[1]), int(last.split("$")[1])
                assert tuple(book["lists"][f"{letter}{row}"].value for row in range(start, end + 1)) == listed
                assert rule.errorStyle == (None if closed else "information") or (closed and rule.errorStyle == "stop")
            elif column.field.kind in ("date", "number", "count"):
                kinds = {"date": "date", "number": "decimal", "count": "whole"}
                assert rule.type == kinds[column.field.kind]
            told = guide[name, column.name]
            assert told[4] == column.field.meaning and (told[2] == "required") is column.required


def test_a_template_of_some_tables_holds_these_and_unknown_ones_are_refused() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template(["targets", "metal"])))
    assert book.sheetnames == ["guide", "metal", "targets", "lists"]
    with pytest.raises(UnknownTableError, match="metals"):
        template(["metals"])
