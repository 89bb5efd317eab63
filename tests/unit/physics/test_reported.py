"""Which calculated and reported values stand beside each other."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from smelter_ghg.physics.reported import against_reported, totals_against_reported

OF = {"smelter_id": "s", "period_label": "2022"}
CALCULATED = OF | {"route": "calculated", "complete": True, "denominator": "tapped", "gwp_set": "AR6GWP100"}
REPORTED = OF | {"route": "reported", "gwp_set": "AR6GWP100", "qualifier": "exact"}
FIRST = {"boundary": "scope_1", "scope2_account": "none"}
BOTH = {"boundary": "scope_1_2", "scope2_account": "market"}
NAMES = ("complete", "denominator", "qualifier", "value", "emissions_t_co2e")


def intensity(*rows: dict[str, Any]) -> pl.DataFrame:
    types = {"complete": pl.Boolean, "value": pl.Float64, "emissions_t_co2e": pl.Float64}
    return pl.DataFrame(
        [dict.fromkeys(NAMES) | FIRST | row for row in rows],
        schema_overrides=types | {"denominator": pl.String, "qualifier": pl.String},
    )


def told(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    found = against_reported(intensity(*rows))
    return [(row["check_id"], row["value"]) for row in found.iter_rows(named=True)]


SOUND = CALCULATED | {"value": 2.0}
FAR = ("calculated_against_reported", "2")


def test_a_calculated_intensity_over_the_reported_one_is_compared() -> None:
    assert told(SOUND, REPORTED | {"value": 2.0}) == []
    assert told(SOUND, REPORTED | {"value": 1.0}) == [FAR]
    assert told(SOUND, REPORTED | {"value": 1.0, "qualifier": "approximate"}) == [FAR]
    assert told(SOUND, REPORTED | BOTH | {"value": 1.0}) == []


@pytest.mark.parametrize(
    "other",
    [{"complete": False}, {"denominator": "cast"}, {"complete": None}],
    ids=["at least", "per t cast", "unsaid"],
)
def test_only_a_complete_intensity_per_tonne_tapped_is_compared(other: dict[str, Any]) -> None:
    assert told(SOUND | other, REPORTED | {"value": 1.0}) == []


@pytest.mark.parametrize("other", [{"qualifier": "upper"}, {"value": 0.0}], ids=["a bound", "nothing"])
def test_a_reported_bound_or_nothing_is_not_compared(other: dict[str, Any]) -> None:
    assert told(SOUND, REPORTED | {"value": 1.0} | other) == []


def test_one_reported_value_is_not_held_against_another() -> None:
    reported = REPORTED | {"complete": True, "denominator": "tapped"}
    assert told(reported | {"value": 1.0}, reported | {"value": 2.0}) == []


def test_another_set_or_another_boundary_is_a_note() -> None:
    other = REPORTED | {"value": 2.0, "gwp_set": "AR4GWP100"}
    assert told(SOUND, other) == [("reported_on_another_basis", "AR4GWP100 for scope_1")]
    regulatory = REPORTED | {"value": 9.0, "boundary": "regulatory"}
    assert told(SOUND, regulatory) == [("reported_on_another_basis", "boundary regulatory")]
    assert told(regulatory) == []


def totals(*rows: dict[str, Any], **of_first: Any) -> list[str]:
    """Findings of scope 1 of 1000 t and scope 2 of 500 t beside what is reported."""
    calculated = intensity(
        CALCULATED | {"emissions_t_co2e": 1000.0} | of_first, CALCULATED | BOTH | {"emissions_t_co2e": 1500.0}
    )
    names = dict.fromkeys(("category", "process"), pl.String)
    whole = OF | {"scope": "1", "scope2_account": "none", "category": None, "process": None, "gas": "CO2e"}
    reported = pl.DataFrame([whole | row for row in rows], schema_overrides=names)
    return totals_against_reported(calculated, reported)["value"].to_list()


def test_each_scope_is_held_against_its_own_total() -> None:
    market = {"scope": "2", "scope2_account": "market"}
    assert totals({"emissions_t_co2e": 1000.0}, market | {"emissions_t_co2e": 500.0}) == []
    assert totals({"emissions_t_co2e": 500.0}, market | {"emissions_t_co2e": 500.0}) == ["2"]
    assert totals({"emissions_t_co2e": 1000.0}, market | {"emissions_t_co2e": 1000.0}) == ["0.5"]
    assert totals({"emissions_t_co2e": 500.0, "scope": "3"}) == []


@pytest.mark.parametrize(
    "part",
    [{"category": "1"}, {"process": "electrolysis"}, {"gas": "CF4"}, {"emissions_t_co2e": 0.0}],
    ids=["a category", "a process", "one gas", "nothing"],
)
def test_a_part_of_a_scope_is_no_total(part: dict[str, Any]) -> None:
    assert totals({"emissions_t_co2e": 100.0} | part) == []


@pytest.mark.parametrize("other", [{"complete": False}, {"denominator": "cast"}], ids=["at least", "per t cast"])
def test_only_complete_emissions_are_compared(other: dict[str, Any]) -> None:
    assert totals({"emissions_t_co2e": 100.0}, **other) == []


def test_reported_emissions_are_not_held_against_themselves() -> None:
    assert totals({"emissions_t_co2e": 100.0}, route="reported") == []
