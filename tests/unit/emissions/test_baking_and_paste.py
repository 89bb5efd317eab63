"""Pitch volatiles, packing coke and Soderberg paste: which records, defaults and tiers meet, and what is missing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.emissions.pitch_volatiles import pitch_volatiles_co2
from tests.golden.from_records import Row, Run, Tables, months, run, whole_year
from tests.golden.small_plant import FACTORS, YEAR, bought, small_plant

CARBON = 44 / 12
WHEN = whole_year(YEAR) | {"smelter_id": "s"}


def furnace(
    *rows: Row, kind: str = "closed", analyses: tuple[tuple[str, str, str], ...] = (), **tables: list[Row]
) -> Tables:
    return {
        "facilities": [{"smelter_id": "s", "facility_id": "bake", "kind": "anode_plant", "furnace_kind": kind}],
        "activity": list(rows),
        "properties": [WHEN | {"item": item, "property": name, "value": value} for item, name, value in analyses],
    } | tables


def mass(item: str, flow: str, tonnes: float, **cells: str) -> Row:
    return WHEN | {"facility_id": "bake", "item": item, "flow": flow, "quantity": str(tonnes), "unit": "t"} | cells


BAKED, GREEN = mass("baked_anodes", "produced", 1000), mass("green_anodes", "consumed", 1060)


def made_of(folder: Path, tables: Tables) -> Run:
    return run(folder, tables, method_set="ipcc_2006")


def reasons(made: Run, item: str, method_set: str = "ipcc_2006") -> list[str]:
    return made.missing.filter((pl.col("item") == item) & (pl.col("method_set") == method_set))["reason"].to_list()


def kinds(made: Run, source: str) -> dict[str, str]:
    rows = made.inventory().filter(pl.col("source") == source)
    listed = made.ledger_inputs.join(rows, on="ledger_id", how="semi").select("argument", "kind").unique()
    return dict(listed.iter_rows())


def test_without_a_furnace_kind_the_volatiles_are_missing_and_packing_coke_is_not(tmp_path: Path) -> None:
    made = made_of(tmp_path, furnace(BAKED, GREEN, kind=""))
    assert made.kilograms(source="pitch_volatiles") == 0 and made.kilograms(source="packing_coke") > 0
    assert "kind of bake furnace" in reasons(made, "pitch_volatiles")[0]
    weighed = made_of(tmp_path / "tar", furnace(BAKED, GREEN, mass("waste_tar", "produced", 3), kind=""))
    assert weighed.kilograms(source="pitch_volatiles") == pytest.approx((1060 * 0.995 - 1000 - 3) * CARBON * 1000)
    assert reasons(weighed, "pitch_volatiles") == []


def test_the_ratio_stands_in_for_green_anodes_and_says_so(tmp_path: Path) -> None:
    made = made_of(tmp_path, furnace(BAKED))
    assert kinds(made, "pitch_volatiles")["green_to_baked_ratio"] == "default"
    status = made.factors.row("ghg_protocol_workbook_green_to_baked_ratio")["status"]
    assert status == "secondary"
    assert "green_to_baked_ratio" not in kinds(made_of(tmp_path / "weighed", furnace(BAKED, GREEN)), "pitch_volatiles")


def test_more_out_of_the_furnace_than_went_in_is_no_negative_emission(tmp_path: Path) -> None:
    made = made_of(tmp_path, furnace(BAKED, mass("green_anodes", "consumed", 990)))
    assert made.ledger.filter(pl.col("source") == "pitch_volatiles").is_empty()
    assert "check both masses" in reasons(made, "pitch_volatiles")[0]


def test_nothing_baked_is_zero_and_not_missing(tmp_path: Path) -> None:
    made = made_of(tmp_path, furnace(mass("baked_anodes", "produced", 0), mass("green_anodes", "consumed", 0)))
    assert made.inventory().filter(pl.col("source") == "pitch_volatiles")["mass_kg"].to_list() == [0.0]
    assert reasons(made, "pitch_volatiles") == []


def test_a_month_of_green_anodes_does_not_meet_a_year_of_baked_ones(tmp_path: Path) -> None:
    january = GREEN | months(YEAR)[0] | {"quantity": "90"}
    made = made_of(tmp_path, furnace(BAKED, january))
    assert kinds(made, "pitch_volatiles")["green_to_baked_ratio"] == "default"


def test_several_records_of_one_furnace_and_period_add_up(tmp_path: Path) -> None:
    parts = [mass("baked_anodes", "produced", 400, supplier="A"), mass("baked_anodes", "produced", 600, supplier="B")]
    made, whole = (
        made_of(tmp_path / "parts", furnace(*parts, GREEN)),
        made_of(tmp_path / "whole", furnace(BAKED, GREEN)),
    )
    for source in ("pitch_volatiles", "packing_coke"):
        assert made.kilograms(source=source) == pytest.approx(whole.kilograms(source=source), rel=1e-12)


@pytest.mark.parametrize(("analysed", "tier"), [(("sulphur_pct",), 2), (("sulphur_pct", "ash_pct"), 3)])
def test_packing_coke_is_tier_3_only_with_every_analysis(tmp_path: Path, analysed: tuple[str, ...], tier: int) -> None:
    analyses = tuple(("packing_coke", name, "1") for name in analysed)
    made = made_of(tmp_path, furnace(mass("packing_coke", "consumed", 20), analyses=analyses))
    rows = made.inventory().filter(pl.col("source") == "packing_coke")
    ash = 0.01 if "ash_pct" in analysed else 0.025
    assert rows.select("tier", "mass_kg").row(0) == (tier, pytest.approx(20 * (1 - 0.01 - ash) * CARBON * 1000))


def test_a_rate_of_packing_coke_is_per_baked_anode(tmp_path: Path) -> None:
    rate = WHEN | {"facility_id": "bake", "item": "packing_coke", "value": "12", "unit": "kg/t", "per": "baked_anode"}
    made = made_of(tmp_path / "rate", furnace(BAKED, specific_consumption=[rate]))
    assert made.kilograms(source="packing_coke") == pytest.approx(12 * 0.955 * CARBON * 1000)
    per_metal = made_of(tmp_path / "metal", furnace(BAKED, specific_consumption=[rate | {"per": "tapped"}]))
    assert per_metal.kilograms(source="packing_coke") == pytest.approx(15 * 0.955 * CARBON * 1000)


def test_the_volatiles_are_linear_additive_and_nothing_makes_nothing() -> None:
    def of(scale: float) -> float:
        return float(pitch_volatiles_co2.function(1060 * scale, 0.005, 0.005, 1000 * scale, CARBON))

    assert of(0) == 0 and of(3) == pytest.approx(3 * of(1)) and of(1) + of(2) == pytest.approx(of(3))


def paste_line(technology: str = "VSS", kind: str = "dry", **tables: list[Row]) -> Tables:
    line = {"smelter_id": "s", "facility_id": "L", "kind": "potline", "technology": technology, "paste_kind": kind}
    return {
        "facilities": [line],
        "metal": [WHEN | {"facility_id": "L", "flow": "tapped", "mass_t": "1000"}],
        "specific_consumption": [paste_rate("paste_consumption", "520")],
    } | tables


def paste_rate(item: str, value: str) -> Row:
    return WHEN | {"facility_id": "L", "item": item, "value": value, "unit": "kg/t", "per": "tapped"}


def test_without_a_paste_kind_production_alone_is_left_in_the_2006_set_only(tmp_path: Path) -> None:
    made = made_of(tmp_path, paste_line(kind=""))
    assert made.kilograms(source="paste_consumption") == pytest.approx(1.7e6)
    assert reasons(made, "paste_consumption") == []
    assert "dry or wet" in reasons(made, "paste_consumption", "eu_2025_2547")[0]
    binder = WHEN | {"item": "soderberg_paste", "property": "binder_content_pct", "value": "25"}
    known = made_of(tmp_path / "binder", paste_line(kind="", properties=[binder]))
    assert reasons(known, "paste_consumption", "eu_2025_2547") == []


def test_horizontal_studs_lose_more_soluble_matter_than_vertical_ones(tmp_path: Path) -> None:
    vertical, horizontal = (made_of(tmp_path / name, paste_line(name)) for name in ("VSS", "HSS"))
    lost = vertical.kilograms(source="paste_consumption") - horizontal.kilograms(source="paste_consumption")
    assert lost == pytest.approx(1000 * (0.004 - 0.0005) * CARBON * 1000)


def test_every_parameter_from_the_site_makes_tier_3(tmp_path: Path) -> None:
    values = {
        **{("pitch", name): "1" for name in ("sulphur_pct", "ash_pct", "hydrogen_pct")},
        **{("calcined_coke", name): "2" for name in ("sulphur_pct", "ash_pct")},
        ("soderberg_paste", "binder_content_pct"): "25",
    }
    properties = [WHEN | {"item": i, "property": p, "value": v} for (i, p), v in values.items()]
    rates = [paste_rate(name, v) for name, v in (("paste_consumption", "520"), ("cyclohexane_soluble_matter", "2"))]
    without = made_of(tmp_path / "2", paste_line(properties=properties, specific_consumption=rates))
    assert without.inventory().filter(pl.col("source") == "paste_consumption")["tier"].to_list() == [2]
    rates.append(paste_rate("carbon_in_skimmed_dust", "8"))
    made = made_of(tmp_path / "3", paste_line(properties=properties, specific_consumption=rates))
    rows = made.inventory().filter(pl.col("source") == "paste_consumption")
    carbon = 520 * (1 - 0.25 * 0.03 - 0.75 * 0.04) - 2 - 8
    assert rows.select("tier", "mass_kg").row(0) == (3, pytest.approx(carbon * CARBON * 1000))


def test_skimmed_dust_is_tonnes_of_carbon_and_not_per_cent(tmp_path: Path) -> None:
    made = made_of(tmp_path, paste_line())
    used = made.ledger_inputs.filter(pl.col("argument") == "carbon_in_skimmed_dust")["value"].unique().to_list()
    assert used == [0.01]


def test_paste_weighed_over_other_days_than_the_metal_is_missing(tmp_path: Path) -> None:
    paste = WHEN | months(YEAR)[0] | {"facility_id": "L", "item": "soderberg_paste", "flow": "consumed"}
    weighed = paste_line(specific_consumption=[], activity=[paste | {"quantity": "520", "unit": "t"}])
    made = made_of(tmp_path, weighed)
    assert "over the metal's days" in reasons(made, "paste_consumption", "eu_2025_2547")[0]


def test_a_smelter_that_bakes_needs_what_its_furnace_takes_and_gives(tmp_path: Path) -> None:
    tables = small_plant()
    tables["facilities"].append(
        {"facility_id": "bake", "smelter_id": "s", "kind": "anode_plant", "furnace_kind": "other"}
    )
    for month in months(YEAR):
        tables["activity"] += [bought(month, item, 100) for item in ("calcined_coke", "pitch")]
        tables["activity"].append(mass("diesel", "consumed", 1) | month)
        tables["transport"] += [
            month | {"smelter_id": "s", "item": item, "mode": "sea", "mass_t": "100", "distance_km": "50"}
            for item in ("calcined_coke", "pitch")
        ]
    made = run(tmp_path / "without", tables, factors=FACTORS)
    assert {"pitch_volatiles", "packing_coke"} <= set(made.missing_items())
    tables["activity"] += [mass("baked_anodes", "produced", 45) | month for month in months(YEAR)]
    made = run(tmp_path / "with", tables, factors=FACTORS)
    assert not {"pitch_volatiles", "packing_coke"} & set(made.missing_items())
    tables["activity"].pop()
    made = run(tmp_path / "hole", tables, factors=FACTORS)
    assert {"pitch_volatiles", "packing_coke"} <= set(made.missing_items())


def test_coke_and_pitch_of_a_soderberg_smelter_do_not_make_it_bake_anodes(tmp_path: Path) -> None:
    tables = small_plant(technology="VSS")
    tables["facilities"][0]["paste_kind"] = "wet"
    tables["activity"] = [row for row in tables["activity"] if row["item"] != "prebaked_anode"]
    made = run(tmp_path / "without", tables, factors=FACTORS)
    assert {"paste", "paste_consumption"} <= set(made.missing_items())
    assert not {"anodes", "pitch_volatiles", "packing_coke"} & set(made.missing_items())
    for row in tables["specific_consumption"]:
        row |= {"item": "paste_consumption", "value": "530"}
    for month in months(YEAR):
        tables["activity"] += [bought(month, item, 300) for item in ("calcined_coke", "pitch")]
    made = run(tmp_path / "with", tables, factors=FACTORS)
    assert not {"paste", "paste_consumption", "pitch_volatiles"} & set(made.missing_items())
    assert "calcined_coke_transport" in made.missing_items()
