"""Every state of a verdict looks and reads as it should."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure import build_figures


def _with_verdict(run: Any, change: Callable[[dict[str, Any]], None]) -> str:
    """The page of a run whose verdicts were changed."""
    changed = []
    for text in run.frames["verdicts"]["detail_json"]:
        detail = json.loads(text)
        change(detail)
        changed.append(json.dumps(detail))
    verdicts = run.frames["verdicts"].with_columns(pl.Series("detail_json", changed))
    figures = build_figures(**{**run.frames, "verdicts": verdicts}, findings=run.findings)
    return str(run.html(verdicts=verdicts, figures=figures))


def _said(html: str) -> str:
    """The first verdict in words, tags taken away."""
    block = re.search(r'<div class="verdict .*?</div>', html, re.DOTALL)
    assert block is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", block.group()))


def _set(**changes: Any) -> Callable[[dict[str, Any]], None]:
    def change(detail: dict[str, Any]) -> None:
        held = detail["if_gates_met"]
        if "if_gates_met" in changes and changes["if_gates_met"] is None and held:
            detail.update(headroom_t=held["headroom_t"], headroom_pct=held["headroom_pct"])
        detail.update(changes)
        if changes.get("outcome") in ("meets", "not_met"):
            for reading in detail["readings"]:
                reading["outcome"] = changes["outcome"]

    return change


@pytest.mark.parametrize(
    ("change", "icon", "words"),
    [
        (_set(outcome="meets", if_gates_met=None), "icon-meets", "Meets"),
        (_set(outcome="not_met", if_gates_met=None), "icon-not_met", "Not met"),
        (_set(outcome="indeterminate_rule", if_gates_met=None), "icon-indeterminate_rule", "Depends on the reading"),
        (_set(), "icon-indeterminate_data", "Data missing"),
        (_set(reason_code="group_figure"), "icon-refused", "Refused"),
        (_set(reason_code="boundary_regulatory"), "icon-refused", "Refused"),
        (_set(outcome="not_applicable", reason_code=None), "icon-not_applicable", "Not applicable"),
    ],
)
def test_each_state_has_a_word_and_a_shape(
    disclose: Callable[..., Any], records_folder: Any, change: Any, icon: str, words: str
) -> None:
    html = _with_verdict(disclose(records_folder()), change)
    assert f'class="icon {icon}"' in html
    assert words in _said(html)


def test_the_sentence_of_a_met_threshold(disclose: Callable[..., Any], records_folder: Any) -> None:
    said = _said(_with_verdict(disclose(records_folder()), _set(outcome="meets", if_gates_met=None)))
    assert re.search(
        r"t CO₂e/t Al( \(95 % interval[^)]*\))?, mine to metal, market-based; .* below the 11\.0 threshold", said
    )
    assert "on every one of" in said


def test_the_sentence_of_missing_data_names_the_known_part(disclose: Callable[..., Any], records_folder: Any) -> None:
    said = _said(disclose(records_folder()).html())
    assert re.search(r"already amounts to at least \d+\.\d\d t CO₂e/t Al", said)
    assert re.search(r"\d+ items are missing", said)


def test_readings_stand_open_where_the_outcome_depends_on_them(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    run = disclose(records_folder())
    closed = "<details><summary>Each reading with its outcome"
    assert closed in run.html()
    html = _with_verdict(run, _set(outcome="indeterminate_rule", if_gates_met=None))
    assert closed not in html and "<details open><summary>Each reading with its outcome" in html


@pytest.mark.parametrize(
    ("level", "what"),
    [("model", "figure of a model, not of a site"), ("potline", "figure of one potline, not of a whole site")],
)
def test_a_figure_of_no_site_is_called_what_it_is(
    disclose: Callable[..., Any], records_folder: Any, level: str, what: str
) -> None:
    folder = records_folder()
    folder.set("smelters", folder.find("smelters", smelter_id="north"), "level", level)
    pages = disclose(folder).pages()
    for name in ("disclosure/smelters/north.html", "index.html"):
        page = re.sub(r"<[^>]+>", "", pages[name].decode())
        assert what in page and "of a group" not in page


def test_synthetic_smelters_carry_a_ribbon_and_others_do_not(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    folder.set("smelters", folder.find("smelters", smelter_id="south"), "synthetic", "false")
    pages = {name: data.decode() for name, data in disclose(folder).pages().items() if name.endswith(".html")}
    ribbons = {name: page.count('class="ribbon"') for name, page in pages.items()}
    assert ribbons.pop("disclosure/smelters/south.html") == ribbons.pop("disclosure/statements/south.html") == 0
    assert set(ribbons.values()) == {1}
    assert "no real smelter" in pages["disclosure/smelters/north.html"]


def test_a_smelter_without_any_period_still_has_its_section(disclose: Callable[..., Any], records_folder: Any) -> None:
    folder = records_folder()
    folder.append("smelters", smelter_id="bare", name="Bare", level="site", synthetic="false")
    pages = disclose(folder).pages()
    assert "No verdict" in pages["disclosure/smelters/bare.html"].decode()
    assert "no reporting period with metal or an intensity" in pages["index.html"].decode()


def test_both_accounts_stand_in_the_table_by_source(disclose: Callable[..., Any], records_folder: Any) -> None:
    html = disclose(records_folder()).html()
    table = re.search(r'<table id="emissions-by-source".*?</table>', html, re.DOTALL)
    assert table is not None
    assert "Scope 2</bdi>, location-based" in table.group() and "Scope 2</bdi>, market-based" in table.group()
    assert table.group().index("<time>2022") < table.group().index("<time>2021")


def test_nothing_is_asked_of_the_network(disclose: Callable[..., Any], records_folder: Any) -> None:
    for name, data in disclose(records_folder()).pages().items():
        if name.endswith(".html"):
            html = data.decode()
            assert re.findall(r'(?:src|href)="(?:[a-z]+:|//)(?![^"]*" rel="noreferrer noopener")[^"]*"', html) == [], (
                name
            )
            assert not re.search(r"<(?:script|link|img|iframe)[^>]+https?://", html), name


@pytest.mark.parametrize("version", ["V2", "V3", "V3.1"])
@pytest.mark.parametrize("account", ["location", "market"])
def test_every_basis_makes_a_page(
    disclose: Callable[..., Any], records_folder: Any, version: str, account: str
) -> None:
    html = disclose(
        records_folder(), standard_version=version, scope2_account=account, method_set="ipcc_2006", gwp_set="AR5GWP100"
    ).html()
    assert f"ASI PS {version}" in html


def test_the_same_frames_make_the_same_bytes(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    shuffled = {
        name: frame.sample(fraction=1.0, shuffle=True, seed=3)
        for name, frame in run.frames.items()
        if isinstance(frame, pl.DataFrame)
    }
    tables = {name: t.sample(fraction=1.0, shuffle=True, seed=11) for name, t in run.frames["tables"].items()}
    again = run.pages(**shuffled, tables=tables, figures=run.figures.sample(fraction=1.0, shuffle=True, seed=2))
    assert again == run.pages()
