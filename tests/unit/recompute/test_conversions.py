"""The size of a multiplier follows from the two units it stands between.

Sources: BIPM, The International System of Units (2019), tables 7 and 8; NIST SP 811 (2008), appendix B.8.
"""

from __future__ import annotations

import polars as pl
import pytest

from smelter_ghg.items import PROPERTIES
from smelter_ghg.recompute.conversions import part_of_keys, size, with_sizes


@pytest.mark.parametrize(
    ("written", "taken", "expected"),
    [
        ("t", "t Al", 1.0),
        ("kg", "t", 0.001),
        ("lb", "t", 0.45359237e-3),
        ("short_ton", "t", 0.90718474),
        ("MWh", "MWh", 1.0),
        ("MWh", "GJ", 3.6),
        ("m³", "m3", 1.0),
        ("kg/t", "t/t Al", 0.001),
        ("GJ/t", "MWh/t", 1 / 3.6),
        ("%", "1", 0.01),
        ("%", "%", 1.0),
        ("kg C2F6/kg CF4", "1", 1.0),
        ("min", "min", 1.0),
    ],
)
def test_known_conversions(written: str, taken: str, expected: float) -> None:
    assert size(written, None, taken) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "taken"), [("t", "GJ"), ("Nm3", "m3"), ("MWh", "t"), ("1", "%"), ("stone", "t"), (None, "t"), ("t", "")]
)
def test_what_cannot_be_converted_has_no_size(written: str | None, taken: str) -> None:
    assert size(written, None, taken) is None


def test_a_property_carries_its_unit_in_its_name() -> None:
    for name, (_, unit, multiplier) in PROPERTIES.items():
        assert size(None, name, unit) == multiplier
        assert size(None, name, "km") is None
    assert size(None, "colour", "1") is None


def test_rows_get_the_size_of_their_own_units() -> None:
    rows = pl.DataFrame(
        {"written_unit": ["kg", None, "t"], "of_property": [None, "ash_pct", None], "unit": ["t", "1", "GJ"]},
        schema=dict.fromkeys(("written_unit", "of_property", "unit"), pl.String),
    )
    assert with_sizes(rows, "unit")["size"].to_list() == [0.001, 0.01, None]


def test_a_part_of_a_key_is_found_by_table() -> None:
    rows = pl.DataFrame(
        {
            "table": ["electricity", "properties", "metal"],
            "row_key": ["s|F|2024-01-01|2024-12-31|exported|grid||M", "s|gas|a|b|ash_pct", "s|F|a|b|tapped|"],
        }
    )
    assert rows.select(part_of_keys("flow")).to_series().to_list() == ["exported", None, "tapped"]
