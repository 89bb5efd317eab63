"""`smelter-ghg explain`, `factors` and `rules`, as text and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.ends import DONE, WRONG_USAGE
from pipelines.printing import print_columns

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture(scope="session")
def release(sound_report: Any) -> Path:
    assert sound_report.code == DONE, sound_report.stderr
    path: Path = sound_report.release
    return path


def test_explain_reaches_the_record_of_every_operation(release: Path, run: Run) -> None:
    figures = pl.read_parquet(release / "figures.parquet").sort("figure_id").unique("operation", maintain_order=True)
    for figure in figures.iter_rows(named=True):
        code, out, err = run("explain", "--release", release, figure["figure_id"], "--json")
        assert code == DONE, err
        assert json.loads(out), figure["operation"]
        code, out, _ = run("explain", "--release", release.parent, figure["figure_id"])
        assert code == DONE
        assert out.strip()


def test_explain_of_nothing_is_wrong_usage(release: Path, run: Run, tmp_path: Path) -> None:
    assert run("explain", "--release", release, "f000000000000")[0] == WRONG_USAGE
    assert run("explain", "--release", tmp_path / "nowhere", "f000000000000")[0] == WRONG_USAGE


def test_factors_are_listed_with_citation_and_status(run: Run) -> None:
    code, out, _ = run("factors", "--json")
    assert code == DONE
    rows = json.loads(out)
    assert len(rows) > 50
    for row in rows:
        assert row["publisher"], row["factor_id"]
        assert row["document"], row["factor_id"]
        assert row["status"] in {"verified", "secondary", "unverified"}
        assert (row["refusal"] is not None) == (row["status"] == "unverified"), row["factor_id"]
    text = run("factors")[1].splitlines()
    assert len(text) == len(rows) + 1
    assert text[0].split()[:3] == ["factor_id", "value", "unit"]


def test_factors_of_one_item_and_of_a_users_file(run: Run, root: Path) -> None:
    code, out, _ = run("factors", "--item", "diesel", "--json")
    assert code == DONE
    assert {row["item"] for row in json.loads(out)} == {"diesel"}
    assert run("factors", "--item", "phlogiston")[0] == WRONG_USAGE
    code, out, _ = run("factors", "--config", root / "data" / "reporting.yaml", "--json")
    assert code == DONE
    assert "user" in {row["status"] for row in json.loads(out)}
    assert run("factors", "--config", "nowhere.yaml")[0] == WRONG_USAGE


def test_rules_are_listed_with_source_and_status(run: Run) -> None:
    code, out, _ = run("rules", "--json")
    assert code == DONE
    rows = json.loads(out)
    assert {"V2", "V3", "V3.1"} <= {row["standard_version"] for row in rows}
    assert all(row["status"] for row in rows)
    text = run("rules")[1].splitlines()
    assert len(text) == len(rows) + 1
    assert text[0].split()[-3:] == ["confidence", "source", "meaning"]
    for row, line in zip(rows, text[1:], strict=True):
        assert row["source"] and row["source"] in line, row["parameter_id"]


def test_a_column_that_a_listing_lacks_is_an_error_and_not_left_out() -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        print_columns(pl.DataFrame({"value": [1.0]}), "value source")


def test_a_reader_who_stops_reading_is_no_error() -> None:
    listing = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "factors"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert listing.stdout is not None
    listing.stdout.readline()
    listing.stdout.close()
    assert listing.stderr is not None
    assert listing.stderr.read() == b""
    assert listing.wait(60) == DONE


def test_explain_all_lists_every_ledger_row(release: Path, run: Run) -> None:
    """The whole sum names each of its ledger rows; the short form only groups of them."""
    figures = pl.read_parquet(release / "figures.parquet").filter(pl.col("operation") == "sum_co2e")
    figure = figures.sort(pl.col("ledger_ids").list.len(), "figure_id").row(-1, named=True)
    assert len(figure["ledger_ids"]) > 10
    short, whole = (
        run("explain", "--release", release, figure["figure_id"], *option)[1] for option in ((), ("--all",))
    )
    assert all(ledger_id in whole for ledger_id in figure["ledger_ids"])
    assert len(short) < len(whole)


@pytest.mark.parametrize(
    ("factor_id", "told"),
    [
        ("grid_nowhere", "grid_nowhere"),
        ("grid_za_2021_dffe", "grid_za_2021_dffe"),
        ("ipcc_2006_ncv_diesel", "net_calorific_value"),
        ("[grid_au_tas_nga_2024, grid_au_vic_nga_2024]", "both grid_combustion"),
    ],
    ids=["unknown", "unverified", "no grid factor", "two of one parameter"],
)
def test_a_grid_factor_that_cannot_be_chosen_is_wrong_usage(
    factor_id: str, told: str, records_folder: Callable[..., Any], run: Run, tmp_path: Path
) -> None:
    folder = records_folder().write()
    (folder / "reporting.yaml").write_text(f"chosen_factors: {{ZONE-north: {factor_id}}}\n", encoding="utf-8")
    code, _, err = run("report", "--records", folder, "--out", tmp_path / "out")
    assert code == WRONG_USAGE
    assert "ZONE-north" in err and told in err
    assert not (tmp_path / "out").exists()
