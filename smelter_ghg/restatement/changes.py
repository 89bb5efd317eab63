"""What differs between two releases below their figures: record cells, factors, facilities, choices, rules.

Belongs here: finding differences, saying each in words, the reason on record for it. Does not belong here: what they
come to in tonnes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import polars as pl

from smelter_ghg.restatement.causes import Why
from smelter_ghg.restatement.stated import Stated

NO_REASON = "none on record"
_SHOWN = 5
_FACTOR = ("value", "unit", "publisher", "document", "table", "page")
Cell = tuple[str | None, str | None]


class Changes:
    """Differences of two releases. `corrections` is the record table of that name of the one being made."""

    def __init__(self, previous: Stated, current: Stated, corrections: pl.DataFrame) -> None:
        self.previous, self.current = previous, current
        self._corrections = corrections

    def choice(self, name: str) -> tuple[Any, Any]:
        """A choice of the configuration, before and after."""
        return self.previous.config.get(name), self.current.config.get(name)

    def chosen_otherwise(self, name: str) -> bool:
        before, after = self.choice(name)
        return bool(before != after)

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Record cells that differ, with what they read before and after; None where there was no such cell."""
        old, new = (
            one.records.select("input_id", "text", "unit").unique("input_id", keep="first")
            for one in (self.previous, self.current)
        )
        joined = old.join(new, on="input_id", how="full", coalesce=True, suffix="_new")
        differing = joined.filter(
            pl.col("text").ne_missing(pl.col("text_new")) | pl.col("unit").ne_missing(pl.col("unit_new"))
        ).sort("input_id")
        return {
            row["input_id"]: (_read(row["text"], row["unit"]), _read(row["text_new"], row["unit_new"]))
            for row in differing.iter_rows(named=True)
        }

    @cached_property
    def by_row(self) -> dict[str, list[str]]:
        """Changed cells by record row (table|row_key)."""
        found: dict[str, list[str]] = {}
        for input_id in self.cells:
            found.setdefault(row_of(input_id), []).append(input_id)
        return found

    def cells_behind(self, input_id: str) -> list[str]:
        """The changed cells that a record input follows from: its own, else others of its row, such as its unit."""
        if input_id in self.cells:
            return [input_id]
        return self.by_row.get(row_of(input_id), [])

    @cached_property
    def facilities(self) -> frozenset[tuple[str, str]]:
        """Smelter and facility on record in one release only; a smelter itself has no facility."""
        sides = [_facilities(one.records) for one in (self.previous, self.current)]
        return frozenset(sides[0] ^ sides[1])

    def of_structure(self, smelter_id: str | None, facility_id: str | None) -> Why | None:
        for facility in (facility_id or "", ""):
            if (smelter_id or "", facility) in self.facilities:
                return ("facility", smelter_id or "", facility)
        return None

    @cached_property
    def structural_inputs(self) -> dict[str, Why]:
        """Record cells of facilities on record in one release only, each with its facility."""
        if not self.facilities:
            return {}
        frames = [one.activity.select("input_id", "smelter_id", "facility_id") for one in (self.previous, self.current)]
        rows = pl.concat(frames).unique().sort(pl.all()).iter_rows()
        found = {one: self.of_structure(smelter, facility) for one, smelter, facility in rows}
        return {one: why for one, why in found.items() if why is not None}

    @cached_property
    def _factors(self) -> tuple[dict[str, dict[str, Any]], ...]:
        sides = (self.previous.factors, self.current.factors)
        return tuple({row["factor_id"]: row for row in one.iter_rows(named=True)} for one in sides)

    def factor_differs(self, factor_id: str) -> bool:
        """Whether the factor is on file in one release only, or with another value."""
        old, new = (side.get(factor_id) for side in self._factors)
        return old is None or new is None or old["canonical_value"] != new["canonical_value"]

    @cached_property
    def rules(self) -> dict[str, tuple[Any, Any]]:
        """Entries of rulebooks that differ, by file and name: parameters, switches, criteria and whatever else."""
        sides = [_entries(one.rulebooks) for one in (self.previous, self.current)]
        return {
            name: (sides[0].get(name), sides[1].get(name))
            for name in sorted({**sides[0], **sides[1]})
            if sides[0].get(name) != sides[1].get(name)
        }

    def reason(self, why: Why) -> str | None:
        """The reason the table corrections gives for a change of a record; None for what needs none there."""
        if why[0] != "cell" or why[1] in self.structural_inputs:
            return None
        cells = self.cells_behind(why[1])
        reasons = sorted({self._reason(cell) for cell in cells})
        return "; ".join(reasons) if reasons else None

    def _reason(self, input_id: str) -> str:
        return self.reason_of(input_id) or NO_REASON

    def reason_of(self, input_id: str) -> str | None:
        """The newest correction's reason for a changed cell. A correction counts when it says what the cell now reads;
        of a record that came or went, when it names the record."""
        old, new = self.cells[input_id]
        table, key, column = parts_of(input_id)
        for row in self._by_row.get(f"{table}|{key}", []):
            if old is None or new is None:
                return _said(row)
            if row["column"] in (column, "unit") and (row["new"] is None or _same(row["new"], new)):
                return _said(row)
        return None

    @cached_property
    def _by_row(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in sorted(self._corrections.iter_rows(named=True), key=lambda row: str(row["on"]), reverse=True):
            found.setdefault(f"{row['table']}|{row['row_key']}", []).append(row)
        return found

    def told(self, whys: Iterable[Why]) -> str:
        """What changed, in words; the first few of many."""
        texts = sorted({text for why in whys for text in self._texts(why)})
        more = len(texts) - _SHOWN
        return "; ".join(texts[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")

    def reasons(self, whys: Iterable[Why]) -> str | None:
        found = sorted({reason for why in whys if (reason := self.reason(why)) is not None})
        return "; ".join(found) or None

    def _texts(self, why: Why) -> list[str]:
        kind, *names = self.structural_inputs.get(why[1], why) if why[0] == "cell" else why
        if kind == "cell":
            cells = self.cells_behind(names[0])
            return [self._cell(cell) for cell in cells] or [f"{names[0]} counts otherwise"]
        if kind == "factor":
            return [self._factor(*names)]
        if kind == "facility":
            there = (names[0], names[1]) in _facilities(self.current.records)
            what = f"facility {names[1]} of {names[0]}" if names[1] else f"smelter {names[0]}"
            return [f"{what} {'added' if there else 'no longer on record'}"]
        if kind == "choice":
            before, after = self.choice(names[0])
            return [f"{names[0]} {before} before, {after} after"]
        if kind == "rule":
            return [self._rule(names[0])]
        return [names[0]]

    def _cell(self, input_id: str) -> str:
        old, new = self.cells[input_id]
        return f"{input_id}: {_or_none(old)} before, {_or_none(new)} after"

    def _factor(self, old_id: str, new_id: str) -> str:
        old, new = self._factors[0].get(old_id), self._factors[1].get(new_id)
        if old is None:
            return f"{new_id}: not used before, {_cited(new)} after"
        if new is None:
            return f"{old_id}: {_cited(old)} before, not used after"
        if old_id != new_id:
            return f"{old_id}, {_cited(old)}, before; {new_id}, {_cited(new)}, after"
        return f"{old_id}: {old['value']:g} {old['unit']} before, {_cited(new)} after"

    def _rule(self, name: str) -> str:
        before, after = self.rules.get(name, (None, None))
        said = [f"{key} {_value(before, key)} before, {_value(after, key)} after" for key in _differing(before, after)]
        return f"{name}: {', '.join(said) or 'entry changed'}"


def row_of(input_id: str) -> str:
    return input_id.rpartition("|")[0]


def parts_of(input_id: str) -> tuple[str, str, str]:
    """Table, row key and column of a record cell."""
    row, _, column = input_id.rpartition("|")
    table, _, key = row.partition("|")
    return table, key, column


def _facilities(records: pl.DataFrame) -> set[tuple[str, str]]:
    keys = records.filter(pl.col("table").is_in(["facilities", "smelters"])).select("table", "row_key").unique()
    found = set()
    for table, key in keys.iter_rows():
        facility, _, smelter = key.rpartition("|")
        found.add((smelter, facility if table == "facilities" else ""))
    return found


def _entries(rulebooks: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file, book in rulebooks.items():
        for section, content in book.items():
            if isinstance(content, dict):
                found |= {f"{file.removesuffix('.yaml')}#{name}": entry for name, entry in content.items()}
            elif isinstance(content, list):
                for number, entry in enumerate(content):
                    name = entry.get("name", number) if isinstance(entry, dict) else number
                    found[f"{file.removesuffix('.yaml')}#{section}.{name}"] = entry
            else:
                found[f"{file.removesuffix('.yaml')}#{section}"] = content
    return found


def _differing(before: Any, after: Any) -> list[str]:
    """Keys of an entry with plain values that differ."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        key
        for key in sorted({**before, **after})
        if before.get(key) != after.get(key)
        and not isinstance(before.get(key), dict | list)
        and not isinstance(after.get(key), dict | list)
    ]


def _value(entry: Any, key: str) -> str:
    return _or_none(None if entry.get(key) is None else str(entry[key]))


def _read(text: str | None, unit: str | None) -> str | None:
    return None if text is None else f"{text} {unit}" if unit else text


def _or_none(text: str | None) -> str:
    return "nothing" if text is None else text


def _same(said: str, cell: str) -> bool:
    """Whether a correction's new text is what the cell reads, with or without the unit."""
    number = cell.split(" ")[0]
    if said.strip() in (cell, number):
        return True
    try:
        return float(said) == float(number)
    except ValueError:
        return False


def _said(row: Mapping[str, Any]) -> str:
    return f"{row['reason']} ({row['by']}, {row['on']})"


def _cited(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "nothing"
    value, unit, *source = (row[name] for name in _FACTOR)
    number = "no value" if value is None else f"{value:g} {unit}"
    return f"{number} ({', '.join(str(one) for one in source if one)})"
