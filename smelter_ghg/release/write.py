"""Write a release: into a temporary sibling, synced, renamed, pointer last.

Belongs here: the order of the steps that make publication atomic. Does not belong here: what the files hold.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smelter_ghg.release.content import (
    KEYS,
    OPTIONAL,
    REPEATING,
    ReleaseContent,
    ReleaseRefusedError,
    check_content,
    with_used,
)
from smelter_ghg.release.files import SCHEMA_VERSION, in_order, json_bytes, write_parquet, yaml_bytes
from smelter_ghg.release.manifest import (
    MANIFEST,
    check_folder,
    inside,
    make_manifest,
    release_name,
    safe_label,
    safe_name,
)
from smelter_ghg.release.references import lost_references

POINTER = "latest"
_PARTIAL = ".partial-"


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the releases folder: one writer at a time, so a partial folder found here is a dead writer's."""
    handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _conformance(content: ReleaseContent) -> dict[str, object]:
    by_standard: dict[tuple[str, str], list[dict[str, object]]] = {}
    labels = [column for column in content.verdicts.columns if column != "detail_json"]
    for row in in_order(content.verdicts, ("smelter_id", "period_label", "criterion", "verdict_id")).iter_rows(
        named=True
    ):
        verdict = {**{label: row[label] for label in labels}, **json.loads(row["detail_json"])}
        by_standard.setdefault((row["standard"], row["standard_version"]), []).append(verdict)
    primary = by_standard.pop((content.standard, content.standard_version), [])
    return {
        "schema_version": SCHEMA_VERSION,
        "standard": content.standard,
        "standard_version": content.standard_version,
        "verdicts": primary,
        "other_versions": [
            {"standard": standard, "standard_version": version, "verdicts": verdicts}
            for (standard, version), verdicts in sorted(by_standard.items())
        ],
    }


def _intensity(content: ReleaseContent) -> dict[str, object]:
    key = ("smelter_id", "period_label", "boundary", "scope2_account", "denominator", "intensity_id")
    rows = in_order(content.intensity, key).to_dicts()
    return {"schema_version": SCHEMA_VERSION, "intensity": rows}


def _put(folder: Path, name: str, content: bytes) -> None:
    if not safe_name(name):
        raise ReleaseRefusedError(f"not a relative path: {name!r}")
    path = folder / inside(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)


def _fill(folder: Path, content: ReleaseContent) -> bytes:
    """Write every file and return the manifest's bytes."""
    for name in KEYS:
        frame = with_used(content) if name == "factors" else content.table(name)
        write_parquet(folder / f"{name}.parquet", name, frame, KEYS[name], unique=name not in REPEATING)
    for name in content.compared:
        write_parquet(folder / f"{name}.parquet", name, content.table(name), OPTIONAL[name], unique=True)
    _put(folder, "conformance.json", json_bytes(_conformance(content)))
    _put(folder, "intensity.json", json_bytes(_intensity(content)))
    _put(folder, "config.yaml", yaml_bytes(content.config))
    for name, text in sorted(content.rulebooks.items()):
        _put(folder, f"rulebooks/{name}", text.encode())
    for name, page in content.pages:
        _put(folder, name, page)
    manifest = make_manifest(folder, content.inputs, content.previous)
    _put_manifest(folder, manifest)
    return manifest


def _put_manifest(folder: Path, manifest: bytes) -> None:
    (folder / MANIFEST).write_bytes(manifest)


def _point(out: Path, name: str) -> None:
    beside = out / f"{_PARTIAL}{POINTER}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(name)
    beside.replace(out / POINTER)
    _sync(out)


def _clear(out: Path) -> None:
    for path in sorted(out.glob(f"{_PARTIAL}*")):
        if path.is_symlink() or not path.is_dir():
            path.unlink()
        else:
            shutil.rmtree(path)


def write_release(out: Path, content: ReleaseContent) -> Path:
    """Publish `content` below the releases folder `out` and return the release's folder.

    The folder is named after the hash of its manifest, so the same content gives the same name and an existing
    folder is kept. `out/latest` points to it once everything else is on disk. A failure, or the death of the
    process, leaves no release half-written and the pointer where it was; what it leaves beside is cleared by the
    next writer.

    Raises ReleaseRefusedError for content that breaks a contract or names what it does not hold,
    ReleaseDamagedError when a folder of the same name no longer holds what its manifest says, and whatever making a
    page raises.
    """
    check_content(content)
    lost = lost_references(content)
    if lost:
        raise ReleaseRefusedError("; ".join(lost))
    refused = [name for name in content.inputs if not safe_label(name)]
    refused += [name for name in content.rulebooks if not safe_name(name)]
    if refused:
        raise ReleaseRefusedError("not a relative path: " + ", ".join(sorted(map(repr, refused))))
    out.mkdir(parents=True, exist_ok=True)
    pointer = out / POINTER
    if pointer.exists() and not pointer.is_symlink():
        raise ReleaseRefusedError(f"{POINTER} in the releases folder is not a link; move it away")
    with _alone(out):
        _clear(out)
        partial = out / f"{_PARTIAL}{os.getpid()}"
        partial.mkdir()
        try:
            name = release_name(_fill(partial, content))
            if (out / name).exists():
                check_folder(out / name)
                shutil.rmtree(partial)
            else:
                _sync_tree(partial)
                partial.rename(out / name)
                _sync(out)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        _point(out, name)
    return out / name
