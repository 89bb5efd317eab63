"""`smelter-ghg evidence`: the pack, what is in it, and `verify` on it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import openpyxl
import polars as pl
import pytest

from pipelines.cli import main
from pipelines.ends import DONE, REFUSED, WRONG_USAGE
from smelter_ghg.evidence.checklist import EMPTY, HEADS, RATINGS
from smelter_ghg.evidence.pack import write_pack
from smelter_ghg.evidence.verification import OTHER_VERSION, verify
from smelter_ghg.release import Release, read_release
from smelter_ghg.release.manifest import MANIFEST, make_manifest
from tests.integration.forging import Change, cells, forged, in_json

# As the other engineer's entries look: one met with evidence, one that lacks something.
CRITERIA = [
    {
        "criterion_id": "c1", "smelter_id": "fjord", "scope_id": None, "period_label": "2024", "standard": "ASI PS",
        "standard_version": "V3.1", "criterion": "5.1a", "title": "Disclosure of emissions", "outcome": "meets",
        "reason_code": None, "suggested_rating": "conformance", "rests_on_unverified": False,
        "requirements": [
            {"name": "by_source", "title": "Emissions by source", "outcome": "meets", "status": "paraphrased",
             "evidence": [{"table": "evidence", "row_key": "a|b", "column": "value", "value": "=1+1",
                           "document_id": "report_2024", "input_id": None, "says": "page 4"}], "missing": []}
        ],
    },
    {
        "criterion_id": "c2", "smelter_id": None, "scope_id": "Fjord: group/2024", "period_label": "2024",
        "standard": "ASI PS", "standard_version": "V3.1", "criterion": "5.3a", "title": "Reduction plan",
        "outcome": "indeterminate_data", "reason_code": "data_missing", "suggested_rating": "undecided",
        "rests_on_unverified": True,
        "requirements": [{"name": "plan", "title": "A plan", "outcome": "indeterminate_data", "status": "unverified",
                          "evidence": [], "missing": ["plan: no row in targets"]}],
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def pack(example_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(read_release(example_release), tmp_path_factory.mktemp("pack") / "evidence.zip")


@pytest.fixture
def unpacked(pack: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path / "elsewhere")
    return tmp_path / "elsewhere"


def rows(pack: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(pack) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))


def content(pack: Path, name: str) -> Any:
    with zipfile.ZipFile(pack) as archive:
        return json.loads(archive.read(name))


def test_the_command_writes_a_pack_that_verifies_elsewhere(
    example_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "evidence.zip"
    assert main(["evidence", "--release", str(example_release.parent), "--out", str(out)]) == DONE
    assert capsys.readouterr().out.strip() == str(out)
    assert main(["verify", str(out)]) == DONE
    assert "every figure follows" in capsys.readouterr().out
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "another place")
    out.unlink()
    assert main(["verify", str(tmp_path / "another place"), "--json"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["what"], told["release"], told["right"]) == ("evidence", example_release.name, True)
    assert OTHER_VERSION not in told["not_recomputed"]


def test_the_same_release_gives_the_same_bytes(pack: Path, example_release: Path, tmp_path: Path) -> None:
    # Wherever the release lies, and whatever its folder is called.
    copied = tmp_path / "moved" / "of the auditor"
    shutil.copytree(example_release, copied)
    again = write_pack(read_release(copied), tmp_path / "again.zip")
    assert again.read_bytes() == pack.read_bytes()


def test_nothing_is_overwritten_and_nothing_is_left_half_written(
    pack: Path, example_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = pack.read_bytes()
    assert main(["evidence", "--release", str(example_release), "--out", str(pack)]) == WRONG_USAGE
    assert "exists already" in capsys.readouterr().err
    assert pack.read_bytes() == before and [one.name for one in pack.parent.iterdir()] == ["evidence.zip"]
    assert main(["evidence", "--release", str(example_release), "--out", str(tmp_path / "x.tar")]) == WRONG_USAGE
    assert main(["evidence", "--release", str(tmp_path), "--out", str(tmp_path / "x.zip")]) == WRONG_USAGE
    assert main(["evidence", "--release", str(example_release), "--out", str(tmp_path / "no" / "x.zip")]) == WRONG_USAGE
    assert list(tmp_path.iterdir()) == []


def test_verdicts_stand_with_their_readings_and_figures(pack: Path, example_release: Path) -> None:
    release = read_release(example_release)
    (verdict, *_) = release.conformance["verdicts"]
    held = content(pack, "verdicts/fjord.json")
    (told,) = [one for one in held["verdicts"]["5.2b"] if one["verdict_id"] == verdict["verdict_id"]]
    assert {name: told[name] for name in verdict} == verdict
    listed = [row for row in rows(pack, "verdicts.csv") if row["verdict_id"] == verdict["verdict_id"]]
    assert [row["reading_name"] for row in listed] == [one["name"] for one in verdict["readings"]]
    assert float(listed[0]["value"]) == verdict["value"] and listed[0]["synthetic"] == "true"

    # The figure of the value is among them, and every figure a tree names has a tree of its own.
    figures = {row["figure_id"]: row["value"] for row in release.figures.iter_rows(named=True)}
    assert verdict["value"] in [pytest.approx(figures[one], rel=1e-12) for one in told["figures"]]
    with zipfile.ZipFile(pack) as archive:
        there = {Path(name).stem for name in archive.namelist() if name.startswith("figures/")}
    assert set(told["figures"]) <= there
    for figure in there:
        tree = content(pack, f"figures/{figure}.json")
        assert (tree["id"], tree["value"]) == (figure, figures[figure])
        assert {one["id"] for one in tree["children"] if one["kind"] == "figure"} <= there


def test_records_are_told_with_place_and_use(pack: Path) -> None:
    listed = {row["input_id"]: row for row in rows(pack, "records.csv")}
    meter = listed["electricity|fjord||2024-01-01|2024-12-31|consumed|grid||MAIN|mwh"]
    assert (meter["text"], meter["unit"], meter["file"], meter["row"]) == ("893000", "MWh", "electricity.csv", "2")
    assert {"energy", "ledger"} <= set(meter["used_for"].split("; "))
    factors = {row["factor_id"]: row for row in rows(pack, "factors.csv")}
    assert factors["fjord_grid"]["document"] == "Grid mix 2024" and factors["fjord_grid"]["status"] == "user"
    assert "ar4gwp100_cf4" not in factors


def test_the_sample_ranks_by_contribution_and_leaves_room(pack: Path, example_release: Path) -> None:
    listed = rows(pack, "sample.csv")
    assert all(row["seen"] == "" for row in listed)
    assert [int(row["rank_by_total"]) for row in listed] == list(range(1, len(listed) + 1))
    shares = [float(row["share_of_total"]) for row in listed]
    assert shares == sorted(shares, reverse=True) and shares[0] == pytest.approx(1.0)
    # All metal tapped stands in one cell, so the whole total is behind it.
    assert listed[0]["table"] == "metal" and listed[0]["text"] == "61250"
    by_id = {row["input_id"]: float(row["t_co2e"]) for row in listed}
    # 118,200 t of alumina at 0.92 t/t: amount and footprint have both the whole row behind them.
    alumina = [value for name, value in by_id.items() if "alumina" in name]
    assert alumina == pytest.approx([118200 * 0.92] * 2)
    # Anodes less butts are one argument of two records, 31,850 t and 6,370 t: five sixths and one sixth of the row.
    release = read_release(example_release)
    own = pl.col("method_set") == release.config["method_set"]
    (anode,) = release.ledger.filter(own, pl.col("equation_id") == "prebake_anode_co2_from_mass")["mass_kg"]
    butts = next(value for name, value in by_id.items() if "anode_butts" in name)
    assert butts == pytest.approx(anode / 1000 / 6)


def test_uncertain_records_are_ranked_by_their_error(tmp_path: Path, published_release: Path) -> None:
    from smelter_ghg.evidence.facts import Facts
    from smelter_ghg.evidence.sample import FIRST, sample

    found = sample(Facts(read_release(published_release)))
    drivers = pl.read_parquet(published_release / "drivers.parquet")
    for (smelter, period), own in found.group_by("smelter_id", "period_label"):
        ranked = own.drop_nulls("rank_by_uncertainty").sort("rank_by_uncertainty")
        assert ranked["rank_by_uncertainty"].to_list() == list(range(1, ranked.height + 1)), (smelter, period)
        assert ranked.height <= FIRST or (ranked["rank_by_total"] <= FIRST).any()
        shares = ranked["variance_share"].to_list()
        assert shares == sorted(shares, reverse=True)
        assert set(ranked["error_group"]) <= set(drivers["error_group"])
        assert ranked["error_group"].is_unique().all() and own["input_id"].is_unique().all()
    assert found.drop_nulls("rank_by_uncertainty").height > 0


def test_the_sample_is_the_same_to_the_last_digit_in_whatever_order_rows_are_summed(published_release: Path) -> None:
    from smelter_ghg.evidence.facts import Facts
    from smelter_ghg.evidence.sample import sample_csv

    before = sample_csv(Facts(read_release(published_release)))
    for seed in (1, 2, 3):
        other = read_release(published_release)
        other._tables["ledger"] = other.ledger.sample(fraction=1.0, shuffle=True, seed=seed)
        assert sample_csv(Facts(other)) == before


def workbook(pack: Path) -> Any:
    with zipfile.ZipFile(pack) as archive:
        return openpyxl.load_workbook(io.BytesIO(archive.read("checklist.xlsx")))


def test_the_checklist_asks_every_criterion_and_shows_what_a_threshold_rests_on(pack: Path) -> None:
    (page,) = workbook(pack).worksheets
    assert page.title == "fjord"
    lines = list(page.iter_rows(values_only=True))
    assert "synthetic" in str(lines[1][0]).lower()
    assert lines[3] == (*HEADS, *EMPTY)
    suggested = {line[1]: line[5] for line in lines[4:] if line[5]}
    assert suggested == {
        **dict.fromkeys(("5.1a", "5.1b", "5.3a", "5.3b", "5.3c", "5.3e", "5.4"), "Undecided"),
        **dict.fromkeys(("5.2b", "5.3d"), "Conformance"),
        "5.2a": "Not applicable",
    }
    threshold = [line for line in lines[4:] if line[1] == "5.2b"]
    told = [str(line[2]).split()[0] for line in threshold]
    assert told.count("gate") == 5 and told.count("reading") == 6
    assert [line[4] for line in threshold].count("meets") == 9
    assert any("value 5.1" in str(line[3]) or "threshold 11" in str(line[3]) for line in threshold)
    assert all(line[6:] == (None,) * 4 for line in lines[4:])
    (rating,) = page.data_validations.dataValidation
    assert rating.formula1 == '"' + ",".join(RATINGS) + '"' and str(rating.sqref) == f"G5:G{len(lines)}"
    assert (page.page_setup.orientation, page.print_title_rows) == ("landscape", "$4:$4")
    assert page.page_setup.fitToHeight == 0 and page.sheet_properties.pageSetUpPr.fitToPage


def with_criteria(release: Path, out: Path) -> Release:
    return read_release(forged(release, out, in_json("conformance.json", lambda c: c.update(criteria=CRITERIA))))


def test_criteria_stand_in_checklist_tables_and_verdicts(example_release: Path, tmp_path: Path) -> None:
    release = with_criteria(example_release, tmp_path)
    pack = write_pack(release, tmp_path / "evidence.zip")
    book = workbook(pack)
    # The colon and the slash of a scope's id may not stand in the name of a sheet.
    assert [page.title for page in book.worksheets] == ["Fjord  group 2024", "fjord"]
    first, requirement = list(book["fjord"].iter_rows(min_row=5, values_only=True))
    assert first[:6] == ("2024", "5.1a", "Disclosure of emissions", None, "meets", "Conformance")
    assert requirement[2] == "Emissions by source (paraphrased)"
    assert requirement[3] == "evidence a|b value = =1+1 (document report_2024): page 4"
    lacking = list(book["Fjord  group 2024"].iter_rows(min_row=5, values_only=True))
    assert lacking[0][3] == "rests on unverified parts of the rule" and lacking[0][5] == "Undecided"
    assert lacking[1][3] == "missing: plan: no row in targets"
    told = rows(pack, "criteria.csv")
    assert [(row["criterion"], row["requirement_name"]) for row in told] == [("5.1a", "by_source"), ("5.3a", "plan")]
    assert content(pack, "verdicts/fjord.json")["criteria"] == [CRITERIA[0]]
    # They follow from no records, and no repacking hides that.
    said = verify(pack).recomputation
    assert said is not None and "criteria c1" in said.disagreements["row_id"].to_list()


def test_a_text_from_records_stays_text(example_release: Path, tmp_path: Path) -> None:
    hostile = [{**CRITERIA[0], "title": '=HYPERLINK("http://x","y")', "smelter_id": "=cmd|' /C calc'!A0"}]
    folder = forged(example_release, tmp_path, in_json("conformance.json", lambda c: c.update(criteria=hostile)))
    pack = write_pack(read_release(folder), tmp_path / "evidence.zip")
    page = next(one for one in workbook(pack).worksheets if one.title != "fjord")
    for line in page.iter_rows(min_row=5):
        assert all(cell.data_type in ("s", "n", "inlineStr") and cell.hyperlink is None for cell in line)
    assert rows(pack, "criteria.csv")[0]["title"].startswith("'=")
    with zipfile.ZipFile(pack) as archive:
        assert all(".." not in name and "|" not in name for name in archive.namelist())


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "one byte": (lambda p: _flip(p / "records.csv"), "records.csv was altered"),
    "one byte of the release": (lambda p: _flip(_release(p) / "ledger.parquet"), "ledger.parquet was altered"),
    "dropped": (lambda p: (p / "sample.csv").unlink(), "sample.csv is missing"),
    "dropped from the release": (lambda p: (_release(p) / "config.yaml").unlink(), "config.yaml is missing"),
    "added": (lambda p: (p / "note.txt").write_text("x"), "note.txt is not in the manifest"),
    "no release": (lambda p: shutil.rmtree(_release(p)), "its release is not in the pack"),
}


def _release(pack: Path) -> Path:
    (found,) = pack.glob("release-*")
    return found


def _flip(path: Path) -> None:
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 2] ^= 1
    path.write_bytes(changed)


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_pack_is_told(name: str, unpacked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage, said = DAMAGE[name]
    damage(unpacked)
    assert main(["verify", str(unpacked)]) == REFUSED
    assert said in capsys.readouterr().out


def resealed(pack: Path) -> None:
    """Make the pack's manifest anew, so that its hashes are those of what lies there."""
    manifest = json.loads((pack / MANIFEST).read_bytes())
    (pack / MANIFEST).unlink()
    files = json.loads(make_manifest(pack, {}))["files"]
    own = (_release(pack) / MANIFEST).read_bytes()
    manifest["files"], manifest["release"] = files, {
        "name": _release(pack).name, "manifest_sha256": hashlib.sha256(own).hexdigest()
    }  # fmt: skip
    (pack / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_a_forged_pack_is_found_out_by_its_release(unpacked: Path) -> None:
    """Another outcome in the tables of the pack, its manifest made anew: the release still says what it said."""
    path = unpacked / "verdicts.csv"
    path.write_text(path.read_text("utf-8").replace(",meets,", ",not_met,"), encoding="utf-8")
    (unpacked / "figures" / "f000000000000.json").write_text("{}", encoding="utf-8")
    (unpacked / "sample.csv").unlink()
    resealed(unpacked)
    made = verify(unpacked)
    assert made.recomputation is not None and made.recomputation.right and not made.right
    assert set(made.damage) == {
        "verdicts.csv is not what the release gives",
        "sample.csv follows from the release and is not in the pack",
        "figures/f000000000000.json does not follow from the release",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cells("records", pl.col("column") == "mwh", text="893001", value=893001.0), "electricity.csv, row 2"),
        (cells("factors", pl.col("factor_id") == "fjord_grid", value=0.01, canonical_value=10.0), "factors fjord_grid"),
        (cells("ledger", pl.col("mass_kg") > 0, mass_kg=pl.col("mass_kg") * 1.001), "ledger "),
    ],
)
def test_a_forged_release_in_a_pack_is_named(
    change: Change, said: str, unpacked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = _release(unpacked)
    (tmp_path / "made").mkdir()
    new = forged(old, tmp_path / "made", change)
    shutil.rmtree(old)
    shutil.move(new, unpacked / new.name)
    resealed(unpacked)
    assert main(["verify", str(unpacked)]) == REFUSED
    assert said in capsys.readouterr().out


def test_a_pack_of_another_version_is_verified_but_for_its_own_files(unpacked: Path) -> None:
    manifest = json.loads((unpacked / MANIFEST).read_bytes())
    manifest["versions"]["smelter_ghg"] = "0.0.1"
    (unpacked / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    made = verify(unpacked)
    assert made.right and made.left[OTHER_VERSION] > 10


def test_damaged_archives_are_told(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = pack.read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert main(["verify", str(tmp_path / "cut.zip")]) == REFUSED
    assert "cut.zip is no zip archive" in capsys.readouterr().out
    with zipfile.ZipFile(pack) as archive:
        entry = archive.getinfo("sample.csv")
        at = entry.header_offset + 30 + len("sample.csv") + entry.compress_size // 2
    changed = bytearray(whole)
    changed[at] ^= 0xFF
    (tmp_path / "changed.zip").write_bytes(changed)
    assert main(["verify", str(tmp_path / "changed.zip")]) == REFUSED
    assert "sample.csv cannot be unpacked" in capsys.readouterr().out
    (tmp_path / "text.zip").write_text("no archive")
    assert main(["verify", str(tmp_path / "text.zip")]) == REFUSED


def test_statements_of_verifiers_stand_in_table_and_provenance(example_release: Path, tmp_path: Path) -> None:
    key = "fjord|2024-01-01|2024-12-31|Verifier & Co|all"
    said = {"standard": "ISO 14064-3", "assurance_level": "limited", "covers": "ghg", "statement_date": "2025-03-01"}

    def act(folder: Path) -> None:
        path = folder / "records.parquet"
        frame = pl.read_parquet(path)
        made = [
            {**dict.fromkeys(frame.columns), "input_id": f"verification|{key}|{column}", "table": "verification",
             "row_key": key, "column": column, "smelter_id": "fjord", "text": text, "file": "verification.csv",
             "row": 2}
            for column, text in said.items()
        ]  # fmt: skip
        pl.concat([frame, pl.DataFrame(made, schema=frame.schema)]).sort("input_id").write_parquet(path)

    made = write_pack(read_release(forged(example_release, tmp_path, act)), tmp_path / "evidence.zip")
    (row,) = rows(made, "verification.csv")
    assert {name: row[name] for name in said} == said and row["verifier"] == "Verifier & Co"
    told = content(made, "provenance.json")
    (statement,) = [name for name in told["entity"] if name.startswith("statement:")]
    assert told["entity"][statement]["ghg:assurance_level"] == "limited"
    assert {"prov:entity": statement, "prov:agent": "verifier:Verifier%20%26%20Co"} in told["wasAttributedTo"].values()
    # A verdict that says nothing of an assurance on record is found out.
    assert any("assurance" in column for column in _columns(verify(made)))


def _columns(made: Any) -> list[str]:
    return list(made.recomputation.disagreements["column"])


def papers(release: Path, out: Path, *listed: tuple[str, str, str | None]) -> Path:
    """A release whose records name these documents: id, file, hash."""

    def act(folder: Path) -> None:
        path = folder / "records.parquet"
        frame = pl.read_parquet(path)
        made = [
            {**dict.fromkeys(frame.columns), "input_id": f"documents|{name}|{column}", "table": "documents",
             "row_key": name, "column": column, "text": text, "file": "documents.csv", "row": 2}
            for name, file, digest in listed
            for column, text in (("title", f"Title of {name}"), ("kind", "invoice"), ("file", file), ("sha256", digest))
            if text is not None
        ]  # fmt: skip
        pl.concat([frame, pl.DataFrame(made, schema=frame.schema)]).sort("input_id").write_parquet(path)

    return forged(release, out, act)


def test_documents_go_in_where_they_are_what_the_records_say(
    example_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "documents"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "invoice.pdf").write_bytes(b"893000 MWh")
    digest = hashlib.sha256(b"893000 MWh").hexdigest()
    release = papers(example_release, tmp_path, ("inv", "2024/invoice.pdf", digest.upper()))
    out = tmp_path / "evidence.zip"
    asked = ["evidence", "--release", str(release), "--out", str(out), "--documents"]
    assert main([*asked, str(folder)]) == DONE
    with zipfile.ZipFile(out) as archive:
        assert archive.read("documents/2024/invoice.pdf") == b"893000 MWh"
        assert b"documents/" in archive.read("README.txt")
    assert verify(out).right
    assert rows(out, "documents.csv")[0]["sha256"] == digest.upper()
    assert main(["evidence", "--release", str(release), "--documents", str(tmp_path / "none")]) == WRONG_USAGE
    capsys.readouterr()


def test_documents_that_are_missing_or_others_are_named_and_nothing_is_written(
    example_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "other.pdf").write_bytes(b"other")
    (folder / "bare.pdf").write_bytes(b"bare")
    (folder / "link.pdf").symlink_to("/etc/passwd")
    digest = hashlib.sha256(b"mine").hexdigest()
    release = papers(
        example_release,
        tmp_path,
        ("a", "other.pdf", digest),
        ("b", "missing.pdf", digest),
        ("c", "bare.pdf", None),
        ("d", "../outside.pdf", digest),
        ("e", "link.pdf", digest),
    )
    out = tmp_path / "evidence.zip"
    assert main(["evidence", "--release", str(release), "--out", str(out), "--documents", str(folder)]) == REFUSED
    told = capsys.readouterr().err
    for said in (
        "a: other.pdf is not the file",
        "b: missing.pdf is missing",
        "c: no sha256 is on record",
        "d: '../outside.pdf' is not a path",
        "e: link.pdf is missing",
    ):
        assert said in told
    assert not out.exists()


def test_provenance_is_prov_json_and_leads_from_verdict_to_files(pack: Path, example_release: Path) -> None:
    from tests.unit.evidence.test_prov import problems

    told = content(pack, "provenance.json")
    assert problems(told) == []
    manifest = json.loads((example_release / MANIFEST).read_bytes())
    hashes = {one.get("ghg:sha256") for one in told["entity"].values()}
    assert set(manifest["inputs"].values()) <= hashes
    assert manifest["files"]["ledger.parquet"]["sha256"] in hashes
    above: dict[str, set[str]] = {}
    for one in told["wasDerivedFrom"].values():
        above.setdefault(one["prov:generatedEntity"], set()).add(one["prov:usedEntity"])
    above |= {
        one["prov:entity"]: above.get(one["prov:entity"], set())
        | {u["prov:entity"] for u in told["used"].values() if u["prov:activity"] == one["prov:activity"]}
        for one in told["wasGeneratedBy"].values()
    }
    verdict = next(name for name in told["entity"] if name.startswith("verdict:"))
    reached, waiting = set[str](), [verdict]
    while waiting:
        for one in above.get(waiting.pop(), ()):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    assert {"table:records", "input:electricity.csv", "rulebook:asi_ps_v3_1", "factor:fjord_grid"} <= reached
    assert told["agent"]["agent:smelter-ghg"]["prov:type"] == "prov:SoftwareAgent"


def test_provenance_names_every_table_and_leads_from_criterion_to_statement(published_release: Path) -> None:
    from smelter_ghg.evidence.facts import Facts
    from smelter_ghg.evidence.lineage import lineage
    from smelter_ghg.release.content import KEYS
    from tests.unit.evidence.test_prov import problems

    release = read_release(published_release)
    paths = release.figures.filter(operation="pathway")["figure_id"].to_list()
    told = cast(dict[str, Any], lineage(Facts(release), paths[:1]))
    assert problems(told) == []
    tables = {name.removeprefix("table:") for name in told["entity"] if name.startswith("table:")}
    # Equations are activities here, and what they are is told of each.
    assert tables == KEYS.keys() - {"equations"} | {"intensity", "conformance"}
    pairs = {(one["prov:generatedEntity"], one["prov:usedEntity"]) for one in told["wasDerivedFrom"].values()}
    where = {"smelter_id": "demo_hydro", "period_label": "2024", "criterion": "5.1b"}
    entry = next(one for one in release.conformance["criteria"] if where.items() <= one.items())
    statement = "statement:" + quote("demo_hydro|2024-01-01|2024-12-31|Synthetic Assurance|scopes 1 and 2", safe="")
    assert (f"criterion:{entry['criterion_id']}", statement) in pairs
    assert (f"figure:{paths[0]}", "table:pathways") in pairs
