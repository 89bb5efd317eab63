"""Analyses of carbon and the kind of carbon cells take."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelter_ghg.physics import impurity_findings, technology_findings
from tests.golden.from_records import run, whole_year
from tests.golden.small_plant import YEAR, small_plant
from tests.unit.ledger.demo_run import demo


@pytest.mark.parametrize(
    ("name", "value", "sound"),
    [
        ("sulphur_pct", "1.9", True),
        ("sulphur_pct", "0.5", True),
        ("ash_pct", "0.35", True),
        ("ash_pct", "0", True),
        ("sulphur_pct", "0.019", False),
        ("ash_pct", "0.0035", False),
        ("sulphur_pct", "19", False),
    ],
)
def test_sulphur_and_ash_are_of_the_size_carbon_has(tmp_path: Path, name: str, value: str, sound: bool) -> None:
    analysis = whole_year(YEAR) | {"smelter_id": "s", "item": "prebaked_anode", "property": name, "value": value}
    found = impurity_findings(run(tmp_path, small_plant() | {"properties": [analysis]}).activity)
    expected = (name.replace("pct", "in_carbon"), "warning", "properties", "value")
    assert found.select("check_id", "severity", "table", "column").rows() == ([] if sound else [expected])
    assert sound or "prebaked_anode" in found["expected"].item()


@pytest.mark.parametrize(
    ("technology", "item", "sound"),
    [
        ("CWPB", "net_anode_carbon", True),
        ("VSS", "paste_consumption", True),
        ("VSS", "net_anode_carbon", False),
        ("PFPB_L", "paste_consumption", False),
    ],
)
def test_cells_burn_the_carbon_their_technology_takes(tmp_path: Path, technology: str, item: str, sound: bool) -> None:
    tables = small_plant(technology=technology)
    for row in tables["specific_consumption"]:
        row["item"] = item
    found = technology_findings(run(tmp_path, tables).activity)
    expected = ("technology_against_carbon", "warning", "facilities", "technology", technology)
    assert found.select("check_id", "severity", "table", "column", "value").rows() == ([] if sound else [expected])
    assert sound or ("L1" in found["expected"].item() and found["likely_cause"].item())


def test_the_invented_smelters_are_sound() -> None:
    assert impurity_findings(demo().activity).is_empty() and technology_findings(demo().activity).is_empty()
