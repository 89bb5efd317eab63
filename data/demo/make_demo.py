"""Writes the records of the three invented smelters: python data/demo/make_demo.py [--out DIR] [--seed N].

The same seed gives the same bytes under the locked numpy (its random streams may change between versions).
Belongs here: the command and the CSV files. Does not belong here: parameters (hydro.py, coal.py), monthly records
(potrooms.py, supplies.py), yearly ones (paperwork.py), ranges (measurement.py), the
paste smelter (paste.py), statements and documents of the criteria (criteria.py), slopes and paths (slopes.py), factors
(demo_factors.py).
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
from coal import COAL
from criteria import criteria_records
from demo_factors import user_factors
from hydro import HYDRO
from measurement import uncertainties
from paperwork import yearly_records
from paste import PREFIX as PASTE_PREFIX
from paste import SMELTER as PASTE
from paste import paste_records
from plants import Plant
from potrooms import run_casthouse, run_potline
from rows import Row, Tables
from slopes import market_shares, pathway_slopes, pathways, slope_document
from supplies import burn_fuels, buy_goods, generate_power

SEED = 20241231
PREFIXES = {HYDRO.smelter_id: HYDRO.prefix, COAL.smelter_id: COAL.prefix, PASTE: PASTE_PREFIX}


def make(seed: int) -> Tables:
    """Every file's rows, smelter by smelter; each smelter draws from its own stream of the seed."""
    tables: Tables = defaultdict(list)
    for number, plant in enumerate((HYDRO, COAL)):
        monthly = operate(plant, np.random.default_rng([seed, number]))
        for name, rows in (yearly_records(plant, monthly) | monthly).items():
            tables[name] += rows
    for name, rows in paste_records(np.random.default_rng([seed, 2])).items():
        tables[name] += rows
    smelters = [(row["smelter_id"], PREFIXES[row["smelter_id"]]) for row in tables["smelters"]]
    tables["uncertainties"] = [row for one in smelters for row in uncertainties(*one)]
    tables["pathway_slopes"], tables["pathways"] = pathway_slopes(), pathways()
    tables["market_shares"] = market_shares()
    tables["documents"].append(slope_document())
    for name, rows in criteria_records().items():
        tables[name] += rows
    tables["user_factors"] = user_factors()
    return tables


def operate(plant: Plant, rng: np.random.Generator) -> Tables:
    """The monthly tables of one plant; scatter is drawn in a fixed order, so a seed gives the same rows."""
    tables: Tables = defaultdict(list)
    lines = [run_potline(plant, line, rng, tables) for line in plant.potlines]
    tapped = [sum(line.tapped_t for line in month) for month in zip(*lines, strict=True)]
    run_casthouse(plant, tapped, rng, tables)
    buy_goods(plant, lines, rng, tables)
    burn_fuels(plant, tapped, rng, tables)
    if plant.power_plant is not None:
        sent_out = [sum(line.ac_mwh for line in month) for month in zip(*lines, strict=True)]
        generate_power(plant, plant.power_plant, sent_out, rng, tables)
    return dict(tables)


def write(tables: Tables, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        _write_csv(folder / f"{name}.csv", rows)


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = list(dict.fromkeys(column for row in rows for column in row))
        writer = csv.DictWriter(file, fieldnames=columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the records of the synthetic smelters as CSV files.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the monthly scatter")
    arguments = parser.parse_args()
    write(make(arguments.seed), arguments.out)


if __name__ == "__main__":
    main()
