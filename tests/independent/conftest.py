"""Puts the evaluator's own modules on the path; none of them imports the package they check.

Belongs here: the release of data/ to evaluate. Does not belong here: expectations.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from shared_release import copy_records, shared_release  # noqa: E402


@pytest.fixture(scope="session")
def published_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of data/, made once per test run by another process."""
    return shared_release(tmp_path_factory.getbasetemp(), copy_records, "release-of-data")
