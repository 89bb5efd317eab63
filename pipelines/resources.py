"""The settings of a run as a Dagster resource: folders, configuration, factors, rulebooks.

Belongs here: turning what a user asks for into what assets use. Does not belong here: reading records.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import dagster as dg

from smelter_ghg import __version__
from smelter_ghg.config import ReportingConfig, load_config

if TYPE_CHECKING:
    from smelter_ghg.conformance import Rulebooks
    from smelter_ghg.factors import Factors
    from smelter_ghg.release import Release
    from smelter_ghg.scenario import Scenario

CONFIG_NAME = "reporting.yaml"


class ReportSettings(dg.ConfigurableResource):  # type: ignore[type-arg]  # its value is the resource itself
    """Where the records and releases are, on which basis to report, and whether a part of the records may do.

    `records` is a folder or one workbook. Without `config_file`, reporting.yaml in that folder, or beside the workbook,
    counts where there is one. `period` publishes the
    verdicts of one reporting period only. `previous` is the folder of a release to compare with, `scenario` a file that
    says how the records are to be changed: what comes of it is never released.
    """

    records: str
    releases: str
    config_file: str | None = None
    accept_partial: bool = False
    period: str | None = None
    previous: str | None = None
    scenario: str | None = None

    def otherwise(self, **changes: object) -> ReportSettings:
        """The same settings but for some of them."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return ReportSettings(**{**kept, **changes})

    @property
    def records_folder(self) -> Path:
        return Path(self.records)

    @property
    def releases_folder(self) -> Path:
        return Path(self.releases)

    @property
    def config_path(self) -> Path | None:
        if self.config_file is not None:
            return Path(self.config_file)
        folder = self.records_folder
        beside = (folder if folder.is_dir() else folder.parent) / CONFIG_NAME
        return beside if beside.is_file() else None

    @property
    def factor_files(self) -> list[Path]:
        return self._beside_config(self.config().factor_files)

    @property
    def rule_files(self) -> list[Path]:
        return self._beside_config(self.config().rule_files)

    def _beside_config(self, names: tuple[str, ...]) -> list[Path]:
        path = self.config_path
        return [] if path is None else [path.parent / name for name in names]

    def config(self) -> ReportingConfig:
        """The reporting configuration. Raises ConfigError."""
        path = self.config_path
        return load_config(None) if path is None else _config_of(path, _digest(path))

    def factors(self) -> Factors:
        """Shipped and user factors. Raises FactorFileError where a user's file has a fault."""
        return _factors_of(tuple((file, _digest(file)) for file in self.factor_files))

    def rulebooks(self) -> Rulebooks:
        """Shipped rulebooks with the user's confirmations. Raises RulebookError where a rule file has a fault."""
        from smelter_ghg.conformance import load_rulebooks

        return load_rulebooks(self.rule_files)

    def previous_release(self) -> Release | None:
        """The release to compare with. Raises ReleaseNotFoundError and ReleaseDamagedError."""
        return None if self.previous is None else _release_at(Path(self.previous))

    def changed_by(self) -> Scenario | None:
        """How the records are to be changed. Raises ScenarioError."""
        from smelter_ghg.scenario import load_scenario

        return None if self.scenario is None else load_scenario(Path(self.scenario))

    def inputs(self) -> dict[str, str]:
        """Configuration, factor and rule files with their SHA-256, by the name they have in a release."""
        path, config = self.config_path, self.config()
        if path is None:
            return {}
        named = {_published(name, path.parent / name): path.parent / name for name in
                 (*config.factor_files, *config.rule_files)} | {path.name: path}  # fmt: skip
        return {name: _digest(file) for name, file in sorted(named.items())}

    def published_config(self) -> dict[str, object]:
        """The configuration as a release keeps it: files under their names there, no folder of this machine."""
        config, path = self.config(), self.config_path
        content: dict[str, object] = config.model_dump(mode="json")
        if config.base_year is None:
            del content["base_year"]
        if path is not None:
            for field, names in (("factor_files", config.factor_files), ("rule_files", config.rule_files)):
                content[field] = [_published(name, path.parent / name) for name in names]
        return content

    def fingerprint(self) -> str:
        """What every table of a run is made from: the record files, the configuration and the code's version."""
        from smelter_ghg.records.folder import record_files

        root = self.records_folder if self.records_folder.is_dir() else self.records_folder.parent
        files = record_files(self.records_folder)
        parts = [f"{file.relative_to(root).as_posix()}={_digest(file)}" for file in files]
        parts += [f"{name}={digest}" for name, digest in self.inputs().items()]
        if self.previous is not None:
            parts.append(f"previous={self.previous}")
        if self.scenario is not None:
            parts.append(f"scenario={_digest(Path(self.scenario))}")
        return hashlib.sha256("\n".join([__version__, *parts]).encode()).hexdigest()


def _published(name: str, file: Path) -> str:
    """A file's name in a release: as the configuration has it, or by its content where that leads out of the folder."""
    if ".." in PurePosixPath(name).parts:
        return f"outside/{_digest(file)[:12]}/{file.name}"
    return PurePosixPath(name).as_posix()


def _digest(file: Path) -> str:
    state = file.stat()
    return _digest_of(file, state.st_mtime_ns, state.st_size)


# Every asset asks again; a file is read again only when it has changed.
@lru_cache(maxsize=8)
def _config_of(path: Path, digest: str) -> ReportingConfig:
    return load_config(path)


@lru_cache(maxsize=8)
def _factors_of(files: tuple[tuple[Path, str], ...]) -> Factors:
    from smelter_ghg.factors import load_factors

    return load_factors([file for file, _ in files])


@lru_cache(maxsize=2)
def _release_at(folder: Path) -> Release:
    from smelter_ghg.release import verify_release

    return verify_release(folder)


@lru_cache(maxsize=4096)
def _digest_of(file: Path, modified: int, size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
