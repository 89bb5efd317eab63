"""The reference series: whole, cited, marked secondary, and nothing a records folder would take for records.

Belongs here: the files of `reference/`. Does not belong here: smelters' records.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.records import tables

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "reference"
KEYS = {
    "iai_smelting_energy": ["region", "year", "current"],
    "iai_alumina_energy": ["region", "year"],
    "iai_lci_2019_energy": ["product", "carrier"],
    "mpp_capacity_2020": ["name"],
    "comparison_averages": ["quantity", "population", "year"],
}
SECONDARY = [name for name in KEYS if name != "comparison_averages"]


def frame(name: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / f"{name}.csv")


def test_the_folder_holds_these_files_and_none_named_like_a_record_table() -> None:
    names = {path.stem for path in FOLDER.glob("*.csv")}
    assert names == {*KEYS, "sources"}
    assert not names & set(tables())
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"`{name}.csv`" not in readme] == []


@pytest.mark.parametrize("name", KEYS)
def test_rows_are_told_apart_and_cited(name: str) -> None:
    rows = frame(name)
    assert not rows.select(KEYS[name]).is_duplicated().any()
    assert set(rows["document_id"]) <= set(frame("sources")["document_id"])
    assert set(rows["confidence"]) == ({"S"} if name in SECONDARY else {"V"})


def test_every_source_is_used() -> None:
    used = {document for name in KEYS for document in frame(name)["document_id"]}
    assert used == set(frame("sources")["document_id"])


def test_smelting_energy_has_every_region_in_every_year() -> None:
    rows = frame("iai_smelting_energy")
    years = {"ac": [2005, 2010, 2015, 2018, 2019, 2020, 2021], "dc": [2010, 2015, 2018, 2019, 2020, 2021]}
    regions = rows["region"].unique()
    assert regions.len() == 9
    assert set(rows.select("region", "year", "current").rows()) == {
        (region, year, current) for current in years for year in years[current] for region in regions
    }
    assert rows.filter(pl.col("kwh_per_t").is_null()).select("region", "year", "current").rows() == [
        ("gcc", 2005, "ac")
    ]


def test_values_that_look_like_entry_errors_are_marked_and_stand_out() -> None:
    rows = frame("iai_smelting_energy")
    marked = rows.filter(pl.col("question").is_not_null()).select("region", "year", "current").rows()
    assert set(marked) == {("north_america", 2021, "ac"), ("oceania", 2021, "ac"), ("north_america", 2021, "dc")}
    # A year's jump of a tenth or more marks just these; from 2018 on there is a value for every year.
    late = rows.filter(pl.col("year") >= 2018).sort("current", "region", "year")
    jump = (pl.col("kwh_per_t") / pl.col("kwh_per_t").shift(1).over("current", "region") - 1).abs()
    jumped = late.filter((jump > 0.1) & (pl.col("year") == 2021)).select("region", "year", "current").rows()
    assert set(jumped) == set(marked)


def test_direct_current_is_less_than_alternating_current() -> None:
    """Rectifiers and auxiliaries take between one and ten per cent; a mistyped digit falls outside."""
    rows = frame("iai_smelting_energy").filter(pl.col("question").is_null())
    pairs = rows.filter(pl.col("current") == "dc").join(
        rows.filter(pl.col("current") == "ac"), on=["region", "year"], suffix="_ac"
    )
    ratio = pairs["kwh_per_t"] / pairs["kwh_per_t_ac"]
    assert pairs.height > 45
    assert ratio.min() > 0.85  # type: ignore[operator]
    assert ratio.max() < 1  # type: ignore[operator]


def test_alumina_energy_has_every_region_in_every_year() -> None:
    rows = frame("iai_alumina_energy")
    assert rows.height == rows["region"].n_unique() * rows["year"].n_unique() == 7 * 7
    by_year = (
        rows.filter(pl.col("region") != "world")
        .group_by("year")
        .agg(pl.col("mj_per_t").min().alias("least"), pl.col("mj_per_t").max().alias("most"))
    )
    world = rows.filter(pl.col("region") == "world").join(by_year, on="year")
    assert world.filter(pl.col("mj_per_t").is_between("least", "most")).height == 7


def test_the_inventory_of_2019_covers_seven_products() -> None:
    rows = frame("iai_lci_2019_energy")
    assert rows["product"].unique().sort().to_list() == [
        "alumina",
        "anode",
        "bauxite",
        "casting",
        "electrolysis_prebake",
        "electrolysis_soderberg",
        "paste",
    ]
    assert rows["mj_per_t"].min() == 0  # coal of the anode: a zero that is printed, not a gap
    assert rows.filter(pl.col("mj_per_t") == 0).select("product", "carrier").rows() == [("anode", "coal")]


def test_the_capacity_list_agrees_with_the_record_taken_from_it() -> None:
    rows = frame("mpp_capacity_2020")
    assert rows.height == 35
    assert rows.filter(pl.col("country_iso3").str.len_chars() != 3).is_empty()
    assert rows["capacity_mt_per_year"].is_between(0.1, 6).all()
    assert rows["utilisation_2020"].is_between(0.4, 1.05).all()
    boyne = rows.filter(pl.col("name") == "Boyne").row(0, named=True)
    published = pl.read_csv(ROOT / "data" / "published" / "reported_indicators.csv", infer_schema=False)
    printed = dict(published.filter(pl.col("smelter_id") == "boyne").select("indicator", "value").rows())
    assert float(printed["capacity_per_year"]) == boyne["capacity_mt_per_year"]
    assert float(printed["utilisation"]) == boyne["utilisation_2020"]
