"""The documents' files: each held against the hash on record before it goes into a pack.

Belongs here: finding and checking them. Does not belong here: what records say of documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from smelter_ghg.evidence.facts import Facts
from smelter_ghg.release.manifest import safe_name, sha256

FOLDER = "documents"


class DocumentsError(ValueError):
    """Files of documents that are missing or are not what the records say; `problems` names each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def papers(facts: Facts, folder: Path) -> dict[str, Path]:
    """The files that the table of documents names, by their name in the pack.

    Documents without a file (a page of the web, a register) are left to their address. Raises DocumentsError where a
    file is missing, is no plain file, has no hash on record, or another one.
    """
    found: dict[str, Path] = {}
    problems = []
    for document_id, file, held in _named(facts):
        path = folder / file
        if not safe_name(file):
            problems.append(f"{document_id}: {file!r} is not a path inside the folder of documents")
        elif not path.is_file() or path.is_symlink():
            problems.append(f"{document_id}: {file} is missing")
        elif held is None:
            problems.append(f"{document_id}: no sha256 is on record to hold {file} against")
        elif sha256(path) != held.lower():
            problems.append(f"{document_id}: {file} is not the file whose sha256 is on record")
        else:
            found[f"{FOLDER}/{file}"] = path
    if problems:
        raise DocumentsError(problems)
    return found


def strange_papers(facts: Facts, files: dict[str, Path]) -> Iterator[str]:
    """Files of a pack's documents that are not what the records of its release say, a line each."""
    known = {f"{FOLDER}/{file}": held for _, file, held in _named(facts) if held is not None}
    for name, path in sorted(files.items()):
        if name not in known:
            yield f"{name} is no document on record"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != known[name].lower():
            yield f"{name} is not the document on record"


def _named(facts: Facts) -> Iterator[tuple[str, str, str | None]]:
    rows = facts.documents.drop_nulls("document_file").sort("document_id")
    yield from rows.select("document_id", "document_file", "document_sha256").iter_rows()
