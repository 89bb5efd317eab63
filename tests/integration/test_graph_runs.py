"""What happens when the graph runs job by job, as the UI and the schedules do it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import polars as pl
import pytest
from upath import UPath

from assets.outputs import preview
from assets.partitions import set_reporting_years
from checks.accept import RecordsRefusedError
from pipelines.definitions import build_definitions
from pipelines.partitions import reporting_years
from pipelines.resources import ReportSettings
from pipelines.schedules import past_year
from pipelines.storage import ParquetIOManager, StaleInputError, stored

Make = Callable[..., Any]


class Graph:
    """The graph on one instance and one store, job by job."""

    def __init__(self, records: Path, folder: Path, **settings: Any) -> None:
        self.folder, self.store = folder, folder / "store"
        self.instance = dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})
        self.use(records, **settings)

    def use(self, records: Path, **settings: Any) -> None:
        made = ReportSettings(records=str(records), releases=str(self.folder / "releases"), **settings)
        self.definitions = build_definitions(settings=made, store=self.store)

    def run(self, job: str, year: str | None = None, *, raises: bool = True) -> dg.ExecuteInProcessResult:
        return self.definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance, partition_key=year, raise_on_error=raises
        )


def evaluations(result: dg.ExecuteInProcessResult, name: str) -> list[tuple[str, bool, str | None]]:
    return [
        (each.asset_key.to_user_string(), each.passed, each.partition)
        for each in result.get_asset_check_evaluations()
        if each.check_name == name
    ]


def refusal(run: Callable[[], object]) -> list[str]:
    """The names of the errors a run ended with, the outermost first, and the last one's message."""
    with pytest.raises(Exception) as raised:
        run()
    chain: list[BaseException] = [raised.value]
    while (inner := getattr(chain[-1], "user_exception", None) or chain[-1].__cause__) is not None:
        chain.append(inner)
    return [*(type(error).__name__ for error in chain), str(chain[-1])]


@pytest.fixture
def graph(records_folder: Make, tmp_path: Path) -> Graph:
    return Graph(records_folder().write(), tmp_path)


@dataclass(frozen=True)
class Validated:
    """A graph of sound records that has run records_to_validated, and what that run gave; its tests leave it so."""

    graph: Graph
    result: dg.ExecuteInProcessResult


@pytest.fixture(scope="module")
def validated(sound_records: Make, tmp_path_factory: pytest.TempPathFactory) -> Validated:
    folder = tmp_path_factory.mktemp("validated")
    graph = Graph(sound_records(folder / "records").write(), folder)
    return Validated(graph, graph.run("records_to_validated"))


def test_the_records_say_which_years_there_are(records_folder: Make, graph: Graph) -> None:
    graph.run("records_to_validated")
    assert reporting_years(graph.instance) == ["2021", "2022"]
    folder = records_folder()
    for rows in folder.tables.values():
        rows[:] = [row for row in rows if not row.get("period_start", "").startswith("2021")]
    folder.write()
    graph.run("records_to_validated")
    assert reporting_years(graph.instance) == ["2022"], "a year the records lost would be published again"


def test_an_error_stops_its_run_and_every_later_one(records_folder: Make, tmp_path: Path) -> None:
    folder = records_folder()
    folder.set("metal", 2, "mass_t", "-1")
    graph = Graph(folder.write(), tmp_path)
    result = graph.run("records_to_validated", raises=False)
    assert not result.success
    assert ("validated/metal", False, None) in evaluations(result, "contract")
    # The failed check blocked its own run only; what it left behind may not be used by another.
    assert stored(graph.store, "validated", "metal") is not None
    assert RecordsRefusedError.__name__ in refusal(lambda: graph.run("yearly", "2022"))


def test_impossible_metal_fails_the_check_of_its_year_only(records_folder: Make, tmp_path: Path) -> None:
    folder = records_folder()
    folder.set("metal", folder.find("metal", smelter_id="south", period_start="2022-05-01"), "mass_t", "99999")
    graph = Graph(folder.write(), tmp_path)
    graph.run("records_to_validated")
    good, bad = graph.run("yearly", "2021"), graph.run("yearly", "2022", raises=False)
    assert evaluations(good, "faraday") == [("activity/activity", True, "2021")]
    assert evaluations(bad, "faraday") == [("activity/activity", False, "2022")]
    assert good.success
    assert not bad.success
    for later in ("ledger", "intensity"):
        assert stored(graph.store, later, later, "2022") is None
    graph.use(folder.path, accept_partial=True)
    graph.run("yearly", "2022")
    intensity = stored(graph.store, "intensity", "intensity", "2022")
    assert intensity is not None
    assert set(intensity["smelter_id"]) == {"north"}


def test_a_consumer_asserts_the_findings_of_its_inputs_again(validated: Validated) -> None:
    """Findings that say an error was accepted by another run are refused by a strict one, at every stage."""
    graph = validated.graph
    graph.run("yearly", "2021")
    job = graph.definitions.resolve_job_def("yearly")
    for stage, names in (
        ("activity", ("activity", "findings", "dropped")),
        ("ledger", ("ledger", "ledger_inputs", "missing")),
        ("intensity", ("intensity", "findings")),
    ):
        key = ("validated", "findings") if stage == "activity" else ("activity", "findings", "2021")
        keys = [dg.AssetKey([stage, name]) for name in names]
        with an_error_among(graph.store.joinpath(*key).with_suffix(".parquet")):
            chain = refusal(partial(job.execute_in_process, instance=graph.instance, partition_key="2021",
                                    asset_selection=keys))  # fmt: skip
        assert RecordsRefusedError.__name__ in chain, stage


@contextlib.contextmanager
def an_error_among(findings: Path) -> Iterator[None]:
    """One error in a stored table of findings for as long as it is entered."""
    before = findings.read_bytes()
    basis, schema = pl.read_parquet_metadata(findings)["basis"], pl.read_parquet_schema(findings)
    error = pl.DataFrame([{"check_id": "x", "severity": "error", "smelter_id": "north"}], schema=schema)
    error.write_parquet(findings, metadata={"basis": basis})
    try:
        yield
    finally:
        findings.write_bytes(before)


def test_a_year_computed_from_other_records_is_not_used(records_folder: Make, graph: Graph) -> None:
    graph.run("records_to_validated")
    graph.run("yearly", "2022")
    folder = records_folder()
    folder.set("metal", 3, "mass_t", "1")
    folder.write()
    graph.run("records_to_validated")
    graph.run("yearly", "2021")
    chain = refusal(lambda: graph.run("publish"))
    assert StaleInputError.__name__ in chain
    assert "2022" in chain[-1]
    assert not (graph.folder / "releases").exists()


def test_another_configuration_is_another_basis(validated: Validated, tmp_path: Path) -> None:
    config = tmp_path / "other.yaml"
    config.write_text("method_set: ipcc_2006\n", encoding="utf-8")
    graph = copy(validated.graph)
    graph.use(graph.folder / "records", config_file=str(config))
    assert StaleInputError.__name__ in refusal(lambda: graph.run("yearly", "2021"))


def test_another_store_and_another_order_of_years_change_no_byte_of_the_release(
    records_folder: Make, sound_report: Any, making: ModuleType, tmp_path: Path
) -> None:
    """A deleted store loses nothing: the jobs make the release `report` made with a store that is gone."""
    assert not list(sound_report.temporary.rglob("*.parquet"))
    graph = Graph(records_folder().write(), tmp_path, period="2022")
    graph.run("records_to_validated")
    for year in reversed(reporting_years(graph.instance)):
        graph.run("yearly", year)
    graph.run("publish")
    released = stored(graph.store, "release", "release")
    assert released is not None
    release = graph.folder / "releases" / released["release"].item()
    assert release.name == sound_report.release.name
    assert making.differing(release, sound_report.release) == []


def test_every_materialisation_tells_rows_columns_and_a_preview(validated: Validated) -> None:
    events = validated.result.get_asset_materialization_events()
    assert events
    for event in events:
        metadata = event.materialization.metadata
        frame = stored(validated.graph.store, *event.materialization.asset_key.path)
        assert frame is not None
        assert metadata["dagster/row_count"].value == frame.height
        assert [column.name for column in metadata["dagster/column_schema"].value.columns] == frame.columns
        assert metadata["preview"].value


def test_text_from_records_is_inert_in_a_preview() -> None:
    hostile = "![x](http://evil.example/a.png) <script>alert(1)</script> | `x`\n# y"
    text = preview(pl.DataFrame({"name": [hostile]}))
    assert "<script>" not in text
    assert "![x](" not in text
    assert len(text.splitlines()) == 3
    assert preview(pl.DataFrame(schema={"a": pl.Int64})) == "no rows"


def test_a_write_replaces_the_whole_file_or_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = ParquetIOManager(UPath(tmp_path), lambda: "basis")
    path = UPath(tmp_path / "t.parquet")
    context = dg.build_output_context()
    manager.dump_to_path(context, pl.DataFrame({"a": [1]}), path)
    manager.dump_to_path(context, pl.DataFrame({"a": [2]}), path)
    assert pl.read_parquet(str(path))["a"].to_list() == [2]

    def dies(*_: object) -> None:
        raise OSError("killed between writing and replacing")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", dies)
        with pytest.raises(OSError, match="killed"):
            manager.dump_to_path(context, pl.DataFrame({"a": [3]}), path)
    assert pl.read_parquet(str(path))["a"].to_list() == [2]


def test_the_yearly_schedule_asks_for_the_past_year_once_the_records_have_it(tmp_path: Path) -> None:
    instance = dg.DagsterInstance.local_temp(str(tmp_path))
    set_reporting_years(instance, ["2021", "2022"])

    def ask(year: int) -> object:
        time = dt.datetime(year, 3, 1, 6, tzinfo=dt.UTC)
        return past_year(dg.build_schedule_context(instance=instance, scheduled_execution_time=time))

    request = ask(2023)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2022"
    assert isinstance(ask(2024), dg.SkipReason)


def test_settings_find_the_configuration_beside_the_records(tmp_path: Path) -> None:
    (tmp_path / "reporting.yaml").write_text("gwp_set: AR5GWP100\nfactor_files: [own.csv]\n", encoding="utf-8")
    (tmp_path / "own.csv").write_text("factor_id\n", encoding="utf-8")
    settings = ReportSettings(records=str(tmp_path), releases="out")
    assert settings.config().gwp_set == "AR5GWP100"
    assert settings.factor_files == [tmp_path / "own.csv"]
    assert sorted(settings.inputs()) == ["own.csv", "reporting.yaml"]
    before = settings.fingerprint()
    (tmp_path / "own.csv").write_text("factor_id,item\n", encoding="utf-8")
    assert settings.fingerprint() != before


def test_files_outside_the_configurations_folder_are_published_without_their_place(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "own.csv").write_text("factor_id\n", encoding="utf-8")
    config = tmp_path / "config" / "reporting.yaml"
    config.write_text("factor_files: [../own.csv, in/own.csv]\n", encoding="utf-8")
    (tmp_path / "config" / "in").mkdir()
    (tmp_path / "config" / "in" / "own.csv").write_text("factor_id\n", encoding="utf-8")
    settings = ReportSettings(records=str(tmp_path), releases="out", config_file=str(config))
    names = settings.published_config()["factor_files"]
    assert isinstance(names, list)
    assert {name.split("/")[0] for name in names} == {"outside", "in"}
    assert set(settings.inputs()) == {*names, "reporting.yaml"}
    assert str(tmp_path) not in str(settings.published_config())
