"""docs/mutation.md: what was changed, what noticed it, what nothing noticed.

Belongs here: the words and tables of the page. Does not belong here: any run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutation.operators import ROOT, Mutant

PAGE = ROOT / "docs" / "mutation.md"


@dataclass(frozen=True)
class Outcome:
    """A mutant or a factor row: the group it is counted in, the test that noticed, why none can."""

    group: str
    of: Mutant | str
    killer: str | None
    tests_run: int
    equivalent: str | None = None

    @property
    def survived(self) -> bool:
        return self.killer is None and self.equivalent is None

    @property
    def place(self) -> str:
        if isinstance(self.of, str):
            return f"{self.of} moved by 1 %"
        return f"{self.of.path}:{self.of.line}: {self.of.change}: {self.of.text}"


def write_page(outcomes: Sequence[Outcome], seconds: float) -> str:
    """The page of a full run; gives back its path below the project's folder."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    survivors = [one for one in outcomes if one.survived]
    equivalent = [one for one in outcomes if one.equivalent is not None]
    left = "\n".join(f"- `{_plain(one.place)}`" for one in survivors) or "None."
    same = "\n".join(f"- `{_plain(one.place)}`: {one.equivalent}" for one in equivalent) or "None."
    PAGE.write_text(
        f"""# Changes no test may miss

Made by `make mutation` at commit {commit}, in {seconds:.0f} s. Every shipped factor row that
may be used is moved by one per cent, and every operator of `smelter_ghg/emissions` and `smelter_ghg/physics` is
replaced by its opposite, one at a time. A change is killed when a test fails; a factor row only by a worked example or
a test that writes down what its document prints. Nothing is drawn but a sample, by `--sample` and `--seed`; the
examples of property tests follow from their names, so that the run repeats.

{len(outcomes)} changes: {sum(one.killer is not None for one in outcomes)} killed, {len(equivalent)} equivalent,
{len(survivors)} survived.

| where | changes | killed | equivalent | survived |
| --- | --- | --- | --- | --- |
{_table(outcomes)}

## Survivors

{left}

## Equivalent changes

Nothing that is computed differs; listed with the reason in `tests/mutation/equivalent.yaml`. An entry that no longer
fits the source fails the run.

{same}
""",
        encoding="utf-8",
    )
    return str(PAGE.relative_to(ROOT))


def _table(outcomes: Sequence[Outcome]) -> str:
    lines = []
    for group in sorted({one.group for one in outcomes}, key=lambda name: (not name.startswith("factor"), name)):
        own = [one for one in outcomes if one.group == group]
        counts = (
            len(own),
            sum(one.killer is not None for one in own),
            sum(one.equivalent is not None for one in own),
            sum(one.survived for one in own),
        )
        lines.append(f"| {group} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return text.replace("`", "'")
