"""What the parts of the pages say: averages of anode effects, shares, data quality, breaks, years shown, bars."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure.columns import years_of
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.input_kinds import input_kinds


def _facts(run: Any) -> Facts:
    return Facts(**run.frames)


def test_anode_effects_are_averaged_over_cell_days(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    lines = [row for row in folder.tables["potlines"] if row["smelter_id"] == "north"]
    for number, row in enumerate(lines):
        row["cell_days"] = str(1000 + 10 * number)
    line, year = lines[0]["facility_id"], lines[0]["period_start"][:4]
    own = [r for r in lines if r["facility_id"] == line and r["period_start"].startswith(year)]
    assert len(own) > 1
    run = disclose(folder)

    def figure(measure: str) -> float:
        key = f"north|{year}|{line}|"
        return float(run.figure(measure, key=key)["value"])

    days = [float(row["cell_days"]) for row in own]
    often = [float(row["anode_effect_frequency_per_cell_day"]) for row in own]
    long = [float(row["anode_effect_duration_min"]) for row in own]
    effects = math.fsum(f * d for f, d in zip(often, days, strict=True))
    time = math.fsum(f * t * d for f, t, d in zip(often, long, days, strict=True))
    assert figure("anode_effect_frequency") == pytest.approx(effects / sum(days), rel=1e-12)
    assert figure("anode_effect_minutes") == pytest.approx(time / sum(days), rel=1e-12)
    assert figure("anode_effect_duration") == pytest.approx(time / effects, rel=1e-12)


def test_without_cell_days_there_is_no_average(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    for row in folder.tables["potlines"]:
        row["cell_days"] = ""
    run = disclose(folder)
    averages = run.figures.filter(pl.col("measure") == "anode_effect_frequency")
    assert set(averages["operation"].to_list()) <= {"rate"}


def test_shares_of_known_emissions_add_up_by_kind_and_by_tier(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    shares = disclose(records_folder()).figures.filter(pl.col("measure") == "quality_share")
    part = pl.col("key").str.extract(r"\|([^|]+)$")
    assert shares.height
    for group in (["measured", "supplier", "default", "substituted"], ["tier_1", "tier_2", "tier_3"]):
        sums = shares.filter(part.is_in(group)).group_by("smelter_id", "period_label").agg(pl.col("value").sum())
        assert sums.height and all(value == pytest.approx(100.0, rel=1e-9) for value in sums["value"])


@pytest.mark.parametrize(
    ("kind", "input_id", "expected"),
    [
        ("record", "activity|a||coal|value", "measured"),
        ("record", "activity|b||coal|value", "substituted"),
        ("record", "supplier_footprints|x|factor", "supplier"),
        ("default", "some_factor", "default"),
        ("fall_back", "some_factor", "default"),
        ("substitution", "activity|a||coal|value", "substituted"),
        ("factor", "some_factor", "measured"),
    ],
)
def test_a_ledger_row_counts_as_its_weakest_input(kind: str, input_id: str, expected: str) -> None:
    inputs = pl.DataFrame(
        {"ledger_id": ["one", "one"], "kind": ["record", kind], "input_id": ["metal|m|mass_t", input_id]}
    )
    records = pl.DataFrame({"_key": ["a||coal", "b||coal"], "data_source": ["metered", "estimated"]})
    assert input_kinds(inputs, records) == {"one": expected}


def _trend(html: str) -> dict[str, Any]:
    spec = re.search(r'<script type="application/json" data-chart="trend">(.*?)</script>', html, re.DOTALL)
    assert spec is not None
    found: dict[str, Any] = json.loads(spec.group(1))
    return found


def test_a_corrected_year_is_marked_and_no_line_joins_it(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    plain = _trend(disclose(folder).html("south"))
    row = next(r for r in folder.tables["metal"] if r["smelter_id"] == "south" and r["period_start"] >= "2022")
    keys = ("smelter_id", "facility_id", "period_start", "period_end", "flow", "counterparty")
    folder.append(
        "corrections",
        table="metal",
        row_key="|".join(row.get(key, "") for key in keys),
        column="mass_t",
        old="1",
        new=row["mass_t"],
        reason="typing error",
        by="someone",
        on="2023-02-01",
    )
    html = disclose(folder).html("south")
    assert re.search(r'<time>2022</time><sup class="label fn">\w</sup>', html)
    assert "typing error" in html and "Corrections on record" in html
    joined = [sum(len(t["x"]) for t in spec["data"] if t["mode"] == "lines") for spec in (plain, _trend(html))]
    assert joined[1] < joined[0] or joined[0] == 0
    assert any(note["text"] == "restated" for note in _trend(html)["layout"]["annotations"])


def test_a_wide_table_keeps_the_newest_years_and_the_base_year(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    facts = _facts(disclose(records_folder()))
    first = facts.periods("north")
    assert years_of(facts, "north", None).periods == tuple(first) and not years_of(facts, "north", None).left_out
    labels = [str(year) for year in range(2024, 2014, -1)]
    years = [type(first[0])("north", label, int(label)) for label in labels]
    facts.__dict__["_periods"] = {"north": years}
    shown = years_of(facts, "north", years[7])
    assert [period.label for period in shown.periods] == ["2024", "2023", "2022", "2021", "2020", "2017", "2015"]
    assert shown.base == "2015" and shown.left_out


def test_the_overview_says_why_a_smelter_has_no_bar(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    folder.set("smelters", folder.find("smelters", smelter_id="south"), "level", "company")
    html = disclose(folder).pages()["index.html"].decode()
    apart = html[html.index('id="smelters-apart"') :]
    assert "south" in apart and "figure of a company, not of a site" in apart
    assert html.count('class="go"') == 1
