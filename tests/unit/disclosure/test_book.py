"""Figures follow from their operands, and no figure claims more than they do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from smelter_ghg.contracts.result_tables import FIGURES
from smelter_ghg.disclosure.book import About, FigureBook, FigureError, Leaves, bound
from smelter_ghg.disclosure.ids import Basis, figure_id

GWP = Basis(gwp_set="AR6GWP100")


def _leaves() -> Leaves:
    return Leaves(
        mass_kg={"a": 1000.0, "b": 2.0, "c": 500.0, "d": 500.0},
        gas={"a": "CO2", "b": "CF4", "c": "CO2e", "d": "CO2e"},
        co2e_set={"a": None, "b": None, "c": "AR6GWP100", "d": "AR4GWP100"},
        gwp={("AR6GWP100", "CO2"): 1.0, ("AR6GWP100", "CF4"): 7380.0},
        mwh={"e": 10.0},
        gj={"e": 36.0},
        record=lambda input_id: {"r": 4.4}[input_id],
        text=lambda input_id: {"r": "4.40"}[input_id],
        quantity={"m1": 10.0, "m2": 15.0},
        factor={"slope": 0.143},
        parameter={"book#max": 11.0},
    )


def _about(measure: str = "x", unit: str = "t CO2e", **more: Any) -> About:
    return About(measure, ("s", "2024"), "A figure", unit, **more)


@pytest.fixture
def book() -> FigureBook:
    return FigureBook(_leaves())


def test_sums_of_ledger_rows(book: FigureBook) -> None:
    assert book.value(book.sum_co2e(_about(basis=GWP), ["b", "a", "c"])) == pytest.approx(1 + 14.76 + 0.5, rel=1e-12)
    assert book.value(book.sum_mass(_about("kg", "kg"), ["b"])) == 2.0
    assert book.value(book.sum_mass(_about("t", "t"), ["a"])) == 1.0


def test_sums_of_other_rows(book: FigureBook) -> None:
    assert book.value(book.sum_records(_about(unit="t Al"), ["m2", "m1"])) == 25.0
    assert book.value(book.sum_energy(_about("mwh", "MWh"), ["e"])) == 10.0
    assert book.value(book.sum_energy(_about("gj", "GJ"), ["e"])) == 36.0


def test_single_leaves(book: FigureBook) -> None:
    assert book.value(book.record(_about("r", decimals=1), "r")) == 4.4
    assert book.value(book.rate(_about("q"), "m1")) == 10.0
    assert book.value(book.factor(_about("f", decimals=3), "slope")) == 0.143
    assert book.value(book.parameter(_about("p"), "book#max")) == 11.0
    assert book.value(book.count(_about("n", "count"), ["one", "two"])) == 2.0


def test_figures_of_figures(book: FigureBook) -> None:
    limit = book.parameter(_about("p"), "book#max")
    value = book.record(_about("r", decimals=1), "r")
    room = book.difference(_about("d"), limit, value)
    assert book.value(room) == 11.0 - 4.4
    assert book.value(book.percent_of(_about("%", "%"), room, limit)) == pytest.approx(60.0)
    assert book.value(book.quotient(_about("/"), limit, value)) == 11.0 / 4.4
    assert book.value(book.sum_figures(_about("+"), [limit, value])) == 15.4


def test_the_frame_follows_the_contract_and_the_order_of_ids(book: FigureBook) -> None:
    for name in "zyx":
        book.record(_about(name), "r")
    frame = book.frame()
    assert dict(frame.schema) == FIGURES.polars_schema
    assert frame["figure_id"].to_list() == sorted(frame["figure_id"].to_list())


def test_co2e_of_another_set_is_refused(book: FigureBook) -> None:
    with pytest.raises(FigureError, match="AR4GWP100"):
        book.sum_co2e(_about(basis=GWP), ["d"])


def test_a_gas_without_a_potential_is_refused(book: FigureBook) -> None:
    with pytest.raises(FigureError, match="CO2"):
        book.sum_co2e(_about(basis=Basis(gwp_set="SARGWP100")), ["a"])


def test_masses_of_different_gases_are_not_added(book: FigureBook) -> None:
    with pytest.raises(FigureError, match="different gases"):
        book.sum_mass(_about(unit="kg"), ["a", "b"])


def test_division_by_zero_is_refused(book: FigureBook) -> None:
    zero, one = book.count(_about("0", "count"), []), book.count(_about("1", "count"), ["x"])
    with pytest.raises(FigureError, match="zero"):
        book.quotient(_about("/"), one, zero)
    with pytest.raises(FigureError, match="zero"):
        book.percent_of(_about("%"), one, zero)


def test_the_same_figure_twice_is_one_and_another_of_its_name_is_refused(book: FigureBook) -> None:
    first = book.record(_about("r"), "r")
    assert book.record(_about("r"), "r") == first
    with pytest.raises(FigureError, match="two figures"):
        book.rate(_about("r"), "m1")


@pytest.mark.parametrize(
    ("qualifiers", "pulls", "result"),
    [
        (["exact", "exact"], [1, -1], "exact"),
        (["at_least", "exact"], [1, -1], "at_least"),
        (["exact", "at_least"], [1, -1], "upper"),
        (["exact", "upper"], [1, -1], "at_least"),
        (["lower", "upper"], [1, -1], "at_least"),
        (["at_least", "at_least"], [1, -1], "approximate"),
        (["at_least", "at_least"], [1, 1], "at_least"),
        (["approximate", "exact"], [1, 1], "approximate"),
    ],
)
def test_bounds_travel_through_operations(qualifiers: list[str], pulls: list[int], result: str) -> None:
    assert bound(qualifiers, pulls) == result


def test_a_figure_of_figures_is_no_more_exact_than_they_are(book: FigureBook) -> None:
    value = book.record(_about("r", qualifier="at_least", decimals=1), "r")
    limit = book.parameter(_about("p"), "book#max")
    assert book.qualifier(book.difference(_about("d"), limit, value)) == "upper"


def test_ids_tell_measure_basis_and_key_apart() -> None:
    ids = {
        figure_id("m", Basis(), "a", "b"),
        figure_id("m", Basis(), "a|b"),
        figure_id("m", Basis(), "a\\", "b"),
        figure_id("m", Basis(), "a\\|b"),
        figure_id("n", Basis(), "a", "b"),
        figure_id("m", Basis(account="market"), "a", "b"),
        figure_id("m", Basis(route="market"), "a", "b"),
    }
    assert len(ids) == 7
    assert all(len(one) == 13 and one[0] == "f" for one in ids)


@pytest.mark.parametrize(("tonnes", "whole"), [(100.0, 100.0), (100.0 + 1e-10, 100.0), (100.001, 101.0), (0.2, 1.0)])
def test_rounding_up_leaves_a_whole_number_and_float_noise_alone(tonnes: float, whole: float) -> None:
    leaves = replace(_leaves(), mass_kg={"a": tonnes * 1000})
    book = FigureBook(leaves)
    total = book.sum_co2e(_about(basis=GWP, qualifier="at_least"), ["a"])
    rounded = book.rounded_up(_about("up", basis=GWP), total)
    assert book.value(rounded) == whole and book.qualifier(rounded) == "at_least"
