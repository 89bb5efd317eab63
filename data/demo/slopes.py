"""The invented slopes of a sector, a smelter's share of it, and the paths the demo smelters follow from them.

The numbers describe no sector and no publication: they fall in straight lines and exist to show how a path is read.
Belongs here: slopes and paths. Does not belong here: the smelters' own records.
"""

from __future__ import annotations

from rows import Row

SET, VERSION = "demo_sector", "synthetic-1"
FIRST, LAST = 2020, 2050
CITATION = "Synthetic: invented for the demo, no published slope; never use for a real smelter"
# t CO2e per tonne in the first year, in 2030 and in the last.
SLOPES = {
    "electricity": (10.0, 6.5, 0.1),
    "non_electricity": (5.0, 4.2, 0.9),
}
SLOPES["all"] = tuple(round(sum(ends), 6) for ends in zip(*SLOPES.values(), strict=True))
BEND = 2030
# The hydro smelter makes as much every year while its invented sector grows.
SHARE, GROWTH = 0.009, 1.03


def slope(emissions: str, year: int) -> float:
    """The invented slope of a year: two straight lines that meet in 2030."""
    first, middle, last = SLOPES[emissions]
    if year <= BEND:
        return first + (middle - first) * (year - FIRST) / (BEND - FIRST)
    return middle + (last - middle) * (year - BEND) / (LAST - BEND)


def pathway_slopes() -> list[Row]:
    """Every year of every slope."""
    return [
        {
            "slope_set": SET,
            "version": VERSION,
            "activity": "primary_aluminium",
            "emissions": emissions,
            "year": str(year),
            "value": f"{slope(emissions, year):.3f}",
            "synthetic": "true",
            "citation": CITATION,
            "document_id": "DEMO-SLOPES",
        }
        for emissions in SLOPES
        for year in range(FIRST, LAST + 1)
    ]


def pathways() -> list[Row]:
    """A hydro smelter on its path, a coal smelter above it, and a paste smelter with electricity apart."""
    return [
        _path("demo_hydro", "DH", plan_date="2021-05-31", form="convergence", base_year="2020",
              intermediate_target_year="2025", intermediate_target_value="4.2"),
        _path("demo_coal", "DC", plan_date="2021-05-31", form="contraction", base_year="2020",
              intermediate_target_year="2025", intermediate_target_value="14.9"),
        _path("demo_paste", "DP", plan_date="2023-01-31", form="contraction", base_year="2023", emissions="apart",
              intermediate_target_year="2028", intermediate_target_value="10.6"),
    ]  # fmt: skip


def market_shares() -> list[Row]:
    """The hydro smelter's share of the invented sector."""
    return [
        {
            "smelter_id": "demo_hydro",
            "year": str(year),
            "market_share": f"{SHARE / GROWTH ** (year - FIRST):.6f}",
            "citation": CITATION,
            "document_id": "DH-PLAN",
        }
        for year in range(FIRST, LAST + 1)
    ]


def slope_document() -> Row:
    """The document the slopes name."""
    return {
        "document_id": "DEMO-SLOPES",
        "title": "Synthetic slopes of an invented sector, for the demo smelters",
        "kind": "publication",
        "issuer": "smelter-ghg demo",
        "date": "2021-01-01",
    }


def _path(smelter_id: str, prefix: str, **cells: str) -> Row:
    row = {"smelter_id": smelter_id, "plan_date": "", "slope_set": SET, "version": VERSION, "form": ""}
    return row | {"emissions": "all"} | cells | {"document_id": f"{prefix}-PLAN"}
