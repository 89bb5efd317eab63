# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Reading a release
#
# A release is a folder of Parquet and JSON files; nothing of smelter-ghg is needed to read it. This notebook takes one
# published figure, the mine-to-metal intensity of a demo smelter, and recalculates it with pandas from the ledger.
# Run `make report` first, or point `SMELTER_GHG_RELEASE` at a release.

# %%
import json
import os
from pathlib import Path

import pandas as pd

release = Path(os.environ.get("SMELTER_GHG_RELEASE", "../releases/latest"))
manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
sorted(path.name for path in release.iterdir())

# %% [markdown]
# ## Verdicts

# %%
conformance = json.loads((release / "conformance.json").read_text(encoding="utf-8"))
verdicts = pd.DataFrame(conformance["verdicts"])
verdicts[["smelter_id", "period_label", "criterion", "outcome", "reason_code", "value", "threshold"]]

# %% [markdown]
# ## One intensity, recalculated
#
# Selected rows of one method set and one scope 2 account, scopes 1 and 2 with categories 1, 3 and 4 of scope 3, each
# gas times its global warming potential, over the metal tapped.

# %%
smelter, period, account = "demo_hydro", "2024", "market"
intensities = pd.DataFrame(json.loads((release / "intensity.json").read_text(encoding="utf-8"))["intensity"])
published = intensities.query(
    "smelter_id == @smelter and period_label == @period and scope2_account == @account"
    " and boundary == 'mine_to_metal' and denominator == 'tapped'"
).iloc[0]

ledger = pd.read_parquet(release / "ledger.parquet")
rows = ledger[
    (ledger.smelter_id == smelter)
    & (ledger.period_label == period)
    & ledger.selected
    & ledger.method_set.isin(["common", published.method_set])
    & ledger.scope2_account.isin(["common", account])
    & (ledger.scope3_category.isna() | ledger.scope3_category.isin([1, 3, 4]))
]
factors = pd.read_parquet(release / "factors.parquet")
potentials = factors[(factors.parameter == "gwp100") & (factors.gwp_set == published.gwp_set)]
gwp = dict(zip(potentials.item, potentials.value, strict=True)) | {"CO2e": 1.0}
tonnes = (rows.mass_kg / 1000 * rows.gas.map(gwp)).sum()

records = pd.read_parquet(release / "records.parquet")
metal = records[records.input_id.isin(published.production_ids)].value.sum()

print(f"recalculated {tonnes / metal:.6f} t CO2e/t Al, published {published.value:.6f}")
assert abs(tonnes / metal / published.value - 1) < 1e-9

# %% [markdown]
# ## Where it comes from

# %%
by_source = (rows.mass_kg / 1000 * rows.gas.map(gwp) / metal).groupby(rows.source).sum().sort_values(ascending=False)
by_source.rename("t CO2e/t Al").to_frame()
