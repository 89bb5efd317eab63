"""Every cell that cannot be read is one finding with file, row, column and value; the rest of its row is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.folder import RecordSet, cells, read_folder
from tests.golden.from_records import Tables, write
from tests.golden.small_plant import small_plant

KINDS = {name: {c.name: c.field.kind for c in table.columns} for name, table in record_tables().items()}


def places(found: RecordSet) -> list[tuple[object, ...]]:
    columns = ("check_id", "table", "file", "row", "column", "value")
    return found.findings.select(columns).sort(columns).rows()


def plant() -> Tables:
    """Rows of every kind of column: text, number, count, date and flag."""
    tables = small_plant()
    tables["facilities"][0] |= {"cells_installed": "200", "first_production_date": "1999-05-01"}
    tables["smelters"][0]["synthetic"] = "true"
    return tables


NUMBER, WHOLE, DATE, FLAG = ("metal", "mass_t"), ("facilities", "cells_installed"), ("metal", "period_start"), (
    "smelters",
    "synthetic",
)  # fmt: skip
UNIT = "a unit; it belongs in the unit column or the column's name"
FAULTS = [
    (*NUMBER, "unknown", "text where a number belongs"),
    (*NUMBER, "1234,5", "decimal comma"),
    (*NUMBER, "1,234.5", "thousands separator"),
    (*NUMBER, "1 234", "thousands separator"),
    (*NUMBER, "1\u00a0234", "thousands separator"),
    (*NUMBER, "=SUM(A1:A9)", "formula"),
    (*NUMBER, "95%", "per cent sign"),
    (*NUMBER, "inf", "text where a number belongs"),
    (*NUMBER, "NaN", "text where a number belongs"),
    (*NUMBER, "n/a", "text where a number belongs"),
    (*NUMBER, "0x1F", "text where a number belongs"),
    (*NUMBER, "1e", "text where a number belongs"),
    (*NUMBER, "١٢٣", "text where a number belongs"),
    (*NUMBER, "1.234,5", "thousands separator"),
    (*NUMBER, "1.234.567", "thousands separator"),
    (*NUMBER, "-12 345,6", "thousands separator"),
    (*NUMBER, "1, 2", "text where a number belongs"),
    (*NUMBER, "12 May", "text where a number belongs"),
    (*NUMBER, "about 100", "text where a number belongs"),
    (*NUMBER, "about 1,000", "text where a number belongs"),
    (*NUMBER, "100 t", UNIT),
    (*NUMBER, "100t", UNIT),
    (*NUMBER, "1,234.5 kWh", UNIT),
    (*NUMBER, "95 ka", UNIT),
    (*WHOLE, "1,200", "thousands separator"),
    (*WHOLE, "200.5", "text where a number belongs"),
    (*WHOLE, "unknown", "text where a number belongs"),
    (*DATE, "01/02/2022", "another date order"),
    (*DATE, "31.01.2022", "another date order"),
    (*DATE, "2022-02-30", None),
    (*DATE, "2022-13-01", None),
    (*DATE, "2022-1-1", None),
    (*DATE, "44562", None),
    (*DATE, "2022-01-01T00:00", None),
    (*FLAG, "yes", None),
    (*FLAG, "1", None),
]


@pytest.mark.parametrize(("table", "column", "value", "cause"), FAULTS)
def test_a_fault_is_found_where_it_was_written(
    tmp_path: Path, table: str, column: str, value: str, cause: str | None
) -> None:
    tables = plant()
    number = int(np.random.default_rng(len(value)).integers(len(tables[table]))) if table == "metal" else 0
    tables[table][number][column] = value
    found = read_folder(write(tmp_path, tables))
    assert places(found) == [("cell_type", table, f"{table}.csv", number + 2, column, value)]
    finding = found.findings.row(0, named=True)
    assert finding["severity"] == "error" and finding["smelter_id"] == "s" and finding["expected"]
    if cause is not None:
        assert cause in finding["likely_cause"]
    row = found.tables[table].filter(pl.col("_row") == number + 2).row(0, named=True)
    assert row[column] is None
    before = read_folder(write(tmp_path / "sound", plant())).tables[table].filter(pl.col("_row") == number + 2)
    others = [name for name in before.columns if name not in (column, "_key", "_file", "multiplier")]
    assert {name: row[name] for name in others} == before.select(others).row(0, named=True)


@pytest.mark.parametrize("value", ["100", "100.0", "+100", "1e2", "100.", ".1e3", "  100  ", "1E+2"])
def test_every_plain_way_to_write_a_number_is_read(tmp_path: Path, value: str) -> None:
    tables = plant()
    tables["metal"][0]["mass_t"] = value
    found = read_folder(write(tmp_path, tables))
    assert found.findings.is_empty()
    assert found.tables["metal"].filter(pl.col("_row") == 2)["mass_t"].item() == 100.0


@pytest.mark.parametrize("value", ["true", "TRUE", "False", "false"])
def test_flags_are_read_in_any_case(tmp_path: Path, value: str) -> None:
    tables = plant()
    tables["smelters"][0]["synthetic"] = value
    assert read_folder(write(tmp_path, tables)).tables["smelters"]["synthetic"].item() is (value.lower() == "true")


@pytest.mark.parametrize(
    ("table", "value"), [("activity", "stone"), ("activity", "kg/t"), ("specific_consumption", "kg")]
)
def test_an_unknown_unit_is_found_and_never_converted(tmp_path: Path, table: str, value: str) -> None:
    tables = plant()
    tables[table][4]["unit"] = value
    found = read_folder(write(tmp_path, tables))
    assert places(found) == [("unknown_unit", table, f"{table}.csv", 6, "unit", value)]
    assert value not in found.findings["expected"].item().split(", ")
    row = found.tables[table].filter(pl.col("_row") == 6)
    assert row["multiplier"].item() is None and row["canonical_unit"].item() is None


MASSES, ENERGIES = "one of t, kg, g, kt, lb, ton_us, ton_uk", "one of kWh/t, MWh/t, MJ/t, GJ/t"


@pytest.mark.parametrize(
    ("table", "item", "unit", "expected"),
    [
        ("specific_consumption", "net_anode_carbon", "kWh/t", "one of kg/t, t/t"),
        ("specific_consumption", "alumina", "MWh/t", "one of kg/t, t/t"),
        ("specific_consumption", "electricity_dc", "kg/t", ENERGIES),
        ("specific_consumption", "electricity_ac", "t/t", ENERGIES),
        ("specific_consumption", "electricity_not_stated", "t/t", ENERGIES),
        ("activity", "alumina", "m3", MASSES),
        ("activity", "prebaked_anode", "GJ", MASSES),
        ("activity", "calcined_coke", "MWh", MASSES),
        ("activity", "pitch", "m3", MASSES),
        ("activity", "aluminium_fluoride", "TJ", MASSES),
        ("activity", "anode_butts", "m3", MASSES),
    ],
)
def test_a_unit_of_another_dimension_than_the_item_is_found_and_never_converted(
    tmp_path: Path, table: str, item: str, unit: str, expected: str
) -> None:
    tables = plant()
    tables[table][4] |= {"item": item, "unit": unit}
    found = read_folder(write(tmp_path, tables))
    assert places(found) == [("unit_of_item", table, f"{table}.csv", 6, "unit", unit)]
    assert found.findings["expected"].item() == f"{expected}, for {item}"
    assert found.findings["severity"].item() == "error"
    rows = found.tables[table]
    wrong = rows.filter(pl.col("_row") == 6)
    assert wrong["multiplier"].item() is None and wrong["canonical_unit"].item() is None
    assert rows.filter(pl.col("_row") != 6)["multiplier"].null_count() == 0


@pytest.mark.parametrize(("item", "unit"), [("diesel", "m3"), ("lignite", "kt"), ("natural_gas", "kWh"), ("x", "m3")])
def test_fuels_come_in_every_dimension_and_other_items_in_any(tmp_path: Path, item: str, unit: str) -> None:
    tables = plant()
    tables["activity"][4] |= {"item": item, "unit": unit}
    assert read_folder(write(tmp_path, tables)).findings.is_empty()


def test_a_separator_in_an_identifier_is_found(tmp_path: Path) -> None:
    """Keys are joined by |, so an identifier that holds one could be two."""
    tables = plant()
    tables["metal"][3]["facility_id"] = "L1|x"
    found = read_folder(write(tmp_path, tables))
    assert places(found) == [("cell_separator", "metal", "metal.csv", 5, "facility_id", "L1|x")]


@pytest.mark.parametrize("seed", range(5))
def test_three_faults_are_three_findings(tmp_path: Path, seed: int) -> None:
    """At seeded rows and columns of seeded tables, two of them possibly in one row."""
    draw = np.random.default_rng(seed)
    tables = plant()
    written: set[tuple[object, ...]] = set()
    while len(written) < 3:
        table = str(draw.choice(["metal", "potlines", "electricity", "transport", "specific_consumption"]))
        number = int(draw.integers(len(tables[table])))
        choices = [c for c in tables[table][number] if KINDS[table][c] in ("number", "date")]
        column, value = str(draw.choice(choices)), f"wrong {seed}"
        if any(place[1:5] == (table, f"{table}.csv", number + 2, column) for place in written):
            continue
        tables[table][number][column] = value
        written.add(("cell_type", table, f"{table}.csv", number + 2, column, value))
    found = read_folder(write(tmp_path, tables))
    assert set(places(found)) == written and found.findings.height == 3


def test_an_empty_cell_is_no_finding_of_the_reader(tmp_path: Path) -> None:
    tables = plant()
    tables["metal"][0]["mass_t"] = "  "
    found = read_folder(write(tmp_path, tables))
    assert found.findings.is_empty() and found.tables["metal"].filter(pl.col("_row") == 2)["mass_t"].item() is None


def test_every_filled_cell_is_a_leaf_with_its_place_or_stands_in_every_leaf_of_its_row(tmp_path: Path) -> None:
    tables = plant()
    tables["metal"][0]["mass_t"] = "1.50e2"
    found = read_folder(write(tmp_path, tables))
    leaves = cells(found.texts)
    assert leaves["input_id"].is_unique().all()
    of_row: dict[tuple[str, int], list[dict[str, str]]] = {}
    for leaf in leaves.iter_rows(named=True):
        of_row.setdefault((leaf["table"], leaf["row"]), []).append(leaf)
    for name, rows in tables.items():
        for number, row in enumerate(rows, start=2):
            own = of_row[name, number]
            told = {leaf["column"]: leaf["text"] for leaf in own}
            carried = [{*leaf["row_key"].split("|"), leaf["unit"], leaf["document_id"]} for leaf in own]
            for column, cell in row.items():
                assert not cell or told.get(column) == cell or all(cell in each for each in carried), (name, column)
    numbers = {(name, c) for name, kinds in KINDS.items() for c, kind in kinds.items() if kind in ("number", "count")}
    filled = {(name, column) for name, rows in tables.items() for row in rows for column, cell in row.items() if cell}
    assert filled & numbers <= set(leaves.select("table", "column").iter_rows())
    mass = leaves.filter((pl.col("table") == "metal") & (pl.col("row") == 2) & (pl.col("column") == "mass_t"))
    assert mass.select("text", "value", "unit", "file").row(0) == ("1.50e2", 150.0, "t", "metal.csv")
    quantity = leaves.filter((pl.col("table") == "activity") & (pl.col("column") == "quantity")).row(0, named=True)
    assert quantity["unit"] in ("t", "GJ")
