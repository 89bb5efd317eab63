"""The statements of releases against the tables beside them: of the documentation's example and of a demo smelter."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.ends import DONE
from smelter_ghg.emissions.equation import equations_frame
from smelter_ghg.ledger import select_inventory

STATEMENTS = Path("disclosure", "statements")


@pytest.fixture(scope="module")
def fjord(making: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the documentation's example."""

    def copied(folder: Path) -> Path:
        files = [path for path in making.EXAMPLE.iterdir() if path.suffix in (".csv", ".yaml")]
        copy: Path = making.copy_records(folder, sorted(files), of=making.EXAMPLE)
        return copy

    release: Path = making.shared_release(tmp_path_factory.getbasetemp(), copied, "release-of-the-example")
    return release


def statement(release: Path, smelter_id: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((release / STATEMENTS / f"{smelter_id}.json").read_text("utf-8"))
    return told


def blocks(told: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [block for part in told["parts"] for block in part["blocks"] if key in block]


def table(told: dict[str, Any], table_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = next(one for one in blocks(told, "table") if one["table"] == table_id)["rows"]
    return rows


def lines(told: dict[str, Any]) -> dict[str, str]:
    return {line["name"]: line["text"] for block in blocks(told, "lines") for line in block["lines"]}


def holds_what_its_tables_hold(release: Path, smelter_id: str) -> dict[str, Any]:
    told = statement(release, smelter_id)
    figures = {row["figure_id"]: row for row in pl.read_parquet(release / "figures.parquet").iter_rows(named=True)}
    ledger = pl.read_parquet(release / "ledger.parquet").filter(smelter_id=smelter_id, period_label=told["period"])
    named = {"route": "calculated", "method_set": told["basis"]["method_set"]}
    accounts = [select_inventory(ledger, scope2_account=account, **named) for account in ("location", "market")]
    chosen = pl.concat(accounts).unique("ledger_id")
    titles = dict(equations_frame().select("equation_id", "title").iter_rows())
    listed = table(told, "equations-used")
    assert {row["cells"][0]["text"] for row in listed} == {titles[one] for one in chosen["equation_id"]}
    stated = [row["cells"][4]["figures"][0] for row in listed]
    rows = [one for cell in stated for one in figures[cell["figure_id"]]["operands"]]
    assert sorted(rows) == sorted(chosen["ledger_id"])
    led = [row for row in listed if row["cells"][5].get("figures")]
    assert len(led) < len(listed)
    total = next(row for row in table(told, "emissions-by-source") if row["head"] == "Total, market-based")
    whole = total["cells"][0]["figures"][0]["value"]
    assert math.fsum(row["cells"][4]["figures"][0]["value"] for row in led) == pytest.approx(whole)
    assert math.fsum(row["cells"][5]["figures"][0]["value"] for row in led) == pytest.approx(100)
    facilities = pl.read_parquet(release / "records.parquet").filter(table="facilities", smelter_id=smelter_id)
    assert len(table(told, "facilities")) == facilities["row_key"].n_unique()
    page = (release / STATEMENTS / f"{smelter_id}.html").read_text("utf-8")
    assert all(f'data-figure="{one["figure_id"]}"' in page for one in stated)
    return told


def test_the_statement_of_the_example(fjord: Path) -> None:
    told = holds_what_its_tables_hold(fjord, "fjord")
    said = lines(told)
    assert said["Statements"].startswith("none on record")
    assert said["Smelter"] == "Fjord Aluminium (invented), id fjord" and said["Held against"] == "ASI PS V3.1"
    assert said["Defaults and fall-backs"] == said["Substitutions"] == "none was taken"
    # docs/examples/fjord: 118,200 t of alumina at 0.92 t CO2e/t, 893,000 MWh at 21 and at 420 kg CO2e/MWh.
    alumina = table(told, "footprints")[0]
    assert (alumina["head"], alumina["cells"][0]["text"]) == ("Alumina", "Strait Alumina")
    assert alumina["cells"][1]["figures"][0]["value"] == 0.92
    assert alumina["cells"][5]["figures"][0]["value"] == pytest.approx(118_200 * 0.92)
    location, market = (said[f"Scope 2, {one}-based"] for one in ("location", "market"))
    assert location.startswith("18,753 t CO₂e: ") and market.startswith("375,060 t CO₂e, in the lead: ")


def test_the_statement_of_a_demo_smelter(published_release: Path) -> None:
    told = holds_what_its_tables_hold(published_release, "demo_coal")
    assert told["synthetic"] is True
    periods = table(told, "reporting-periods")
    assert [row["head"] for row in periods] == ["2024", "2023", "2022", "2021", "2020"]
    assert [row["head"] for row in table(told, "instruments")] == ["DC-SUPPLY-2024"]
    assert lines(told)["Base year of the plan"] == "2020, mine to metal"
    intensity = lines(told)["Intensity"]
    assert "95 % interval" in intensity and table(told, "drivers")
    inputs = pl.read_parquet(published_release / "ledger_inputs.parquet").filter(pl.col("kind") == "default")
    ledger = pl.read_parquet(published_release / "ledger.parquet").filter(smelter_id="demo_coal", period_label="2024")
    taken = inputs.join(ledger.filter("selected"), on="ledger_id")
    assert len(table(told, "stand-ins")) == taken.select("source", "argument", "input_id").unique().height > 0


def test_every_smelter_has_a_statement_that_the_overview_and_its_page_lead_to(published_release: Path) -> None:
    overview = (published_release / "index.html").read_text("utf-8")
    pages = sorted((published_release / "disclosure" / "smelters").glob("*.html"))
    assert len(pages) == len(list((published_release / STATEMENTS).glob("*.json"))) == 31
    for page in pages:
        assert f'href="disclosure/statements/{page.name}"' in overview
        assert f'href="../statements/{page.name}"' in page.read_text("utf-8")


def test_a_statement_tells_what_was_restated_since_the_previous_release(
    sound_report: Any, records_folder: Callable[..., Any], making: ModuleType, tmp_path: Path
) -> None:
    folder = records_folder()
    gas = folder.find("activity", smelter_id="north", item="natural_gas", period_start="2022-03-01")
    folder.set("activity", gas, "quantity", "36000")
    config = tmp_path / "reporting.yaml"
    config.write_text("base_year: {year: 2022, significance_pct: 0.01}\n", encoding="utf-8")
    asked = ["report", "--records", str(folder.write()), "--config", str(config), "--out", str(tmp_path / "out")]
    assert main([*asked, "--previous", str(sound_report.out)]) == DONE
    release = (tmp_path / "out" / "latest").resolve()
    assert making.problems_of(release) == []
    told = statement(release, "north")
    said = lines(told)
    assert said["Previous release"].startswith(f"{sound_report.release.name}, manifest ")
    assert said["Base year"] == "2022" and "0.01 %" in said["Recalculated"]
    restated = table(told, "restated-figures")
    assert restated
    for row in restated:
        before, after = (cell["figures"][0]["value"] for cell in row["cells"][:2])
        assert before < after
    held = {row["head"]: row["cells"][3]["text"] for row in table(told, "base-year-figures")}
    assert "recalculated" in held.values()
    page = (release / STATEMENTS / "north.html").read_text("utf-8")
    assert 'href="#restated-f' in page and 'id="restated-f' in page
    assert lines(statement(release, "south"))["Previous release"].endswith("nothing of this smelter is restated")
