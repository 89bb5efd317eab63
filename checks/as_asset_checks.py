"""The one adapter from findings to Dagster asset checks: it displays findings and judges nothing itself.

Belongs here: check specs, and which findings a check shows. Does not belong here: any check.

A finding that no check shows would let its asset look sound, so each group of checks ends with one,
`every_finding_shown`, that fails on such findings.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import dagster as dg
import polars as pl

from checks.results import result_findings
from smelter_ghg.contracts import Table
from smelter_ghg.contracts.result_tables import FINDINGS

LEFTOVER = "every_finding_shown"
_SHOWN = 10


@dataclass(frozen=True)
class ShownCheck:
    """One asset check: on which asset, under which name, and the findings it shows by their check_id.

    A check_id may end with * for all that begin so. `table` narrows them to a record table. A check without check_ids
    shows what no other one does.
    """

    asset: tuple[str, str]
    name: str
    description: str
    check_ids: frozenset[str] = frozenset()
    table: str | None = None

    @property
    def shows_the_rest(self) -> bool:
        return not self.check_ids

    def of(self, findings: pl.DataFrame) -> pl.DataFrame:
        if findings.is_empty():
            return findings
        whole = [name for name in sorted(self.check_ids) if not name.endswith("*")]
        starts = [pl.col("check_id").str.starts_with(name[:-1]) for name in sorted(self.check_ids - set(whole))]
        own = findings.filter(pl.any_horizontal(pl.col("check_id").is_in(whole), *starts))
        return own if self.table is None else own.filter(pl.col("table") == self.table)


def rest_of(asset: tuple[str, str]) -> ShownCheck:
    """The check that fails on findings no other check shows."""
    return ShownCheck(asset, LEFTOVER, "Every finding belongs to one of the checks.")


def specs(
    checks: Sequence[ShownCheck],
    partitions_def: dg.PartitionsDefinition[str] | None = None,
    reads: Iterable[Sequence[str]] = (),
) -> list[dg.AssetCheckSpec]:
    """Blocking check specs, partitioned as their asset: without that one bad year hides behind the next good one."""
    read = [dg.AssetKey(list(key)) for key in reads]
    with warnings.catch_warnings():
        # partitions_def on a check spec is in preview in 1.13; the graph snapshot shows when it changes.
        warnings.filterwarnings("ignore", message=".*partitions_def.*", category=Warning)
        return [
            dg.AssetCheckSpec(
                check.name,
                asset=list(check.asset),
                description=check.description,
                blocking=True,
                partitions_def=partitions_def,
                additional_deps=[key for key in read if key != dg.AssetKey(list(check.asset))],
            )
            for check in checks
        ]


def results(
    checks: Sequence[ShownCheck], findings: pl.DataFrame, *, accept_partial: bool
) -> Iterator[dg.AssetCheckResult]:
    """One result per check. Errors fail it and block, unless the run accepts what is left without them.

    Warnings and notes fail a check without blocking.
    """
    shown = [findings.clear() if check.shows_the_rest else check.of(findings) for check in checks]
    rest = findings.join(pl.concat([findings.clear(), *shown]), on=FINDINGS.names, how="anti", nulls_equal=True)
    for check, of_check in zip(checks, shown, strict=True):
        own = rest if check.shows_the_rest else of_check
        errors = own.filter(pl.col("severity") == "error").height
        blocks = (errors > 0 and not accept_partial) or (check.shows_the_rest and own.height > 0)
        yield dg.AssetCheckResult(
            asset_key=dg.AssetKey(list(check.asset)),
            check_name=check.name,
            passed=own.is_empty(),
            severity=dg.AssetCheckSeverity.ERROR if blocks or own.is_empty() else dg.AssetCheckSeverity.WARN,
            description=_summary(own, errors),
            metadata={"errors": errors, "findings": own.height, **({} if own.is_empty() else {"rows": _rows(own)})},
        )


class _Run(Protocol):
    """What the resource `settings` says about the run."""

    accept_partial: bool


def finding_checks(
    name: str,
    checks: Sequence[ShownCheck],
    *,
    findings: Sequence[str],
    partitions_def: dg.PartitionsDefinition[str] | None = None,
) -> dg.AssetChecksDefinition:
    """Asset checks that show a findings asset, in one step."""

    @dg.multi_asset_check(
        name=name,
        specs=specs(checks, partitions_def, reads=[findings]),
        ins={"findings": dg.AssetIn(list(findings))},
    )
    def show(settings: dg.ResourceParam[_Run], findings: pl.DataFrame) -> Iterator[dg.AssetCheckResult]:
        yield from results(checks, findings, accept_partial=settings.accept_partial)

    return show


def contract_checks(
    name: str,
    assets: Mapping[tuple[str, str], Table],
    partitions_def: dg.PartitionsDefinition[str] | None = None,
) -> dg.AssetChecksDefinition:
    """Asset checks that hold computed tables to their contract, in one step. A broken one always blocks."""
    checks = {
        asset: ShownCheck(asset, "contract", f"The table keeps the contract of {table.name}.", frozenset({"*"}))
        for asset, table in assets.items()
    }

    @dg.multi_asset_check(
        name=name,
        specs=specs(list(checks.values()), partitions_def, reads=list(assets)),
        ins={"_".join(asset): dg.AssetIn(list(asset)) for asset in assets},
    )
    def show(**frames: pl.DataFrame) -> Iterator[dg.AssetCheckResult]:
        for asset, table in assets.items():
            found = result_findings(table, frames["_".join(asset)])
            yield from results([checks[asset]], found, accept_partial=False)

    return show


def _summary(findings: pl.DataFrame, errors: int) -> str | None:
    if findings.is_empty():
        return None
    return f"{errors} errors, {findings.height - errors} warnings and notes"


def _rows(findings: pl.DataFrame) -> dg.MetadataValue:
    """The first findings as a table; the whole is the findings asset."""
    names = ("severity", "smelter_id", "file", "row", "column", "value", "expected", "likely_cause")
    head = findings.head(_SHOWN).select(pl.col(name).cast(pl.String).fill_null("") for name in names)
    records = [dg.TableRecord(row) for row in head.to_dicts()]
    schema = dg.TableSchema(columns=[dg.TableColumn(name) for name in names])
    return dg.MetadataValue.table(records=records, schema=schema)
