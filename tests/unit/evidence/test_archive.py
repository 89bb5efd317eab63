"""Archives are written the same for the same content, and nothing of a foreign one is trusted."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from smelter_ghg.evidence.archive import ArchiveError, unpack, write_archive

FILES = [("b/two.txt", b"two" * 1000), ("a.txt", b"one")]


def made(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_the_same_files_give_the_same_bytes_and_come_back(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_archive(tmp_path / name, FILES)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == [name for name, _ in FILES]
    assert unpack(tmp_path / "one.zip", tmp_path / "out") == []
    assert {name: (tmp_path / "out" / name).read_bytes() for name, _ in FILES} == dict(FILES)


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    def breaking() -> Iterator[tuple[str, bytes]]:
        yield FILES[0]
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        write_archive(tmp_path / "x.zip", breaking())
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "x.zip").write_text("mine")
    with pytest.raises(FileExistsError):
        write_archive(tmp_path / "x.zip", FILES)
    assert (tmp_path / "x.zip").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/passwd", "a/../../b", "a//b", "C:\\x", "a\\b", "a\x07b", "con|x", "./a"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    archive = made(tmp_path / "x.zip", ("good.txt", b"good"), (zipfile.ZipInfo(name), b"bad"))
    with pytest.raises(ArchiveError, match="not a path inside a pack"):
        unpack(archive, tmp_path / "out")
    # Nothing at all is unpacked of an archive that holds such a name.
    assert not (tmp_path / "out").exists()


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    for number, kind in enumerate((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR)):
        entry = zipfile.ZipInfo("link")
        entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
        with pytest.raises(ArchiveError, match="link is not a plain file"):
            unpack(made(tmp_path / f"{number}.zip", (entry, b"/etc/passwd")), tmp_path / "out")


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"A\.txt stands in it twice"):
        unpack(made(tmp_path / "x.zip", ("a.txt", b"one"), ("A.txt", b"two")), tmp_path / "out")


def test_bombs_are_refused_by_number_and_by_size(tmp_path: Path) -> None:
    many = made(tmp_path / "many.zip", *((f"{number}.txt", b"") for number in range(11)))
    with pytest.raises(ArchiveError, match="11 files, at most 10"):
        unpack(many, tmp_path / "out", most_files=10)
    large = made(tmp_path / "large.zip", ("zeros", bytes(1 << 20)))
    assert large.stat().st_size < 2000
    with pytest.raises(ArchiveError, match="1048576 bytes unpacked, at most 1048575"):
        unpack(large, tmp_path / "out", most_bytes=(1 << 20) - 1)
    assert unpack(large, tmp_path / "in", most_bytes=1 << 20) == []


def test_an_entry_that_understates_its_size_writes_no_more_than_it_says(tmp_path: Path) -> None:
    archive = made(tmp_path / "x.zip", ("zeros", bytes(1 << 20)))
    content = archive.read_bytes()
    size, small = (1 << 20).to_bytes(4, "little"), (16).to_bytes(4, "little")
    assert content.count(size) == 2
    archive.write_bytes(content.replace(size, small))
    problems = unpack(archive, tmp_path / "out")
    assert problems and problems[0].startswith("zeros cannot be unpacked")
    assert not (tmp_path / "out" / "zeros").exists()


def test_an_encrypted_or_strangely_packed_entry_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a", b"a")
    with pytest.raises(ArchiveError, match="a is encrypted, or packed in a way"):
        unpack(tmp_path / "x.zip", tmp_path / "out")
    plain = made(tmp_path / "y.zip", ("a", b"a")).read_bytes()
    # The flag of encryption, in the local and in the central header.
    flagged = bytearray(plain)
    flagged[6] |= 1
    flagged[plain.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "y.zip").write_bytes(flagged)
    with pytest.raises(ArchiveError, match="encrypted"):
        unpack(tmp_path / "y.zip", tmp_path / "out")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ArchiveError, match="no zip archive"):
        unpack(tmp_path / "x.zip", tmp_path / "out")
