"""Alumina per tonne where no metal was tapped."""

from __future__ import annotations

from pathlib import Path

from smelter_ghg.physics import alumina_findings
from smelter_ghg.physics.alumina import alumina_per_tonne
from tests.golden.from_records import Tables, months, run
from tests.golden.small_plant import YEAR, bought

JANUARY = months(YEAR)[0] | {"smelter_id": "s"}


def plant(tonnes: str) -> Tables:
    return {
        "facilities": [{"smelter_id": "s", "facility_id": "L1", "kind": "potline", "technology": "PFPB_M"}],
        "metal": [JANUARY | {"facility_id": "L1", "flow": "tapped", "mass_t": tonnes}],
        "activity": [bought(JANUARY, "alumina", 1930)],
    }


def test_alumina_fed_to_cells_that_are_started_and_not_yet_tapped_is_no_rate(tmp_path: Path) -> None:
    started = run(tmp_path / "started", plant("0"))
    assert alumina_per_tonne(started.activity).is_empty()
    assert alumina_findings(started.activity, started.factors).is_empty()
    tapped = run(tmp_path / "tapped", plant("1000"))
    assert alumina_per_tonne(tapped.activity)["value"].to_list() == [1.93]
