"""Publishing a folder whole or not at all: into a temporary sibling, synced, renamed, pointer last.

Belongs here: the order of the steps that make publication atomic. Does not belong here: what a folder holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from smelter_ghg.release.content import ReleaseRefusedError
from smelter_ghg.release.manifest import check_folder, inside, safe_name

POINTER = "latest"
_PARTIAL = ".partial-"


def publish(out: Path, fill: Callable[[Path], str], *, pointed: bool) -> Path:
    """The folder that `fill` fills and names, below `out`; a folder of that name is kept where it holds what its
    manifest says. With `pointed`, `out/latest` leads to it once everything else is on disk.

    A failure, or the death of the process, leaves no folder half-written and the pointer where it was; what it leaves
    beside is cleared by the next writer. Raises ReleaseRefusedError where `latest` is no link, ReleaseDamagedError when
    a folder of the same name no longer holds what its manifest says, and whatever `fill` raises.
    """
    out.mkdir(parents=True, exist_ok=True)
    pointer = out / POINTER
    if pointed and pointer.exists() and not pointer.is_symlink():
        raise ReleaseRefusedError(f"{POINTER} in the releases folder is not a link; move it away")
    with _alone(out):
        _clear(out)
        partial = out / f"{_PARTIAL}{os.getpid()}"
        partial.mkdir()
        try:
            name = fill(partial)
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
        if pointed:
            _point(out, name)
    return out / name


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a new file below a folder. Raises ReleaseRefusedError for a name that would leave it."""
    if not safe_name(name):
        raise ReleaseRefusedError(f"not a relative path: {name!r}")
    path = folder / inside(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder: one writer at a time, so a partial folder found here is a dead writer's."""
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
