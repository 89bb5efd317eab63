"""A release is found, verified and read; anything altered, added, removed or misdirected is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from smelter_ghg.release import (
    ReleaseDamagedError,
    ReleaseNotFoundError,
    read_release,
    verify_release,
    write_release,
)
from smelter_ghg.release.content import KEYS
from smelter_ghg.release.files import in_order


@pytest.fixture
def folder(tmp_path: Path, small_release: ModuleType) -> Path:
    return write_release(tmp_path / "releases", small_release.content())


def test_tables_come_back_as_they_went_in(folder: Path, small_release: ModuleType) -> None:
    release = read_release(folder)
    content = small_release.content()
    for name, key in KEYS.items():
        table = release.table(name)
        expected = in_order(content.table(name), key)
        assert table.select(expected.columns).equals(expected), name
    assert release.rulebooks["asi_ps_v3_1.yaml"]["parameters"]["threshold"]["value"] == 11.0
    assert release.config == content.config
    assert release.intensity[0]["intensity_id"] == "i1"
    assert release.conformance["standard_version"] == "V3.1"


def test_each_parquet_file_says_what_it_is(folder: Path) -> None:
    assert pl.read_parquet_metadata(folder / "ledger.parquet")["table"] == "ledger"
    assert pl.read_parquet_metadata(folder / "ledger.parquet")["schema_version"] == "1"


def test_a_table_no_release_holds_is_a_key_error(folder: Path) -> None:
    with pytest.raises(KeyError):
        read_release(folder).table("secrets")


@pytest.mark.parametrize("part", [".", "latest"])
def test_the_releases_folder_and_the_pointer_lead_to_the_release(folder: Path, part: str) -> None:
    assert read_release(folder.parent / part).name == folder.name


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(ReleaseNotFoundError, match=r"manifest\.json"):
        read_release(tmp_path)
    with pytest.raises(ReleaseNotFoundError):
        read_release(tmp_path / "nowhere")


@pytest.mark.parametrize("target", ["../elsewhere", "/etc", "release-a/../../x", "other"])
def test_a_pointer_leads_only_to_a_sibling(folder: Path, target: str) -> None:
    pointer = folder.parent / "latest"
    pointer.unlink()
    pointer.symlink_to(target)
    with pytest.raises(ReleaseNotFoundError, match="not a release beside it"):
        read_release(folder.parent)


def test_a_pointer_to_a_removed_release(folder: Path) -> None:
    shutil.rmtree(folder)
    with pytest.raises(ReleaseNotFoundError, match="not there"):
        read_release(folder.parent)


def damage(folder: Path, edit: Callable[[dict[str, dict[str, object]]], object]) -> Path:
    """A copy outside the release's own name whose manifest was edited."""
    copy = folder.parent.parent / "copy"
    shutil.copytree(folder, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    edit(manifest)
    (copy / "manifest.json").write_text(json.dumps(manifest))
    return copy


def append(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b" ")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "altered table": (lambda f: append(f, "ledger.parquet"), "ledger.parquet was altered"),
    "altered page": (lambda f: append(f, "index.html"), "index.html was altered"),
    "altered manifest": (lambda f: append(f, "manifest.json"), "not the one this release is named after"),
    "removed file": (lambda f: (f / "figures.parquet").unlink(), "figures.parquet is missing"),
    "added file": (lambda f: (f / "extra.txt").write_text("x"), "extra.txt is not in the manifest"),
    "added hidden file": (lambda f: (f / "disclosure/.x").write_text("x"), "disclosure/.x is not in the manifest"),
    "link": (lambda f: (f / "link").symlink_to("index.html"), "link is neither a file nor a folder"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "manifest.json"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_named(folder: Path, what: str) -> None:
    act, expected = DAMAGES[what]
    act(folder)
    with pytest.raises((ReleaseDamagedError, ReleaseNotFoundError)) as caught:
        verify_release(folder)
    assert expected in str(caught.value)


def test_a_file_replaced_by_a_link_to_its_twin(folder: Path) -> None:
    page = folder / "index.html"
    shutil.move(page, folder.parent / "twin.html")
    page.symlink_to("../twin.html")
    with pytest.raises(ReleaseDamagedError, match=r"index\.html is neither a file nor a folder"):
        verify_release(folder)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/../b", "a//b", "C:\\x", "", "manifest.json", "a\nb"]
)
def test_path_tricks_in_the_manifest(folder: Path, name: str) -> None:
    def edit(manifest: dict[str, dict[str, object]]) -> None:
        manifest["files"][name] = {"sha256": "0" * 64, "bytes": 1}

    with pytest.raises(ReleaseDamagedError, match="not a path inside a release"):
        verify_release(damage(folder, edit))


@pytest.mark.parametrize(
    "entry", [None, "x", {}, {"sha256": "0" * 63, "bytes": 1}, {"sha256": "0" * 64}, {"sha256": 5, "bytes": 1}]
)
def test_an_entry_that_is_no_hash(folder: Path, entry: object) -> None:
    def edit(manifest: dict[str, dict[str, object]]) -> None:
        manifest["files"]["index.html"] = entry

    with pytest.raises(ReleaseDamagedError):
        verify_release(damage(folder, edit))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"files": []}', '{"files": {}, "files": {}}', "[" * 100_000, "\x00"],
)
def test_a_manifest_that_is_no_manifest(folder: Path, text: str) -> None:
    copy = damage(folder, lambda manifest: None)
    (copy / "manifest.json").write_text(text)
    with pytest.raises(ReleaseDamagedError):
        verify_release(copy)


def test_a_manifest_of_another_schema(folder: Path) -> None:
    def edit(manifest: dict[str, object]) -> None:
        manifest["schema_version"] = 99

    with pytest.raises(ReleaseDamagedError, match="schema_version 99"):
        verify_release(damage(folder, edit))  # type: ignore[arg-type]


def test_a_copy_under_another_name_is_whole(folder: Path) -> None:
    copy = folder.parent.parent / "copy"
    shutil.copytree(folder, copy)
    assert verify_release(copy).figures.height > 0
