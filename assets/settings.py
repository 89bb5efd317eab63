"""What an asset is told about its run: where records and releases are, and on which basis to report.

Belongs here: the questions assets ask. Does not belong here: the answers (`pipelines.resources`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from smelter_ghg.config import ReportingConfig
    from smelter_ghg.conformance import Rulebooks
    from smelter_ghg.factors import Factors
    from smelter_ghg.release import Release
    from smelter_ghg.scenario import Scenario


class Settings(Protocol):
    """The resource `settings`."""

    accept_partial: bool
    period: str | None

    @property
    def records_folder(self) -> Path: ...
    @property
    def releases_folder(self) -> Path: ...
    @property
    def factor_files(self) -> Sequence[Path]: ...
    def config(self) -> ReportingConfig: ...
    def factors(self) -> Factors: ...
    def rulebooks(self) -> Rulebooks: ...
    def inputs(self) -> dict[str, str]:
        """Configuration, factor and rule files by their name in a release, with their SHA-256."""
        ...

    def changed_by(self) -> Scenario | None:
        """The scenario to change the records by."""
        ...

    def previous_release(self) -> Release | None:
        """The release to compare with, verified."""
        ...

    def published_config(self) -> dict[str, object]:
        """The configuration as a release keeps it."""
        ...
