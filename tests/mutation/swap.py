"""Puts a mutant's code into the functions that are already loaded, and takes it out again.

Belongs here: finding the functions of a module, exchanging their code, forgetting what was computed before. Does not
belong here: which mutants there are, which tests run.

Exchanging code in one process costs a thousandth of starting one per mutant. The constants of a module are made again
and exchanged as well. What a function computed while modules were imported is not reached: that is left to `fresh`.
"""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

from tests.mutation.operators import ROOT, Mutant, mutated

Key = tuple[str, str, int]
"""A function: its file, its qualified name, its first line."""


class Change(NamedTuple):
    """An attribute of something that is loaded, and what it becomes: the code of a function, a module's constant."""

    of: Any
    name: str
    value: Any


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

    def changed(self, mutant: Mutant) -> list[Change] | None:
        """What the mutant changes in what is loaded; None where a function that ran at import would be another.

        Raises whatever the module raises when its constants are made again.
        """
        source = (ROOT / mutant.path).read_text("utf-8")
        code = compile(mutated(mutant, source), str(ROOT / mutant.path), "exec", dont_inherit=True)
        original = compile(source, str(ROOT / mutant.path), "exec", dont_inherit=True)
        before, after = (dict(_inside(one)) for one in (original, code))
        if _own(original) != _own(code):
            return _constants(mutant.module, code)
        keys = [key for key in before if before[key] != after[key] and key in self._functions]
        if self.ran_at_import.intersection(keys):
            return None
        return [Change(function, "__code__", after[key]) for key in keys for function in self._functions[key]] or None


def _constants(name: str, code: CodeType) -> list[Change]:
    """The constants of a module made again by other code, wherever they were imported to."""
    from smelter_ghg.emissions.equation import EQUATIONS, Equation

    module, kept = sys.modules[name], dict(EQUATIONS)
    made: dict[str, Any] = {
        dunder: vars(module)[dunder] for dunder in ("__name__", "__package__", "__file__", "__spec__")
    }
    # Declared again under the same names.
    EQUATIONS.clear()
    try:
        exec(code, made)
    finally:
        EQUATIONS.clear()
        EQUATIONS.update(kept)
    found = []
    for constant, value in made.items():
        old = vars(module).get(constant)
        if constant.startswith("__") or isinstance(value, (FunctionType, ModuleType, type, Equation)) or value is old:
            continue
        for one in list(sys.modules.values()):
            if one.__name__.startswith(("smelter_ghg.", "tests.")) and vars(one).get(constant) is old:
                found.append(Change(one, constant, value))
    return found


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
def exchanged(changes: list[Change]) -> Iterator[None]:
    """The changes for a while; nothing computed with them is met without them, nor the other way round."""
    before = [Change(change.of, change.name, getattr(change.of, change.name)) for change in changes]
    forget()
    _make(changes)
    try:
        yield
    finally:
        _make(before)
        forget()


def _make(changes: list[Change]) -> None:
    for change in changes:
        setattr(change.of, change.name, change.value)


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
