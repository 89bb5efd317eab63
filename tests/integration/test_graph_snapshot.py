"""The graph as it is: a change of keys, dependencies, checks, jobs or schedules shows in a diff of the snapshot.

SMELTER_GHG_WRITE_SNAPSHOT=1 writes tests/architecture/snapshots/graph.json anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.definitions import build_definitions, defs
from pipelines.resources import ReportSettings

SNAPSHOT = Path(__file__).parents[1] / "architecture" / "snapshots" / "graph.json"


def described(definitions: dg.Definitions) -> dict[str, Any]:
    graph = definitions.resolve_asset_graph()
    checks: dict[str, list[dict[str, Any]]] = {}
    for key in graph.asset_check_keys:
        node = graph.get(key)
        checks.setdefault(key.asset_key.to_user_string(), []).append(
            {"name": key.name, "blocking": node.blocking, "partitions": _partitions(node.partitions_def)}
        )
    assets = {}
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        name = key.to_user_string()
        assets[name] = {
            "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
            "group": node.group_name,
            "kinds": sorted(node.kinds),
            "owners": sorted(node.owners),
            "partitions": _partitions(node.partitions_def),
            "checks": sorted(checks.get(name, []), key=lambda check: check["name"]),
        }
    repository = definitions.get_repository_def()
    jobs = {
        job.name: sorted(k.to_user_string() for k in job.asset_layer.executable_asset_keys)
        for job in repository.get_all_jobs()
        if job.name in {"records_to_validated", "yearly", "publish"}
    }
    schedules = {
        schedule.name: {
            "job": schedule.job_name,
            "cron": schedule.cron_schedule,
            "timezone": schedule.execution_timezone,
            "status": schedule.default_status.value,
        }
        for schedule in repository.schedule_defs
    }
    return {"assets": assets, "jobs": jobs, "schedules": schedules, "sensors": len(repository.sensor_defs)}


def _partitions(partitions: dg.PartitionsDefinition[str] | None) -> str | None:
    if partitions is None:
        return None
    assert isinstance(partitions, dg.DynamicPartitionsDefinition)
    return f"dynamic {partitions.name}"


@pytest.fixture(scope="module")
def graph() -> dict[str, Any]:
    return described(defs)


def test_the_graph_is_the_snapshot(graph: dict[str, Any]) -> None:
    text = json.dumps(graph, indent=1, sort_keys=True) + "\n"
    if os.environ.get("SMELTER_GHG_WRITE_SNAPSHOT"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8")


def test_stage_is_key_prefix_and_group_and_data_only_moves_right(graph: dict[str, Any]) -> None:
    order = [
        "records",
        "validated",
        "activity",
        "ledger",
        "inventories",
        "intensity",
        "uncertainty",
        "pathways",
        "conformance",
        "criteria",
        "disclosure",
        "restatement",
        "release",
    ]
    for name, asset in graph["assets"].items():
        stage = name.split("/")[0]
        assert asset["group"] == stage
        assert (Path(__file__).parents[2] / "assets" / f"{stage}.py").is_file()
        for parent in asset["deps"]:
            assert order.index(parent.split("/")[0]) < order.index(stage), (parent, name)


def test_every_asset_has_owner_kinds_description_and_described_columns() -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.owners == ["team:sustainability"], key
        assert {"polars", "parquet"} <= set(node.kinds), key
        assert node.description, key
        if key.path != ["release", "release"]:
            columns = node.metadata["dagster/column_schema"].columns
            assert columns, key


def test_columns_carry_unit_and_meaning() -> None:
    node = defs.resolve_asset_graph().get(dg.AssetKey(["ledger", "ledger"]))
    columns = {column.name: column for column in node.metadata["dagster/column_schema"].columns}
    assert columns["mass_kg"].description == "Mass of the gas. Unit: kg."
    assert columns["mass_kg"].type == "Float64"


def test_checks_are_partitioned_as_their_asset_and_block(graph: dict[str, Any]) -> None:
    for name, asset in graph["assets"].items():
        for check in asset["checks"]:
            assert check["partitions"] == asset["partitions"], (name, check)
            assert check["blocking"], (name, check)


def test_every_table_from_validated_on_is_checked(graph: dict[str, Any]) -> None:
    """Findings, cells and what is derived from a checked table in the same step apart."""
    unchecked = {name for name, asset in graph["assets"].items() if not asset["checks"]}
    apart = {"validated/cells", "validated/dropped", "validated/periods", "validated/rejected", "activity/dropped"}
    assert {name for name in unchecked if not name.startswith("records/")} == apart


def test_every_asset_belongs_to_one_job(graph: dict[str, Any]) -> None:
    listed = [name for names in graph["jobs"].values() for name in names]
    assert sorted(listed) == sorted(graph["assets"])


def test_overrides_change_resources_and_not_the_graph(graph: dict[str, Any], tmp_path: Path) -> None:
    other = build_definitions(
        settings=ReportSettings(records=str(tmp_path), releases=str(tmp_path / "out"), accept_partial=True),
        store=tmp_path / "store",
    )
    assert described(other) == graph


def test_steps_run_in_process() -> None:
    assert defs.resolve_job_def("yearly").executor_def is dg.in_process_executor
