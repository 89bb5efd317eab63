"""What a source leaves out: rows that look like its own and are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.from_records import Run, Tables, months, run
from tests.golden.small_plant import FACTORS, YEAR, bought, small_plant


def computed(folder: Path, tables: Tables, method_set: str = "eu_2025_2547") -> Run:
    return run(folder, tables, factors=FACTORS, method_set=method_set)


def test_anodes_received_and_left_in_stock_are_not_consumed(tmp_path: Path) -> None:
    tables = small_plant() | {"specific_consumption": []}
    for month in months(YEAR):
        tables["activity"] += [
            bought(month, "prebaked_anode", 90, flow="received"),
            bought(month, "anode_butts", 110, flow="returned", origin="", supplier=""),
        ]
    made = computed(tmp_path, tables)
    assert made.kilograms(source="anode_consumption") == pytest.approx(12 * 420_000 * (1 - 0.024) * 3.664, rel=1e-12)
