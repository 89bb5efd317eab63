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
    lost = named.drop_nulls().filter(~named.drop_nulls().is_in(there.implode()))
    return None if lost.is_empty() else str(lost.sort()[0])


def _operands(figures: pl.DataFrame) -> pl.Series:
    return figures["operands"].explode(empty_as_null=True)


def lost_references(content: ReleaseContent) -> list[str]:
    """What rows and figures name that the content does not hold, one line per kind with the first case."""
    ledger, inputs = content.ledger, content.ledger_inputs
    leaves = pl.concat([content.records["input_id"], content.factors["factor_id"]])
    there = {
        "ledger rows": ledger["ledger_id"],
        "quantities": content.activity["activity_id"],
        "energy rows": content.energy["energy_id"],
        "records": content.records["input_id"],
        "factors": content.factors["factor_id"],
        "rulebook parameters": _parameters(content),
        "figures": content.figures["figure_id"],
    }
    pointers = [
        ("ledger names equation", ledger["equation_id"], content.equations["equation_id"]),
        ("ledger has no inputs for", ledger["ledger_id"], inputs["ledger_id"]),
        ("ledger_inputs names ledger row", inputs["ledger_id"], ledger["ledger_id"]),
        ("ledger_inputs names input", inputs["input_id"], leaves),
        ("energy names input", content.energy["input_ids"].explode(empty_as_null=True), leaves),
        ("activity names record", content.activity["input_id"], content.records["input_id"]),
    ]
    for name in ("activity", "ledger_inputs", "energy"):
        shares = content.table(name)["allocation_id"]
        pointers.append((f"{name} names allocation", shares, content.records["input_id"]))
    for operation in sorted(set(content.figures["operation"].to_list()) - {_COUNT}):
        operands = _operands(content.figures.filter(pl.col("operation") == operation))
        target = _OPERANDS.get(operation)
        if target is None:
            return [f"figures know no operation {operation!r}"]
        pointers.append((f"figures ({operation}) name", operands, there[target]))
    found = ((what, _first_lost(named, targets)) for what, named, targets in pointers)
    return [f"{what} {lost!r}, which the release does not hold" for what, lost in found if lost is not None]
