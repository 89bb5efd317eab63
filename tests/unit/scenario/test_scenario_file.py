"""A scenario file that cannot be used is refused with its line and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelter_ghg.scenario import ScenarioError, load_scenario

GOOD = """name: Half
changes:
  - table: metal
    multiply: {mass_t: 0.5}
  - table: potlines
    where: {smelter_id: [a, b], cells_operating: 200}
    since: 2024-01-01
    set: {line_current_ka: 350.5, document_id: yes}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "what_if.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_cells_are_read_as_a_record_file_would_write_them(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, GOOD))
    second = scenario.changes[1]
    assert (scenario.name, second.line) == ("Half", 5)
    assert second.where == {"smelter_id": ("a", "b"), "cells_operating": ("200",)}
    assert second.set == {"line_current_ka": "350.5", "document_id": "true"}
    assert str(scenario.changes[0].multiply["mass_t"]) == "0.5"


CHANGE = "name: n\nchanges:\n  - table: metal\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- 1\n", "expected a mapping"),
        ("name: [\n", "cannot be read as YAML"),
        ("name: n\n", "changes: Field required"),
        ("name: n\nchanges: []\n", "changes: "),
        ("name: n\nchanges:\n  - 3\n", "line 3: changes.0"),
        ("name: n\nchanges:\n  -\n", "changes: "),
        (CHANGE, "line 3: changes.0: expected exactly one of set, multiply, add, rows, drop, found none"),
        (CHANGE + "    drop: true\n    set: {mass_t: 1}\n", "found set and drop"),
        (CHANGE + "    sett: {mass_t: 1}\n", "changes.0.sett: Extra inputs"),
        (CHANGE + "    set: {mass: 1}\n", "metal has no column 'mass'"),
        (CHANGE + "    where: {smelter: 1}\n    drop: true\n", "metal has no column 'smelter'"),
        (CHANGE + "    multiply: {flow: 2}\n", "flow of metal is no number"),
        (CHANGE + "    multiply: {mass_t: much}\n", "expected a number (found 'much')"),
        (CHANGE + "    add: {mass_t: .inf}\n", "expected a number"),
        (CHANGE + "    multiply: {mass_t: yes}\n", "expected a number"),
        (CHANGE + "    since: 2024-01-01\n    rows: [{flow: tapped}]\n", "take no condition"),
        (CHANGE + "    since: tomorrow\n    drop: true\n", "changes.0.since"),
        (CHANGE + "    where: {flow: []}\n    drop: true\n", "changes.0.where.flow"),
        ("name: n\nchanges:\n  - table: metals\n    drop: true\n", "no record table 'metals'; there are activity,"),
        ("name: n\nchanges:\n  - table: smelters\n    since: 2024-01-01\n    drop: true\n", "smelters has no periods"),
        ("name: ''\nchanges:\n  - table: metal\n    drop: true\n", "name: "),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(write(tmp_path, text))
    assert told in str(refused.value)
    assert str(refused.value).startswith("what_if.yaml")


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_scenario(tmp_path / "none.yaml")
    with pytest.raises(ScenarioError, match="larger than"):
        load_scenario(write(tmp_path, GOOD + "#" * (1 << 20)))
