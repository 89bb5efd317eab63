"""The paths of the demo smelters, from records to release: one on its path, one above it, one with electricity apart.

That every figure of them follows from its leaves is tested with those of the whole release (tests/independent).
"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest


@pytest.fixture(scope="module")
def paths(published_release: Path) -> pl.DataFrame:
    return pl.read_parquet(published_release / "pathways.parquet").sort("smelter_id", "emissions", "reporting_year")


def newest(paths: pl.DataFrame, smelter_id: str) -> dict[str, object]:
    known = paths.filter(smelter_id=smelter_id, emissions="all").drop_nulls("gap_t")
    return known.row(-1, named=True)


def test_every_path_reaches_2050_without_rising(paths: pl.DataFrame) -> None:
    assert set(paths["smelter_id"]) == {"demo_coal", "demo_hydro", "demo_paste"}
    for (_, _), own in paths.group_by("smelter_id", "emissions"):
        values = own.sort("reporting_year")["path_value"]
        assert own["reporting_year"].max() == 2050 and values.null_count() == 0
        assert (values.diff().drop_nulls() <= 1e-9).all()


def test_the_hydro_smelter_is_on_its_path_and_the_coal_smelter_above(paths: pl.DataFrame) -> None:
    hydro, coal = (newest(paths, one) for one in ("demo_hydro", "demo_coal"))
    for row in (hydro, coal):
        assert row["gap_t_per_t"] == pytest.approx(row["value"] - row["path_value"])  # type: ignore[operator]
        assert row["gap_t"] == pytest.approx(row["gap_t_per_t"] * row["production_t"])  # type: ignore[operator]
        assert row["cumulative_complete"] and row["missing_years"] == []
    assert hydro["gap_t_per_t"] < 0 < coal["gap_t_per_t"]  # type: ignore[operator]
    assert hydro["probability_on_path"] > 0.9 and coal["probability_on_path"] < 0.1  # type: ignore[operator]
    assert hydro["market_recorded"] and not coal["market_recorded"]


def test_the_parts_of_the_paste_smelter_make_the_whole(paths: pl.DataFrame) -> None:
    own = paths.filter(smelter_id="demo_paste", reporting_year=2024)
    by_part = {row["emissions"]: row for row in own.iter_rows(named=True)}
    for column in ("path_value", "value", "gap_t"):
        parts = by_part["electricity"][column] + by_part["non_electricity"][column]
        assert by_part["all"][column] == pytest.approx(parts)


def test_pages_lead_with_the_gap_and_say_synthetic(published_release: Path, paths: pl.DataFrame) -> None:
    for smelter_id, said in (("demo_coal", "above"), ("demo_hydro", "below"), ("demo_paste", "above")):
        page = (published_release / "disclosure" / "smelters" / f"{smelter_id}.html").read_text("utf-8")
        part = page[page.index('<section id="pathway"') : page.index("</section>", page.index('<section id="pathway"'))]
        assert f"{said} the path in <time>2024</time>" in part
        assert "The slopes are synthetic" in part and "synthetic slopes" in part and "not ASI" in part
        assert 'id="pathway-1"' in part and "The inputs to type into ASI" in part
    other = (published_release / "disclosure" / "smelters" / "sohar.html").read_text("utf-8")
    assert 'id="pathway"' not in other


def test_the_inputs_for_asis_tools_are_a_file(published_release: Path, paths: pl.DataFrame) -> None:
    with (published_release / "disclosure" / "pathway_inputs.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["smelter_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"demo_coal", "demo_hydro", "demo_paste"}
    for smelter_id, row in rows.items():
        base = paths.filter(smelter_id=smelter_id, emissions="all", role="base").row(0, named=True)
        parts = [float(row[f"base_value_{part}"]) for part in ("electricity", "non_electricity")]
        assert row["synthetic"] == "true" and float(row["base_value"]) == base["base_value"]
        assert sum(parts) == pytest.approx(base["base_value"])
        assert float(row["production_t"]) == base["production_t"]
