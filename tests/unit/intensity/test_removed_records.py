"""Removing any one row of the hydro demo makes its sum "at least" and names the item; nothing else moves.

One item at a time, four months of it: the first and the last of the records, one inside a year, and a December with
records on both sides. The year nothing was removed from must not change.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from tests.golden.from_records import Run, compute
from tests.unit.ledger.demo_run import HYDRO, demo

UNTOUCHED = "2023"
INSIDE = int(np.random.default_rng(2021).integers(3, 11))
MONTHS = {"first": (2020, 1), "inside": (2021, INSIDE), "turn of the year": (2022, 12), "last": (2024, 12)}
BOUNDARIES = ("scope_1", "scope_1_2", "mine_to_metal")


def series(table: str, **labels: object) -> tuple[str, pl.Expr]:
    return table, pl.all_horizontal(pl.col(name) == value for name, value in labels.items())


# What is removed -> the rows of it, the item that must be named, and the smallest boundary it belongs to.
ITEMS: dict[str, tuple[tuple[str, pl.Expr], str, str]] = {
    **{
        f"alumina of {supplier}": (series("activity", item="alumina", supplier=supplier), "alumina", "mine_to_metal")
        for supplier in ("Refinery North (synthetic)", "Refinery South (synthetic)")
    },
    **{
        f"bought {good}": (series("activity", item=good), good, "mine_to_metal")
        for good in ("prebaked_anode", "aluminium_fluoride")
    },
    **{
        f"{item} by {mode}, {km} km": (
            series("transport", item=item, mode=mode, distance_km=km),
            f"{item}_transport",
            "mine_to_metal",
        )
        for item, mode, km in (
            ("alumina", "sea", 2100),
            ("alumina", "sea", 11500),
            ("alumina", "rail", 35),
            ("prebaked_anode", "sea", 1800),
            ("prebaked_anode", "road", 42),
        )
    },
    **{f"burnt {fuel}": (series("activity", item=fuel), "fuels", "scope_1") for fuel in ("natural_gas", "diesel")},
    **{
        f"meter {meter}": (series("electricity", meter_id=meter), "electricity", "scope_1_2")
        for meter in (
            "DH-PL1-RECTIFIERS",
            "DH-PL1-AUXILIARIES",
            "DH-PL2-RECTIFIERS",
            "DH-PL2-AUXILIARIES",
            "DH-CH-CASTHOUSE-SERVICES",
        )
    },
    **{
        f"metal tapped by {line}": (series("metal", flow="tapped", facility_id=line), "metal_tapped", "scope_1")
        for line in ("DH-PL1", "DH-PL2")
    },
    **{
        f"anode effects of {line}": (series("potlines", facility_id=line), "anode_effect_frequency", "scope_1")
        for line in ("DH-PL1", "DH-PL2")
    },
    **{
        f"net carbon of {line}": (
            series("specific_consumption", facility_id=line, item="net_anode_carbon"),
            "net_anode_carbon",
            "scope_1",
        )
        for line in ("DH-PL1", "DH-PL2")
    },
}


@cache
def hydro() -> Run:
    whole = demo()
    kept = {
        name: frame.filter(pl.col("smelter_id") == HYDRO) if "smelter_id" in frame.columns else frame
        for name, frame in whole.tables.items()
    }
    return compute(whole.records, kept, whole.factors, whole.config)


@cache
def without(name: str) -> Run:
    """The hydro demo without the item's rows of the four months."""
    (table, rows), _, _ = ITEMS[name]
    frame = hydro().tables[table]
    start = pl.col("period_start")
    chosen = pl.any_horizontal(
        (start.dt.year() == year) & (start.dt.month() == month) for year, month in MONTHS.values()
    )
    left = frame.filter(~(rows & chosen))
    assert frame.height - left.height == len(MONTHS)
    return hydro().with_tables(**{table: left})


def sums(made: Run, year: int) -> pl.DataFrame:
    """The calculated intensities of a year."""
    ours = (pl.col("route") == "calculated") & (pl.col("period_label") == str(year))
    return made.intensity.filter(ours).sort("intensity_id")


def test_nothing_is_missing_from_the_whole_records() -> None:
    rows = hydro().intensity.filter(pl.col("route") == "calculated")
    assert rows.height == 5 * 10
    assert rows["complete"].all() and rows["missing"].list.len().sum() == 0


@pytest.mark.parametrize(
    ("name", "when"),
    [(name, when) for name in ITEMS for when in MONTHS],
)
def test_a_removed_row_makes_the_sums_it_belongs_to_at_least_and_is_named(name: str, when: str) -> None:
    _, item, boundary = ITEMS[name]
    rows = sums(without(name), MONTHS[when][0])
    part_of = pl.col("boundary").is_in(BOUNDARIES[BOUNDARIES.index(boundary) :])
    # Without the metal of a month, what was cast of it has lost its emissions, not its tonnes.
    affected = rows.filter(part_of & ((item != "metal_tapped") | (pl.col("denominator") == "tapped")))
    assert affected.height > 0 and not affected["complete"].any()
    assert affected["missing"].list.contains(item).all()
    assert rows.filter(~part_of)["complete"].all()


@pytest.mark.parametrize("line", ["DH-PL1", "DH-PL2"])
def test_emissions_lost_with_the_metal_make_the_sum_per_cast_tonne_at_least_too(line: str) -> None:
    cast = sums(without(f"metal tapped by {line}"), 2021).filter(pl.col("denominator") == "cast_out")
    assert not cast["complete"].any()


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_a_year_nothing_was_removed_from_does_not_change(name: str) -> None:
    assert sums(without(name), int(UNTOUCHED)).equals(sums(hydro(), int(UNTOUCHED)))


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_a_removed_row_never_raises_what_is_known(name: str) -> None:
    """What is left is a lower bound: every sum is at most the whole one."""
    for year, _ in MONTHS.values():
        both = sums(without(name), year).join(sums(hydro(), year), on="intensity_id", suffix="_whole")
        assert both.height == 10
        assert (both["emissions_t_co2e"] <= both["emissions_t_co2e_whole"] + 1e-6).all()
