"""From a workbook to a release by the command line: shared plants, the smallest set of sheets, the template."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.ends import DONE, WRONG_USAGE
from pipelines.resources import ReportSettings
from tests import workbooks
from tests.golden.from_records import write_factors
from tests.golden.small_plant import FACTORS, small_plant
from tests.unit.ledger.test_shared_facilities import SHARES, allocated

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def beside(folder: Path, *lines: str) -> None:
    """reporting.yaml with the small plant's factors."""
    write_factors(folder / "site_factors.csv", FACTORS)
    (folder / "reporting.yaml").write_text("\n".join(["factor_files: [site_factors.csv]", *lines]), encoding="utf-8")


def test_shared_plants_in_one_workbook_become_a_release_that_follows_from_its_leaves(
    command: Command, making: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "records.xlsx").write_bytes(workbooks.xlsx(allocated()))
    beside(tmp_path)
    code, out, err = command("report", "--records", tmp_path / "records.xlsx", "--out", tmp_path / "out")
    assert code == DONE, err
    release = Path(out.strip())
    assert making.problems_of(release) == []
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    assert {"records.xlsx", "reporting.yaml", "site_factors.csv"} == set(manifest["inputs"])
    cells = pl.read_parquet(release / "records.parquet")
    assert set(cells["file"]) == {"records.xlsx"} and "activity" in set(cells["sheet"])
    energy = pl.read_parquet(release / "energy.parquet").filter(pl.col("carrier") == "residual_fuel_oil")
    figures = pl.read_parquet(release / "figures.parquet").filter(pl.col("operation") == "sum_energy")
    shared = energy.filter(pl.col("smelter_id") == "second")["energy_id"].to_list()
    wanted = next(row for row in figures.iter_rows(named=True) if shared[0] in row["operands"])
    code, out, _ = command("explain", "--release", release, wanted["figure_id"], "--all")
    assert code == DONE and "allocations" in out and str(SHARES["second"]) in out


def test_five_sheets_of_a_small_smelter_pass_and_give_at_least(command: Command, tmp_path: Path) -> None:
    plant = small_plant()
    five = {name: plant[name] for name in ("smelters", "facilities", "metal", "activity", "electricity")}
    (tmp_path / "records.xlsx").write_bytes(workbooks.xlsx(five))
    code, out, err = command("report", "--records", tmp_path, "--out", tmp_path / "out")
    assert code == DONE, err
    verdicts = json.loads((Path(out.strip()) / "conformance.json").read_text("utf-8"))["verdicts"]
    assert {verdict["outcome"] for verdict in verdicts} <= {
        "indeterminate_data",
        "indeterminate_rule",
        "not_applicable",
    }
    figures = pl.read_parquet(Path(out.strip()) / "figures.parquet")
    assert "at_least" in set(figures.filter(pl.col("measure").str.contains("intensity"))["qualifier"])


def test_template_to_check(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.xlsx"
    code, out, _ = command("template", file, "--tables", "smelters", "metal")
    assert code == DONE and out.strip() == str(file) and file.is_file()
    code, _, err = command("template", file)
    assert code == WRONG_USAGE and "not overwritten" in err
    assert command("template", tmp_path / "mine.csv")[0] == WRONG_USAGE
    code, _, err = command("template", tmp_path / "other.xlsx", "--tables", "metals")
    assert code == WRONG_USAGE and "metals" in err and not (tmp_path / "other.xlsx").exists()
    code, _, err = command("check", "--records", file)
    assert code == DONE and "the records hold no dated row of a smelter" in err


def test_records_that_are_neither_a_folder_nor_a_workbook_are_wrong_usage(command: Command, tmp_path: Path) -> None:
    (tmp_path / "metal.csv").write_text("smelter_id\n", encoding="utf-8")
    for path in (tmp_path / "metal.csv", tmp_path / "nowhere.xlsx"):
        assert command("check", "--records", path)[0] == WRONG_USAGE


def test_the_fingerprint_follows_every_kind_of_record_file(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    plant = small_plant()
    workbooks.parquet({"metal": plant["metal"]}, folder)
    (folder / "rest.xlsx").write_bytes(workbooks.xlsx({"smelters": plant["smelters"]}))
    prints = [ReportSettings(records=str(folder), releases="").fingerprint()]
    (folder / "rest.xlsx").write_bytes(workbooks.xlsx({"smelters": [plant["smelters"][0] | {"name": "Other"}]}))
    prints.append(ReportSettings(records=str(folder), releases="").fingerprint())
    workbooks.parquet({"metal": plant["metal"][1:]}, folder)
    prints.append(ReportSettings(records=str(folder), releases="").fingerprint())
    shutil.copy(folder / "rest.xlsx", tmp_path / "one.xlsx")
    prints.append(ReportSettings(records=str(tmp_path / "one.xlsx"), releases="").fingerprint())
    assert len(set(prints)) == 4
