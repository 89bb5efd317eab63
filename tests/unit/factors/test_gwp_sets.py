"""Global warming potentials by named set."""

from __future__ import annotations

import pytest

from smelter_ghg.factors import UnusableFactorError, load_factors

# CO2, CH4, N2O, SF6, CF4, C2F6 as the assessment reports print them.
PRINTED = {
    "SARGWP100": (1, 21, 310, 23900, 6500, 9200),
    "AR4GWP100": (1, 25, 298, 22800, 7390, 12200),
    "AR5GWP100": (1, 28, 265, 23500, 6630, 11100),
    "AR5CCFGWP100": (1, 34, 298, 26087, 7349, 12340),
    "AR6GWP100": (1, 27.9, 273, 25200, 7380, 12400),
}
HFCS = ("HFC23", "HFC32", "HFC125", "HFC134a", "HFC143a", "HFC152a", "HFC227ea")
PRINTED_HFCS = {
    "SARGWP100": (11700, 650, 2800, 1300, 3800, 140, 2900),
    "AR4GWP100": (14800, 675, 3500, 1430, 4470, 124, 3220),
    "AR5GWP100": (12400, 677, 3170, 1300, 4800, 138, 3350),
    "AR5CCFGWP100": (13856, 817, 3691, 1549, 5508, 167, 3860),
    "AR6GWP100": (14600, 771, 3740, 1530, 5810, 164, 3600),
}


@pytest.mark.parametrize("gwp_set", PRINTED)
def test_each_set_has_its_own_values(gwp_set: str) -> None:
    values = dict(load_factors().gwp(gwp_set).select("gas", "gwp").iter_rows())
    printed = dict(zip(("CO2", "CH4", "N2O", "SF6", "CF4", "C2F6"), PRINTED[gwp_set], strict=True))
    printed |= dict(zip(HFCS, PRINTED_HFCS[gwp_set], strict=True))
    assert values == printed


def test_each_value_is_a_cited_row_of_its_own() -> None:
    rows = load_factors().frame.filter(parameter="gwp100")
    assert rows.height == 65
    assert rows.select("document", "table").null_count().row(0) == (0, 0)
    assert rows.filter(gwp_set="AR6GWP100")["table"].unique().to_list() == ["Table 7.SM.7"]


@pytest.mark.parametrize("gwp_set", ["", "AR7GWP100", "not_stated", "ar6gwp100"])
def test_an_unknown_set_is_refused(gwp_set: str) -> None:
    with pytest.raises(UnusableFactorError, match="no global warming potentials"):
        load_factors().gwp(gwp_set)
