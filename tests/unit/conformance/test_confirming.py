"""Confirming what is shipped, on drawn smelters: it never turns a verdict that all readings agree on; a restated value
of an earlier period is the one compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from smelter_ghg.conformance import load_rulebooks
from tests.unit.conformance.conftest import CITATION, Site, a_plan

BOOK = load_rulebooks().for_version("V3.1")
CONFIRMATIONS: list[dict[str, Any]] = [
    *({"parameter": BOOK.identifier(name), "value": one.value} for name, one in sorted(BOOK.parameters.items())),
    *(
        {"switch": BOOK.identifier(switch.name), "setting": setting}
        for switch in BOOK.switches.values()
        for setting in switch.settings
    ),
    *(
        {"criterion": BOOK.identifier(criterion.key), "reading": reading.name}
        for criterion in BOOK.criteria
        for reading in criterion.readings
    ),
]
# At, just under and just over the limits, and far from them.
VALUES = st.sampled_from([4.0, 10.999999, 11.0, 11.000001, 12.999999, 13.0, 13.000001, 14.4, 14.5, 16.0, 20.0])
PLANS = st.sampled_from([[], [a_plan(10.0)], [a_plan(11.0)], [a_plan(12.0, base_year=2020)], [a_plan(None)],
                         [{"boundary": "mine_to_metal", "no_plan": True}]])  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=5), PLANS, st.sampled_from(CONFIRMATIONS))
def test_confirming_never_turns_what_all_readings_agree_on(
    tmp_path_factory: pytest.TempPathFactory, history: list[float], plans: list[dict[str, Any]], entry: dict[str, Any]
) -> None:
    site = Site(values={2024 - back: value for back, value in enumerate(reversed(history))}, plans=plans)
    before = site.verdict()
    path: Path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    path.write_text(yaml.safe_dump({"confirm": [{**entry, "citation": CITATION}]}), encoding="utf-8")
    after = site.verdict(rules=[path])
    if before["outcome"] in ("meets", "not_met"):
        assert after["outcome"] == before["outcome"]
    elif before["outcome"] == "indeterminate_rule":
        # Fewer readings are left: they may agree now, and lack nothing they did not lack before.
        assert after["outcome"] != "indeterminate_data"


@pytest.mark.parametrize(("first", "outcome"), [(14.4, "not_met"), (15.0, "indeterminate_rule")])
def test_a_restated_earlier_period_is_compared_as_it_stands_now(first: float, outcome: str) -> None:
    # 13.4 is 6.9 % under 14.4, and 10.7 % under the restated 15.0.
    values = {2021: first, 2022: 14.0, 2023: 13.8, 2024: 13.4}
    verdict = Site(values=values, plans=[a_plan(12.0, base_year=2021)]).verdict()
    assert verdict["outcome"] == outcome


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({2024: 14.0}, "history_short"),
        ({2023: 14.0, 2024: 14.0}, "history_short"),
        ({2022: 14.0, 2023: 14.0, 2024: 14.0}, "history_short"),
        ({2020: 14.0, 2022: 14.0, 2023: 14.0, 2024: 14.0}, "series_broken"),
        ({2021: 14.0, 2022: 14.0, 2023: 14.0, 2024: 14.0}, None),
        ({2020: 20.0, 2021: 14.0, 2022: 14.0, 2023: 14.0, 2024: 14.0}, None),
    ],
)
def test_one_to_five_periods_of_history(values: dict[int, float], reason: str | None) -> None:
    verdict = Site(values=values, plans=[a_plan(12.0, base_year=2021)]).verdict()
    assert verdict["reason_code"] == reason
    assert verdict["outcome"] == ("not_met" if reason is None else "indeterminate_data")
