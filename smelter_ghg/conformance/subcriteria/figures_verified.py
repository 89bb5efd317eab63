"""Whether the figures a statement was made on are the figures stated here: by their hash, else by the value verified.

Belongs here: comparing a statement with an inventory. Does not belong here: everything else a statement says.
"""

from __future__ import annotations

from smelter_ghg.conformance.records import Row
from smelter_ghg.conformance.subcriteria.found import CONTRADICTS, NAMED, SUPPORTS, Found, cell, fails, holds, unknown
from smelter_ghg.conformance.subcriteria.subject import Subject

# A value printed as 1 230 000 is rounded to ten thousands, but by no more than this share of it.
_ROUNDING_AT_MOST = 0.005
_TONNES, _PER_TONNE = "t CO2e", "t CO2e/t"


def same_figures(subject: Subject, row: Row) -> Found:
    """A hash that is named decides; without one the value verified does, to its printed digits."""
    if row["release_sha256"]:
        return _by_hash(subject, row)
    if row["verified_value"] is None:
        return unknown("the statement names neither hash nor value", "the hash of the inventory, or the value verified")
    return _by_value(subject, row)


def _by_hash(subject: Subject, row: Row) -> Found:
    stated = row["release_sha256"].strip().lower()
    inventory = subject.inventory
    if inventory is None:
        return unknown(
            "there is no computed inventory the hash could be of",
            "records the inventory is computed from",
            cell("verification", row, "release_sha256", NAMED),
        )
    key = (subject.period.smelter_id, subject.period.label)
    draft = subject.drafts.get(stated)
    signed = stated if draft is None else draft.get(key)
    if signed == inventory["inventory_sha256"]:
        return holds("the hash is that of this inventory", cell("verification", row, "release_sha256", SUPPORTS))
    what = "another inventory" if draft is None else "a draft whose inventory of the period was another"
    return fails(f"the hash is of {what}", cell("verification", row, "release_sha256", CONTRADICTS))


def _by_value(subject: Subject, row: Row) -> Found:
    value, unit = float(row["verified_value"]), (row["unit"] or "").strip()
    column = {_TONNES: "emissions_t_co2e", _PER_TONNE: "value"}.get(unit.removesuffix(" Al"))
    named = cell("verification", row, "verified_value", NAMED)
    if column is None:
        return unknown(f"the value's unit is neither {_TONNES} nor {_PER_TONNE}", "the unit of the value", named)
    stated = [
        float(one[column])
        for boundary in ("scope_1", "scope_1_2", "mine_to_metal")
        for one in subject.intensities.rows(subject.period, "calculated", boundary)
        if one[column] is not None
    ]
    if not stated:
        return unknown("there is no computed value to compare", "records the inventory is computed from", named)
    tolerance = printed_half_digit(value)
    if any(abs(one - value) <= tolerance for one in stated):
        return holds("the value verified is stated here", cell("verification", row, "verified_value", SUPPORTS))
    return fails("the value verified is none stated here", cell("verification", row, "verified_value", CONTRADICTS))


def printed_half_digit(value: float) -> float:
    """Half a unit of the last digit a value was printed with; zeros at the end of a whole number may be rounding.

    Examples: 14.2 -> 0.05, 1 234 567 -> 0.5, 1 230 000 -> 5 000.
    """
    text = repr(value)
    if text.endswith(".0"):
        whole = text.removesuffix(".0")
        zeros = len(whole) - len(whole.rstrip("0"))
        return min(0.5 * 10.0**zeros, max(0.5, _ROUNDING_AT_MOST * abs(value)))
    return 0.5 * 10.0 ** -len(text.partition(".")[2]) if "e" not in text else _ROUNDING_AT_MOST * abs(value)
