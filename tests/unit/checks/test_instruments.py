"""Quality criteria of instruments, and rates beyond what is left: sound rows are silent, faults named in their cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.instruments import instruments_not_counted, instruments_within_grid, rates_beyond_the_rest

Make = Callable[..., Any]
Read = Callable[[Any], dict[str, pl.DataFrame]]
SOUND = {"kind": "certificate", "vintage": "2021", "retired_on": "2022-02-15", "allocated_mwh": "1000"}


def certificate(folder: Any, **cells: str) -> int:
    row: int = folder.append("power_instruments", **{**folder.row("power_instruments", 2), **SOUND, **cells})
    return row


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"vintage": "2021-07"},
        {"retired_on": "2021-01-01"},
        {"kind": "contract", "vintage": "", "retired_on": ""},
        {"kind": "supplier", "vintage": "2021", "retired_on": ""},
        {"kind": "residual", "vintage": "", "retired_on": ""},
    ],
)
def test_instruments_that_meet_the_criteria_are_silent(
    records_folder: Make, tables_of: Read, cells: dict[str, str]
) -> None:
    folder = records_folder()
    certificate(folder, **cells)
    assert instruments_not_counted(tables_of(folder)).is_empty()


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"vintage": "2020"}, "vintage"),
        ({"vintage": "2022", "retired_on": "2022-02-15"}, "vintage"),
        ({"vintage": ""}, "vintage"),
        ({"vintage": "last year"}, "vintage"),
        ({"vintage": "2020-2021"}, "vintage"),
        ({"retired_on": ""}, "retired_on"),
        ({"retired_on": "2020-12-31"}, "retired_on"),
        ({"grid_zone": "ZONE-south"}, "grid_zone"),
        ({"kind": "contract", "vintage": "2019", "retired_on": ""}, "vintage"),
        ({"kind": "supplier", "vintage": "2019", "retired_on": ""}, "vintage"),
    ],
)
def test_an_instrument_that_fails_a_criterion_is_named_in_its_cell(
    records_folder: Make, tables_of: Read, cells: dict[str, str], column: str
) -> None:
    folder = records_folder()
    row = certificate(folder, **cells)
    (found,) = instruments_not_counted(tables_of(folder)).to_dicts()
    assert (found["check_id"], found["severity"], found["row"], found["column"]) == (
        "instrument_not_counted",
        "warning",
        row,
        column,
    )
    assert found["expected"] and "to mend it" in found["likely_cause"]


def test_another_rule_of_vintage_counts_where_the_record_names_it(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    row = certificate(folder, vintage="2020", vintage_rule="Label X, section 3: from six months before the year")
    (found,) = instruments_not_counted(tables_of(folder)).to_dicts()
    assert (found["check_id"], found["severity"], found["row"]) == ("vintage_by_rule", "note", row)
    assert "Label X, section 3" in found["likely_cause"]


def test_what_is_not_counted_claims_nothing(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    certificate(folder, allocated_mwh="90000000", retired_on="")
    assert instruments_within_grid(tables_of(folder)).is_empty()
    row = certificate(folder, allocated_mwh="90000000", instrument_id="sound")
    assert instruments_within_grid(tables_of(folder)).select("severity", "row").rows() == [("error", row)]


@pytest.mark.parametrize("kind", ["supplier", "residual"])
def test_a_rate_over_more_than_is_left_is_a_warning_and_no_claim(
    records_folder: Make, tables_of: Read, kind: str
) -> None:
    folder = records_folder()
    row = certificate(folder, kind=kind, vintage="", retired_on="", allocated_mwh="90000000")
    tables = tables_of(folder)
    assert instruments_within_grid(tables).is_empty() and instruments_not_counted(tables).is_empty()
    findings = rates_beyond_the_rest(tables)
    assert findings.select("severity", "row", "column").rows() == [("warning", row, "allocated_mwh")]
    drawn = sum(
        float(one["mwh"])
        for one in folder.tables["electricity"]
        if one["smelter_id"] == "north" and one["period_start"].startswith("2021")
    )
    assert f"at most the {round(drawn - 2_000_000, 6)} MWh" in findings["expected"][0]
    folder.set("power_instruments", row, "allocated_mwh", "1000")
    assert rates_beyond_the_rest(tables_of(folder)).is_empty()


def test_a_second_rate_has_what_the_first_leaves(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    common = {"vintage": "", "retired_on": ""}
    certificate(folder, kind="supplier", allocated_mwh="500000", **common)
    row = certificate(folder, kind="residual", allocated_mwh="500000", **common)
    assert rates_beyond_the_rest(tables_of(folder)).select("row").rows() == [(row,)]
