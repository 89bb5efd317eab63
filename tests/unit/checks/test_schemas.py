"""The contract of every table as a Pandera schema: bad values fail, also in a LazyFrame, and are told by cell."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from checks.results import result_findings
from checks.schemas import schema_for, validate
from smelter_ghg.contracts import Table
from smelter_ghg.contracts.result_tables import RESULT_TABLES
from smelter_ghg.records import tables as record_tables

ALL = {**record_tables(), **{f"result {name}": table for name, table in RESULT_TABLES.items()}}
METAL = record_tables()["metal"]


def metal(**columns: list[object]) -> pl.DataFrame:
    rows: dict[str, list[object]] = {
        "smelter_id": ["a", "b", "c"],
        "facility_id": [None, None, None],
        "period_start": [dt.date(2022, 1, 1)] * 3,
        "period_end": [dt.date(2022, 12, 31)] * 3,
        "flow": ["tapped", "cast_out", "tapped"],
        "mass_t": [1.0, 2.0, None],
        "counterparty": [None, None, None],
        "document_id": [None, None, None],
        "_file": ["x/metal.csv"] * 3,
        "_sheet": [None, None, None],
        "_row": [2, 3, 4],
        "_key": ["k2", "k3", "k4"],
    }
    types = METAL.polars_schema | {"_file": pl.String, "_sheet": pl.String, "_row": pl.Int64, "_key": pl.String}
    return pl.DataFrame(rows | columns, schema=types)


@pytest.mark.parametrize("table", ALL.values(), ids=ALL)
def test_every_contract_makes_a_schema_that_takes_its_own_empty_table(table: Table) -> None:
    assert set(schema_for(table).columns) == set(table.names)
    schema_for(table).validate(table.empty(), lazy=True)


def test_good_rows_are_accepted() -> None:
    accepted, rejected, findings = validate(METAL, metal())
    assert (accepted.height, rejected.height, findings.height) == (3, 0, 0)


@pytest.mark.parametrize(
    ("columns", "check_id", "column", "row", "value"),
    [
        ({"mass_t": [1.0, -2.0, 3.0]}, "out_of_range", "mass_t", 3, "-2.0"),
        ({"mass_t": [1.0, float("inf"), 3.0]}, "out_of_range", "mass_t", 3, "inf"),
        ({"mass_t": [1.0, float("nan"), 3.0]}, "out_of_range", "mass_t", 3, "NaN"),
        ({"flow": ["tapped", "tapped", "spilt"]}, "not_allowed", "flow", 4, "spilt"),
        ({"smelter_id": [None, "b", "c"]}, "cell_empty", "smelter_id", 2, ""),
    ],
)
def test_a_bad_cell_is_rejected_with_its_place(
    columns: dict[str, list[object]], check_id: str, column: str, row: int, value: str
) -> None:
    accepted, rejected, findings = validate(METAL, metal(**columns))
    (found,) = findings.to_dicts()
    assert (found["check_id"], found["severity"], found["table"]) == (check_id, "error", "metal")
    assert (found["file"], found["row"], found["column"], found["value"]) == ("x/metal.csv", row, column, value)
    assert found["expected"] == METAL.by_name[column].field.expected()
    assert rejected["_row"].to_list() == [row]
    assert accepted.height == 2


def test_a_lazy_frame_with_bad_values_is_rejected() -> None:
    """Pandera's own validation of a LazyFrame checks its schema only, and says nothing about the values."""
    bad = metal(mass_t=[1.0, -2.0, 3.0]).lazy()
    assert schema_for(METAL).validate(bad).collect().height == 3, "Pandera now checks values itself"
    accepted, rejected, findings = validate(METAL, bad)
    assert (accepted.height, rejected.height, findings.height) == (2, 1, 1)
    assert result_findings(METAL, bad).height == 1


@pytest.mark.parametrize(
    ("name", "value"), [("PANDERA_VALIDATION_ENABLED", "False"), ("PANDERA_VALIDATION_DEPTH", "SCHEMA_ONLY")]
)
def test_the_environment_cannot_switch_validation_off(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    from pandera.config import ValidationDepth, config_context

    monkeypatch.setenv(name, value)
    # The variables are read when Pandera is imported; the context stands in for a process started with them.
    with config_context(validation_enabled="DEPTH" in name, validation_depth=ValidationDepth.SCHEMA_ONLY):
        assert validate(METAL, metal(mass_t=[1.0, -2.0, 3.0]))[1].height == 1


def test_a_missing_column_and_a_wrong_type_reject_the_table() -> None:
    frame = metal().drop("flow").with_columns(pl.col("mass_t").cast(pl.String))
    accepted, rejected, findings = validate(METAL, frame)
    assert (accepted.height, rejected.height) == (0, 3)
    assert set(findings.select("check_id", "column").rows()) == {("missing_column", "flow"), ("column_type", "mass_t")}


def test_an_empty_table_without_a_column_is_found_too() -> None:
    assert validate(METAL, METAL.empty().drop("flow"))[2]["check_id"].to_list() == ["missing_column"]


def test_two_broken_rules_of_one_cell_are_one_finding() -> None:
    assert validate(METAL, metal(mass_t=[float("-inf"), 1.0, 1.0]))[2].height == 1


@pytest.mark.parametrize(
    ("table", "column", "low", "high"),
    [
        ("potlines", "current_efficiency_pct", 49.9, 100.1),
        ("potlines", "line_current_ka", 0.0, 1000.0),
        ("potlines", "c2f6_cf4_ratio", 0.0, 1.0),
        ("certification_scopes", "share_pct", -0.1, 100.1),
    ],
)
def test_bounds_hold_on_both_sides(table: str, column: str, low: float, high: float) -> None:
    contract = record_tables()[table]
    row = {c.name: _any(c.field.kind, c.field.allowed) for c in contract.columns if c.required}
    for value in (low, high):
        frame = pl.DataFrame([row | {column: value}], schema=contract.polars_schema)
        assert validate(contract, frame)[2].select("check_id", "column").rows() == [("out_of_range", column)]


def _any(kind: str, allowed: tuple[str, ...] | None) -> object:
    if allowed is not None:
        return allowed[0]
    return {"text": "x", "number": 90.0, "date": dt.date(2022, 1, 1)}[kind]


def test_a_computed_table_with_two_rows_of_one_key_is_found() -> None:
    ledger = RESULT_TABLES["ledger"]
    twice = pl.DataFrame([{"ledger_id": "a"}, {"ledger_id": "a"}], schema=ledger.polars_schema)
    (found,) = result_findings(ledger, twice).to_dicts()
    assert (found["check_id"], found["value"]) == ("duplicate_key", "a")
