"""Reads a release's files into plain rows by id.

Belongs here: Parquet, JSON, YAML and HTML as they lie in the folder. Does not belong here: computing anything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

Row = dict[str, Any]


@dataclass(repr=False)
class ReleaseData:
    """The parts of a release the chain runs through."""

    cells: dict[str, Row]
    factors: dict[str, Row]
    activity: dict[str, Row]
    ledger: dict[str, Row]
    inputs: dict[str, list[Row]]
    energy: dict[str, Row]
    figures: dict[str, Row]
    missing: list[Row]
    findings: list[Row]
    rulebooks: dict[str, Any]
    intensity: list[Row]
    conformance: Row
    intervals: dict[str, Row] = field(default_factory=dict)
    drivers: dict[str, Row] = field(default_factory=dict)
    bridges: dict[str, Row] = field(default_factory=dict)
    pathways: dict[str, Row] = field(default_factory=dict)
    restatements: list[Row] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)


def _by(rows: list[Row], key: str) -> dict[str, Row]:
    found = {row[key]: row for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{key} is not unique")
    return found


def load(release: Path) -> ReleaseData:
    """Read a release folder. Raises ValueError where an id occurs twice."""

    def rows(name: str) -> list[Row]:
        table: list[Row] = pq.read_table(release / f"{name}.parquet").to_pylist()
        return table

    inputs: dict[str, list[Row]] = {}
    for row in rows("ledger_inputs"):
        inputs.setdefault(row["ledger_id"], []).append(row)
    folder = release / "rulebooks"
    return ReleaseData(
        cells=_by(rows("records"), "input_id"),
        factors=_by(rows("factors"), "factor_id"),
        activity=_by(rows("activity"), "activity_id"),
        ledger=_by(rows("ledger"), "ledger_id"),
        inputs=inputs,
        energy=_by(rows("energy"), "energy_id"),
        figures=_by(rows("figures"), "figure_id"),
        missing=rows("missing"),
        findings=rows("findings"),
        rulebooks={path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))},
        intensity=json.loads((release / "intensity.json").read_text("utf-8"))["intensity"],
        conformance=json.loads((release / "conformance.json").read_text("utf-8")),
        intervals=_by(rows("uncertainty"), "uncertainty_id"),
        bridges=_by(rows("bridges"), "bridge_id"),
        pathways=_by(rows("pathways"), "pathway_id"),
        restatements=rows("restatements") if (release / "restatements.parquet").is_file() else [],
        drivers={f"{row['uncertainty_id']}|{row['rank']}": row for row in rows("drivers")},
        pages={path.relative_to(release).as_posix(): path.read_text("utf-8") for path in release.rglob("*.html")},
    )
