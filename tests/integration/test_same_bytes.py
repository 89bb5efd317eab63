"""The same records give the same bytes, whatever the process, place, clock zone, language, threads or row order.

`make test` runs the installed wheel in such circumstances (test_wheel), SMELTER_GHG_SOAK=1 all of them here,
and files whose rows are shuffled.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

CIRCUMSTANCES = 20
SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"
ZONES = ["UTC", "Pacific/Kiritimati", "America/Caracas", "Asia/Kathmandu", "Pacific/Pago_Pago"]
LOCALES = ["C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8", "ja_JP.eucJP"]
PLACES = ["plain", "with space", "größe", "deep/er/and/deeper", "数据"]

# Rows change places after they were read, so that each keeps the row number of its file: what a release says about a
# record's place must not change. The last test shuffles the files themselves.
SHUFFLED = """
import sys
import smelter_ghg.records.folder as folder
seed = int(sys.argv.pop(1))
read = folder.read_csv
def shuffled(content, name, table, numbers):
    rows, findings = read(content, name, table, numbers)
    return (rows if rows is None else rows.sample(fraction=1.0, shuffle=True, seed=seed)), findings
folder.read_csv = shuffled
from pipelines.cli import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Circumstance:
    """Everything about a run that must not matter."""

    seed: int

    @property
    def environment(self) -> dict[str, str]:
        drawn = random.Random(self.seed)
        return {
            "PYTHONHASHSEED": str(drawn.randrange(1, 2**32)),
            "TZ": drawn.choice(ZONES),
            "LC_ALL": drawn.choice(LOCALES),
            "POLARS_MAX_THREADS": str(1 + self.seed % 2),
        }

    @property
    def place(self) -> str:
        return f"{PLACES[self.seed % len(PLACES)]}/{self.seed}"


@pytest.mark.skipif(not SOAK, reason="the installed wheel runs in such circumstances; SMELTER_GHG_SOAK=1 runs them all")
@pytest.mark.parametrize("seed", range(CIRCUMSTANCES))
def test_circumstances_do_not_change_a_byte(
    repeated_release: Path, making: ModuleType, tmp_path: Path, seed: int
) -> None:
    circumstance = Circumstance(seed)
    folder = tmp_path / circumstance.place
    files = making.repeated_files()
    random.Random(seed).shuffle(files)
    records = making.copy_repeated(folder / "records", files)
    release = making.report(
        records,
        folder / "out",
        cwd=folder,
        program=[sys.executable, "-c", SHUFFLED, str(seed)],
        environment=circumstance.environment,
    )
    assert making.differing(repeated_release, release) == []
    assert release.name == repeated_release.name


def test_circumstances_cover_thread_counts_zones_and_languages() -> None:
    every = [Circumstance(seed).environment for seed in range(CIRCUMSTANCES)]
    assert {one["POLARS_MAX_THREADS"] for one in every} == {"1", "2"}
    assert len({one["TZ"] for one in every}) > 2 and len({one["LC_ALL"] for one in every}) > 2


# Besides the manifest, the tables that list every record file with its hash.
HASHES_OF_FILES = {f"disclosure/{name}" for name in ("record_files.csv", "data_quality.csv", "data_quality.xlsx")}


def shuffle_file(path: Path, seed: int) -> None:
    header, *rows = csv.reader(io.StringIO(path.read_text("utf-8")))
    random.Random(seed).shuffle(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


@pytest.mark.skipif(not SOAK, reason="tests/property shuffles rows and files; SMELTER_GHG_SOAK=1 compares releases")
def test_shuffled_files_change_nothing_but_the_places_of_their_rows(
    repeated_release: Path, making: ModuleType, tmp_path: Path
) -> None:
    records = making.copy_repeated(tmp_path / "records")
    for path in sorted(records.rglob("*.csv")):
        shuffle_file(path, seed=7)
    release = making.report(records, tmp_path / "out", cwd=tmp_path)
    different = set(making.differing(repeated_release, release))
    # The input files are other files, so their hashes differ, and so do the row numbers of cells and findings, which
    # counts of findings name and the tables of the pages list.
    pages = {name for name in different if name.endswith(".html") or name in HASHES_OF_FILES}
    pages |= {name for name in different if name.startswith("disclosure/smelters/")}
    places = {"manifest.json", "records.parquet", "findings.parquet", "figures.parquet", "disclosure/findings.csv"}
    assert different - pages <= places
    ours, theirs = (pl.read_parquet(folder / "figures.parquet") for folder in (repeated_release, release))
    assert ours.drop("operands").equals(theirs.drop("operands"))
    moved = ours.filter(ours["operands"].list.join("\n") != theirs["operands"].list.join("\n"))
    assert set(moved["measure"]) <= {"count"}
    for table in ("records", "findings"):
        ours, theirs = (pl.read_parquet(folder / f"{table}.parquet") for folder in (repeated_release, release))
        assert sorted(map(str, ours.drop("row").rows())) == sorted(map(str, theirs.drop("row").rows())), table
    ours, theirs = (json.loads((folder / "manifest.json").read_bytes()) for folder in (repeated_release, release))
    assert ours["inputs"].keys() == theirs["inputs"].keys()
