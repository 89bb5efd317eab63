"""The total a regulation asks for: rounding, potentials and refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smelter_ghg.conformance import load_rulebooks, rulebooks_frame
from smelter_ghg.contracts.result_tables import VERDICTS
from smelter_ghg.disclosure.book import FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures import _leaves, _leaves_of_all
from smelter_ghg.disclosure.regulatory import add_direct, direct, direct_table, stated_id, total_id
from smelter_ghg.disclosure.view import FigureIndex, Shown
from smelter_ghg.method_sets import METHOD_SETS
from tests.golden.from_records import Run, bare_potline, run, user_factor

PERIOD = Period("golden", "2022", 2022)


def facts_of(made: Run) -> Facts:
    return Facts(
        ledger=made.ledger,
        ledger_inputs=made.ledger_inputs,
        energy=made.energy,
        missing=made.missing,
        intensity=made.intensity,
        verdicts=VERDICTS.empty(),
        activity=made.activity,
        tables=made.tables,
        factors=made.factors,
        rulebooks=rulebooks_frame(load_rulebooks()),
        config=made.config,
    )


def totals(made: Run, method_set: str) -> tuple[float, float]:
    """The total of a set unrounded and as stated."""
    facts = facts_of(made)
    book = FigureBook(_leaves(facts, PERIOD.smelter_id, _leaves_of_all(facts)))
    add_direct(book, facts, PERIOD)
    rules = METHOD_SETS[method_set]
    return book.value(total_id(facts, PERIOD, rules)), book.value(stated_id(facts, PERIOD, rules))


def refusal(made: Run, method_set: str) -> str:
    return direct(facts_of(made), PERIOD)[method_set].refusal


def plant(folder: Path, *, quebec: bool = False, **config: Any) -> Run:
    rows = [
        user_factor("carbon", "carbon_to_co2", "3.66", "t CO2/t C", gas="CO2"),
        user_factor("anode_effect", "slope_cf4", 0.1, "kg CF4/t Al/(min/cell-day)", gas="CF4", technology="CWPB"),
        user_factor("anode_effect", "c2f6_cf4_ratio", 0.1, "kg C2F6/kg CF4", gas="C2F6", technology="CWPB"),
    ]
    tables = bare_potline("CWPB", "1000", anode_effect_minutes_per_cell_day="0.1")
    # Nothing else is burnt: an exclusion says so, where the records of a real smelter would hold a zero.
    rate = tables["metal"][0] | {"item": "net_anode_carbon", "value": "0.4", "unit": "t/t", "per": "tapped"}
    tables["specific_consumption"] = [{k: v for k, v in rate.items() if k not in ("flow", "mass_t")}]
    days = {name: rate[name] for name in ("smelter_id", "period_start", "period_end")}
    tables["exclusions"] = [
        days | {"item": item, "estimate_t_co2e": "0", "reason": "none"}
        for item in ("fuels", "power_plant_fuel", "low_voltage_pfc")
    ]
    own = [row | {"method_set": "quebec_q2_r15"} for row in rows] if quebec else []
    return run(folder, tables, factors=own, **config)


def test_quebec_rounds_up_to_whole_tonnes_under_the_potentials_of_the_report(tmp_path: Path) -> None:
    made = plant(tmp_path, quebec=True, gwp_set="AR5GWP100")
    exact = 0.4 * 1000 * (1 - 0.024) * 3.66 + 0.01 * 6630 + 0.001 * 11100
    unrounded, stated = totals(made, "quebec_q2_r15")
    assert unrounded == pytest.approx(exact, rel=1e-12)
    assert stated == int(exact) + 1


def test_quebec_has_no_equations_without_a_user(tmp_path: Path) -> None:
    assert re.search(r"missing.*QC\.3", refusal(plant(tmp_path), "quebec_q2_r15"))


def test_the_eu_total_is_not_rounded_and_keeps_its_potentials_whatever_the_reports_are(tmp_path: Path) -> None:
    made = plant(tmp_path, gwp_set="AR6GWP100")
    exact = 0.4 * 1000 * (1 - 0.024) * 3.664 + 1000 * 0.1 * 0.143 / 1000 * (6630 + 0.121 * 11100)
    assert totals(made, "eu_2025_2547") == (pytest.approx(exact), pytest.approx(exact))


def test_a_missing_item_refuses_the_total(tmp_path: Path) -> None:
    made = plant(tmp_path)
    assert refusal(made, "us_40cfr98_f").startswith("Anode effect months is missing")
    with pytest.raises(KeyError):
        totals(made, "us_40cfr98_f")


def test_a_page_has_a_row_per_rule_text(disclose: Callable[..., Any], records_folder: Any) -> None:
    made = disclose(records_folder())
    table = re.search(r'<table id="direct-by-rule-text".*?</table>', made.html(), re.DOTALL)
    assert table is not None
    assert all(rules.title in table.group() for rules in METHOD_SETS.values())
    assert "QC.3" in table.group() and "is missing" in table.group()
    assert made.figures.filter(measure="direct_emissions").is_empty()


def test_a_row_shows_the_rounded_total_with_its_potentials_and_its_rule(tmp_path: Path) -> None:
    facts = facts_of(plant(tmp_path, quebec=True, gwp_set="AR5GWP100"))
    book = FigureBook(_leaves(facts, PERIOD.smelter_id, _leaves_of_all(facts)))
    add_direct(book, facts, PERIOD)
    table = direct_table(facts, FigureIndex(book.frame()), PERIOD, "direct")
    assert table is not None
    rows = {str(row.head[0]): row.cells for row in table.rows}
    assert len(rows) == len(METHOD_SETS)
    (number,), (potentials,), (rule,) = (cell for cell in list(rows.values())[-1] if cell is not None)
    assert isinstance(number, Shown) and number.figure_id == stated_id(facts, PERIOD, METHOD_SETS["quebec_q2_r15"])
    assert "." not in number.text
    assert "AR5GWP100" in str(potentials) and "rounded up to whole tonnes" in str(rule)
