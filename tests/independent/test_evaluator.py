"""The evaluator accepts a right release and rejects every single wrong number in it."""

from __future__ import annotations

import ast
import copy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evaluator import main, problems
from release_data import ReleaseData, load
from tamper import altered, leaves

HERE = Path(__file__).parent
SMALL = HERE.parent / "unit" / "release" / "small_release.py"


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hand-made release, written by another process so that this one never loads the package."""
    out = tmp_path_factory.mktemp("small")
    made = subprocess.run([sys.executable, SMALL, out], check=True, capture_output=True, text=True, cwd=HERE.parents[1])
    return Path(made.stdout.strip())


@pytest.fixture
def small(small_folder: Path) -> ReleaseData:
    return load(small_folder)


def test_the_evaluator_imports_nothing_of_the_package() -> None:
    allowed = {path.stem for path in HERE.glob("*.py")}
    for path in HERE.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        roots = {name.partition(".")[0] for name in names}
        foreign = roots - allowed - set(sys.stdlib_module_names)
        foreign -= {"pytest", "numpy", "pyarrow", "yaml", "playwright", "shared_release"}
        assert not foreign, f"{path.name} imports {foreign}"


def test_a_right_release_has_no_problems(small: ReleaseData) -> None:
    assert list(problems(small)) == []


def test_every_kind_of_leaf_is_found(small: ReleaseData) -> None:
    assert {kind: len(ids) for kind, ids in leaves(small).items()} == {
        "record": 5,
        "factor": 3,
        "potential": 2,
        "parameter": 1,
        "interval": 2,
    }


@pytest.mark.parametrize("by", [1.01, 0.99, 1 + 1e-7])
def test_every_altered_leaf_is_noticed(small: ReleaseData, by: float) -> None:
    for kind, ids in leaves(small).items():
        for identifier in ids:
            assert list(problems(altered(small, kind, identifier, by))), f"{kind} {identifier}"


def change(table: str, column: str, value: Any) -> Callable[[ReleaseData], ReleaseData]:
    """Alters one column of the first row of a table of the release."""

    def act(data: ReleaseData) -> ReleaseData:
        rows = getattr(data, table)
        key = next(iter(rows))
        new = value(rows[key][column]) if callable(value) else value
        return replace(data, **{table: {**rows, key: {**rows[key], column: new}}})

    return act


def change_input(column: str, value: Any) -> Callable[[ReleaseData], ReleaseData]:
    """Alters one column of the first ledger input."""

    def act(data: ReleaseData) -> ReleaseData:
        key = next(iter(data.inputs))
        first, *rest = data.inputs[key]
        new = value(first[column]) if callable(value) else value
        return replace(data, inputs={**data.inputs, key: [{**first, column: new}, *rest]})

    return act


def percent(value: float) -> float:
    return value * 1.01


BREAKS: dict[str, tuple[Callable[[ReleaseData], ReleaseData], str]] = {
    "unknown equation": (change("ledger", "equation_id", "made_up"), "unknown equation 'made_up'"),
    "another equation": (change("ledger", "equation_id", "goods_co2e"), "arguments"),
    "ledger mass": (change("ledger", "mass_kg", percent), "kg, recomputed"),
    "gas of a ledger row": (change("ledger", "gas", "CO2e"), "is known under None"),
    "argument value": (change_input("value", percent), "recomputed"),
    "argument unit": (change_input("unit", "kg"), "the equation takes"),
    "argument multiplier": (change_input("multiplier", 1000.0), "multiplier 1000.0, expected"),
    "argument's leaf": (change_input("input_id", "nowhere"), "is not in the release"),
    "argument's kind": (change_input("kind", "guess"), "unknown kind"),
    "argument's name": (change_input("argument", "other"), "arguments"),
    "lost inputs": (lambda data: replace(data, inputs={}), "arguments []"),
    "stray inputs": (lambda data: replace(data, ledger={}), "which is no ledger row"),
    "number beside its text": (change("cells", "value", percent), "is not the text"),
    "activity value": (change("activity", "value", percent), "recomputed"),
    "energy": (change("energy", "mwh", percent), "mwh, recomputed"),
    "energy in GJ": (change("energy", "gj", percent), "gj, recomputed"),
    "energy equation": (change("energy", "equation_id", "made_up"), "unknown equation"),
    "figure": (change("figures", "value", percent), "recomputed"),
    "figure's identity": (change("figures", "measure", "other"), "is not the hash"),
    "figure's operation": (change("figures", "operation", "made_up"), "unknown operation"),
    "figure's operands": (change("figures", "operands", ["nowhere"]), "is not in the release"),
    "unverified factor": (change("factors", "status", "unverified"), "may not be used"),
    "factor without a citation": (change("factors", "document", None), "has no document"),
    "factor's unit": (change("factors", "unit", "furlong"), "no conversion from furlong"),
    "lost rulebook": (lambda data: replace(data, rulebooks={}), "rulebook asi_ps_v3_1 is not in the release"),
    "lost potentials": (
        lambda data: replace(
            data, factors={key: row for key, row in data.factors.items() if row["parameter"] != "gwp100"}
        ),
        "no potential of",
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_every_broken_link_is_named(small: ReleaseData, what: str) -> None:
    act, expected = BREAKS[what]
    found = list(problems(act(small)))
    assert any(expected in problem for problem in found), found


def declare(path: tuple[str | int, ...], value: Any) -> Callable[[ReleaseData], ReleaseData]:
    """Alters one entry of intensity.json or conformance.json."""

    def act(data: ReleaseData) -> ReleaseData:
        document = copy.deepcopy({"intensity": data.intensity, "conformance": data.conformance})
        *way, last = path
        entry: Any = document
        for step in way:
            entry = entry[step]
        entry[last] = value(entry[last]) if callable(value) else value
        return replace(data, **document)

    return act


DECLARED: dict[str, tuple[Callable[[ReleaseData], ReleaseData], str]] = {
    "intensity": (declare(("intensity", 0, "value"), percent), "value"),
    "emissions": (declare(("intensity", 0, "emissions_t_co2e"), percent), "emissions_t_co2e"),
    "production": (declare(("intensity", 0, "production_t"), percent), "production_t"),
    "boundary": (declare(("intensity", 0, "boundary"), "scope_1"), "emissions_t_co2e"),
    "account": (declare(("intensity", 0, "scope2_account"), "market"), "emissions_t_co2e"),
    "completeness": (declare(("intensity", 0, "complete"), True), "complete is True"),
    "verdict": (declare(("conformance", "verdicts", 0, "value"), percent), "is not its intensity's"),
    "threshold": (declare(("conformance", "verdicts", 0, "threshold"), percent), "the rulebook says"),
    "headroom": (declare(("conformance", "verdicts", 0, "headroom_t"), percent), "headroom"),
    "headroom in per cent": (
        declare(("conformance", "other_versions", 0, "verdicts", 0, "headroom_pct"), percent),
        "headroom",
    ),
    "unselected row": (lambda data: change("ledger", "selected", False)(data), "emissions_t_co2e"),
}


@pytest.mark.parametrize("what", DECLARED)
def test_every_declared_number_is_recomputed(small: ReleaseData, what: str) -> None:
    act, expected = DECLARED[what]
    found = list(problems(act(small)))
    assert any(expected in problem for problem in found), found


def requalify(measure: str, qualifier: str) -> Callable[[ReleaseData], ReleaseData]:
    """Gives the figure of a measure another qualifier."""

    def act(data: ReleaseData) -> ReleaseData:
        key = next(fid for fid, row in data.figures.items() if row["measure"] == measure)
        return replace(data, figures={**data.figures, key: {**data.figures[key], "qualifier": qualifier}})

    return act


QUALIFIERS: dict[str, tuple[Callable[[ReleaseData], ReleaseData], str]] = {
    "quotient of a bound": (requalify("intensity", "exact"), "(intensity) is exact, made of at_least, exact"),
    "difference from a bound": (requalify("headroom", "at_least"), "(headroom) is at_least"),
    "sum with a bound": (requalify("both", "exact"), "(both) is exact, made of exact, at_least"),
    "bound of exact parts": (requalify("metal", "at_least"), "(intensity) is at_least, made of at_least, at_least"),
    "incomplete intensity": (requalify("intensity", "exact"), "is exact, its intensity complete: False"),
    "word on the page": (requalify("grid", "approximate"), "'' stands before it, it is approximate"),
    "lost intensity": (change("figures", "measure", "other"), "is no figure"),
}


@pytest.mark.parametrize("what", QUALIFIERS)
def test_a_bound_is_never_shown_as_exact(small: ReleaseData, what: str) -> None:
    act, expected = QUALIFIERS[what]
    if what == "lost intensity":
        key = next(fid for fid, row in small.figures.items() if row["measure"] == "intensity")
        small = replace(small, figures={key: small.figures[key], **small.figures})
    found = list(problems(act(small)))
    assert any(expected in problem for problem in found), found


def test_a_figure_that_rests_on_itself(small: ReleaseData) -> None:
    own = next(fid for fid, row in small.figures.items() if row["operation"] == "sum_figures")
    figures = {**small.figures, own: {**small.figures[own], "operands": [own]}}
    assert any("rests on itself" in problem for problem in problems(replace(small, figures=figures)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (">6.49<", ">at least 6.49 t CO₂e/t Al<", None),
        ("<i>at least </i>", "<i>at most </i>", "'at most' stands before it, it is at_least"),
        ("<i>at least </i>", "<i></i>", "'' stands before it, it is at_least"),
        ('data-figure="f', 'data-figure="f0', "is not in figures"),
        (">6.49<", ">6.5<", "rounds to 6.49"),
        (">6.49<", ">6.49 of 11<", "rounds to 6.49"),
        (">4.51<", ">−4.51<", "rounds to 4.51"),
        (">17,000<", ">17000<", "rounds to 17,000"),
    ],
)
def test_the_printed_text_is_the_rounded_value(small: ReleaseData, old: str, new: str, expected: str | None) -> None:
    page = small.pages["index.html"].replace(old, new)
    found = list(problems(replace(small, pages={"index.html": page})))
    assert (found == []) if expected is None else any(expected in problem for problem in found)


def test_by_hand(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(small_folder)]) == 0
    assert '"problems": 0' in capsys.readouterr().out
