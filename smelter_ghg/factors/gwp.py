"""Global warming potentials as factor rows, from the package globalwarmingpotentials.

Belongs here: which sets and gases are taken, and what each set cites. Does not belong here: any potential other than
that of CO2, which is the reference gas and therefore in no list.
"""

from __future__ import annotations

from smelter_ghg.factors.columns import with_canonical
from smelter_ghg.factors.vocabulary import GWP_GASES, NAMED_GWP_SETS

_IPCC = "Intergovernmental Panel on Climate Change"
_GHG_PROTOCOL_SHEET = "as listed in GHG Protocol, Global Warming Potential Values (16 February 2016)"

# Set -> document, table, note. The sources are those the package names for its columns.
_CITATIONS = {
    "SARGWP100": ("Second Assessment Report (1995)", _GHG_PROTOCOL_SHEET, None),
    "AR4GWP100": ("Fourth Assessment Report (2007)", _GHG_PROTOCOL_SHEET, None),
    "AR5GWP100": (
        "Fifth Assessment Report (2013)",
        _GHG_PROTOCOL_SHEET,
        "Without climate-carbon feedbacks.",
    ),
    "AR5CCFGWP100": (
        "Fifth Assessment Report (2013), Working Group I, Chapter 8",
        "Table 8.7 and supplementary Table 8.SM.16",
        "With climate-carbon feedbacks.",
    ),
    "AR6GWP100": (
        "Sixth Assessment Report (2021), Working Group I, Chapter 7 supplementary material",
        "Table 7.SM.7",
        None,
    ),
}
_ALL_METHANE = "One value for methane of every origin."
_REFERENCE_GAS = "The reference gas: 1 by definition."


def gwp_rows() -> list[dict[str, object]]:
    """One typed row per named set and gas; unit kg CO2e/kg. Raises KeyError where the package lacks a value."""
    from globalwarmingpotentials import data

    rows: list[dict[str, object]] = []
    for gwp_set in NAMED_GWP_SETS:
        document, table, note = _CITATIONS[gwp_set]
        for gas in GWP_GASES:
            notes = [note, _REFERENCE_GAS if gas == "CO2" else None, _ALL_METHANE if gas == "CH4" else None]
            rows.append(
                with_canonical(
                    {
                        "factor_id": f"{gwp_set.lower()}_{gas.lower()}",
                        "item": gas,
                        "parameter": "gwp100",
                        "method_set": "common",
                        "value": 1.0 if gas == "CO2" else float(data[gwp_set][gas]),
                        "unit": "kg CO2e/kg",
                        "gwp_set": gwp_set,
                        "publisher": _IPCC,
                        "document": document,
                        "table": table,
                        "page": "https://github.com/openclimatedata/globalwarmingpotentials",
                        "licence": "CC0-1.0 (package globalwarmingpotentials)",
                        "confidence": "V2",
                        "status": "verified",
                        "note": " ".join(text for text in notes if text) or None,
                    }
                )
            )
    return rows
