"""The inventory statement against the tables it is made from: what it lists, what adds up, what it says is absent."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import polars as pl
import pytest

from smelter_ghg.disclosure.site import Site
from smelter_ghg.disclosure.text import css_string
from smelter_ghg.emissions.equation import EQUATIONS
from smelter_ghg.ledger import select_inventory

PARTS = (
    "who", "organisation", "reporting", "emissions", "methods", "factors", "energy", "base-year", "uncertainty",
    "findings", "verification", "rules-and-software",
)  # fmt: skip
LEAD = "2022"


class Told:
    """A statement as its data tells it, and its page."""

    def __init__(self, run: Any, smelter_id: str = "north", **changed: Any) -> None:
        site = Site({})
        pages = run.pages(**changed)
        self.html = pages[site.statement(smelter_id)].decode()
        self.data = json.loads(pages[site.statement_data(smelter_id)])
        self.run = run

    def lines(self, part: str) -> dict[str, str]:
        """What a part says line by line."""
        found = next(one for one in self.data["parts"] if one["part"] == part)
        return {line["name"]: line["text"] for block in found["blocks"] for line in block.get("lines", ())}

    def table(self, table_id: str) -> list[dict[str, Any]]:
        """The rows of a table; none where the statement has no such table."""
        blocks = [block for part in self.data["parts"] for block in part["blocks"]]
        return next((block["rows"] for block in blocks if block.get("table") == table_id), [])

    def cells(self, table_id: str, column: int) -> list[str | None]:
        cells = (row["cells"][column] for row in self.table(table_id))
        return [None if cell is None else cell["text"] for cell in cells]


def values(row: dict[str, Any]) -> list[float]:
    return [figure["value"] for cell in row["cells"] if cell for figure in cell.get("figures", ())]


def inventory(run: Any, account: str, smelter_id: str = "north") -> pl.DataFrame:
    """The rows that a statement of the year may hold, read from the ledger."""
    named = {"route": "calculated", "method_set": "eu_2025_2547", "scope2_account": account}
    rows: pl.DataFrame = select_inventory(run.frames["ledger"], **named)
    return rows.filter(smelter_id=smelter_id, period_label=LEAD)


def test_the_parts_stand_in_the_order_of_a_verifier_on_page_and_in_data(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    told = Told(disclose(records_folder()))
    assert tuple(part["part"] for part in told.data["parts"]) == PARTS
    assert tuple(re.findall(r'<section id="([a-z-]+)"', told.html)) == PARTS
    assert all(part["blocks"] for part in told.data["parts"])
    who = told.lines("who")
    assert who["Smelter"] == "Smelter north, id north" and who["Operator"] == "not recorded"
    assert who["Period"] == "2022, 2022-01-01 to 2022-12-31" and who["Certification scopes"] == "none on record"
    assert "no real smelter" in who["Data"] and told.data["synthetic"] is True
    assert told.data["kind"] == "inventory_statement" and told.data["period"] == LEAD


def test_every_figure_of_the_page_is_in_the_data_and_explains_itself(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    run = disclose(records_folder())
    told = Told(run)
    shown = set(re.findall(r'data-figure="(f[0-9a-f]{12})"', told.html))
    figures = {row["figure_id"]: row for row in run.figures.iter_rows(named=True)}
    stated = {one["figure_id"]: one["value"] for one in _figures(told.data)}
    assert stated.keys() == shown and len(shown) > 60
    assert all(figures[fid]["value"] == value for fid, value in stated.items())
    explained = json.loads(re.search(r'id="explanations">(.*?)</script>', told.html, re.DOTALL)[1])["figures"]  # type: ignore[index]
    assert shown <= explained.keys()
    assert not any("page" in explained[fid] for fid in shown)


def _figures(data: Any) -> list[dict[str, Any]]:
    if isinstance(data, dict):
        return [*data.get("figures", ()), *(one for value in data.values() for one in _figures(value))]
    return [one for value in data for one in _figures(value)] if isinstance(data, list) else []


def test_every_selected_equation_is_listed_and_their_emissions_are_those_of_the_inventory(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    run = disclose(records_folder())
    told = Told(run)
    rows = pl.concat(inventory(run, account) for account in ("location", "market")).unique("ledger_id")
    keys = ["scope", "scope3_category", "source", "equation_id", "tier", "method_set", "scope2_account"]
    wanted = rows.select(keys).unique()
    listed = told.table("equations-used")
    assert len(listed) == wanted.height >= 5
    assert set(told.cells("equations-used", 0)) == {EQUATIONS[one].title for one in wanted["equation_id"]}
    assert set(told.cells("equations-used", 1)) == {EQUATIONS[one].citation for one in wanted["equation_id"]}
    assert sorted(map(str, told.cells("equations-used", 3))) == sorted(map(str, wanted["tier"]))
    shares = [row for row in listed if row["cells"][5] and row["cells"][5].get("figures")]
    whole = run.figure("known_emissions", smelter_id="north", period_label=LEAD)["value"]
    assert math.fsum(values(row)[0] for row in shares) == pytest.approx(whole)
    assert math.fsum(values(row)[1] for row in shares) == pytest.approx(100)
    others = [row for row in listed if row not in shares]
    assert all("location-based" in row["head"] for row in others)


def test_gases_of_scope_1_come_to_its_emissions(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    told = Told(run)
    gases = inventory(run, "market").filter(scope=1)
    masses = dict(gases.group_by("gas").agg(pl.col("mass_kg").sum() / 1000).iter_rows())
    rows = told.table("scope-1-by-gas")
    assert len(rows) == len(masses) >= 3
    assert sorted(values(row)[0] for row in rows) == pytest.approx(sorted(masses.values()))
    scope = next(row for row in told.table("emissions-by-source") if row["head"] == "Scope 1")
    assert math.fsum(values(row)[1] for row in rows) == pytest.approx(values(scope)[0])
    assert "NF₃" in told.lines("reporting")["Gases"].partition("leads to")[2]


def test_factors_are_counted_and_the_largest_told_with_what_rests_on_them(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    run = disclose(records_folder())
    told = Told(run)
    rows = inventory(run, "market")
    inputs = run.frames["ledger_inputs"].join(rows.select("ledger_id"), on="ledger_id", how="semi")
    used = set(inputs.filter(~pl.col("input_id").str.contains("|", literal=True))["input_id"])
    of_gas = pl.col("item").is_in(rows["gas"].unique().implode())
    potentials = run.frames["factors"].usable.filter(of_gas, gwp_set="AR6GWP100", parameter="gwp100")
    of_energy = run.frames["energy"].filter(smelter_id="north", period_label=LEAD)["input_ids"].explode().drop_nulls()
    wanted = used | set(potentials["factor_id"]) | {one for one in of_energy if "|" not in one}
    count = run.figures.filter(pl.col("key") == f"factors|north|{LEAD}").row(0, named=True)
    assert set(count["operands"]) == wanted and count["value"] == len(wanted)
    assert told.lines("factors")["Factors used"].startswith(f"{len(wanted)}; all are on the page")
    assert len(told.table("warming-potentials")) == potentials.height
    largest = [values(row)[1] for row in told.table("largest-factors")]
    assert largest == sorted(largest, reverse=True) and largest
    carbon = next(row for row in told.table("largest-factors") if row["head"].startswith("Carbon: carbon to CO₂"))
    source = run.figures.filter(
        pl.col("measure") == "emissions_source", pl.col("key").str.starts_with(f"north|{LEAD}|1||anode_consumption")
    )
    assert values(carbon)[1] == pytest.approx(source["value"][0])


def test_exclusions_add_up_beside_the_total_and_one_without_effect_is_not_counted(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    run = disclose(records_folder())
    lacking = run.frames["missing"].filter(smelter_id="north", period_label=LEAD)
    items = sorted(set(lacking.filter(pl.col("category").is_in(["scope_1", "category_1", "category_3"]))["item"]))[:2]
    assert len(items) == 2
    folder = records_folder()
    year = {"smelter_id": "north", "period_start": "2022-01-01", "period_end": "2022-12-31"}
    for item, estimate in zip((*items, "natural_gas"), ("120.5", "30", "999"), strict=True):
        stated = {"estimate_t_co2e": estimate, "reason": f"no {item}", "approved_by": "A. B."}
        folder.append("exclusions", **year, item=item, **stated)
    earlier = {**year, "period_start": "2021-01-01", "period_end": "2021-12-31"}
    folder.append("exclusions", **earlier, item=items[0], estimate_t_co2e="7000", reason="of another year")
    run = disclose(folder)
    told = Told(run)
    rows = told.table("exclusions")
    assert sorted(values(row) for row in rows) == [[30.0], [120.5], [150.5], [999.0]]
    effect = {row["cells"][2]["text"]: row["cells"][4]["text"] for row in rows[:-1]}
    assert effect[f"no {items[0]}"] == effect[f"no {items[1]}"] == "left out"
    assert effect["no natural_gas"].startswith("no effect")
    assert {row["cells"][3]["text"] for row in rows[:-1]} == {"A. B."}
    assert rows[-1]["head"] == "Left out together" and values(rows[-1]) == [150.5]
    total = run.figures.filter(
        pl.col("measure") == "emissions_total", pl.col("basis").str.contains("market"), smelter_id="north",
        period_label=LEAD,
    ).row(0, named=True)  # fmt: skip
    share = run.figure("excluded_share", smelter_id="north")
    assert share["value"] == pytest.approx(100 * 150.5 / total["value"])
    note = next(b for p in told.data["parts"] for b in p["blocks"] if b.get("table") == "exclusions")["notes"][0]
    assert [one["value"] for one in note["figures"]] == [share["value"], total["value"]]


def test_what_is_not_set_or_not_recorded_is_said_to_be_so(disclose: Callable[..., Any], records_folder: Any) -> None:
    told = Told(disclose(records_folder()))
    assert told.lines("verification")["Statements"].startswith("none on record")
    assert told.lines("base-year")["Base year"].startswith("not set in the configuration")
    assert told.lines("base-year")["Previous release"] == "not compared with any"
    assert told.lines("methods")["Gaps in records"].startswith("not filled")
    assert told.lines("reporting")["Left out on record"] == "nothing"
    assert set(told.lines("findings").values()) == {"none"}
    assert told.lines("rules-and-software")["smelter-ghg"] == "0.0"


def test_what_the_configuration_sets_is_told(disclose: Callable[..., Any], records_folder: Any) -> None:
    base_year = {"year": 2021, "significance_pct": 5, "causes": ["records", "method"]}
    settings = {"consolidation": "equity_share", "missing_data": "us_98_65", "base_year": base_year}
    told = Told(disclose(records_folder(), **settings), previous={"name": "release-0", "manifest_sha256": "ab" * 32})
    assert told.lines("organisation")["Consolidation"].startswith("equity share")
    assert told.lines("methods")["Gaps in records"] == "filled by the rule us_98_65"
    assert told.lines("base-year")["Base year"] == "2021"
    assert told.lines("base-year")["Recalculated"].startswith("where changes of records or method add up to 5 %")
    assert told.lines("base-year")["Previous release"].startswith("release-0, manifest abab")
    assert told.lines("base-year")["Previous release"].endswith("nothing of this smelter is restated")


def test_statements_of_verifiers_stand_with_level_opinion_and_period(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    def stated(first: str, last: str) -> Told:
        folder = records_folder(first)
        folder.append(
            "verification", smelter_id="north", period_start=first, period_end=last, verifier="Checkers <b>Ltd</b>",
            standard="ISO 14064-3", assurance_level="limited", opinion="unmodified", covers="ghg", scope="all",
            statement_date="2023-03-01",
        )  # fmt: skip
        return Told(disclose(folder))

    told = stated("2022-01-01", "2022-12-31")
    assert told.lines("verification") == {"Statements of this period": "on record, below"}
    row = told.table("statements-of-verifiers")[0]
    assert row["head"] == "Checkers <b>Ltd</b>" and "Checkers &lt;b&gt;Ltd" in told.html
    said = [cell["text"] for cell in row["cells"] if cell]
    assert {"ISO 14064-3", "limited", "unmodified", "2022", "2023-03-01"} <= set(said)
    earlier = stated("2021-01-01", "2021-12-31")
    assert "of other periods" in earlier.lines("verification")["Statements of this period"]


def test_facilities_scopes_and_instruments_stand_with_their_shares(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    folder = records_folder()
    folder.append("facilities", facility_id="PP", smelter_id="north", kind="power_plant", valid_from="2015-05-01")
    folder.append("electricity", smelter_id="north", facility_id="PP", period_start="2022-01-01",
                  period_end="2022-12-31", flow="generated_gross", supply="captive", mwh="48000")  # fmt: skip
    for smelter, share in (("north", "0.7"), ("south", "0.3")):
        folder.append("allocations", facility_id="PP", smelter_id=smelter, basis="energy", share=share)
    folder.append("certification_scopes", scope_id="S1", smelter_id="south", share_pct="60", valid_from="2022-01-01")
    run = disclose(folder)
    north, south = Told(run), Told(run, "south")
    assert [row["head"] for row in north.table("facilities")] == ["PP", "north-line"]
    assert values(north.table("facilities")[0]) == [0.7] and values(north.table("facilities")[1]) == []
    shared = next(row for row in south.table("facilities") if row["head"] == "PP, on record of north")
    assert values(shared) == [0.3] and shared["cells"][4]["text"] == "2015-05-01"
    assert [values(row) for row in south.table("certification-scopes")] == [[60.0]]
    assert [row["head"] for row in south.table("instruments")] == ["south-ppa-2022"]
    assert values(south.table("instruments")[0]) == [2_000_000.0, 0.5]


def test_findings_are_counted_and_errors_and_warnings_listed(disclose: Callable[..., Any], records_folder: Any) -> None:
    found = [
        {"check_id": f"check_{number}", "smelter_id": "north", "severity": severity, "table": "metal", "value": "1"}
        for number, severity in enumerate(("note", *("warning",) * 20))
    ]
    told = Told(disclose(records_folder(), found))
    lines = told.lines("findings")
    assert (lines["Errors"], lines["Warnings"], lines["Notes"]) == ("none", "20", "1")
    assert len(told.table("leading-findings")) == 15 and "the smelter's page" in lines["Which"]


def test_a_smelter_without_a_period_has_a_statement_that_says_so(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    folder = records_folder()
    folder.append("smelters", smelter_id="bare", name="Bare", level="site", synthetic="false")
    told = Told(disclose(folder), "bare")
    assert told.data["period"] is None and told.lines("who")["Period"] == "the records hold no reporting period"
    assert tuple(part["part"] for part in told.data["parts"]) == PARTS


def test_each_printed_sheet_names_smelter_and_period_whatever_the_name(
    disclose: Callable[..., Any], records_folder: Any
) -> None:
    folder = records_folder()
    folder.set("smelters", folder.find("smelters", smelter_id="north"), "name", "A'\"; } </style> \\ B")
    html = Told(disclose(folder)).html
    style = unescape(re.search(r'<html[^>]* style="([^"]*)"', html)[1])  # type: ignore[index]
    assert re.fullmatch(r"--running: '(?:[A-Za-z0-9]|\\[0-9a-f]{6})*'", style)
    text = re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), style)
    assert "Inventory statement · A'\"; } </style> \\ B · 2022 · synthetic data" in text


@pytest.mark.parametrize("text", ["plain", "'", "\\", "\u202e", "</style>", "é", "😀"])
def test_a_css_string_cannot_end_before_its_end(text: str) -> None:
    made = css_string(text)
    assert re.fullmatch(r"'(?:[A-Za-z0-9]|\\[0-9a-f]{6})*'", made) and "\\00202e" not in made


def test_the_same_frames_give_the_same_bytes(disclose: Callable[..., Any], records_folder: Any) -> None:
    run = disclose(records_folder())
    first, again = run.pages(), run.pages()
    names = [name for name in first if name.startswith("disclosure/statements/")]
    assert len(names) == 8 and all(first[name] == again[name] for name in names)
