"""Every equation cites its document, says what it computes, and names the unit of each argument."""

from __future__ import annotations

import inspect
import re

import polars as pl
import pytest

from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import EQUATIONS, Equation, equation, equations_frame

sources()
NAMES = sorted(EQUATIONS)
# A citation is a document with its year or number, and the place in it.
DOCUMENT = re.compile(
    r"\b(IPCC 2006 Guidelines|Regulation \(EU\) \d{4}/\d+|GHG Protocol .*\((20\d\d)\)|40 CFR \d+\.\d+|Workbook v2\.0)"
)
PLACE = re.compile(r"\b(equations? (\d|DD-1)|Tables? \d|chapter \d|category \d|Annex II, B\.|coke calcination)")


@pytest.fixture(params=NAMES)
def stated(request: pytest.FixtureRequest) -> Equation:
    return EQUATIONS[request.param]


def test_the_register_holds_the_equations_of_every_source() -> None:
    modules = {e.function.__module__.rpartition(".")[2] for e in EQUATIONS.values()}
    # Equations of the anode-effect source have a module of their own; others are shared by several sources.
    apart = {
        "anode_effect_equations": "anode_effects",
        "pfc_measured": "anode_effects",
        "production_tier_1": "anode_consumption",
        "fuel_combustion": "combustion",
    }
    # Burnt by the equations of combustion.
    of_others = {"mobile_plant", "biogenic_combustion"}
    assert {apart.get(module, module) for module in modules} == set(sources()) - of_others


def test_it_cites_a_document_and_the_place_in_it(stated: Equation) -> None:
    assert DOCUMENT.search(stated.citation) and PLACE.search(stated.citation)


def test_it_has_units_for_exactly_the_arguments_of_its_function(stated: Equation) -> None:
    parameters = inspect.signature(stated.function).parameters
    assert list(parameters) == stated.arguments
    assert all(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters.values())
    assert all(unit.strip() for unit in stated.units.values())


def test_its_expression_has_a_result_and_one_symbol_per_argument(stated: Equation) -> None:
    left, _, right = stated.expression.partition(" = ")
    # A share and what it leaves, B and 1 − B, name one argument twice.
    symbols = set(re.findall(r"[A-Za-z][A-Za-z_]*", right))
    assert left.startswith("E") and stated.title
    # A weighed net mass is written as the difference it is.
    extra = 1 if "anodes − butts" in right else 0
    assert len(symbols) == len(stated.arguments) + extra


@pytest.mark.parametrize("name", NAMES)
def test_its_docstring_names_the_units(name: str) -> None:
    text = " ".join((inspect.getdoc(EQUATIONS[name].function) or "").split())
    said = text.replace("CO2 per carbon", "t CO2/t C").replace("kg gas/GJ", "kg/GJ").replace(" per t km", "/(t km)")
    assert "in kg" in said
    assert [unit for unit in EQUATIONS[name].units.values() if unit != "1" and unit not in said] == []


def test_the_register_as_a_table_has_a_row_per_equation() -> None:
    frame = equations_frame()
    assert frame["equation_id"].to_list() == NAMES
    assert frame.select(pl.all().is_null().any()).row(0) == (False,) * frame.width
    assert (frame["arguments"].list.len() == frame["units"].list.len()).all()


def test_two_equations_cannot_share_a_name() -> None:
    def electricity_co2e(energy: float) -> float:
        return energy

    with pytest.raises(ValueError, match="electricity_co2e"):
        equation(title="again", expression="E = W", units={"energy": "MWh"}, citation="none")(electricity_co2e)
