"""Puts a mutant's code into the functions that are already loaded, and takes it out again.

Belongs here: finding the functions of a module, exchanging their code, forgetting what was computed before. Does not
belong here: which mutants there are, which tests run.

Exchanging code in one process costs a thousandth of starting one per mutant. It does not reach what a module computed
while it was imported: such mutants are left to `fresh`.
"""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType
from typing import Any

from tests.mutation.operators import ROOT, Mutant, mutated

Key = tuple[str, str, int]
"""A function: its file, its qualified name, its first line."""


def key_of(code: CodeType) -> Key:
    return (code.co_filename, code.co_qualname, code.co_firstlineno)


class Loaded:
    """The functions of the modules that mutants are made of, and those of them that ran during the import."""

    def __init__(self, paths: list[str]) -> None:
        self.files = {str(ROOT / path) for path in paths}
        self.ran_at_import: set[Key] = set()
        self._functions: dict[Key, list[FunctionType]] = {}

    @contextmanager
    def watching_imports(self) -> Iterator[None]:
        with called(self.files, self.ran_at_import):
            yield
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename in self.files:
                self._functions.setdefault(key_of(one.__code__), []).append(one)

    def changed(self, mutant: Mutant) -> list[tuple[FunctionType, CodeType]] | None:
        """Loaded functions and the code the mutant gives them; None where the import itself would be another."""
        source = (ROOT / mutant.path).read_text("utf-8")
        code = compile(mutated(mutant, source), str(ROOT / mutant.path), "exec", dont_inherit=True)
        original = compile(source, str(ROOT / mutant.path), "exec", dont_inherit=True)
        before, after = (dict(_inside(one)) for one in (original, code))
        keys = [key for key in before if before[key] != after[key]]
        if before[key_of(original)] != after[key_of(code)] and _own(original) != _own(code):
            return None
        found = []
        for key in keys:
            for function in self._functions.get(key, []):
                if key in self.ran_at_import:
                    return None
                found.append((function, after[key]))
        return found or None


def _inside(code: CodeType) -> Iterator[tuple[Key, CodeType]]:
    yield key_of(code), code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _inside(constant)


def _own(code: CodeType) -> tuple[bytes, tuple[object, ...]]:
    """What a piece of code does itself, the functions in it aside."""
    return code.co_code, tuple(None if isinstance(one, CodeType) else one for one in code.co_consts)


@contextmanager
def called(files: set[str], into: set[Key]) -> Iterator[None]:
    """Collects the functions of these files that are called."""

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename in files:
            into.add(key_of(frame.f_code))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


@contextmanager
def exchanged(changed: list[tuple[FunctionType, CodeType]]) -> Iterator[None]:
    """The functions with other code for a while; nothing computed with one is met by the other."""
    before = [(function, function.__code__) for function, _ in changed]
    forget()
    for function, code in changed:
        function.__code__ = code
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code
        forget()


def forget() -> None:
    """Empty the caches of the library and of the tests."""
    for one in _caches():
        one.cache_clear()


@functools.cache
def _caches() -> list[Any]:
    """Caches of functions computed from what mutants change; a name read once stays read."""
    kept = ("smelter_ghg.factors.", "smelter_ghg.records.", "smelter_ghg.contracts.")
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, functools._lru_cache_wrapper)
        and one.__module__.startswith(("smelter_ghg.", "tests."))
        and not one.__module__.startswith((*kept, "tests.mutation."))
    ]
