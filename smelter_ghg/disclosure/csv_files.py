"""The data sets of a release as CSV files, with full precision.

Belongs here: which columns go out, and making text inert for spreadsheets. Does not belong here: rounding, layout, the
tables as a page shows them (table_files).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import polars as pl

from smelter_ghg.contracts.pathway_table import PATHWAYS
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.text import csv_text
from smelter_ghg.emissions import sources
from smelter_ghg.emissions.equation import equations_frame

_FIGURE_COLUMNS = (
    "smelter_id",
    "period_label",
    "measure",
    "basis",
    "key",
    "label",
    "qualifier",
    "value",
    "unit",
    "operation",
    "figure_id",
)
SYNTHETIC = "synthetic"
_FACTOR_COLUMNS = (
    "factor_id",
    "item",
    "parameter",
    "gas",
    "technology",
    "region",
    "method_set",
    "basis",
    "value",
    "unit",
    "vintage",
    "gwp_set",
    "publisher",
    "document",
    "table",
    "page",
    "licence",
    "confidence",
    "status",
)
_REFUSED_COLUMNS = (*(c for c in _FACTOR_COLUMNS if c != "value"), "note")
# What ASI's own tools ask for, of the base year of every path.
_PATHWAY_INPUTS = (
    "smelter_id",
    "plan_date",
    "slope_set",
    "slope_version",
    "form",
    "apart",
    "base_year",
    "period_label",
    "base_value",
    "base_source",
    "base_value_electricity",
    "base_value_non_electricity",
    "production_t",
    "denominator",
    "boundary",
    "scope2_account",
    "gwp_set",
    "intermediate_target_year",
    "intermediate_target_value",
)
_VERDICT_COLUMNS = (
    "smelter_id",
    "period_label",
    "standard",
    "standard_version",
    "criterion",
    "outcome",
    "reason_code",
    "verdict_id",
)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8: numbers in full, text inert, lists joined by semicolons, nothing for an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return csv_text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return csv_text("; ".join(str(one) for one in value))
    return csv_text(str(value))


def frame_csv(frame: pl.DataFrame, columns: Sequence[str]) -> bytes:
    """Columns of a frame as CSV, in the order given and sorted by them; columns the frame lacks are left out."""
    kept = [column for column in columns if column in frame.columns]
    rows = frame.select(kept).sort(kept)
    if len(kept) == 1:
        # Of a single column csv_bytes quotes the empty cells, so that no line is blank.
        return csv_bytes(kept, rows.iter_rows())
    return pl.DataFrame([_text(rows[column]) for column in kept]).write_csv(quote_style="necessary").encode()


def _text(column: pl.Series) -> pl.Series:
    """A column as `csv_bytes` writes it, nothing for an empty value; each different text is made inert once."""
    values = column.to_list()
    if column.dtype == pl.String:
        known = {value: _cell(value) or None for value in column.unique().to_list()}
        return pl.Series(column.name, [known[value] for value in values], dtype=pl.String)
    return pl.Series(column.name, [str(_cell(value)) or None for value in values], dtype=pl.String)


def marked(frame: pl.DataFrame, smelters: pl.DataFrame) -> pl.DataFrame:
    """Rows with a column that says whether their smelter is invented; empty where a row has no smelter."""
    flags = smelters.select("smelter_id", pl.col("synthetic").fill_null(False).alias(SYNTHETIC)).unique("smelter_id")
    return frame.drop(SYNTHETIC, strict=False).join(flags, on="smelter_id", how="left", maintain_order="left")


def _owned(facts: Facts, table: pl.DataFrame) -> pl.DataFrame:
    """Rows that speak of a record, with the smelter that record is of; empty where it is of none."""
    targets = [facts.records.get((row["table"], row["row_key"])) for row in table.iter_rows(named=True)]
    owners = [None if target is None else target.get("smelter_id") for target in targets]
    return table.with_columns(pl.Series("smelter_id", owners, dtype=pl.String))


def _pathway_bases(pathways: pl.DataFrame) -> pl.DataFrame:
    """The base year of every path with both parts: those of the path where it has them apart, else the ledger's."""
    bases = pathways.filter(role="base")
    key = ["path", "period_label"]
    found = bases.filter(emissions="all")
    for part in ("electricity", "non_electricity"):
        column = f"base_value_{part}"
        of_path = bases.filter(emissions=part).select(*key, pl.col("base_value").alias(column))
        found = found.join(of_path, on=key, how="left", nulls_equal=True, maintain_order="left")
        found = found.with_columns(pl.coalesce(column, f"{part}_value").alias(column))
    return found


def csv_files(
    facts: Facts, figures: pl.DataFrame, findings: pl.DataFrame, record_files: pl.DataFrame
) -> dict[str, bytes]:
    """Every data set of the release by file name."""
    smelters = facts.tables["smelters"]

    def of_smelters(frame: pl.DataFrame, columns: Sequence[str]) -> bytes:
        return frame_csv(marked(frame, smelters), ["smelter_id", SYNTHETIC, *(c for c in columns if c != "smelter_id")])

    files: dict[str, bytes] = {}
    files["figures.csv"] = of_smelters(figures, _FIGURE_COLUMNS)
    files["verdicts.csv"] = of_smelters(facts.verdicts, _VERDICT_COLUMNS)
    files["missing.csv"] = of_smelters(facts.missing, facts.missing.columns)
    files["uncertainty.csv"] = of_smelters(facts.uncertainty, facts.uncertainty.columns)
    files["drivers.csv"] = of_smelters(facts.drivers, facts.drivers.columns)
    # Whether a path is synthetic is a matter of its slopes too, so the table says so itself.
    files["pathways.csv"] = frame_csv(facts.pathways, [SYNTHETIC, *(c for c in PATHWAYS.names if c != SYNTHETIC)])
    files["pathway_inputs.csv"] = frame_csv(_pathway_bases(facts.pathways), [SYNTHETIC, *_PATHWAY_INPUTS])
    files["findings.csv"] = of_smelters(findings, findings.columns)
    factors = [[row[column] for column in _FACTOR_COLUMNS] for row in facts.used_factors]
    files["factors.csv"] = csv_bytes(_FACTOR_COLUMNS, factors)
    files["rule_parameters.csv"] = frame_csv(facts.rulebooks, facts.rulebooks.columns)
    sources()  # importing the sources fills the register
    files["equations.csv"] = frame_csv(
        equations_frame(), ("equation_id", "title", "expression", "arguments", "citation")
    )
    refused = [[row[column] for column in _REFUSED_COLUMNS] for row in facts.factors.refused.iter_rows(named=True)]
    files["factors_refused.csv"] = csv_bytes(_REFUSED_COLUMNS, sorted(refused, key=lambda row: str(row[0])))
    for name in ("documents", "evidence", "verification", "corrections"):
        table = facts.tables[name]
        columns = [column for column in table.columns if not column.startswith("_")]
        if name in ("evidence", "corrections"):
            table, columns = _owned(facts, table), ["smelter_id", *columns]
        told = marked(table, smelters) if "smelter_id" in columns else table
        files[f"{name}.csv"] = frame_csv(told, [*columns, *([SYNTHETIC] if "smelter_id" in columns else [])])
    files["record_files.csv"] = frame_csv(record_files, ("file", "sha256"))
    return dict(sorted(files.items()))
