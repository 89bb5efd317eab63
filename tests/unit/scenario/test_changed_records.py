"""Records as a scenario has them: which rows change, what stands in them, and what is wrong where nothing can."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from smelter_ghg.records.folder import RecordSet, read_folder
from smelter_ghg.scenario import Scenario, change_records

HEADER = "smelter_id,facility_id,period_start,period_end,flow,mass_t\n"
ROWS = (
    "a,,2023-01-01,2023-12-31,tapped,0.3\n"
    "a,,2024-01-01,2024-12-31,tapped,1000\n"
    "a,,2024-01-01,2024-12-31,cast_out,\n"
    "b,,2024-01-01,2024-12-31,tapped,1e3\n"
)


def changed(folder: Path, *changes: dict[str, Any]) -> RecordSet:
    (folder / "metal.csv").write_text(HEADER + ROWS, encoding="utf-8")
    scenario = Scenario.model_validate({"name": "n", "changes": [{"table": "metal", **one} for one in changes]})
    scenario = scenario.model_copy(update={"file": "what_if.yaml"})
    return read_folder(folder, changed=partial(change_records, scenario))


def masses(made: RecordSet) -> dict[str, float | None]:
    rows = made.tables["metal"].sort("_key")
    keys = pl.concat_str("smelter_id", pl.col("period_start").dt.year(), "flow", separator=" ")
    return dict(rows.select(keys, "mass_t").iter_rows())


def told(made: RecordSet) -> list[tuple[Any, ...]]:
    return made.findings.filter(check_id="scenario_meets_nothing").select("file", "row", "column", "value").rows()


def test_numbers_are_multiplied_in_decimal_and_empty_cells_stay_empty(tmp_path: Path) -> None:
    """Three tenths times 1.1 are 0.33, which doubles are not; a cell nobody filled has no half."""
    made = changed(tmp_path, {"where": {"smelter_id": ["a"]}, "multiply": {"mass_t": 1.1}})
    assert masses(made) == {
        "a 2023 tapped": 0.33,
        "a 2024 cast_out": None,
        "a 2024 tapped": 1100,
        "b 2024 tapped": 1000,
    }
    assert made.texts["metal"]["mass_t"].to_list() == ["0.33", None, "1100", "1e3"]
    assert made.findings.is_empty()


def test_conditions_choose_rows_by_cells_and_dates(tmp_path: Path) -> None:
    made = changed(
        tmp_path,
        {"where": {"flow": "tapped"}, "since": "2024-01-01", "add": {"mass_t": -1}},
        {"where": {"flow": "tapped"}, "until": "2023-12-31", "add": {"mass_t": 1}},
        {"where": {"smelter_id": ["b"], "flow": ["tapped", "cast_out"]}, "set": {"mass_t": 7}},
    )
    assert masses(made) == {"a 2023 tapped": 1.3, "a 2024 cast_out": None, "a 2024 tapped": 999, "b 2024 tapped": 7}


def test_rows_come_and_go_and_keep_their_order(tmp_path: Path) -> None:
    new = {"smelter_id": "a", "period_start": "2022-01-01", "period_end": "2022-12-31", "flow": "tapped", "mass_t": 5}
    made = changed(tmp_path, {"where": {"smelter_id": "a"}, "drop": True}, {"rows": [new]})
    assert masses(made) == {"a 2022 tapped": 5, "b 2024 tapped": 1000}
    assert made.texts["metal"]["_key"].is_sorted()
    added = made.texts["metal"].filter(smelter_id="a").row(0, named=True)
    assert (added["_file"], added["_key"]) == ("what_if.yaml", "a||2022-01-01|2022-12-31|tapped|")


def test_a_changed_label_is_part_of_the_rows_key(tmp_path: Path) -> None:
    made = changed(tmp_path, {"where": {"smelter_id": "b"}, "set": {"flow": "cast_out"}})
    assert "b||2024-01-01|2024-12-31|cast_out|" in made.texts["metal"]["_key"].to_list()


def test_a_change_that_meets_nothing_is_an_error_with_its_place(tmp_path: Path) -> None:
    nobody = changed(tmp_path, {"where": {"smelter_id": ["c", "d"]}, "since": "2024-01-01", "drop": True, "line": 4})
    assert told(nobody) == [("what_if.yaml", 4, None, "smelter_id c or d, since 2024-01-01")]
    assert masses(nobody)["a 2024 tapped"] == 1000
    empty = changed(tmp_path, {"where": {"flow": "cast_out"}, "multiply": {"mass_t": 2}, "line": 9})
    assert told(empty) == [("what_if.yaml", 9, "mass_t", None)]
    earlier = changed(tmp_path, {"until": "2022-12-31", "drop": True, "line": 2})
    assert told(earlier) == [("what_if.yaml", 2, None, "until 2022-12-31")]


def test_text_where_a_number_is_to_change_is_an_error_of_its_row(tmp_path: Path) -> None:
    made = changed(
        tmp_path, {"where": {"smelter_id": "b"}, "set": {"mass_t": "much"}}, {"multiply": {"mass_t": 2}, "line": 5}
    )
    assert told(made) == [("metal.csv", 5, "mass_t", "much")]


def test_a_changed_cell_is_read_and_checked_like_any(tmp_path: Path) -> None:
    made = changed(tmp_path, {"where": {"smelter_id": "b"}, "set": {"mass_t": "much"}})
    assert made.findings.select("file", "row", "column", "value").rows() == [("metal.csv", 5, "mass_t", "much")]
