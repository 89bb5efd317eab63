"""Equations and balances hold no number: every number is a record, a cited factor, a named unit or a label.

What an equation multiplies with must be an argument; what a band limits is in bands.csv with its source.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import smelter_ghg

PACKAGE = Path(smelter_ghg.__file__).parent
MODULES = sorted([*(PACKAGE / "emissions").glob("*.py"), *(PACKAGE / "physics").glob("*.py")])
NEUTRAL = (0, 1)


def literals(source: str) -> list[str]:
    """Numbers written into a module, also as text a constructor would read; 0, 1 and -1 are neutral."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
            number = as_number(node.value)
            if number is not None and number not in NEUTRAL:
                found.append(f"line {node.lineno}: {node.value!r}")
    return found


def as_number(value: object) -> float | complex | None:
    if isinstance(value, int | float | complex):
        return value
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return None


def test_both_packages_are_read() -> None:
    names = {path.name for path in MODULES}
    assert {"anode_consumption.py", "anode_effects.py", "combustion.py", "carbon.py", "faraday.py"} <= names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_number_but_0_and_1_is_written_into_a_module(path: Path) -> None:
    assert literals(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["carbon_to_co2 = 3.664", "x = mass * 44 / 12", "def f(x=2): ...", 'f = float("0.143")', "SCOPE = 3", "y = -6630"],
)
def test_the_reader_sees_every_way_to_write_a_number(source: str) -> None:
    assert literals(source)


@pytest.mark.parametrize(
    "source", ['"""E = 3.664 C"""', "x = 1.0 - sulphur", "sign = -1", "flag = True", "# 44/12\nx = 0"]
)
def test_docstrings_comments_and_neutral_numbers_are_no_literals(source: str) -> None:
    assert literals(source) == []
