"""Writes docs/data_dictionary.md from the contracts, or with --check fails when the file has drifted from them.

Belongs here: turning the registry into a page. Does not belong here: any name, unit or meaning.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from smelter_ghg.contracts import Table
from smelter_ghg.contracts.result_tables import RESULT_TABLES
from smelter_ghg.emissions.equation import equations_frame
from smelter_ghg.factors import FACTORS
from smelter_ghg.items import FUELS, GOODS, PROPERTIES
from smelter_ghg.records import tables as record_tables
from smelter_ghg.units import SYNONYMS, known_units

TARGET = Path(__file__).parent / "data_dictionary.md"


def dictionary() -> str:
    """The whole page as Markdown."""
    parts = [
        "# Data dictionary",
        "Generated from the contracts by `make docs`; do not edit. A column marked * must be filled in every row; one "
        "marked + must exist in the file.",
        "## Record tables",
        *(_table(table) for table in record_tables().values()),
        "## Factor files",
        _table(FACTORS),
        "## Tables the pipeline makes",
        *(_table(table) for table in RESULT_TABLES.values()),
        "## Vocabulary",
        "Units of quantities: " + ", ".join(f"`{unit}`" for unit in known_units()) + ".",
        "Other names of units: " + ", ".join(f"`{name}` = `{unit}`" for name, unit in SYNONYMS.items()) + ".",
        "Units of rates: " + ", ".join(f"`{unit}`" for unit in known_units(rate=True)) + ".",
        "Fuels: " + ", ".join(f"`{fuel}`" for fuel in FUELS) + ".",
        "Goods: " + ", ".join(f"`{good}`" for good in GOODS) + ".",
        "Properties: " + ", ".join(f"`{name}`" for name in PROPERTIES) + ".",
        "## Equations",
        _equations(),
    ]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    rows = [
        f"| `{column.name}`{'*' if column.required else '+' if column.mandatory else ''} | {column.field.kind} | "
        f"{column.field.unit if column.field.unit is not None else ''} | {_cell(column.field.meaning)}"
        f"{_allowed(column.field.allowed)} |"
        for column in table.columns
    ]
    key = ", ".join(f"`{name}`" for name in table.key)
    head = [f"### {table.name}", "", table.meaning, "", f"Key: {key}." if key else "", ""]
    return "\n".join([*head, "| column | kind | unit | meaning |", "| --- | --- | --- | --- |", *rows])


def _cell(text: str) -> str:
    # A bare bar would end the cell.
    return text.replace("|", "\\|")


def _allowed(labels: tuple[str, ...] | None) -> str:
    return "" if labels is None else " One of " + ", ".join(f"`{label}`" for label in labels) + "."


def _equations() -> str:
    rows = []
    for row in equations_frame().iter_rows(named=True):
        arguments = ", ".join(f"{name} [{unit}]" for name, unit in zip(row["arguments"], row["units"], strict=True))
        rows.append(f"| `{row['equation_id']}` | {row['expression']} | {arguments} | {row['citation']} |")
    return "\n".join(["| equation | kg of gas | arguments | source |", "| --- | --- | --- | --- |", *rows])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare, and fail on a difference")
    check = parser.parse_args().check
    made = dictionary()
    if not check:
        TARGET.write_text(made, encoding="utf-8")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != made:
        print("docs/data_dictionary.md differs from the contracts; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
