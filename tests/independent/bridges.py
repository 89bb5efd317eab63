"""The change of emissions from one period to the next, split by cause again: value after value is put in place.

Belongs here: the split of one change, from the ledger's rows and inputs. Does not belong here: expectations.

The emissions of the earlier period are brought to the later one step by step: metal, then each source; of what is
bought of several supplies first the amount, then the shares, then what a unit of each emits. A step is what its cause
does.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Protocol

from declared import chosen

Row = dict[str, Any]
PFC = {"anode_effects", "low_voltage_pfc", "start_up_pfc"}
CARBON = {"anode_consumption", "paste_consumption", "pitch_volatiles", "packing_coke", "carbon_balance"}
CARBON |= {"coke_calcination"}
FUEL = {"combustion", "mobile_plant", "energy_upstream"}
SUPPLIER = {"goods_from_known_site", "inbound_transport"}
POWER, GOODS = "purchased_electricity", "purchased_goods"


class Chain(Protocol):
    """What is needed of the evaluator."""

    def co2e(self, ledger_id: str, gwp_set: str) -> float: ...


class Year:
    """What one period emits by source, and what it buys by good and supply."""

    def __init__(self, chain: Chain, data: Any, intensity: Row) -> None:
        self.metal = float(intensity["production_t"])
        self.sources: dict[str, float] = defaultdict(float)
        self.tiers: dict[str, set[int]] = defaultdict(set)
        self.tonnes: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.amounts: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for ledger_id in chosen(data.ledger, intensity):
            row = data.ledger[ledger_id]
            value = chain.co2e(ledger_id, intensity["gwp_set"])
            power = row["source"] == POWER or (
                row["source"] == "energy_upstream" and row["item"].startswith("electricity")
            )
            source = POWER if power else row["source"]
            self.sources[source] += value
            self.tiers[source].add(row["tier"])
            if source not in (POWER, GOODS):
                continue
            words = row["input_key"].split(" · ")
            supply = " · ".join(words[:2]) if words[0] == "grid" else row["input_key"]
            good = (source, "electricity" if power else row["item"])
            self.tonnes[good][supply] += value
            if row["source"] in (POWER, GOODS):
                wanted = {POWER: "energy", GOODS: "mass"}[row["source"]]
                taken = sum(one["value"] for one in data.inputs[ledger_id] if one["argument"] == wanted)
                self.amounts[good][supply] += taken * row["allocated_share"]


def split_again(chain: Chain, data: Any, row: Row) -> dict[str, float]:
    """t CO2e by cause of the change that a row of the table of bridges belongs to."""

    def of(label: str) -> Row:
        (found,) = [
            one
            for one in data.intensity
            if (one["smelter_id"], one["period_label"], one["scope2_account"])
            == (row["smelter_id"], label, row["scope2_account"])
            and (one["route"], one["boundary"], one["denominator"]) == ("calculated", "mine_to_metal", "tapped")
        ]
        return found

    old, new = (Year(chain, data, of(label)) for label in (row["previous_label"], row["period_label"]))
    growth = new.metal / old.metal
    causes: dict[str, float] = defaultdict(float)
    for source in old.sources.keys() | new.sources.keys():
        before, after = old.sources.get(source, 0.0), new.sources.get(source, 0.0)
        causes["volume"] += before * growth - before
        if source in old.tiers and source in new.tiers and old.tiers[source] != new.tiers[source]:
            causes["method"] += after - before * growth
        elif source in (POWER, GOODS):
            for good in {one for one in (*old.tonnes, *new.tonnes) if one[0] == source}:
                _bought(old, new, good, growth, causes)
        else:
            causes[_cause(source)] += after - before * growth
    return causes


def _cause(source: str) -> str:
    for cause, sources in (("pfc", PFC), ("carbon", CARBON), ("fuel", FUEL), ("supplier", SUPPLIER)):
        if source in sources:
            return cause
    return "other"


def _bought(old: Year, new: Year, good: tuple[str, str], growth: float, causes: dict[str, float]) -> None:
    use, shares = ("electricity_use", "power_contract") if good[0] == POWER else ("material_use", "supplier")
    amounts = [year.amounts.get(good, {}) for year in (old, new)]
    tonnes = [year.tonnes.get(good, {}) for year in (old, new)]
    totals = [sum(one.values()) for one in amounts]
    stood = sum(tonnes[0].values()) * growth
    if 0 in totals or not tonnes[0] or not tonnes[1]:
        causes[use] += sum(tonnes[1].values()) - stood
        return
    unit = [{k: tonnes[y][k] / v for k, v in amounts[y].items() if v} for y in (0, 1)]
    unpriced = [sum(t for k, t in tonnes[y].items() if k not in unit[y]) for y in (0, 1)]
    causes[shares] += unpriced[1] - unpriced[0] * growth
    stood -= unpriced[0] * growth
    share = [{k: v / totals[y] for k, v in amounts[y].items()} for y in (0, 1)]
    first = {k: unit[0].get(k, unit[1].get(k)) for k in unit[0] | unit[1]}
    scaled = sum(share[0].get(k, 0.0) * f for k, f in first.items()) * totals[1]
    causes[use] += scaled - stood
    shared = sum(share[1].get(k, 0.0) * f for k, f in first.items()) * totals[1]
    causes[shares] += shared - scaled
    for k, f in first.items():
        moved = share[1].get(k, 0.0) * totals[1] * (unit[1].get(k, f) - f)
        causes["grid" if k.startswith("grid · ") else shares] += moved
