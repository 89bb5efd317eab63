"""Files: headers, shapes, encodings, separators and line ends. What is wrong with one is a finding, never a crash."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from smelter_ghg.records.folder import RecordSet, read_folder

HEADER = "smelter_id,facility_id,period_start,period_end,flow,mass_t,counterparty"
ROW = "s,L1,2022-01-01,2022-01-31,tapped,100.5,"
LATER = "s,L1,2022-03-01,2022-03-31,tapped,wrong,"


def read(folder: Path, *lines: str, name: str = "metal.csv", end: str = "\n", start: bytes = b"") -> RecordSet:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(start + (end.join(lines) + end).encode())
    return read_folder(folder)


def places(found: RecordSet) -> list[tuple[object, ...]]:
    return found.findings.select("check_id", "file", "row", "column", "value").rows()


def rows_of(found: RecordSet) -> list[tuple[object, ...]]:
    return found.tables["metal"].select("_row", "mass_t").rows()


def test_a_sound_file_has_no_findings_and_its_rows_their_numbers(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, ROW.replace("-01-", "-02-").replace("31", "28"))
    assert found.findings.is_empty() and rows_of(found) == [(2, 100.5), (3, 100.5)]
    assert found.sources.rows()[0][0] == "metal.csv" and len(found.sources["sha256"][0]) == 64


def test_a_missing_column_is_named_with_what_it_means(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER.replace(",mass_t", ""), ROW.replace(",100.5", ""))
    assert places(found) == [("missing_column", "metal.csv", 1, "mass_t", None)]
    assert "Mass" in found.findings["expected"].item()


def test_a_misspelt_column_is_one_finding_that_says_both_names(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER.replace("mass_t", "mas_t"), ROW)
    assert places(found) == [("missing_column", "metal.csv", 1, "mass_t", None)]
    assert "mas_t" in found.findings["likely_cause"].item()


def test_an_unknown_column_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER + ",colour", ROW + ",red")
    assert places(found) == [("unknown_column", "metal.csv", 1, "colour", "colour")]
    assert rows_of(found) == [(2, 100.5)]


def test_a_misspelt_optional_column_is_named_with_its_likely_name(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER.replace("counterparty", "counter_party"), ROW)
    assert places(found) == [("unknown_column", "metal.csv", 1, "counter_party", "counter_party")]
    assert "counterparty" in found.findings["likely_cause"].item()


def test_a_column_given_twice_is_named_and_the_file_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER + ",mass_t", ROW + ",7")
    assert places(found) == [("duplicate_column", "metal.csv", 1, "mass_t", "mass_t")]
    assert rows_of(found) == []


def test_a_row_with_more_cells_than_the_header_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, LATER.replace("wrong", "100,5"))
    assert places(found)[0][:3] == ("file_shape", "metal.csv", 3)
    assert "decimal comma" in found.findings["likely_cause"].item()


SHORT = "s,L1,2022-03-01,2022-03-31"


@pytest.mark.parametrize("quoted", ["", '"Trader"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("short", [SHORT, "s,L1", "s", "s,L1,march,2022"])
def test_a_row_with_fewer_cells_than_the_header_is_named(tmp_path: Path, quoted: str, end: str, short: str) -> None:
    """Its cells may stand in the wrong columns, so what is wrong with them is not said too."""
    found = read(tmp_path, HEADER, ROW + quoted, short, "", ",,", " ", LATER.replace("wrong", "7"), end=end)
    assert places(found) == [("file_shape", "metal.csv", 3, None, short)]
    assert found.findings["expected"].item() == "7 cells, as in the header"
    assert set(rows_of(found)) == {(2, 100.5), (3, None), (7, 7.0)}
    assert set(found.tables["metal"]["smelter_id"]) == {"s"}


@pytest.mark.parametrize("quoted", ["", '"Trader"'])
def test_long_and_short_rows_are_named_one_by_one(tmp_path: Path, quoted: str) -> None:
    long = LATER.replace("wrong", "100,5")
    found = read(tmp_path, HEADER, ROW + quoted, long, SHORT, long, ROW)
    assert sorted(places(found)) == [
        ("file_shape", "metal.csv", 3, None, long),
        ("file_shape", "metal.csv", 4, None, SHORT),
        ("file_shape", "metal.csv", 5, None, long),
    ]
    assert found.tables["metal"]["_row"].sort().to_list() == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_long_last_row_does_not_make_up_for_a_short_one(tmp_path: Path, end: str) -> None:
    short = ROW.removesuffix(",")
    (tmp_path / "metal.csv").write_text(f"{HEADER}\n{short}\n{ROW},{end}")
    found = read_folder(tmp_path)
    assert places(found) == [
        ("file_shape", "metal.csv", 2, None, short),
        ("file_shape", "metal.csv", 3, None, ROW + ","),
    ]


def test_a_quote_that_is_never_closed_is_one_finding(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW + '"open', LATER)
    assert places(found) == [("file_shape", "metal.csv", None, None, None)]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1252"])
def test_another_encoding_is_named_and_not_guessed(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "metal.csv").write_bytes(f"{HEADER}\n{ROW}Alumínio\n".encode(encoding))
    found = read_folder(tmp_path)
    assert places(found) == [("file_encoding", "metal.csv", None, None, None)]
    assert "UTF-8" in found.findings["likely_cause"].item() and rows_of(found) == []


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, HEADER, ROW, start=b"\xef\xbb\xbf")) == [(2, 100.5)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("blank", ["", ",,,,,,", "  ,,,,,,"])
def test_blank_lines_are_no_rows_and_keep_the_numbers_of_the_others(tmp_path: Path, blank: str, end: str) -> None:
    found = read(tmp_path, HEADER, blank, ROW, blank, blank, LATER, end=end)
    assert places(found) == [("cell_type", "metal.csv", 6, "mass_t", "wrong")]
    assert rows_of(found) == [(3, 100.5), (6, None)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quotes_hold_commas_quotes_and_line_breaks(tmp_path: Path, end: str) -> None:
    found = read(tmp_path, HEADER, ROW + '"Metal, ""Traders""\nand Sons"', LATER, end=end)
    assert found.tables["metal"]["counterparty"][0] == 'Metal, "Traders"\nand Sons'
    # Rows are lines of the file, as an editor numbers them; a row of two lines has the number of its first.
    assert places(found) == [("cell_type", "metal.csv", 4, "mass_t", "wrong")]
    assert found.tables["metal"]["_row"].to_list() == [2, 4]


def test_a_quote_inside_a_quoted_cell_is_named_with_its_row(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, ROW + '"6" pipes"', LATER)
    assert places(found) == [("file_shape", "metal.csv", 3, None, None)]
    assert "write it twice" in found.findings["likely_cause"].item()


def test_a_quote_behind_other_text_is_text(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW + '6" pipes', LATER.replace("wrong", "7"))
    assert found.findings.is_empty() and rows_of(found) == [(2, 100.5), (3, 7.0)]
    assert found.tables["metal"]["counterparty"][0] == '6" pipes'


def test_spaces_around_names_and_cells_do_not_count(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER.replace(",", " , "), ROW.replace(",", " , "))
    assert found.findings.is_empty() and rows_of(found) == [(2, 100.5)]
    assert found.tables["metal"]["facility_id"].item() == "L1"


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    backwards = [",".join(reversed(line.split(","))) for line in (HEADER, ROW)]
    assert rows_of(read(tmp_path, *backwards)) == [(2, 100.5)]


@pytest.mark.parametrize("content", ["", "\n", HEADER, HEADER + "\n"])
def test_a_file_without_rows_is_no_rows(tmp_path: Path, content: str) -> None:
    (tmp_path / "metal.csv").write_text(content)
    assert rows_of(read_folder(tmp_path)) == []


def test_line_ends_of_old_spreadsheets_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, "", LATER, end="\r")
    assert places(found) == [("cell_type", "metal.csv", 4, "mass_t", "wrong")]
    assert rows_of(found) == [(2, 100.5), (4, None)]


def test_line_ends_may_be_mixed(tmp_path: Path) -> None:
    (tmp_path / "metal.csv").write_bytes(f"{HEADER}\r\n{ROW}\r{LATER}\n{ROW}".encode())
    found = read_folder(tmp_path)
    assert places(found) == [("cell_type", "metal.csv", 3, "mass_t", "wrong")]
    assert sorted(rows_of(found), key=str) == [(2, 100.5), (3, None), (4, 100.5)]


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_one_finding(tmp_path: Path, mark: str, name: str) -> None:
    header = HEADER.replace(",", mark)
    found = read(tmp_path, header, ROW.replace(",", mark).replace(".", ","), LATER.replace(",", mark))
    assert places(found) == [("file_delimiter", "metal.csv", 1, None, header)]
    finding = found.findings.row(0, named=True)
    assert "commas" in finding["expected"] and name in finding["likely_cause"] and rows_of(found) == []


def test_a_semicolon_inside_a_cell_is_text(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW + "Traders; and Sons")
    assert found.findings.is_empty() and found.tables["metal"]["counterparty"].item() == "Traders; and Sons"


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_one_finding(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "metal.csv").write_bytes(content)
    found = read_folder(tmp_path)
    assert places(found) == [("file_empty", "metal.csv", None, None, None)]
    assert HEADER.split(",")[0] in found.findings["expected"].item()


@pytest.mark.parametrize("blank", ["", ",,,"])
def test_blank_lines_before_the_header_are_one_finding(tmp_path: Path, blank: str) -> None:
    found = read(tmp_path, blank, HEADER, ROW)
    assert places(found) == [("file_shape", "metal.csv", 1, None, None)]
    assert "before the header" in found.findings["likely_cause"].item()


@pytest.mark.parametrize("seed", range(100))
def test_no_content_stops_the_reader(tmp_path: Path, seed: int) -> None:
    """Any mix of separators, quotes, line ends and cells behind a header is read or found, never raised."""
    draw = Random(seed)
    parts = [",", ";", "\n", "\r", '"', " ", "s", "2022-01-01", "1", ROW, "\x00", "ä", "\u2028", ",,,,,,"]
    body = "".join(draw.choice(parts) for _ in range(draw.randint(1, 60)))
    start = draw.choice([HEADER + "\n", HEADER + "\r\n", HEADER + "\r", '"smelter_id",mass_t\n', ""])
    (tmp_path / "metal.csv").write_bytes((start + body).encode())
    found = read_folder(tmp_path)
    lines = (start + body).replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    rows = found.tables["metal"]["_row"].to_list()
    assert all(1 < row <= lines for row in rows) and len(set(rows)) == len(rows)
