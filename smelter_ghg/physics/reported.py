"""Calculated intensities and emissions beside reported ones of the same smelter, period and boundary.

Belongs here: comparing the two routes. Does not belong here: turning one into the other.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.contracts.labels import SCOPE_1, SCOPE_2
from smelter_ghg.findings import finding, merge, to_frame
from smelter_ghg.physics.bands import band
from smelter_ghg.physics.outside import Told, outside

_SAME = ["smelter_id", "period_label", "boundary", "scope2_account"]
# A reported value of these boundaries has no calculated one beside it.
_OTHER = ("regulatory", "process", "not_stated")


def routes_side_by_side(calculated: pl.Expr, reported: pl.Expr) -> pl.Expr:
    """Calculated over reported intensity, as a fraction: r = c / p, both in t CO2e per t of aluminium."""
    return calculated / reported


def against_reported(intensity: pl.DataFrame) -> pl.DataFrame:
    """Findings where a complete calculated intensity per t tapped and a reported one differ by more than their band;
    notes where they are of different sets of global warming potentials or boundaries."""
    calculated = intensity.filter(
        (pl.col("route") == "calculated") & pl.col("complete") & (pl.col("denominator") == "tapped")
    ).drop_nulls("value")
    reported = intensity.filter(
        (pl.col("route") == "reported") & pl.col("qualifier").is_in(["exact", "approximate"]) & (pl.col("value") > 0)
    )
    both = calculated.join(
        reported.select(*_SAME, pl.col("value").alias("reported"), pl.col("gwp_set").alias("reported_gwp_set")),
        on=_SAME,
        how="inner",
        maintain_order="left",
    ).with_columns(routes_side_by_side(pl.col("value"), pl.col("reported")).alias("value"))
    told = Told(
        "calculated_against_reported",
        "reported_indicators",
        "value",
        "calculated over reported intensity",
        "",
        "another boundary, another period or another account behind the reported value, or a record that is wrong",
    )
    by_boundary = [
        outside(rows, band("calculated_to_reported"), told)
        for rows in both.partition_by("boundary", maintain_order=True)
    ]
    other = both.filter(pl.col("gwp_set") != pl.col("reported_gwp_set"))
    notes = [
        _note(row, f"{row['reported_gwp_set']} for {row['boundary']}", f"{row['gwp_set']}, as the calculated intensity")
        for row in other.iter_rows(named=True)
    ]
    periods = calculated.select("smelter_id", "period_label").unique()
    apart = reported.filter(pl.col("boundary").is_in(_OTHER)).join(
        periods, on=["smelter_id", "period_label"], how="semi", maintain_order="left"
    )
    notes += [
        _note(row, f"boundary {row['boundary']}", "scope_1, scope_1_2 or mine_to_metal, which are calculated")
        for row in apart.iter_rows(named=True)
    ]
    return merge([*by_boundary, to_frame(notes)])


def totals_against_reported(intensity: pl.DataFrame, reported: pl.DataFrame) -> pl.DataFrame:
    """Findings where complete calculated emissions of scope 1 or 2 and those a smelter reports differ by more than
    their band.

    `reported` are rows of reported_emissions with their period_label; whole scopes in CO2e are compared.
    """
    known = intensity.filter(
        (pl.col("route") == "calculated") & pl.col("complete") & (pl.col("denominator") == "tapped")
    ).drop_nulls("emissions_t_co2e")
    of = ["smelter_id", "period_label"]
    first = known.filter(boundary="scope_1").select(*of, pl.lit("none").alias("scope2_account"), "emissions_t_co2e")
    both = known.filter(boundary="scope_1_2").select(*of, "scope2_account", "emissions_t_co2e")
    second = both.join(first.drop("scope2_account"), on=of, how="inner", suffix="_of_scope_1").select(
        *of, "scope2_account", pl.col("emissions_t_co2e") - pl.col("emissions_t_co2e_of_scope_1")
    )
    whole = reported.filter(
        pl.col("category").is_null() & pl.col("process").is_null() & (pl.col("gas") == "CO2e")
    ).drop_nulls([*of, "emissions_t_co2e"])
    told = Told(
        "calculated_against_reported",
        "reported_emissions",
        "emissions_t_co2e",
        "calculated over reported emissions",
        "",
        "another boundary, another period or another account behind the reported emissions, or a record that is wrong",
    )
    found = []
    for scope, calculated, on in ((SCOPE_1, first, of), (SCOPE_2, second, [*of, "scope2_account"])):
        stated = whole.filter((pl.col("scope") == str(scope)) & (pl.col("emissions_t_co2e") > 0))
        pairs = calculated.join(
            stated.select(*on, pl.col("emissions_t_co2e").alias("reported")), on=on, how="inner", maintain_order="left"
        ).with_columns(routes_side_by_side(pl.col("emissions_t_co2e"), pl.col("reported")).alias("value"))
        found.append(outside(pairs, band("calculated_to_reported"), told))
    return merge(found)


def _note(row: dict[str, object], value: str, expected: str) -> dict[str, object]:
    return finding(
        "reported_on_another_basis",
        "note",
        smelter_id=row["smelter_id"],
        period=row["period_label"],
        table="reported_indicators",
        column="value",
        value=value,
        expected=expected,
        likely_cause="the two are not of one kind, so that a difference between them is no fault",
    )
