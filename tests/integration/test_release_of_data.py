"""The release `report` writes: all its parts, whole, without a clock time or a machine's path."""

from __future__ import annotations

import csv
import datetime as dt
import getpass
import json
import socket
from pathlib import Path
from types import ModuleType

import polars as pl

from smelter_ghg.release import verify_release
from smelter_ghg.release.manifest import sha256

PARTS = {
    "index.html",
    "conformance.json",
    "intensity.json",
    "ledger.parquet",
    "ledger_inputs.parquet",
    "energy.parquet",
    "records.parquet",
    "activity.parquet",
    "factors.parquet",
    "equations.parquet",
    "findings.parquet",
    "missing.parquet",
    "figures.parquet",
    "config.yaml",
    "manifest.json",
}


def test_the_release_is_whole_and_has_every_part(published_release: Path, making: ModuleType) -> None:
    release = verify_release(published_release)
    names = set(making.bytes_of(published_release))
    assert names >= PARTS
    assert {"disclosure/method.html", "disclosure/factors.html", "disclosure/data_quality.html"} <= names
    assert len([name for name in names if name.startswith("disclosure/smelters/") and name.endswith(".html")]) == 31
    assert set(release.rulebooks) == {"asi_ps_v2_2017.yaml", "asi_ps_v3_1.yaml", "asi_ps_v3_2022.yaml"}


def test_every_input_file_is_in_the_manifest(published_release: Path, making: ModuleType) -> None:
    manifest = json.loads((published_release / "manifest.json").read_text("utf-8"))
    data = making.ROOT / "data"
    read = {path.name for path in making.record_files()}
    assert read <= {name.rpartition("/")[2] for name in manifest["inputs"]}
    for name, digest in manifest["inputs"].items():
        found = [path for path in data.rglob(name.rpartition("/")[2]) if sha256(path) == digest]
        assert found, name


def test_no_machine_path_no_clock_no_name_of_the_machine(published_release: Path, making: ModuleType) -> None:
    now = dt.datetime.now(dt.UTC)
    folder = published_release.parent.parent
    forbidden = [str(making.ROOT), str(folder), str(Path.home()), f"{now:%Y-%m-%dT}", f"{now:%Y-%m-%d %H}"]
    forbidden += [socket.gethostname()] if len(socket.gethostname()) > 5 else []
    forbidden += [f"/{getpass.getuser()}/"]
    for name, content in making.bytes_of(published_release).items():
        if name.endswith(".parquet"):
            frame = pl.read_parquet(published_release / name)
            text = "\n".join(
                value for column in frame.select(pl.col(pl.String)) for value in column.drop_nulls().unique()
            )
        else:
            text = content.decode("utf-8", errors="replace")
        # The chart library is a third party's file, the same on every machine.
        if not name.endswith(".min.js"):
            assert [word for word in forbidden if word in text] == [], name


def test_every_exported_row_says_whether_its_smelter_is_invented(published_release: Path) -> None:
    seen = set()
    for path in sorted((published_release / "disclosure").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row.get("smelter_id")]
        for row in rows:
            assert row["synthetic"] == ("true" if row["smelter_id"].startswith("demo_") else "false"), (path.name, row)
        seen |= {row["smelter_id"] for row in rows}
    assert {"demo_hydro", "demo_coal", "sohar", "dunkerque"} <= seen
