"""Whether a pack of evidence, or a release, is whole and says what its own records say.

Belongs here: finding what there is at a path, holding files against manifests, having figures recomputed. Does not
belong here: recomputing (recompute), making a pack (pack).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from smelter_ghg.evidence.archive import ArchiveError, unpack
from smelter_ghg.evidence.pack import derived_problems
from smelter_ghg.explain import BrokenReleaseError
from smelter_ghg.recompute import Recomputation, UnreadableError, recompute
from smelter_ghg.release import ReleaseDamagedError
from smelter_ghg.release.manifest import MANIFEST, check_folder, release_name, safe_name
from smelter_ghg.release.read import find_release

RELEASE, EVIDENCE = "release", "evidence"
OTHER_VERSION = "files of the pack made from the release by another version"


@dataclass(frozen=True)
class Verification:
    """what: release or evidence. name: of the release. files: how many the manifests list. damage: files added,
    dropped, changed, and whatever else is not whole, a line each. recomputation: nothing where the tables cannot be
    read; `damage` then says why. left: what was not verified, by kind. made_again: files of a pack that were made again
    from its release."""

    what: str
    name: str
    files: int
    damage: list[str]
    recomputation: Recomputation | None
    left: Mapping[str, int]
    made_again: int = 0

    @property
    def right(self) -> bool:
        """Whether everything is whole and every figure follows."""
        return not self.damage and self.recomputation is not None and self.recomputation.right


def verify(path: Path, tell: Callable[[str], None] = lambda step: None, *, draw: bool = False) -> Verification:
    """Verify a pack (the archive or its unpacked folder) or a release (its folder, or a releases folder).

    `tell` hears each step as it begins; with `draw` intervals are drawn again too. Raises ReleaseNotFoundError where
    there is nothing to verify at `path`.
    """
    if path.is_file():
        with _unpacked(path) as (folder, problems):
            if folder is None:
                return Verification(EVIDENCE, path.name, 0, problems, None, {})
            return _pack(folder, path.name, problems, tell, draw)
    if (path / MANIFEST).is_file() and _pointed(path) is not None:
        return _pack(path, path.name, [], tell, draw)
    return _release(find_release(path), tell, draw)


@contextmanager
def _unpacked(path: Path) -> Iterator[tuple[Path | None, list[str]]]:
    """The archive's content in a folder that lasts as long as it is needed; no folder for one that is refused."""
    with tempfile.TemporaryDirectory(prefix="smelter-ghg-") as made:
        folder = Path(made)
        try:
            problems = unpack(path, folder)
        except ArchiveError as error:
            yield None, error.problems
        else:
            yield folder, problems


def _pointed(folder: Path) -> Mapping[str, Any] | None:
    """What a pack's manifest says of its release; None where it is no pack's."""
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    release = content.get(RELEASE) if isinstance(content, dict) else None
    return release if isinstance(release, dict) else None


def _listed(folder: Path) -> tuple[int, list[str]]:
    """How many files the manifest of a folder lists, and what is not as it says."""
    try:
        manifest = check_folder(folder)
    except ReleaseDamagedError as error:
        return 0, error.problems
    return len(cast(Mapping[str, object], manifest["files"])), []


def _release(folder: Path, tell: Callable[[str], None], draw: bool) -> Verification:
    tell("files")
    files, damage = _listed(folder)
    recomputation, unread = _recomputed(folder, tell, draw)
    left = {} if recomputation is None else dict(recomputation.left)
    return Verification(RELEASE, folder.name, files, [*damage, *unread], recomputation, left)


def _recomputed(folder: Path, tell: Callable[[str], None], draw: bool) -> tuple[Recomputation | None, list[str]]:
    try:
        return recompute(folder, tell, draw=draw), []
    except UnreadableError as error:
        return None, error.problems


def _pack(folder: Path, name: str, damage: list[str], tell: Callable[[str], None], draw: bool) -> Verification:
    tell("files")
    files, problems = _listed(folder)
    damage = [*damage, *problems]
    release = _pointed(folder)
    named = None if release is None else release.get("name")
    if not isinstance(named, str) or not safe_name(named) or not (folder / named / MANIFEST).is_file():
        return Verification(EVIDENCE, name, files, [*damage, "its release is not in the pack"], None, {})
    own = folder / named
    more, problems = _listed(own)
    damage += [f"{named}/{problem}" for problem in problems]
    assert release is not None
    if release.get("manifest_sha256") is None or not _same_manifest(own, str(release["manifest_sha256"])):
        damage.append(f"{named}/{MANIFEST} is not the one the pack was made from")
    recomputation, unread = _recomputed(own, tell, draw)
    damage += [f"{named}/{problem}" for problem in unread]
    left = {} if recomputation is None else dict(recomputation.left)
    made_again = 0
    if not damage:
        try:
            derived, made_again, other_version = derived_problems(folder, own, tell)
        except (BrokenReleaseError, LookupError, TypeError, ValueError, ArithmeticError) as error:
            damage.append(f"the pack cannot be made again: {type(error).__name__} {error}")
        else:
            damage += derived
            if other_version:
                left[OTHER_VERSION] = other_version
    return Verification(EVIDENCE, named, files + more, damage, recomputation, left, made_again)


def _same_manifest(release: Path, sha256: str) -> bool:
    content = (release / MANIFEST).read_bytes()
    return hashlib.sha256(content).hexdigest() == sha256 and release.name == release_name(content)
