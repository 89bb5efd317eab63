"""Record tables come back from their cells as they were read."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from smelter_ghg.recompute.records_again import record_tables_of
from smelter_ghg.records import tables as record_tables
from smelter_ghg.records.folder import cells, keyed
from smelter_ghg.records.typing import type_columns

ROWS: dict[str, list[dict[str, str | None]]] = {
    "metal": [
        {"smelter_id": "s", "facility_id": "PL1", "period_start": "2024-01-01", "period_end": "2024-12-31",
         "flow": "tapped", "mass_t": "61250", "document_id": "scale"},
        # A row of which nothing but its key is known: only the evidence speaks of it.
        {"smelter_id": "s", "period_start": "2023-01-01", "period_end": "2023-12-31", "flow": "tapped"},
    ],
    "activity": [
        {"smelter_id": "s", "period_start": "2024-01-01", "period_end": "2024-12-31", "item": "natural_gas",
         "flow": "consumed", "quantity": "1.5", "unit": "TJ", "basis": "net_calorific", "uncertainty_pct": "2"},
    ],
    "evidence": [
        {"table": "metal", "row_key": "s||2023-01-01|2023-12-31|tapped|", "column": "mass_t", "value": "60000",
         "document_id": "report", "confidence": "S", "chosen": "false"},
    ],
    "smelters": [{"smelter_id": "s", "name": "Some smelter", "synthetic": "true", "grid_zone": "NO"}],
    "documents": [{"document_id": "scale", "title": "Crucible scale", "kind": "meter_log", "sha256": "0" * 64}],
}  # fmt: skip


def texts(name: str) -> pl.DataFrame:
    table = record_tables()[name]
    listed = [
        {**dict.fromkeys(table.names), "_file": f"{name}.csv", "_sheet": None, "_row": number, **row}
        for number, row in enumerate(ROWS.get(name, []), start=2)
    ]
    schema = {**dict.fromkeys(table.names, pl.String), "_file": pl.String, "_sheet": pl.String, "_row": pl.Int64}
    return keyed(table, pl.DataFrame(listed, schema=schema, orient="row"))


def test_tables_come_back_from_their_cells() -> None:
    read = {name: texts(name) for name in record_tables()}
    again = record_tables_of(cells(read))
    assert again.keys() == read.keys()
    for name, table in record_tables().items():
        expected, _ = type_columns(table, read[name])
        held = again[name].select(expected.columns).sort("_key")
        if name == "metal":
            # Nothing says where the row stood that has no cell.
            held, expected = (frame.drop("_file", "_row") for frame in (held, expected))
        assert_frame_equal(held, expected.sort("_key"))


def test_a_key_that_is_cut_short_gives_empty_parts() -> None:
    frame = cells({"metal": texts("metal")}).with_columns(pl.lit("s").alias("row_key"))
    assert record_tables_of(frame)["metal"].select("smelter_id", "flow").row(0) == ("s", None)
