"""The fault corpus itself: sound records are sound, and every kind writes its fault where it says."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults.clean import VARIANTS, Tables, clean
from tests.faults.corpus import outcomes
from tests.faults.fault import KINDS, Planted
from tests.faults.judge import judge


@pytest.mark.parametrize("variant", VARIANTS)
def test_sound_records_have_nothing_to_find(tmp_path: Path, variant: str) -> None:
    judged = judge(tmp_path, clean(variant, seed=11))
    assert judged.findings.filter(severity="error").is_empty() and judged.findings.filter(severity="warning").is_empty()
    assert len(judged.intensity) == 2 and all(value > 0 for value in judged.intensity.values())


def test_the_same_seed_is_the_same_records_and_another_seed_others() -> None:
    assert clean("restart", 3) == clean("restart", 3) != clean("restart", 4)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_changes_the_place_it_names_and_no_other_table(name: str) -> None:
    planted = 0
    for variant in VARIANTS:
        sound, tables = clean(variant, 5), clean(variant, 5)
        found = KINDS[name].plant(tables, Random(variant + name))
        changed = {table for table in sound if tables[table] != sound[table]}
        if found is None:
            assert not changed
            continue
        planted += 1
        assert changed == {found.table}
        assert _changed_rows(sound, tables, found) <= set(found.rows)
    assert planted


def test_no_fault_of_a_sample_moves_the_intensity_unseen() -> None:
    """Five per cent or more, or no intensity at all; the whole corpus is `python -m tests.faults.corpus`."""
    made = list(outcomes(seed=20261128, count=4))
    assert [one for one in made if not one.checks and (one.effect is None or one.effect >= 0.05)] == []
    assert sum(bool(one.checks) for one in made) >= 3


def _changed_rows(sound: Tables, tables: Tables, found: Planted) -> set[int]:
    """Numbers of rows that differ; of a row taken out, its own."""
    before, after = sound[found.table], tables[found.table]
    if len(after) < len(before):
        (row,) = found.rows
        assert [one for number, one in enumerate(before, start=2) if number != row] == after
        return {row}
    return {
        number for number, row in enumerate(after, start=2) if number - 2 >= len(before) or row != before[number - 2]
    }
