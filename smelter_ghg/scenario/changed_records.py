"""Records as a scenario has them, made from the text of the rows before anything is read from it.

Belongs here: choosing rows, writing cells, and what is wrong where nothing can be changed. Does not belong here: what
the cells mean; changed records pass the same checks as any.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from smelter_ghg.contracts import Table
from smelter_ghg.findings import finding, to_frame
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.folder import PLACE, Texts, keyed
from smelter_ghg.scenario.scenario_file import Change, Scenario


def change_records(scenario: Scenario, texts: Texts) -> tuple[Texts, pl.DataFrame]:
    """The rows (text columns, _file, _sheet, _row, _key by table) as the scenario has them, and findings (FINDINGS).

    Changes are made one after the other. A change that meets no row, and a number to change that is none, are errors:
    a scenario that does something else than it says would be worse than none.
    """
    made, found = dict(texts), []
    for number, change in enumerate(scenario.changes, start=1):
        contract, rows = record_tables()[change.table], made[change.table]
        if change.rows:
            added = _new_rows(contract, change, scenario.file).select(rows.columns)
            made[change.table] = keyed(contract, pl.concat([rows, added]))
            continue
        chosen = rows.with_columns(_chosen(change).alias("chosen"))["chosen"]
        if not chosen.any():
            found.append(_meets_nothing(scenario, number, change))
            continue
        if change.drop:
            made[change.table] = rows.filter(~chosen)
            continue
        cells, problems = _cells(scenario, change, rows, chosen)
        found.extend(problems)
        made[change.table] = keyed(contract, rows.with_columns(cells))
    return made, to_frame(found)


def _chosen(change: Change) -> pl.Expr:
    tests = [pl.col(column).is_in(list(texts)) for column, texts in change.where.items()]
    if change.since is not None:
        tests.append(pl.col("period_start") >= change.since.isoformat())
    if change.until is not None:
        tests.append(pl.col("period_end") <= change.until.isoformat())
    return pl.all_horizontal([pl.lit(True), *tests]).fill_null(False)


def _new_rows(contract: Table, change: Change, file: str) -> pl.DataFrame:
    place = {"_file": file, "_sheet": None, "_row": change.line}
    rows = [dict.fromkeys(contract.names) | row | place for row in change.rows]
    return pl.DataFrame(rows, schema={**dict.fromkeys(contract.names, pl.String), **PLACE}, orient="row")


def _cells(
    scenario: Scenario, change: Change, rows: pl.DataFrame, chosen: pl.Series
) -> tuple[list[pl.Series], list[dict[str, object]]]:
    """The changed columns, and the cells that hold no number to change."""
    made, found = [], []
    for column, text in change.set.items():
        made.append(pl.Series(column, [text if at else was for was, at in zip(rows[column], chosen, strict=True)]))
    for column, by in {**change.multiply, **change.add}.items():
        numbers = [_number(was) if at else None for was, at in zip(rows[column], chosen, strict=True)]
        cells = [
            was if number is None else _written(number * by if column in change.multiply else number + by)
            for was, number in zip(rows[column], numbers, strict=True)
        ]
        made.append(pl.Series(column, cells, dtype=pl.String))
        if rows.filter(chosen)[column].is_null().all():
            found.append(_no_number(scenario, change, column))
        for row, number in zip(rows.filter(chosen).iter_rows(named=True), _at(numbers, chosen), strict=True):
            # An empty cell stays empty: what is not on record has no half.
            if number is None and row[column] is not None:
                found.append(_not_a_number(change, column, row))
    return made, found


def _at(numbers: list[Decimal | None], chosen: pl.Series) -> list[Decimal | None]:
    return [number for number, at in zip(numbers, chosen, strict=True) if at]


def _number(text: str | None) -> Decimal | None:
    try:
        number = None if text is None else Decimal(text)
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _written(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _place(scenario: Scenario, change: Change) -> dict[str, object]:
    return {"table": change.table, "file": scenario.file, "row": change.line}


def _meets_nothing(scenario: Scenario, number: int, change: Change) -> dict[str, object]:
    wanted = [f"{column} {' or '.join(texts)}" for column, texts in change.where.items()]
    wanted += [f"{name} {date}" for name, date in (("since", change.since), ("until", change.until)) if date]
    return finding(
        "scenario_meets_nothing",
        "error",
        **_place(scenario, change),
        value=", ".join(wanted) or None,
        expected=f"rows of {change.table} for change {number} of the scenario",
        likely_cause="a name or a date that the records write otherwise",
    )


def _no_number(scenario: Scenario, change: Change, column: str) -> dict[str, object]:
    return finding(
        "scenario_meets_nothing",
        "error",
        **_place(scenario, change),
        column=column,
        expected=f"a number in {column} of at least one of the rows",
        likely_cause="the rows give the quantity in another column",
    )


def _not_a_number(change: Change, column: str, row: Mapping[str, Any]) -> dict[str, object]:
    return finding(
        "scenario_meets_nothing",
        "error",
        table=change.table,
        file=row["_file"],
        sheet=row["_sheet"],
        row=row["_row"],
        column=column,
        value=row[column],
        expected="a number, which the scenario changes",
    )
