"""The same records give the same bytes, whichever kind of file they come in, in every unit the reader knows."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.config import ReportingConfig
from smelter_ghg.factors import load_factors
from smelter_ghg.records.folder import read_folder
from smelter_ghg.units import SYNONYMS, convert, known_units
from tests import workbooks
from tests.golden.from_records import Run, Tables, compute, months, run, whole_year, write_factors
from tests.golden.small_plant import FACTORS, YEAR, small_plant

DRAWS = 25 if os.environ.get("SMELTER_GHG_SOAK") else 1
WRITERS: dict[str, Callable[[workbooks.Tables], bytes]] = {
    "xlsx": workbooks.xlsx,
    "xls": workbooks.xls,
    "xlsb": workbooks.xlsb,
    "ods": workbooks.ods,
}


def records(seed: int) -> Tables:
    """The small plant with a purchase in every unit and under every name of one; quantities of up to 15 digits, as many
    as a spreadsheet keeps."""
    draw = random.Random(seed)
    tables = small_plant()
    for at, unit in enumerate([*known_units(), *SYNONYMS]):
        conversion = convert(unit)
        assert conversion is not None
        quantity = draw.choice(
            [f"{draw.uniform(1, 1e5):.9g}", f"{draw.uniform(1e-3, 1):.15g}", str(draw.randint(1, 10**6))]
        )
        row = months(YEAR)[at % 12] | {"smelter_id": "s", "item": "natural_gas", "flow": "consumed"}
        row |= {"quantity": quantity, "unit": unit, "origin": "purchased", "supplier": f"by {unit}"}
        if conversion.canonical_unit == "GJ":
            row |= {"basis": draw.choice(["net_calorific", "gross_calorific"])}
        tables["activity"].append(row)
    for name, value in (
        ("net_calorific_value_gj_per_m3", "0.0358"),
        ("gross_calorific_value_gj_per_nm3", "0.0423"),
        ("net_to_gross_calorific_ratio", f"{draw.uniform(0.88, 0.95):.6g}"),
    ):
        tables["properties"].append(
            whole_year(YEAR) | {"smelter_id": "s", "item": "natural_gas", "property": name, "value": value}
        )
    return tables


def as_bytes(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


def same_result(one: Run, other: Run) -> None:
    for name in ("ledger", "ledger_inputs", "activity", "missing"):
        ours, theirs = getattr(one, name), getattr(other, name)
        assert ours.equals(theirs), name
        assert as_bytes(ours) == as_bytes(theirs), name
    assert as_bytes(one.energy) == as_bytes(other.energy)


@pytest.mark.parametrize("seed", range(DRAWS))
def test_a_filled_template_parquet_and_every_workbook_give_the_ledger_of_the_csv_files(
    seed: int, tmp_path: Path
) -> None:
    tables = records(seed)
    csv = run(tmp_path / "csv", tables, factors=FACTORS)
    assert csv.records.findings.is_empty()
    used = csv.ledger_inputs.filter(pl.col("input_id").str.starts_with("activity|"))["input_id"]
    suppliers = {input_id.split("|")[-3] for input_id in used}
    assert suppliers >= {f"by {unit}" for unit in (*known_units(), *SYNONYMS)}, "a unit made no ledger row"
    factors = load_factors([write_factors(tmp_path / "factors.csv", FACTORS)])
    for kind, writer in WRITERS.items():
        file = tmp_path / f"records.{kind}"
        file.write_bytes(writer(tables))
        read = read_folder(file)
        assert set(read.findings["severity"]) <= {"note"}, read.findings.rows()
        same_result(csv, compute(read, read.tables, factors, ReportingConfig()))
    read = read_folder(workbooks.parquet(tables, tmp_path / "parquet"))
    assert read.findings.is_empty()
    same_result(csv, compute(read, read.tables, factors, ReportingConfig()))


def test_files_of_every_kind_are_put_together(tmp_path: Path) -> None:
    tables = records(7)
    whole = run(tmp_path / "csv", tables, factors=FACTORS)
    mixed = tmp_path / "mixed"
    workbooks.parquet({"metal": tables["metal"]}, mixed / "deep")
    (mixed / "some.xlsx").write_bytes(workbooks.xlsx({name: tables[name] for name in ("activity", "properties")}))
    (mixed / "others.ods").write_bytes(
        workbooks.ods({name: rows for name, rows in tables.items() if name not in ("metal", "activity", "properties")})
    )
    read = read_folder(mixed)
    assert read.findings.is_empty() and read.sources["file"].to_list() == [
        "deep/metal.parquet",
        "others.ods",
        "some.xlsx",
    ]
    factors = load_factors([write_factors(tmp_path / "factors.csv", FACTORS)])
    same_result(whole, compute(read, read.tables, factors, ReportingConfig()))
