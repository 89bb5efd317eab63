"""The same work as the Polars floor, written as it would be in pandas."""

from pathlib import Path

import pandas as pd


def run(folder: Path, out: Path, ledger_rows: int, input_rows: int) -> float:
    """Total kg of all rows; writes ledger_rows and input_rows rows of the ledger's and its inputs' width."""
    dates = ["period_start", "period_end"]
    activity = pd.read_csv(folder / "activity.csv", parse_dates=dates)
    metal = pd.read_csv(folder / "metal.csv", parse_dates=dates)
    factors = pd.read_csv(folder.parent / "kg_per_t.csv")
    activity["quantity"] *= activity["unit"].map({"t": 1.0, "kg": 0.001, "kt": 1000.0})
    rows = activity.merge(factors, on="item")
    rows["mass_kg"] = rows["quantity"] * rows["kg_per_t"]
    day = rows["period_start"].dt.strftime("%Y-%m-%d")
    rows["ledger_id"] = rows["smelter_id"] + "|" + day + "|" + rows["item"] + "|" + rows["gas"] + "|" + rows["supplier"]
    rows = rows.sort_values("ledger_id")
    lacking = ledger_rows - len(rows)
    extra = pd.concat([metal] * -(-lacking // len(metal))).head(lacking)
    ledger = pd.concat([rows, extra])
    ledger.to_parquet(out / "ledger.parquet", compression="zstd", index=False)
    pieces = []
    for name in ("quantity", "kg_per_t", "mass_kg", "mass_t"):
        piece = ledger[["ledger_id"]].assign(argument=name, value=ledger[name].astype(float), kind="record", unit="t")
        pieces.append(piece.assign(input_id=piece["ledger_id"]))
    arguments = pd.concat(pieces).head(input_rows).sort_values(["ledger_id", "argument"])
    arguments.to_parquet(out / "inputs.parquet", compression="zstd", index=False)
    tapped = metal[metal["flow"] == "tapped"].groupby("smelter_id", as_index=False)["mass_t"].sum()
    totals = rows.groupby("smelter_id", as_index=False)["mass_kg"].sum().merge(tapped).sort_values("smelter_id")
    totals.to_parquet(out / "intensity.parquet", index=False)
    return float(rows["mass_kg"].sum())
