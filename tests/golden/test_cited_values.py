"""Factor rows hold the values their sources print, written down a second time in cited_values.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from smelter_ghg.factors import load_factors

DOCUMENTS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cited_values.yaml").read_text("utf-8"))
VALUES = [
    pytest.param(name, value, document["unit"], id=name)
    for document in DOCUMENTS
    for name, value in document["values"].items()
]


@pytest.mark.parametrize(("factor_id", "value", "unit"), VALUES)
def test_a_row_holds_the_value_its_source_prints(factor_id: str, value: float, unit: str) -> None:
    row = load_factors().row(factor_id)
    assert (row["value"], row["unit"]) == (value, unit)
    assert row["canonical_value"] == pytest.approx(value * row["multiplier"], rel=1e-15)


def test_every_value_is_cited_and_said_once() -> None:
    assert all(len(document["citation"]) > 40 for document in DOCUMENTS)
    said = [name for document in DOCUMENTS for name in document["values"]]
    assert len(said) == len(set(said))


def test_every_grid_row_that_may_be_used_is_among_them() -> None:
    """A new row of the grid needs its value written down here."""
    usable = load_factors().usable.filter(pl.col("item") == "electricity")
    assert set(usable["factor_id"]) <= {name for document in DOCUMENTS for name in document["values"]}
