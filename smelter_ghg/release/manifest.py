"""The manifest: every file of a release and every input behind it, each with its SHA-256.

Belongs here: making and reading a manifest, holding a folder against it. Does not belong here: what files mean.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import cast

import polars as pl

from smelter_ghg import __version__
from smelter_ghg.release.files import SCHEMA_VERSION, json_bytes

MANIFEST = "manifest.json"
NAME_PREFIX = "release-"
_NAME_DIGITS = 12
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class ReleaseDamagedError(ValueError):
    """A release no longer is what was published; `problems` says where."""

    def __init__(self, name: str, problems: list[str]) -> None:
        super().__init__(f"{name}: " + "; ".join(problems))
        self.problems = problems


def safe_name(name: str) -> bool:
    """Whether a name is a plain relative path that stays inside the folder it is joined to."""
    parts = name.split("/")
    return bool(name) and all(
        part not in ("", ".", "..") and part.isprintable() and not set(part) & set('\\:*?"<>|') for part in parts
    )


def safe_label(name: str) -> bool:
    """Whether an input's name is relative and printable; it is only ever shown, never opened."""
    return name.isprintable() and all(part not in ("", "..") for part in name.split("/"))


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def release_name(manifest: bytes) -> str:
    """The name of the release with this manifest: same content, same name."""
    return NAME_PREFIX + hashlib.sha256(manifest).hexdigest()[:_NAME_DIGITS]


def versions() -> dict[str, str]:
    """The versions the bytes of a release depend on."""
    major, minor, _ = platform.python_version_tuple()
    return {"smelter_ghg": __version__, "polars": pl.__version__, "python": f"{major}.{minor}"}


def found_files(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """Regular files below a folder by POSIX name, and the names of what is neither file nor folder."""
    files: dict[str, Path] = {}
    strange: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            files[name] = path
        elif not stat.S_ISDIR(mode):
            strange.append(name)
    return files, strange


def make_manifest(folder: Path, inputs: Mapping[str, str], previous: Mapping[str, str] | None = None) -> bytes:
    """The manifest of a folder that does not yet hold one; `previous` is the release it was compared with."""
    files, _ = found_files(folder)
    compared = {} if previous is None else {"previous_release": dict(previous)}
    return json_bytes(
        {
            **compared,
            "schema_version": SCHEMA_VERSION,
            "versions": versions(),
            "inputs": dict(inputs),
            "files": {name: {"sha256": sha256(path), "bytes": path.stat().st_size} for name, path in files.items()},
        }
    )


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def _entry_problem(name: str, entry: object) -> str | None:
    if not safe_name(name) or name == MANIFEST:
        return f"the manifest lists {name!r}, which is not a path inside a release"
    if not isinstance(entry, dict) or set(entry) != {"sha256", "bytes"}:
        return f"the manifest's entry of {name} is not a hash and a size"
    if not isinstance(entry["sha256"], str) or not _SHA256.fullmatch(entry["sha256"]):
        return f"the manifest's hash of {name} is not a SHA-256"
    return None


def read_manifest(folder: Path) -> dict[str, object]:
    """Parse a folder's manifest, trusting none of it. Raises ReleaseDamagedError."""
    path = folder / MANIFEST
    if not path.is_file() or path.is_symlink():
        raise ReleaseDamagedError(folder.name, [f"{MANIFEST} is missing"])
    content = path.read_bytes()
    try:
        manifest = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ReleaseDamagedError(folder.name, [f"{MANIFEST} is not readable: {error}"]) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ReleaseDamagedError(folder.name, [f"{MANIFEST} lists no files"])
    if manifest.get("schema_version") != SCHEMA_VERSION:
        said = f"schema_version {manifest.get('schema_version')!r}, this version reads {SCHEMA_VERSION}"
        raise ReleaseDamagedError(folder.name, [f"{MANIFEST} has {said}"])
    problems = [
        problem for name, entry in manifest["files"].items() if (problem := _entry_problem(name, entry)) is not None
    ]
    if folder.name.startswith(NAME_PREFIX) and folder.name != release_name(content):
        problems.append(f"{MANIFEST} is not the one this release is named after")
    if problems:
        raise ReleaseDamagedError(folder.name, problems)
    return cast(dict[str, object], manifest)


def check_folder(folder: Path) -> dict[str, object]:
    """Hold every file against the manifest and return it.

    Raises ReleaseDamagedError naming each altered, missing or additional file, link or other strange entry.
    """
    manifest = read_manifest(folder)
    listed = cast(dict[str, dict[str, object]], manifest["files"])
    files, strange = found_files(folder)
    problems = [f"{name} is neither a file nor a folder" for name in strange]
    problems += [f"{name} is not in the manifest" for name in sorted(files.keys() - listed.keys() - {MANIFEST})]
    for name, entry in sorted(listed.items()):
        if name not in files:
            problems.append(f"{name} is missing")
        elif sha256(files[name]) != entry["sha256"]:
            problems.append(f"{name} was altered")
    if problems:
        raise ReleaseDamagedError(folder.name, problems)
    return manifest


def inside(name: str) -> PurePosixPath:
    """A path inside a release. Raises ValueError for a name that would leave it or replace the manifest."""
    if not safe_name(name) or name == MANIFEST:
        raise ValueError(f"{name!r} is not a path inside a release")
    return PurePosixPath(name)
