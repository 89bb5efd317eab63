"""Direct against alternating current, by meter and by stated rate, and the bands with their sources."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.physics import dc_ac_findings
from smelter_ghg.physics.bands import band, constant
from tests.golden.from_records import Run, Tables, months, run
from tests.golden.small_plant import YEAR
from tests.unit.ledger.demo_run import demo

WHERE = {"smelter_id": "s", "facility_id": "L1"} | months(YEAR)[0]
LINE = {"smelter_id": "s", "facility_id": "L1", "kind": "potline", "technology": "PFPB_M"}
BANDS = list(csv.DictReader((files("smelter_ghg.physics") / "bands.csv").read_text("utf-8").splitlines()))


def metered(ratio: float) -> Tables:
    """AC meters of a potline (14 000 MWh in two meters) and its DC energy."""
    meter = WHERE | {"flow": "consumed", "supply": "grid", "grid_zone": "Z"}
    return {
        "facilities": [LINE],
        "potlines": [WHERE | {"dc_electricity_mwh": repr(14_000 * ratio)}],
        "electricity": [
            meter | {"mwh": "13000", "meter_id": "rectifiers"},
            meter | {"mwh": "1000", "meter_id": "auxiliaries"},
        ],
    }


def stated(ratio: float) -> Tables:
    rates = {"electricity_ac": ("14.5", "MWh/t"), "electricity_dc": (repr(14_500 * ratio), "kWh/t")}
    return {
        "facilities": [LINE],
        "specific_consumption": [
            WHERE | {"item": item, "value": value, "unit": unit, "per": "tapped"}
            for item, (value, unit) in rates.items()
        ],
    }


def findings(made: Run) -> list[tuple[object, ...]]:
    columns = ("check_id", "severity", "smelter_id", "period", "table", "column", "value")
    return dc_ac_findings(made.activity).select(columns).rows()


@pytest.mark.parametrize(
    ("ratio", "sound"), [(0.905, True), (0.936, True), (0.985, True), (0.895, False), (0.995, False)]
)
@pytest.mark.parametrize(
    ("tables", "table", "column"),
    [(metered, "electricity", "mwh"), (stated, "specific_consumption", "value")],
    ids=["by meter", "by rate"],
)
def test_outside_the_band_is_a_warning(
    tmp_path: Path, tables: object, table: str, column: str, ratio: float, sound: bool
) -> None:
    made = run(tmp_path, tables(ratio))  # type: ignore[operator]
    expected = ("dc_to_ac", "warning", "s", str(YEAR), table, column, f"{ratio:.3f}")
    assert findings(made) == ([] if sound else [expected])
    if not sound:
        assert "IAI" in dc_ac_findings(made.activity)["expected"].item()


def test_more_dc_than_ac_is_seen(tmp_path: Path) -> None:
    assert len(findings(run(tmp_path, metered(1.07)))) == 1


def test_one_of_the_two_alone_says_nothing(tmp_path: Path) -> None:
    for name, left in (("ac", "potlines"), ("dc", "electricity")):
        assert findings(run(tmp_path / name, metered(0.5) | {left: []})) == []


def test_power_outside_the_potlines_does_not_count(tmp_path: Path) -> None:
    tables = metered(0.95)
    tables["facilities"].append({"smelter_id": "s", "facility_id": "CH", "kind": "casthouse"})
    casthouse = {"facility_id": "CH", "meter_id": "casthouse", "mwh": "9000"}
    tables["electricity"].append(tables["electricity"][0] | casthouse)
    assert findings(run(tmp_path, tables)) == []


def test_the_demo_potlines_are_inside_the_band() -> None:
    assert findings(demo()) == []


@pytest.mark.parametrize("row", BANDS, ids=[row["band"] for row in BANDS])
def test_every_band_has_limits_a_severity_and_a_source(row: dict[str, str]) -> None:
    read = band(row["band"])
    assert read.lower is not None or read.upper is not None
    assert read.lower is None or read.upper is None or read.lower < read.upper
    assert read.outside in ("error", "warning", "note")
    assert len(read.source) > 30 and row["unit"] in ("1", "t CO2e/t", "t/t", "MWh/t", "V", "km")
    # Only nature makes an error; what an engineer judges is a warning.
    assert (read.outside == "error") == ("judgement" not in read.source)


@pytest.mark.parametrize("name", [row["band"] for row in BANDS])
def test_a_band_holds_its_ends_and_says_nothing_of_what_is_missing(name: str) -> None:
    limits = band(name)
    assert limits.upper is not None
    values = pl.DataFrame({"x": [limits.lower, limits.upper, limits.upper + 1e-9, None]}, schema={"x": pl.Float64})
    assert values.select(limits.left(pl.col("x"))).to_series().to_list() == [False, False, True, False]
    if limits.lower is not None:
        assert values.select(limits.left(pl.col("x") - limits.upper + limits.lower)).to_series()[0]


def test_an_unknown_band_or_constant_is_an_error() -> None:
    with pytest.raises(KeyError):
        band("no_such_band")
    with pytest.raises(KeyError, match="0 rows"):
        constant(demo().factors.usable, "aluminium", "melting_point")
