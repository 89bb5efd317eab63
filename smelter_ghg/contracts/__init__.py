"""What every table may hold: the field registry and the table contracts built from it.

Belongs here: names, dtypes, units, bounds, meanings, keys. Does not belong here: reading, checking or computing.
"""

from smelter_ghg.contracts.field import Column, Field, Table
from smelter_ghg.contracts.fields import FIELDS

__all__ = ["FIELDS", "Column", "Field", "Table"]
