"""A column that carries a unit in its name carries the unit the registry gives it, and the other way round."""

from __future__ import annotations

import pytest

from smelter_ghg.contracts import FIELDS
from smelter_ghg.contracts.field import Field
from smelter_ghg.contracts.result_tables import RESULT_TABLES
from smelter_ghg.items import PROPERTIES
from smelter_ghg.records import tables
from smelter_ghg.units import KG_PER_T, PER_CENT

# Longest first: a name ends in the first of these that fits.
SUFFIXES = {
    "kg_co2e_per_mwh": "kg CO2e/MWh",
    "minutes_per_cell_day": "min/cell-day",
    "frequency_per_cell_day": "1/cell-day",
    "t_co2e_per_t": "t CO2e/t",
    "t_co2e": "t CO2e",
    "cell_days": "cell-days",
    "mwh": "MWh",
    "pct": "%",
    "min": "min",
    "gj": "GJ",
    "ka": "kA",
    "km": "km",
    "kg": "kg",
    "mv": "mV",
    "t": "t",
}
# What a tonne is a tonne of may be said in the unit alone.
SAID_IN_THE_UNIT = {
    "production_t": "t Al",
    "gap_t_per_t": "t CO2e/t Al",
    "gap_t": "t CO2e",
    "cumulative_t_against_path": "t CO2e",
}
# Units that must show in the name; the others belong to coefficients, ratios and counts that have names of their own.
MUST_SHOW = {"kg CO2e/MWh", "min/cell-day", "1/cell-day", "t CO2e/t", "t CO2e", "MWh", "GJ", "%", "kA", "km", "mV", "t"}


def unit_in(name: str) -> str | None:
    """The unit a column name says, or None."""
    if name in SAID_IN_THE_UNIT:
        return SAID_IN_THE_UNIT[name]
    for suffix, unit in SUFFIXES.items():
        if name == suffix or name.endswith(f"_{suffix}"):
            return unit
    return None


NUMBERS: list[tuple[str, str, Field]] = [
    *(("registry", name, field) for name, field in FIELDS.items() if field.kind in ("number", "count")),
    *(
        (table.name, column.name, column.field)
        for table in (*tables().values(), *RESULT_TABLES.values())
        for column in table.columns
        if column.field.kind in ("number", "count")
    ),
]


@pytest.mark.parametrize(("table", "name", "field"), NUMBERS, ids=[f"{t}.{n}" for t, n, _ in NUMBERS])
def test_the_unit_in_a_column_name_is_the_unit_of_its_field(table: str, name: str, field: Field) -> None:
    shown = unit_in(name)
    if shown is not None:
        assert field.unit == shown, f"{table}.{name} is in {field.unit}"
    else:
        assert field.unit not in MUST_SHOW, f"{table}.{name} is in {field.unit} and its name does not say so"


def test_no_label_or_date_has_a_unit() -> None:
    assert {name for name, field in FIELDS.items() if field.kind in ("text", "date", "flag") and field.unit} == set()


def test_a_record_table_names_a_number_after_its_registry_entry() -> None:
    """A table's own name for a field must not hide the unit of the registry's name."""
    for table in tables().values():
        for column in table.columns:
            if column.field.kind == "number" and column.name != column.field.name:
                assert unit_in(column.name) == unit_in(column.field.name), f"{table.name}.{column.name}"


@pytest.mark.parametrize(("name", "meaning"), sorted(PROPERTIES.items()))
def test_a_propertys_name_ends_in_its_unit_and_the_multiplier_follows_from_it(
    name: str, meaning: tuple[str, str, float]
) -> None:
    written = {"pct": PER_CENT, "gj_per_t": 1.0, "gj_per_m3": 1.0, "kg_per_m3": 1 / KG_PER_T, "ratio": 1.0}
    canonical = {"pct": "1", "gj_per_t": "GJ/t", "gj_per_m3": "GJ/m3", "kg_per_m3": "t/m3", "ratio": "1"}
    written |= {"gj_per_nm3": 1.0, "kg_per_nm3": 1 / KG_PER_T}
    canonical |= {"gj_per_nm3": "GJ/Nm3", "kg_per_nm3": "t/Nm3"}
    ends = [suffix for suffix in written if name.endswith(f"_{suffix}")]
    assert len(ends) == 1
    assert meaning[1:] == (canonical[ends[0]], written[ends[0]])


def test_a_wrong_unit_is_seen() -> None:
    assert unit_in("mass_t") == "t" and unit_in("combustion_factor_kg_co2e_per_mwh") == "kg CO2e/MWh"
    assert unit_in("anode_effect_duration_min") == "min" and unit_in("line_current_ka") == "kA"
    assert unit_in("statement") is None and unit_in("smelter_id") is None
