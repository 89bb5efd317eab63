"""What goes into a release, and what is refused before anything is written.

Belongs here: the parts of a release and their contracts. Does not belong here: files, folders, hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from smelter_ghg.contracts.result_tables import RESULT_TABLES
from smelter_ghg.factors.columns import FACTORS

File = tuple[str, bytes]
Frame = pl.DataFrame | pl.LazyFrame

_TEXT = pl.String
EQUATION_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = MappingProxyType(
    {
        "equation_id": _TEXT,
        "title": _TEXT,
        "expression": _TEXT,
        "arguments": pl.List(pl.String),
        "citation": _TEXT,
    }
)
# Tables written as Parquet, each with the columns that tell its rows apart.
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{name: RESULT_TABLES[name].key for name in ("ledger", "ledger_inputs", "energy", "records")},
        **{name: RESULT_TABLES[name].key for name in ("activity", "figures", "findings", "missing")},
        **{name: RESULT_TABLES[name].key for name in ("uncertainty", "drivers", "bridges", "pathways")},
        "factors": FACTORS.key,
        "equations": ("equation_id",),
    }
)
# Written only where there are such frames: a comparison with a previous release.
OPTIONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: RESULT_TABLES[name].key for name in ("restatements", "base_year_changes")}
)
# Findings and missing items may say the same thing twice.
REPEATING = frozenset({"findings", "missing"})
# Written as JSON: the contract of the release names no Parquet file for them.
JSON_TABLES = ("intensity", "verdicts", "criteria", "inventories")


class ReleaseRefusedError(ValueError):
    """The content breaks a contract, so nothing is written."""


@dataclass(frozen=True, kw_only=True)
class ReleaseContent:
    """Everything a release holds.

    Frames follow `contracts/result_tables.py`; `records` holds cells, `factors` every loaded factor row whether
    used or not, `equations` the columns equation_id, title, expression, arguments, citation. The largest may be lazy:
    they are collected when they are looked into and let go again. `rulebooks` maps a
    file name to its YAML text, `inputs` the name of every input file (records, user factors, user rules,
    configuration; relative, never a machine path) to its SHA-256. `pages` gives paths inside the release with their
    bytes, once, each when it is to be written. `previous` names the release it was compared with and its manifest's
    SHA-256; the tables of the comparison come with it. `drafts` are the inventory hashes that release stated, by
    manifest hash, smelter and period: a verifier's statement may name it.
    """

    ledger: Frame
    ledger_inputs: Frame
    energy: pl.DataFrame
    records: Frame
    activity: Frame
    factors: pl.DataFrame
    equations: pl.DataFrame
    findings: pl.DataFrame
    missing: pl.DataFrame
    figures: pl.DataFrame
    intensity: pl.DataFrame
    verdicts: pl.DataFrame
    criteria: pl.DataFrame
    inventories: pl.DataFrame
    uncertainty: pl.DataFrame
    drivers: pl.DataFrame
    bridges: pl.DataFrame
    pathways: pl.DataFrame
    rulebooks: Mapping[str, str]
    config: Mapping[str, object]
    inputs: Mapping[str, str]
    standard: str
    standard_version: str
    pages: Iterable[File]
    restatements: pl.DataFrame | None = None
    base_year_changes: pl.DataFrame | None = None
    previous: Mapping[str, str] | None = None
    drafts: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    @property
    def compared(self) -> tuple[str, ...]:
        """The tables of OPTIONAL that there are."""
        return tuple(name for name in OPTIONAL if getattr(self, name) is not None)

    def table(self, name: str) -> pl.DataFrame:
        """The frame of one table by name; KeyError for a name no release holds."""
        return self._lazy(name).collect()

    def column(self, name: str, column: str) -> pl.Series:
        """One column of a table, without collecting the others; KeyError for a name no release holds."""
        return self._lazy(name).select(column).collect()[column]

    def _lazy(self, name: str) -> pl.LazyFrame:
        if name not in KEYS and name not in JSON_TABLES and name not in self.compared:
            raise KeyError(name)
        frame: Frame = getattr(self, name)
        return frame.lazy()


def _required(name: str) -> Mapping[str, pl.DataType | type[pl.DataType]]:
    if name == "equations":
        return EQUATION_COLUMNS
    if name == "factors":
        return FACTORS.polars_schema
    return RESULT_TABLES[name].polars_schema


def _problems(name: str, frame: pl.DataFrame) -> list[str]:
    schema = frame.schema
    found = []
    for column, dtype in _required(name).items():
        if column not in schema:
            found.append(f"{name}: column {column} is missing")
        elif schema[column] != dtype:
            found.append(f"{name}: column {column} is {schema[column]}, expected {dtype}")
    if found:
        return found
    floats = [column for column, dtype in schema.items() if dtype.is_float()]
    if floats and frame.height:
        # is_finite is null for null, and any() skips nulls: an empty cell is not an infinite one.
        finite = frame.select((~pl.col(column).is_finite()).any() for column in floats).row(0)
        bad = (column for column, infinite in zip(floats, finite, strict=True) if infinite)
        found += [f"{name}: column {column} holds a number that is not finite" for column in bad]
    key = KEYS.get(name, OPTIONAL.get(name, ()))
    if key and name not in REPEATING and frame.select(key).is_duplicated().any():
        first = frame.filter(frame.select(key).is_duplicated()).select(key).row(0)
        found.append(f"{name}: two rows share {', '.join(key)} = {', '.join(map(str, first))}")
    return found


def check_content(content: ReleaseContent) -> None:
    """Refuse frames that break their contract. Raises ReleaseRefusedError naming every table and column."""
    problems = [
        line for name in (*KEYS, *JSON_TABLES, *content.compared) for line in _problems(name, content.table(name))
    ]
    if problems:
        raise ReleaseRefusedError("; ".join(problems))


def with_used(content: ReleaseContent) -> pl.DataFrame:
    """The factor rows with `used`: whether an equation, an energy row or a figure of this release took them."""
    used = used_factors(
        content.factors,
        content.column("ledger_inputs", "input_id"),
        content.energy["input_ids"],
        content.figures,
        content.column("ledger", "gas"),
    )
    return content.factors.with_columns(used)


def used_factors(
    factors: pl.DataFrame, inputs: pl.Series, energy_inputs: pl.Series, figures: pl.DataFrame, gases: pl.Series
) -> pl.Series:
    """`used` for every row of the factors, by the inputs of ledger and energy rows, and by figures.

    A global warming potential is used when a figure names its set and a ledger row its gas.
    """
    of_figures = figures.filter(pl.col("operation") == "factor")["operands"]
    lists = [one.explode(empty_as_null=True).drop_nulls() for one in (energy_inputs, of_figures)]
    named = pl.concat([inputs.unique(), *(one.rename(inputs.name) for one in lists)]).unique()
    sets = figures["gwp_set"].drop_nulls().unique()
    potential = (
        (pl.col("parameter") == "gwp100")
        & pl.col("gwp_set").is_in(sets.implode())
        & pl.col("item").is_in(gases.unique().implode())
    )
    return factors.select((pl.col("factor_id").is_in(named.implode()) | potential.fill_null(False)).alias("used"))[
        "used"
    ]
