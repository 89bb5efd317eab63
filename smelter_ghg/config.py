"""The reporting configuration: one validated file that says on which basis a report is made.

Belongs here: choices a user makes for a whole report. Does not belong here: facts about a smelter, which are records.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

# The names of smelter_ghg.method_sets.METHOD_SETS; a test holds the two together.
MethodSet = Literal["ipcc_2006", "eu_2025_2547", "us_40cfr98_f", "quebec_q2_r15"]
OvervoltageKind = Literal["algebraic", "positive"]
GwpSet = Literal["SARGWP100", "AR4GWP100", "AR5GWP100", "AR5CCFGWP100", "AR6GWP100"]
Account = Literal["location", "market"]
# The names of smelter_ghg.substitution.RULES; a test holds the two together.
SubstitutionRule = Literal["us_98_65", "eu_conservative"]


class ConfigError(ValueError):
    """The configuration file cannot be used; the message names the file and the field."""


class NumberFormat(BaseModel):
    """How the text of the records writes a number. Stated, never guessed: 1.234 is one number or another by it.

    `delimiter` stands between the cells of a CSV file; where it is not stated, a decimal comma goes with semicolons,
    as spreadsheets of such regions write them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""
    delimiter: Literal[",", ";", "tab"] | None = None

    @model_validator(mode="after")
    def _apart(self) -> NumberFormat:
        if self.decimal == self.thousands:
            raise ValueError("decimal and thousands must differ")
        return self

    @property
    def separator(self) -> str:
        """The character between the cells of a CSV file."""
        if self.delimiter is None:
            return ";" if self.decimal == "," else ","
        return "\t" if self.delimiter == "tab" else self.delimiter


class Uncertainty(BaseModel):
    """How often the inputs are drawn, and from which seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    draws: int = Field(default=10_000, ge=1_000, le=1_000_000)
    seed: int = Field(default=20_251_231, ge=0)


class BaseYear(BaseModel):
    """The base year, and when a restatement recalculates it.

    The GHG Protocol asks for a threshold of significance and fixes no number, so none is assumed. `causes` are those
    of a comparison of releases that call for recalculation; activity of a new period is no restatement.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=1980, le=2100)
    significance_pct: float = Field(gt=0, le=100)
    causes: tuple[Literal["records", "structure", "factor", "method", "gwp_set"], ...] = Field(
        default=("records", "structure", "factor", "method"), min_length=1
    )


class ReportingConfig(BaseModel):
    """Choices behind a report.

    `process_carbon` says whether CO2 of anodes and paste follows from their consumption, pitch volatiles and packing
    coke, or from the carbon that comes to the site and leaves it.
    `chosen_factors` names, per grid zone, the shipped grid factors to use, one id or a list; they are never a silent
    default, and choosing one parameter's chooses no other's.
    `printed_overvoltage_kind` states for which kind of overvoltage the printed coefficients hold; their tables do not
    say, so without this statement they are not used.
    `missing_data` names the rule that fills gaps in a plant's own measurements; without it nothing is filled.
    `base_year` says in numbers when `base_year_policy` recalculates; `report --previous` holds restatements against it.
    `factor_files` and `rule_files` are relative to the configuration file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    standard: Literal["ASI PS"] = "ASI PS"
    standard_version: Literal["V2", "V3", "V3.1"] = "V3.1"
    method_set: MethodSet = "eu_2025_2547"
    gwp_set: GwpSet = "AR6GWP100"
    scope2_account: Account = "market"
    process_carbon: Literal["consumption", "carbon_balance"] = "consumption"
    consolidation: Literal["operational_control", "financial_control", "equity_share"] = "operational_control"
    fiscal_year_end_month: int = Field(default=12, ge=1, le=12)
    route_preference: tuple[Literal["calculated", "reported"], ...] = ("calculated", "reported")
    base_year_policy: str = "Recalculate the base year for structural or method changes and for errors."
    base_year: BaseYear | None = None
    factor_files: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    printed_overvoltage_kind: OvervoltageKind | None = None
    missing_data: SubstitutionRule | None = None
    number_format: NumberFormat = NumberFormat()
    uncertainty: Uncertainty = Uncertainty()
    chosen_factors: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("chosen_factors", mode="before")
    @classmethod
    def _one_or_several(cls, chosen: object) -> object:
        """A single id stands for a list of one."""
        if not isinstance(chosen, dict):
            return chosen
        return {zone: (ids,) if isinstance(ids, str) else ids for zone, ids in chosen.items()}

    @field_validator("factor_files", "rule_files")
    @classmethod
    def _relative(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """The configuration is published with the release, which holds no machine path."""
        for name in names:
            if PurePosixPath(name).is_absolute() or PureWindowsPath(name).is_absolute():
                raise ValueError("expected a path relative to the configuration file")
        return names


def load_config(path: Path | None) -> ReportingConfig:
    """The configuration in a YAML file, or the documented choices where there is no file.

    Raises ConfigError with the file, the field and what was expected.
    """
    if path is None:
        return ReportingConfig()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path.name}: cannot be read as YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{path.name}: expected a mapping of settings")
    try:
        return ReportingConfig.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{path.name}: {where}: {first['msg']} (found {first['input']!r})") from error
