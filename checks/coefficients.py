"""Whether a potline's measured PFC coefficients are dated, and young enough for the rules that say so.

Belongs here: the age of coefficients. Does not belong here: their values, and the rules, which are `method_sets` data.
"""

from __future__ import annotations

import polars as pl

from checks.places import Tables, findings_of
from smelter_ghg.findings import merge
from smelter_ghg.method_sets import METHOD_SETS

_COEFFICIENTS = ("slope_cf4", "overvoltage_coefficient_cf4", "c2f6_cf4_ratio")
_ON = "coefficient_measured_on"


def coefficient_age(tables: Tables) -> pl.DataFrame:
    """Warnings about measured coefficients without a date, and about those older than a method set allows at the end of
    the row's period. One finding per potline, date and rule, at the first row it concerns."""
    rows = tables["potlines"].filter(pl.any_horizontal(pl.col(name).is_not_null() for name in _COEFFICIENTS))
    undated = _first(rows.filter(pl.col(_ON).is_null()))
    found = [
        findings_of(
            undated,
            "coefficient_age",
            severity="warning",
            table="potlines",
            column=_ON,
            expected="the day the coefficients were measured; " + "; ".join(_rules()),
            likely_cause="the measurement report has the date; without it nobody can tell whether the values hold",
        ),
        findings_of(
            _first(rows.filter(pl.col(_ON) > pl.col("period_end"))),
            "coefficient_age",
            severity="warning",
            table="potlines",
            column=_ON,
            expected="a day not after the row's period",
            likely_cause="a wrong year, or coefficients measured later and applied backwards",
        ),
    ]
    for rules in METHOD_SETS.values():
        if rules.coefficient_years is None:
            continue
        due = pl.col(_ON).dt.offset_by(f"{rules.coefficient_years}y")
        found.append(
            findings_of(
                _first(rows.filter(due < pl.col("period_end"))),
                "coefficient_age",
                severity="warning",
                table="potlines",
                column=_ON,
                expected=f"a day at most {rules.coefficient_years} years before the end of the period, for method set "
                f"{rules.name} ({rules.coefficient_rule})",
                likely_cause="the coefficients are due to be measured again",
            )
        )
    return merge(found)


def _first(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ["smelter_id", "facility_id", _ON]
    return rows.sort("period_start", "_row").unique(keys, keep="first", maintain_order=True)


def _rules() -> list[str]:
    return [rules.coefficient_rule for rules in METHOD_SETS.values() if rules.coefficient_rule]
