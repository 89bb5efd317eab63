"""Which test noticed which change when it was last tried: killers.csv. It is asked first, so that a run takes minutes.

Belongs here: reading and writing the file. Does not belong here: trusting it; a test it names is run like any other.
"""

from __future__ import annotations

import csv
import fcntl
from collections.abc import Mapping
from pathlib import Path

from tests.mutation.operators import ROOT, Mutant

FILE = Path(__file__).with_name("killers.csv")
_LOCK = ROOT / "build" / "mutation" / "killers.lock"
_COLUMNS = ("path", "line", "change", "nth", "test")
Key = tuple[str, str, str, str]


def key_of(one: Mutant | str) -> Key:
    """A mutant by what its line says, so that it is found again when lines move; a factor row by its id."""
    return (one, "", "", "") if isinstance(one, str) else (one.path, one.text, one.change, str(one.nth))


def read() -> dict[Key, str]:
    if not FILE.is_file():
        return {}
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["path"], row["line"], row["change"], row["nth"]): row["test"] for row in csv.DictReader(file)}


def write(found: Mapping[Key, str], *, only: bool = False) -> None:
    """Put these into the file; with `only`, leave nothing else in it."""
    _LOCK.parent.mkdir(parents=True, exist_ok=True)
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = dict(found) if only else read() | found
        with FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows((*key, test) for key, test in sorted(kept.items()))
