"""Quantities, arguments and energy from single cells: conversion, sign, share, mean of data points."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest

from smelter_ghg.contracts.result_tables import ACTIVITY, CELLS, ENERGY, LEDGER, LEDGER_INPUTS
from smelter_ghg.factors.columns import FACTORS
from smelter_ghg.recompute.arguments import arguments
from smelter_ghg.recompute.book import Book
from smelter_ghg.recompute.energy_rows import energy_rows
from smelter_ghg.recompute.leaves import cells, factors
from smelter_ghg.recompute.quantities import quantities


def frame(table: Any, *rows: dict[str, Any]) -> pl.DataFrame:
    schema = table.polars_schema
    return pl.DataFrame([{**dict.fromkeys(schema), **row} for row in rows], schema=schema, orient="row")


def cell(table: str, key: str, column: str, text: str, unit: str | None) -> dict[str, Any]:
    return {"input_id": f"{table}|{key}|{column}", "table": table, "row_key": key, "column": column, "text": text,
            "value": float(text), "unit": unit, "file": f"{table}.csv", "row": 2}  # fmt: skip


GAS = cell("activity", "s|F|2024-01-01|2024-12-31|natural_gas|consumed|||||", "quantity", "500", "MWh")
COAL = cell("activity", "s|F|2024-01-01|2024-12-31|lignite|consumed|||||", "quantity", "1000", "t")
SOLD = cell("activity", "s|F|2024-01-01|2024-12-31|prebaked_anode|sold|||||", "quantity", "40", "t")
SHARE = cell("allocations", "F|s", "share", "0.25", "1")
NCV = [
    cell("properties", f"s|lignite|2024-0{month}-01|2024-0{month}-28|net_calorific_value_gj_per_t", "value", text, None)
    for month, text in ((1, "10"), (2, "12"))
]
RECORDS = frame(CELLS, GAS, COAL, SOLD, SHARE, *NCV)
FACTOR_ROW = {"factor_id": "ncv", "item": "lignite", "parameter": "net_calorific_value", "value": 11.9, "unit": "MJ/kg",
              "status": "verified", "canonical_value": 11.9, "canonical_unit": "GJ/t", "multiplier": 1.0}  # fmt: skip


def leaves(book: Book) -> tuple[pl.DataFrame, pl.DataFrame]:
    held = frame(FACTORS, FACTOR_ROW).with_columns(pl.lit(True).alias("used"))
    return cells(RECORDS, book), factors(held, book)


def told(book: Book) -> list[tuple[Any, ...]]:
    return book.disagreements.select("table", "column", "recomputed", "said").rows()


def activity(**changes: Any) -> pl.DataFrame:
    row = {"activity_id": f"{GAS['input_id']}@s", "input_id": GAS["input_id"], "value": 450.0, "unit": "GJ",
           "multiplier": 3.6, "allocation_id": SHARE["input_id"], "allocation_share": 0.25}  # fmt: skip
    return frame(ACTIVITY, {**row, **changes})


def test_a_share_of_a_shared_facilitys_cell() -> None:
    book = Book()
    # 500 MWh x 3.6 GJ/MWh x 0.25 = 450 GJ.
    assert quantities(activity(), leaves(book)[0], book)["recomputed"].to_list() == [450.0]
    assert told(book) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"value": 900.0, "allocation_share": 0.5},
         [("activity", "allocation_share", 0.25, None), ("activity", "value", 450.0, None)]),
        ({"value": 1800.0, "allocation_id": "allocations|F|x|share"},
         [("activity", "allocation_id", None, "names no record of a share")]),
        ({"value": 0.125, "multiplier": 0.001},
         [("activity", "value", 450.0, None), ("activity", "multiplier", 3.6, None)]),
        ({"unit": "t"}, [("activity", "unit", None, "no conversion from MWh to t")]),
        ({"input_id": "activity|x|quantity"}, [("activity", "input_id", None, "names no number on record")]),
    ],
)  # fmt: skip
def test_a_quantity_that_does_not_follow(changes: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    book = Book()
    quantities(activity(**changes), leaves(book)[0], book)
    assert told(book) == expected


LEDGER_ROW = frame(LEDGER, {"ledger_id": "l", "allocated_to": "primary_metal"})


def argument(**changes: Any) -> pl.DataFrame:
    row = {"ledger_id": "l", "argument": "net_anodes", "kind": "record", "input_id": SOLD["input_id"], "value": -40.0,
           "unit": "t", "multiplier": -1.0}  # fmt: skip
    return frame(LEDGER_INPUTS, {**row, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        # What was sold is taken off, and cannot be added.
        ({"value": 40.0, "multiplier": 1.0},
         [("ledger_inputs", "value", -40.0, None), ("ledger_inputs", "multiplier", -1.0, None)]),
        # A part of anodes sold is no part taken off; of primary metal it is.
        ({"argument": "allocated_part"}, []),
        ({"kind": "substitution", "substitution_method": None},
         [("ledger_inputs", "substitution_method", None, "goes with the kind substitution, and only with it")]),
        ({"kind": "factor", "input_id": "ncv", "unit": "GJ/t", "value": 11.9, "multiplier": 1.0}, []),
        ({"kind": "factor", "input_id": "ncv", "unit": "GJ/t", "value": 12.9, "multiplier": 1.0},
         [("ledger_inputs", "value", 11.9, None)]),
        ({"kind": "factor", "input_id": "ncv", "unit": "t", "value": 11.9, "multiplier": 1.0},
         [("ledger_inputs", "unit", None, "the factor is in GJ/t")]),
    ],
)  # fmt: skip
def test_arguments_by_size_sign_and_kind(changes: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    book = Book()
    leaf_cells, leaf_factors = leaves(book)
    arguments(argument(**changes), LEDGER_ROW, leaf_cells, leaf_factors, book)
    assert told(book) == expected


def energy(ids: list[str], gj: float, equation: str = "fuel_mass") -> pl.DataFrame:
    return frame(ENERGY, {"energy_id": "e", "input_ids": ids, "gj": gj, "mwh": gj / 3.6, "equation_id": equation})


COAL_ROW = frame(ACTIVITY, {"activity_id": "e", "input_id": COAL["input_id"], "value": 1000.0, "unit": "t",
                            "multiplier": 1.0})  # fmt: skip


@pytest.mark.parametrize(
    ("ids", "gj", "said"),
    [
        # One analysis, or the mean of two data points of it, or a factor.
        ([NCV[0]["input_id"]], 10_000.0, None),
        ([one["input_id"] for one in NCV], 11_000.0, None),
        (["ncv"], 11_900.0, None),
        ([NCV[0]["input_id"]], 12_000.0, "gj"),
        ([], 1000.0, "input_ids"),
        (["ncv", NCV[0]["input_id"]], 119_000.0, "input_ids"),
    ],
)
def test_energy_of_a_weighed_fuel(ids: list[str], gj: float, said: str | None) -> None:
    book = Book()
    leaf_cells, leaf_factors = leaves(book)
    rows = quantities(COAL_ROW, leaf_cells, book)
    made = energy_rows(energy([COAL["input_id"], *ids], gj), rows, leaf_cells, leaf_factors, book)
    columns = set(book.disagreements["column"])
    if said is None:
        assert columns == set() and math.isclose(made["recomputed"][0], gj, rel_tol=1e-12)
    else:
        assert said in columns


def test_a_way_to_energy_that_nobody_knows_is_told() -> None:
    book = Book()
    leaf_cells, leaf_factors = leaves(book)
    rows = quantities(COAL_ROW, leaf_cells, book)
    energy_rows(energy([COAL["input_id"]], 1.0, "fuel_magic"), rows, leaf_cells, leaf_factors, book)
    assert told(book) == [("energy", "equation_id", None, "no way fuel_magic is known")]
