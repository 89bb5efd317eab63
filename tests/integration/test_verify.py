"""`smelter-ghg verify` on releases: whole ones, damaged ones, and forged ones with a manifest made anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.ends import DONE, REFUSED, WRONG_USAGE
from smelter_ghg.evidence.verification import Verification, verify
from smelter_ghg.recompute import Recomputation, UnreadableError, recompute
from smelter_ghg.release.content import KEYS
from tests.integration.forging import Change, cells, forged, in_json, without
from tests.shared_release import SOAK

METER = "electricity|fjord||2024-01-01|2024-12-31|consumed|grid||MAIN|mwh"
GRID = "fjord_grid"


def of(input_id: str) -> pl.Expr:
    return pl.col("input_id") == input_id


def disagreements(made: Verification | Recomputation) -> pl.DataFrame:
    recomputed = made if isinstance(made, Recomputation) else made.recomputation
    assert recomputed is not None
    return recomputed.disagreements


def test_a_release_is_whole_and_follows_from_its_records(example_release: Path) -> None:
    made = verify(example_release)
    assert made.right and made.damage == [] and disagreements(made).is_empty()
    recomputed = made.recomputation
    assert recomputed is not None
    # Every row of every table that holds numbers, none of them left out.
    for name in ("activity", "ledger_inputs", "ledger", "energy", "figures"):
        assert recomputed.recomputed[name] == pl.read_parquet(example_release / f"{name}.parquet").height > 0, name
    conformance = json.loads((example_release / "conformance.json").read_bytes())
    verdicts = [*conformance["verdicts"], *(v for one in conformance["other_versions"] for v in one["verdicts"])]
    assert recomputed.again["verdicts"] == len(verdicts) > 0


def test_the_release_of_all_records_recomputes_whole(published_release: Path) -> None:
    """With intervals, bridges, divided facilities, published figures and intervals drawn again."""
    made = verify(published_release, draw=True)
    assert made.right, disagreements(made).head(20).to_dicts()
    assert made.recomputation is not None
    assert {"uncertainty", "drivers", "bridges", "verdicts"} <= made.recomputation.again.keys()
    assert not [kind for kind in made.left if "drawn" in kind or "ranges" in kind]


def _of(kind: str, change: Callable[[dict[str, Any]], None], **where: str) -> Change:
    """Change the first entry of conformance.json of a kind, or the first that is as said."""

    def act(content: dict[str, Any]) -> None:
        change(next(one for one in content[kind] if all(one[name] == value for name, value in where.items())))

    return in_json("conformance.json", act)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (_of("criteria", lambda one: one.update(outcome="meets"), criterion="5.1b"), "outcome"),
        (_of("criteria", lambda one: one.update(suggested_rating="conformance"), criterion="5.4"), "suggested_rating"),
        (_of("criteria", lambda one: one["requirements"][0].update(missing=[]), criterion="5.1b"),
         "requirements[0].missing"),
        (_of("inventories", lambda one: one.update(inventory_sha256="0" * 64)), "inventory_sha256"),
        (in_json("conformance.json", lambda content: content["criteria"].pop()), ""),
    ],
)  # fmt: skip
def test_a_forged_criterion_is_named(example_release: Path, tmp_path: Path, change: Change, column: str) -> None:
    told = disagreements(verify(forged(example_release, tmp_path, change)))
    assert column in told.filter(table="conformance")["column"].to_list()


@pytest.mark.parametrize("column", ["path_value", "gap_t_per_t", "cumulative_t_against_path", "base_value"])
def test_a_forged_path_is_named(published_release: Path, tmp_path: Path, column: str) -> None:
    folder = forged(published_release, tmp_path, cells("pathways", pl.col("role") == "progress", **{column: 1.0}))
    told = disagreements(recompute(folder))
    assert (told["table"] == "pathways").any() and (told["column"] == column).any()


def test_a_portfolio_is_made_again_group_by_group(published_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smelter_ghg.recompute.made_again.MOST_AT_ONCE", 1)
    made = recompute(published_release)
    assert made.right and made.again["ledger"] == pl.read_parquet(published_release / "ledger.parquet").height


# What is changed in the records, and the number of the record the command must name.
def record(text: str, value: float | None) -> Change:
    return cells("records", of(METER), text=text, value=value)


# The text is what was written; where its number beside it alone is another, nothing stands on that.
@pytest.mark.parametrize(
    ("change", "below"),
    [
        (record("893001", 893001.0), {"activity", "ledger_inputs", "ledger", "figures", "conformance"}),
        (record("893001", 893000.0), {"records", "activity", "ledger_inputs", "ledger", "figures"}),
        (record("893000", 893001.0), {"records"}),
        (record("x", None), {"activity", "ledger_inputs", "ledger", "figures"}),
    ],
)
def test_one_changed_record_is_named_though_the_manifest_is_made_anew(
    change: Change, below: set[str], example_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = forged(example_release, tmp_path, change)
    assert main(["verify", str(release), "--json"]) == REFUSED
    told = json.loads(capsys.readouterr().out)
    assert told["damage"] == [] and not told["right"]
    place = {"input_id": METER, "file": "electricity.csv", "sheet": None, "row": 2, "column": "mwh"}
    first = told["disagreements"][0]
    assert place in first["records"]
    # Not the record alone: what stands on it, to the verdict, follows no longer.
    assert below <= {row["table"] for row in told["disagreements"]}

    assert main(["verify", str(release)]) == REFUSED
    printed = capsys.readouterr().out
    assert f"records {METER}" in printed and "file electricity.csv, row 2, column mwh" in printed


def test_values_held_and_recomputed_are_told(example_release: Path, tmp_path: Path) -> None:
    release = forged(example_release, tmp_path, record("1786000", 1786000.0))
    told = disagreements(verify(release)).filter(pl.col("table") == "activity").row(0, named=True)
    assert (told["held"], told["recomputed"]) == (893000.0, 1786000.0)
    # 893,000 MWh more at 21 kg/MWh on the location account.
    grid = pl.read_parquet(example_release / "ledger.parquet").filter(
        (pl.col("source") == "purchased_electricity") & (pl.col("scope2_account") == "location")
    )
    row = disagreements(verify(release)).filter(pl.col("row_id").is_in(grid["ledger_id"].implode()))
    assert row["recomputed"].to_list() == pytest.approx([2 * 893000 * 21.0])


# Name: a change, table and column that must be named, row that must be named (None: any).
FORGERIES: dict[str, tuple[list[Change], str, str | None, str | None]] = {
    "factor, its value alone": ([cells("factors", pl.col("factor_id") == GRID, value=0.01)],
                                "factors", "canonical_value", GRID),
    "factor, everywhere in its row": (
        [cells("factors", pl.col("factor_id") == GRID, value=0.01, canonical_value=10.0)],
        "ledger_inputs", "value", None),
    "a shipped factor's citation": (
        [cells("factors", pl.col("factor_id") == "ar6gwp100_cf4", document="Another document")],
        "factors", "document", "ar6gwp100_cf4"),
    "a shipped potential, all along its row": (
        [cells("factors", pl.col("factor_id") == "ar6gwp100_cf4", value=1.0, canonical_value=1.0)],
        "factors", "value", "ar6gwp100_cf4"),
    "the result of an equation": ([cells("ledger", pl.col("mass_kg") > 1e6, mass_kg=pl.col("mass_kg") * 1.00001)],
                                  "ledger", "mass_kg", None),
    "a multiplier with its value": (
        [cells("ledger_inputs", of(METER), value=pl.col("value") / 2, multiplier=pl.col("multiplier") / 2)],
        "ledger_inputs", "multiplier", None),
    "a row that is no longer selected": ([cells("ledger", pl.col("selected"), selected=False)],
                                         "ledger", "selected", None),
    "another scope": ([cells("ledger", pl.col("scope") == 1, scope=4)], "ledger", "scope", None),
    "a ledger row left out with its inputs": (
        [without("ledger", pl.col("source") == "purchased_electricity"),
         without("ledger_inputs", pl.col("argument").is_in(["energy", "factor"]))],
        "ledger", "", None),
    "energy": ([cells("energy", pl.col("carrier") == "electricity", gj=1.0)], "energy", "gj", METER),
    "a figure": ([cells("figures", pl.col("measure") == "intensity", value=pl.col("value") * 0.9)],
                 "figures", "value", None),
    "a figure's operands": (
        [cells("figures", pl.col("operation") == "sum_co2e", operands=pl.col("operands").list.head(1),
               ledger_ids=pl.col("operands").list.head(1))], "figures", "value", None),
    "an operation nobody knows": ([cells("figures", pl.col("operation") == "quotient", operation="guess")],
                                  "figures", "operation", None),
    "a figure passed off as another": ([cells("figures", pl.col("measure") == "intensity", key="fjord|2024|scope_9")],
                                       "figures", "figure_id", None),
    "an equation's wording": ([cells("equations", pl.col("equation_id") == "electricity_co2e", citation="Nobody")],
                              "equations", "citation", "electricity_co2e"),
    "an item no longer missing": ([without("missing", pl.col("item").is_not_null())], "missing", "", None),
    "an intensity": ([in_json("intensity.json", lambda c: c["intensity"][0].update(value=1.0))],
                     "intensity", "value", None),
    "production": ([in_json("intensity.json", lambda c: c["intensity"][0].update(production_t=99999.0))],
                   "intensity", "production_t", None),
    "a sum said to be complete": (
        [in_json("intensity.json", lambda c: [r.update(complete=not r["complete"]) for r in c["intensity"]])],
        "intensity", "complete", None),
    "a verdict's value": ([in_json("conformance.json", lambda c: c["verdicts"][0].update(value=1.0))],
                          "conformance", "value", None),
    "headroom": ([in_json("conformance.json", lambda c: c["verdicts"][0].update(headroom_t=9.0))],
                 "conformance", "headroom_t", None),
    "a threshold": ([in_json("conformance.json", lambda c: c["verdicts"][0].update(threshold=20.0))],
                    "conformance", "threshold", None),
    "an outcome": ([in_json("conformance.json", lambda c: c["verdicts"][0].update(outcome="not_met"))],
                   "conformance", "outcome", None),
    "a reading": ([in_json("conformance.json", lambda c: c["verdicts"][0]["readings"][0].update(outcome="not_met"))],
                  "conformance", "readings[0].outcome", None),
    "what a verdict rests on": (
        [in_json("conformance.json", lambda c: c["verdicts"][0].update(rests_on_unverified=False))],
        "conformance", "rests_on_unverified", None),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_named(name: str, example_release: Path, tmp_path: Path) -> None:
    changes, table, column, row_id = FORGERIES[name]
    made = verify(forged(example_release, tmp_path, *changes))
    assert made.damage == [] and not made.right
    found = disagreements(made).filter(pl.col("table") == table)
    if column is not None:
        found = found.filter(pl.col("column") == column)
    if row_id is not None:
        found = found.filter(pl.col("row_id") == row_id)
    assert not found.is_empty(), disagreements(made).head(20).to_dicts()


# Columns nothing follows from: places and documents of records, what figures are called and how they are shown.
AS_STATED = {
    "records": {"file", "sheet", "row", "document_id"},
    "figures": {"smelter_id", "period_label", "label", "unit", "decimals", "qualifier"},
    "findings": {"*"},
}


DRAWN_OR_TOLD = ("findings", "uncertainty", "drivers", "bridges")


@pytest.mark.parametrize("table", [name for name in KEYS if name not in DRAWN_OR_TOLD] if SOAK else ["energy"])
def test_no_column_of_any_table_can_be_changed_unseen(table: str, example_release: Path, tmp_path: Path) -> None:
    """One value of every column, the first there is, is changed; what is not noticed is named above.

    One table in every run, all of them with SMELTER_GHG_SOAK=1.
    """
    folder = tmp_path / "release"
    shutil.copytree(example_release, folder)
    path = folder / f"{table}.parquet"
    frame = pl.read_parquet(path)
    # What a user supplies is taken as supplied.
    own = frame["status"] != "user" if table == "factors" else pl.repeat(True, frame.height, eager=True)
    unseen = set()
    for name, dtype in frame.schema.items():
        values = zip(frame[name].to_list(), own, strict=True)
        at = next((number for number, (value, shipped) in enumerate(values) if shipped and value is not None), None)
        if at is None:
            continue
        column = frame[name].to_list()
        column[at] = _other(column[at])
        frame.with_columns(pl.Series(name, column, dtype=dtype)).write_parquet(path)
        try:
            if recompute(folder).right:
                unseen.add(name)
        except UnreadableError as error:
            assert table in str(error)
    expected = AS_STATED.get(table, set()) | ({"units"} if table == "equations" else set())
    assert unseen <= expected, unseen - expected


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case float():
            return value * 1.001 + (1.0 if value == 0 else 0.0)
        case int():
            return value + 1
        case str():
            return value + "x"
        case list():
            return [*value, "x"]
        case _:
            return value.replace(year=value.year - 1)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "one byte changed": (lambda r: _flip(r / "ledger.parquet"), "ledger.parquet was altered"),
    "a file dropped": (lambda r: (r / "config.yaml").unlink(), "config.yaml is missing"),
    "a file added": (lambda r: (r / "notes.txt").write_text("seen"), "notes.txt is not in the manifest"),
    "a link in place of a file": (
        lambda r: (r / "disclosure" / "x").symlink_to("/etc/passwd"),
        "disclosure/x is neither",
    ),
    "no manifest entry": (lambda r: _unlisted(r), "index.html is not in the manifest"),
}


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _unlisted(release: Path) -> None:
    content = json.loads((release / "manifest.json").read_bytes())
    del content["files"]["index.html"]
    (release / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named(name: str, example_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage, said = DAMAGE[name]
    # Not under the name of the release, which its manifest would no longer bear out.
    folder = tmp_path / "copy"
    shutil.copytree(example_release, folder, symlinks=True)
    damage(folder)
    assert main(["verify", str(folder)]) == REFUSED
    assert said in capsys.readouterr().out


def test_tables_that_cannot_be_read_are_named_and_nothing_is_recomputed(example_release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(example_release, folder)
    (folder / "records.parquet").write_bytes(b"no table")
    cells("ledger", pl.lit(True), tier=1)(folder)
    frame = pl.read_parquet(folder / "factors.parquet")
    pl.concat([frame, frame.head(1)]).write_parquet(folder / "factors.parquet")
    pl.read_parquet(folder / "energy.parquet").drop("gj").write_parquet(folder / "energy.parquet")
    (folder / "conformance.json").write_text("{}", encoding="utf-8")
    made = verify(folder)
    assert made.recomputation is None and not made.right
    told = "\n".join(made.damage)
    for said in ("records.parquet cannot be read", "two rows share factor_id", "gj missing", "conformance.json cannot"):
        assert said in told


def test_where_there_is_nothing_to_verify_it_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        assert main(["verify", str(path)]) == WRONG_USAGE
        assert "manifest.json" in capsys.readouterr().err


def test_a_releases_folder_is_verified_through_its_pointer(
    example_release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(example_release.parent)]) == DONE
    printed = capsys.readouterr()
    assert "every figure follows" in printed.out and example_release.name in printed.out
    # No bar where nobody watches.
    assert printed.err == ""


def test_a_table_of_too_many_rows_is_not_read(
    example_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smelter_ghg.recompute.held.MOST_ROWS", 100)
    with pytest.raises(UnreadableError, match=r"factors\.parquet cannot be read: ValueError .* rows, at most 100"):
        recompute(example_release)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_named_and_json_stays_json(
    value: float, example_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = forged(example_release, tmp_path, cells("ledger", pl.col("mass_kg") > 1e6, mass_kg=value))
    assert main(["verify", str(release), "--json"]) == REFUSED
    told = json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(name))
    assert {row["held"] for row in told["disagreements"] if row["table"] == "ledger"} == {None}


@pytest.mark.parametrize(
    "change",
    [
        in_json("conformance.json", lambda c: c["verdicts"][0].update(readings=None)),
        in_json("conformance.json", lambda c: c["verdicts"][0].update(value="eleven")),
        in_json("conformance.json", lambda c: c["verdicts"][0].update(threshold_parameter={"a": []})),
        in_json("intensity.json", lambda c: c["intensity"][0].update(boundary="everything")),
        in_json("intensity.json", lambda c: c["intensity"][0].update(method_set="mine")),
        cells("records", pl.col("table") == "smelters", row_key="", input_id="smelters||name"),
        cells("ledger_inputs", pl.lit(True), argument="energy"),
        cells("figures", pl.col("operation") == "sum_figures", operands=pl.concat_list(pl.lit(None, pl.String))),
        cells("factors", pl.col("parameter") == "gwp100", gwp_set="none"),
    ],
)
def test_what_fits_nowhere_is_a_disagreement_and_no_accident(
    change: Change, example_release: Path, tmp_path: Path
) -> None:
    made = verify(forged(example_release, tmp_path, change))
    assert not made.right and (made.damage or not disagreements(made).is_empty())


def test_forgeries_among_bridges_intervals_and_drivers_are_named(published_release: Path, tmp_path: Path) -> None:
    """What only a plant of several years with ranges on record has; a reported intensity and a printed end beside."""
    release = forged(
        published_release,
        tmp_path,
        cells("bridges", pl.col("cause") == "volume", part_t_co2e=pl.col("part_t_co2e") + 100.0),
        cells("drivers", pl.col("rank") == 1, half_width=pl.col("half_width") * 1.01),
        cells("uncertainty", pl.col("subject") == "intensity", value=pl.col("value") * 1.01),
        cells("figures", pl.col("operation") == "printed_lower", value=pl.col("value") * 1.01),
        cells("figures", pl.col("operation") == "probability", value=50.123),
        in_json("intensity.json", lambda c: [r.update(value=1.0) for r in c["intensity"] if r["route"] == "reported"]),
    )
    found = disagreements(verify(release)).group_by("table", "column").len().rows()
    assert {(table, column) for table, column, _ in found} >= {
        ("bridges", "part_t_co2e"),
        ("drivers", "half_width"),
        ("uncertainty", "value"),
        ("figures", "value"),
        ("intensity", "value"),
    }


def test_the_records_behind_a_forged_total_are_told(example_release: Path, tmp_path: Path) -> None:
    """Through the figures it is made of, ledger rows and their inputs, down to the plant's files."""
    intensity = (pl.col("measure") == "intensity") & pl.col("key").str.ends_with("mine_to_metal")
    release = forged(example_release, tmp_path, cells("figures", intensity, value=pl.col("value") * 0.9))
    row = disagreements(verify(release)).filter(pl.col("column") == "value").row(0, named=True)
    assert row["root"] == f"figures {row['row_id']}" and row["records_behind"] >= 9
    assert {"metal.csv", "activity.csv", "properties.csv"} <= {one["file"] for one in row["records"]}
