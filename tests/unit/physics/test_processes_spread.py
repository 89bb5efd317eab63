"""Emissions of a process over its product, and what a sum that lacks something is held to."""

from __future__ import annotations

import polars as pl
import pytest

from smelter_ghg.physics.processes_spread import process_intensities, spread_findings

OF = {"smelter_id": "s", "period_label": "2022"}


def recorded(quantity: str, item: str, flow: str, value: float) -> dict[str, object]:
    unit = {"item": item, "flow": flow, "unit": "t", "quantity": quantity}
    return OF | unit | {"input_id": f"{item}|{flow}", "value": value}


def by_process(tapped: float, alumina: float = 1930.0) -> dict[str, float]:
    emissions = pl.DataFrame(
        [
            OF | {"process": process, "t_co2e": tonnes}
            for process, tonnes in (
                ("alumina_refining", 3860.0),
                ("electrolysis", 1500.0),
                ("power_generation", 6000.0),
            )
        ]
    )
    activity = pl.DataFrame(
        [recorded("item", "alumina", "consumed", alumina), recorded("metal", "aluminium", "tapped", tapped)]
    )
    return dict(process_intensities(emissions, activity).select("process", "value").iter_rows())


def test_a_process_is_counted_per_tonne_of_its_product() -> None:
    """Captive power is electrolysis' own."""
    assert by_process(1000) == {"alumina_refining": 2.0, "electrolysis": 7.5}


def test_a_process_without_product_has_no_intensity() -> None:
    assert by_process(0) == {"alumina_refining": 2.0} and by_process(1000, alumina=0) == {"electrolysis": 7.5}


@pytest.mark.parametrize(
    ("value", "complete", "told"),
    [
        (10.0, True, []),
        (1.0, True, ["1 t CO2e/t"]),
        (1.0, False, []),
        (30.0, True, ["30 t CO2e/t"]),
        (30.0, False, ["30 t CO2e/t"]),
    ],
)
def test_at_least_is_held_to_the_upper_limit_alone(value: float, complete: bool, told: list[str]) -> None:
    processes = pl.DataFrame([OF | {"process": "electrolysis", "value": 10.0}])
    found = spread_findings(processes, pl.DataFrame([OF | {"value": value, "complete": complete}]))
    assert found["value"].to_list() == told
    assert all((" at most 27.5 " in text) != complete for text in found["expected"])
