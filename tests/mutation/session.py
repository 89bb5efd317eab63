"""A test session that collects once and then runs the tests again and again, as mutants ask for them.

Belongs here: collecting, timing, knowing which test calls which function, running until one fails. Does not belong
here: mutants, the report.
"""

from __future__ import annotations

import contextlib
import io
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.swap import Key, called, forget

# What holds emissions and balances, in the folders a new test of either goes to.
TESTS = (
    "tests/golden",
    "tests/unit/emissions",
    "tests/unit/physics",
    "tests/unit/intensity",
    "tests/unit/ledger",
    "tests/unit/factors/test_shipped_factors.py",
    "tests/unit/factors/test_gwp_sets.py",
    "tests/property",
)
OPTIONS = ("-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "tmp_path_retention_policy=none")


class TooLongError(BaseException):
    """A test that does not end; no Exception, so that no test catches it."""


@dataclass
class Session:
    """What the work on mutants needs of pytest: the tests by node id, their seconds, the functions each calls.

    Seconds are the processor's: a busy machine makes no survivors.
    """

    items: dict[str, pytest.Item] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    functions: dict[str, set[Key]] = field(default_factory=dict)

    def time_all(self, files: set[str], shown: Callable[[Iterable[str]], Iterable[str]]) -> None:
        """Run every test once, sound; a test that fails or is skipped holds nothing."""
        file_before = ""
        for name in shown(list(self.items)):
            # What one file leaves in a cache another would not call.
            if file_of(name) != file_before:
                forget()
            file_before = file_of(name)
            seen: set[Key] = set()
            start = time.process_time()
            with called(files, seen):
                passed = self.passes(name)
            if passed:
                self.seconds[name], self.functions[name] = time.process_time() - start, seen

    def passes(self, name: str) -> bool:
        with contextlib.redirect_stdout(io.StringIO()):
            reports = runtestprotocol(self.items[name], log=False, nextitem=None)
        return all(report.passed for report in reports)

    def must_pass(self, killer: str | None) -> None:
        """Raises UnsoundError where the test that noticed a change fails without it as well."""
        name = (killer or "").removesuffix(" (no end)")
        if name in self.items and not self.passes(name):
            raise UnsoundError(name)

    def first_failure(self, names: Iterable[str], limit: float) -> tuple[str | None, int]:
        """The first test that fails or does not end, and how many were run; the limit is on all of them together."""
        end, count = time.process_time() + limit, 0
        for name in names:
            count += 1
            with _at_most(10 + 20 * self.seconds.get(name, 1.0)):
                try:
                    if not self.passes(name):
                        return name, count
                except TooLongError:
                    return f"{name} (no end)", count
            if time.process_time() > end:
                break
        return None, count


class UnsoundError(RuntimeError):
    """A test that fails although nothing is changed: what it killed may be alive."""


def file_of(name: str) -> str:
    return name.partition("::")[0]


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: object) -> None:
        raise TooLongError

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class _Plugin:
    """Does the work where pytest would run the tests."""

    def __init__(self, work: Callable[[Session], None]) -> None:
        self._work = work
        self.worked = False
        self.failure: Exception | None = None

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        assert not session.testsfailed, "the tests cannot be collected"
        manager = session.config.pluginmanager.getplugin("capturemanager")
        with manager.global_and_fixture_disabled():
            try:
                self._work(Session({item.nodeid: item for item in session.items}))
            except Exception as failure:  # pytest would print it where nobody reads it
                self.failure = failure
        self.worked = True
        return True


def with_session(tests: Iterable[str], work: Callable[[Session], None]) -> bool:
    """Collect the tests and do the work with them; False where they cannot be collected."""
    from hypothesis import Phase, settings

    # A failing example need not be small, and the same examples are drawn each time.
    settings.register_profile(
        "mutants", database=None, derandomize=True, phases=[Phase.explicit, Phase.generate], deadline=None
    )
    settings.load_profile("mutants")
    plugin = _Plugin(work)
    # A folder of its own: the common one of all sessions keeps the latest few and would take this one's away.
    with TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*OPTIONS, f"--basetemp={folder}/tests", *tests], plugins=[plugin])
    if plugin.failure is not None:
        raise plugin.failure
    return plugin.worked
