"""Anodes and butts at the ends of their balance: all of them back, none set, no metal, paste cells beside."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.physics import carbon_balance_findings
from smelter_ghg.physics.carbon_balance import carbon_balance
from tests.golden.from_records import Row, Run, run, whole_year
from tests.golden.small_plant import YEAR

WHEN = {"smelter_id": "s"} | whole_year(YEAR)


def made(
    folder: Path,
    *,
    anodes: float,
    butts: tuple[float, ...] = (),
    rate: float | None = None,
    tonnes: float = 1000,
    more: dict[str, float] | None = None,
) -> Run:
    """A prebake line and whatever `more` lines tapped without a rate: P1 of prebake, V of Søderberg cells."""
    tapped = {"L1": tonnes} | (more or {})
    technology = {"L1": "PFPB_M", "P1": "PFPB_M", "V": "VSS"}

    def weighed(item: str, flow: str, mass: float, number: int = 0) -> Row:
        cells = {"item": item, "flow": flow, "quantity": repr(mass), "unit": "t", "supplier": f"of scale {number}"}
        return WHEN | cells

    stated = {"facility_id": "L1", "item": "net_anode_carbon", "value": repr(rate), "unit": "t/t", "per": "tapped"}
    return run(
        folder,
        {
            "facilities": [
                {"smelter_id": "s", "facility_id": line, "kind": "potline", "technology": technology[line]}
                for line in tapped
            ],
            "metal": [
                WHEN | {"facility_id": line, "flow": "tapped", "mass_t": repr(mass)} for line, mass in tapped.items()
            ],
            "activity": [
                weighed("prebaked_anode", "consumed", anodes),
                *(weighed("anode_butts", "returned", mass, number) for number, mass in enumerate(butts)),
            ],
            "specific_consumption": [] if rate is None else [WHEN | stated],
        },
    )


def found(made: Run) -> list[str]:
    return carbon_balance_findings(made.activity)["check_id"].to_list()


def test_all_anodes_may_come_back(tmp_path: Path) -> None:
    """Nothing burnt is no more butts than anodes, and nothing to hold a rate against: the floor of carbon names it."""
    assert found(made(tmp_path / "all", anodes=300, butts=(300,), rate=0.42)) == []
    assert found(made(tmp_path / "one more", anodes=300, butts=(301,), rate=0.42)) == ["butts_above_anodes"]


@pytest.mark.parametrize(
    ("anodes", "butts"),
    [(0.3, (0.1, 0.2)), (30_000.3, (10_000.1, 20_000.2)), (5400.3, (1800.1, 3600.2))],
    ids=["a little", "much", "too little"],
)
def test_decimals_that_add_up_close_the_balance(tmp_path: Path, anodes: float, butts: tuple[float, ...]) -> None:
    """0.1 + 0.2 is more than 0.3 by a rounding error of the sum, and 1800.1 + 3600.2 less than 5400.3."""
    assert anodes != sum(butts)
    result = made(tmp_path, anodes=anodes, butts=butts, rate=0.42)
    assert carbon_balance(result.activity)["weighed_t"].to_list() == [0]
    assert found(result) == []


def test_a_line_on_which_no_anode_was_set_has_no_share_of_anodes(tmp_path: Path) -> None:
    assert found(made(tmp_path, anodes=0, rate=0.42)) == []


def test_with_butts_on_record_a_rate_is_held_to_the_net_carbon_alone(tmp_path: Path) -> None:
    """420 t stated of 250 t burnt is told once, though it is also more than the 350 t set."""
    (row,) = carbon_balance_findings(made(tmp_path, anodes=350, butts=(100,), rate=0.42).activity).rows(named=True)
    assert (row["check_id"], row["value"]) == ("net_carbon_weighed", "1.68")


@pytest.mark.parametrize("more", [{"V": 500.0}, {"P1": 0.0}], ids=["a line of paste cells", "a line that was shut"])
def test_a_line_that_sets_no_anodes_needs_no_rate(tmp_path: Path, more: dict[str, float]) -> None:
    """A gross rate is told all the same; a prebake line that taps without a rate leaves the comparison open."""

    def of_gross_rate(name: str, lines: dict[str, float]) -> bool:
        result = made(tmp_path / name, anodes=530, butts=(110,), rate=0.53, more=lines)
        return "net_carbon_weighed" in found(result)

    assert of_gross_rate("alone", {}) and of_gross_rate("beside", more)
    assert not of_gross_rate("open", {"P1": 500})


@pytest.mark.parametrize(("tonnes", "told"), [(0, []), (1000, []), (800, ["net_carbon_high"])])
def test_anodes_less_butts_over_metal_is_the_rate_of_a_smelter_that_states_none(
    tmp_path: Path, tonnes: float, told: list[str]
) -> None:
    """420 t over 1000 t is usual, over 800 t too much; before the first metal there is no rate."""
    result = made(tmp_path, anodes=530, butts=(110,), tonnes=tonnes)
    assert found(result) == told
    assert carbon_balance_findings(result.activity).filter(pl.col("value") != "0.525 t/t").is_empty()
