"""The workbook and the CSV file of a page: the figures as they are, nothing that acts, the same bytes each time."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from smelter_ghg.disclosure.csv_files import csv_bytes, frame_csv
from smelter_ghg.disclosure.table_files import CSV_COLUMNS, page_files, sheet_name, tables_csv, workbook
from smelter_ghg.disclosure.table_sheets import sheet_of
from smelter_ghg.disclosure.view import Label, Row, Shown, TableView

HOSTILE = "=cmd|' /C calc'!A0"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def columns(rows: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    """The heads of a sheet (the first row that is filled to its end) and the rows below."""
    at = next(number for number, row in enumerate(rows) if all(row))
    return [str(head) for head in rows[at]], rows[at + 1 :]


def table(*rows: Row, **more: Any) -> TableView:
    return TableView("emissions", ("Emissions, ", Label("2024")), (("2024",), ("2023",)), rows, head="Source", **more)


def figure(value: float, text: str, word: str = "") -> Shown:
    return Shown("f0123456789ab", text, word, "t", "Anodes", value)


def test_every_number_of_a_workbook_is_its_figure_in_full(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    values = dict(zip(run.figures["figure_id"], run.figures["value"], strict=True))
    pages = run.pages()
    books = [content for name, content in pages.items() if name.endswith(".xlsx")]
    # Two smelters and their statements, the overview, method, factors, data quality.
    assert len(books) == 8
    seen = 0
    for content in books:
        for rows in sheets(content).values():
            heads, body = columns(rows)
            for head in (one for one in heads if one.endswith(", figure")):
                shown, named = heads.index(head.removesuffix(", figure")), heads.index(head)
                for row in body:
                    if re.fullmatch(r"f[0-9a-f]{12}", str(row[named])) and isinstance(row[shown], (int, float)):
                        # The format's writer keeps sixteen digits; the CSV file keeps all.
                        assert row[shown] == pytest.approx(values[row[named]], rel=1e-15, abs=0)
                        seen += 1
    assert seen > 150


def test_the_csv_file_holds_the_numbers_of_the_workbook(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    values = dict(zip(run.figures["figure_id"], run.figures["value"], strict=True))
    rows = list(csv.DictReader(io.StringIO(run.pages()["disclosure/smelters/north.csv"].decode())))
    numbers = [row for row in rows if row["value"]]
    assert len(numbers) > 50
    assert all(float(row["value"]) == values[row["figure"]] for row in numbers)
    assert {row["synthetic"] for row in rows} == {"true"}
    assert any(row["remark"] == "at least" for row in rows) and any(row["column"] == "note" for row in rows)


def test_qualifiers_units_groups_and_notes_are_kept() -> None:
    view = table(
        Row(("Scope 1",), (), level="group"),
        Row(("Anodes",), ((figure(1234.5678, "1,234.6", "at least"),), None), "t"),
        Row(("Casthouse",), (("\N{EN DASH}",), (figure(2.0, "2"), " of ", figure(3.0, "3"))), "t"),
        notes=(("Restated in ", Label("2024")),),
    )
    (rows,) = sheets(workbook([sheet_of(view)], title="T", synthetic="true")).values()
    assert rows[0][0] == "Emissions, 2024" and rows[1][0] == "Synthetic demonstration data: no real smelter"
    heads, body = columns(rows)
    assert heads == ["Group", "Source", "Unit", "2024", "2024, remark", "2023", "2024, figure", "2023, figure"]
    assert body[0] == ["Scope 1", "Anodes", "t", 1234.5678, "at least", "", "f0123456789ab", ""]
    assert body[1][3:6] == ["\N{EN DASH}", "", "2 of 3"]
    assert next(row[0] for row in body[2:] if row[0]) == "Restated in 2024"


def test_a_workbook_shows_numbers_as_the_page_rounds_them() -> None:
    content = workbook([sheet_of(table(Row(("A",), ((figure(1.25, "1.25"),), None))))], title="", synthetic="false")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b'formatCode="#,##0.00"' in parts.read("xl/styles.xml")


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    texts = [HOSTILE, "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"https://evil.example\")", "{=1}",
             "x" * 40_000, "https://evil.example", "\u202egnp", "<script>1</script>", "]]>", "\x00\x07"]  # fmt: skip
    rows = [Row((Label(text),), ((Label(text),), None), unit=text) for text in texts]
    view = TableView("../" * 9 + "[x]*?:'", (Label(HOSTILE),), ((Label("=1"),), ("=1",)), tuple(rows), head="=head")
    content = workbook([sheet_of(view)] * 3, title=HOSTILE, synthetic="in part")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        xml = b"".join(parts.read(name) for name in names if name.endswith(".xml"))
        relations = b"".join(parts.read(name) for name in names if name.endswith(".rels"))
    assert re.search(rb"<f[ >/]", xml) is None and b"hyperlink" not in xml and b"External" not in relations
    assert all(name.startswith(("xl/", "docProps/", "_rels/", "[Content_Types]")) for name in names)
    read = sheets(content)
    assert len({name.lower() for name in read}) == 3 and all(len(name) <= 31 for name in read)
    cells = [cell for rows in read.values() for row in rows for cell in row if isinstance(cell, str)]
    assert not [cell for cell in cells if cell.startswith(FORMULAS) and not re.fullmatch(r"[+-]\d+", cell)]
    assert not [cell for cell in cells if "\u202e" in cell or len(cell) > 32_767]
    for row in csv.reader(io.StringIO(tables_csv([sheet_of(view)], synthetic="true").decode(), newline="")):
        assert not [cell for cell in row if cell.startswith(FORMULAS) and not re.fullmatch(r"[+-]\d+", cell)]


def test_sheet_names_are_short_safe_and_unlike_each_other() -> None:
    taken: set[str] = set()
    for table_id in ("a" * 40, "a" * 40, "A" * 40, "History", "''", "", "[]:*?/\\", "years", "Years"):
        name = sheet_name(table_id, taken)
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and name.lower() not in {*taken, "history"}
        assert name.strip("'") == name
        taken.add(name.lower())


def test_the_same_tables_are_the_same_bytes() -> None:
    view = table(Row(("A",), ((figure(1.25, "1.25"),), None)))
    files = [dict(page_files("p/x", [sheet_of(view)], title="T", synthetic="false")) for _ in range(2)]
    assert set(files[0]) == {"p/x.csv", "p/x.xlsx"}
    assert files[0] == files[1]


def test_a_page_without_tables_has_files_that_open() -> None:
    made = dict(page_files("x", [], title="T", synthetic="false"))
    assert sheets(made["x.xlsx"]) == {"empty": []}
    assert made["x.csv"].decode().strip() == ",".join(CSV_COLUMNS)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_an_office_program_opens_the_workbook(tmp_path: Path) -> None:
    view = table(Row(("Anodes",), ((figure(1234.5678, "1,234.57"),), None)))
    (tmp_path / "x.xlsx").write_bytes(workbook([sheet_of(view)], title="T", synthetic="false"))
    # Comma, double quote, UTF-8 (76), from the first line: else the machine's own encoding is written.
    csv_filter = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = ["--outdir", str(tmp_path), str(tmp_path / "x.xlsx")]
    command = [str(SOFFICE), profile, "--headless", "--convert-to", csv_filter, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "1,234.57" in (tmp_path / "x.csv").read_text("utf-8")


def test_a_whole_data_set_is_written_as_its_cells_are_one_by_one() -> None:
    texts = [
        "plain",
        "=1+1",
        "-12.5",
        "+a",
        "@x",
        "\tx",
        "\rx",
        "a,b",
        'say "so"',
        "line\nend",
        "",
        None,
        " é 鋁 ",
        "'",
    ]
    height = len(texts)
    frame = pl.DataFrame(
        {
            "text": texts,
            "number": [-0.0, 0.0, 0.1 + 0.2, 1e300, 5e-324, None, -1.5, 3.0, 1e16, 1e-7, 2.0, 7.25, 1 / 3, 100.0],
            "whole": [*range(height - 1), None],
            "flag": [True, False, *[None] * (height - 2)],
            "many": [["=a", "b,c"], [], None, *[["x"]] * (height - 3)],
            "nothing": [None] * height,
        },
        schema_overrides={"nothing": pl.String},
    )
    for columns in (frame.columns, ["text"], ["nothing"], ["nothing", "flag"]):
        rows = frame.select(columns).sort(columns).iter_rows()
        assert frame_csv(frame, columns) == csv_bytes(columns, rows)
