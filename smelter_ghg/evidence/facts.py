"""What a pack is made from: a release, its record tables, and what is looked up in them again and again.

Belongs here: look-ups that several files of a pack share. Does not belong here: any file of a pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import polars as pl

from smelter_ghg.disclosure.ids import Basis, figure_id
from smelter_ghg.disclosure.measures import INTENSITY
from smelter_ghg.recompute.records_again import record_tables_of
from smelter_ghg.release import Release
from smelter_ghg.release.manifest import MANIFEST, release_name

Row = dict[str, Any]
_MINE_TO_METAL = "mine_to_metal"
# Operations of figures whose operands are record cells.
_OF_CELLS = ("record", "printed_lower", "printed_upper")
_OF_ACTIVITY = ("sum_records", "mean_records", "sum_row_products", "rate")


class Facts:
    """A release as the files of a pack read it."""

    def __init__(self, release: Release) -> None:
        self.release = release

    @cached_property
    def release_name(self) -> str:
        """The release's name, whatever its folder is called now."""
        return release_name((self.release.path / MANIFEST).read_bytes())

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The record tables."""
        return record_tables_of(self.release.records)

    @cached_property
    def smelters(self) -> pl.DataFrame:
        return self.tables["smelters"]

    @cached_property
    def verdicts(self) -> list[Row]:
        """Every verdict, the report's own version of the standard first."""
        content = self.release.conformance
        return [verdict for one in (content, *content["other_versions"]) for verdict in one["verdicts"]]

    @cached_property
    def criteria(self) -> list[Row]:
        """Entries on sub-criteria by the report's own version of the standard."""
        listed: list[Row] = self.release.conformance["criteria"]
        return listed

    @cached_property
    def subjects(self) -> list[str]:
        """Smelters, and certification scopes, that a verdict or an entry on a criterion is about."""
        named = {verdict["smelter_id"] for verdict in self.verdicts} | {subject_of(entry) for entry in self.criteria}
        return sorted(named)

    def name(self, subject: str) -> str:
        """A smelter's name; the id of what is no smelter."""
        found = self.smelters.filter(pl.col("smelter_id") == subject)["name"].drop_nulls()
        return subject if found.is_empty() else str(found[0])

    def synthetic(self, subject: str) -> bool:
        """Whether a smelter is marked as invented."""
        return bool(self.smelters.filter((pl.col("smelter_id") == subject) & pl.col("synthetic")).height)

    @cached_property
    def documents(self) -> pl.DataFrame:
        """document_id, document_title, document_file, document_sha256 of the documents on record."""
        return self.tables["documents"].select(
            "document_id",
            pl.col("title").alias("document_title"),
            pl.col("file").alias("document_file"),
            pl.col("sha256").alias("document_sha256"),
        )

    @cached_property
    def _intensities(self) -> dict[str, Row]:
        return {row["intensity_id"]: row for row in self.release.intensity}

    def figures_of(self, verdict: Row) -> list[str]:
        """The figures of a verdict: its value, and every figure that is about the verdict itself, sorted."""
        told = self._by_verdict.get(verdict["verdict_id"], [])
        row = self._intensities.get(verdict["intensity_id"] or "")
        if row is not None and row["route"] == "calculated":
            account = "" if row["scope2_account"] == "none" else row["scope2_account"]
            basis = Basis(row["method_set"], row["gwp_set"], account, row["denominator"], row["route"])
            value = figure_id(INTENSITY, basis, row["smelter_id"], row["period_label"], row["boundary"])
            told = [*told, *([value] if value in self._known else [])]
        elif verdict["input_id"] is not None:
            told = [*told, *self._of_cell.get(verdict["input_id"], [])]
        return sorted(set(told))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.release.figures["figure_id"])

    @cached_property
    def _by_verdict(self) -> dict[str, list[str]]:
        """Figures by the verdict their key begins with; `count` counts names, and explains nothing."""
        own = self.release.figures.filter(pl.col("operation") != "count").with_columns(
            pl.col("key").str.extract(r"^(v[0-9a-f]{12})(?:\\?\||$)", 1).alias("verdict")
        )
        pairs = own.drop_nulls("verdict").group_by("verdict").agg(pl.col("figure_id").sort())
        return dict(pairs.iter_rows())

    @cached_property
    def _of_cell(self) -> dict[str, list[str]]:
        own = self.release.figures.filter(pl.col("operation") == "record")
        return {operands[0]: [name] for name, operands in own.select("figure_id", "operands").iter_rows()}

    @cached_property
    def used(self) -> pl.DataFrame:
        """input_id, used_for: record cells that ledger, energy, production, figures or verdicts rest on, sorted."""
        pieces = [pl.DataFrame({"input_id": list(ids), "used_for": [what] * len(ids)}, schema=_USED)
                  for what, ids in self._uses()]  # fmt: skip
        cells = self.release.records.select("input_id")
        return (
            pl.concat(pieces)
            .join(cells, on="input_id", how="semi")
            .group_by("input_id")
            .agg(pl.col("used_for").unique().sort().str.join("; "))
            .sort("input_id")
        )

    def _uses(self) -> Iterator[tuple[str, set[str]]]:
        release = self.release
        inputs, energy = release.ledger_inputs, release.energy
        shares = [frame["allocation_id"].drop_nulls() for frame in (inputs, energy, release.activity)]
        yield "ledger", set(inputs["input_id"]) | set(pl.concat(shares))
        yield "energy", set(energy["input_ids"].explode(empty_as_null=True).drop_nulls())
        metal = [one for row in release.intensity for one in (*row["production_ids"], *row["deducted_ids"])]
        of_activity = dict(release.activity.select("activity_id", "input_id").iter_rows())
        yield "production", {of_activity[one] for one in metal if one in of_activity}
        yield "reported intensity", {row["input_id"] for row in release.intensity if row["input_id"] is not None}
        figures = release.figures
        of_cells = figures.filter(pl.col("operation").is_in(_OF_CELLS))["operands"]
        quantities = figures.filter(pl.col("operation").is_in(_OF_ACTIVITY))["operands"]
        named = set(of_cells.explode(empty_as_null=True).drop_nulls())
        of_quantities = quantities.explode(empty_as_null=True).drop_nulls()
        yield "figure", named | {of_activity[one] for one in of_quantities if one in of_activity}
        yield "verdict", {one["input_id"] for verdict in self.verdicts for one in verdict["evidence"]}


_USED = {"input_id": pl.String, "used_for": pl.String}


def subject_of(entry: Row) -> str:
    """The smelter, or else the certification scope, that an entry on a criterion is about."""
    return str(entry.get("smelter_id") or entry.get("scope_id"))
