"""Plants seeded faults in seeded sound records and counts those the checks name: python -m tests.faults.corpus.

    python -m tests.faults.corpus --seed 7 --count 300

Belongs here: the order and the number of faults, the report by kind. Does not belong here: kinds, checks.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tqdm import tqdm

import tests.faults.broken_balances
import tests.faults.power_claims
import tests.faults.rows_lost_and_doubled
import tests.faults.slips_of_size
import tests.faults.what_is_counted
import tests.faults.wrong_meanings  # noqa: F401  # importing the kinds registers them
from tests.faults.clean import VARIANTS, clean
from tests.faults.fault import KINDS, Planted
from tests.faults.judge import Judged, caught_by, effect, judge, new_findings

# Sound records of each variant to plant faults in.
_SEEDS_OF_RECORDS = 3


@dataclass(frozen=True)
class Outcome:
    """One fault: its kind, where it is, what caught it, and how far it moved the intensity (None: no longer there)."""

    kind: str
    variant: str
    planted: Planted
    checks: list[str]
    effect: float | None


def outcomes(seed: int, count: int) -> Iterator[Outcome]:
    """`count` faults, the kinds in turn, each in a smelter that has a place for it."""
    random, sound = Random(seed), _Sound()
    names = sorted(KINDS)
    for number in range(count):
        name = names[number % len(names)]
        while True:
            variant, records = random.choice(VARIANTS), random.randrange(_SEEDS_OF_RECORDS)
            tables = clean(variant, records)
            planted = KINDS[name].plant(tables, random)
            if planted is not None:
                break
        before = sound.judged(variant, records)
        with tempfile.TemporaryDirectory() as folder:
            after = judge(Path(folder), tables)
        yield Outcome(name, variant, planted, caught_by(planted, new_findings(before, after)), effect(before, after))


def large_and_missed(one: Outcome) -> bool:
    """Whether a fault that no check names moves the intensity by five per cent or more, or takes it away."""
    return not one.checks and (one.effect is None or one.effect >= 0.05)


class _Sound:
    """The checks' word on the sound records, asked once each."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Judged] = {}

    def judged(self, variant: str, records: int) -> Judged:
        if (variant, records) not in self._known:
            with tempfile.TemporaryDirectory() as folder:
                self._known[variant, records] = judge(Path(folder), clean(variant, records))
        return self._known[variant, records]


def main() -> None:
    parser = argparse.ArgumentParser(description="Plant seeded faults and count those the checks name.")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--count", type=int, default=300)
    arguments = parser.parse_args()
    found: dict[str, list[Outcome]] = {}
    for one in tqdm(outcomes(arguments.seed, arguments.count), total=arguments.count, disable=None):
        found.setdefault(one.kind, []).append(one)
    for name in sorted(found):
        own = found[name]
        caught = sum(bool(one.checks) for one in own)
        large = [one for one in own if large_and_missed(one)]
        checks = ", ".join(sorted({check for one in own for check in one.checks})) or "-"
        missed = "; ".join(f"{one.variant} {one.planted.size} {one.effect}" for one in large[:2])
        print(f"{name:34} {caught:3}/{len(own):3}  large and missed {len(large):2}  {checks}  {missed}")


if __name__ == "__main__":
    main()
