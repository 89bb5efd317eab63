"""`make mutation`: every factor row moved by one per cent, every operator replaced; what no test notices is printed.

    python -m tests.mutation                      # all of them, into docs/mutation.md
    python -m tests.mutation --sample 5 --seed 3  # a seeded sample of those that killers.csv knows a test for
    python -m tests.mutation --only lookup        # the mutants of one module
    python -m tests.mutation --unknown            # those that killers.csv knows no test for

Belongs here: the order of work, which tests a mutant is shown to, the exit code. Does not belong here: how a mutant is
made (operators, factor_rows), how it is put in place (swap, fresh), how tests run (session), the page (report).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

# Read by Polars when it is first imported: the tests are small, and threads would only wait for each other.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

from tqdm import tqdm

from tests.mutation import fresh, killers
from tests.mutation.equivalent import listed
from tests.mutation.operators import ROOT, Mutant, modules, mutants
from tests.mutation.report import Outcome, write_page
from tests.mutation.session import TESTS, Session, file_of, with_session
from tests.mutation.swap import Key, Loaded, exchanged

if TYPE_CHECKING:
    from tests.mutation.factor_rows import Moved

_WRITTEN_EVERY = 10
# Tests that noticed most of a module's changes so far.
_BEST = 8
_KEPT = ROOT / "build" / "mutation" / "sound.json"


Changed = TypeVar("Changed", Mutant, str)


class Run:
    """One run over mutants and factor rows."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._limit: float = arguments.seconds
        self._loaded = Loaded(modules())
        self.outcomes: list[Outcome] = []
        self._killers = killers.read()
        self._kills: dict[str, Counter[str]] = {}
        for (path, *_), test in self._killers.items():
            self._kills.setdefault(path, Counter())[test] += 1
        same = {one.key: one for one in listed()}
        every = [one for path in modules() for one in mutants(path)]
        self.unmatched = [one for key, one in same.items() if key not in {_equivalent_key(m) for m in every}]
        self._equivalent = {m: same[_equivalent_key(m)] for m in every if _equivalent_key(m) in same}
        with self._loaded.watching_imports():
            for path in modules():
                import_module(path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        from tests.mutation.factor_rows import rows

        self._rows = rows()
        drawn: list[Mutant | str] = [*every, *self._rows]
        if arguments.only:
            drawn = [one for one in drawn if arguments.only in (one.path if isinstance(one, Mutant) else one)]
        if arguments.unknown:
            drawn = [one for one in drawn if killers.key_of(one) not in self._killers]
        if arguments.sample:
            drawn = [one for one in drawn if killers.key_of(one) in self._killers]
            drawn = Random(arguments.seed).sample(drawn, min(arguments.sample, len(drawn)))
        self.drawn = drawn
        self.few = bool(arguments.sample)
        known = {file_of(self._killers[killers.key_of(one)]) for one in drawn} if self.few else set()
        self.tests = tuple(sorted(known - {fresh.IMPORT})) if self.few else TESTS

    def work(self, session: Session) -> None:
        from tests.mutation.factor_rows import Moved

        moved = Moved()
        for one in tqdm(self.drawn, desc="changes", disable=None):
            if isinstance(one, str):
                self._note(self._factor_row(session, moved, one))
            elif one in self._equivalent:
                self._note(Outcome(one.path, one, None, 0, self._equivalent[one].reason))
            else:
                self._note(self._operator(session, one))
            if self.outcomes[-1].survived:
                # What pytest says goes nowhere while it runs; the bar and this do not.
                tqdm.write(f"survived: {self.outcomes[-1].place}", file=sys.stderr)

    def _note(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        if len(self.outcomes) % _WRITTEN_EVERY == 0:
            self.write_killers()

    def write_killers(self, *, only: bool = False) -> None:
        """Keep who noticed what; a whole run leaves nothing else."""
        if not self.few:
            noticed = ((killers.key_of(one.of), one.killer) for one in self.outcomes)
            killers.write({key: killer.removesuffix(" (no end)") for key, killer in noticed if killer}, only=only)

    def _operator(self, session: Session, mutant: Mutant) -> Outcome:
        try:
            changed = self._loaded.changed(mutant)
        except Exception:
            return Outcome(mutant.path, mutant, fresh.IMPORT, 0)

        def first_failure(names: list[str]) -> tuple[str | None, int]:
            if changed is None:
                return fresh.killed_by(mutant, names, self._limit), len(names)
            with exchanged(changed):
                return session.first_failure(names, self._limit)

        killer, count = self._noticed(session, mutant, first_failure, self._that_meet)
        if killer:
            self._kills.setdefault(mutant.path, Counter())[killer] += 1
        return Outcome(mutant.path, mutant, killer, count)

    def _factor_row(self, session: Session, moved: Moved, factor_id: str) -> Outcome:
        def first_failure(names: list[str]) -> tuple[str | None, int]:
            with moved.by_one_per_cent(factor_id):
                return session.first_failure(names, self._limit)

        killer, count = self._noticed(session, factor_id, first_failure, self._that_hold)
        return Outcome(f"factor rows, {self._rows[factor_id]}", factor_id, killer, count)

    def _noticed(
        self,
        session: Session,
        one: Changed,
        first_failure: Callable[[list[str]], tuple[str | None, int]],
        others: Callable[[Session, Changed], list[str]],
    ) -> tuple[str | None, int]:
        """The test that notices a change, the one known to have noticed it first, and how many were run."""
        known = self._killers.get(killers.key_of(one), "")
        killer, count = first_failure([known]) if known in session.items else (None, 0)
        if killer is None and not (self.few and count):
            killer, more = first_failure([name for name in others(session, one) if name != known])
            count += more
        session.must_pass(killer)
        return killer, count

    def _that_hold(self, session: Session, factor_id: str) -> list[str]:
        from tests.mutation.factor_rows import TESTS as HOLDING

        names = [name for name in session.items if name.startswith(HOLDING)]
        # Written values before worked examples: they cost nothing.
        return sorted(names, key=lambda n: (factor_id not in n, "test_golden" in n))

    def _that_meet(self, session: Session, mutant: Mutant) -> list[str]:
        """Tests to show a mutant to: those that call its function first, then the others of their files.

        Tests of a file share what was computed once, so that one which calls nothing itself may notice all the same.
        """
        if self.few:
            return list(session.items)
        if not session.seconds:
            _time(session, self._loaded.files)
        kills, stem = self._kills.get(mutant.path, Counter()), Path(mutant.path).stem
        # A function that only runs while modules are imported is called by no test, and noticed by any of its module's.
        of_module = replace(mutant, function="")
        calls = _calling(session, mutant) or _calling(session, of_module) or set(session.seconds)
        files = {file_of(name) for name in calls}
        names = [name for name in session.seconds if file_of(name) in files]
        best = {name for name, _ in kills.most_common(_BEST)}
        return sorted(names, key=lambda n: (n not in calls, n not in best, not _about(n, stem), session.seconds[n]))


def _calling(session: Session, mutant: Mutant) -> set[str]:
    return {name for name, keys in session.functions.items() if _meets(keys, mutant)}


def _meets(keys: set[Key], mutant: Mutant) -> bool:
    """Whether one of the functions called is the mutant's, or stands in its module where it belongs to none."""
    file = str(ROOT / mutant.path)
    return any(f == file and (not mutant.function or mutant.function in name.split(".")) for f, name, _ in keys)


@cache
def _about(name: str, stem: str) -> bool:
    """Whether a test is about a module: its file or its worked example names the source, or what the source makes."""
    case = ROOT / "tests" / "golden" / "cases" / f"{name.partition('[')[2].rstrip(']')}.yaml"
    return stem in (case if case.is_file() else ROOT / file_of(name)).read_text("utf-8")


def _equivalent_key(mutant: Mutant) -> tuple[str, str, str, int]:
    return (mutant.path, mutant.text, mutant.change, mutant.nth)


def _time(session: Session, files: set[str]) -> None:
    """Every test once on sound code, or what was found when it last ran on these very files."""
    state = hashlib.sha256()
    for folder in ("smelter_ghg", "tests", "data", "checks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".csv", ".yaml") and "mutation" not in path.relative_to(ROOT).parts:
                state.update(path.read_bytes())
    if _KEPT.is_file():
        kept = json.loads(_KEPT.read_text("utf-8"))
        if kept["state"] == state.hexdigest():
            session.seconds = kept["seconds"]
            session.functions = {name: {tuple(key) for key in keys} for name, keys in kept["functions"].items()}
            return
    session.time_all(files, lambda names: tqdm(names, desc="sound", disable=None))
    _KEPT.parent.mkdir(parents=True, exist_ok=True)
    functions = {name: sorted(keys) for name, keys in session.functions.items()}
    _KEPT.write_text(
        json.dumps({"state": state.hexdigest(), "seconds": session.seconds, "functions": functions}), encoding="utf-8"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Move every factor row, replace every operator, list the survivors.")
    parser.add_argument("--sample", type=int, default=0, help="only so many, drawn with the seed from those known")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--only", default="", help="only modules and factor rows whose name holds this")
    parser.add_argument("--unknown", action="store_true", help="only changes that killers.csv knows no test for")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the processor, for a mutant's tests")
    arguments = parser.parse_args()
    start = time.perf_counter()
    run = Run(arguments)
    if not with_session(run.tests, run.work):
        print("the tests cannot be collected")
        return 2
    run.write_killers(only=not (arguments.sample or arguments.only or arguments.unknown))
    survivors = [one for one in run.outcomes if one.survived]
    for unmatched in run.unmatched:
        print(f"listed as equivalent, but no mutant: {unmatched.key}")
    killed = sum(one.killer is not None for one in run.outcomes)
    equivalent = sum(one.equivalent is not None for one in run.outcomes)
    print(f"{len(run.outcomes)} mutants: {killed} killed, {equivalent} equivalent, {len(survivors)} survived")
    if not (arguments.sample or arguments.only or arguments.unknown):
        print(write_page(run.outcomes, time.perf_counter() - start))
    return int(bool(survivors or run.unmatched))


if __name__ == "__main__":
    sys.exit(main())
