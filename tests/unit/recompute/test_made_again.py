"""Tables are made again group by group, and what is not the same is told by row and column."""

from __future__ import annotations

import polars as pl
import pytest

from smelter_ghg.recompute.book import Book
from smelter_ghg.recompute.made_again import hold, together
from smelter_ghg.records import tables as record_tables


def records(*shared: tuple[str, str, str]) -> dict[str, pl.DataFrame]:
    """Record tables of smelters a to d; `shared` names facility, owner and receiver."""
    found = {name: table.empty().with_columns(pl.lit("").alias("_key")) for name, table in record_tables().items()}

    def filled(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
        frame = found[name]
        return pl.DataFrame([{**dict.fromkeys(frame.columns), **row} for row in rows], schema=frame.schema)

    found["smelters"] = filled("smelters", [{"smelter_id": name} for name in "abcd"])
    if shared:
        found["facilities"] = filled(
            "facilities", [{"facility_id": facility, "smelter_id": owner} for facility, owner, _ in shared]
        )
        found["allocations"] = filled(
            "allocations",
            [
                {"facility_id": facility, "smelter_id": receiver, "share": 0.5, "_key": f"{facility}|{receiver}"}
                for facility, _, receiver in shared
            ],
        )
    return found


@pytest.mark.parametrize(
    ("shared", "most", "expected"),
    [
        ((), 1000, [["a", "b", "c", "d"]]),
        ((), 10, [["a"], ["b"], ["c"], ["d"]]),
        ((), 20, [["a", "b"], ["c", "d"]]),
        # What is shared keeps smelters together, also through a third.
        ((("P", "d", "a"),), 10, [["b"], ["c"], ["a", "d"]]),
        ((("P", "d", "a"), ("Q", "a", "c")), 10, [["b"], ["a", "c", "d"]]),
    ],
)
def test_smelters_that_share_a_facility_are_made_together(
    shared: tuple[tuple[str, str, str], ...], most: int, expected: list[list[str]]
) -> None:
    found = list(together(records(*shared), dict.fromkeys("abcd", 10), most))
    assert sorted(sorted(group) for group in found) == sorted(sorted(group) for group in expected)


HELD = pl.DataFrame(
    {"id": ["a", "b", "c"], "label": ["x", None, "z"], "lower": [1.0, 2.0, 3.0], "value": [1.0, 1.0, 1.0]}
)


def told(held: pl.DataFrame, again: pl.DataFrame) -> list[tuple[str, str, str | None]]:
    book = Book()
    hold("table", ("id",), held, again, book)
    return sorted(book.disagreements.select("row_id", "column", "said").rows())


def test_rows_and_labels_that_differ_are_told() -> None:
    assert told(HELD, HELD.reverse()) == []
    again = HELD.with_columns(
        pl.Series("label", ["x", "y", "z"]), pl.Series("lower", [1.0, 2.0 + 1e-12, 4.0]), pl.lit(9.0).alias("value")
    )
    # Values are followed row by row elsewhere.
    assert told(HELD, again) == [("b", "label", "None, made again y"), ("c", "lower", "3.0, made again 4.0")]
    assert told(HELD.head(2), HELD.tail(2)) == [
        ("a", "", "does not follow from the records"),
        ("c", "", "follows from the records and is not there"),
    ]
