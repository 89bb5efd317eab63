"""One claim only: serial numbers that overlap and instruments allocated beyond what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.claims import claimed_twice, over_allocated

Make = Callable[..., Any]
Read = Callable[[Any], dict[str, pl.DataFrame]]


def claim(folder: Any, **cells: str) -> int:
    """A certificate of north in 2021 beside the sound contracts; its row."""
    certificate = {"instrument_id": "cert", "kind": "certificate", "allocated_mwh": "100", "registry": "I-REC"}
    row: int = folder.append("power_instruments", **{**folder.row("power_instruments", 2), **certificate, **cells})
    return row


def found(findings: pl.DataFrame) -> list[tuple[str, str, int, str]]:
    return list(findings.select("check_id", "severity", "row", "column").iter_rows())


TWICE = "certificate_claimed_twice"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("NO-0100", "NO-0199"), ("NO-0200", "NO-0299")),
        (("NO-0100", "NO-0199"), ("SE-0150", "SE-0160")),
        (("0100A", "0199A"), ("0150B", "0160B")),
        (("7", ""), ("8", "")),
    ],
)
def test_ranges_apart_are_silent(
    records_folder: Make, tables_of: Read, first: tuple[str, str], second: tuple[str, str]
) -> None:
    folder = records_folder()
    claim(folder, serial_from=first[0], serial_to=first[1])
    claim(folder, serial_from=second[0], serial_to=second[1], instrument_id="other")
    assert claimed_twice(tables_of(folder)).is_empty()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("NO-0100", "NO-0199"), ("NO-0199", "NO-0250")),
        (("NO-0100", "NO-0199"), ("no-150", "")),
        (("570735000000000000000100000001", "570735000000000000000100000100"), ("570735000000000000000100000100", "")),
        (("0100 A", "0199 A"), ("0150 A", "0160 A")),
    ],
)
def test_ranges_that_overlap_are_an_error_at_the_second_row_that_names_the_first(
    records_folder: Make, tables_of: Read, first: tuple[str, str], second: tuple[str, str]
) -> None:
    folder = records_folder()
    before = claim(folder, serial_from=first[0], serial_to=first[1])
    # Another smelter, another year, another number of the instrument, the registry in other letters.
    south = folder.row("power_instruments", 5)
    after = folder.append(
        "power_instruments",
        **{**south, "instrument_id": "other", "registry": "i-rec ", "serial_from": second[0], "serial_to": second[1]},
    )
    findings = claimed_twice(tables_of(folder))
    assert found(findings) == [(TWICE, "error", after, "serial_from")]
    assert f"row {before} of power_instruments.csv" in findings["likely_cause"][0]
    assert "north" in findings["likely_cause"][0]


def test_the_same_numbers_of_another_registry_are_other_certificates(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    for registry in ("I-REC", "EECS"):
        claim(folder, instrument_id=registry, registry=registry, serial_from="1", serial_to="100")
    assert claimed_twice(tables_of(folder)).is_empty()


def test_a_range_inside_an_earlier_long_one_is_found_past_a_short_one(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    long = claim(folder, instrument_id="long", serial_from="1", serial_to="1000")
    later = [claim(folder, instrument_id=f"c{n}", serial_from=str(n), serial_to=str(n + 5)) for n in (10, 500)]
    findings = claimed_twice(tables_of(folder))
    assert [row for _, _, row, _ in found(findings)] == later
    assert all(f"row {long} of" in cause for cause in findings["likely_cause"])


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"serial_from": "1", "serial_to": "9", "registry": ""}, "registry"),
        ({"serial_from": "unknown", "serial_to": "9"}, "serial_from"),
        ({"serial_from": "", "serial_to": "9"}, "serial_from"),
        ({"serial_from": "1", "serial_to": "-"}, "serial_to"),
        ({"serial_from": "A1", "serial_to": "B9"}, "serial_to"),
        ({"serial_from": "9", "serial_to": "1"}, "serial_to"),
        ({"serial_from": "٣", "serial_to": "9"}, "serial_from"),
        ({"serial_from": "!", "serial_to": "9"}, "serial_from"),
        ({"serial_from": "1" + 5000 * "0", "serial_to": "9"}, "serial_to"),
    ],
)
def test_a_serial_number_nobody_can_compare_is_a_warning(
    records_folder: Make, tables_of: Read, cells: dict[str, str], column: str
) -> None:
    folder = records_folder()
    row = claim(folder, **cells)
    assert found(claimed_twice(tables_of(folder))) == [("serial_number", "warning", row, column)]


OVER = "instrument_over_allocated"


def test_an_instrument_two_smelters_share_stands_for_its_energy_once(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    claim(folder, kind="contract", instrument_id="ppa", allocated_mwh="600", instrument_mwh="1000")
    south = {**folder.row("power_instruments", 4), "instrument_id": "ppa", "instrument_mwh": "1000"}
    sound = folder.append("power_instruments", **{**south, "allocated_mwh": "400"})
    assert over_allocated(tables_of(folder)).is_empty()
    folder.set("power_instruments", sound, "allocated_mwh", "401")
    findings = over_allocated(tables_of(folder))
    assert found(findings) == [(OVER, "error", sound, "allocated_mwh")]
    assert "1000.0 MWh that ppa stands for" in findings["expected"][0]


def test_a_contract_stands_for_its_energy_in_every_period_a_certificate_once(
    records_folder: Make, tables_of: Read
) -> None:
    folder = records_folder()
    rows = {}
    for kind in ("contract", "certificate"):
        for year in ("2021", "2022"):
            when = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
            cells = {"kind": kind, "instrument_id": kind, "allocated_mwh": "900", "instrument_mwh": "1000"}
            rows[kind, year] = claim(folder, **cells, **when)
    assert found(over_allocated(tables_of(folder))) == [(OVER, "error", rows["certificate", "2022"], "allocated_mwh")]


def test_months_of_one_smelter_and_the_year_of_another_share_a_contract(records_folder: Make, tables_of: Read) -> None:
    folder = records_folder()
    claim(folder, kind="contract", instrument_id="ppa", allocated_mwh="600", instrument_mwh="1000")
    month = {"kind": "contract", "instrument_id": "ppa", "smelter_id": "south", "grid_zone": "ZONE-south"}
    month |= {"period_start": "2021-03-01", "period_end": "2021-03-31", "allocated_mwh": "500"}
    last = claim(folder, **month)
    assert found(over_allocated(tables_of(folder))) == [(OVER, "error", last, "allocated_mwh")]
