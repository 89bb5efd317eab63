"""Releases as a comparison sees them, made by the library from rows of text.

Belongs here: taking rows to everything a release states, comparing two of them. Does not belong here: expectations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from smelter_ghg.config import BaseYear
from smelter_ghg.conformance import evaluate, load_rulebooks, rulebook_texts, rulebooks_frame
from smelter_ghg.contracts.bridge_table import BRIDGES
from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.contracts.uncertainty_tables import DRIVERS, UNCERTAINTY
from smelter_ghg.disclosure import build_figures
from smelter_ghg.findings import to_frame
from smelter_ghg.records.folder import cells
from smelter_ghg.restatement import Changes, Comparison, Stated, about_to_state, compare
from tests.golden.from_records import Row, Tables, run
from tests.golden.small_plant import FACTORS, small_plant

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Made:
    """What a release of some rows would state, and its table of corrections."""

    stated: Stated
    corrections: pl.DataFrame


@pytest.fixture
def state(tmp_path: Path) -> Callable[..., Made]:
    """Takes rows (the small plant where none are given) to what a release of them states."""
    number = count()

    def make(
        tables: Tables | None = None, *, factors: Sequence[Row] = FACTORS, rules: object = None, **settings: Any
    ) -> Made:
        folder = tmp_path / f"release {next(number)}"
        folder.mkdir()
        made = run(folder, small_plant() if tables is None else tables, factors=factors, **settings)
        rule_files = []
        if rules is not None:
            rule_files.append(folder / "rules.yaml")
            rule_files[0].write_text(yaml.safe_dump({"confirm": rules}), encoding="utf-8")
        books = load_rulebooks(rule_files)
        verdicts = evaluate(
            made.config.standard_version,
            intensity=made.intensity,
            missing=made.missing,
            tables=made.tables,
            rulebooks=books,
            config=made.config,
        )
        figures = build_figures(
            ledger=made.ledger,
            ledger_inputs=made.ledger_inputs,
            energy=made.energy,
            missing=made.missing,
            intensity=made.intensity,
            verdicts=verdicts,
            uncertainty=UNCERTAINTY.empty(),
            drivers=DRIVERS.empty(),
            bridges=BRIDGES.empty(),
            pathways=PATHWAYS.empty(),
            activity=made.activity,
            tables=made.tables,
            factors=made.factors,
            rulebooks=rulebooks_frame(books),
            config=made.config,
            findings=to_frame([]),
        )
        stated = about_to_state(
            config=made.config.model_dump(mode="json"),
            ledger=made.ledger,
            ledger_inputs=made.ledger_inputs,
            activity=made.activity,
            energy=made.energy,
            records=cells(made.records.texts),
            factors=made.factors.frame,
            figures=figures,
            verdicts=verdicts,
            rulebooks=rulebook_texts(books),
        )
        return Made(stated, made.tables["corrections"])

    return make


@pytest.fixture
def restated() -> Callable[..., Comparison]:
    """Compares two releases; the parts of a figure add up to its change, whatever the test is about."""

    def make(previous: Made, current: Made, policy: BaseYear | None = None) -> Comparison:
        made = compare(Changes(previous.stated, current.stated, current.corrections), policy)
        assert_parts_add_up(made.restatements)
        return made

    return make


def assert_parts_add_up(restatements: pl.DataFrame) -> None:
    split = restatements.drop_nulls("part")
    sums = split.group_by("figure_id").agg(pl.col("part").sum(), pl.col("change").first(), pl.col("restated").first())
    for figure_id, part, change, value in sums.iter_rows():
        assert part == pytest.approx(change, rel=TOLERANCE, abs=TOLERANCE * max(1.0, abs(value or 0.0))), figure_id
