"""Intervals of whole smelters: what they are of, whose errors are shared between years, and the same bytes always."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from smelter_ghg.config import ReportingConfig
from smelter_ghg.uncertainty import build
from smelter_ghg.uncertainty.build import build_uncertainty
from tests.golden.from_records import Row, Run, Tables, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, small_plant

STATEMENTS = (
    ("metal", "mass_t", "1", "crucible scale"),
    ("electricity", "mwh", "0.5", ""),
    ("specific_consumption", "value", "2", ""),
    ("supplier_footprints", "factor_t_co2e_per_t", "15", "footprints"),
)


def ranges(years: tuple[int, ...] = (YEAR,), scale: str = "crucible scale") -> list[Row]:
    return [
        {"smelter_id": "s", "table": table, "column": column, "below_pct": below, "citation": "invented"}
        | {"error_group": scale if table == "metal" else group}
        | {"period_start": f"{min(years)}-01-01", "period_end": f"{max(years)}-12-31"}
        for table, column, below, group in STATEMENTS
    ]


def made(folder: Path, tables: Tables) -> Run:
    return run(folder, tables, factors=FACTORS, method_set="ipcc_2006")


def built(one: Run, config: ReportingConfig | None = None) -> dict[str, pl.DataFrame]:
    return build_uncertainty(
        one.ledger, one.ledger_inputs, one.activity, one.intensity, one.factors, config or one.config
    )


def row_of(tables: dict[str, pl.DataFrame], subject: str, **labels: str | None) -> dict[str, object]:
    wanted = {"boundary": "mine_to_metal", "scope2_account": "market", "denominator": "tapped", "source": None} | labels
    rows = tables["uncertainty"].filter(pl.col("subject") == subject)
    for name, value in wanted.items():
        rows = rows.filter(pl.col(name).eq_missing(pl.lit(value, pl.String)))
    return rows.row(0, named=True)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return made(tmp_path_factory.mktemp("plant"), small_plant() | {"uncertainties": ranges()})


@pytest.fixture(scope="module")
def tables(plant: Run) -> dict[str, pl.DataFrame]:
    return built(plant)


def test_every_calculated_intensity_has_an_interval_around_its_own_value(
    plant: Run, tables: dict[str, pl.DataFrame]
) -> None:
    of = tables["uncertainty"].filter(subject="intensity").join(
        plant.intensity.filter(route="calculated").select("intensity_id", pl.col("value").alias("stated")),
        on="intensity_id", how="full", coalesce=True,
    )  # fmt: skip
    assert of["value"].to_list() == pytest.approx(of["stated"].to_list(), rel=1e-12)
    assert of.filter(~pl.col("stated").is_between("lower", "upper")).is_empty()
    assert tables["uncertainty"]["approach_1_trusted"].all()


def test_sources_add_up_and_shares_are_of_the_whole(tables: dict[str, pl.DataFrame]) -> None:
    whole = row_of(tables, "emissions", denominator=None)
    parts = tables["uncertainty"].filter(pl.col("source").is_not_null())
    assert parts.filter(subject="emissions")["value"].sum() == pytest.approx(whole["value"], rel=1e-12)
    assert parts.filter(subject="share")["value"].sum() == pytest.approx(1, rel=1e-12)


def test_metal_weighed_by_one_scale_moves_the_intensity_less_than_what_it_is_divided_by(
    plant: Run, tables: dict[str, pl.DataFrame]
) -> None:
    """Of the numerator, anode carbon and PFC grow with metal, goods and power do not: I = (a P + b) / P moves by the
    share of b alone."""
    intensity, sources = row_of(tables, "intensity"), ("anode_consumption", "anode_effects")
    with_metal = sum(float(str(row_of(tables, "emissions", denominator=None, source=one)["value"])) for one in sources)
    whole = float(str(row_of(tables, "emissions", denominator=None)["value"]))
    scale = tables["drivers"].filter(uncertainty_id=intensity["uncertainty_id"], error_group="crucible scale")
    by_hand = float(str(intensity["value"])) * (1 - with_metal / whole) * (1 / 0.99 - 1 / 1.01) / 2
    assert scale["half_width"].to_list() == pytest.approx([by_hand], rel=1e-9)


def test_what_would_narrow_it_most_is_the_largest_driver(tables: dict[str, pl.DataFrame]) -> None:
    intensity = row_of(tables, "intensity")
    drivers = tables["drivers"].filter(uncertainty_id=intensity["uncertainty_id"]).sort("rank")
    assert drivers["error_group"][0] == "footprints"
    assert drivers["half_width_without"].is_sorted()
    half = float(str(intensity["approach_1_upper"])) - float(str(intensity["value"]))
    first = drivers.row(0, named=True)
    assert first["half_width"] ** 2 + first["half_width_without"] ** 2 == pytest.approx(half**2, rel=1e-9)
    assert first["variance_share"] == pytest.approx((first["half_width"] / half) ** 2, rel=1e-9)


def test_emissions_without_any_range_are_said_to_be_so(tables: dict[str, pl.DataFrame]) -> None:
    """The fuel and its factors have no range here; its share of scope 1 is what rests on none."""
    scope_1 = row_of(tables, "emissions", boundary="scope_1", scope2_account="none", denominator=None)
    fuel = row_of(tables, "emissions", denominator=None, source="combustion")
    share = float(str(fuel["value"])) / float(str(scope_1["value"]))
    assert scope_1["without_range_share"] == pytest.approx(share, rel=1e-9)


def two_years(folder: Path, scale: str) -> Run:
    """The small plant and the same records a year earlier."""
    later, earlier = small_plant(), small_plant()
    for rows in earlier.values():
        for row in rows:
            row |= {name: cell.replace(str(YEAR), str(YEAR - 1)) for name, cell in row.items()}
    both = {name: rows + (earlier[name] if rows and "period_start" in rows[0] else []) for name, rows in later.items()}
    return made(folder, both | {"uncertainties": ranges((YEAR - 1, YEAR), scale)})


def test_an_error_common_to_both_years_does_not_blur_the_change(tmp_path: Path) -> None:
    wide, narrow = (built(two_years(tmp_path / (scale or "own"), scale)) for scale in ("", "crucible scale"))
    for one in (wide, narrow):
        assert row_of(one, "change")["value"] == pytest.approx(0, abs=1e-12)
    widths = [float(str(row_of(one, "change")["upper"])) - float(str(row_of(one, "change")["lower"])) for one in
              (wide, narrow)]  # fmt: skip
    assert widths[1] < 0.8 * widths[0]
    groups = narrow["drivers"].filter(uncertainty_id=row_of(narrow, "change")["uncertainty_id"])["error_group"]
    assert not {"crucible scale", "footprints"} & set(groups.to_list())


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads(
    plant: Run, tables: dict[str, pl.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    for threads in (1, 4):
        monkeypatch.setattr(build, "cpu_count", lambda threads=threads: threads)
        again = built(plant)
        assert all(again[name].equals(frame) for name, frame in tables.items())
    other = plant.config.model_copy(update={"uncertainty": plant.config.uncertainty.model_copy(update={"seed": 7})})
    assert not built(plant, other)["uncertainty"].equals(tables["uncertainty"])


def test_without_ranges_there_is_no_interval(tmp_path: Path) -> None:
    """Only factors that carry no range: a fuel by a user's factor."""
    when = whole_year(YEAR) | {"smelter_id": "s"}
    fuel = {"item": "natural_gas", "flow": "consumed", "quantity": "10", "unit": "GJ", "basis": "net_calorific"}
    one = made(tmp_path, {
        "smelters": [{"smelter_id": "s", "name": "S", "level": "site"}],
        "activity": [when | fuel],
        "metal": [when | {"flow": "cast_out", "mass_t": "5"}],
    })  # fmt: skip
    assert one.intensity.filter(route="calculated").height
    assert all(frame.is_empty() for frame in built(one).values())


def test_the_draws_of_an_intensity_are_those_of_its_interval(tables: dict[str, pl.DataFrame]) -> None:
    row = row_of(tables, "intensity")
    (drawn,) = tables["draws"].filter(intensity_id=row["intensity_id"])["draws"].to_list()
    assert len(drawn) == row["draws"]
    assert np.quantile(drawn, [0.025, 0.975]).tolist() == pytest.approx([row["lower"], row["upper"]], rel=1e-12)
