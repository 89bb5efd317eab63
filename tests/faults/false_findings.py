"""Counts what the checks find in sound records: python -m tests.faults.false_findings.

    python -m tests.faults.false_findings --seed 7 --count 500

Every error or warning about sound records sends somebody to look for a fault that is not there. Counted are
smelter-years with one or more. Belongs here: the count, by check and by what a smelter is like. Does not belong here:
the records (varied), the checks.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from tests.faults.clean import Tables
from tests.faults.judge import judge
from tests.faults.varied import together, varied

YEARS = ("2023", "2024")
# Records of so many smelters are read and checked at once: a check costs little more for many than for one.
_AT_ONCE = 25
_NAME = re.compile(r"\bs\d{4,}\b")


@dataclass(frozen=True)
class FalseFinding:
    """An error or warning about sound records: the smelter, what it is like, the year, the check and what it says."""

    smelter_id: str
    like: str
    year: str
    check_id: str
    severity: str
    said: str


def false_findings(seed: int, numbers: range) -> Iterator[FalseFinding]:
    """Errors and warnings about the sound smelters of these numbers."""
    made = [(number, *varied(number, seed)) for number in numbers]
    like = {f"s{number:04d}": words for number, words, _ in made}
    tables = together(one for _, _, one in made)
    with tempfile.TemporaryDirectory() as folder:
        found = judge(Path(folder), tables).findings
    for row in found.filter(found["severity"] != "note").iter_rows(named=True):
        smelter = row["smelter_id"] or _smelter_of(tables, row["table"], row["row"])
        said = f"{row['table']}.{row['column']} {row['value']}, expected {row['expected']}"
        for year in [year for year in YEARS if year in (row["period"] or "")] or YEARS:
            yield FalseFinding(smelter, like.get(smelter, ""), year, row["check_id"], row["severity"], said)


def _smelter_of(tables: Tables, table: str | None, row: int | None) -> str:
    """The smelter a row without its id belongs to, by the names in it; suppliers are of one smelter each."""
    if table is None or row is None:
        return ""
    named = _NAME.search(" ".join(tables[table][row - 2].values()))
    return named.group() if named else ""


def count(seed: int, smelters: int) -> list[FalseFinding]:
    """All of them, a progress bar on a terminal."""
    found: list[FalseFinding] = []
    with tqdm(total=smelters, desc="sound smelters", disable=None) as bar:
        for start in range(0, smelters, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, smelters))
            found += false_findings(seed, numbers)
            bar.update(len(numbers))
    return found


def smelter_years(found: list[FalseFinding]) -> int:
    return len({(one.smelter_id, one.year) for one in found})


def main() -> int:
    parser = argparse.ArgumentParser(description="Check seeded sound records and count what is found in them.")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--count", type=int, default=500, help="smelters, each over two years")
    arguments = parser.parse_args()
    found = count(arguments.seed, arguments.count)
    for one in found:
        print(f"{one.smelter_id} ({one.like}) {one.year} {one.severity} {one.check_id}: {one.said}")
    of = len(YEARS) * arguments.count
    print(f"{smelter_years(found)} of {of} smelter-years with an error or a warning")
    return int(smelter_years(found) >= of / 100)


if __name__ == "__main__":
    sys.exit(main())
