"""The asset checks of the graph: findings shown on the assets they are about, contracts on the tables computed.

Belongs here: which assets are checked, and partitioned as what. Does not belong here: the checks, and how they are
shown.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.partitions import REPORTING_YEAR
from assets.settings import Settings
from checks.as_asset_checks import ShownCheck, contract_checks, finding_checks, results, specs
from checks.catalogue import checks_between_years, pathway_checks, physics_checks, record_checks, result_checks
from smelter_ghg.contracts.result_tables import RESULT_TABLES

# One step of checks per multi-asset, so that an asset can be materialised without its stage's others.
_YEARLY = {
    "activity": [("activity", "activity")],
    "ledger": [("ledger", "ledger"), ("ledger", "ledger_inputs"), ("ledger", "missing")],
    "energy": [("ledger", "energy")],
    "inventories": [("inventories", "inventories")],
    "intensity": [("intensity", "intensity")],
}
_OVER_ALL_YEARS = {
    "uncertainty": [("uncertainty", name) for name in ("uncertainty", "drivers", "draws")],
    "pathways": [("pathways", "pathways")],
    "conformance": [("conformance", "verdicts")],
    "criteria": [("criteria", "criteria")],
    "disclosure": [("disclosure", "figures"), ("disclosure", "findings"), ("disclosure", "bridges")],
    "restatement": [("restatement", name) for name in ("restatements", "base_year_changes")],
}
_MANIFEST = ShownCheck(
    ("release", "release"), "manifest_holds", "Every file of the release is what its manifest says.", frozenset({"*"})
)


@dg.multi_asset_check(
    name="release_checks", specs=specs([_MANIFEST]), ins={"release": dg.AssetIn(["release", "release"])}
)
def release_checks(settings: dg.ResourceParam[Settings], release: pl.DataFrame) -> Iterator[dg.AssetCheckResult]:
    """Read the release back and compare it with its manifest."""
    from smelter_ghg.findings import finding, to_frame
    from smelter_ghg.release import ReleaseDamagedError, verify_release

    found = []
    try:
        verify_release(settings.releases_folder / release["release"].item())
    except ReleaseDamagedError as error:
        found.append(finding("manifest", "error", likely_cause=str(error)))
    yield from results([_MANIFEST], to_frame(found), accept_partial=False)


ASSET_CHECKS: list[dg.AssetChecksDefinition] = [
    finding_checks("validated_checks", record_checks(), findings=("validated", "findings")),
    finding_checks(
        "activity_checks", physics_checks(), findings=("activity", "findings"), partitions_def=REPORTING_YEAR
    ),
    finding_checks(
        "intensity_checks", result_checks(), findings=("intensity", "findings"), partitions_def=REPORTING_YEAR
    ),
    finding_checks("pathways_checks", pathway_checks(), findings=("pathways", "findings")),
    finding_checks("disclosure_checks", checks_between_years(), findings=("disclosure", "changes")),
    *(
        contract_checks(f"{name}_contracts", {asset: RESULT_TABLES[asset[1]] for asset in checked}, partitions_def)
        for group, partitions_def in ((_YEARLY, REPORTING_YEAR), (_OVER_ALL_YEARS, None))
        for name, checked in group.items()
    ),
    release_checks,
]
