"""Every shipped factor row that may be used, and the factors with one of them moved by one per cent.

A row that is not verified is never used, whatever its value, and no test may claim one for it.

Belongs here: moving a value in what is already loaded. Does not belong here: which tests hold it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from smelter_ghg.factors import Factors, shipped
from tests.mutation.swap import forget

# Where a value may be held: worked examples, and tests that write down what a document prints.
TESTS = ("tests/golden/", "tests/unit/factors/")
_BY = 1.01
# One per cent of nothing is nothing.
_INSTEAD_OF_ZERO = 0.01


def rows() -> dict[str, str]:
    """factor_id of every shipped row that may be used -> the file it is in, or the package it is taken from."""
    folder = Path(shipped.__file__).parent
    files = {
        line.partition(",")[0]: table.name
        for table in sorted(folder.glob("*.csv"))
        for line in table.read_text("utf-8").splitlines()[1:]
    }
    found = Factors(shipped.shipped_factors()).usable
    return {name: files.get(name, "globalwarmingpotentials") for name in found["factor_id"]}


class Moved:
    """Moves a row wherever factors are already loaded."""

    def __init__(self) -> None:
        self._read = shipped.shipped_factors
        self._frame = shipped.shipped_factors()
        self._named = [
            module
            for name, module in list(sys.modules.items())
            if name.startswith(("smelter_ghg.", "tests."))
            and getattr(module, "shipped_factors", None) is shipped.shipped_factors
        ]
        self._made = [one for one in gc.get_objects() if isinstance(one, Factors)]

    @contextmanager
    def by_one_per_cent(self, factor_id: str) -> Iterator[None]:
        frame = _moved(self._frame, factor_id)
        before = [(one, one.frame) for one in self._made]
        forget()
        for module in self._named:
            module.shipped_factors = lambda: frame  # type: ignore[attr-defined]
        for one, its_frame in before:
            _give(one, _moved(its_frame, factor_id))
        try:
            yield
        finally:
            for module in self._named:
                module.shipped_factors = self._read  # type: ignore[attr-defined]
            for one, its_frame in before:
                _give(one, its_frame)
            forget()


def _moved(frame: pl.DataFrame, factor_id: str) -> pl.DataFrame:
    here = pl.col("factor_id") == factor_id
    value = pl.when(pl.col("value") == 0).then(_INSTEAD_OF_ZERO).otherwise(pl.col("value") * _BY)
    return frame.with_columns(
        pl.when(here).then(value).otherwise(pl.col("value")).alias("value"),
        pl.when(here).then(value * pl.col("multiplier")).otherwise(pl.col("canonical_value")).alias("canonical_value"),
    )


def _give(factors: Factors, frame: pl.DataFrame) -> None:
    """Another frame under a frozen object, and what it had derived from its own forgotten."""
    vars(factors)["frame"] = frame
    for derived in ("usable", "refused"):
        vars(factors).pop(derived, None)
