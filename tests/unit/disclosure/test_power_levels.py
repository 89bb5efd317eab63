"""Purchased electricity by level of the hierarchy on a smelter's page: its figures add up, and refusals say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CHOSEN = {"ZONE-north": "grid_au_tas_nga_2024"}
# North's only contract of 2022 in the sound records.
CONTRACT_MWH = 2_000_000


@pytest.fixture
def folder(records_folder: Callable[..., Any]) -> Any:
    """A supplier's rate for all energy beside the contract, and a certificate nobody retired."""
    made = records_folder()
    contract = dict(made.row("power_instruments", 3))
    factor = "combustion_factor_kg_co2e_per_mwh"
    rate = {"instrument_id": "rate", "kind": "supplier", "allocated_mwh": "90000000", factor: "300"}
    made.append("power_instruments", **{**contract, **rate})
    held = {"instrument_id": "held", "kind": "certificate", "allocated_mwh": "5000", "vintage": "2022"}
    made.append("power_instruments", **{**contract, **held})
    return made


def drawn(folder: Any) -> float:
    return sum(
        float(row["mwh"])
        for row in folder.tables["electricity"]
        if row["smelter_id"] == "north" and row["period_start"].startswith("2022")
    )


def level(run: Any, name: str, unit: str) -> float:
    value: float = run.figure("power_level", smelter_id="north", unit=unit, label=f"{name}, ZONE-north")["value"]
    return value


def test_levels_add_up_to_the_meters_and_to_scope_2(folder: Any, disclose: Callable[..., Any]) -> None:
    run = disclose(folder, chosen_factors=CHOSEN)
    assert level(run, "Contracts", "MWh") == CONTRACT_MWH
    rest = drawn(folder) - CONTRACT_MWH
    assert level(run, "Supplier's rate", "MWh") == pytest.approx(rest, rel=1e-12)
    emitted = [level(run, name, "t CO2e") for name in ("Contracts", "Supplier's rate")]
    assert emitted == pytest.approx([CONTRACT_MWH * 0.5 / 1000, rest * 300 / 1000])
    scope_2 = run.figure(
        "emissions_source", smelter_id="north", period_label="2022", label="Purchased electricity, market-based"
    )
    assert scope_2["value"] == pytest.approx(sum(emitted))


def test_the_rest_is_a_difference_where_the_grid_average_stands_in(folder: Any, disclose: Callable[..., Any]) -> None:
    del folder.tables["power_instruments"][4]
    run = disclose(folder, chosen_factors=CHOSEN)
    name = "Grid average, for want of a residual mix"
    assert level(run, name, "MWh") == pytest.approx(drawn(folder) - CONTRACT_MWH, rel=1e-12)
    html = run.html()
    assert name in html and "renewable electricity that others claim" in html


def test_the_page_names_an_instrument_that_is_not_counted_and_why(folder: Any, disclose: Callable[..., Any]) -> None:
    html = disclose(folder, chosen_factors=CHOSEN).html()
    table = html[html.index('id="instruments-not-counted"') :].split("</table>")[0]
    assert "held" in table and "the day the certificate was retired" in table and "5,000" in table
    assert "rate" not in table.split("</caption>")[1].split("<tbody")[1].split("held")[0]


def test_a_smelter_whose_instruments_all_count_has_no_such_table(
    records_folder: Callable[..., Any], disclose: Callable[..., Any]
) -> None:
    html = disclose(records_folder(), chosen_factors=CHOSEN).html()
    assert 'id="power-by-level"' in html and 'id="instruments-not-counted"' not in html
