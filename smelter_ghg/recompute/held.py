"""The tables of a release as they lie in its folder, refused where they are not the tables of a release.

Belongs here: reading files nobody vouches for, their columns and keys. Does not belong here: whether numbers are right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import ValidationError

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import INTENSITY, RESULT_TABLES
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.release.content import EQUATION_COLUMNS, KEYS, OPTIONAL, REPEATING
from smelter_ghg.release.manifest import MANIFEST

Row = dict[str, Any]
# The inputs of 200 smelters over ten years are some six million rows.
MOST_ROWS = 50_000_000
# What a file that is no table, or another table, raises when it is read.
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, pl.exceptions.PolarsError)


class UnreadableError(ValueError):
    """Files of the release are missing or hold something else; `problems` names each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Held:
    """What a release holds, as it says it: tables by name (those of a comparison only where there are some), rows of
    intensity.json as a frame (INTENSITY), verdicts, rulebooks by name without their ending, the configuration; the
    version that made it, as its manifest says, where that can be read; entries on sub-criteria, inventories and those
    of drafts; how many pages it has."""

    tables: dict[str, pl.DataFrame]
    intensity: pl.DataFrame
    verdicts: list[Row]
    rulebooks: dict[str, Row]
    config: ReportingConfig
    version: str | None
    criteria: list[Row]
    inventories: list[Row]
    drafts: list[Row]
    pages: int

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.tables[table]


def read_held(folder: Path) -> Held:
    """Every table of the release in this folder. Raises UnreadableError naming each file that cannot be read, column
    that is missing or of another type, and key that stands twice."""
    problems: list[str] = []
    tables = {}
    for name in (*KEYS, *OPTIONAL):
        path = folder / f"{name}.parquet"
        if name in OPTIONAL and not path.is_file():
            continue
        try:
            tables[name] = _table(path)
        except _UNREADABLE as error:
            problems.append(f"{name}.parquet cannot be read: {_first_line(error)}")
        else:
            problems += _problems(name, tables[name])
    read: dict[str, Any] = {}
    for name, reader in (("intensity.json", _intensity), ("conformance.json", _conformance), ("config.yaml", _config)):
        try:
            read[name] = reader(folder / name)
        except (*_UNREADABLE, ValidationError) as error:
            problems.append(f"{name} cannot be read: {_first_line(error)}")
    try:
        books = {path.stem: _yaml(path) for path in sorted((folder / "rulebooks").glob("*.yaml"))}
    except (*_UNREADABLE, yaml.YAMLError) as error:
        problems.append(f"rulebooks cannot be read: {_first_line(error)}")
    if problems:
        raise UnreadableError(problems)
    pages = len(list(folder.rglob("*.html")))
    return Held(
        tables=tables,
        intensity=read["intensity.json"],
        rulebooks=books,
        config=read["config.yaml"],
        version=_version(folder),
        pages=pages,
        **read["conformance.json"],
    )


def _table(path: Path) -> pl.DataFrame:
    """A Parquet file. Raises ValueError where it would not fit: a few bytes can stand for billions of equal rows."""
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    if rows > MOST_ROWS:
        raise ValueError(f"{rows} rows, at most {MOST_ROWS} are read")
    return pl.read_parquet(path)


def _version(folder: Path) -> str | None:
    try:
        version = json.loads((folder / MANIFEST).read_bytes())["versions"]["smelter_ghg"]
    except _UNREADABLE:
        return None
    return version if isinstance(version, str) else None


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__} {error}".splitlines()[0]


def _problems(name: str, frame: pl.DataFrame) -> Iterator[str]:
    wanted = {"equations": EQUATION_COLUMNS, "factors": {**FACTORS.polars_schema, "used": pl.Boolean}}
    schema = wanted.get(name) or RESULT_TABLES[name].polars_schema
    wrong = [column for column, dtype in schema.items() if frame.schema.get(column) != dtype]
    if wrong:
        yield f"{name}.parquet: {', '.join(wrong)} missing or of another type"
        return
    key = KEYS.get(name) or OPTIONAL[name]
    if name not in REPEATING and frame.select(key).is_duplicated().any():
        yield f"{name}.parquet: two rows share {', '.join(key)}"


def _intensity(path: Path) -> pl.DataFrame:
    rows = json.loads(path.read_bytes())["intensity"]
    dated = {name: dtype for name, dtype in INTENSITY.polars_schema.items() if dtype == pl.Date}
    schema = {name: pl.String if name in dated else dtype for name, dtype in INTENSITY.polars_schema.items()}
    frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema, orient="row")
    frame = frame.with_columns(pl.col(name).str.to_date() for name in dated)
    if frame["intensity_id"].is_duplicated().any():
        raise ValueError("two rows share intensity_id")
    return frame


def _conformance(path: Path) -> dict[str, list[Row]]:
    """Verdicts and entries on criteria of every version of the standard, inventories and those of drafts."""
    content = json.loads(path.read_bytes())
    versions = (content, *content["other_versions"])
    listed: list[Row] = [verdict for one in versions for verdict in one["verdicts"]]
    criteria: list[Row] = [entry for one in versions for entry in one["criteria"]]
    for entry in criteria:
        if not isinstance(entry["criterion_id"], str):
            raise TypeError("criterion_id of an entry is no text")
    for verdict in listed:
        for name in ("verdict_id", "smelter_id", "standard_version", "outcome"):
            if not isinstance(verdict[name], str):
                raise TypeError(f"{name} of a verdict is no text")
    return {
        "verdicts": listed,
        "criteria": criteria,
        "inventories": _texts(content["inventories"], "smelter_id", "period_label", "inventory_sha256"),
        "drafts": _texts(content["drafts"], "manifest_sha256", "smelter_id", "period_label", "inventory_sha256"),
    }


def _texts(rows: list[Row], *names: str) -> list[Row]:
    """The rows. Raises TypeError where one of the names is no text in one of them."""
    for row in rows:
        for name in names:
            if not isinstance(row[name], str):
                raise TypeError(f"{name} of an inventory is no text")
    return rows


def _config(path: Path) -> ReportingConfig:
    return ReportingConfig.model_validate(_yaml(path))


def _yaml(path: Path) -> Row:
    content = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(content, dict):
        raise TypeError(f"{path.name} holds no mapping")
    return content
