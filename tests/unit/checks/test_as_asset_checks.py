"""The adapter shows every finding on the check it belongs to, and fails where a finding belongs to none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import dagster as dg
import polars as pl
import pytest

from checks.as_asset_checks import LEFTOVER, ShownCheck, results, specs
from checks.catalogue import checks_between_years, physics_checks, record_checks, result_checks
from checks.published import implied_production, published_conflicts
from smelter_ghg.config import NumberFormat
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.records.folder import read_folder
from tests import workbooks
from tests.unit.checks import published_faults
from tests.unit.records.test_workbooks import ROW, bomb, encrypted, formula, saved, sheet_of

PUBLISHED = Path(__file__).parents[3] / "data" / "published"
COMMA = NumberFormat(decimal=",")

NONE = to_frame([])
A = ShownCheck(("s", "a"), "one", "First.", frozenset({"one"}), "a")
B = ShownCheck(("s", "b"), "two", "Second.", frozenset({"two", "three*"}), "b")
REST = ShownCheck(("s", "findings"), LEFTOVER, "Rest.")


def shown(findings: pl.DataFrame, *, accept_partial: bool = False) -> dict[str, dg.AssetCheckResult]:
    return {str(result.check_name): result for result in results([A, B, REST], findings, accept_partial=accept_partial)}


def outcome(result: dg.AssetCheckResult) -> tuple[bool, str]:
    return bool(result.passed), result.severity.value


def test_without_findings_every_check_passes() -> None:
    assert {outcome(result) for result in shown(NONE).values()} == {(True, "ERROR")}


def test_an_error_fails_its_own_check_and_blocks() -> None:
    found = shown(to_frame([finding("one", "error", table="a", file="a.csv", row=3, value="<b>")]))
    assert {name: outcome(result) for name, result in found.items()} == {
        "one": (False, "ERROR"),
        "two": (True, "ERROR"),
        LEFTOVER: (True, "ERROR"),
    }
    assert found["one"].metadata["errors"] == dg.MetadataValue.int(1)


def test_a_warning_fails_its_check_without_blocking() -> None:
    found = shown(to_frame([finding("three_of_them", "warning", table="b")]))
    assert outcome(found["two"]) == (False, "WARN")


def test_an_accepted_error_is_shown_and_does_not_block() -> None:
    found = shown(to_frame([finding("one", "error", table="a")]), accept_partial=True)
    assert outcome(found["one"]) == (False, "WARN")


@pytest.mark.parametrize("accept_partial", [False, True])
@pytest.mark.parametrize(
    "stray",
    [
        finding("nine", "error", table="a"),
        finding("one", "error", table="c"),
        finding("one", "note"),
    ],
)
def test_a_finding_no_check_shows_fails_the_asset(stray: dict[str, object], accept_partial: bool) -> None:
    found = shown(to_frame([stray]), accept_partial=accept_partial)
    assert outcome(found[LEFTOVER]) == (False, "ERROR")
    assert outcome(found["one"]) == (True, "ERROR")


def test_specs_block_and_are_partitioned_as_their_asset() -> None:
    years = dg.StaticPartitionsDefinition(["2020"])
    for spec in specs([A, B], years, reads=[("s", "findings")]):
        assert spec.blocking
        assert spec.partitions_def == years


def odd_workbooks(folder: Path) -> list[Path]:
    """A workbook for every way in which a sheet shows otherwise than it stores, and for what cannot be opened."""

    def change(book: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.merge_range("F2:F3", "x")
        sheet.write_formula("E2", "=1+1", None, 2)
        sheet.write_formula("E3", "=1/0", None, "#DIV/0!")
        sheet.write("E4", 0.95, book.add_format({"num_format": "0%"}))
        sheet.write_string("E5", "1.5")

    contents = {
        "odd.xlsx": saved(sheet_of(change)),
        "uncalculated.xlsx": sheet_of(formula("E2", 0)),
        "old.xls": workbooks.xls({"metal": [ROW]}),
        "large.xlsx": bomb(),
        "secret.xlsx": encrypted(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def names(checks: tuple[ShownCheck, ...]) -> list[tuple[tuple[str, str], str]]:
    return [(check.asset, check.name) for check in checks]


@pytest.mark.parametrize("checks", [record_checks(), physics_checks(), result_checks(), checks_between_years()])
def test_each_check_of_the_catalogue_fails_on_its_own_findings_only(checks: tuple[ShownCheck, ...]) -> None:
    """Every finding gets a number and takes part in one of two rounds per binary digit of it, by what the digit is.

    No finding takes part in exactly the rounds of two others, so a check that fails on another's finding is seen; all
    pairs of a check and a finding would be a hundred times the rounds.
    """
    assert len(set(names(checks))) == len(checks)
    made = [(check, check_id) for check in checks for check_id in sorted(check.check_ids or {"of no check"})]
    for digit in range(len(made).bit_length()):
        for wanted in (0, 1):
            taking_part = [one for number, one in enumerate(made) if (number >> digit) & 1 == wanted]
            found = to_frame(
                [finding(check_id.rstrip("*"), "error", table=check.table) for check, check_id in taking_part]
            )
            failed = {
                (tuple(result.asset_key.path), result.check_name)
                for result in results(checks, found, accept_partial=False)
                if result.asset_key is not None and not result.passed
            }
            assert failed == {(check.asset, check.name) for check, _ in taking_part}, (digit, wanted)


def test_the_catalogue_shows_every_finding_records_can_give(
    records_folder: Callable[..., Any],
    checked: Callable[[Any], Any],
    faults: dict[str, Callable[[Any, Random], Any]],
    tmp_path: Path,
) -> None:
    """Every kind of bad input is made here once; none may end up in the check for what no other check shows."""
    made = []
    for name, inject in faults.items():
        folder = records_folder(name)
        inject(folder, Random(1))
        made.append(checked(folder).findings)
    folder = records_folder("slips")
    folder.set("electricity", 4, "mwh", "7")
    for row in (20, 21, 22):
        folder.set("electricity", row, "mwh", "123456.7")
    del folder.tables["metal"][8]
    folder.append("activity", **{**folder.row("activity", 2), "supplier": "another"})
    statement = {"period_start": "2021-01-01", "period_end": "2021-12-31", "parts_covered": "production"}
    statement |= {"gwp_set": "AR6GWP100", "citation": "tests"}
    folder.append("supplier_footprints", item="alumina", supplier="S", factor_t_co2e_per_t="860", **statement)
    made.append(checked(folder).findings)
    share = {"smelter_id": folder.row("metal", 2)["smelter_id"], "facility_id": folder.row("metal", 2)["facility_id"]}
    share |= {"period_start": "2021-01-01", "period_end": "2021-12-31", "basis": "energy"}
    folder = records_folder("product shares")
    folder.append("product_shares", product="primary_metal", share="0.7", **share)
    made.append(checked(folder).findings)
    folder = records_folder("instruments")
    contract = dict(folder.row("power_instruments", 2))
    folder.set("power_instruments", 2, "vintage", "2019")
    folder.set("power_instruments", 3, "vintage", "2019")
    folder.set("power_instruments", 3, "vintage_rule", "a label's window")
    folder.append(
        "power_instruments", **{**contract, "instrument_id": "rate", "kind": "supplier", "allocated_mwh": "9e7"}
    )
    leg = {"smelter_id": "north", "item": "alumina", "mode": "sea", "mass_t": "1", "distance_km": "40000"}
    folder.append("transport", **leg, period_start="2021-01-01", period_end="2021-01-31")
    made.append(checked(folder).findings)
    folder = records_folder("ranges")
    stated = {"smelter_id": "north", "table": "metal", "period_start": "2021-01-01", "period_end": "2021-12-31"}
    for column, item in (("mass_kg", ""), ("mass_t", "ingot")):
        folder.append("uncertainties", **stated, column=column, item=item, below_pct="1", citation="invented")
    made.append(checked(folder).findings)
    folder = records_folder("claims")
    folder.set("power_instruments", 2, "instrument_mwh", "1")
    for number, registry in (("A", "R"), ("B", "R"), ("C", "")):
        serials = {"registry": registry, "serial_from": "1", "serial_to": "9", "instrument_id": number}
        folder.append("power_instruments", **{**contract, **serials, "allocated_mwh": "9"})
    made.append(checked(folder).findings)
    folder = records_folder("warnings")
    folder.set("metal", 3, "document_id", "lost")
    folder.set("activity", 3, "item", "alumna")
    folder.set("specific_consumption", 3, "unit", "kWh/t")
    folder.set("potlines", 3, "slope_cf4", "0.12")
    folder.set("potlines", 3, "data_source", "substituted")
    folder.set("activity", folder.find("activity", item="natural_gas"), "basis", "")
    month = folder.row("activity", folder.find("activity", item="alumina"))
    for flow in ("opening_stock", "closing_stock"):
        folder.append("activity", **{**month, "flow": flow})
    made.append(checked(folder).findings)
    folder = records_folder("cells")
    folder.set("potlines", 4, "cell_days", "7000")
    folder.set("potlines", 6, "cells_operating", "150")
    made.append(checked(folder).findings)
    folder = records_folder("paths")
    path = {"smelter_id": "north", "slope_set": "s", "version": "1", "form": "contraction", "emissions": "all"}
    folder.append("pathways", **path, base_year="2015", base_value="9", intermediate_target_year="2021")
    parts = {"base_value_electricity": "1", "base_value_non_electricity": "2"}
    folder.append("pathways", **path | {"form": "convergence", "base_year": "2021", "base_value": "9"} | parts)
    folder.append("pathways", **path | {"version": "2", "base_year": "2021"})
    slope = {"slope_set": "s", "version": "1", "activity": "primary_aluminium", "emissions": "all"}
    folder.append("pathway_slopes", **slope, year="2021", value="15")
    made.append(checked(folder).findings)
    folder = records_folder("published")
    published_faults.plant(folder)
    made.append(checked(folder).findings)
    published = read_folder(PUBLISHED).tables
    made += [published_conflicts(published), implied_production(published)]
    for number, (name, content) in enumerate(
        {
            "metal.csv": b"smelter_id,smelter_id\n",
            "potlines.csv": b"smelter_id\nx,y,z\n",
            "transport.csv": b"smelter_id\n\xff\n",
            "electricity.csv": b"smelter_id,watts\nx,1\n",
            "meters.csv": b"a\n1\n",
            "verification.csv": b"",
            "targets.csv": b"smelter_id;boundary\nx;mine_to_metal\n",
        }.items()
    ):
        bad = tmp_path / f"raw{number}"
        bad.mkdir()
        (bad / name).write_bytes(content)
        made.append(read_folder(bad).findings)
    made += [read_folder(file, numbers=COMMA).findings for file in odd_workbooks(tmp_path)]
    (tmp_path / "raw0" / "exclusions.csv").symlink_to(tmp_path / "raw0" / "nothing.csv")
    (tmp_path / "raw0" / "facilities.csv").symlink_to(tmp_path / "raw1" / "potlines.csv")
    made.append(read_folder(tmp_path / "raw0").findings)
    found = pl.concat(made)
    (rest,) = [r for r in results(record_checks(), found, accept_partial=True) if r.check_name == LEFTOVER]
    assert rest.passed, rest.metadata["rows"]
    promised = {check_id for check in record_checks() for check_id in check.check_ids}
    # column_type is for frames given by code; factor files have tests of their own.
    assert promised - set(found["check_id"]) == {"column_type", "factor_*"}
