"""A records folder as the checks see it.

Belongs here: reading and checking the small folder of tests/conftest.py. Does not belong here: expectations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from checks.records import CheckedRecords, check_records
from smelter_ghg.records.folder import cells, read_folder

Folder = Any
"""The RecordsFolder of tests/conftest.py, which test modules cannot import."""


@pytest.fixture
def tables_of() -> Callable[[Folder], dict[str, pl.DataFrame]]:
    """The record tables of a folder, as they were read."""

    def read(folder: Folder) -> dict[str, pl.DataFrame]:
        return read_folder(folder.write()).tables

    return read


@pytest.fixture
def checked() -> Callable[[Folder], CheckedRecords]:
    """A folder read and checked."""

    def check(folder: Folder) -> CheckedRecords:
        records = read_folder(folder.write())
        return check_records(records.tables, cells(records.texts), records.findings)

    return check
