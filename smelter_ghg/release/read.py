"""Read a release back: from its own folder, or from the releases folder through the pointer.

Belongs here: finding, verifying and loading. Does not belong here: explaining what was loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import polars as pl

from smelter_ghg.release.content import KEYS, OPTIONAL
from smelter_ghg.release.manifest import MANIFEST, NAME_PREFIX, check_folder, read_manifest, safe_name
from smelter_ghg.release.publish import POINTER


class ReleaseNotFoundError(LookupError):
    """The path holds no release, nor a pointer to one."""


def find_release(path: Path) -> Path:
    """The release folder at `path`, or the one `path/latest` points to. Raises ReleaseNotFoundError."""
    if (path / MANIFEST).exists():
        return path.resolve() if path.is_symlink() else path
    pointer = path / POINTER
    if pointer.is_symlink():
        target = pointer.readlink().as_posix()
        # A pointer leads to a sibling and nowhere else.
        if "/" in target or not safe_name(target) or not target.startswith(NAME_PREFIX):
            raise ReleaseNotFoundError(f"{POINTER} in {path} points to {target!r}, which is not a release beside it")
        if (path / target / MANIFEST).exists():
            return path / target
        raise ReleaseNotFoundError(f"{POINTER} in {path} points to {target}, which is not there")
    raise ReleaseNotFoundError(f"{path} holds neither {MANIFEST} nor a pointer named {POINTER}")


@dataclass(frozen=True)
class Release:
    """A published release; its tables are read when first asked for, KeyError for a table no release holds."""

    path: Path
    manifest: dict[str, object]

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def _tables(self) -> dict[str, pl.DataFrame]:
        return {}

    def table(self, name: str) -> pl.DataFrame:
        if name not in KEYS:
            raise KeyError(name)
        if name not in self._tables:
            self._tables[name] = pl.read_parquet(self.path / f"{name}.parquet")
        return self._tables[name]

    def optional(self, name: str) -> pl.DataFrame | None:
        """A table that only some releases hold; KeyError for one no release holds."""
        if name not in OPTIONAL:
            raise KeyError(name)
        path = self.path / f"{name}.parquet"
        return pl.read_parquet(path) if path.is_file() else None

    @property
    def ledger(self) -> pl.DataFrame:
        return self.table("ledger")

    @property
    def ledger_inputs(self) -> pl.DataFrame:
        return self.table("ledger_inputs")

    @property
    def energy(self) -> pl.DataFrame:
        return self.table("energy")

    @property
    def records(self) -> pl.DataFrame:
        return self.table("records")

    @property
    def activity(self) -> pl.DataFrame:
        return self.table("activity")

    @property
    def factors(self) -> pl.DataFrame:
        return self.table("factors")

    @property
    def equations(self) -> pl.DataFrame:
        return self.table("equations")

    @property
    def findings(self) -> pl.DataFrame:
        return self.table("findings")

    @property
    def missing(self) -> pl.DataFrame:
        return self.table("missing")

    @property
    def figures(self) -> pl.DataFrame:
        return self.table("figures")

    @cached_property
    def conformance(self) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads((self.path / "conformance.json").read_bytes()))

    @cached_property
    def intensity(self) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], json.loads((self.path / "intensity.json").read_bytes())["intensity"])

    @cached_property
    def config(self) -> dict[str, Any]:
        import yaml

        return cast(dict[str, Any], yaml.safe_load((self.path / "config.yaml").read_text("utf-8")))

    @cached_property
    def rulebooks(self) -> dict[str, dict[str, Any]]:
        """Rulebooks by file name."""
        import yaml

        folder = self.path / "rulebooks"
        paths = sorted(folder.rglob("*")) if folder.is_dir() else []
        return {
            path.relative_to(folder).as_posix(): yaml.safe_load(path.read_text("utf-8"))
            for path in paths
            if path.is_file()
        }


def read_release(path: Path, *, verify: bool = True) -> Release:
    """The release at `path` (its own folder, or a releases folder with its pointer).

    Raises ReleaseNotFoundError where there is none; with `verify`, ReleaseDamagedError where a file is not what
    the manifest says.
    """
    folder = find_release(path)
    return Release(folder, check_folder(folder) if verify else read_manifest(folder))


def verify_release(path: Path) -> Release:
    """Hold every file of the release at `path` against its manifest. Raises as `read_release` does."""
    return read_release(path, verify=True)
