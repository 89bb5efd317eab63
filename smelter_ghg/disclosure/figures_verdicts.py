"""Figures of the verdicts: rule parameters, headroom, what the readings compare.

Belongs here: numbers behind an outcome. Does not belong here: the outcome, which is no number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook, FigureError
from smelter_ghg.disclosure.facts import Facts, Row
from smelter_ghg.disclosure.figures_intensity import AGREEMENT, UNIT
from smelter_ghg.disclosure.ids import NO_BASIS, figure_id, joined
from smelter_ghg.disclosure.numbers import decimals_written

Detail = dict[str, Any]


def headroom_id(verdict_id: str, measure: str = m.HEADROOM) -> str:
    return figure_id(measure, NO_BASIS, verdict_id)


def excess_id(verdict_id: str, measure: str = m.EXCESS) -> str:
    return figure_id(measure, NO_BASIS, verdict_id)


def reduction_id(verdict_id: str, leg: str, settings: Mapping[str, str], measure: str = m.REDUCTION_PCT) -> str:
    return figure_id(measure, NO_BASIS, verdict_id, leg, *_setting_key(settings))


def readings_met_id(verdict_id: str, what: str) -> str:
    return m.count("readings", verdict_id, what)


def _setting_key(settings: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}={settings[name]}" for name in sorted(settings))


def add_parameters(book: FigureBook, rulebooks: pl.DataFrame) -> None:
    """Every parameter of every rulebook."""
    for row in rulebooks.filter(pl.col("kind") == "parameter").sort("parameter_id").iter_rows(named=True):
        about = About(
            m.THRESHOLD,
            (row["parameter_id"],),
            row["meaning"],
            row["unit"],
            decimals=1 if row["unit"] == UNIT else decimals_written(f"{row['value']:g}"),
        )
        book.parameter(about, row["parameter_id"])


def add_verdict(book: FigureBook, facts: Facts, detail: Detail) -> None:
    """Headroom and compared values of one verdict."""
    intensities = {row["intensity_id"]: row for row in facts.intensity_rows[detail["smelter_id"]]}
    value = _value_id(book, detail.get("intensity_id"), intensities)
    if value is not None and detail["threshold_parameter"] is not None:
        _headroom(book, detail, value)
    for leg in detail["legs"]:
        for point in leg["by_setting"]:
            if point.get("base_intensity_ids"):
                _reduction(book, detail, leg["name"], point, intensities)
    readings = detail["readings"]
    if readings:
        key = detail["verdict_id"]
        for what, names in (
            ("all", [f"{r['criterion']}.{r['name']}" for r in readings]),
            ("meets", [f"{r['criterion']}.{r['name']}" for r in readings if r["outcome"] == "meets"]),
        ):
            label = "Readings evaluated" if what == "all" else "Readings the smelter meets"
            book.count(_about(detail, m.COUNT, ("readings", key, what), label, "count"), names)
    if detail["missing"]:
        ids = [
            joined((entry["item"], entry["scope2_account"] or "", entry["facility_id"] or ""))
            for entry in detail["missing"]
        ]
        about = _about(detail, m.COUNT, ("missing", detail["verdict_id"]), "Missing items", "count")
        book.count(about, ids)


def _value_id(book: FigureBook, intensity_id: str | None, intensities: Mapping[str, Row]) -> str | None:
    row = intensities.get(intensity_id or "")
    if row is None:
        return None
    fid = m.intensity_row(row)
    return fid if fid in book else None


def _headroom(book: FigureBook, detail: Detail, value: str) -> None:
    threshold = m.parameter(detail["threshold_parameter"])
    decimals = book.decimals(value)
    about = _about(
        detail,
        m.HEADROOM,
        (detail["verdict_id"],),
        f"Headroom to the threshold of {detail['criterion']}",
        UNIT,
        decimals,
    )
    headroom = book.difference(about, threshold, value)
    share = _about(
        detail,
        m.HEADROOM_PCT,
        (detail["verdict_id"],),
        "Headroom in per cent of the threshold",
        "%",
    )
    percent = book.percent_of(share, headroom, threshold)
    if book.value(headroom) < 0:
        _excess(book, detail, value, threshold, decimals)
    held = detail["if_gates_met"] or detail
    for fid, expected in ((headroom, held["headroom_t"]), (percent, held["headroom_pct"])):
        _agree(book, fid, expected, detail)


def _excess(book: FigureBook, detail: Detail, value: str, threshold: str, decimals: int) -> None:
    """How far above the threshold the value lies: what a reader is told instead of a negative headroom."""
    key = (detail["verdict_id"],)
    over = book.difference(
        _about(detail, m.EXCESS, key, "Distance above the threshold", UNIT, decimals), value, threshold
    )
    about = _about(detail, m.EXCESS_PCT, key, "Distance above the threshold in per cent of it", "%")
    book.percent_of(about, over, threshold)


def _reduction(book: FigureBook, detail: Detail, leg: str, point: Detail, intensities: Mapping[str, Row]) -> None:
    """Base, reduction and reduction in per cent of one setting of a reduction leg."""
    current = _value_id(book, point["intensity_id"], intensities)
    bases = [_value_id(book, one, intensities) for one in point["base_intensity_ids"]]
    if current is None or None in bases:
        return
    known = [one for one in bases if one is not None]
    key = (detail["verdict_id"], leg, *_setting_key(point["settings"]))
    base = known[0]
    if len(known) > 1:
        total = book.sum_figures(_about(detail, "reduction_base_sum", key, "Sum of the earlier periods", UNIT), known)
        number = book.count(_about(detail, m.COUNT, ("base_periods", *key), "Earlier periods", "count"), known)
        base = book.quotient(_about(detail, m.REDUCTION_BASE, key, "Mean of the earlier periods", UNIT), total, number)
    if book.value(base) == 0:
        return
    less = book.difference(_about(detail, m.REDUCTION, key, "Reduction against the base", UNIT), base, current)
    percent = book.percent_of(_about(detail, m.REDUCTION_PCT, key, "Reduction in per cent", "%"), less, base)
    if point["reduction_pct"] is not None:
        _agree(book, percent, point["reduction_pct"], detail)


def _agree(book: FigureBook, fid: str, expected: float | None, detail: Detail) -> None:
    value = book.value(fid)
    # A reduction is one less a quotient, so it loses digits where it is small: compare absolutely as well.
    if expected is None or not math.isclose(value, expected, rel_tol=AGREEMENT, abs_tol=AGREEMENT):
        raise FigureError(f"verdict {detail['verdict_id']}: {value} is not {expected} of the verdict")


def _about(
    detail: Detail,
    measure: str,
    key: tuple[str, ...],
    label: str,
    unit: str,
    decimals: int | None = None,
) -> About:
    return About(
        measure,
        key,
        label,
        unit,
        NO_BASIS,
        detail["smelter_id"],
        detail["period_label"],
        decimals=decimals,
    )
