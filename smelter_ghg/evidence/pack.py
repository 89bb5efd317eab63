"""The pack: its files, made from a release alone, and its manifest.

Belongs here: which files a pack has. Does not belong here: what each holds, the archive, verifying.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from smelter_ghg import __version__
from smelter_ghg.disclosure.site import slug
from smelter_ghg.evidence.archive import write_archive
from smelter_ghg.evidence.checklist import checklist
from smelter_ghg.evidence.facts import Facts
from smelter_ghg.evidence.lineage import lineage
from smelter_ghg.evidence.papers import FOLDER, papers, strange_papers
from smelter_ghg.evidence.readme import readme
from smelter_ghg.evidence.sample import FIRST, sample_csv
from smelter_ghg.evidence.sheets import by_subject, csv_files
from smelter_ghg.explain import as_dict, explain_each
from smelter_ghg.release import Release
from smelter_ghg.release.files import SCHEMA_VERSION, json_bytes
from smelter_ghg.release.manifest import MANIFEST, found_files, release_name, sha256, versions
from smelter_ghg.release.publish import put

README, CHECKLIST = "README.txt", "checklist.xlsx"
File = tuple[str, bytes]
Tell = Callable[[str], None]


def write_pack(release: Release, out: Path, *, documents: Path | None = None, tell: Tell = lambda step: None) -> Path:
    """Write the pack of a verified release as a zip archive and return its path: whole or not at all.

    `documents` is the folder of the documents' files, which go in too; `tell` hears each step as it begins. Raises
    DocumentsError for documents that are missing or others, FileExistsError where `out` is there already,
    BrokenReleaseError where a figure rests on what the release does not hold, OSError where it cannot be written.
    """
    if out.exists():
        raise FileExistsError(out)
    facts = Facts(release)
    tell("documents")
    files = {} if documents is None else papers(facts, documents)
    with tempfile.TemporaryDirectory(prefix="smelter-ghg-") as made:
        folder = Path(made)
        for name, content in derived_files(facts, with_papers=bool(files), tell=tell):
            put(folder, name, content)
        tell("release")
        shutil.copytree(release.path, folder / facts.release_name)
        for name, path in files.items():
            put(folder, name, path.read_bytes())
        (folder / MANIFEST).write_bytes(_manifest(folder, release))
        tell("archive")
        write_archive(out, _content(folder))
    return out


def derived_files(facts: Facts, *, with_papers: bool, tell: Tell = lambda step: None) -> Iterator[File]:
    """Every file of the pack that is made from the release; the same release gives the same bytes."""
    release, synthetic = facts.release, any(facts.synthetic(subject) for subject in facts.subjects)
    yield (
        README,
        readme(
            facts.release_name,
            __version__,
            first=FIRST,
            synthetic=synthetic,
            papers=with_papers,
        ),
    )
    tell("verdicts")
    for subject in facts.subjects:
        yield f"verdicts/{slug(subject)}.json", json_bytes(_of_subject(facts, subject))
    tell("tables")
    yield from csv_files(facts)
    yield CHECKLIST, checklist(facts)
    tell("sample")
    yield "sample.csv", sample_csv(facts)
    figures = sorted({figure for verdict in facts.verdicts for figure in facts.figures_of(verdict)})
    tell("provenance")
    yield "provenance.json", json_bytes(lineage(facts, figures))
    tell("figures")
    for node in explain_each(release, figures):
        yield f"figures/{node.id}.json", _compact(as_dict(node))


def _of_subject(facts: Facts, subject: str) -> dict[str, object]:
    """The verdicts on a smelter by criterion, each with its figures, and the entries on its criteria."""
    verdicts, criteria = by_subject(facts, subject)
    by_criterion: dict[str, list[dict[str, Any]]] = {}
    for verdict in verdicts:
        figures = facts.figures_of(verdict)
        by_criterion.setdefault(verdict["criterion"], []).append({**verdict, "figures": figures})
    return {
        "smelter_id": subject,
        "name": facts.name(subject),
        "synthetic": facts.synthetic(subject),
        "release": facts.release_name,
        "verdicts": by_criterion,
        "criteria": criteria,
    }


def _compact(tree: Mapping[str, object]) -> bytes:
    text = json.dumps(tree, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return (text + "\n").encode()


def _versions() -> dict[str, str]:
    """The versions the bytes of a pack depend on."""
    return {**versions(), "xlsxwriter": version("xlsxwriter")}


def _manifest(folder: Path, release: Release) -> bytes:
    files, _ = found_files(folder)
    own = (release.path / MANIFEST).read_bytes()
    return json_bytes(
        {
            "schema_version": SCHEMA_VERSION,
            "versions": _versions(),
            "release": {"name": release_name(own), "manifest_sha256": hashlib.sha256(own).hexdigest()},
            "files": {name: {"sha256": sha256(path), "bytes": path.stat().st_size} for name, path in files.items()},
        }
    )


def _content(folder: Path) -> Iterator[File]:
    """The files to pack: what to read first comes first."""
    files, _ = found_files(folder)
    for name in sorted(files, key=lambda one: (one != README, one != MANIFEST, one)):
        yield name, files[name].read_bytes()


def derived_problems(folder: Path, release: Path, tell: Tell = lambda step: None) -> tuple[list[str], int, int]:
    """Files of an unpacked pack that are not what its release gives, a line each; how many were made again; and how
    many were not, because another version made them.

    `folder` and the release in it are whole, as their manifests say.
    """
    manifest = cast(dict[str, Any], json.loads((folder / MANIFEST).read_bytes()))
    listed: dict[str, Mapping[str, Any]] = manifest["files"]
    own = {name for name in listed if not name.startswith(f"{release.name}/")}
    paper = {name: folder / name for name in own if name.startswith(f"{FOLDER}/")}
    facts = Facts(Release(release, json.loads((release / MANIFEST).read_bytes())))
    problems = list(strange_papers(facts, paper))
    made = own - paper.keys()
    if manifest.get("versions") != _versions():
        return problems, 0, len(made)
    count = len(made)
    for name, content in derived_files(facts, with_papers=bool(paper), tell=tell):
        if name not in made:
            problems.append(f"{name} follows from the release and is not in the pack")
        elif hashlib.sha256(content).hexdigest() != listed[name]["sha256"]:
            problems.append(f"{name} is not what the release gives")
        made.discard(name)
    return problems + [f"{name} does not follow from the release" for name in sorted(made)], count, 0
