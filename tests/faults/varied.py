"""Seeded sound records of smelters that differ in all they may differ in.

Kind, size, number of potlines, months or quarters, one grid or two, stocks, restarts and curtailments, suppliers,
meters exchanged, numbers rounded, scatter.

Belongs here: sound records of many kinds, to see what the checks say of them. Does not belong here: faults, counting.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from tests.faults.clean import FIRST_DAY, VARIANTS, Row, Tables, _demo, _restart

_ZONES = ("SYN-HYDRO", "SYN-COAL")
# Per table the columns that a plant twice as large has twice of.
_SIZE = {
    "metal": ("mass_t",),
    "potlines": ("cells_operating", "cell_days", "dc_electricity_mwh"),
    "electricity": ("mwh",),
    "activity": ("quantity",),
    "transport": ("mass_t",),
    "power_instruments": ("allocated_mwh",),
    "facilities": ("cells_installed",),
}
_STOCKS = ("opening_stock", "closing_stock")


def varied(number: int, seed: int) -> tuple[str, Tables]:
    """What a smelter is like, in words, and its tables over two years; the same number and seed give the same rows."""
    random = Random(f"{seed}/{number}")
    kind = VARIANTS[number % len(VARIANTS)]
    name = f"s{number:04d}"
    tables = _paste(random, name) if kind == "paste" else _plant(random, kind, name)
    words = [kind]
    if kind != "paste":
        lines = [row["facility_id"] for row in tables["facilities"] if row["kind"] == "potline"]
        words.append(f"{len(lines)} potlines")
        if kind == "restart":
            _restart(tables, random.choice(lines))
        elif kind == "hydro" and random.random() < 0.25:
            start, part = random.randrange(9), random.uniform(0.4, 0.9)
            _restart(tables, random.choice(lines), tuple(part if start <= i < start + 3 else 1.0 for i in range(12)))
            words.append("curtailed")
        for change in (_meter_exchanged, _supplier_replaced, _month_without_anode_effects, _rounded):
            if random.random() < 0.25:
                change(tables, random)
                words.append(change.__name__.strip("_").replace("_", " "))
        if len(lines) > 1 and kind != "coal" and random.random() < 0.4:
            _second_grid(tables, lines[-1])
            words.append("two grids")
        if random.random() < 0.4:
            tables = _by_quarter(tables)
            words.append("by quarter")
    if random.random() < 0.4:
        _with_stocks(tables, random, "alumina")
        words.append("stocks")
    return ", ".join(words), tables


def together(several: Iterable[Tables]) -> Tables:
    """The tables of several smelters as one set of records."""
    found: Tables = defaultdict(list)
    for tables in several:
        for name, rows in tables.items():
            found[name] += rows
    return dict(found) | {"user_factors": _demo().user_factors()}


def _plant(random: Random, kind: str, name: str) -> Tables:
    import numpy as np

    demo = _demo()
    base = demo.COAL if kind == "coal" else demo.HYDRO
    prefix = name.upper()
    pool = [*demo.HYDRO.potlines, *demo.COAL.potlines]
    count = random.randint(2 if kind == "restart" else 1, 4)
    plant = dataclasses.replace(
        base,
        smelter_id=name,
        prefix=prefix,
        name=f"Smelter {name} (synthetic)",
        operator=f"Metal of {name} (synthetic)",
        grid_zone=random.choice(_ZONES),
        potlines=tuple(_line(random, random.choice(pool), f"{prefix}-PL{i + 1}") for i in range(count)),
        alumina_t_per_t=random.uniform(1.905, 1.95),
        aluminium_fluoride_kg_per_t=random.uniform(14, 22),
        casthouse_mwh_per_t=random.uniform(0.1, 0.3),
        melt_loss=random.uniform(0.003, 0.012),
        anode_sulphur_pct=random.uniform(1.2, 2.9),
        anode_ash_pct=random.uniform(0.15, 0.6),
        goods=tuple(_goods(random, base.goods, name)),
        fuels=tuple(
            dataclasses.replace(
                fuel,
                facility_id=fuel.facility_id.replace(base.prefix, prefix),
                per_t=fuel.per_t * random.uniform(0.6, 1.6),
            )
            for fuel in base.fuels
        ),
        instruments=tuple(one for one in base.instruments if random.random() < 0.8),
        power_plant=base.power_plant
        and dataclasses.replace(
            base.power_plant, facility_id=base.power_plant.facility_id.replace(base.prefix, prefix)
        ),
    )
    monthly = demo.operate(plant, np.random.default_rng(random.getrandbits(63)))
    tables = demo.yearly_records(plant, monthly) | monthly
    return {
        table: [dict(row) for row in rows if row.get("period_start", FIRST_DAY) >= FIRST_DAY]
        for table, rows in tables.items()
    }


def _line(random: Random, line: Any, facility_id: str) -> Any:
    cells = round(line.cells_installed * random.uniform(0.35, 1.5))
    net = line.net_carbon_kg_per_t + random.uniform(-9, 14)
    return dataclasses.replace(
        line,
        facility_id=facility_id,
        cells_installed=cells,
        cells_in_relining=max(2, round(0.015 * cells)),
        cell_life_years=random.uniform(4.5, 7.5),
        current_ka=line.current_ka * random.uniform(0.85, 1.15),
        current_efficiency_pct=line.current_efficiency_pct + random.uniform(-1.5, 1.0),
        cell_voltage_v=line.cell_voltage_v + random.uniform(-0.12, 0.12),
        rectifier_efficiency=random.uniform(0.972, 0.988),
        auxiliaries_mwh_per_t=random.uniform(0.2, 0.5),
        anode_effects_per_cell_day=line.anode_effects_per_cell_day * random.uniform(0.4, 2.5),
        anode_effect_duration_min=line.anode_effect_duration_min * random.uniform(0.7, 1.5),
        net_carbon_kg_per_t=net,
        gross_anode_kg_per_t=net + random.uniform(110, 180),
    )


def _goods(random: Random, goods: tuple[Any, ...], name: str) -> Iterable[Any]:
    """The goods from suppliers of the smelter's own, alumina from one to three of them."""
    alumina = [good for good in goods if good.item == "alumina"]
    count = random.randint(1, 3)
    parts = [random.uniform(0.2, 1.0) for _ in range(count)]
    for number, part in enumerate(parts):
        yield _good(random, random.choice(alumina), f"Refinery {number + 1} of {name} (synthetic)", part / sum(parts))
    for good in goods:
        if good.item != "alumina":
            yield _good(random, good, f"Supplier of {good.item} to {name} (synthetic)", 1.0)


def _good(random: Random, good: Any, supplier: str, share: float) -> Any:
    # Two suppliers may send by one mode over one stretch: the name of a leg says whose it is.
    legs = tuple(
        (mode, max(5, round(distance * random.uniform(0.3, 2.0))), f"{leg}, {supplier}")
        for mode, distance, leg in good.legs
    )
    footprint = good.footprint_t_co2e_per_t * random.uniform(0.75, 1.5)
    return dataclasses.replace(
        good, supplier=supplier, supplier_site="", share=share, footprint_t_co2e_per_t=footprint, legs=legs
    )


def _paste(random: Random, name: str) -> Tables:
    """The paste smelter under another name and of another size, with suppliers of its own."""
    import numpy as np

    demo = _demo()
    zone, size = random.choice(_ZONES), random.uniform(0.4, 2.2)
    tables = demo.paste_records(np.random.default_rng(random.getrandbits(63)))

    def renamed(text: str) -> str:
        if text.startswith("DP-"):
            return name.upper() + text[2:]
        if text.endswith("(synthetic)"):
            return f"{text.removesuffix(' (synthetic)')} of {name} (synthetic)"
        return {"demo_paste": name, "SYN-COAL": zone}.get(text, text)

    found = {
        table: [{column: renamed(cell) for column, cell in row.items()} for row in rows]
        for table, rows in tables.items()
    }
    for table, columns in _SIZE.items():
        for row in found.get(table, []):
            for column in columns:
                if row.get(column):
                    row[column] = _written(float(row[column]) * size, like=row[column])
    return found


def _second_grid(tables: Tables, line: str) -> None:
    """One potline draws from the other grid; contracts are cut to what is drawn from theirs."""
    drawn, left = defaultdict(float), defaultdict(float)
    for row in tables["electricity"]:
        if row["supply"] == "grid":
            year = row["period_start"][:4]
            drawn[year] += float(row["mwh"])
            if row["facility_id"] == line:
                row["grid_zone"] = next(zone for zone in _ZONES if zone != row["grid_zone"])
            else:
                left[year] += float(row["mwh"])
    for row in tables["power_instruments"]:
        year = row["period_start"][:4]
        share = float(row["allocated_mwh"]) * left[year] / drawn[year]
        row["allocated_mwh"] = str(int(share) // 100 * 100)


def _meter_exchanged(tables: Tables, random: Random) -> None:
    """One meter is replaced by another in the middle of a year."""
    old = random.choice(sorted({row["meter_id"] for row in tables["electricity"] if row["flow"] == "consumed"}))
    since = f"2024-{random.randint(2, 11):02d}-01"
    for row in tables["electricity"]:
        if row["meter_id"] == old and row["period_start"] >= since:
            row["meter_id"] = f"{old}-NEW"


def _supplier_replaced(tables: Tables, random: Random) -> None:
    """A refinery gives way to another in the middle of a year."""
    old = random.choice(sorted({row["supplier"] for row in tables["activity"] if row["item"] == "alumina"}))
    new, since = old.replace("Refinery", "New refinery"), f"2024-{random.randint(2, 11):02d}-01"
    for row in tables["activity"]:
        if row["supplier"] == old and row["period_start"] >= since:
            row["supplier"] = new
    tables["supplier_footprints"] += [
        row | {"supplier": new, "factor_t_co2e_per_t": f"{float(row['factor_t_co2e_per_t']) * 0.9:.3f}"}
        for row in tables["supplier_footprints"]
        if row["supplier"] == old and row["period_start"] >= "2024"
    ]


def _month_without_anode_effects(tables: Tables, random: Random) -> None:
    row = random.choice(tables["potlines"])
    row |= {"anode_effect_frequency_per_cell_day": "0.0000", "anode_effect_duration_min": "0.00"}


def _rounded(tables: Tables, random: Random) -> None:
    """One item is booked in whole tens."""
    item = random.choice(("alumina", "aluminium_fluoride", "prebaked_anode"))
    for row in tables["activity"]:
        if row["item"] == item:
            row["quantity"] = f"{round(float(row['quantity']) / 10) * 10:.1f}"


def _with_stocks(tables: Tables, random: Random, item: str) -> None:
    """A good's consumption as opening stock, receipts and closing stock; in half of the cases beside it."""
    also = random.random() < 0.5
    stocks: dict[str, float] = {}
    kept: list[Row] = []
    for row in tables["activity"]:
        if row["item"] != item or row["flow"] != "consumed":
            kept.append(row)
            continue
        used = float(row["quantity"])
        opening = stocks.setdefault(row["supplier"], round(used * random.uniform(0.3, 0.9), 1))
        # No more can be left over than is used; a stock is run down no faster.
        closing = round(max(used * random.uniform(0.3, 0.9), opening - used), 1)
        stocks[row["supplier"]] = closing
        moved = (("opening_stock", opening), ("received", used + closing - opening), ("closing_stock", closing))
        kept += [row | {"flow": flow, "quantity": f"{mass:.1f}"} for flow, mass in moved]
        if also:
            kept.append(row)
    tables["activity"] = kept


def _by_quarter(tables: Tables) -> Tables:
    """Monthly rows put together by quarter: amounts added, rates as means weighted by what they are rates of."""
    charge = {_where(row): float(row["line_current_ka"]) * float(row["cell_days"]) for row in tables["potlines"]}
    metal = {_where(row): float(row["mass_t"]) for row in tables["metal"] if row["flow"] == "tapped"}
    effects = {
        _where(row): float(row["anode_effect_frequency_per_cell_day"]) * float(row["cell_days"])
        for row in tables["potlines"]
    }
    cell_days = {_where(row): float(row["cell_days"]) for row in tables["potlines"]}
    weights = {
        "line_current_ka": cell_days,
        "current_efficiency_pct": charge,
        "anode_effect_frequency_per_cell_day": cell_days,
        "anode_effect_duration_min": effects,
        "value": metal,
    }
    sums = ("mass_t", "cell_days", "dc_electricity_mwh", "cells_started", "cells_stopped", "mwh", "quantity")
    numbers = {*weights, *sums, "cells_operating"}
    found = dict(tables)
    for name in ("metal", "potlines", "specific_consumption", "electricity", "activity", "transport"):
        groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in tables[name]:
            labels = tuple(f"{c}={v}" for c, v in row.items() if c not in {*numbers, "period_start", "period_end"})
            groups[(_quarter(row), *labels)].append(row)
        found[name] = [_one(rows, weights, sums) for rows in groups.values()]
    return found


def _one(rows: list[Row], weights: dict[str, dict[tuple[str, str], float]], sums: tuple[str, ...]) -> Row:
    first, last = rows[0], rows[-1]
    made = first | {"period_end": last["period_end"]}
    if first.get("flow") in _STOCKS:
        return made | {c: (first if first["flow"] == "opening_stock" else last)[c] for c in sums if c in first}
    for column in sums:
        if first.get(column):
            made[column] = _written(sum(float(row[column]) for row in rows), like=first[column])
    for column, weight in weights.items():
        if first.get(column):
            of = [weight[_where(row)] for row in rows]
            mean = sum(float(row[column]) * one for row, one in zip(rows, of, strict=True)) / (sum(of) or 1.0)
            made[column] = _written(mean, like=first[column])
    if "cell_days" in made:
        start, end = (dt.date.fromisoformat(made[name]) for name in ("period_start", "period_end"))
        made["cells_operating"] = f"{float(made['cell_days']) / ((end - start).days + 1):.1f}"
    return made


def _where(row: Row) -> tuple[str, str]:
    return row["facility_id"], row["period_start"]


def _quarter(row: Row) -> str:
    year, month, _ = row["period_start"].split("-")
    return f"{year}Q{(int(month) + 2) // 3}"


def _written(value: float, *, like: str) -> str:
    """A number with as many decimals as another is written with."""
    return f"{value:.{len(like.partition('.')[2])}f}"
