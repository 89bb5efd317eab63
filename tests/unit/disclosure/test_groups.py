"""Figures and pages made in several processes are those of one, whatever the groups of smelters share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from smelter_ghg.disclosure import build_figures, figures, page


@pytest.fixture
def sharing(disclose: Callable[..., Any], records_folder: Any) -> Any:
    """A run of two smelters that share a power plant of one of them; both have documents, evidence and findings."""
    folder = records_folder()
    folder.append("facilities", facility_id="PP", smelter_id="north", kind="power_plant")
    for start, end in (("2021-01-01", "2021-12-31"), ("2022-01-01", "2022-12-31")):
        span = {"smelter_id": "north", "facility_id": "PP", "period_start": start, "period_end": end}
        burnt = {"item": "residual_fuel_oil", "flow": "consumed", "quantity": "12000", "unit": "t"}
        folder.append("activity", **span, **burnt, data_source="estimated", document_id="D1")
        folder.append("electricity", **span, flow="generated_gross", supply="captive", mwh="48000")
    folder.append("documents", document_id="D1", title="Fuel <b>book</b>", kind="invoice")
    for smelter, share in (("north", "0.7"), ("south", "0.3")):
        folder.append("allocations", facility_id="PP", smelter_id=smelter, basis="energy", share=share)
    said = {"severity": "warning", "table": "metal", "file": "metal.csv", "row": 2, "column": "mass_t"}
    found = [
        {"check_id": "a_check", "smelter_id": "north", **said},
        {"check_id": "a_check", "smelter_id": "south", **said},
        {"check_id": "another_check", "severity": "note", "table": "documents"},
    ]
    return disclose(folder, findings=found)


@pytest.fixture
def one_each(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on every smelter is a group of its own."""

    def switch() -> None:
        for module in (figures, page):
            monkeypatch.setattr(module, "groups", lambda ids: [(one,) for one in ids])

    return switch


def test_figures_and_pages_do_not_depend_on_the_groups(sharing: Any, one_each: Callable[[], None]) -> None:
    pages = sharing.pages()
    shares = sharing.frames["activity"]["allocation_id"].drop_nulls()
    assert shares.n_unique() == 2 and b'"kind":"shared"' in pages["disclosure/smelters/south.html"]
    one_each()
    assert build_figures(**sharing.frames, findings=sharing.findings).equals(sharing.figures)
    again = sharing.pages()
    assert again.keys() == pages.keys()
    assert [name for name in pages if again[name] != pages[name]] == []


def test_frames_that_are_read_when_needed_give_the_same(sharing: Any, one_each: Callable[[], None]) -> None:
    lazy = {name: sharing.frames[name].lazy() for name in ("ledger", "ledger_inputs", "activity")}
    assert build_figures(**(sharing.frames | lazy), findings=sharing.findings).equals(sharing.figures)
    assert sharing.pages(**lazy, records=sharing.records.lazy()) == sharing.pages()
    one_each()
    assert sharing.pages(**lazy, records=sharing.records.lazy()) == sharing.pages()
