"""Fixtures of the integration tests.

Belongs here: releases and runs that many tests read, and the helpers that make another. Does not belong here:
expectations.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of this folder; pytest calls this when it loads the file, before the tests beside it."""
    config.addinivalue_line("markers", "slow: builds the wheel and installs it; -m 'not slow' leaves it out")


@pytest.fixture(scope="session")
def making() -> ModuleType:
    """The module that makes releases of data/."""
    name = "shared_release"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def published_release(making: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of data/, made once per test run."""
    release: Path = making.shared_release(tmp_path_factory.getbasetemp(), making.copy_records, "release-of-data")
    return release


@pytest.fixture(scope="session")
def repeated_release(making: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release that others are compared with byte by byte, made once per test run."""
    release: Path = making.shared_release(
        tmp_path_factory.getbasetemp(), making.copy_repeated, "release-to-be-repeated"
    )
    return release


@pytest.fixture(scope="session")
def example_release(request: pytest.FixtureRequest, making: ModuleType) -> Path:
    """The release of the documentation's example."""
    if not making.SOAK:
        return cast(Path, request.getfixturevalue("repeated_release"))
    base = request.getfixturevalue("tmp_path_factory").getbasetemp()
    files = sorted(path for path in making.EXAMPLE.iterdir() if path.suffix in (".csv", ".yaml"))
    release: Path = making.shared_release(
        base, lambda folder: making.copy_records(folder, files, of=making.EXAMPLE), "release-of-example"
    )
    return release


@dataclass(frozen=True)
class Reported:
    """One `report` in a process of its own, on a copy of sound records, with a temporary folder of its own."""

    folder: Path

    @property
    def records_before(self) -> Path:
        return self.folder / "before"

    @property
    def records(self) -> Path:
        return self.folder / "records"

    @property
    def out(self) -> Path:
        return self.folder / "releases"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def release(self) -> Path:
        return (self.out / "latest").resolve()

    @property
    def code(self) -> int:
        return int((self.folder / "code").read_text("utf-8"))

    @property
    def stdout(self) -> str:
        return (self.folder / "stdout").read_text("utf-8")

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text("utf-8")

    @property
    def made(self) -> dict[str, Any]:
        """What --json printed."""
        printed: dict[str, Any] = json.loads(self.stdout)
        return printed


@pytest.fixture(scope="session")
def reported(
    making: ModuleType, sound_records: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Reported]:
    """Runs `report` with options on the sound records of two smelters and two years, once per test run and `name`."""

    def report(name: str, *options: str) -> Reported:
        def make(folder: Path) -> None:
            run = Reported(folder)
            shutil.copytree(sound_records(run.records).write(), run.records_before)
            run.temporary.mkdir()
            for path in (*run.records.iterdir(), run.records):
                path.chmod(0o555 if path.is_dir() else 0o444)
            ended = making.command(
                ["report", "--records", str(run.records), "--out", str(run.out), *options],
                cwd=folder,
                environment={"TMPDIR": str(run.temporary)},
            )
            run.records.chmod(0o755)
            for part, text in (("code", str(ended.returncode)), ("stdout", ended.stdout), ("stderr", ended.stderr)):
                (folder / part).write_text(text, encoding="utf-8")

        return Reported(making.made_once(tmp_path_factory.getbasetemp(), name, make))

    return report


@pytest.fixture(scope="session")
def sound_report(reported: Callable[..., Reported]) -> Reported:
    """`report --json --period 2022` on the sound records."""
    return reported("report-of-sound-records", "--json", "--period", "2022")
