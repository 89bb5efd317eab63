"""Every factor row is cited and carries a status; what is not verified can never be used."""

from __future__ import annotations

import csv
import io
from importlib.resources import files

import polars as pl
import pytest

from smelter_ghg.factors import FACTORS, FILE_COLUMNS, PARAMETERS, STATUSES, load_factors
from smelter_ghg.factors.columns import IDENTITY, STATUS_OF_CONFIDENCE, read_number

FRAME = load_factors().frame
TABLES = sorted(entry.name for entry in files("smelter_ghg.factors").iterdir() if entry.name.endswith(".csv"))


def rows_of(table: str) -> list[dict[str, str]]:
    text = (files("smelter_ghg.factors") / table).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_there_is_a_table_per_subject_and_each_has_rows() -> None:
    assert TABLES == [
        "anode_effect_slopes.csv",
        "anode_effect_tier_1_and_overvoltage.csv",
        "fuels.csv",
        "grid.csv",
        "process_co2.csv",
        "stoichiometry.csv",
        "supporting_processes.csv",
        "upstream.csv",
    ]
    assert all(rows_of(table) for table in TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_exactly_the_columns_of_the_contract(table: str) -> None:
    """The column of editions may be left out where no value has one."""
    without = tuple(name for name in FILE_COLUMNS if name != "vintage")
    assert tuple(rows_of(table)[0]) in (FILE_COLUMNS, without)


def test_the_frame_has_the_columns_and_dtypes_of_the_contract() -> None:
    assert dict(FRAME.schema) == FACTORS.polars_schema


def test_every_row_cites_publisher_document_licence_and_table_or_page() -> None:
    for column in ("factor_id", "item", "parameter", "unit", "publisher", "document", "licence", "method_set"):
        assert FRAME.filter(pl.col(column).is_null()).is_empty(), column
    # Grid rows and empty rows name a whole publication; every other value stands in a table or on a page of it.
    values = FRAME.filter(pl.col("value").is_not_null(), pl.col("item") != "electricity")
    assert values.filter(pl.col("table").is_null() & pl.col("page").is_null()).is_empty()


def test_status_is_known_and_follows_from_the_confidence() -> None:
    assert set(FRAME["status"]) <= set(STATUSES) - {"user"}
    for table in TABLES:
        for row in rows_of(table):
            assert row["status"] == STATUS_OF_CONFIDENCE[row["confidence"]], row["factor_id"]


def test_a_value_that_is_not_verified_is_unverified_and_an_unknown_one_is_empty() -> None:
    for table in TABLES:
        for row in rows_of(table):
            if row["confidence"] in ("M", "?"):
                assert row["status"] == "unverified", row["factor_id"]
            if row["confidence"] == "?":
                assert row["value"] == row["lower"] == row["upper"] == "", row["factor_id"]
            else:
                assert row["value"], row["factor_id"]


def test_no_unverified_row_is_usable() -> None:
    factors = load_factors()
    assert factors.usable.filter(~pl.col("status").is_in(["verified", "secondary"])).is_empty()
    assert factors.usable["canonical_value"].null_count() == 0
    assert factors.usable.height + factors.refused.height == FRAME.height


def test_factor_ids_are_unique_and_plain() -> None:
    assert FRAME["factor_id"].is_unique().all()
    assert FRAME.filter(~pl.col("factor_id").str.contains(r"^[a-z0-9_]+$")).is_empty()


def test_keys_are_unique() -> None:
    """Only grid references may hold two values of one key: two publications that disagree are both kept."""
    other = FRAME.filter(pl.col("item") != "electricity")
    assert other.select(*IDENTITY, "gwp_set").is_unique().all()
    grid = FRAME.filter(pl.col("item") == "electricity")
    assert grid.select(*IDENTITY, "publisher", "document").is_unique().all()


def test_ranges_hold_their_value() -> None:
    assert FRAME.filter(pl.col("lower") > pl.col("value")).is_empty()
    assert FRAME.filter(pl.col("upper") < pl.col("value")).is_empty()
    assert FRAME.filter(pl.col("lower").is_null() != pl.col("upper").is_null()).is_empty()


def test_every_row_keeps_to_the_vocabulary() -> None:
    for row in FRAME.iter_rows(named=True):
        parameter = PARAMETERS[row["parameter"]]
        assert not parameter.items or row["item"] in parameter.items, row["factor_id"]
        assert row["unit"] in parameter.units, row["factor_id"]
        assert row["method_set"] in parameter.method_sets, row["factor_id"]
        assert row["gas"] in (parameter.gases or (None,)), row["factor_id"]
        assert row["technology"] in (parameter.technologies or (None,)), row["factor_id"]
        assert row["basis"] in (*parameter.bases, None), row["factor_id"]


def test_every_grid_value_has_a_zone_a_warning_and_a_basis_or_the_reason_why_not() -> None:
    grid = FRAME.filter(pl.col("item") == "electricity", pl.col("region").is_not_null())
    assert grid.height > 60
    for row in grid.iter_rows(named=True):
        assert "never a default" in row["note"], row["factor_id"]
        if row["basis"] is None and row["value"] is not None and row["status"] != "unverified":
            assert "basis is empty" in row["note"] or row["parameter"] == "grid_upstream_and_losses", row["factor_id"]
        dated = row["valid_from"] is not None and row["valid_to"] is not None
        if not dated and row["value"] is not None:
            assert "not recorded" in row["note"], row["factor_id"]


@pytest.mark.parametrize(("text", "value"), [("44/12", 44 / 12), ("3/4", 0.75), ("2.0", 2.0), ("1e-3", 0.001)])
def test_numbers_and_ratios_are_read(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1/0", "44/12/2", "1,5", "1 000", "nan", "inf", "1e999", "0x10", "~1"])
def test_anything_else_is_no_number(text: str) -> None:
    assert read_number(text) is None
