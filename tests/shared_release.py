"""What is made once per test run and read by many tests, releases above all, by the command line in its own process.

Belongs here: sharing it between test folders and xdist workers. Does not belong here: any expectation.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "fjord"
SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"
# The entry point itself, so that nothing but the interpreter has to be found.
PROGRAM = [sys.executable, "-c", "import sys; from pipelines.cli import main; sys.exit(main())"]


def copy_records(target: Path, files: list[Path] | None = None, *, of: Path = ROOT / "data") -> Path:
    """The record, factor and configuration files of a folder, without the scripts that made some of them."""
    if files is None:
        files = record_files()
    for path in files:
        copy = target / path.relative_to(of)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return target


def copy_repeated(target: Path, files: list[Path] | None = None) -> Path:
    """The records of releases that are made again to compare their bytes: the example of the documentation; with
    SMELTER_GHG_SOAK=1 all of data/."""
    return copy_records(target, repeated_files() if files is None else files, of=ROOT / "data" if SOAK else EXAMPLE)


def record_files() -> list[Path]:
    return [path for path in sorted((ROOT / "data").rglob("*")) if path.suffix in (".csv", ".yaml")]


def report(
    records: Path,
    out: Path,
    *,
    cwd: Path,
    program: list[str] = PROGRAM,
    environment: dict[str, str] | None = None,
    path: Path | None = ROOT,
) -> Path:
    """Run `report` in a process of its own and return the release it points to. `path` is what PYTHONPATH names."""
    arguments = ["--records", str(records), "--config", str(records / "reporting.yaml"), "--out", str(out)]
    ended = command(["report", *arguments], cwd=cwd, program=program, environment=environment, path=path)
    assert ended.returncode == 0, ended.stderr[-4000:]
    return (out / "latest").resolve()


def command(
    arguments: list[str],
    *,
    cwd: Path,
    program: list[str] = PROGRAM,
    environment: dict[str, str] | None = None,
    path: Path | None = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, with nothing of this one's settings."""
    dropped = ("DAGSTER", "LC_", "LANG", "POLARS", "PYTHONPATH", "VIRTUAL_ENV", "UV_", "PYTEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return subprocess.run(
        [*program, *arguments],
        cwd=cwd,
        env=kept | ({} if path is None else {"PYTHONPATH": str(path)}) | (environment if environment else {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def problems_of(release: Path) -> list[str]:
    """What the independent evaluator says against a release."""
    sys.path.insert(0, str(ROOT / "tests" / "independent"))
    try:
        from evaluator import problems
        from release_data import load
    finally:
        sys.path.pop(0)
    return list(problems(load(release)))


def bytes_of(release: Path) -> dict[str, bytes]:
    """Every file of a release by name."""
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in release.rglob("*") if path.is_file()}


def differing(left: Path, right: Path) -> list[str]:
    """Names of files two releases do not share byte by byte."""
    ours, theirs = bytes_of(left), bytes_of(right)
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


def repeated_files() -> list[Path]:
    """The files that copy_repeated takes."""
    return record_files() if SOAK else sorted(path for path in EXAMPLE.iterdir() if path.suffix in (".csv", ".yaml"))


def made_once(basetemp: Path, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of this test run; the first to ask has it filled by `make`, other workers wait for it."""
    shared = basetemp.parent if "PYTEST_XDIST_WORKER" in os.environ else basetemp
    folder, done = shared / name, shared / f".{name}.done"
    with (shared / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            # What another test's failure left here is not taken for the whole.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def shared_release(basetemp: Path, copied: Callable[[Path], Path], name: str) -> Path:
    """The release of the records that `copied` puts into a folder, for this test run."""

    def make(folder: Path) -> None:
        report(copied(folder / "data"), folder / "releases", cwd=folder)

    return (made_once(basetemp, name, make) / "releases" / "latest").resolve()
