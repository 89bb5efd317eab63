"""Releases that someone has changed, with a manifest made anew so that no hash gives them away.

Belongs here: the changes and the new manifest. Does not belong here: expectations.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.release.manifest import MANIFEST, make_manifest, release_name

Change = Callable[[Path], None]


def forged(release: Path, out: Path, *changes: Change) -> Path:
    """A copy of a release below `out` with these changes, under the name its new manifest gives it."""
    folder = out / "in-the-making"
    shutil.copytree(release, folder)
    for change in changes:
        change(folder)
    inputs = json.loads((folder / MANIFEST).read_bytes())["inputs"]
    (folder / MANIFEST).unlink()
    manifest = make_manifest(folder, inputs)
    (folder / MANIFEST).write_bytes(manifest)
    return folder.rename(out / release_name(manifest))


def cells(table: str, where: pl.Expr, **values: Any) -> Change:
    """Set columns of the rows of a Parquet table that meet a condition, at least one."""

    def act(folder: Path) -> None:
        path = folder / f"{table}.parquet"
        frame = pl.read_parquet(path)
        assert not frame.filter(where).is_empty(), "nothing to change"
        changed = frame.with_columns(
            pl.when(where).then(value if isinstance(value, pl.Expr) else pl.lit(value, frame.schema[name]))
            .otherwise(pl.col(name)).alias(name)
            for name, value in values.items()
        )  # fmt: skip
        changed.select(frame.columns).cast(frame.schema).write_parquet(path)

    return act


def without(table: str, where: pl.Expr) -> Change:
    """Leave out the rows of a Parquet table that meet a condition, at least one."""

    def act(folder: Path) -> None:
        path = folder / f"{table}.parquet"
        frame = pl.read_parquet(path)
        assert not frame.filter(where).is_empty(), "nothing to leave out"
        frame.filter(~where.fill_null(False)).write_parquet(path)

    return act


def in_json(file: str, change: Callable[[dict[str, Any]], None]) -> Change:
    """Change the content of a JSON file."""

    def act(folder: Path) -> None:
        content = json.loads((folder / file).read_bytes())
        change(content)
        (folder / file).write_text(json.dumps(content, sort_keys=True), encoding="utf-8")

    return act
