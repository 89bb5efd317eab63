"""A release is written whole or not at all, and the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
import yaml

from smelter_ghg.contracts.restatement_tables import RESTATEMENTS
from smelter_ghg.release import ReleaseDamagedError, ReleaseRefusedError, read_release, write_release
from smelter_ghg.release.content import JSON_TABLES, KEYS, ReleaseContent

HERE = Path(__file__).parent


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def entries(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def test_every_part_of_the_contract_is_in_the_folder(tmp_path: Path, small_release: ModuleType) -> None:
    folder = write_release(tmp_path, small_release.content())
    names = set(bytes_of(folder))
    assert names == {
        *(f"{table}.parquet" for table in KEYS),
        "index.html",
        "disclosure/tables/one.csv",
        "conformance.json",
        "intensity.json",
        "config.yaml",
        "manifest.json",
        "rulebooks/asi_ps_v3_1.yaml",
    }
    assert (tmp_path / "latest").readlink() == Path(folder.name)
    assert entries(tmp_path) == ["latest", folder.name]


def test_every_table_of_the_content_has_a_place() -> None:
    fields = ReleaseContent.__dataclass_fields__
    frames = {name for name, field in fields.items() if field.type in ("Frame", "pl.DataFrame")}
    assert frames == set(KEYS) | set(JSON_TABLES)


def test_the_folder_is_named_after_its_manifest(tmp_path: Path, small_release: ModuleType) -> None:
    folder = write_release(tmp_path, small_release.content())
    digest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert folder.name == f"release-{digest[:12]}"


def test_the_manifest_holds_hashes_and_versions_but_no_clock_and_no_path(
    tmp_path: Path, small_release: ModuleType
) -> None:
    folder = write_release(tmp_path / "somewhere", small_release.content())
    text = (folder / "manifest.json").read_text()
    manifest = json.loads(text)
    assert set(manifest) == {"schema_version", "versions", "inputs", "files"}
    assert manifest["inputs"] == {"demo/metal.csv": "a" * 64}
    assert set(manifest["versions"]) == {"smelter_ghg", "polars", "python"}
    for name, content in bytes_of(folder).items():
        if name != "manifest.json":
            assert manifest["files"][name] == {
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
            }
    assert "somewhere" not in text and str(tmp_path) not in text


def test_writing_again_keeps_the_folder(tmp_path: Path, small_release: ModuleType) -> None:
    first = write_release(tmp_path, small_release.content())
    inode = first.stat().st_ino
    assert write_release(tmp_path, small_release.content()) == first
    assert first.stat().st_ino == inode
    assert entries(tmp_path) == ["latest", first.name]


def test_row_order_and_chunks_do_not_change_the_bytes(tmp_path: Path, small_release: ModuleType) -> None:
    content = small_release.content()
    shuffled = {}
    for name in (*KEYS, *JSON_TABLES):
        table = content.table(name).sample(fraction=1.0, shuffle=True, seed=7)
        shuffled[name] = pl.concat([table.head(1), table.slice(1)], rechunk=False)
    other = small_release.content(
        **shuffled, pages=reversed(content.pages), config=dict(reversed(content.config.items()))
    )
    assert write_release(tmp_path / "a", content).name == write_release(tmp_path / "b", other).name


def test_a_large_table_has_the_same_bytes_however_it_is_chunked(tmp_path: Path, small_release: ModuleType) -> None:
    few = small_release.content().records
    copies = pl.concat([few.head(1)] * 300_000).with_columns(
        (pl.lit("c") + pl.int_range(pl.len()).cast(pl.String)).alias("input_id")
    )
    many = pl.concat([few, copies])
    chunked = pl.concat([many.slice(at, 70_001) for at in range(0, many.height, 70_001)], rechunk=False)
    names = {
        write_release(tmp_path / str(seed), small_release.content(records=table)).name
        for seed, table in enumerate((many, chunked, many.sample(fraction=1.0, shuffle=True, seed=3)))
    }
    assert len(names) == 1


def test_other_content_gives_another_release_and_moves_the_pointer(tmp_path: Path, small_release: ModuleType) -> None:
    first = write_release(tmp_path, small_release.content())
    second = write_release(tmp_path, small_release.content(config={"gwp_set": "AR5GWP100"}))
    assert first != second
    assert entries(tmp_path) == sorted(["latest", first.name, second.name])
    assert (tmp_path / "latest").readlink() == Path(second.name)


def test_conformance_keeps_versions_apart(tmp_path: Path, small_release: ModuleType) -> None:
    folder = write_release(tmp_path, small_release.content())
    conformance = json.loads((folder / "conformance.json").read_text())
    assert conformance["standard"] == "ASI PS" and conformance["standard_version"] == "V3.1"
    assert [verdict["verdict_id"] for verdict in conformance["verdicts"]] == ["vV3.1"]
    assert conformance["verdicts"][0]["readings"] == [
        {"name": "one", "criterion": "5.2", "outcome": "meets", "probability_meets": 0.998}
    ]
    (other,) = conformance["other_versions"]
    assert other["standard_version"] == "V2"
    assert [verdict["verdict_id"] for verdict in other["verdicts"]] == ["vV2"]


def test_intensity_keeps_every_digit(tmp_path: Path, small_release: ModuleType) -> None:
    third = small_release.content().intensity.with_columns(pl.lit(0.1 + 0.2).alias("value"))
    folder = write_release(tmp_path, small_release.content(intensity=third))
    (row,) = json.loads((folder / "intensity.json").read_text())["intensity"]
    assert row["value"] == 0.1 + 0.2
    assert row["period_start"] == "2023-01-01"


def test_config_is_written_with_sorted_keys(tmp_path: Path, small_release: ModuleType) -> None:
    folder = write_release(tmp_path, small_release.content())
    text = (folder / "config.yaml").read_text()
    assert yaml.safe_load(text) == {"standard": "ASI PS", "gwp_set": "AR6GWP100", "factor_files": []}
    assert text.index("factor_files") < text.index("gwp_set") < text.index("standard")


def test_factors_say_whether_they_were_used(tmp_path: Path, small_release: ModuleType) -> None:
    content = small_release.content()
    spare = content.factors.head(1).with_columns(pl.lit("spare").alias("factor_id"))
    folder = write_release(tmp_path, small_release.content(factors=pl.concat([content.factors, spare], how="vertical")))
    used = dict(pl.read_parquet(folder / "factors.parquet").select("factor_id", "used").iter_rows())
    assert used == {
        "slope_cwpb": True,
        "ratio_cwpb": True,
        "grid_z": True,
        "gwp100_AR6_CO2": False,
        "gwp100_AR6_CF4": True,
        "gwp100_AR6_C2F6": True,
        "spare": False,
    }


class PageError(Exception):
    pass


def test_a_failing_page_leaves_the_pointer_and_nothing_else(tmp_path: Path, small_release: ModuleType) -> None:
    first = write_release(tmp_path, small_release.content())

    def failing() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"new"
        raise PageError

    with pytest.raises(PageError):
        write_release(tmp_path, small_release.content(pages=failing()))
    assert entries(tmp_path) == ["latest", first.name]
    assert read_release(tmp_path).path == first


KILLED_AT = """
import importlib.util, os, pathlib, signal, sys
place, at, out, here = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
spec = importlib.util.spec_from_file_location("small_release", here / "small_release.py")
small = importlib.util.module_from_spec(spec)
sys.modules["small_release"] = small
spec.loader.exec_module(small)
from smelter_ghg.release import write_release
write_release(out, small.content())
owner, name = {"fsync": (os, "fsync"), "rename": (pathlib.Path, "rename"), "replace": (pathlib.Path, "replace"),
               "symlink": (pathlib.Path, "symlink_to"), "open": (pathlib.Path, "open")}[place]
real, count = getattr(owner, name), 0
def counted(*args, **more):
    global count
    count += 1
    if count == abs(at):
        if at < 0:
            real(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **more)
setattr(owner, name, counted)
write_release(out, small.content(config={"gwp_set": "AR5GWP100"}))
"""


@pytest.mark.parametrize(
    ("place", "at"),
    # A negative count dies right after the call, a positive one right before it.
    [("open", 3), ("fsync", 1), ("fsync", 9), ("rename", 1), ("rename", -1), ("replace", 1), ("replace", -1)],
)
def test_a_killed_writer_leaves_no_half_release(tmp_path: Path, small_release: ModuleType, place: str, at: int) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED_AT, place, str(at), str(tmp_path), str(HERE)])
    assert ended.returncode == -signal.SIGKILL
    content: Any = small_release.content
    first = write_release(tmp_path / "alone", content()).name
    second = write_release(tmp_path / "alone", content(config={"gwp_set": "AR5GWP100"})).name
    # Whatever is there under a release's name is whole, and the pointer leads to a whole release.
    pointed = read_release(tmp_path).name
    assert pointed == (second if (place, at) == ("replace", -1) else first)
    for folder in tmp_path.glob("release-*"):
        read_release(folder)
    assert write_release(tmp_path, content(config={"gwp_set": "AR5GWP100"})).name == second
    assert entries(tmp_path) == sorted(["alone", "latest", first, second])
    assert read_release(tmp_path).name == second


def test_two_writers_at_once_both_succeed(tmp_path: Path) -> None:
    script = KILLED_AT.split("owner, name")[0]
    writers = [
        subprocess.Popen([sys.executable, "-c", script, "none", "0", str(tmp_path), str(HERE)]) for _ in range(2)
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert len(entries(tmp_path)) == 2
    read_release(tmp_path)


def test_a_damaged_folder_of_the_same_name_is_not_silently_kept(tmp_path: Path, small_release: ModuleType) -> None:
    folder = write_release(tmp_path, small_release.content())
    (folder / "index.html").write_text("altered")
    with pytest.raises(ReleaseDamagedError, match=r"index\.html was altered"):
        write_release(tmp_path, small_release.content())


def test_a_pointer_that_is_a_folder_is_left_alone(tmp_path: Path, small_release: ModuleType) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(ReleaseRefusedError, match="latest"):
        write_release(tmp_path, small_release.content())
    assert entries(tmp_path) == ["latest"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize(("table", "column"), [("ledger", "mass_kg"), ("figures", "value"), ("intensity", "value")])
def test_a_number_that_is_not_finite_is_refused(
    tmp_path: Path, small_release: ModuleType, table: str, column: str, value: float
) -> None:
    broken = small_release.content().table(table).with_columns(pl.lit(value).alias(column))
    with pytest.raises(ReleaseRefusedError, match=f"{table}: column {column} holds a number that is not finite"):
        write_release(tmp_path, small_release.content(**{table: broken}))
    assert not list(tmp_path.iterdir())


def test_a_verdict_with_nan_inside_its_detail_publishes_nothing(tmp_path: Path, small_release: ModuleType) -> None:
    broken = small_release.content().verdicts.with_columns(pl.lit('{"value": NaN}').alias("detail_json"))
    with pytest.raises(ValueError, match="JSON"):
        write_release(tmp_path, small_release.content(verdicts=broken))
    assert not list(tmp_path.iterdir())


def test_a_missing_column_is_refused(tmp_path: Path, small_release: ModuleType) -> None:
    with pytest.raises(ReleaseRefusedError, match="ledger: column mass_kg is missing"):
        write_release(tmp_path, small_release.content(ledger=small_release.content().ledger.drop("mass_kg")))


def test_a_column_of_another_type_is_refused(tmp_path: Path, small_release: ModuleType) -> None:
    other = small_release.content().ledger.with_columns(pl.col("mass_kg").cast(pl.String))
    with pytest.raises(ReleaseRefusedError, match="ledger: column mass_kg is String, expected Float64"):
        write_release(tmp_path, small_release.content(ledger=other))


@pytest.mark.parametrize("table", [name for name in KEYS if name not in ("findings", "missing")])
def test_rows_that_share_a_key_are_refused(tmp_path: Path, small_release: ModuleType, table: str) -> None:
    rows = small_release.content().table(table)
    with pytest.raises(ReleaseRefusedError, match=f"{table}: two rows share"):
        write_release(tmp_path, small_release.content(**{table: pl.concat([rows, rows.head(1)])}))


@pytest.mark.parametrize(
    "name",
    ["/etc/index.html", "../index.html", "a/../../b", "a//b", "./a", "", "a\\b", "a\nb", "manifest.json"],
)
def test_a_page_cannot_leave_the_release(tmp_path: Path, small_release: ModuleType, name: str) -> None:
    with pytest.raises(ValueError, match="path"):
        write_release(tmp_path / "out", small_release.content(pages=[(name, b"")]))
    assert not (tmp_path / "index.html").exists()
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.parametrize("name", ["/home/user/metal.csv", "../metal.csv", "a\nb.csv"])
def test_an_input_is_named_without_a_machine_path(tmp_path: Path, small_release: ModuleType, name: str) -> None:
    with pytest.raises(ReleaseRefusedError, match="relative path"):
        write_release(tmp_path, small_release.content(inputs={name: "a" * 64}))


def test_a_page_may_not_replace_a_table(tmp_path: Path, small_release: ModuleType) -> None:
    with pytest.raises(FileExistsError):
        write_release(tmp_path, small_release.content(pages=[("ledger.parquet", b"")]))
    assert not list(tmp_path.iterdir())


def test_every_file_is_on_disk_before_the_rename(
    tmp_path: Path, small_release: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real_sync, real_rename = os.fsync, Path.rename

    def sync(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real_sync(handle)

    def rename(self: Path, target: Path) -> Path:
        files = {path.name for path in self.rglob("*")} | {self.name}
        assert files <= set(synced)
        return real_rename(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "rename", rename)
    write_release(tmp_path, small_release.content())
    # The folder's own entry and the pointer's.
    assert synced.count(tmp_path.name) == 2


def without(table: str, column: str, value: str) -> Callable[[Any], dict[str, Any]]:
    return lambda content: {table: content.table(table).filter(pl.col(column) != value)}


def with_operand(operation: str, operand: str) -> Callable[[Any], dict[str, Any]]:
    def act(content: Any) -> dict[str, Any]:
        operands = pl.when(pl.col("operation") == operation).then(pl.lit([operand], pl.List(pl.String)))
        return {"figures": content.figures.with_columns(operands.otherwise("operands").alias("operands"))}

    return act


LOST: dict[str, tuple[Callable[[Any], dict[str, Any]], str]] = {
    "equation": (without("equations", "equation_id", "anode_effect_cf4"), "ledger names equation 'anode_effect_cf4'"),
    "inputs": (without("ledger_inputs", "ledger_id", "LE"), "ledger has no inputs for 'LE'"),
    "ledger row": (without("ledger", "ledger_id", "LE"), "ledger_inputs names ledger row 'LE'"),
    "factor": (without("factors", "factor_id", "grid_z"), "ledger_inputs names input 'grid_z'"),
    "record": (without("records", "column", "mwh"), "energy names input 'electricity.*mwh'"),
    "rulebook": (lambda content: {"rulebooks": {}}, "name 'asi_ps_v3_1#threshold'"),
    "operation": (
        lambda content: {"figures": content.figures.with_columns(pl.lit("guess").alias("operation"))},
        "no operation 'guess'",
    ),
    **{
        operation: (with_operand(operation, "nowhere"), rf"figures \({operation}\) name 'nowhere'")
        for operation in ("sum_co2e", "sum_mass", "sum_records", "rate", "sum_energy", "record", "factor")
    },
    **{
        operation: (with_operand(operation, "nowhere"), rf"figures \({operation}\) name 'nowhere'")
        for operation in ("parameter", "quotient", "difference", "percent_of", "sum_figures")
    },
}


@pytest.mark.parametrize("what", LOST)
def test_a_release_that_could_not_explain_itself_is_refused(
    tmp_path: Path, small_release: ModuleType, what: str
) -> None:
    act, expected = LOST[what]
    with pytest.raises(ReleaseRefusedError, match=expected):
        write_release(tmp_path, small_release.content(**act(small_release.content())))
    assert not list(tmp_path.iterdir())


def test_a_comparison_is_written_with_the_release_it_was_made_with(tmp_path: Path, small_release: ModuleType) -> None:
    previous = {"name": "release-0123456789ab", "manifest_sha256": "b" * 64}
    empty = RESTATEMENTS.empty()
    compared = read_release(write_release(tmp_path, small_release.content(restatements=empty, previous=previous)))
    assert compared.manifest["previous_release"] == previous
    found = compared.optional("restatements")
    assert found is not None and found.schema == empty.schema
    assert compared.optional("base_year_changes") is None
    plain = read_release(write_release(tmp_path, small_release.content()))
    assert "previous_release" not in plain.manifest and plain.optional("restatements") is None
