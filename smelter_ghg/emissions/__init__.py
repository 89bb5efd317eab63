"""Emission sources: one module per source holds its numbered equations and `ledger_rows(inputs)`; discovered here.

Belongs here: from quantities and factors to kilograms of gas. Does not belong here: totals, intensities, frameworks.
A source knows neither its siblings nor any framework.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from smelter_ghg.emissions.equation import SourceResult
from smelter_ghg.emissions.lookup import SourceInputs

LedgerRows = Callable[[SourceInputs], SourceResult]


@cache
def sources() -> dict[str, LedgerRows]:
    """Every emission source by name, sorted; filled from the modules of this package."""
    found: dict[str, LedgerRows] = {}
    for module in sorted(iter_modules(__path__), key=lambda info: info.name):
        rows = getattr(import_module(f"{__name__}.{module.name}"), "ledger_rows", None)
        if rows is not None:
            found[module.name] = rows
    return found


@cache
def sources_with_alternative_tiers() -> tuple[str, ...]:
    """Sources whose tiers are estimates of the same emissions; elsewhere a tier only says how good a row is."""
    return tuple(
        name for name in sources() if getattr(import_module(f"{__name__}.{name}"), "TIERS_ARE_ALTERNATIVES", False)
    )


@cache
def second_choices() -> tuple[str, ...]:
    """Ledger items that give way to another item of their source where both have the same tier."""
    modules = (import_module(f"{__name__}.{name}") for name in sources())
    return tuple(item for module in modules for item in getattr(module, "SECOND_CHOICES", ()))
