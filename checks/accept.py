"""Asserting that what a stage is given may be used: no error is open, and nothing of a dropped smelter-year is left.

Belongs here: refusing. Does not belong here: finding errors or dropping rows.
"""

from __future__ import annotations

import polars as pl

from checks.drop import kept
from checks.places import Tables, errors_of, without_errors
from smelter_ghg.findings import errors


class RecordsRefusedError(RuntimeError):
    """Records with errors, and the run does not accept a part of them."""


def require_accepted(findings: pl.DataFrame, dropped: pl.DataFrame, tables: Tables, *, accept_partial: bool) -> None:
    """Raise RecordsRefusedError where a table holds a row with an error, or any error is open in a strict run."""
    _require_partial(findings, accept_partial)
    gone = dropped.filter(pl.col("reporting_year").is_null())["smelter_id"].implode()
    for name, frame in tables.items():
        if without_errors(frame, errors_of(findings, name)).height < frame.height:
            raise RecordsRefusedError(f"{name}: a row with an error was not left out")
        if "smelter_id" in frame.columns and frame["smelter_id"].is_in(gone).any():
            raise RecordsRefusedError(f"{name}: a dropped smelter still has rows")


def require_kept(findings: pl.DataFrame, dropped: pl.DataFrame, frame: pl.DataFrame, *, accept_partial: bool) -> None:
    """Raise RecordsRefusedError where a frame of smelter-years holds a dropped one, or an error dropped nothing.

    `findings` are those about the smelter-years of the frame, as physics makes them.
    """
    _require_partial(findings, accept_partial)
    faulty = errors(findings)
    if not faulty["smelter_id"].is_in(dropped["smelter_id"].implode()).all():
        raise RecordsRefusedError("an error took no smelter-year with it")
    if kept(frame, dropped).height < frame.height:
        raise RecordsRefusedError("a dropped smelter-year still has rows")


def _require_partial(findings: pl.DataFrame, accept_partial: bool) -> None:
    count = errors(findings).height
    if count and not accept_partial:
        raise RecordsRefusedError(f"{count} errors in the records; correct them, or accept a part of them")
