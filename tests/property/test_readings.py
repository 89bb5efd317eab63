"""Laws of the rule engine: Kleene logic, settling an agreed question changes nothing, row order plays no part."""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from smelter_ghg.config import ReportingConfig
from smelter_ghg.conformance import Rulebooks, evaluate, load_rulebooks, verdict_dict
from smelter_ghg.conformance.compare import below, reduced
from smelter_ghg.conformance.logic import Expression, both, either, leg_names, parse, text_of
from smelter_ghg.conformance.logic import evaluate as truth_of
from smelter_ghg.conformance.user_rules import apply_user_rules
from smelter_ghg.contracts.result_tables import INTENSITY, MISSING
from smelter_ghg.records import tables as record_tables

TRUTHS = (True, False, None)
SHIPPED = load_rulebooks()
BOOK = "asi_ps_v3_1"
CITATION = {"publisher": "Owner", "document": "Final text"}
YEARS = range(2020, 2025)
ACCOUNTS, DENOMINATORS = ("location", "market"), ("tapped", "cast_out")

truths = st.sampled_from(TRUTHS)
names = st.sampled_from(["a", "b", "c", "d"])
texts = st.recursive(
    names, lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner), max_leaves=8
)


def test_kleene_laws() -> None:
    for a, b, c in product(TRUTHS, repeat=3):
        for one, other in ((both, either), (either, both)):
            assert one([a, b]) is one([b, a])
            assert one([a, one([b, c])]) is one([one([a, b]), c])
            assert one([a, other([b, c])]) is other([one([a, b]), one([a, c])])
            assert one([a, other([a, b])]) is a
            assert one([a, a]) is a
    assert both([]) is True and either([]) is False


@given(texts)
def test_text_of_an_expression_parses_back(text: str) -> None:
    expression = parse(text)
    assert parse(text_of(expression)) == expression


@given(texts, st.fixed_dictionaries(dict.fromkeys("abcd", truths)), st.data())
def test_learning_more_never_turns_what_is_known(text: str, legs: dict[str, bool | None], data: st.DataObject) -> None:
    expression: Expression = parse(text)
    before = truth_of(expression, legs)
    learnt = {name: data.draw(st.booleans()) if truth is None else truth for name, truth in legs.items()}
    after = truth_of(expression, learnt)
    assert after is not None
    assert before in (None, after)
    assert set(leg_names(expression)) <= set(legs)


amounts = st.floats(0.5, 30, allow_nan=False)


@given(amounts, amounts, amounts, st.floats(0, 1), st.sampled_from(["<", "<="]))
def test_an_interval_decides_only_what_every_value_in_it_gives(
    first: float, second: float, limit: float, share: float, operator: str
) -> None:
    low, high = sorted((first, second))
    truth = below(low, high, limit, operator)
    inside = min(max(low + share * (high - low), low), high)
    for value in (low, inside, high):
        exact = below(value, value, limit, operator)
        assert exact is not None
        assert truth in (None, exact)


@given(amounts, amounts, amounts, st.floats(0, 1))
def test_a_reduction_of_intervals_holds_for_their_ends(base: float, first: float, second: float, share: float) -> None:
    low, high = sorted((first, second))
    truth, _ = reduced((base, base * (1 + share)), (low, high), 10.0)
    for b, value in product((base, base * (1 + share)), (low, high)):
        exact, _ = reduced((b, b), (value, value), 10.0)
        assert truth in (None, exact)


@st.composite
def smelters(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """One existing or new smelter over five years; values cluster at the limits and reductions at ten per cent."""
    value = st.sampled_from([4.0, 9.9, 10.9, 11.0, 11.1, 12.0, 12.9, 13.0, 13.1, 14.3, 15.8, 18.0])
    start = draw(st.sampled_from([dt.date(1990, 1, 1), dt.date(2020, 12, 31), dt.date(2019, 6, 1)]))
    rows: list[dict[str, Any]] = []
    spread = draw(st.sampled_from([0.0, 0.0, 0.2]))
    for year in YEARS:
        base = draw(value)
        for number, (account, denominator) in enumerate(product(ACCOUNTS, DENOMINATORS)):
            key = (str(year), account, denominator)
            rows.append(
                {
                    "intensity_id": "|".join(key),
                    "smelter_id": "s",
                    "period_label": str(year),
                    "reporting_year": year,
                    "period_start": dt.date(year, 1, 1),
                    "period_end": dt.date(year, 12, 31),
                    "route": "calculated",
                    "method_set": "eu_2025_2547",
                    "gwp_set": "AR6GWP100",
                    "boundary": "mine_to_metal",
                    "scope2_account": account,
                    "denominator": denominator,
                    "value": base + number * spread,
                    "complete": True,
                    "missing": [],
                    "qualifier": "exact",
                }
            )
    plan = draw(st.sampled_from([None, 10.0, 11.0, 12.0]))
    base_year = draw(st.sampled_from([None, 2020, 2021]))
    target = {
        "boundary": "mine_to_metal",
        "base_year": base_year,
        "target_year": 2030,
        "target_value": plan,
        "no_plan": plan is None,
    }
    year_ends = [{"period_start": dt.date(y, 1, 1), "period_end": dt.date(y, 12, 31)} for y in YEARS]
    records: dict[str, list[dict[str, Any]]] = {
        "smelters": [{"name": "S", "level": "site"}],
        "facilities": [{"facility_id": "line", "kind": "potline", "first_production_date": start}],
        "metal": [{**year, "flow": "tapped", "mass_t": 1.0} for year in year_ends],
        "targets": draw(st.sampled_from([[], [target]])),
    }
    return {
        "intensity": pl.DataFrame(rows, schema=INTENSITY.polars_schema),
        **{
            name: pl.DataFrame(
                [{column: {"smelter_id": "s", **row}.get(column) for column in schema} for row in listed],
                schema=schema,
            )
            for name, listed in records.items()
            for schema in [record_tables()[name].polars_schema]
        },
    }


def judged(frames: dict[str, pl.DataFrame], rulebooks: Rulebooks) -> list[dict[str, Any]]:
    frame = evaluate(
        "V3.1",
        intensity=frames["intensity"],
        missing=MISSING.empty(),
        tables={name: table for name, table in frames.items() if name != "intensity"},
        rulebooks=rulebooks,
        config=ReportingConfig(),
    )
    return [verdict_dict(row) for row in frame.iter_rows(named=True)]


def _confirmations() -> list[dict[str, Any]]:
    """Every single shipped value, setting and reading, confirmed as it is shipped."""
    book = SHIPPED.by_key[BOOK]
    return [
        *({"parameter": f"{BOOK}#{name}", "value": p.value} for name, p in book.parameters.items()),
        *(
            {"switch": f"{BOOK}#{name}", "setting": s}
            for name, switch in book.switches.items()
            for s in switch.settings
        ),
        *(
            {"criterion": f"{BOOK}#{criterion.key}", "reading": reading.name}
            for criterion in book.criteria
            for reading in criterion.readings
        ),
    ]


CONFIRMED = [
    apply_user_rules(SHIPPED, {"confirm": [{**entry, "citation": CITATION}]}, "rules.yaml")
    for entry in _confirmations()
]


@settings(max_examples=40, deadline=None)
@given(smelters(), st.sampled_from(CONFIRMED))
def test_confirming_a_shipped_answer_never_turns_an_agreed_verdict(
    frames: dict[str, pl.DataFrame], confirmed: Rulebooks
) -> None:
    for before, after in zip(judged(frames, SHIPPED), judged(frames, confirmed), strict=True):
        if before["outcome"] in ("meets", "not_met"):
            assert after["outcome"] == before["outcome"]
        if before["outcome"] == "indeterminate_rule":
            assert after["outcome"] != "indeterminate_data"
        assert set(after["rests_on"]) <= set(before["rests_on"])


@settings(max_examples=15, deadline=None)
@given(smelters(), st.randoms(use_true_random=False))
def test_the_order_of_rows_plays_no_part(frames: dict[str, pl.DataFrame], random: Any) -> None:
    shuffled = {}
    for name, frame in frames.items():
        order = list(range(frame.height))
        random.shuffle(order)
        shuffled[name] = frame[order]
    assert judged(shuffled, SHIPPED) == judged(frames, SHIPPED)


def test_every_confirmation_is_a_valid_rule_file(tmp_path: Path) -> None:
    for entry in _confirmations():
        path = tmp_path / "rules.yaml"
        path.write_text(yaml.safe_dump({"confirm": [{**entry, "citation": CITATION}]}), encoding="utf-8")
        assert load_rulebooks([path]) in CONFIRMED
