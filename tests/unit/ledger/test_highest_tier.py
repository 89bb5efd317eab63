"""Of the tiers of one source the highest complete one counts, and every day counts once: not twice, not never."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tests.golden.from_records import Row, Run, Tables, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, bought, small_plant

ANODES = "anode_consumption"


def weighed(*anodes: Row, metal: list[Row] | None = None) -> Tables:
    """The small plant without a consumption rate: Tier 1 from metal beside these weighed anodes (Tier 2)."""
    tables = small_plant()
    tables["specific_consumption"] = []
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "prebaked_anode"] + list(anodes)
    tables["activity"].append(bought(whole_year(YEAR), "anode_butts", 0, flow="returned"))
    if metal is not None:
        tables["metal"] = [row for row in tables["metal"] if row["flow"] != "tapped"] + metal
    return tables


def anodes(start: str, end: str, tonnes: float, **cells: str) -> Row:
    return bought({"period_start": start, "period_end": end}, "prebaked_anode", tonnes, **cells)


def monthly(tonnes: float = 530, count: int = 12, **cells: str) -> list[Row]:
    return [bought(month, "prebaked_anode", tonnes, **cells) for month in months(YEAR)[:count]]


def rows_of(tables: Tables, folder: Path) -> pl.DataFrame:
    """Ledger rows of anode consumption under the 2006 set, which has a Tier 1."""
    made: Run = run(folder, tables, factors=FACTORS, method_set="ipcc_2006")
    ours = (pl.col("source") == ANODES) & (pl.col("method_set") == "ipcc_2006")
    return made.ledger.filter(ours).sort("tier", "period_start", "ledger_id")


def days_counted(rows: pl.DataFrame) -> dict[dt.date, int]:
    """How many selected rows count each day of the year."""
    first = dt.date(YEAR, 1, 1)
    days = {first + dt.timedelta(days=number): 0 for number in range(365)}
    for start, end in rows.filter("selected").select("period_start", "period_end").iter_rows():
        for number in range((end - start).days + 1):
            days[start + dt.timedelta(days=number)] += 1
    return days


FOUR_WEEKS = [
    (start, min(start + dt.timedelta(days=27), dt.date(YEAR, 12, 31)))
    for start in (dt.date(YEAR, 1, 1) + dt.timedelta(days=28 * number) for number in range(14))
    if start.year == YEAR
]
A_YEAR_OF_METAL = [
    {"smelter_id": "s", "facility_id": "L1", "flow": "tapped", "mass_t": "12000"} | whole_year(YEAR),
]


def four_weekly(*lost: int) -> list[Row]:
    return [
        anodes(str(start), str(end), 489 * ((end - start).days + 1) / 28)
        for number, (start, end) in enumerate(FOUR_WEEKS)
        if number not in lost
    ]


@pytest.mark.parametrize(
    ("given", "tiers"),
    [
        pytest.param(weighed(*monthly()), {2}, id="months beside months"),
        pytest.param(weighed(anodes("2022-01-01", "2022-12-31", 6360)), {2}, id="a year above months"),
        pytest.param(weighed(*monthly(), metal=A_YEAR_OF_METAL), {2}, id="months above a year"),
        pytest.param(weighed(*monthly(count=6)), {1, 2}, id="half the months"),
        pytest.param(weighed(*monthly(count=6), metal=A_YEAR_OF_METAL), {1}, id="half a year above a year"),
        pytest.param(weighed(*monthly(count=11), metal=A_YEAR_OF_METAL), {1}, id="eleven months above a year"),
        pytest.param(weighed(*four_weekly()), {2}, id="four weeks above months"),
        pytest.param(weighed(), {1}, id="no anodes"),
        pytest.param(weighed(*four_weekly(5)), {1}, id="a four-week period lost"),
        pytest.param(weighed(anodes("2022-01-15", "2022-03-15", 1060)), {1}, id="parts of months"),
    ],
)
def test_every_day_counts_exactly_once(given: Tables, tiers: set[int], tmp_path: Path) -> None:
    rows = rows_of(given, tmp_path)
    assert set(days_counted(rows).values()) == {1}
    assert set(rows.filter("selected")["tier"]) == tiers


def test_two_higher_rows_of_the_same_days_cover_them_once(tmp_path: Path) -> None:
    """Anodes bought (seven months in one row) and own anodes (the same seven months): August to December are left."""
    own = monthly(20, 7, origin="own")
    given = weighed(anodes("2022-01-01", "2022-07-31", 3500), *own, metal=A_YEAR_OF_METAL)
    assert min(days_counted(rows_of(given, tmp_path)).values()) >= 1


def test_a_counterparty_of_the_metal_does_not_make_its_tier_1_another_source(tmp_path: Path) -> None:
    given = weighed(*monthly())
    for row in given["metal"]:
        if row["flow"] == "tapped":
            row["counterparty"] = "Casthouse next door"
    assert set(days_counted(rows_of(given, tmp_path)).values()) == {1}


def test_what_the_selected_tiers_amount_to(tmp_path: Path) -> None:
    """Six months weighed, six months from production: 530 t of anodes a month, 1000 t of metal."""
    rows = rows_of(weighed(*monthly(count=6)), tmp_path).filter("selected")
    by_tier = dict(rows.group_by("tier").agg(pl.col("mass_kg").sum()).iter_rows())
    assert by_tier[2] == pytest.approx(6 * 530_000 * (1 - 0.024) * 44 / 12, rel=1e-12)
    assert by_tier[1] == pytest.approx(6 * 1_600_000, rel=1e-12)


def test_a_lower_tier_is_kept_in_the_ledger_and_left_out_of_the_total(tmp_path: Path) -> None:
    rows = rows_of(small_plant(), tmp_path)
    assert dict(rows.group_by("tier").agg(pl.len()).iter_rows()) == {1: 12, 2: 12}
    assert rows.group_by("tier").agg(pl.col("selected").any()).sort("tier").rows() == [(1, False), (2, True)]


def test_site_analyses_make_the_same_row_tier_3(tmp_path: Path) -> None:
    given = small_plant()
    for name, value in (("sulphur_pct", "1.5"), ("ash_pct", "0.3")):
        cells = {"smelter_id": "s", "item": "prebaked_anode", "property": name, "value": value}
        given["properties"].append(cells | {"period_start": "2022-01-01", "period_end": "2022-06-30"})
    rows = rows_of(given, tmp_path)
    assert set(days_counted(rows).values()) == {1}
    tiers = rows.filter("selected").group_by("tier").agg(pl.len())
    assert dict(tiers.iter_rows()) == {2: 6, 3: 6}


def test_tiers_of_one_potline_do_not_touch_those_of_another(tmp_path: Path) -> None:
    given = small_plant(lines=("L1", "L2"))
    given["specific_consumption"] = [row for row in given["specific_consumption"] if row["facility_id"] == "L1"]
    rows = rows_of(given, tmp_path).filter("selected")
    assert set(rows.filter(pl.col("facility_id") == "L1")["tier"]) == {2}
    assert set(rows.filter(pl.col("facility_id") == "L2")["tier"]) == {1}
    assert rows.height == 24
