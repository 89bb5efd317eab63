"""A seeded sample of the changes no test may miss; all of them are `make mutation`."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.mutation.equivalent import listed
from tests.mutation.operators import ROOT, modules, mutants, mutated

SEED, SAMPLE = 20261128, 12


def test_every_change_of_a_sample_is_noticed() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.mutation", "--sample", str(SAMPLE), "--seed", str(SEED)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{SAMPLE} mutants" in run.stdout


@pytest.mark.parametrize("path", modules())
def test_every_mutant_differs_from_its_module_and_has_a_place_of_its_own(path: str) -> None:
    source = (ROOT / path).read_text("utf-8")
    sound, found = ast.dump(ast.parse(source)), mutants(path)
    dumps = [ast.dump(mutated(one, source)) for one in found]
    assert sound not in dumps and len(set(dumps)) == len(found)
    assert len({(one.text, one.change, one.nth) for one in found}) == len(found)


def test_every_equivalent_change_gives_its_reason() -> None:
    assert all(len(one.reason) > 20 for one in listed())
