"""Whether a release explains itself: everything a row or a figure names is in the same release.

Belongs here: which column of which table points where. Does not belong here: whether values agree.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.release.content import ReleaseContent

# Operation of a figure -> where its operands are looked up. `count` counts names of any kind.
_OPERANDS = {
    "sum_co2e": "ledger rows",
    "sum_mass": "ledger rows",
    "sum_records": "quantities",
    "sum_row_products": "quantities",
    "rate": "quantities",
    "sum_energy": "energy rows",
    "record": "records",
    "factor": "factors",
    "parameter": "rulebook parameters",
    "quotient": "figures",
    "difference": "figures",
    "percent_of": "figures",
    "sum_figures": "figures",
    "rounded_up": "figures",
}
_COUNT = "count"


def _parameters(content: ReleaseContent) -> pl.Series:
    import yaml

    names = []
    for file, text in sorted(content.rulebooks.items()):
        book = yaml.safe_load(text)
        parameters = book.get("parameters", {}) if isinstance(book, dict) else {}
        names += [f"{file.removesuffix('.yaml')}#{parameter}" for parameter in parameters]
    return pl.Series(names, dtype=pl.String)


def _first_lost(named: pl.Series, there: pl.Series) -> str | None:
    known = named.drop_nulls()
    lost = known.filter(~known.is_in(there.implode()))
    return None if lost.is_empty() else str(lost.sort()[0])


def _operands(figures: pl.DataFrame) -> pl.Series:
    return figures["operands"].explode(empty_as_null=True)


def lost_references(content: ReleaseContent) -> list[str]:
    """What rows and figures name that the content does not hold, one line per kind with the first case."""
    ledger_ids, cells = content.column("ledger", "ledger_id"), content.column("records", "input_id")
    explained = content.column("ledger_inputs", "ledger_id").unique()
    leaves = pl.concat([cells, content.factors["factor_id"]])
    there = {
        "ledger rows": ledger_ids,
        "quantities": content.column("activity", "activity_id"),
        "energy rows": content.energy["energy_id"],
        "records": cells,
        "factors": content.factors["factor_id"],
        "rulebook parameters": _parameters(content),
        "figures": content.figures["figure_id"],
    }
    pointers = [
        ("ledger names equation", content.column("ledger", "equation_id"), content.equations["equation_id"]),
        ("ledger has no inputs for", ledger_ids, explained),
        ("ledger_inputs names ledger row", explained, ledger_ids),
        ("ledger_inputs names input", content.column("ledger_inputs", "input_id").unique(), leaves),
        ("energy names input", content.energy["input_ids"].explode(empty_as_null=True), leaves),
        ("activity names record", content.column("activity", "input_id"), cells),
    ]
    for name in ("activity", "ledger_inputs", "energy"):
        pointers.append((f"{name} names allocation", content.column(name, "allocation_id"), cells))
    for operation in sorted(set(content.figures["operation"].to_list()) - {_COUNT}):
        operands = _operands(content.figures.filter(pl.col("operation") == operation))
        target = _OPERANDS.get(operation)
        if target is None:
            return [f"figures know no operation {operation!r}"]
        pointers.append((f"figures ({operation}) name", operands, there[target]))
    found = ((what, _first_lost(named, targets)) for what, named, targets in pointers)
    return [f"{what} {lost!r}, which the release does not hold" for what, lost in found if lost is not None]
