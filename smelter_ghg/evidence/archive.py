"""The pack as a zip archive: written the same for the same content, unpacked without trusting any of it.

Belongs here: zip. Does not belong here: what a pack holds.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from smelter_ghg.release.manifest import safe_name

# The first moment a zip archive can name; a pack holds no clock time.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = (stat.S_IFREG | 0o644) << 16
_UNIX = 3
_LEVEL = 6
_CHUNK = 1 << 20
_ENCRYPTED = 1
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What an archive may unpack to. A release of 200 smelters over ten years has some thousand files and is below 2 GB.
MOST_FILES = 50_000
MOST_BYTES = 4 << 30


class ArchiveError(ValueError):
    """An archive that is not unpacked, because it cannot be read or would not stay where it is put; `problems` says
    why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def write_archive(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip archive whole or not at all, in the order given: the same files give the same bytes.

    Raises FileExistsError where there is something at `path` already, OSError where it cannot be written.
    """
    if path.exists() or path.is_symlink():
        raise FileExistsError(path)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        with partial.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                for name, content in files:
                    entry = zipfile.ZipInfo(name, _NO_TIME)
                    entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, content)
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the path has come into being since, where a rename would replace it.
        os.link(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def unpack(path: Path, folder: Path, *, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> list[str]:
    """Unpack an archive into an empty folder; gives back what could not be unpacked, one line per file.

    Raises ArchiveError, with nothing unpacked, where the archive cannot be read, a name leads out of the folder or
    stands twice, an entry is a link or encrypted, or it holds more than it may.
    """
    problems: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse(entries, most_files, most_bytes)
            left = most_bytes
            for entry in entries:
                try:
                    left -= _extract(archive, entry, folder, left)
                except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
                    (folder / entry.filename).unlink(missing_ok=True)
                    problems.append(f"{entry.filename} cannot be unpacked: {error}")
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, ArchiveError):
            raise
        raise ArchiveError([f"{path.name} is no zip archive that can be read: {error}"]) from error
    return problems


def _refuse(entries: list[zipfile.ZipInfo], most_files: int, most_bytes: int) -> None:
    problems = []
    seen: set[str] = set()
    for entry in entries:
        name, mode = entry.filename, entry.external_attr >> 16
        if not safe_name(name):
            problems.append(f"{name!r} is not a path inside a pack")
        # Some file systems take names that differ in their case alone for one.
        elif name.casefold() in seen:
            problems.append(f"{name} stands in it twice")
        elif mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            problems.append(f"{name} is not a plain file")
        elif entry.flag_bits & _ENCRYPTED or entry.compress_type not in _KNOWN:
            problems.append(f"{name} is encrypted, or packed in a way that is not read")
        seen.add(name.casefold())
    if len(entries) > most_files:
        problems.append(f"{len(entries)} files, at most {most_files} are unpacked")
    total = sum(entry.file_size for entry in entries)
    if total > most_bytes:
        problems.append(f"{total} bytes unpacked, at most {most_bytes} are")
    if problems:
        raise ArchiveError(problems)


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, most: int) -> int:
    """Unpack one file and give back its size, which its entry may have misstated."""
    target = folder / entry.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > most:
                raise ArchiveError([f"{entry.filename} unpacks to more than it says"])
            file.write(chunk)
    return written
