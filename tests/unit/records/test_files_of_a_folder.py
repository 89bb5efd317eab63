"""Names and places of files: what is found below a folder, and what is said of what cannot be read."""

from __future__ import annotations

import os
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
    assert len(found.tables) == 32


@pytest.mark.parametrize("name", ["metal.CSV", "METAL.CSV", "Metal.Csv", "north/METAL.csv"])
def test_names_count_in_any_case(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, HEADER, ROW, LATER, name=name)
    assert places(found) == [("cell_type", name, 3, "mass_t", "wrong")] and rows_of(found) == [(2, 100.5), (3, None)]
    assert found.sources["file"].to_list() == [name]


def test_an_unknown_table_in_capitals_is_named_with_its_likely_name(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, ROW, name="METALS.CSV")
    assert places(found) == [("unknown_table", "METALS.CSV", None, None, "METALS")]
    assert "metal.csv" in found.findings["likely_cause"].item()


def unreadable(found: RecordSet, name: str) -> str:
    """The likely cause of the only finding, which is that this file cannot be read."""
    assert places(found) == [("file_unreadable", name, None, None, None)]
    finding = found.findings.row(0, named=True)
    assert (finding["severity"], finding["table"]) == ("error", "metal")
    assert found.sources.is_empty() and rows_of(found) == []
    return str(finding["likely_cause"])


def test_a_link_to_nowhere_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "metal.csv").symlink_to(tmp_path / "gone.csv")
    assert unreadable(read_folder(tmp_path), "metal.csv") == "a link to nothing"


def test_a_link_to_itself_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "metal.csv").symlink_to("metal.csv")
    assert unreadable(read_folder(tmp_path), "metal.csv") == "a link to nothing"


def test_a_folder_named_like_a_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "metal.csv").mkdir()
    assert unreadable(read_folder(tmp_path), "metal.csv") == "a folder of this name"


def test_a_pipe_is_a_finding_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "metal.csv")
    assert unreadable(read_folder(tmp_path), "metal.csv") == "neither a file nor a folder"


def test_a_file_that_may_not_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused here by hand: whoever runs the tests may be allowed to read everything."""

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "metal.csv").write_text(HEADER)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert unreadable(read_folder(tmp_path), "metal.csv") == "Permission denied"


def test_a_folder_that_may_not_be_listed_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "north").mkdir()
    listing = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "north":
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = read_folder(tmp_path)
    assert places(found) == [("file_unreadable", "north", None, None, None)]
    assert found.findings["likely_cause"].item() == "Permission denied"
