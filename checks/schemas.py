"""Pandera schemas made from the table contracts, and the one function that validates with them.

Belongs here: dtype, emptiness, labels, bounds. Does not belong here: anything that looks at two rows or two tables.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from checks.places import as_written, errors_of, findings_of, unseen, without_errors
from smelter_ghg.contracts import Column, Table
from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.findings import finding, merge, to_frame

if TYPE_CHECKING:
    from pandera.api.hypotheses import Hypothesis
    from pandera.polars import Check, DataFrameSchema

# Name of a failed Pandera check up to its arguments -> the finding's check_id.
_CHECK_IDS = {
    "not_nullable": "cell_empty",
    "isin": "not_allowed",
    "greater_than": "out_of_range",
    "greater_than_or_equal_to": "out_of_range",
    "less_than": "out_of_range",
    "less_than_or_equal_to": "out_of_range",
    "finite": "out_of_range",
}


@cache
def schema_for(table: Table) -> DataFrameSchema:
    """The table's contract as a Pandera schema; further columns, such as the place of a row, are allowed."""
    import pandera.polars as pa

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                column.field.dtype, checks=_checks(column), nullable=not column.required, required=True
            )
            for column in table.columns
        },
        name=table.name,
    )


def _checks(column: Column) -> list[Check | Hypothesis]:
    import pandera.polars as pa

    field = column.field
    bounds = (
        (pa.Check.ge, field.minimum),
        (pa.Check.gt, field.above),
        (pa.Check.le, field.maximum),
        (pa.Check.lt, field.below),
    )
    found: list[Check | Hypothesis] = [check(limit) for check, limit in bounds if limit is not None]
    if field.allowed is not None:
        found.append(pa.Check.isin(field.allowed))
    if field.kind == "number":
        # A file may say 1e999, which is read as infinity and passes every lower bound.
        found.append(pa.Check(lambda data: data.lazyframe.select(pl.col(data.key).is_finite()), name="finite"))
    return found


def validate(
    table: Table,
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    cells: pl.DataFrame | None = None,
    known: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows that keep the contract, rows that break it, and a finding per broken cell.

    `cells` (CELLS) gives the values as written; `known` holds findings made earlier: their rows are rejected, their
    cells not reported again. Raises nothing for bad data: a column that is missing or of another dtype is a finding
    that rejects every row.
    """
    # On a LazyFrame Pandera checks the schema only and passes bad values (measured with 0.35); PANDERA_VALIDATION_DEPTH
    # or PANDERA_VALIDATION_ENABLED in the environment could switch checks off as well.
    collected = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    if collected.is_empty() and all(collected.schema.get(n) == t for n, t in table.polars_schema.items()):
        return collected, collected, FINDINGS.empty()
    failures = _failures(table, collected)
    known = FINDINGS.empty() if known is None else known
    if failures.filter(pl.col("index").is_null()).height:
        found = _of_table(table, collected, failures)
        return collected.clear(), collected, unseen(found, known)
    found, broken = _of_cells(table, collected, failures)
    if cells is not None:
        found = as_written(found, cells)
    numbered = collected.with_row_index("index")
    accepted = without_errors(numbered.join(broken, on="index", how="anti"), errors_of(known, table.name))
    rejected = numbered.join(accepted.select("index"), on="index", how="anti")
    return accepted.drop("index"), rejected.drop("index"), unseen(found, known)


def _failures(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    from pandera.config import ValidationDepth, config_context
    from pandera.errors import SchemaErrors

    schema = schema_for(table)
    try:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases: pl.DataFrame = error.failure_cases
        return cases.with_columns(pl.col("check").str.extract(r"^(\w+)").alias("check"))
    return pl.DataFrame(schema=dict.fromkeys(("failure_case", "column", "check"), pl.String) | {"index": pl.UInt32})


def _of_table(table: Table, frame: pl.DataFrame, failures: pl.DataFrame) -> pl.DataFrame:
    """Findings about columns that are missing or of another dtype."""
    found = []
    for case in failures.filter(pl.col("index").is_null()).iter_rows(named=True):
        missing = case["check"] == "column_in_dataframe"
        column = case["failure_case"] if missing else case["column"]
        if column is None or column not in table.by_name:
            raise RuntimeError(f"{table.name}: a failure no finding can be made of: {case}")
        found.append(
            finding(
                "missing_column" if missing else "column_type",
                "error",
                table=table.name,
                column=column,
                value=None if missing else str(frame.schema[column]),
                expected=f"a column {column}: {table.by_name[column].field.expected()}",
            )
        )
    return to_frame(found)


def _of_cells(table: Table, frame: pl.DataFrame, failures: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings about single cells, and the positions of the broken rows."""
    position = frame.with_row_index("index")
    found = []
    unknown = set(failures["check"].unique()) - set(_CHECK_IDS)
    if unknown:
        raise RuntimeError(f"{table.name}: failures no finding can be made of: {sorted(unknown)}")
    cases = failures.with_columns(pl.col("index").cast(pl.UInt32)).unique(
        ["index", "column"], keep="first", maintain_order=True
    )
    for (name, check), group in cases.group_by(["column", "check"], maintain_order=True):
        column = table.by_name[str(name)]
        rows = position.join(group.select("index"), on="index", how="semi")
        found.append(
            findings_of(
                rows,
                _CHECK_IDS[str(check)],
                table=table.name,
                column=column.name,
                expected=column.field.expected(),
                likely_cause=_likely_cause(column, str(check)),
            )
        )
    return merge(found), cases.select("index").unique()


def _likely_cause(column: Column, check: str) -> pl.Expr | None:
    """What most likely happened to a cell that breaks its contract."""
    field, value = column.field, pl.col(column.name)
    if check == "not_nullable":
        return pl.lit("the cell is empty, and the row means nothing without it")
    if check == "isin":
        return pl.lit("a label the table does not know, or another spelling of one")
    if field.unit == "%" and field.minimum is not None and field.minimum > 1:
        percent = (value * 100).round(6).cast(pl.String).str.strip_suffix(".0")
        return pl.when((value > 0) & (value <= 1)).then(
            pl.concat_str(pl.lit("a fraction where a per cent number belongs; write "), percent)
        )
    return pl.when(value < 0).then(pl.lit("a minus sign, or a difference of two readings"))
