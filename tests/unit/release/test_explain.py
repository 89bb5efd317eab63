"""Explaining a figure: the tree down to file, sheet, row and citation, from the release alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from smelter_ghg.explain import (
    BrokenReleaseError,
    ExplainNode,
    UnknownFigureError,
    as_dict,
    explain,
    render_text,
)
from smelter_ghg.release import Release, read_release, write_release


@pytest.fixture
def release(tmp_path: Path, small_release: ModuleType) -> Release:
    """A release moved away from where it was made, with nothing beside it."""
    made = write_release(tmp_path / "made", small_release.content())
    shutil.move(made, tmp_path / "elsewhere")
    shutil.rmtree(tmp_path / "made")
    return read_release(tmp_path / "elsewhere")


def figure_of(release: Release, measure: str) -> str:
    return str(release.figures.filter(pl.col("measure") == measure)["figure_id"][0])


def explained(release: Release, measure: str) -> ExplainNode:
    return explain(release, figure_of(release, measure))


def all_nodes(node: ExplainNode) -> list[ExplainNode]:
    return [node, *(below for child in node.children for below in all_nodes(child))]


def test_every_figure_ends_in_records_factors_or_parameters(release: Release) -> None:
    for figure_id in release.figures["figure_id"]:
        node = explain(release, figure_id)
        kinds = {leaf.kind for leaf in node.leaves()}
        assert kinds <= {"record", "factor", "parameter", "item", "verdict"}, figure_id
        json.dumps(as_dict(node), allow_nan=False)
        assert render_text(node).count("\n") >= 2


def test_an_interval_leads_to_the_factor_whose_error_drives_it(release: Release) -> None:
    (interval,) = explained(release, "interval").children
    assert (interval.kind, interval.facts["draws"], interval.facts["seed"]) == ("interval", 10_000, 1)
    (driver,) = interval.children
    assert driver.facts["variance_share"] == 1 and driver.leaves()[0].id == "slope_cwpb"


def test_a_probability_names_its_verdict_and_reading(release: Release) -> None:
    (verdict,) = explained(release, "reading").children
    assert (verdict.facts["reading"], verdict.facts["probability_meets"]) == ("5.2.one", 0.998)


def test_a_record_tells_its_place_and_its_value_as_written(release: Release) -> None:
    (record,) = explained(release, "written").leaves()
    assert (record.kind, record.value, record.unit) == ("record", "255000", "MWh")
    assert record.facts["file"] == "demo/electricity.csv"
    assert record.facts["column"] == "mwh"
    assert isinstance(record.facts["row"], int)


def test_a_quotient_shows_both_figures_and_their_leaves(release: Release) -> None:
    node = explained(release, "intensity")
    assert [child.label for child in node.children] == ["emissions", "metal"]
    files = {leaf.facts["file"] for leaf in node.leaves() if leaf.kind == "record"}
    assert files == {"demo/electricity.csv", "demo/metal.csv", "demo/potlines.csv"}
    factors = {leaf.id for leaf in node.leaves() if leaf.kind == "factor"}
    assert factors == {"slope_cwpb", "ratio_cwpb", "grid_z", "gwp100_AR6_CF4", "gwp100_AR6_C2F6"}


def test_a_ledger_row_shows_equation_arguments_in_order_and_potential(release: Release) -> None:
    row = next(node for node in all_nodes(explained(release, "anode_effects")) if node.id == "L2C2F6")
    assert row.kind == "ledger" and row.unit == "kg C2F6"
    assert row.facts["expression"] == "E_C2F6 = S · AEM · MP · F"
    assert "equation 4.26" in str(row.facts["citation"])
    assert [child.label for child in row.children] == [
        "slope_cf4",
        "anode_effect_minutes",
        "metal",
        "c2f6_cf4_ratio",
        "global warming potential of C2F6",
    ]
    product = 1.0
    for child in row.children:
        assert isinstance(child.value, float)
        product *= child.value
    assert row.facts["t_co2e"] == pytest.approx(product / 1000)


def test_unit_conversions_are_shown(release: Release) -> None:
    text = render_text(explained(release, "emissions"))
    assert "factor = 400 kg CO2e/MWh (as written x 1000)" in text
    assert "factor grid_z: 0.4 kg CO2e/kWh" in text


def test_a_factor_and_a_parameter_tell_their_citation(release: Release) -> None:
    (factor,) = explained(release, "grid").leaves()
    cited = {"publisher": "IPCC", "table": "4.16", "page": "4.54", "status": "verified", "confidence": "V2"}
    assert cited.items() <= factor.facts.items()
    (parameter,) = explained(release, "limit").leaves()
    assert parameter.value == 11.0 and parameter.unit == "t CO2e/t Al"
    assert {"rulebook": "asi_ps_v3_1.yaml", "document": "Example standard", "status": "verified"}.items() <= (
        parameter.facts.items()
    )


def test_many_rows_are_grouped_and_can_be_unfolded(release: Release) -> None:
    node = explained(release, "anode_effects")
    assert [child.kind for child in node.children] == ["group", "group"]
    group = node.children[1]
    assert group.label == "anode_effects, metal, CF4"
    assert group.value == pytest.approx(929.5)
    assert group.facts["t_co2e"] == pytest.approx(929.5 * 7.38)
    folded, unfolded = render_text(node), render_text(node, every_row=True)
    assert "2 ledger rows" in folded and "[L1CF4]" not in folded
    assert "2 record cells in demo/metal.csv" in folded
    assert "factor slope_cwpb: 0.143" in folded and "IPCC" in folded
    assert "[L1CF4]" in unfolded and "[L2CF4]" in unfolded
    assert "file demo/metal.csv, row 3, column mass_t" in unfolded


def test_a_row_on_its_own_is_not_a_group(release: Release) -> None:
    node = explained(release, "emissions")
    assert [child.kind for child in node.children] == ["group", "group", "ledger"]


def test_an_incomplete_figure_says_at_least(release: Release) -> None:
    assert render_text(explained(release, "intensity")).startswith("intensity: at least 6.48")


def test_energy_shows_its_record(release: Release) -> None:
    text = render_text(explained(release, "energy"))
    assert "255000 MWh = 918000 GJ" in text and "GJ = 3.6 · MWh" in text and "demo/electricity.csv" in text


def test_a_document_is_told_with_its_title(tmp_path: Path, small_release: ModuleType) -> None:
    content = small_release.content()
    title = {
        "table": "documents",
        "row_key": "D1",
        "column": "title",
        "text": "Meter log 2023",
        "file": "documents.csv",
    }
    cell = small_release.frame("records", [{**title, "input_id": "documents|D1|title", "row": 2}])
    made = write_release(tmp_path, small_release.content(records=pl.concat([content.records, cell])))
    release = read_release(made)
    assert "document D1: Meter log 2023" in render_text(explained(release, "written"))


def test_an_unambiguous_beginning_is_enough(release: Release) -> None:
    figure_id = figure_of(release, "limit")
    short = next(
        figure_id[:n] for n in range(2, 14) if sum(release.figures["figure_id"].str.starts_with(figure_id[:n])) == 1
    )
    assert explain(release, short).id == figure_id


def test_an_ambiguous_beginning_lists_what_it_could_be(release: Release) -> None:
    with pytest.raises(UnknownFigureError, match="19 figures of") as caught:
        explain(release, "f")
    assert len(caught.value.near) == 5


def test_an_unknown_figure_lists_near_matches(release: Release) -> None:
    figure_id = figure_of(release, "limit")
    wrong = figure_id[:-1] + ("0" if figure_id[-1] != "0" else "1")
    with pytest.raises(UnknownFigureError, match=f"no figure '{wrong}'") as caught:
        explain(release, wrong)
    assert any(near.startswith(figure_id) for near in caught.value.near)


@pytest.mark.parametrize("words", ["intensity", "INTENSITY", "S1|2023"])
def test_words_of_a_label_or_key_find_near_matches(release: Release, words: str) -> None:
    with pytest.raises(UnknownFigureError) as caught:
        explain(release, words)
    assert caught.value.near


def test_nothing_asked_for(release: Release) -> None:
    with pytest.raises(UnknownFigureError):
        explain(release, "")


def broken(folder: Path, small_release: ModuleType, **tables: pl.DataFrame) -> Release:
    """A release whose tables were exchanged after it was written: the writer would refuse them."""
    made = write_release(folder, small_release.content())
    made = shutil.move(made, folder / "broken")
    for name, frame in tables.items():
        frame.write_parquet(made / f"{name}.parquet")
    return read_release(made, verify=False)


def test_what_the_release_lacks_is_named(tmp_path: Path, small_release: ModuleType) -> None:
    content = small_release.content()
    lacks = {
        "ledger": content.ledger.filter(pl.col("ledger_id") != "L1CF4"),
        "records": content.records.filter(pl.col("column") != "mwh"),
        "factors": content.factors.filter(pl.col("factor_id") != "grid_z"),
        "equations": content.equations.filter(pl.col("equation_id") != "electricity_co2e"),
    }
    named = {"ledger": "L1CF4", "records": "mwh", "factors": "grid_z", "equations": "electricity_co2e"}
    for table, frame in lacks.items():
        release = broken(tmp_path / table, small_release, **{table: frame})
        with pytest.raises(BrokenReleaseError, match=f"{table} of broken holds no .*{named[table]}"):
            explained(release, "emissions")


def test_a_missing_potential_is_named(tmp_path: Path, small_release: ModuleType) -> None:
    factors = small_release.content().factors.filter(pl.col("item") != "CF4")
    release = broken(tmp_path, small_release, factors=factors)
    with pytest.raises(BrokenReleaseError, match="holds 0 potentials of CF4 in AR6GWP100"):
        explained(release, "emissions")


@pytest.mark.parametrize("operand", ["asi_ps_v3_1#other", "other#threshold", "asi_ps_v3_1"])
def test_a_parameter_that_is_not_there(tmp_path: Path, small_release: ModuleType, operand: str) -> None:
    figures = small_release.content().figures.with_columns(
        pl.when(pl.col("operation") == "parameter")
        .then(pl.lit([operand], pl.List(pl.String)))
        .otherwise("operands")
        .alias("operands")
    )
    with pytest.raises(BrokenReleaseError, match="holds no"):
        explained(broken(tmp_path, small_release, figures=figures), "limit")


def test_a_figure_on_itself(tmp_path: Path, small_release: ModuleType) -> None:
    figures = small_release.content().figures
    own = figures.filter(pl.col("measure") == "both")["figure_id"][0]
    figures = figures.with_columns(
        pl.when(pl.col("figure_id") == own)
        .then(pl.lit([own], pl.List(pl.String)))
        .otherwise("operands")
        .alias("operands")
    )
    with pytest.raises(BrokenReleaseError, match="rests on itself"):
        explained(broken(tmp_path, small_release, figures=figures), "both")


def test_an_unknown_operation(tmp_path: Path, small_release: ModuleType) -> None:
    figures = small_release.content().figures.with_columns(pl.lit("guess").alias("operation"))
    with pytest.raises(BrokenReleaseError, match="unknown operation 'guess'"):
        explained(broken(tmp_path, small_release, figures=figures), "both")


def test_an_argument_the_equation_does_not_take(tmp_path: Path, small_release: ModuleType) -> None:
    inputs = small_release.content().ledger_inputs.with_columns(
        pl.col("argument").replace({"factor": "guess"}).alias("argument")
    )
    with pytest.raises(BrokenReleaseError, match=r"'guess'.*does not take"):
        explained(broken(tmp_path, small_release, ledger_inputs=inputs), "emissions")
