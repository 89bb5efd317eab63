"""Who may import whom: the contracts hold, and each of them notices when it is broken."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("smelter_ghg", "checks", "assets", "pipelines")
LINT = Path(sys.executable).parent / "lint-imports"
# A forbidden line, the file it is put into, and words of the contract that must notice.
BROKEN = [
    ("smelter_ghg/activity.py", "import checks.records", "The rooms"),
    ("checks/rows.py", "import assets.outputs", "The rooms"),
    ("assets/inputs.py", "import pipelines.storage", "The rooms"),
    ("smelter_ghg/ledger.py", "import dagster", "never imports Dagster"),
    ("assets/inputs.py", "import pandera", "Pandera stays in checks"),
    ("smelter_ghg/release/write.py", "import pandera", "Pandera stays in checks"),
    ("smelter_ghg/contracts/field.py", "import smelter_ghg.ledger", "one way"),
    ("smelter_ghg/factors/load.py", "import smelter_ghg.intensity", "one way"),
    ("smelter_ghg/emissions/combustion.py", "import smelter_ghg.emissions.anode_effects", "source knows none"),
    ("smelter_ghg/records/metal.py", "import smelter_ghg.records.activity", "kind of record knows none"),
    ("smelter_ghg/conformance/gates.py", "import plotly", "disclosure alone"),
    ("smelter_ghg/release/write.py", "import xlsxwriter", "checklist and template alone"),
]
HEAVY = (
    "pandas",
    "pandera",
    "pint",
    "plotly",
    "great_tables",
    "dagster",
    "pyarrow",
    "globalwarmingpotentials",
    "xlsxwriter",
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def test_the_contracts_hold() -> None:
    ended = lint(ROOT)
    assert ended.returncode == 0, ended.stdout


def test_every_contract_is_broken_once_below() -> None:
    for name in contracts():
        assert any(words in name for _, _, words in BROKEN), name


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(("file", "line", "words"), BROKEN, ids=[f"{file}: {line}" for file, line, _ in BROKEN])
def test_a_forbidden_import_breaks_its_contract(copy: Path, file: str, line: str, words: str) -> None:
    path = copy / file
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")
    try:
        ended = lint(copy)
    finally:
        path.write_text(before, encoding="utf-8")
    broken = [told for told in ended.stdout.splitlines() if " BROKEN" in told]
    assert ended.returncode != 0
    assert any(words in told for told in broken), ended.stdout


def loaded(code: str) -> set[str]:
    """Heavy packages in memory after running the code."""
    script = f"{code}\nimport sys, json; print(json.dumps(sorted(set({HEAVY!r}) & set(sys.modules))))"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(ended.stdout.splitlines()[-1]))


def test_importing_the_library_imports_nothing_heavy() -> None:
    """Every module of it: what is heavy is imported in the function that needs it."""
    every = (
        "import importlib, pkgutil, smelter_ghg\n"
        "for module in pkgutil.walk_packages(smelter_ghg.__path__, 'smelter_ghg.'):\n"
        "    importlib.import_module(module.name)"
    )
    assert loaded(every) == set()


def test_importing_checks_and_the_command_line_imports_neither_pandera_nor_dagster() -> None:
    assert loaded("import checks.records, checks.schemas, checks.drop") == set()
    assert loaded("import pipelines.cli") == set()


def test_the_definitions_import_dagster_and_nothing_else_heavy() -> None:
    assert loaded("import pipelines.definitions") <= {"dagster", "pyarrow"}
