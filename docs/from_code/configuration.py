"""The settings of a reporting configuration as the model declares them.

Belongs here: name, allowed values and default of every setting. Does not belong here: what a setting is good for, which
the page around the table says.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from from_code.markdown import cell, code, table
from smelter_ghg.config import ReportingConfig


def configuration() -> str:
    """One row per setting."""
    return table(["setting", "may be", "if not set"], list(_rows(ReportingConfig, "")))


def settings() -> list[str]:
    """The names of the settings, those inside another with a point between."""
    return [row[0].strip("`") for row in _rows(ReportingConfig, "")]


def _rows(model: type[BaseModel], prefix: str) -> Iterator[list[str]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _rows(field.annotation, f"{prefix}{name}.")
        else:
            yield [code(f"{prefix}{name}"), _allowed(field.annotation, field), _default(field)]


def _allowed(annotation: Any, field: FieldInfo) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(_shown(value) for value in arguments)
    if origin is tuple:
        return f"a list of: {_allowed(arguments[0], field)}"
    if origin is dict:
        return f"a mapping from {_allowed(arguments[0], field)} to {_allowed(arguments[1], field)}"
    if origin in (Union, types.UnionType):
        return " or ".join(_allowed(part, field) for part in arguments if part is not type(None))
    words = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}.get(annotation)
    limits = [
        f"{word} {getattr(limit, name)}"
        for limit in field.metadata
        for name, word in (("ge", "from"), ("le", "to"), ("gt", "above"), ("lt", "below"))
        if hasattr(limit, name)
    ]
    return " ".join([cell(words or getattr(annotation, "__name__", annotation)), *limits])


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    if default is None or default in ((), {}):
        return "nothing"
    return ", ".join(_shown(part) for part in default) if isinstance(default, tuple) else _shown(default)


def _shown(value: object) -> str:
    """A value as it stands in YAML; signs and blanks in quotation marks."""
    text = str(value)
    return code(text if text.strip(" .,;'") else f'"{text}"')
