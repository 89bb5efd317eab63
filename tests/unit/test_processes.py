"""Groups of smelters in processes of their own: order, failures, and the caller's script, which is not run again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from smelter_ghg.processes import GROUP, groups, in_processes


class RefusedError(ValueError):
    """An error of the work."""


def twice(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def refused(number: int) -> int:
    if number == 2:
        raise RefusedError(f"task {number}")
    return number


def test_few_smelters_are_one_group_and_many_are_cut_in_their_order() -> None:
    assert groups(["b", "a"]) == [("b", "a")] and groups([]) == [()]
    ids = [f"s{number}" for number in range(95)]
    cut = groups(ids)
    assert [one for group in cut for one in group] == ids
    assert [len(group) for group in cut] == [GROUP] * 9 + [5]


def test_results_come_in_the_order_of_the_tasks_from_other_processes() -> None:
    with in_processes(twice, [5, 3, 4, 1]) as made:
        results = list(made)
    assert [double for double, _ in results] == [10, 6, 8, 2]
    assert os.getpid() not in {process for _, process in results}


def test_an_error_of_the_work_is_the_callers() -> None:
    with in_processes(refused, [1, 2, 3]) as made:
        assert next(made) == 1
        with pytest.raises(RefusedError, match="task 2"):
            next(made)


def test_a_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from operator import neg\n"
        "from smelter_ghg.processes import in_processes\n"
        "print('once')\n"
        "with in_processes(neg, [1, 2, 3]) as made:\n"
        "    print(list(made))\n"
    )
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=Path.cwd())
    assert ended.stdout.split("\n") == ["once", "[-1, -2, -3]", ""], ended.stderr
