"""One mutant in a process of its own, for what a module computes while it is imported.

Belongs here: importing a mutated module. Does not belong here: which tests are asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from tests.mutation.operators import ROOT, Mutant, mutated
from tests.mutation.session import Session, file_of, with_session

IMPORT = "(the import)"
_FIRST = 8


class _Finder(MetaPathFinder):
    """Finds the one mutated module before anything else does."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        spec = PathFinder.find_spec(fullname, path)
        assert spec is not None and spec.origin is not None
        spec.loader = _Loader(fullname, spec.origin, self._mutant)
        return spec


class _Loader(SourceFileLoader):
    """Compiles the mutant; no file of the project is touched and nothing is kept."""

    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        source = (ROOT / self._mutant.path).read_text("utf-8")
        return compile(mutated(self._mutant, source), self.path, "exec", dont_inherit=True)


def killed_by(mutant: Mutant, names: Sequence[str], limit: float) -> str | None:
    """The first of the tests that fails on the mutant; IMPORT where the tests cannot even be collected."""
    # Collecting is what takes time, so that the likeliest are asked by themselves first.
    first, others = names[:_FIRST], names[_FIRST:]
    return _asked(mutant, first, limit) or (_asked(mutant, others, limit) if others else None)


def _asked(mutant: Mutant, names: Sequence[str], limit: float) -> str | None:
    asked = json.dumps({"mutant": asdict(mutant), "names": list(names), "limit": limit})
    run = subprocess.run(
        [sys.executable, "-m", "tests.mutation.fresh"],
        cwd=ROOT,
        input=asked,
        env=os.environ | {"POLARS_MAX_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if run.returncode:
        return IMPORT
    answer: str | None = json.loads(run.stdout.splitlines()[-1])
    return answer


def main() -> int:
    asked: dict[str, Any] = json.load(sys.stdin)
    mutant = Mutant(**asked["mutant"])
    sys.meta_path.insert(0, _Finder(mutant))
    try:
        import_module("smelter_ghg.emissions").sources()
        import_module(mutant.module)
    except Exception:
        print(json.dumps(IMPORT))
        return 0
    found: list[str | None] = []

    def work(session: Session) -> None:
        names = [name for name in asked["names"] if name in session.items]
        # Tests made from what a module declares: fewer of them is a change as well.
        found.append(IMPORT if len(names) < len(asked["names"]) else session.first_failure(names, asked["limit"])[0])

    worked = with_session(dict.fromkeys(file_of(name) for name in asked["names"]), work)
    print(json.dumps(found[0] if worked and found else IMPORT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
