"""docs/fault_corpus.md: which planted faults are found, and what sound records raise: python -m tests.faults.page.

    python -m tests.faults.page --seed 7 --faults 310 --smelters 500

Belongs here: both counts at full size and the page. Does not belong here: faults, sound records, checks.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml
from tqdm import tqdm

from tests.faults.corpus import Outcome, large_and_missed, outcomes
from tests.faults.false_findings import YEARS, FalseFinding, count, smelter_years
from tests.faults.fault import KINDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "fault_corpus.md"
SEED, FAULTS, SMELTERS = 20261128, 310, 500
# How far a fault moves the mine-to-metal intensity, and how that is said.
_EFFECTS: tuple[tuple[str, Callable[[float | None], bool]], ...] = (
    ("no intensity left", lambda effect: effect is None),
    ("20 % or more", lambda effect: effect is not None and effect >= 0.2),
    ("5 to 20 %", lambda effect: effect is not None and 0.05 <= effect < 0.2),
    ("1 to 5 %", lambda effect: effect is not None and 0.01 <= effect < 0.05),
    ("under 1 %", lambda effect: effect is not None and effect < 0.01),
)


def undetectable() -> dict[str, str]:
    """Kinds no check can find, with the reason. Raises KeyError for a kind that is not registered."""
    listed: dict[str, str] = yaml.safe_load(Path(__file__).with_name("undetectable.yaml").read_text("utf-8")) or {}
    for name in listed:
        KINDS[name]
    return listed


def missed(found: Sequence[Outcome]) -> list[Outcome]:
    """Faults of five per cent or more that no check names, of kinds not said to be undetectable."""
    reasons = undetectable()
    return [one for one in found if large_and_missed(one) and one.kind not in reasons]


def write(seed: int, found: Sequence[Outcome], false: list[FalseFinding], smelters: int, seconds: float) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    caught = sum(bool(one.checks) for one in found)
    large = [one for one in found if one.effect is None or one.effect >= 0.05]
    of = len(YEARS) * smelters
    years = smelter_years(false)
    reasons = "\n".join(f"- `{name}`: {why}" for name, why in undetectable().items()) or "None."
    left = (
        "\n".join(f"- `{one.kind}` in {one.variant}: {one.planted.size}, {_said(one.effect)}" for one in missed(found))
        or "None."
    )
    PAGE.write_text(
        f"""# Planted faults and sound records

Made by `python -m tests.faults.page --seed {seed} --faults {len(found)} --smelters {smelters}` at commit
{commit}, in {seconds:.0f} s.

## Faults

{len(found)} single faults of {len({one.kind for one in found})} kinds, each planted by its seed into sound records of
one smelter over two years: {caught} named by an error or a warning. Of the {len(large)} that move the mine-to-metal
intensity by 5 % or more, or take it away, {sum(bool(one.checks) for one in large)} are named.

| kind | what went wrong | planted | named | moved 5 % or more | of them named | by |
| --- | --- | --- | --- | --- | --- | --- |
{_by_kind(found)}

| effect on the intensity | planted | named |
| --- | --- | --- |
{_by_effect(found)}

### Moved 5 % or more, and not named

{left}

### Kinds no check can find

The reason is in `tests/faults/undetectable.yaml`.

{reasons}

## Sound records

{smelters} sound smelters over two years, made by the same seed: hydro, coal, paste and a restart, of one to four
potlines and many sizes, by month and by quarter, with one grid or two, stocks, suppliers and meters that change, months
without anode effects, curtailments and rounded numbers. {years} of {of} smelter-years ({years / of:.1%}) have an error
or a warning.

{_of_checks(false)}
""",
        encoding="utf-8",
    )
    return str(PAGE.relative_to(ROOT))


def _said(effect: float | None) -> str:
    return "no intensity left" if effect is None else f"moved by {effect:.1%}"


def _by_kind(found: Sequence[Outcome]) -> str:
    lines = []
    for name in sorted({one.kind for one in found}):
        own = [one for one in found if one.kind == name]
        large = [one for one in own if one.effect is None or one.effect >= 0.05]
        checks = ", ".join(f"`{check}`" for check in sorted({check for one in own for check in one.checks})) or "–"
        counts = (len(own), sum(bool(o.checks) for o in own), len(large), sum(bool(o.checks) for o in large))
        lines.append(f"| `{name}` | {KINDS[name].told} | {' | '.join(map(str, counts))} | {checks} |")
    return "\n".join(lines)


def _by_effect(found: Sequence[Outcome]) -> str:
    lines = []
    for said, within in _EFFECTS:
        own = [one for one in found if within(one.effect)]
        lines.append(f"| {said} | {len(own)} | {sum(bool(one.checks) for one in own)} |")
    return "\n".join(lines)


def _of_checks(false: Sequence[FalseFinding]) -> str:
    if not false:
        return "No check names anything in them."
    rows = "\n".join(
        f"| `{check}` | {len({(one.smelter_id, one.year) for one in false if one.check_id == check})} |"
        for check in sorted({one.check_id for one in false})
    )
    return f"| check | smelter-years |\n| --- | --- |\n{rows}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Plant faults, check sound records, write docs/fault_corpus.md.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--faults", type=int, default=FAULTS)
    parser.add_argument("--smelters", type=int, default=SMELTERS)
    arguments = parser.parse_args()
    start = time.perf_counter()
    planted = outcomes(arguments.seed, arguments.faults)
    found = list(tqdm(planted, total=arguments.faults, desc="planted faults", disable=None))
    false = count(arguments.seed, arguments.smelters)
    print(write(arguments.seed, found, false, arguments.smelters, time.perf_counter() - start))
    for one in missed(found):
        print(f"not named: {one.kind} in {one.variant}, {one.planted.size}, {_said(one.effect)}")
    years = smelter_years(false)
    print(f"{years} of {len(YEARS) * arguments.smelters} sound smelter-years with an error or a warning")
    return int(bool(missed(found)) or years >= len(YEARS) * arguments.smelters / 100)


if __name__ == "__main__":
    sys.exit(main())
