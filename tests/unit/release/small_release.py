"""A release small enough to follow by hand: one smelter, two months, one ledger row per kind of equation.

Belongs here: the content and the arithmetic behind it, written out. Does not belong here: any test.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import polars as pl

from smelter_ghg.contracts.result_tables import RESULT_TABLES
from smelter_ghg.factors import FACTORS
from smelter_ghg.release import ReleaseContent

START, END = dt.date(2023, 1, 1), dt.date(2023, 12, 31)
RULEBOOK = """\
standard: ASI PS
standard_version: V3.1
parameters:
  threshold:
    value: 11.0
    unit: t CO2e/t Al
    meaning: Intensity to stay below.
    source:
      publisher: Example
      document: Example standard
      page: "5"
    confidence: V
    status: verified
"""


def frame(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    table = RESULT_TABLES[name]
    unknown = {key for row in rows for key in row} - set(table.names)
    assert not unknown, unknown
    return pl.DataFrame(
        [{column: row.get(column) for column in table.names} for row in rows], schema=table.polars_schema
    )


def criteria_of(verdicts: list[dict[str, Any]]) -> list[dict[str, object]]:
    """One sub-criterion per verdict."""
    rows: list[dict[str, object]] = []
    for verdict in verdicts:
        row = {
            "criterion_id": f"c{verdict['standard_version']}",
            **{name: verdict[name] for name in ("smelter_id", "period_label", "reporting_year")},
            **{name: verdict[name] for name in ("standard", "standard_version")},
            "criterion": "5.1a",
            "outcome": "meets",
            "suggested_rating": "conformance",
        }
        rows.append({**row, "detail_json": json.dumps({**row, "requirements": []})})
    return rows


def an_inventory() -> dict[str, object]:
    return {"smelter_id": "S1", "period_label": "2023", "reporting_year": 2023, "inventory_sha256": "c" * 64}


class Book:
    """Collects cells, factors, ledger rows and figures, keeping their ids consistent."""

    def __init__(self) -> None:
        self.cells: list[dict[str, object]] = []
        self.activity: list[dict[str, object]] = []
        self.factors: list[dict[str, object]] = []
        self.ledger: list[dict[str, object]] = []
        self.inputs: list[dict[str, object]] = []
        self.energy: list[dict[str, object]] = []
        self.figures: list[dict[str, object]] = []

    def cell(self, table: str, row_key: str, column: str, text: str, unit: str | None, multiplier: float) -> str:
        input_id = f"{table}|{row_key}|{column}"
        row = len(self.cells) + 2
        place = {"file": f"demo/{table}.csv", "row": row, "document_id": "D1"}
        self.cells.append(
            {
                "input_id": input_id,
                "table": table,
                "row_key": row_key,
                "column": column,
                "smelter_id": "S1",
                "text": text,
                "value": float(text),
                "unit": unit,
                **place,
            }
        )
        self.activity.append(
            {
                "activity_id": input_id,
                "input_id": input_id,
                "smelter_id": "S1",
                "period_label": "2023",
                "reporting_year": 2023,
                "period_start": START,
                "period_end": END,
                "value": float(text) * multiplier,
                "unit": unit,
                "multiplier": multiplier,
                "quantity": table,
            }
        )
        return input_id

    def factor(self, factor_id: str, value: float, unit: str, multiplier: float = 1.0, **more: object) -> str:
        self.factors.append(
            {
                "factor_id": factor_id,
                "value": value,
                "unit": unit,
                "canonical_value": value * multiplier,
                "canonical_unit": more.pop("canonical_unit", unit),
                "multiplier": multiplier,
                "publisher": "IPCC",
                "document": "2006 Guidelines, volume 3, chapter 4",
                "table": "4.16",
                "page": "4.54",
                "confidence": "V2",
                "status": "verified",
                **more,
            }
        )
        return factor_id

    def row(self, ledger_id: str, equation_id: str, gas: str, mass_kg: float, **more: object) -> str:
        defaults: dict[str, object] = {
            "smelter_id": "S1",
            "period_label": "2023",
            "reporting_year": 2023,
            "period_start": START,
            "period_end": END,
            "process": "electrolysis",
            "source": "anode_effects",
            "item": "metal",
            "tier": 2,
            "route": "calculated",
            "method_set": "ipcc_2006",
            "scope2_account": "common",
            "scope": 1,
            "selected": True,
            "allocated_to": "primary_metal",
            "allocated_share": 1.0,
        }
        self.ledger.append(
            defaults | {"ledger_id": ledger_id, "equation_id": equation_id, "gas": gas, "mass_kg": mass_kg} | more
        )
        return ledger_id

    def take(
        self, ledger_id: str, argument: str, input_id: str, value: float, unit: str, multiplier: float = 1.0
    ) -> None:
        kind = "record" if "|" in input_id else "factor"
        self.inputs.append(
            {
                "ledger_id": ledger_id,
                "argument": argument,
                "kind": kind,
                "input_id": input_id,
                "value": value,
                "unit": unit,
                "multiplier": multiplier,
            }
        )

    def figure(self, measure: str, value: float, unit: str, operation: str, operands: list[str], **more: object) -> str:
        basis = str(more.pop("basis", "ipcc_2006|AR6GWP100|||"))
        key = str(more.pop("key", "S1|2023"))
        figure_id = "f" + hashlib.blake2b(f"{measure}|{basis}|{key}".encode()).hexdigest()[:12]
        defaults: dict[str, object] = {
            "measure": measure,
            "basis": basis,
            "key": key,
            "smelter_id": "S1",
            "period_label": "2023",
            "label": measure.replace("_", " "),
            "decimals": 2,
            "qualifier": "exact",
            "ledger_ids": operands if operation in ("sum_co2e", "sum_mass") else [],
        }
        self.figures.append(
            defaults
            | {
                "figure_id": figure_id,
                "value": value,
                "unit": unit,
                "operation": operation,
                "operands": operands,
            }
            | more
        )
        return figure_id


EQUATIONS = [
    ("anode_effect_cf4", "CF4 from anode effects", "E_CF4 = S · AEM · MP"),
    ("anode_effect_c2f6", "C2F6 from anode effects", "E_C2F6 = S · AEM · MP · F"),
    ("electricity_co2e", "Emissions of electricity", "E = W · EF"),
]
SLOPE = "kg CF4/t Al/(min/cell-day)"
_MINUTES = ["slope_cf4", "anode_effect_minutes", "metal"]
ARGUMENTS = {
    "anode_effect_cf4": _MINUTES,
    "anode_effect_c2f6": [*_MINUTES, "c2f6_cf4_ratio"],
    "electricity_co2e": ["energy", "factor"],
}


def fill(book: Book) -> Book:
    """Two months of anode effects and a year of grid electricity, and figures of every operation."""
    slope = book.factor("slope_cwpb", 0.143, SLOPE, item="anode_effect", parameter="slope_cf4", gas="CF4")
    ratio = book.factor(
        "ratio_cwpb", 0.121, "kg C2F6/kg CF4", item="anode_effect", parameter="c2f6_cf4_ratio", gas="C2F6"
    )
    for gas, value in (("CO2", 1.0), ("CF4", 7380.0), ("C2F6", 12400.0)):
        book.factor(f"gwp100_AR6_{gas}", value, "kg CO2e/kg", item=gas, parameter="gwp100", gwp_set="AR6GWP100")
    pfc = []
    metal_ids = []
    minutes_ids = []
    for month, minutes, tonnes in ((1, 0.25, 8000.0), (2, 0.5, 9000.0)):
        key = f"S1|P1|2023-0{month}-01|2023-0{month}-28"
        minutes_id = book.cell("potlines", key, "anode_effect_minutes_per_cell_day", str(minutes), "min/cell-day", 1.0)
        minutes_ids.append(minutes_id)
        metal_id = book.cell("metal", f"{key}|tapped|", "mass_t", str(tonnes), "t", 1.0)
        metal_ids.append(metal_id)
        cf4 = 0.143 * minutes * tonnes
        for gas, mass, equation in (
            ("CF4", cf4, "anode_effect_cf4"),
            ("C2F6", cf4 * 0.121, "anode_effect_c2f6"),
        ):
            ledger_id = book.row(f"L{month}{gas}", equation, gas, mass, facility_id="P1")
            pfc.append(ledger_id)
            book.take(ledger_id, "slope_cf4", slope, 0.143, SLOPE)
            book.take(ledger_id, "anode_effect_minutes", minutes_id, minutes, "min/cell-day")
            book.take(ledger_id, "metal", metal_id, tonnes, "t Al")
            if gas == "C2F6":
                book.take(ledger_id, "c2f6_cf4_ratio", ratio, 0.121, "1")
    power = book.cell("electricity", "S1||2023|consumed|grid|Z|M1", "mwh", "255000", "MWh", 1.0)
    grid = book.factor(
        "grid_z",
        0.4,
        "kg CO2e/kWh",
        1000.0,
        canonical_unit="kg CO2e/MWh",
        item="electricity",
        parameter="grid_combustion",
        region="Z",
    )
    row = book.row(
        "LE",
        "electricity_co2e",
        "CO2e",
        102_000_000.0,
        scope=2,
        source="purchased_electricity",
        item="electricity",
        method_set="common",
        scope2_account="location",
        gwp_set="AR6GWP100",
    )
    book.take(row, "energy", power, 255_000.0, "MWh")
    book.take(row, "factor", grid, 400.0, "kg CO2e/MWh", 1000.0)
    book.energy.append(
        {
            "energy_id": power,
            "smelter_id": "S1",
            "period_label": "2023",
            "reporting_year": 2023,
            "period_start": START,
            "period_end": END,
            "process": "electrolysis",
            "carrier": "electricity",
            "origin": "purchased",
            "mwh": 255_000.0,
            "gj": 918_000.0,
            "input_ids": [power],
            "equation_id": "electricity_mwh",
        }
    )
    cf4_kg = 0.143 * (0.25 * 8000 + 0.5 * 9000)
    pfc_t = cf4_kg / 1000 * 7380 + cf4_kg * 0.121 / 1000 * 12400
    total = pfc_t + 102_000.0
    anode_effects = book.figure("anode_effects", pfc_t, "t CO2e", "sum_co2e", pfc, gwp_set="AR6GWP100", decimals=0)
    # Alumina is missing, so whatever holds the sum is a bound.
    emissions = book.figure(
        "emissions",
        total,
        "t CO2e",
        "sum_co2e",
        [*pfc, row],
        gwp_set="AR6GWP100",
        decimals=0,
        qualifier="at_least",
    )
    metal = book.figure("metal", 17_000.0, "t", "sum_records", metal_ids, decimals=0)
    intensity = book.figure(
        "intensity",
        total / 17_000.0,
        "t CO2e/t Al",
        "quotient",
        [emissions, metal],
        qualifier="at_least",
        basis="ipcc_2006|AR6GWP100|location|tapped|calculated",
        key="S1|2023|scope_1_2",
    )
    limit = book.figure("limit", 11.0, "t CO2e/t Al", "parameter", ["asi_ps_v3_1#threshold"])
    headroom = 11.0 - total / 17_000.0
    book.figure("headroom", headroom, "t CO2e/t Al", "difference", [limit, intensity], qualifier="upper")
    share = 100 * pfc_t / total
    book.figure("share", share, "%", "percent_of", [anode_effects, emissions], decimals=1, qualifier="upper")
    book.figure("cf4", cf4_kg, "kg", "sum_mass", ["L1CF4", "L2CF4"], decimals=0)
    book.figure("energy", 255_000.0, "MWh", "sum_energy", [power], decimals=0)
    book.figure("grid", 0.4, "kg CO2e/kWh", "factor", [grid], decimals=1)
    book.figure("rows", 4.0, "count", "count", [*pfc], decimals=0)
    book.figure("written", 255_000.0, "MWh", "record", [power], decimals=0)
    book.figure("minutes", 0.25, "min/cell-day", "rate", [minutes_ids[0]], decimals=2)
    book.figure(
        "both", pfc_t + total, "t CO2e", "sum_figures", [anode_effects, emissions], decimals=0, qualifier="at_least"
    )
    below, above = intervals(pfc_t, total)[0]["approach_1_lower"], intervals(pfc_t, total)[0]["approach_1_upper"]
    assert isinstance(below, float) and isinstance(above, float)
    who = {"basis": "||||", "decimals": 2}
    book.figure("interval", below, "t CO2e/t Al", "interval", ["u1|lower"], **who)
    book.figure("half_width", (above - below) / 2, "t CO2e/t Al", "half_width",
                ["u1|approach_1_upper", "u1|approach_1_lower"], **who)  # fmt: skip
    book.figure("driver", 100.0, "%", "interval", ["u1|1|variance_share"], basis="||||", decimals=1)
    book.figure("probability", 97.0, "%", "probability", ["vV3.1"], basis="||||", decimals=0)
    book.figure("reading", 99.0, "%", "probability", ["vV3.1|5.2.one"], basis="||||", decimals=0, qualifier="at_least")
    return book


def intervals(pfc_t: float, total: float) -> tuple[dict[str, object], dict[str, object]]:
    """The interval of the intensity where the slope coefficient alone is known to a tenth, and what drives it."""
    value, half = total / 17_000.0, 0.1 * pfc_t / 17_000.0
    ends = {"value_above": value + half, "value_below": value - half, "half_width": half}
    driver = {"uncertainty_id": "u1", "smelter_id": "S1", "rank": 1, "error_group": "slope_cwpb", **ends}
    where = {"smelter_id": "S1", "period_label": "2023", "reporting_year": 2023, "boundary": "scope_1_2"}
    basis = {"scope2_account": "location", "denominator": "tapped", "intensity_id": "i1"}
    interval = {"uncertainty_id": "u1", "subject": "intensity", **where, **basis, "value": value, "unit": "t CO2e/t Al"}
    interval |= {"lower": value - half, "upper": value + half, "approach_1_trusted": True, "draws": 10_000, "seed": 1}
    interval |= {"approach_1_lower": value - half, "approach_1_upper": value + half}
    interval |= {"without_range_share": 1 - pfc_t / total}
    return interval, {**driver, "variance_share": 1.0, "half_width_without": 0.0}


def content(**overrides: Any) -> ReleaseContent:
    """The small release's content; keyword arguments replace parts of it."""
    book = fill(Book())
    equations = pl.DataFrame(
        [
            {
                "equation_id": equation_id,
                "title": title,
                "expression": expression,
                "arguments": ARGUMENTS[equation_id],
                "citation": "IPCC 2006, volume 3, chapter 4, equation 4.26",
            }
            for equation_id, title, expression in EQUATIONS
        ]
    )
    value = next(row["value"] for row in book.figures if row["measure"] == "intensity")
    emissions = next(row["value"] for row in book.figures if row["measure"] == "emissions")
    pfc_t = next(float(str(row["value"])) for row in book.figures if row["measure"] == "anode_effects")
    interval, driver = intervals(pfc_t, float(str(emissions)))
    detail = {
        "outcome": "meets",
        "value": value,
        "intensity_id": "i1",
        "threshold": 11.0,
        "threshold_parameter": "asi_ps_v3_1#threshold",
        "headroom_t": 11.0 - value,
        "headroom_pct": (11.0 - value) / 11.0 * 100,
        "if_gates_met": None,
        "readings": [{"name": "one", "criterion": "5.2", "outcome": "meets", "probability_meets": 0.998}],
        "probability_meets": 0.97,
    }
    verdicts = [
        {
            "verdict_id": f"v{version}",
            "smelter_id": "S1",
            "period_label": "2023",
            "reporting_year": 2023,
            "standard": "ASI PS",
            "standard_version": version,
            "criterion": "5.2",
            "outcome": "meets",
            "detail_json": json.dumps(detail | {"verdict_id": f"v{version}"}),
        }
        for version in ("V2", "V3.1")
    ]
    # A path whose records are not in the release has no value, and rests on no cell.
    pathway = {"pathway_id": "p1", "smelter_id": "S1", "path": "S1|x", "form": "contraction", "emissions": "all"}
    pathway |= {"apart": False, "reporting_year": 2030, "boundary": "mine_to_metal", "input_ids": []}
    schema = FACTORS.polars_schema
    factors = pl.DataFrame([{name: row.get(name) for name in schema} for row in book.factors], schema=schema)
    parts: dict[str, Any] = {
        "ledger": frame("ledger", book.ledger),
        "ledger_inputs": frame("ledger_inputs", book.inputs),
        "energy": frame("energy", book.energy),
        "records": frame("records", book.cells),
        "activity": frame("activity", book.activity),
        "factors": factors,
        "equations": equations,
        "findings": frame("findings", [{"check_id": "x", "severity": "note"}] * 2),
        "missing": frame("missing", [{"smelter_id": "S1", "period_label": "2023", "item": "alumina"}]),
        "figures": frame("figures", book.figures),
        "intensity": frame("intensity", [intensity_row(book, emissions, value)]),
        "verdicts": frame("verdicts", verdicts),
        "criteria": frame("criteria", criteria_of(verdicts)),
        "inventories": frame("inventories", [an_inventory()]),
        "uncertainty": frame("uncertainty", [interval]),
        "drivers": frame("drivers", [driver]),
        "bridges": frame("bridges", [{"bridge_id": "b1", "smelter_id": "S1", "period_label": "2023", "cause": "pfc"}]),
        "pathways": frame("pathways", [pathway]),
        "rulebooks": {"asi_ps_v3_1.yaml": RULEBOOK},
        "config": {"standard": "ASI PS", "gwp_set": "AR6GWP100", "factor_files": []},
        "inputs": {"demo/metal.csv": "a" * 64},
        "standard": "ASI PS",
        "standard_version": "V3.1",
        "pages": pages(book),
    }
    return ReleaseContent(**(parts | overrides))


def intensity_row(book: Book, emissions: float, value: float) -> dict[str, object]:
    return {
        "intensity_id": "i1",
        "smelter_id": "S1",
        "period_label": "2023",
        "reporting_year": 2023,
        "period_start": START,
        "period_end": END,
        "route": "calculated",
        "method_set": "ipcc_2006",
        "gwp_set": "AR6GWP100",
        "boundary": "scope_1_2",
        "scope2_account": "location",
        "denominator": "tapped",
        "emissions_t_co2e": emissions,
        "production_t": 17_000.0,
        "value": value,
        "complete": False,
        "missing": ["alumina"],
        "qualifier": "exact",
        "production_ids": [str(cell["input_id"]) for cell in book.cells if cell["table"] == "metal"],
        "deducted_ids": [],
    }


def pages(book: Book) -> list[tuple[str, bytes]]:
    words = {"exact": "", "at_least": "at least ", "upper": "at most "}

    def number(row: dict[str, Any]) -> str:
        printed = f"{row['value']:,.{row['decimals']}f}"
        word = words[row["qualifier"]]
        return f'<p>{row["label"]}: <i>{word}</i><b data-figure="{row["figure_id"]}">{printed}</b></p>'

    page = "<!doctype html><title>Page</title>" + "".join(number(row) for row in book.figures)
    return [("index.html", page.encode()), ("disclosure/tables/one.csv", b"a,b\n1,2\n")]


if __name__ == "__main__":
    import sys
    from pathlib import Path

    from smelter_ghg.release import write_release

    print(write_release(Path(sys.argv[1]), content()))
