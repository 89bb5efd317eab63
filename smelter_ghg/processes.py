"""Work on one group of smelters after another, in as many processes as there are cores.

Belongs here: how many smelters make a group, and getting the groups' results in order. Does not belong here: what is
made of a group.

Python makes pages and figures on one core; a portfolio takes all of them, and no process ever holds more than its
group.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from loky import ProcessPoolExecutor, cpu_count

Task = TypeVar("Task")
Made = TypeVar("Made")

# A process starts in about a second, so that a few smelters are made where one is; a group takes some seconds.
GROUP = 10
_ALONE = 40


def groups(smelter_ids: Sequence[str], size: int = GROUP, alone: int = _ALONE) -> list[tuple[str, ...]]:
    """The smelters in groups of `size`, in their order; up to `alone` of them are a single group."""
    if len(smelter_ids) <= alone:
        return [tuple(smelter_ids)]
    return [tuple(smelter_ids[at : at + size]) for at in range(0, len(smelter_ids), size)]


@contextmanager
def in_processes(work: Callable[[Task], Made], tasks: Sequence[Task]) -> Iterator[Iterator[Made]]:
    """What `work` makes of each task, in the tasks' order; the first are begun at once.

    `work`, tasks and results are pickled. What comes back raises what `work` raises, and BrokenProcessPool where a
    process dies; leaving the context ends the processes.
    """
    workers = min(len(tasks), cpu_count())
    # Fresh processes: a forked one could hang on locks of the threads Polars has started, and one that multiprocessing
    # spawns runs the caller's script again. They share the cores, so that Polars takes one thread in each.
    with ProcessPoolExecutor(workers, env={"POLARS_MAX_THREADS": "1"}) as pool:
        try:
            yield _results(pool, work, iter(tasks), ahead=workers)
        finally:
            pool.shutdown(wait=True, kill_workers=True)


def _results(
    pool: ProcessPoolExecutor, work: Callable[[Task], Made], tasks: Iterator[Task], ahead: int
) -> Iterator[Made]:
    """Results in order, `ahead` tasks being at work while one is waited for."""
    waiting = deque(pool.submit(_worked, work, task) for task in islice(tasks, ahead))

    def results() -> Iterator[Made]:
        while waiting:
            made = waiting.popleft().result()
            waiting.extend(pool.submit(_worked, work, task) for task in islice(tasks, 1))
            yield made

    return results()


def _worked(work: Callable[[Task], Made], task: Task) -> Made:
    """A task's result, in its process; cycles are looked for between tasks.

    Among the millions of objects that a page is made of, looking for them would take a fifth of the time.
    """
    gc.disable()
    try:
        return work(task)
    finally:
        gc.enable()
        gc.collect()
