"""Parquet files: typed columns read as the text of a CSV file, types without one reading refused."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.records import parquet_file
from smelter_ghg.records.folder import RecordSet, read_folder

DAY = dt.date(2022, 1, 1)
ROWS = {
    "smelter_id": ["s", "s"],
    "period_start": [DAY, dt.date(2022, 2, 1)],
    "period_end": [dt.date(2022, 1, 31), dt.date(2022, 2, 28)],
    "flow": ["tapped", "tapped"],
    "mass_t": [100.5, 2.0],
}


def read(folder: Path, frame: pl.DataFrame, name: str = "metal.parquet") -> RecordSet:
    frame.write_parquet(folder / name)
    return read_folder(folder)


def test_typed_columns_read_as_the_text_of_a_csv_file(tmp_path: Path) -> None:
    found = read(tmp_path, pl.DataFrame(ROWS))
    assert found.findings.is_empty()
    rows = found.texts["metal"].select("period_start", "mass_t", "_file", "_sheet", "_row").rows()
    assert rows == [("2022-01-01", "100.5", "metal.parquet", None, 2), ("2022-02-01", "2", "metal.parquet", None, 3)]


@pytest.mark.parametrize(
    ("values", "dtype", "text"),
    [
        ([7, 8], pl.Int32, "7"),
        ([7, 8], pl.UInt8, "7"),
        ([0.1, 1], pl.Float32, "0.1"),
        ([1e22, 1], pl.Float64, "1e+22"),
        (["12.50", "1"], pl.String, "12.50"),
        (["12.50", "1"], pl.Categorical, "12.50"),
        (["12.50", "1"], pl.Decimal(10, 4), "12.5"),
        ([None, None], pl.Null, None),
    ],
)
def test_whole_and_broken_numbers_and_text_are_read(
    values: list[object], dtype: pl.DataType, text: str | None, tmp_path: Path
) -> None:
    series = pl.Series("mass_t", values, dtype=pl.String if dtype == pl.Decimal(10, 4) else dtype).cast(dtype)
    found = read(tmp_path, pl.DataFrame(ROWS).with_columns(series))
    assert found.texts["metal"]["mass_t"][0] == text
    assert found.tables["metal"]["mass_t"][0] == (None if text is None else pytest.approx(float(text)))


def test_a_date_stored_as_midnight_is_that_day_and_another_hour_is_refused(tmp_path: Path) -> None:
    midnight = pl.col("period_start").cast(pl.Datetime)
    assert read(tmp_path, pl.DataFrame(ROWS).with_columns(midnight)).tables["metal"]["period_start"][0] == DAY
    found = read(tmp_path, pl.DataFrame(ROWS).with_columns(midnight + pl.duration(hours=13)))
    assert found.findings["check_id"].to_list() == ["cell_type"] * 2


@pytest.mark.parametrize(
    ("column", "cause"),
    [
        (pl.col("period_start").cast(pl.Datetime("us", "Europe/Oslo")), "time zone"),
        (pl.concat_list("mass_t").alias("mass_t"), "nested"),
        (pl.struct("mass_t").alias("mass_t"), "nested"),
        (pl.col("flow").cast(pl.Binary), "nested or binary"),
        (pl.duration(days=1).alias("mass_t"), "nested or binary"),
    ],
)
def test_a_type_without_one_reading_is_refused(column: pl.Expr, cause: str, tmp_path: Path) -> None:
    found = read(tmp_path, pl.DataFrame(ROWS).with_columns(column))
    row = found.findings.row(0, named=True)
    assert (row["check_id"], row["file"], row["row"]) == ("column_type", "metal.parquet", 1)
    assert cause in row["likely_cause"] and found.tables["metal"].is_empty()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_found(number: float, tmp_path: Path) -> None:
    found = read(tmp_path, pl.DataFrame(ROWS | {"mass_t": [number, 1.0]}))
    assert found.findings.select("check_id", "row", "column").rows() == [("cell_type", 2, "mass_t")]


def content() -> bytes:
    made = io.BytesIO()
    pl.DataFrame(ROWS).write_parquet(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (b"", "file_empty"),
        (b"PAR1 nonsense PAR1", "file_unreadable"),
        (content()[:-40], "file_unreadable"),
        (b"PARE" + content()[4:-4] + b"PARE", "file_encrypted"),
        (b"smelter_id,flow\n", "file_unreadable"),
    ],
)
def test_a_broken_file_is_one_finding(data: bytes, check: str, tmp_path: Path) -> None:
    (tmp_path / "metal.parquet").write_bytes(data)
    found = read_folder(tmp_path)
    assert found.findings.select("check_id", "severity", "table").rows() == [(check, "error", "metal")]


def test_damaged_pages_are_a_finding_and_no_crash(tmp_path: Path) -> None:
    whole = content()
    for at in range(4, len(whole) - 8, 97):
        damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        (tmp_path / "metal.parquet").write_bytes(damaged)
        read_folder(tmp_path)  # says what it finds, whatever it is; it does not raise


def test_a_file_larger_than_memory_allows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "MAX_CELLS", 9)
    found = read(tmp_path, pl.DataFrame(ROWS))
    assert found.findings["check_id"].to_list() == ["file_too_large"] and "2 rows" in found.findings["value"].item()


def test_columns_and_tables_are_held_to_the_registry(tmp_path: Path) -> None:
    found = read(tmp_path, pl.DataFrame(ROWS).rename({"mass_t": "mass_kg"}))
    assert sorted(found.findings["check_id"]) == ["missing_column"]
    (tmp_path / "metal.parquet").unlink()
    unknown = read(tmp_path, pl.DataFrame(ROWS), name="metals.parquet").findings.row(0, named=True)
    assert (unknown["check_id"], unknown["likely_cause"]) == ("unknown_table", "perhaps metal.parquet is meant")
