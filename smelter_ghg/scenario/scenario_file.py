"""The scenario file: which record rows would read otherwise, and how.

Belongs here: its fields, and refusing what no record table has. Does not belong here: applying it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from smelter_ghg.contracts import Table
from smelter_ghg.records import tables as record_tables

_WAYS = ("set", "multiply", "add", "rows", "drop")
_MOST_BYTES = 1 << 20


class ScenarioError(ValueError):
    """The scenario file cannot be used; the message names the file, the line and what was expected."""


def _text(value: object) -> object:
    """A cell as a record file would write it: YAML reads numbers, dates and yes/no as what they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _texts(value: object) -> object:
    return tuple(_text(one) for one in value) if isinstance(value, list | tuple) else (_text(value),)


def _decimal(value: object) -> Decimal:
    """Exactly what is written: 0.1 is a tenth."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError("expected a number")
    return number


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts), Field(min_length=1)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]


class Change(BaseModel):
    """Rows of one record table that would read otherwise.

    `where` names cells a row must hold, one text or a list of them per column; `since` and `until` keep to rows whose
    period begins on or after, and ends on or before, a date. Exactly one of: `set` cells to a text, `multiply` or
    `add` to numbers, `drop` the rows, or add new `rows`, which take no condition.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    where: dict[str, Texts] = Field(default_factory=dict)
    since: dt.date | None = None
    until: dt.date | None = None
    set: dict[str, Text] = Field(default_factory=dict)
    multiply: dict[str, Number] = Field(default_factory=dict)
    add: dict[str, Number] = Field(default_factory=dict)
    drop: bool = False
    rows: tuple[dict[str, Text], ...] = ()
    line: int = 0

    @model_validator(mode="after")
    def _one_way(self) -> Change:
        chosen = [way for way in _WAYS if getattr(self, way)]
        if len(chosen) != 1:
            raise ValueError(f"expected exactly one of {', '.join(_WAYS)}, found {' and '.join(chosen) or 'none'}")
        if self.rows and (self.where or self.since or self.until):
            raise ValueError("new rows take no condition: where, since and until choose among the rows there are")
        contract = record_tables().get(self.table)
        if contract is None:
            raise ValueError(f"no record table {self.table!r}; there are {', '.join(sorted(record_tables()))}")
        _known_columns(contract, [self.where, self.set, self.multiply, self.add, *self.rows])
        _of_numbers(contract, [*self.multiply, *self.add])
        if (self.since or self.until) and not {"period_start", "period_end"} <= set(contract.names):
            raise ValueError(f"{self.table} has no periods, so since and until choose nothing")
        return self


def _known_columns(contract: Table, named: Sequence[Mapping[str, object]]) -> None:
    for name in (column for cells in named for column in cells):
        if name not in contract.names:
            raise ValueError(f"{contract.name} has no column {name!r}; it has {', '.join(contract.names)}")


def _of_numbers(contract: Table, columns: Sequence[str]) -> None:
    for name in columns:
        if contract.by_name[name].field.kind not in ("number", "count"):
            raise ValueError(f"{name} of {contract.name} is no number; set it instead")


class Scenario(BaseModel):
    """A scenario: its name, what it is about, and its changes in the order they are made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=120)
    about: str = Field(default="", max_length=2000)
    changes: tuple[Change, ...] = Field(min_length=1)
    file: str = ""


def load_scenario(path: Path) -> Scenario:
    """The scenario in a YAML file. Raises ScenarioError with the file, the line, the field and what was expected."""
    try:
        content = path.read_bytes()
        if len(content) > _MOST_BYTES:
            raise ScenarioError(f"{path.name}: larger than {_MOST_BYTES} bytes")
        text = content.decode("utf-8")
        lines = _lines(text)
        read = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise ScenarioError(f"{path.name}: cannot be read as YAML: {error}") from error
    if not isinstance(read, dict):
        raise ScenarioError(f"{path.name}: expected a mapping with name and changes")
    changes = read.get("changes")
    if isinstance(changes, list):
        read["changes"] = [
            _with_line(change, line) for change, line in zip(changes, lines, strict=False) if change is not None
        ]
    try:
        return Scenario.model_validate(read | {"file": path.name})
    except ValidationError as error:
        raise ScenarioError(f"{path.name}{_first(error, lines)}") from error


def _with_line(change: Any, line: int) -> Any:
    return change | {"line": line} if isinstance(change, dict) and "line" not in change else change


def _lines(text: str) -> list[int]:
    """The line every change begins at."""
    root = yaml.compose(text, yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "changes" and isinstance(value, yaml.SequenceNode):
                return [node.start_mark.line + 1 for node in value.value]
    return []


def _first(error: ValidationError, lines: Sequence[int]) -> str:
    first = error.errors()[0]
    place = first["loc"]
    at = place[1] if len(place) > 1 and place[0] == "changes" else None
    line = f", line {lines[at]}" if isinstance(at, int) and at < len(lines) else ""
    said = str(first["msg"]).removeprefix("Value error, ")
    found = "" if isinstance(first["input"], dict | list) else f" (found {first['input']!r})"
    return f"{line}: {'.'.join(str(part) for part in place)}: {said}{found}"
