"""Whether a release explains itself: everything a row or a figure names is in the same release.

Belongs here: which column of which table points where. Does not belong here: whether values agree.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from smelter_ghg.release.content import ReleaseContent, ReleaseRefusedError

# Operation of a figure -> where its operands are looked up. `count` counts names of any kind.
_OPERANDS = {
    "sum_co2e": "ledger rows",
    "sum_mass": "ledger rows",
    "sum_records": "quantities",
    "mean_records": "quantities",
    "sum_row_products": "quantities",
    "rate": "quantities",
    "sum_energy": "energy rows",
    "record": "records",
    "printed_lower": "records",
    "printed_upper": "records",
    "factor": "factors",
    "parameter": "rulebook parameters",
    "quotient": "figures",
    "difference": "figures",
    "percent_of": "figures",
    "sum_figures": "figures",
    "rounded_up": "figures",
    "times_factor": "figures",
    "greatest": "figures",
    "least": "figures",
    "interval": "intervals and drivers",
    "half_width": "intervals and drivers",
    "probability": "verdicts",
    "bridge": "bridges",
    "pathway": "pathways",
    "restatement": "restatements",
}
# What follows the id of a row in an operand: the column read, or the reading asked about.
_MORE = {
    **dict.fromkeys(("interval", "half_width", "pathway"), r"\|[^|]*$"),
    **dict.fromkeys(("probability", "restatement"), r"\|.*$"),
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


def _intervals(content: ReleaseContent) -> pl.Series:
    drivers = content.drivers.select(pl.concat_str("uncertainty_id", pl.col("rank").cast(pl.String), separator="|"))
    return pl.concat([content.uncertainty["uncertainty_id"], drivers.to_series().rename("uncertainty_id")])


def _restated(content: ReleaseContent) -> pl.Series:
    return pl.Series(dtype=pl.String) if content.restatements is None else content.restatements["figure_id"]


def _operands(figures: pl.DataFrame) -> pl.Series:
    return figures["operands"].explode(empty_as_null=True)


def _pointers(content: ReleaseContent) -> list[tuple[str, pl.Series, str]]:
    """What names something, the names, and where they are looked up. Raises ReleaseRefusedError for an operation nobody
    knows."""
    factors = content.factors["factor_id"].implode()

    def of_records(ids: pl.Series) -> pl.Series:
        """The ids that are no factor's; a record cell's holds bars, a factor's none."""
        return ids.filter(~ids.is_in(factors))

    explained = content.column("ledger_inputs", "ledger_id").unique()
    inputs = content.column("ledger_inputs", "input_id").unique()
    pointers = [
        ("ledger names equation", content.column("ledger", "equation_id"), "equations"),
        ("ledger has no inputs for", content.column("ledger", "ledger_id"), "explained rows"),
        ("ledger_inputs names ledger row", explained, "ledger rows"),
        ("ledger_inputs names input", of_records(inputs), "records"),
        ("energy names input", of_records(content.energy["input_ids"].explode(empty_as_null=True)), "records"),
        ("pathways name record", content.pathways["input_ids"].explode(empty_as_null=True), "records"),
        ("activity names record", content.column("activity", "input_id"), "records"),
    ]
    for name in ("activity", "ledger_inputs", "energy"):
        pointers.append((f"{name} names allocation", content.column(name, "allocation_id"), "records"))
    for operation in sorted(set(content.figures["operation"].to_list()) - {_COUNT}):
        if operation not in _OPERANDS:
            raise ReleaseRefusedError(f"figures know no operation {operation!r}")
        operands = _operands(content.figures.filter(pl.col("operation") == operation))
        if operation in _MORE:
            operands = operands.str.replace(_MORE[operation], "")
        pointers.append((f"figures ({operation}) name", operands, _OPERANDS[operation]))
    return pointers


def lost_references(content: ReleaseContent) -> list[str]:
    """What rows and figures name that the content does not hold, one line per kind with the first case.

    Raises ReleaseRefusedError where a figure follows from an operation nobody knows.
    """
    there: dict[str, Callable[[], pl.Series]] = {
        "equations": lambda: content.equations["equation_id"],
        "explained rows": lambda: content.column("ledger_inputs", "ledger_id").unique(),
        "ledger rows": lambda: content.column("ledger", "ledger_id"),
        "quantities": lambda: content.column("activity", "activity_id"),
        "energy rows": lambda: content.energy["energy_id"],
        "records": lambda: content.column("records", "input_id"),
        "factors": lambda: content.factors["factor_id"],
        "rulebook parameters": lambda: _parameters(content),
        "intervals and drivers": lambda: _intervals(content),
        "verdicts": lambda: content.verdicts["verdict_id"],
        "figures": lambda: content.figures["figure_id"],
        "bridges": lambda: content.bridges["bridge_id"],
        "pathways": lambda: content.pathways["pathway_id"],
        "restatements": lambda: _restated(content),
    }
    named = [(what, names.drop_nulls(), target) for what, names, target in _pointers(content)]
    found: dict[str, str] = {}
    for target, known in there.items():
        # Looked up together: what takes the time is taking in what is there.
        own = [(what, names) for what, names, at in named if at == target and not names.is_empty()]
        together = pl.concat([pl.Series(dtype=pl.String), *(names for _, names in own)])
        lost = together.filter(~together.is_in(known().implode())).unique() if own else together
        for what, names in own if not lost.is_empty() else []:
            first = names.filter(names.is_in(lost.implode())).sort()
            if not first.is_empty():
                found[what] = str(first[0])
    return [f"{what} {found[what]!r}, which the release does not hold" for what, _, _ in named if what in found]
