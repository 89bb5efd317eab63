"""What moved emissions from one period to the next: worked by hand for each cause, and adding up whatever happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smelter_ghg.bridge import build_bridges
from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.result_tables import INTENSITY, LEDGER, LEDGER_INPUTS
from smelter_ghg.factors import load_factors

FACTORS, CONFIG = load_factors(), ReportingConfig()
# Source, item, supply -> t CO2e, and of what is bought how much of it.
Sources = Mapping[tuple[str, str, str], tuple[float, float | None]]
POWER, GOODS = "purchased_electricity", "purchased_goods"
SCOPE = {POWER: (2, None), GOODS: (3, 1), "energy_upstream": (3, 3), "inbound_transport": (3, 4)}


def bridged(
    years: list[tuple[float, Sources]], tiers: tuple[int, ...] = (), complete: tuple[bool, ...] = ()
) -> pl.DataFrame:
    """BRIDGES of a smelter whose periods have these tonnes of metal and sources, on the market account."""
    ledger, inputs, intensity = [], [], []
    for number, (tapped, sources) in enumerate(years):
        label = str(2020 + number)
        for (source, item, supply), (tonnes, amount) in sources.items():
            scope, category = SCOPE.get(source, (1, None))
            ledger_id = f"{label} {source} {item} {supply}"
            row: dict[str, Any] = {
                "ledger_id": ledger_id, "smelter_id": "s", "period_label": label, "reporting_year": 2020 + number,
                "source": source, "item": item, "input_key": supply, "gas": "CO2e", "gwp_set": "not_stated",
                "tier": tiers[number] if tiers and source == "anode_effects" else 2, "route": "calculated",
                "method_set": "common", "scope2_account": "common", "scope": scope, "scope3_category": category,
                "mass_kg": tonnes * 1000, "selected": True, "allocated_to": "primary_metal", "allocated_share": 1.0,
            }  # fmt: skip
            ledger.append(row)
            if amount is not None:
                argument = "energy" if source == POWER else "mass"
                # In two records, which add up.
                inputs += [{"ledger_id": ledger_id, "argument": argument, "value": amount / 2}] * 2
        intensity.append(
            {"smelter_id": "s", "period_label": label, "reporting_year": 2020 + number, "route": "calculated",
             "period_end": f"{label}-12-31", "boundary": "mine_to_metal", "scope2_account": "market",
             "denominator": "tapped", "production_t": tapped, "complete": complete[number] if complete else True}
        )  # fmt: skip

    def frame(rows: list[dict[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
        texts = {"period_end": pl.String} if "production_t" in schema else {}
        made = pl.DataFrame(rows, schema={**{name: schema[name] for name in schema}, **texts}, orient="row")
        return made.with_columns(pl.col("period_end").str.to_date()) if texts else made

    return build_bridges(
        frame(ledger, LEDGER.polars_schema),
        frame(inputs, LEDGER_INPUTS.polars_schema),
        frame(intensity, INTENSITY.polars_schema),
        FACTORS,
        CONFIG,
    )


def parts(*years: tuple[float, Sources], **more: Any) -> dict[str, float]:
    return dict(bridged(list(years), **more).select("cause", "part_t_co2e").iter_rows())


BASE: Sources = {
    ("anode_effects", "anode_effects", ""): (100.0, None),
    ("anode_consumption", "anodes", ""): (1500.0, None),
    (POWER, "electricity", "grid · Z · M1"): (4000.0, 10_000.0),
    (POWER, "electricity", "PPA"): (50.0, 5_000.0),
    ("energy_upstream", "electricity_upstream", "grid · Z · M1"): (200.0, None),
    (GOODS, "alumina", "A"): (1000.0, 1000.0),
    (GOODS, "alumina", "B"): (1800.0, 900.0),
    ("inbound_transport", "alumina", "sea"): (30.0, None),
    ("combustion", "natural_gas", ""): (70.0, None),
    ("carbonates", "soda_ash", ""): (5.0, None),
}


def otherwise(*changes: tuple[tuple[str, str, str], tuple[float, float | None]]) -> Sources:
    return {**BASE, **dict(changes)}


def test_twice_the_metal_of_the_same_is_volume_alone() -> None:
    double = {key: (tonnes * 2, None if amount is None else amount * 2) for key, (tonnes, amount) in BASE.items()}
    assert parts((1000, BASE), (2000, double)) == {"volume": pytest.approx(8755)}


@pytest.mark.parametrize(
    ("key", "cause"),
    [
        (("anode_effects", "anode_effects", ""), "pfc"),
        (("anode_consumption", "anodes", ""), "carbon"),
        (("combustion", "natural_gas", ""), "fuel"),
        (("inbound_transport", "alumina", "sea"), "supplier"),
        (("carbonates", "soda_ash", ""), "other"),
    ],
)
def test_a_source_that_changes_by_itself_is_its_own_cause(key: tuple[str, str, str], cause: str) -> None:
    assert parts((1000, BASE), (1000, otherwise((key, (BASE[key][0] - 4, None))))) == {cause: pytest.approx(-4)}


def test_a_cause_is_valued_at_the_new_volume() -> None:
    """PFC per tonne falls by a tenth of a kilogram of the 0.1 t; with twice the metal it is 20 t of 200."""
    double = {key: (tonnes * 2, None if amount is None else amount * 2) for key, (tonnes, amount) in BASE.items()}
    less = {**double, ("anode_effects", "anode_effects", ""): (180.0, None)}
    assert parts((1000, BASE), (2000, less)) == {"volume": pytest.approx(8755), "pfc": pytest.approx(-20)}


def test_electricity_is_split_into_use_contracts_and_grid() -> None:
    """15 000 MWh of which 2/3 of the grid at 0.42 t/MWh with its upstream and 1/3 by contract at 0.01: 0.28333 in the
    mean. Then 15 300 MWh, half and half, the grid at 0.40.

    Use 300 x 0.28333; shares 15 300 x (-1/6 x 0.42 + 1/6 x 0.01); grid 15 300 x 1/2 x (0.40 - 0.42).
    """
    after = otherwise(
        ((POWER, "electricity", "grid · Z · M1"), (2900.0, 7_650.0)),
        (("energy_upstream", "electricity_upstream", "grid · Z · M1"), (160.0, None)),
        ((POWER, "electricity", "PPA"), (76.5, 7_650.0)),
    )
    assert parts((1000, BASE), (1000, after)) == {
        "electricity_use": pytest.approx(300 * 4250 / 15_000),
        "power_contract": pytest.approx(15_300 * (0.01 - 0.42) / 6),
        "grid": pytest.approx(15_300 / 2 * -0.02),
    }


def test_meters_of_one_zone_are_one_supply() -> None:
    moved = {key: value for key, value in BASE.items() if key[2] != "grid · Z · M1"}
    moved[POWER, "electricity", "grid · Z · M2"] = (4000.0, 10_000.0)
    moved["energy_upstream", "electricity_upstream", "grid · Z · M2"] = (200.0, None)
    assert parts((1000, BASE), (1000, moved)) == {}


def test_goods_are_split_into_use_and_suppliers() -> None:
    """1900 t of alumina at 2800/1900 in the mean; then 2000 t, three quarters of A at 0.9 instead of 1 t/t."""
    after = otherwise(((GOODS, "alumina", "A"), (1350.0, 1500.0)), ((GOODS, "alumina", "B"), (1000.0, 500.0)))
    assert parts((1000, BASE), (1000, after)) == {
        "material_use": pytest.approx(100 * 2800 / 1900),
        "supplier": pytest.approx(2350 - 2800 - 100 * 2800 / 1900),
    }


def test_a_new_supplier_is_a_change_of_shares_and_a_new_good_one_of_use() -> None:
    without = {key: value for key, value in BASE.items() if key != (GOODS, "alumina", "B")}
    came = {**without, (GOODS, "alumina", "C"): (900.0, 900.0), (GOODS, "pitch", "P"): (12.0, 3.0)}
    assert parts((1000, BASE), (1000, came)) == {
        "supplier": pytest.approx(-900),
        "material_use": pytest.approx(12),
    }


def test_a_source_of_another_tier_is_method_whatever_it_does() -> None:
    after = otherwise((("anode_effects", "anode_effects", ""), (60.0, None)))
    assert parts((1000, BASE), (1000, after), tiers=(2, 3)) == {"method": pytest.approx(-40)}


def test_a_sum_that_lacks_something_has_no_bridge_to_either_side() -> None:
    years = [(1000.0, BASE), (1100.0, BASE), (1200.0, BASE), (1300.0, BASE)]
    made = bridged(years, complete=(True, False, True, True))
    assert set(made.select("previous_label", "period_label").rows()) == {("2022", "2023")}


def test_one_period_has_none() -> None:
    assert bridged([(1000.0, BASE)]).is_empty()


AMOUNT = st.floats(0.1, 1e4)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_parts_add_up_to_the_change(data: st.DataObject) -> None:
    def year() -> tuple[float, Sources]:
        kept = data.draw(st.lists(st.sampled_from(sorted(BASE)), min_size=1, unique=True))
        drawn = {key: (data.draw(AMOUNT), None if BASE[key][1] is None else data.draw(AMOUNT)) for key in kept}
        return data.draw(AMOUNT), drawn

    before, after = year(), year()
    made = bridged([before, after])
    change = sum(t for t, _ in after[1].values()) - sum(t for t, _ in before[1].values())
    scale = sum(abs(part) for part in made["part_t_co2e"]) + 1.0
    assert made["part_t_co2e"].sum() == pytest.approx(change, abs=1e-9 * scale)
    for row in made.iter_rows(named=True):
        assert row["t_co2e"] - row["previous_t_co2e"] == pytest.approx(change, abs=1e-9 * scale)
