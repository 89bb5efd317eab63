"""Plant records: one module per kind of record holds its contract as `TABLE`; `tables()` discovers them.

Belongs here: what a record is and how it is read, typed and identified. Does not belong here: judging or computing.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from smelter_ghg.contracts import Table


@cache
def tables() -> dict[str, Table]:
    """The contract of every record table by name, sorted by name; filled from the modules of this package."""
    found: dict[str, Table] = {}
    for module in sorted(iter_modules(__path__), key=lambda info: info.name):
        table = getattr(import_module(f"{__name__}.{module.name}"), "TABLE", None)
        if isinstance(table, Table):
            found[table.name] = table
    return found
