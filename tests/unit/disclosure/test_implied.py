"""The production that printed intensities imply is figures: worked by hand, shown, and explained to the last cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from smelter_ghg.disclosure.explanations import explanations
from smelter_ghg.disclosure.facts import Facts
from smelter_ghg.disclosure.view import FigureIndex

DAYS = {"period_start": "2022-01-01", "period_end": "2022-12-31", "period_stated": "true"}


@pytest.fixture
def published(records_folder: Any) -> Callable[..., Any]:
    """Records in which the north smelter publishes scope 1 of 200 kt and scope 2 of 100.0 kt with the intensities."""

    def make(**intensities: tuple[str, str]) -> Any:
        folder = records_folder()
        emitted = {"smelter_id": "north", **DAYS, "gas": "CO2e", "gwp_set": "AR6GWP100", "citation": "A report"}
        folder.append("reported_emissions", **emitted, scope="1", scope2_account="none", emissions_t_co2e="200000")
        folder.append("reported_emissions", **emitted, scope="2", scope2_account="market", emissions_t_co2e="100000")
        key = "north|2022-01-01|2022-12-31|2|market|||CO2e"
        told = {"table": "reported_emissions", "row_key": key, "column": "emissions_t_co2e", "value": "100.0 kt CO2e"}
        folder.append("documents", document_id="D9", title="A report", kind="report")
        folder.append("evidence", **told, qualifier="exact", document_id="D9", confidence="V", chosen="true")
        for boundary, (value, decimals) in intensities.items():
            stated = {"boundary": boundary, "scope2_account": "none" if boundary == "scope_1" else "market"}
            folder.append(
                "reported_indicators", smelter_id="north", **DAYS, **stated, indicator=f"intensity_{boundary}",
                value=value, unit="t CO2e/t", qualifier="exact", decimals_printed=decimals, confidence="V",
                citation="A report", gwp_set="AR6GWP100",
            )  # fmt: skip
        return folder

    return make


def together(run: Any) -> dict[str, float]:
    """The production that all intensities share, by its operation."""
    found = run.figures.filter(measure="implied_production").rows(named=True)
    return {row["operation"]: row["value"] for row in found if row["operation"] in ("greatest", "least")}


def test_worked_by_hand(disclose: Callable[..., Any], published: Callable[..., Any]) -> None:
    """Scope 1, 200,000 t, counts to its third digit: 199,500 to 200,500 t. Scope 2 is quoted as 100.0 kt.

    That is 99,950 to 100,050 t. Over 2.0 (1.95 to 2.05) and 1.00 (0.995 to 1.005) t/t the two scopes allow 97,317 to
    102,821 t and 99,453 to 100,553 t.
    """
    run = disclose(published(scope_1=("2.0", "1"), scope_2=("1.00", "2")))
    assert together(run) == {
        "greatest": pytest.approx(99_950 / 1.005, rel=1e-12),
        "least": pytest.approx(100_050 / 0.995, rel=1e-12),
    }
    quotients = sorted(
        row["value"]
        for row in run.figures.filter(measure="implied_production").rows(named=True)
        if row["operation"] == "quotient"
    )
    assert quotients == pytest.approx([199_500 / 2.05, 99_950 / 1.005, 100_050 / 0.995, 200_500 / 1.95], rel=1e-12)


def test_shown_and_explained_down_to_the_cells(disclose: Callable[..., Any], published: Callable[..., Any]) -> None:
    run = disclose(published(scope_1=("2.0", "1"), scope_2=("1.00", "2")))
    ends = run.figures.filter(measure="implied_production").rows(named=True)
    html = run.html()
    assert 'id="implied-production"' in html and "Production that the printed intensities imply" in html
    for row in ends:
        assert f'data-figure="{row["figure_id"]}">{row["value"]:,.0f}</a>' in html, row["label"]
    lowest = next(row["figure_id"] for row in ends if row["operation"] == "greatest")
    held = explanations(Facts(**run.frames), FigureIndex(run.figures), run.records, [lowest])
    places = {held["strings"][node["place"]].partition(",")[0] for node in held["nodes"]}
    assert places == {"file reported_emissions.csv", "file evidence.csv", "file reported_indicators.csv"}
    columns = {held["strings"][node["place"]].rpartition(" ")[2] for node in held["nodes"]}
    assert columns == {"emissions_t_co2e", "value", "decimals_printed"}


def test_where_nothing_fits_each_intensity_keeps_its_own_range(
    disclose: Callable[..., Any], published: Callable[..., Any]
) -> None:
    run = disclose(published(scope_1=("3.0", "1"), scope_2=("1.00", "2")))
    assert together(run) == {}
    assert run.figures.filter(measure="implied_production").height == 4
    html = run.html()
    assert "All of them together" in html and html.count("<td>none</td>") == 2


def test_one_that_breaks_the_others_is_left_out(disclose: Callable[..., Any], published: Callable[..., Any]) -> None:
    """3.2 t/t of both scopes cannot be, since 2.0 and 1.00 make 3.0."""
    run = disclose(published(scope_1=("2.0", "1"), scope_2=("1.00", "2"), scope_1_2=("3.2", "1")))
    assert together(run)["greatest"] == pytest.approx(99_950 / 1.005, rel=1e-12)
    html = run.html()
    assert "fits none of the others" in html and "All of them but one together" in html


def test_without_two_intensities_there_is_none(disclose: Callable[..., Any], published: Callable[..., Any]) -> None:
    run = disclose(published(scope_1=("2.0", "1")))
    assert run.figures.filter(measure="implied_production").is_empty()
    assert "implied-production" not in run.html()
