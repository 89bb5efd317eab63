"""All factors of a report: shipped rows and the user's, which of them may be used, and why the others may not.

Belongs here: precedence, look-up, refusal. Does not belong here: reading files (shipped, user_files).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from smelter_ghg.factors.columns import FILE_COLUMNS, MANDATORY_COLUMNS, USABLE, without_replaced
from smelter_ghg.factors.shipped import shipped_factors
from smelter_ghg.factors.user_files import check_user_files
from smelter_ghg.factors.vocabulary import PARAMETERS

_DESCRIBING = ("item", "parameter", "gas", "technology", "region", "method_set", "basis", "gwp_set")


class FactorFileError(ValueError):
    """A user's factor file has faults; `findings` holds them (FINDINGS)."""

    def __init__(self, findings: pl.DataFrame) -> None:
        first = findings.row(0, named=True)
        where = first["file"] if first["row"] is None else f"{first['file']} row {first['row']}"
        super().__init__(
            f"{findings.height} faults in factor files, the first in {where}, {first['column']}: "
            f"found {first['value']!r}, expected {first['expected']}"
        )
        self.findings = findings


class UnusableFactorError(LookupError):
    """A factor was asked for by a name that does not exist, or that may not be used; the message says what to do."""


def refusal(row: Mapping[str, object]) -> str:
    """Why an unverified row is not used, and the row of a user's factor file that would take its place."""
    what = [f"{name}={row[name]}" for name in _DESCRIBING if row.get(name) is not None]
    why = (
        "no sourced value is known"
        if row["value"] is None
        else "its value has not been checked against the document it is said to come from"
    )
    units = ", ".join(PARAMETERS[str(row["parameter"])].units)
    return (
        f"{row['factor_id']} is not used: {why}. To supply one, add a row to a factor file that the reporting "
        f"configuration lists under factor_files, with the columns {', '.join(FILE_COLUMNS)}. Mandatory are "
        f"{', '.join(MANDATORY_COLUMNS)}. This row: {', '.join(what)}; unit one of {units}. A place to look: "
        f"{row['publisher']}, {row['document']}. Publisher and document go with every result built on the row."
    )


@dataclass(frozen=True)
class Factors:
    """Every factor row of a report (columns of FACTORS)."""

    frame: pl.DataFrame
    refusal = staticmethod(refusal)

    @cached_property
    def usable(self) -> pl.DataFrame:
        """Rows that may be used: verified, secondary or the user's, with a value. A user's row has taken the place of
        the shipped one with the same item, parameter, gas, technology, region, method set, basis and period."""
        allowed = self.frame.filter(pl.col("status").is_in(USABLE), pl.col("canonical_value").is_not_null())
        return self._without_replaced(allowed)

    @cached_property
    def refused(self) -> pl.DataFrame:
        """Unverified rows no user's row has taken the place of; refusal() says how to supply one."""
        return self._without_replaced(self.frame.filter(pl.col("status") == "unverified"))

    def find(
        self,
        item: str,
        parameter: str,
        *,
        gas: str | None = None,
        technology: str | None = None,
        region: str | None = None,
        method_set: str | None = None,
        on: date | None = None,
    ) -> pl.DataFrame:
        """All usable candidates: the user's rows first, then verified ones, then secondary ones; in each those with
        the asked region, technology and a stated period before those that hold for all.

        A gas or method set asked for must be the row's own. A row without technology or region holds for all of them;
        `on` leaves out rows whose period excludes that day. Rows of item electricity are references: a shipped one
        counts only when the user has chosen it by its factor_id (see `row`).
        """
        found = _matching(self.usable, item, parameter, gas, technology, region, method_set, on)
        rank = pl.col("status").replace_strict({status: place for place, status in enumerate(USABLE)})
        undated = pl.col("valid_from").is_null() & pl.col("valid_to").is_null()
        order = (rank, pl.col("region").is_null(), pl.col("technology").is_null(), undated, pl.col("factor_id"))
        return found.sort(order)

    def find_refused(
        self,
        item: str,
        parameter: str,
        *,
        gas: str | None = None,
        technology: str | None = None,
        region: str | None = None,
        method_set: str | None = None,
        on: date | None = None,
    ) -> pl.DataFrame:
        """As find, but the unverified rows: what to pass to refusal() where find has nothing."""
        return _matching(self.refused, item, parameter, gas, technology, region, method_set, on)

    def row(self, factor_id: str) -> dict[str, object]:
        """The usable row of this name.

        Raises UnusableFactorError where there is none, where it is unverified, or where a user's row replaces it.
        """
        named = self.frame.filter(pl.col("factor_id") == factor_id)
        if named.is_empty():
            raise UnusableFactorError(f"no factor is called {factor_id}")
        row = named.row(0, named=True)
        if row["status"] == "unverified":
            raise UnusableFactorError(refusal(row))
        if self.usable.filter(pl.col("factor_id") == factor_id).is_empty():
            raise UnusableFactorError(f"{factor_id} is replaced by a row of a user's factor file")
        return row

    def gwp(self, gwp_set: str) -> pl.DataFrame:
        """Global warming potentials of a named set: gas, gwp (kg CO2e/kg), factor_id, sorted by gas.

        Raises UnusableFactorError for a set that has none.
        """
        found = self.usable.filter(pl.col("parameter") == "gwp100", pl.col("gwp_set") == gwp_set)
        if found.is_empty():
            raise UnusableFactorError(f"no global warming potentials of a set called {gwp_set}")
        return found.select(gas="item", gwp="canonical_value", factor_id="factor_id").sort("gas")

    def _without_replaced(self, rows: pl.DataFrame) -> pl.DataFrame:
        own = self.frame.filter(pl.col("status") == "user")
        users_row = pl.col("status") == "user"
        return pl.concat([without_replaced(rows.filter(~users_row), own), rows.filter(users_row)]).sort("factor_id")


def _matching(
    rows: pl.DataFrame,
    item: str,
    parameter: str,
    gas: str | None,
    technology: str | None,
    region: str | None,
    method_set: str | None,
    on: date | None,
) -> pl.DataFrame:
    wanted = [pl.col("item") == item, pl.col("parameter") == parameter]
    for column, own in (("gas", gas), ("method_set", method_set)):
        if own is not None:
            wanted.append(pl.col(column) == own)
    for column, label in (("technology", technology), ("region", region)):
        if label is not None:
            wanted.append((pl.col(column) == label) | pl.col(column).is_null())
    if on is not None:
        wanted.append(pl.col("valid_from").is_null() | (pl.col("valid_from") <= on))
        wanted.append(pl.col("valid_to").is_null() | (pl.col("valid_to") >= on))
    return rows.filter(wanted)


def load_factors(user_files: Sequence[Path] = ()) -> Factors:
    """Shipped factors and those of the user's files.

    Raises FactorFileError where a user's file has any fault: a row left out would silently give the shipped value its
    place back. check_user_files gives the same findings without raising.
    """
    shipped = shipped_factors()
    if not user_files:
        return Factors(shipped)
    own, findings = check_user_files(user_files)
    if not findings.is_empty():
        raise FactorFileError(findings)
    return Factors(pl.concat([shipped, own]).sort("factor_id"))
