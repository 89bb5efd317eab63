"""The installed wheel, outside the checkout, in another time zone and language and on one thread, writes the bytes the
checkout writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = shutil.which("uv", path=os.pathsep.join([os.environ["PATH"], str(Path(sys.executable).parent)]))
ELSEWHERE = {
    "PYTHONHASHSEED": "2024",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "POLARS_MAX_THREADS": "1",
}
pytestmark = [pytest.mark.slow, pytest.mark.skipif(UV is None, reason="uv is not installed")]


def run(*command: str | Path, cwd: Path) -> str:
    # Nothing of the checkout may be found by way of the environment.
    dropped = ("PYTHONPATH", "VIRTUAL_ENV", "DAGSTER_HOME", "UV_PROJECT_ENVIRONMENT")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    ended = subprocess.run([str(part) for part in command], cwd=cwd, env=kept, capture_output=True, text=True)
    assert ended.returncode == 0, f"{command}\n{ended.stdout[-2000:]}\n{ended.stderr[-4000:]}"
    return ended.stdout


def uv(*arguments: str | Path, cwd: Path) -> None:
    assert UV is not None
    run(UV, *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    uv("build", "--wheel", "--out-dir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the lock's versions and the wheel, nothing of the development group."""
    folder = tmp_path_factory.mktemp("installed")
    uv("export", "--frozen", "--no-dev", "--no-emit-project", "--project", ROOT, "-o", "lock.txt", cwd=folder)
    uv("venv", "--python", sys.executable, folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    uv("pip", "install", "--python", python, "--require-hashes", "-r", "lock.txt", cwd=folder)
    uv("pip", "install", "--python", python, "--no-deps", wheel, cwd=folder)
    return folder / "venv"


def test_the_wheel_holds_the_packages_and_their_data_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    roots = {name.split("/")[0] for name in names}
    packages = {"assets", "checks", "pipelines", "smelter_ghg"}
    assert {root for root in roots if not root.endswith(".dist-info")} == packages
    files = [path.relative_to(ROOT) for path in (ROOT / "smelter_ghg").rglob("*") if path.is_file()]
    data = {path.as_posix() for path in files if path.suffix != ".pyc"}
    assert any(name.endswith(".yaml") for name in data) and any(name.endswith(".csv") for name in data)
    assert data <= names


def test_the_installed_wheel_writes_the_same_bytes(
    environment: Path, repeated_release: Path, making: ModuleType, tmp_path: Path
) -> None:
    origin = run(environment / "bin" / "python", "-c", "import smelter_ghg; print(smelter_ghg.__file__)", cwd=tmp_path)
    assert Path(origin.strip()).is_relative_to(environment)
    records = making.copy_repeated(tmp_path / "records")
    program = [str(environment / "bin" / "smelter-ghg")]
    release = making.report(records, tmp_path / "out", cwd=tmp_path, program=program, path=None, environment=ELSEWHERE)
    assert making.differing(repeated_release, release) == []
    assert release.name == repeated_release.name
