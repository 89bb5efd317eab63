"""Files: headers, shapes, encodings, names and places. What is wrong with one is a finding, never a crash."""

from __future__ import annotations

from pathlib import Path

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


@pytest.mark.xfail(reason="a row that stops early is filled up with empty cells and read")
def test_a_row_with_fewer_cells_than_the_header_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, "s,L1,2022-03-01,2022-03-31")
    assert places(found)[0][:3] == ("file_shape", "metal.csv", 3)


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


def test_quotes_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW + '"Metal, ""Traders""\nand Sons"', LATER)
    assert found.tables["metal"]["counterparty"][0] == 'Metal, "Traders"\nand Sons'
    # Rows are those of the table, as a spreadsheet numbers them: a line break inside a cell starts none.
    assert places(found) == [("cell_type", "metal.csv", 3, "mass_t", "wrong")]


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


def test_an_unknown_table_is_named_with_its_likely_name(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, name="metals.csv")
    assert places(found) == [("unknown_table", "metals.csv", None, None, "metals")]
    assert "metal.csv" in found.findings["likely_cause"].item()


def test_files_below_the_folder_are_put_together_with_their_own_places(tmp_path: Path) -> None:
    read(tmp_path, HEADER, ROW, name="north/metal.csv")
    found = read(tmp_path, HEADER, LATER, name="south/2022/metal.csv")
    assert places(found) == [("cell_type", "south/2022/metal.csv", 2, "mass_t", "wrong")]
    assert found.tables["metal"]["_file"].to_list() == ["north/metal.csv", "south/2022/metal.csv"]


def test_a_link_out_of_the_folder_is_named_and_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "records"
    read(outside, HEADER, ROW)
    folder.mkdir()
    (folder / "metal.csv").symlink_to(outside / "metal.csv")
    (folder / "below").symlink_to(outside)
    found = read_folder(folder)
    assert places(found) == [("file_outside_folder", "metal.csv", None, None, None)]
    assert rows_of(found) == [] and found.sources.is_empty()


def test_a_link_inside_the_folder_is_a_file_like_any_other(tmp_path: Path) -> None:
    read(tmp_path, HEADER, ROW, name="kept/2022.txt")
    (tmp_path / "metal.csv").symlink_to(tmp_path / "kept" / "2022.txt")
    assert rows_of(read_folder(tmp_path)) == [(2, 100.5)]


def test_a_file_that_is_no_records_is_left_alone(tmp_path: Path) -> None:
    read(tmp_path, "factor_id,item", "x,y", name="site_factors.csv")
    assert read_folder(tmp_path, not_records=[tmp_path / "site_factors.csv"]).findings.is_empty()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        read_folder(tmp_path / "nowhere")


def test_an_empty_folder_gives_every_table_without_rows(tmp_path: Path) -> None:
    found = read_folder(tmp_path)
    assert found.findings.is_empty() and all(frame.is_empty() for frame in found.tables.values())
    assert len(found.tables) == 22


@pytest.mark.xfail(reason="only the lower-case ending is looked for, so the file is not seen at all")
def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, name="metal.CSV")
    assert rows_of(found) == [(2, 100.5)] or not found.findings.is_empty()


CRASH = "the reader stops with an error instead of a finding"


@pytest.mark.xfail(reason=CRASH)
def test_line_ends_of_old_spreadsheets_are_a_finding(tmp_path: Path) -> None:
    assert not read(tmp_path, HEADER, ROW, end="\r").findings.is_empty()


@pytest.mark.xfail(reason=CRASH)
def test_a_link_to_nowhere_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "metal.csv").symlink_to(tmp_path / "gone.csv")
    assert not read_folder(tmp_path).findings.is_empty()


@pytest.mark.xfail(reason=CRASH)
def test_a_folder_named_like_a_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "metal.csv").mkdir()
    assert not read_folder(tmp_path).findings.is_empty()


@pytest.mark.xfail(reason="one wrong separator is one fault, but every column is reported missing")
def test_semicolons_are_one_finding(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER.replace(",", ";"), ROW.replace(",", ";"))
    assert found.findings.height == 1
