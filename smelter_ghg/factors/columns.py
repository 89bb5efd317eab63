"""What a factor table holds: its columns, and how a cell of a factor file becomes a typed value.

Belongs here: column names, dtypes, meanings, the reading of numbers and dates. Does not belong here: which parameters
exist (vocabulary), where rows come from (load, gwp, user_files).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from smelter_ghg.contracts.field import Column, Field, Kind, Table
from smelter_ghg.factors.vocabulary import PARAMETERS

STATUSES = ("verified", "secondary", "unverified", "user")
# In the order in which candidates are listed.
USABLE = ("user", "verified", "secondary")

# Confidence with which a shipped value was read from its source -> the status its row has.
STATUS_OF_CONFIDENCE = {
    "V2": "verified",
    "V1": "verified",
    "V": "verified",
    "P": "secondary",
    "S": "secondary",
    "M": "unverified",
    "?": "unverified",
}

_FILE_COLUMNS: tuple[tuple[str, Kind, str], ...] = (
    ("factor_id", "text", "Name of the row, unique over all factor files and stable between releases."),
    ("item", "text", "Material, fuel, good, gas or process the value is about."),
    ("parameter", "text", "Which property of the item the value is."),
    ("gas", "text", "Gas, or CO2e; empty where no gas is involved."),
    ("technology", "text", "Cell technology the value holds for; empty holds for all."),
    ("region", "text", "Country or grid zone the value holds for; empty holds everywhere."),
    ("method_set", "text", "Edition of the equations the value belongs to; common to all, or one of them."),
    ("basis", "text", "direct or life_cycle; empty where it plays no part or is not stated."),
    ("tier", "count", "Tier of the method."),
    ("value", "number", "The value, a number or a ratio such as 44/12, in the unit beside it."),
    ("unit", "text", "Unit as the source gives it."),
    ("lower", "number", "Lower end of the 95 % range, in the same unit."),
    ("upper", "number", "Upper end of the 95 % range, in the same unit."),
    ("distribution", "text", "Distribution of the value, where the source states one."),
    ("valid_from", "date", "First day the value describes."),
    ("valid_to", "date", "Last day the value describes."),
    (
        "vintage",
        "text",
        "Edition the value is printed in, as its publisher names it; empty where that is the year itself.",
    ),
    ("gwp_set", "text", "Set of global warming potentials behind a value in CO2e, or the set a potential is of."),
    ("publisher", "text", "Who published the value."),
    ("document", "text", "Document the value is printed in."),
    ("table", "text", "Table, equation or section of the document."),
    ("page", "text", "Page or address."),
    ("licence", "text", "Under which terms the value is carried."),
    ("confidence", "text", "How directly the value was read from its source."),
    ("status", "text", "verified, secondary, unverified (never used) or user."),
    ("note", "text", "What a reader has to know before using the value."),
)
_DERIVED_COLUMNS: tuple[tuple[str, Kind, str], ...] = (
    ("canonical_value", "number", "The value in the canonical unit."),
    ("canonical_unit", "text", "Canonical unit of the parameter."),
    ("multiplier", "number", "canonical_value divided by value: the unit conversion."),
)

FACTORS = Table(
    "factors",
    "Cited factors, shipped and supplied by the user.",
    tuple(Column(name, Field(name, kind, meaning)) for name, kind, meaning in _FILE_COLUMNS + _DERIVED_COLUMNS),
    ("factor_id",),
)
FILE_COLUMNS = tuple(name for name, _, _ in _FILE_COLUMNS)
# What a user's file must have; the other columns may be left out.
MANDATORY_COLUMNS = ("factor_id", "item", "parameter", "value", "unit", "publisher", "document")

# Rows that agree here say the same thing, so a user's row takes the place of a shipped one.
IDENTITY = (
    "item",
    "parameter",
    "gas",
    "technology",
    "region",
    "method_set",
    "basis",
    "valid_from",
    "valid_to",
)

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def without_replaced(rows: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """The rows that agree with none of `own` in IDENTITY and, for a global warming potential, in its set."""
    own_set = pl.when(pl.col("parameter") == "gwp100").then(pl.col("gwp_set")).alias("own_set")
    keys = own.select(*IDENTITY, own_set)
    return rows.with_columns(own_set).join(keys, on=keys.columns, how="anti", nulls_equal=True).drop("own_set")


def read_number(text: str) -> float | None:
    """The number a cell writes, or the quotient of a ratio such as 44/12; None where it writes neither."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [float(part) for part in parts]
    if len(numbers) == 2 and numbers[1] == 0:
        return None
    value = numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]
    return value if math.isfinite(value) else None


def read_date(text: str) -> date | None:
    """The day a cell writes as YYYY-MM-DD; None where it writes anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def typed(row: Mapping[str, str]) -> dict[str, object]:
    """One file row as typed values of FACTORS, the canonical ones included; empty cells become None.

    Raises ValueError where a number or a date cannot be read, KeyError for a parameter or unit not in the vocabulary.
    """
    values: dict[str, object] = {}
    for name, kind, _ in _FILE_COLUMNS:
        text = row.get(name, "").strip()
        parsed: object = text
        if not text:
            parsed = None
        elif kind == "number":
            parsed = read_number(text)
        elif kind == "count":
            parsed = int(text)
        elif kind == "date":
            parsed = read_date(text)
        if text and parsed is None:
            raise ValueError(f"{row.get('factor_id')}: {name} cannot be read: {text!r}")
        values[name] = parsed
    return with_canonical(values)


def with_canonical(values: dict[str, object]) -> dict[str, object]:
    """The row with its value in the canonical unit of its parameter.

    Raises KeyError for a parameter or a unit the vocabulary does not have.
    """
    unit, multiplier = PARAMETERS[str(values["parameter"])].units[str(values["unit"])]
    value = values["value"]
    canonical = value * multiplier if isinstance(value, float) else None
    return {**values, "canonical_value": canonical, "canonical_unit": unit, "multiplier": multiplier}


def to_frame(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Typed rows as a frame of FACTORS, sorted by factor_id."""
    listed = [dict(row) for row in rows]
    return pl.DataFrame(listed, schema=FACTORS.polars_schema, orient="row").sort("factor_id")
