"""A whole release recomputed, step by step, from its own records and factors.

Belongs here: the order of the steps and what comes of them all. Does not belong here: any step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from smelter_ghg.recompute import changes
from smelter_ghg.recompute.arguments import arguments
from smelter_ghg.recompute.behind import with_records
from smelter_ghg.recompute.book import ROOT, Book
from smelter_ghg.recompute.criteria import criteria
from smelter_ghg.recompute.energy_rows import energy_rows
from smelter_ghg.recompute.figures import figures
from smelter_ghg.recompute.figures_of_cells import Found, Read, cell_values
from smelter_ghg.recompute.figures_of_rows import Below
from smelter_ghg.recompute.held import Held, UnreadableError, read_held
from smelter_ghg.recompute.judged import judged
from smelter_ghg.recompute.leaves import cells, factors
from smelter_ghg.recompute.made_again import made_again
from smelter_ghg.recompute.masses import masses
from smelter_ghg.recompute.paths import paths
from smelter_ghg.recompute.quantities import quantities
from smelter_ghg.recompute.records_again import record_tables_of
from smelter_ghg.recompute.shipped import shipped
from smelter_ghg.recompute.sureness import drawn_again, interval_cells, intervals, left_as_stated
from smelter_ghg.recompute.totals import intensities, potentials
from smelter_ghg.recompute.verdicts import parameters_of, probabilities_of, verdicts

LABELS = "figures whose label, decimals and qualifier are as stated"
PLACES = "record cells whose place in the plant's files is as stated; the manifest holds the hashes of those files"
BASE_YEAR = "changes of the base year, which rest on earlier releases"
PAGES = "pages, which are held to their hash alone"
FINDINGS = "findings, whose checks are not run again"


@dataclass(frozen=True)
class Recomputation:
    """What recomputing a release gave.

    disagreements: table, row_id, column, held, recomputed, said (where it is no number), root (table and id of the
    row the disagreement begins at), records_behind (how many record cells that row was made of), records (the places of
    the first of them: input_id, file, sheet, row, column), in the order of the steps. recomputed: numbers by table that
    were followed from what is below them; again: rows by table that were made again from the records; left: what was
    not recomputed, by kind.
    """

    disagreements: pl.DataFrame
    recomputed: Mapping[str, int]
    again: Mapping[str, int]
    left: Mapping[str, int]

    @property
    def right(self) -> bool:
        return self.disagreements.is_empty()


def recompute(folder: Path, tell: Callable[[str], None] = lambda step: None, *, draw: bool = False) -> Recomputation:
    """Recompute the release in this folder; `tell` hears each step as it begins. With `draw` intervals are drawn again,
    which takes several times as long as everything else.

    Raises UnreadableError where tables are missing or are no tables of a release.
    """
    tell("read")
    held = read_held(folder)
    book, step = Book(), ""
    try:
        for step in _steps(held, book, draw):  # named when it cannot be done
            tell(step)
    except (pl.exceptions.PolarsError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        # A number that does not fit where it stands can stop a step; that is a disagreement, and no accident.
        book.say_one("release", folder.name, step, f"cannot be followed further: {type(error).__name__} {error}")
    return Recomputation(
        with_records(book.disagreements, held), dict(book.recomputed), dict(book.again), dict(book.left)
    )


def _steps(held: Held, book: Book, draw: bool) -> Iterator[str]:
    """Every step after the one before it, named before it is done."""
    yield "records"
    leaf_cells = cells(held["records"], book)
    yield "factors"
    leaf_factors = factors(held["factors"], book)
    shipped(held, book)
    known = potentials(leaf_factors)
    yield "activity"
    activity = quantities(held["activity"], leaf_cells, book)
    yield "ledger_inputs"
    inputs = arguments(held["ledger_inputs"], held["ledger"], leaf_cells, leaf_factors, book)
    yield "ledger"
    ledger = masses(held["ledger"], inputs, book)
    yield "energy"
    energy = energy_rows(held["energy"], activity, leaf_cells, leaf_factors, book)
    yield "intensity"
    intensity = intensities(held.intensity, ledger, known, activity, leaf_cells, held["missing"], book)
    intervals(held, intensity, book)
    yield "bridges"
    bridges = changes.bridges(held, ledger, inputs, intensity, leaf_factors, book)
    yield "pathways"
    records = record_tables_of(held["records"])
    draws = None
    if draw:
        yield "draws"
        draws = drawn_again(held, changes.as_computed(intensity), book)
    else:
        left_as_stated(held, book)
    of_paths = paths(held, records, ledger, intensity, draws, book)
    yield "figures"
    wanted = held["figures"]["operands"].explode(empty_as_null=True).drop_nulls().unique()
    numbers, texts = cell_values(leaf_cells, wanted)
    restated = held.tables.get("restatements")
    parameters = parameters_of(held.rulebooks)
    read = Read(
        numbers=numbers,
        texts=texts,
        parameters=parameters,
        intervals=interval_cells(held),
        probabilities=probabilities_of(held.verdicts),
        bridges=bridges,
        paths=of_paths,
        restated=changes.restated(restated),
    )
    below = Below(ledger, known, activity, energy, leaf_cells, leaf_factors)
    found = figures(held["figures"], below, read, book)
    changes.restatements(restated, found, book)
    yield "verdicts"
    by_id = dict(zip(intensity["intensity_id"], intensity.select("recomputed", ROOT).iter_rows(), strict=True))
    refused = [one["input_id"] for verdict in held.verdicts for one in verdict["refused_values"]]
    of_verdicts: Mapping[str, Found] = cell_values(leaf_cells, pl.Series(refused, dtype=pl.String).drop_nulls())[0]
    verdicts(held.verdicts, by_id, of_verdicts, parameters, book)
    yield "rows"
    made_again(held, records, book)
    yield "outcomes"
    judged(held, records, changes.as_computed(intensity), draws, book)
    criteria(held, records, book)
    _left(held, book)


def _left(held: Held, book: Book) -> None:
    """Count what no step recomputes."""
    tables = {LABELS: "figures", PLACES: "records", FINDINGS: "findings", BASE_YEAR: "base_year_changes"}
    counts = {kind: held.tables[name].height for kind, name in tables.items() if name in held.tables}
    for kind, count in {**counts, PAGES: held.pages}.items():
        if count:
            book.left[kind] += count


__all__ = ["Recomputation", "UnreadableError", "recompute"]
