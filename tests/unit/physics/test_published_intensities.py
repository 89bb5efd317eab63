"""The production that printed intensities and emissions allow, and which of them take part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from smelter_ghg.contracts.labels import MINE_TO_METAL_CATEGORIES
from smelter_ghg.physics.published_intensities import Disclosure, disclosures
from smelter_ghg.records.folder import read_folder
from tests.golden.from_records import Row, whole_year, write

WHEN = {"smelter_id": "s"} | whole_year(2022)
KEY = "s|2022-01-01|2022-12-31|1|none|||CO2e"
PRINTED = {"unit": "t CO2e/t", "qualifier": "exact", "decimals_printed": "2"}


def figure(boundary: str, value: str, **cells: str) -> Row:
    account = "market" if "2" in boundary or boundary == "mine_to_metal" else "none"
    named = {"indicator": boundary, "boundary": boundary, "scope2_account": account, "value": value}
    return WHEN | named | PRINTED | cells


def emitted(scope: str, tonnes: str, **cells: str) -> Row:
    account = "market" if scope == "2" else "none"
    return WHEN | {"scope": scope, "scope2_account": account, "gas": "CO2e", "emissions_t_co2e": tonnes} | cells


# 100 000 t: 1.70 of scope 1 and 2.30 of scope 2.
FIRST, SECOND, BOTH = figure("scope_1", "1.70"), figure("scope_2", "2.30"), figure("scope_1_2", "4.00")
OF_FIRST, OF_SECOND = emitted("1", "170000"), emitted("2", "230000")


def found(
    folder: Path,
    *figures: Row,
    emissions: Sequence[Row] = (OF_FIRST, OF_SECOND),
    evidence: Sequence[Row] = (),
) -> list[Disclosure]:
    tables = {
        "reported_indicators": list(figures),
        "reported_emissions": list(emissions),
        "evidence": list(evidence),
    }
    return disclosures(read_folder(write(folder, tables)).tables)


def taking_part(made: list[Disclosure]) -> list[str]:
    return [one.key.split("|")[3] for disclosure in made for one in disclosure.figures]


def test_emissions_over_intensities_allow_one_production(tmp_path: Path) -> None:
    """170 000 t, to 500 t, over 1.695 to 1.705 t/t; the sum of both leaves least."""
    (one,) = found(tmp_path, FIRST, SECOND, BOTH)
    of_first = next(figure for figure in one.figures if "|scope_1|" in figure.key)
    assert float(of_first.allows.lower) == pytest.approx(169_500 / 1.705)
    assert float(of_first.allows.upper) == pytest.approx(170_500 / 1.695)
    assert one.production is not None and one.broken_by == ()
    assert float(one.production.lower) == pytest.approx((169_500 + 229_500) / 4.005)
    assert float(one.production.upper) == pytest.approx((170_500 + 230_500) / 3.995)


def test_the_figure_without_which_the_others_fit_breaks_them(tmp_path: Path) -> None:
    (one,) = found(tmp_path / "one", FIRST, SECOND, figure("scope_1_2", "4.40"))
    assert [key.split("|")[3] for key in one.broken_by] == ["scope_1_2"]
    assert one.production is not None and float(one.production.lower) == pytest.approx(229_500 / 2.305)
    (two,) = found(tmp_path / "two", FIRST, figure("scope_2", "2.60"))
    assert len(two.broken_by) == 2 and two.production is None
    (all_,) = found(tmp_path / "all", FIRST, figure("scope_2", "2.60"), figure("scope_1_2", "5.00"))
    assert all_.broken_by == () and all_.production is None


def test_one_figure_alone_implies_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, FIRST) == []


@pytest.mark.parametrize(
    "other",
    [
        figure("scope_1_2", "4.40", qualifier="approximate"),
        figure("scope_1_2", "440000", unit="t CO2e"),
        figure("scope_1_2", "0"),
        figure("scope_1_2", "0.5", decimals_printed="0"),
        figure("regulatory", "9.99"),
        figure("scope_3", "6.00"),
    ],
    ids=["about", "an amount", "nothing", "down to nothing", "of another boundary", "without its emissions"],
)
def test_a_figure_that_allows_no_production_takes_no_part(tmp_path: Path, other: Row) -> None:
    assert taking_part(found(tmp_path, FIRST, SECOND, other)) == ["scope_1", "scope_2"]


@pytest.mark.parametrize(
    "other",
    [
        emitted("1", "170000", process="electrolysis"),
        emitted("1", "170000", gas="CF4"),
        emitted("1", "0"),
        emitted("1", "170000", category="1"),
    ],
    ids=["of a process", "of one gas", "nothing", "of a category"],
)
def test_only_a_whole_scope_is_behind_an_intensity(tmp_path: Path, other: Row) -> None:
    third, of_third = figure("scope_3", "6.00"), emitted("3", "600000")
    made = found(tmp_path, FIRST, SECOND, third, emissions=[other, OF_SECOND, of_third])
    assert taking_part(made) == ["scope_2", "scope_3"]


def test_scope_3_is_of_the_categories_of_mine_to_metal_where_all_are_printed(tmp_path: Path) -> None:
    """The total of scope 3, with what is beyond them, stands in for them where one is missing."""
    figures, total = (FIRST, figure("scope_3", "6.00")), emitted("3", "900000")
    parts = [emitted("3", "150000", category=str(category)) for category in MINE_TO_METAL_CATEGORIES]

    def most(name: str, *third: Row) -> float:
        (one,) = found(tmp_path / name, *figures, emissions=[OF_FIRST, *third])
        return float(one.figures[1].allows.upper)

    count = len(parts)
    assert most("parts", total, *parts) == pytest.approx(count * 150_500 / 5.995)
    assert most("total", total, *parts[1:]) == pytest.approx(900_500 / 5.995)


def test_mine_to_metal_is_of_all_three_scopes(tmp_path: Path) -> None:
    emissions = [OF_FIRST, OF_SECOND, emitted("3", "600000")]
    (one,) = found(tmp_path, FIRST, figure("mine_to_metal", "10.00"), emissions=emissions)
    whole = next(figure for figure in one.figures if "|mine_to_metal|" in figure.key)
    assert float(whole.allows.upper) == pytest.approx((170_500 + 230_500 + 600_500) / 9.995)


@pytest.mark.parametrize(
    ("cells", "rounded_by"),
    [
        ({}, 50),
        ({"chosen": "false"}, 500),
        ({"column": "gwp_set"}, 500),
        ({"table": "reported_indicators"}, 500),
        ({"row_key": KEY.replace("2022", "2021")}, 500),
    ],
    ids=["its text", "not chosen", "of another column", "of another table", "of another record"],
)
def test_emissions_are_rounded_as_their_own_text_prints_them(
    tmp_path: Path, cells: dict[str, str], rounded_by: int
) -> None:
    """170.0 kt are 169.95 to 170.05."""
    text = {"table": "reported_emissions", "row_key": KEY, "column": "emissions_t_co2e", "value": "170.0 kt CO2e"}
    source = {"qualifier": "exact", "document_id": "d", "confidence": "V", "chosen": "true"}
    (one,) = found(tmp_path, FIRST, SECOND, evidence=[text | source | cells])
    assert float(one.figures[0].allows.upper) == pytest.approx((170_000 + rounded_by) / 1.695)
