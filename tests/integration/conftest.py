"""Fixtures of the integration tests.

Belongs here: the release of data/ and the helpers that make another. Does not belong here: expectations.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

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
    release: Path = making.shared_release(tmp_path_factory.getbasetemp(), making.record_files(), "release-of-data")
    return release


@pytest.fixture(scope="session")
def repeated_release(making: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release that others are compared with byte by byte, made once per test run."""
    release: Path = making.shared_release(
        tmp_path_factory.getbasetemp(), making.repeated_files(), "release-to-be-repeated"
    )
    return release
