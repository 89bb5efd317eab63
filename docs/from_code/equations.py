"""Equations and physical balances as the code declares them.

Belongs here: the register of equations, and the functions of physics with their docstrings. Does not belong here: any
equation, unit or source.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import FunctionType, ModuleType

from from_code.markdown import cell, code, formula, paragraphs, plain, table
from smelter_ghg import physics as physics_room
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS, Equation


def equations() -> str:
    """Every registered equation below the emission source it belongs to."""
    sources()
    by_module: dict[str, list[Equation]] = {}
    for name in sorted(EQUATIONS):
        by_module.setdefault(EQUATIONS[name].function.__module__, []).append(EQUATIONS[name])
    parts = []
    for module in sorted(by_module):
        parts.append(f"## {_words(module)}")
        parts.append(_purpose(importlib.import_module(module)))
        parts.extend(_equation(declared) for declared in by_module[module])
    return "\n\n".join(parts)


def _equation(declared: Equation) -> str:
    units = table(
        ["argument", "unit"],
        [[code(name), "a fraction or number" if unit == "1" else cell(unit)] for name, unit in declared.units.items()],
    )
    return "\n\n".join(
        [
            f"(equation-{declared.equation_id})=",
            f"### {plain(declared.title)}",
            formula(declared.expression),
            f"`{declared.equation_id}` gives kilograms of gas.",
            paragraphs(declared.function.__doc__),
            units,
            f"Source: {plain(declared.citation)}.",
        ]
    )


def physics() -> str:
    """Every public function of the physics room with its docstring, below its module."""
    parts = []
    for module in _physics_modules():
        functions = [
            function
            for name, function in sorted(vars(module).items())
            if isinstance(function, FunctionType)
            and function.__module__ == module.__name__
            and not name.startswith("_")
        ]
        if not functions:
            continue
        parts += [f"## {_words(module.__name__)}", _purpose(module)]
        for function in functions:
            arguments = ", ".join(inspect.signature(function).parameters)
            parts += [f"### `{function.__name__}`", f"`{function.__name__}({arguments})`", paragraphs(function.__doc__)]
    return "\n\n".join(parts)


def _physics_modules() -> list[ModuleType]:
    found = sorted(module.name for module in pkgutil.iter_modules(physics_room.__path__))
    return [importlib.import_module(f"{physics_room.__name__}.{name}") for name in found]


def _purpose(module: ModuleType) -> str:
    """What a module is about; what belongs into it is for those who change it."""
    return paragraphs((module.__doc__ or "").strip().partition("\n\n")[0])


def _words(module: str) -> str:
    return module.rpartition(".")[2].replace("_", " ").capitalize()
