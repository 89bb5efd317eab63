"""What was published: a release folder, written whole or not at all, read back and verified.

Belongs here: the layout of a release, its manifest, atomic publication, verification. Does not belong here:
computing or rendering anything that goes into it.
"""

from smelter_ghg.release.content import ReleaseContent, ReleaseRefusedError
from smelter_ghg.release.manifest import ReleaseDamagedError
from smelter_ghg.release.read import Release, ReleaseNotFoundError, read_release, verify_release
from smelter_ghg.release.write import write_release

__all__ = [
    "Release",
    "ReleaseContent",
    "ReleaseDamagedError",
    "ReleaseNotFoundError",
    "ReleaseRefusedError",
    "read_release",
    "verify_release",
    "write_release",
]
