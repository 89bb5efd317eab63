"""Sound records of many kinds raise nothing; a sample, the whole count is `python -m tests.faults.false_findings`."""

from __future__ import annotations

from random import Random

from tests.faults.clean import VARIANTS
from tests.faults.false_findings import false_findings
from tests.faults.page import undetectable
from tests.faults.varied import varied

SEED = 20261128


def test_sound_smelters_of_a_sample_raise_no_error_and_no_warning() -> None:
    start = Random(SEED).randrange(0, 480, 4)
    assert list(false_findings(SEED, range(start, start + 12))) == []


def test_smelters_differ_and_the_same_number_and_seed_make_the_same() -> None:
    assert varied(3, 1) == varied(3, 1)
    assert varied(3, 1) != varied(3, 2)
    words = {varied(number, SEED)[0] for number in range(40)}
    assert len(words) > 20
    for said in (*VARIANTS, "two grids", "by quarter", "stocks", "curtailed", "meter exchanged", "supplier replaced"):
        assert any(said in one for one in words), said


def test_every_undetectable_kind_is_registered_and_says_why() -> None:
    assert all(len(why) > 40 for why in undetectable().values())
