"""Faults in what is published of a smelter: audits, statements, disclosures, material accounts."""

from __future__ import annotations

from typing import Any

YEAR = {"period_start": "2021-01-01", "period_end": "2021-12-31"}


def plant(folder: Any) -> None:
    """Add one row or a few for each finding that such records can give."""
    audit = {"standard": "ASI PS", "citation": "Announcement"}
    for number, (day, level, maturity) in enumerate([("2021-01-10", "full", ""), ("2022-01-10", "full", "high")]):
        same = {"smelter_id": "north", "announced_on": day, **audit}
        for criterion in ("1.1", "1.2", "1.3", "1.4")[: 4 if number == 0 else 1]:
            folder.append("audit_results", **same, criterion=criterion, rating="major_nc")
        folder.append("audit_results", **same, rating="certified", certificate_level=level, overall_maturity=maturity)
    south = {"smelter_id": "south", "announced_on": "2021-01-10", **audit}
    folder.append("audit_results", **south, criterion="1.1", rating="conformance")
    for one in ("north", "south"):
        folder.append("certification_scopes", scope_id="both", smelter_id=one, share_pct="100")
    folder.append("verification", smelter_id="north", **YEAR, verifier="V", assurance_level="limited", covers="ghg",
                  scope="1, 2", statement_date="2021-03-01")  # fmt: skip
    folder.set("smelters", 3, "level", "company")
    folder.append("reported_emissions", smelter_id="south", **YEAR, period_stated="true", scope="1",
                  scope2_account="none", gas="CO2e", emissions_t_co2e="1000", gwp_set="not_stated",
                  citation="Report")  # fmt: skip
    folder.append("reported_indicators", smelter_id="north", **YEAR, period_stated="true", value="75", unit="kt",
                  indicator="capacity_per_year", boundary="not_stated", scope2_account="none", gwp_set="not_stated",
                  qualifier="exact", confidence="V", citation="Report")  # fmt: skip
    folder.append("metal", smelter_id="north", **YEAR, flow="primary_stage_not_stated", mass_t="75000")
    folder.append("coc_accounts", smelter_id="north", **YEAR, material="aluminium", coc_input_t="500",
                  other_input_t="500", coc_output_t="900", output_t="1000", internal_overdraw_t="200")  # fmt: skip
