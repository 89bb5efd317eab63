"""Bytes that depend on the content alone: Parquet, JSON and YAML as a release holds them.

Belongs here: serialisation. Does not belong here: where a file goes, or what it must hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

# Fixed, so that a change of the library's defaults does not change the bytes of an unchanged release.
_ROW_GROUP = 262_144
_ZSTD_LEVEL = 3
# other_versions > version > verdicts > verdict > field
_LINES_DOWN_TO = 5
SCHEMA_VERSION = 1


def in_order(frame: pl.DataFrame, key: tuple[str, ...], *, unique: bool = False) -> pl.DataFrame:
    """Rows in the one order that follows from their content: by key, then by every other column.

    With `unique` no two rows share a key, and the key alone is enough.
    """
    rest = [] if unique else [column for column in frame.columns if column not in key]
    by = [
        pl.col(column).list.join("\x1f") if frame.schema[column] == pl.List(pl.String) else pl.col(column)
        for column in (*key, *rest)
    ]
    return frame.sort(by, nulls_last=True)


def write_parquet(path: Path, name: str, frame: pl.DataFrame, key: tuple[str, ...], *, unique: bool) -> None:
    """Write one table, sorted; the file's metadata names the table and the schema version."""
    in_order(frame, key, unique=unique).rechunk().write_parquet(
        path,
        compression="zstd",
        compression_level=_ZSTD_LEVEL,
        row_group_size=_ROW_GROUP,
        statistics=True,
        metadata={"schema_version": str(SCHEMA_VERSION), "table": name},
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a release cannot hold {type(value).__name__} as JSON")


def json_bytes(value: object) -> bytes:
    """UTF-8 JSON with sorted keys, dates as ISO text; ValueError for a number that is not finite.

    A line per entry down to the fields of a table's row; what a field holds stays on its line.
    """
    return (_json(value, _LINES_DOWN_TO) + "\n").encode()


def _json(value: object, levels: int, indent: str = "") -> str:
    # The whole at once would be indented by Python one token at a time, which takes several times as long.
    deeper = indent + " "
    if levels and isinstance(value, dict) and value:
        entries = [f"{deeper}{_encode(name)}: {_json(value[name], levels - 1, deeper)}" for name in sorted(value)]
        return "{\n" + ",\n".join(entries) + f"\n{indent}}}"
    if levels and isinstance(value, list) and value:
        return "[\n" + ",\n".join(deeper + _json(one, levels - 1, deeper) for one in value) + f"\n{indent}]"
    return _encode(value)


_encode = json.JSONEncoder(sort_keys=True, allow_nan=False, ensure_ascii=False, default=_plain).encode


def yaml_bytes(value: Mapping[str, object]) -> bytes:
    """UTF-8 YAML with sorted keys in block style."""
    import yaml

    text: str = yaml.safe_dump(dict(value), sort_keys=True, allow_unicode=True, default_flow_style=False)
    return text.encode()
