"""Findings shown with the figures they concern, on the page of a smelter.

Belongs here: giving the figures of a page's parts their marks, and remembering where each finding stands. Does not
belong here: which finding concerns which figure (concerns), how a mark looks (templates).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar, cast

from smelter_ghg.disclosure.concerns import Concerns, Found
from smelter_ghg.disclosure.view import Back, FigureIndex, Mark, Marker, Sentence, Shown, listed

Part = TypeVar("Part")
# More marks than this would hide the number they stand beside; the explanation of the figure lists them all.
_MARKS_SHOWN = 3
_NONE: Mapping[str, str] = MappingProxyType({})


class Marks:
    """Marks the figures of the parts it is given, in reading order."""

    def __init__(self, concerns: Concerns, index: FigureIndex, restated: Mapping[str, str] = _NONE) -> None:
        self._concerns, self._index, self._restated = concerns, index, restated
        # By the letter of a finding, the figures it stands beside with the label of each.
        self._stands: dict[str, dict[str, str]] = {}
        self._placed: set[str] = set()

    def on(self, part: Part) -> Part:
        """A part of a page whose figures carry their marks; the part itself where none does."""
        return cast(Part, self._marked(part)) if self._concerns.of_cell or self._restated else part

    def back(self, one: Found) -> Sentence:
        """Links to the figures a finding stands beside, of figures with one name to the first; () for none."""
        figures = self._stands.get(one.letter, {})
        first: dict[str, str] = {}
        for figure_id, label in figures.items():
            first.setdefault(label, figure_id)
        return listed([(Back(label, _place(figure_id)),) for label, figure_id in first.items()])

    def _marked(self, part: Any) -> Any:
        if isinstance(part, Shown):
            return self._figure(part)
        if isinstance(part, (tuple, list)):
            made = [self._marked(one) for one in part]
            same = all(new is old for new, old in zip(made, part, strict=True))
            return part if same else type(part)(made)
        if is_dataclass(part) and not isinstance(part, (type, Mark)):
            values = {field.name: getattr(part, field.name) for field in fields(part)}
            changed = {name: new for name, old in values.items() if (new := self._marked(old)) is not old}
            return replace(part, **changed) if changed else part
        return part

    def _figure(self, shown: Shown) -> Shown:
        row: Mapping[str, Any] = self._index.row(shown.figure_id)
        found = self._concerns.beside(row)
        told_at = self._restated.get(shown.figure_id)
        if not found and told_at is None:
            return shown
        for one in found:
            self._stands.setdefault(one.letter, {})[shown.figure_id] = shown.label
        first = shown.figure_id not in self._placed
        self._placed.add(shown.figure_id)
        marks = tuple(Marker(one.letter, one.place, one.said) for one in found[:_MARKS_SHOWN])
        if told_at is not None:
            said = "stated otherwise by the previous release"
            marks = (Marker("r", told_at, said, sign="", kind="restated"), *marks)
        place = _place(shown.figure_id) if first else ""
        return replace(shown, marks=marks, more_marks=len(found) > _MARKS_SHOWN, place=place)


def _place(figure_id: str) -> str:
    """The id of the place where a marked figure first stands on its page."""
    return f"at-{figure_id}"
