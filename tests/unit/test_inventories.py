"""The hash of an inventory: of what was measured and computed, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.inventories import build_inventories


@pytest.fixture(scope="module")
def frames(tmp_path_factory: Any, sound_records: Callable[..., Any]) -> dict[str, pl.DataFrame]:
    from smelter_ghg.activity import build_activity
    from smelter_ghg.config import ReportingConfig
    from smelter_ghg.energy import build_energy
    from smelter_ghg.factors import load_factors
    from smelter_ghg.ledger import build_ledger
    from smelter_ghg.records.folder import read_folder

    config, factors = ReportingConfig(), load_factors()
    tables = read_folder(sound_records(tmp_path_factory.mktemp("inventory")).write()).tables
    activity = build_activity(tables, config)
    ledger = build_ledger(activity, tables, factors, config)
    energy = build_energy(activity, tables, factors, config)
    return {"activity": activity, "ledger": ledger.ledger, "ledger_inputs": ledger.ledger_inputs, "energy": energy}


def hashes(frames: dict[str, pl.DataFrame]) -> dict[tuple[str, str], str]:
    made = build_inventories(**frames)
    return {(row["smelter_id"], row["period_label"]): row["inventory_sha256"] for row in made.iter_rows(named=True)}


def test_the_order_of_rows_does_not_matter(frames: dict[str, pl.DataFrame]) -> None:
    shuffled = {name: frame.sample(fraction=1.0, shuffle=True, seed=7) for name, frame in frames.items()}
    assert hashes(shuffled) == hashes(frames)


def test_what_is_named_by_source(frames: dict[str, pl.DataFrame]) -> None:
    row = build_inventories(**frames).row(0, named=True)
    ledger = frames["ledger"].filter(smelter_id=row["smelter_id"], period_label=row["period_label"])
    for scope in (1, 2, 3):
        assert row[f"scope_{scope}_sources"] == sorted(set(ledger.filter(scope=scope)["source"]))
    assert row["energy_carriers"]


@pytest.mark.parametrize(
    ("table", "column", "matters"),
    [
        ("activity", "value", True),
        ("ledger", "mass_kg", True),
        ("ledger", "selected", True),
        ("ledger_inputs", "value", True),
        ("energy", "mwh", True),
        ("ledger_inputs", "lower", False),
        ("ledger_inputs", "error_group", False),
    ],
)
def test_one_changed_cell_changes_the_hash_of_its_inventory_alone(
    frames: dict[str, pl.DataFrame], table: str, column: str, matters: bool
) -> None:
    frame = frames[table].with_row_index("at")
    at = frame.filter(pl.col(column).is_not_null())["at"][0] if matters else 0
    before = frame[column][at]
    other: Any = not before if isinstance(before, bool) else "other" if frame[column].dtype == pl.String else 12345.678
    changed = frame.with_columns(pl.when(pl.col("at") == at).then(pl.lit(other)).otherwise(column).alias(column))
    old, new = hashes(frames), hashes(frames | {table: changed.drop("at")})
    assert sum(old[key] != new[key] for key in old) == (1 if matters else 0)
