"""The published records against their contracts and against their evidence, read as plain text.

Belongs here: what must hold for `data/published` whoever reads it, and proof that each check can fail. Does not belong
here: the reader of record folders and what is computed from the records.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.contracts import Column
from smelter_ghg.records import tables

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "published"
SOURCES = ROOT / "docs" / "data_sources.md"
CONTRACTS = tables()

Cell = str | None
Row = dict[str, Cell]
Records = dict[str, list[Row]]

# Of these only an audit is published, no figure.
AUDITED_ONLY = {"baotou_huayun"}
# A value below these codes is derived, unverified or invented.
ENTERING = {"V2", "V1", "V", "P", "S"}
# Every smelter with what its records describe, and its reporting periods (without rows, the years of its records).
ENTITIES = {
    "sohar": ("site", "2019 2020"),
    "ega": ("company", "2016 2017"),
    "ega_al_taweelah": ("site", "2017"),
    "press_metal": ("company", "2022 2023"),
    "vedanta_jharsuguda_2": ("site", "FY2023-24"),
    "hindalco_hirakud": ("site", "FY2023-24"),
    "hindalco_india": ("company", "FY2023-24"),
    "hindalco_mahan_aditya": ("cluster", "2019"),
    "dunkerque": ("site", ""),
    "alouette": ("site", "2011 2017 2018"),
    "baotou_huayun": ("cluster", ""),
    "nordural": ("site", "2006 2017 2020 2024"),
    "fjardaal": ("site", "2022"),
    "isal": ("site", "2008 2010"),
    "sunndal": ("site", "2014"),
    "hydro_norway_four": ("cluster", "1990 2000 2009"),
    "karmoy_pilot": ("potline", ""),
    "boyne": ("site", "2020"),
    "rusal_allow": ("brand", "2022 2023"),
    "rio_tinto_saguenay": ("cluster", "2024"),
    "alcoa": ("company", "2016 2017 2018 2019 2020 2021 2023 2024"),
    "alcoa_sustana": ("brand", "2020"),
    "australia": ("national", "2011"),
    "climate_trace_zouping": ("model", "2024"),
    "climate_trace_fukang": ("model", "2024"),
    "climate_trace_alba_askar": ("model", "2024"),
    "climate_trace_al_taweelah": ("model", "2024"),
    "climate_trace_jharsuguda": ("model", "2024"),
}
# How a value is printed, not what it is; the evidence row shows the print itself.
DESCRIBES_THE_PRINT = {"decimals_printed"}
TAPPED = {"smelter_id": "sohar", "flow": "tapped"}
LEDGER_FEEDING = {"metal", "potlines", "activity", "specific_consumption", "properties", "electricity"}


@pytest.fixture
def records() -> Records:
    return {path.stem: pl.read_csv(path, infer_schema=False).to_dicts() for path in sorted(FOLDER.glob("*.csv"))}


def key_of(table: str, row: Row) -> str:
    return "|".join(row.get(name) or "" for name in CONTRACTS[table].key)


def misread(column: Column, text: str) -> bool:
    """Whether the text is not what the column's field allows."""
    field = column.field
    if field.allowed is not None and text not in field.allowed:
        return True
    if field.kind == "flag":
        return text not in {"true", "false"}
    try:
        if field.kind == "date":
            return date.fromisoformat(text).isoformat() != text
        if field.kind == "count":
            int(text)
        if field.kind in {"count", "number"}:
            number = float(text)
            return (
                (field.minimum is not None and number < field.minimum)
                or (field.maximum is not None and number > field.maximum)
                or (field.above is not None and number <= field.above)
                or (field.below is not None and number >= field.below)
            )
    except ValueError:
        return True
    return False


def contract_problems(records: Records) -> list[str]:
    """Unknown tables and columns, absent and empty mandatory cells, misread cells, repeated keys, periods."""
    found = []
    for name, rows in records.items():
        if name not in CONTRACTS:
            found.append(f"{name}: no such table")
            continue
        contract = CONTRACTS[name]
        present = set(rows[0])
        found += [f"{name}.{column}: unknown column" for column in present - set(contract.names)]
        found += [f"{name}.{c.name}: absent" for c in contract.columns if c.mandatory and c.name not in present]
        keys = [key_of(name, row) for row in rows]
        found += [f"{name} {key}: twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
        for key, row in zip(keys, rows, strict=True):
            for column in contract.columns:
                text = row.get(column.name)
                if column.required and not text:
                    found.append(f"{name} {key} {column.name}: empty")
                if text and misread(column, text):
                    found.append(f"{name} {key} {column.name}: {text}")
            start, end = row.get("period_start"), row.get("period_end")
            if start and end and start > end:
                found.append(f"{name} {key}: ends before it starts")
        if contract.period:
            found += overlaps(name, rows)
    return found


def overlaps(name: str, rows: list[Row]) -> list[str]:
    others = [part for part in CONTRACTS[name].key if part not in {"period_start", "period_end", "period_label"}]
    spans = sorted(
        ("|".join(row.get(part) or "" for part in others), row["period_start"] or "", row["period_end"] or "")
        for row in rows
    )
    return [
        f"{name} {later[0]}: periods overlap"
        for earlier, later in pairwise(spans)
        if earlier[0] == later[0] and later[1] <= earlier[2]
    ]


def reference_problems(records: Records) -> list[str]:
    """Smelters, facilities and documents that are named and not listed, or listed and not used."""
    found = []
    listed = {
        column: {row[column] for row in records[table]}
        for table, column in (
            ("smelters", "smelter_id"),
            ("facilities", "facility_id"),
            ("documents", "document_id"),
        )
    }
    for name, rows in records.items():
        for row in rows:
            found += [
                f"{name} {key_of(name, row)}: {column} {row[column]} is not listed"
                for column, known in listed.items()
                if row.get(column) and row[column] not in known
            ]
    # An audit's rating is no figure: its row names the document itself.
    cited = {row["document_id"] for name in ("evidence", "audit_results") for row in records[name]}
    found += [f"documents: no evidence from {name}" for name in sorted(map(str, listed["document_id"] - cited))]
    return found


def as_stored(table: str, column: str, stated: str) -> Decimal:
    """The stated value in the unit of the wide column; only reported emissions are printed in another unit."""
    number, _, unit = stated.partition(" ")
    if not unit:
        return Decimal(number)
    assert (table, column) == ("reported_emissions", "emissions_t_co2e")
    return Decimal(number) * {"kt CO2e": 1000, "Mt CO2e": 1_000_000}[unit]


def evidence_problems(records: Records) -> list[str]:
    """Figures without exactly one chosen source that says the same, and evidence that points nowhere."""
    found = []
    by_cell: dict[tuple[str, str, str], list[Row]] = {}
    for row in records["evidence"]:
        by_cell.setdefault((str(row["table"]), str(row["row_key"]), str(row["column"])), []).append(row)
        if row["confidence"] not in ENTERING:
            found.append(f"evidence {key_of('evidence', row)}: confidence {row['confidence']}")
    wide = {
        (name, key_of(name, row), column.name): row
        for name, rows in records.items()
        if name not in {"evidence", "documents"}
        for row in rows
        for column in CONTRACTS[name].columns
        if column.field.kind in {"number", "count"} and column.name not in DESCRIBES_THE_PRINT
    }
    found += [f"{' '.join(cell)}: evidence for no row" for cell in by_cell.keys() - wide.keys()]
    for cell, row in wide.items():
        table, _, column = cell
        value, sources = row.get(column), by_cell.get(cell, [])
        chosen = [source for source in sources if source["chosen"] == "true"]
        if value is None:
            found += [f"{' '.join(cell)}: chosen, yet the cell is empty"] * len(chosen)
            continue
        if len(chosen) != 1:
            found.append(f"{' '.join(cell)}: {len(chosen)} chosen sources")
            continue
        (source,) = chosen
        if misread(CONTRACTS[table].by_name[column], value):
            continue  # reported against the contract
        if as_stored(table, column, str(source["value"])) != Decimal(value):
            found.append(f"{' '.join(cell)}: {value} is not what the chosen source says")
        found += [
            f"{' '.join(cell)}: {same} differs from its evidence"
            for same in ("document_id", "qualifier", "confidence")
            if same in row and row[same] != source[same]
        ]
        if table in LEDGER_FEEDING and source["qualifier"] != "exact":
            found.append(f"{' '.join(cell)}: {source['qualifier']} value in a table that feeds the ledger")
    return found


def problems(records: Records) -> list[str]:
    return contract_problems(records) + reference_problems(records) + evidence_problems(records)


def pick(records: Records, table: str, **where: str) -> Row:
    (row,) = (row for row in records[table] if all(row[name] == text for name, text in where.items()))
    return row


def test_records_keep_their_contracts_and_their_evidence(records: Records) -> None:
    assert problems(records) == []


@pytest.mark.parametrize(
    ("table", "where", "column", "text", "expected"),
    [
        ("metal", TAPPED, "flow", "melted", "melted"),
        ("metal", TAPPED, "mass_t", "-1", "-1"),
        ("metal", TAPPED, "mass_t", "390.516 kt", "390.516 kt"),
        ("metal", TAPPED, "period_end", "31.12.2019", "31.12.2019"),
        ("metal", TAPPED, "period_end", "2018-12-31", "ends before it starts"),
        ("metal", TAPPED, "smelter_id", None, "smelter_id: empty"),
        ("metal", TAPPED, "flow", "cast_out", "twice"),
        ("metal", TAPPED, "smelter_id", "elsewhere", "is not listed"),
        ("metal", TAPPED, "mass_t", "390517", "not what the chosen source says"),
        ("metal", {"smelter_id": "dunkerque"}, "mass_t", "285000", "0 chosen sources"),
        (
            "reporting_periods",
            {"smelter_id": "sohar", "period_label": "2020"},
            "period_start",
            "2019-12-31",
            "periods overlap",
        ),
        ("reported_indicators", {"value": "4.4"}, "confidence", "S", "confidence differs"),
        ("reported_indicators", {"value": "4.4"}, "period_stated", "no", "no"),
        ("reported_indicators", {"smelter_id": "rio_tinto_saguenay"}, "qualifier", "exact", "qualifier differs"),
        ("reported_emissions", {"emissions_t_co2e": "17100000"}, "emissions_t_co2e", "17100", "not what the chosen"),
        ("potlines", {"smelter_id": "sohar"}, "anode_effect_duration_min", "2", "0 chosen sources"),
        ("documents", {"document_id": "eco121"}, "document_id", "eco122", "eco121 is not listed"),
        ("evidence", {"value": "13.99"}, "chosen", "false", "0 chosen sources"),
        ("evidence", {"value": "13.99"}, "confidence", "D", "confidence D"),
        ("evidence", {"value": "13.99"}, "qualifier", "upper", "upper value in a table that feeds"),
        ("evidence", {"value": "13.99"}, "document_id", "unknown", "is not listed"),
        ("evidence", {"value": "13.99"}, "row_key", "sohar", "evidence for no row"),
        ("evidence", {"value": "14311.7 kt CO2e"}, "value", "14311.8 kt CO2e", "not what the chosen"),
        ("evidence", {"value": "285000"}, "chosen", "true", "chosen, yet the cell is empty"),
    ],
)
def test_a_fault_in_one_cell_is_found(
    records: Records, table: str, where: dict[str, str], column: str, text: Cell, expected: str
) -> None:
    pick(records, table, **where)[column] = text
    assert any(expected in problem for problem in problems(records))


def test_faults_of_whole_columns_and_tables_are_found(records: Records) -> None:
    for row in records["metal"]:
        row["tonnes"] = row.pop("mass_t")
    records["production"] = records["metal"]
    found = contract_problems(records)
    assert {"metal.mass_t: absent", "metal.tonnes: unknown column", "production: no such table"} <= set(found)


def test_no_start_year_and_no_technology_is_given(records: Records) -> None:
    assert {(row["first_production_date"], row["technology"]) for row in records["facilities"]} == {(None, None)}
    assert not {"valid_from", "valid_to"} & set(records["facilities"][0])


def test_an_unsettled_disagreement_keeps_its_row_and_an_empty_cell(records: Records) -> None:
    row = pick(records, "metal", smelter_id="dunkerque")
    key = key_of("metal", row)
    stated = [(source["value"], source["chosen"]) for source in records["evidence"] if source["row_key"] == key]
    assert row["mass_t"] is None
    assert row["flow"] == "primary_stage_not_stated"
    assert sorted(stated) == [("280000", "false"), ("285000", "false"), ("300000", "false")]


def test_what_a_regulator_sets_is_an_indicator_and_never_a_target(records: Records) -> None:
    assert "targets" not in records
    indian = [
        row
        for row in records["reported_indicators"]
        if row["smelter_id"] in {"vedanta_jharsuguda_2", "hindalco_hirakud"}
    ]
    assert {row["boundary"] for row in indian} == {"regulatory"}
    assert {row["confidence"] for row in indian} == {"S"}
    reported = {(row["smelter_id"], row["period_start"]) for row in records["reporting_periods"]}
    for row in indian:
        is_baseline = row["indicator"] == "ghg_intensity_baseline"
        assert ((row["smelter_id"], row["period_start"]) in reported) == is_baseline


def test_newspaper_electricity_is_not_metered_electricity(records: Records) -> None:
    assert "electricity" not in records
    row = pick(records, "reported_indicators", smelter_id="dunkerque", indicator="electricity_use")
    assert (row["value"], row["unit"]) == ("4.0", "TWh")


def test_every_smelter_keeps_its_level_and_its_periods(records: Records) -> None:
    labels: dict[Cell, list[str]] = {row["smelter_id"]: [] for row in records["smelters"]}
    for row in records["reporting_periods"]:
        labels[row["smelter_id"]].append(str(row["period_label"]))
    found = {
        str(row["smelter_id"]): (row["level"], " ".join(sorted(labels[row["smelter_id"]])))
        for row in records["smelters"]
    }
    assert found == ENTITIES
    assert {row["synthetic"] for row in records["smelters"]} == {"false"}
    published = {row["smelter_id"] for name in ("metal", "reported_indicators") for row in records[name]}
    assert published == set(ENTITIES) - AUDITED_ONLY


def test_what_smelters_publish_lies_in_their_periods_and_what_has_no_dates_in_none(records: Records) -> None:
    """Only what a regulator sets may be for another year than those the smelter reports on."""
    calendar = {str(smelter) for smelter, (_, labels) in ENTITIES.items() if not labels} - AUDITED_ONLY
    spans = {(row["smelter_id"], row["period_start"], row["period_end"]) for row in records["reporting_periods"]}
    outside = [
        (row["smelter_id"], row.get("indicator"), row["period_start"])
        for name in ("metal", "potlines", "specific_consumption", "reported_emissions", "reported_indicators")
        for row in records[name]
        if (row["smelter_id"], row["period_start"], row["period_end"]) not in spans
        and row.get("boundary") != "regulatory"
    ]
    assert {smelter for smelter, _, _ in outside} == calendar
    assert {start for smelter, _, start in outside if smelter == "karmoy_pilot"} == {None}
    undated = [row for row in records["reported_indicators"] if row["period_start"] is None]
    assert {row["period_end"] for row in undated} == {None}
    assert {row["period_stated"] for row in undated} == {"false"}


def test_only_sites_have_records_that_feed_the_ledger(records: Records) -> None:
    """A figure of a group, a brand, a country or a model is an indicator or an emission as reported, nothing more."""
    level = {row["smelter_id"]: row["level"] for row in records["smelters"]}
    for name in sorted((LEDGER_FEEDING | {"facilities"}) & records.keys()):
        assert {level[row["smelter_id"]] for row in records[name]} == {"site"}, name


def test_a_bound_says_which_way_and_a_range_is_two_bounds(records: Records) -> None:
    ends: dict[tuple[Cell, str], dict[str, Row]] = {}
    for row in records["reported_indicators"]:
        name, _, end = str(row["indicator"]).rpartition("_")
        if end in {"least", "most"}:
            ends.setdefault((row["smelter_id"], name), {})[end] = row
    assert ends
    for pair in ends.values():
        assert (pair["least"]["qualifier"], pair["most"]["qualifier"]) == ("lower", "upper")
        assert Decimal(str(pair["least"]["value"])) < Decimal(str(pair["most"]["value"]))


def test_alcoa_tells_direct_and_indirect_apart_in_six_years_running(records: Records) -> None:
    rows = [row for row in records["reported_emissions"] if row["smelter_id"] == "alcoa"]
    years = {str(row["period_start"])[:4] for row in rows}
    assert sorted((str(row["period_start"])[:4], row["scope"], row["scope2_account"]) for row in rows) == sorted(
        (year, scope, account) for year in years for scope, account in (("1", "none"), ("2", "not_stated"))
    )
    assert sorted(years) == [str(year) for year in range(2016, 2022)]


@pytest.mark.parametrize("year", ["2022", "2023"])
@pytest.mark.parametrize("account", ["location", "market"])
def test_press_metal_scopes_add_up_to_the_printed_totals(records: Records, year: str, account: str) -> None:
    def tonnes(scope: str, scope2_account: str) -> Decimal:
        (row,) = (
            row
            for row in records["reported_emissions"]
            if (row["scope"], row["scope2_account"], row["category"]) == (scope, scope2_account, None)
            and str(row["period_end"]).startswith(year)
        )
        return Decimal(str(row["emissions_t_co2e"]))

    parts = tonnes("1", "none") + tonnes("2", account) + tonnes("3", "common")
    assert parts == tonnes("total", account)


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_press_metal_intensities_leave_room_for_one_denominator(records: Records, year: str) -> None:
    """Each printed intensity bounds the tonnes of metal behind it; a mistyped figure empties the intersection."""
    emitted = {
        (row["scope"], row["scope2_account"], row["category"]): Decimal(str(row["emissions_t_co2e"]))
        for row in records["reported_emissions"]
        if str(row["period_end"]).startswith(year)
    }
    scope_1, scope_2 = emitted["1", "none", None], emitted["2", "market", None]
    scope_3 = emitted["3", "none", "1"] + emitted["3", "common", "3"] + emitted["3", "none", "4"]
    numerators = {
        "intensity_s1": scope_1,
        "intensity_s2": scope_2,
        "intensity_s12": scope_1 + scope_2,
        "intensity_s3": scope_3,
        "intensity_s123": scope_1 + scope_2 + scope_3,
    }
    half = Decimal("0.05")
    printed = {
        row["indicator"]: Decimal(str(row["value"]))
        for row in records["reported_indicators"]
        if row["smelter_id"] == "press_metal" and str(row["period_end"]).startswith(year)
    }
    assert printed.keys() == numerators.keys()
    least = max(numerators[str(name)] / (value + half) for name, value in printed.items())
    most = min(numerators[str(name)] / (value - half) for name, value in printed.items())
    assert least < most


def test_the_note_on_sources_names_every_smelter_and_document(records: Records) -> None:
    note = SOURCES.read_text(encoding="utf-8")
    named = [row["smelter_id"] for row in records["smelters"]]
    named += [row["document_id"] for row in records["documents"]]
    assert [name for name in named if f"`{name}`" not in note] == []
