"""Where the figures of the verdicts come from, as PROV: files, tables, factors, rules, equations, stages, people.

Belongs here: what was used, made and answered for. Does not belong here: the syntax (prov), values of single records,
which the explanations hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import polars as pl

from smelter_ghg.disclosure.provenance import SIGNS
from smelter_ghg.evidence.facts import Facts, subject_of
from smelter_ghg.evidence.prov import Document

_NAMESPACE = "urn:smelter-ghg"
_PREFIXES = ("release", "input", "table", "factor", "rulebook", "figure", "verdict", "criterion", "statement",
             "equation", "stage", "agent", "verifier")  # fmt: skip
# Stage -> tables it takes, tables it makes.
_STAGES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "records": ((), ("records", "findings")),
    "activity": (("records",), ("activity",)),
    "ledger": (("activity", "factors"), ("ledger", "ledger_inputs", "energy", "missing")),
    "intensity": (("ledger", "activity", "missing", "factors"), ("intensity", "bridges")),
    "uncertainty": (("ledger", "ledger_inputs", "activity", "intensity"), ("uncertainty", "drivers")),
    "pathways": (("records", "ledger", "intensity", "uncertainty", "factors"), ("pathways",)),
    # Verdicts, sub-criteria and the hashes of inventories are one file of the release.
    "conformance": (
        ("records", "activity", "ledger", "ledger_inputs", "energy", "missing", "intensity", "uncertainty", "pathways"),
        ("conformance",),
    ),
    "disclosure": (
        ("ledger", "energy", "activity", "intensity", "conformance", "uncertainty", "pathways", "bridges"),
        ("figures",),
    ),
}
_OF_OPERATION = {"sum_co2e": "ledger", "sum_mass": "ledger", "sum_energy": "energy", "factor": "factors",
                 "record": "records", "printed_lower": "records", "printed_upper": "records", "interval": "uncertainty",
                 "half_width": "uncertainty", "probability": "conformance", "bridge": "bridges",
                 "pathway": "pathways"}  # fmt: skip
_REST = "activity"
# What an inventory names by source stands in these tables.
_IN_TABLE = {("inventories", "scope_1_sources"): "ledger", ("inventories", "energy_carriers"): "energy"}


def lineage(facts: Facts, figures: Iterable[str]) -> dict[str, object]:
    """The PROV-JSON document of a release, with the figures named and all those below them."""
    document = Document(_NAMESPACE, _PREFIXES)
    _stages(document, facts)
    _factors(document, facts)
    _figures(document, facts, figures)
    _verdicts(document, facts)
    _statements(document, facts)
    _criteria(document, facts)
    return document.as_dict()


def _stages(document: Document, facts: Facts) -> None:
    """Files, tables and stages with the software that ran them."""
    manifest = facts.release.manifest
    versions = cast(Mapping[str, str], manifest["versions"])
    files = cast(Mapping[str, Mapping[str, str]], manifest["files"])
    software = document.add("agent", "agent", "smelter-ghg", type="prov:SoftwareAgent",
                            label=f"smelter-ghg {versions['smelter_ghg']}", version=versions["smelter_ghg"],
                            polars=versions["polars"], python=versions["python"])  # fmt: skip
    release = document.add("entity", "release", facts.release_name, type="ghg:release", label=facts.release_name)
    document.relate("wasAttributedTo", release, software)
    tables = {name for _, made in _STAGES.values() for name in made} | {"factors"}
    for name in sorted(tables):
        file = f"{name}.json" if name in ("intensity", "conformance") else f"{name}.parquet"
        table = document.add("entity", "table", name, type="ghg:table", file=file, sha256=files[file]["sha256"])
        document.relate("wasDerivedFrom", release, table)
    for stage, (taken, made) in _STAGES.items():
        activity = document.add("activity", "stage", stage, type="ghg:stage", label=stage)
        document.relate("wasAssociatedWith", activity, software)
        for name in taken:
            document.relate("used", activity, document.name("table", name))
        for name in made:
            document.relate("wasGeneratedBy", document.name("table", name), activity)
    record_files = set(facts.release.records["file"])
    for name, sha256 in cast(Mapping[str, str], manifest["inputs"]).items():
        file = document.add("entity", "input", name, type="ghg:input", label=name, sha256=sha256)
        # Factor files, rule files and the configuration are inputs of the whole.
        if name in record_files:
            document.relate("used", document.name("stage", "records"), file)
            document.relate("wasDerivedFrom", document.name("table", "records"), file)
        else:
            document.relate("wasDerivedFrom", release, file)
    for name, book in sorted(facts.release.rulebooks.items()):
        rules = document.add("entity", "rulebook", name.removesuffix(".yaml"), type="ghg:rulebook",
                             version=str(book.get("version")), sha256=files[f"rulebooks/{name}"]["sha256"])  # fmt: skip
        document.relate("used", document.name("stage", "conformance"), rules)
        document.relate("wasDerivedFrom", release, rules)


def _factors(document: Document, facts: Facts) -> None:
    """Factors in use, the equations that took them, and the ledger the equations are part of."""
    for row in facts.release.factors.filter("used").sort("factor_id").iter_rows(named=True):
        factor = document.add("entity", "factor", row["factor_id"], type="ghg:factor", value=row["value"],
                              unit=row["unit"], publisher=row["publisher"], document=row["document"],
                              status=row["status"])  # fmt: skip
        document.relate("wasDerivedFrom", document.name("table", "factors"), factor)
    used = facts.release.ledger.select("ledger_id", "equation_id")
    pairs = facts.release.ledger_inputs.join(used, on="ledger_id").select("equation_id", "input_id").unique()
    ids = facts.release.factors["factor_id"].implode()
    equations = facts.release.equations.join(used.select("equation_id").unique(), on="equation_id", how="semi")
    for row in equations.sort("equation_id").iter_rows(named=True):
        made = document.add("activity", "equation", row["equation_id"], type="ghg:equation", label=row["title"],
                            expression=row["expression"], citation=row["citation"])  # fmt: skip
        document.relate("used", made, document.name("table", "activity"))
        document.relate("wasInformedBy", document.name("stage", "ledger"), made)
    for equation_id, factor_id in pairs.filter(pl.col("input_id").is_in(ids)).sort(pl.all()).iter_rows():
        document.relate("used", document.name("equation", equation_id), document.name("factor", factor_id))


def _figures(document: Document, facts: Facts, figures: Iterable[str]) -> None:
    rows = {row["figure_id"]: row for row in facts.release.figures.drop("ledger_ids").iter_rows(named=True)}
    wanted, found = list(figures), dict[str, dict[str, Any]]()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = rows[name]
            wanted += rows[name]["operands"] if rows[name]["operation"] in SIGNS else []
    for name in sorted(found):
        row = found[name]
        made = document.add("entity", "figure", name, type="ghg:figure", label=row["label"], value=row["value"],
                            unit=row["unit"], operation=row["operation"], qualifier=row["qualifier"])  # fmt: skip
        document.relate("wasGeneratedBy", made, document.name("stage", "disclosure"))
    for name in sorted(found):
        row, made = found[name], document.name("figure", name)
        if row["operation"] in SIGNS:
            for operand in row["operands"]:
                document.relate("wasDerivedFrom", made, document.name("figure", operand))
        elif row["operation"] == "parameter":
            for operand in row["operands"]:
                document.relate("wasDerivedFrom", made, document.name("rulebook", operand.partition("#")[0]))
        # A value of the previous release comes from no table of this one.
        elif row["operation"] != "restatement":
            table = _OF_OPERATION.get(row["operation"], _REST)
            document.relate("wasDerivedFrom", made, document.name("table", table))


def _verdicts(document: Document, facts: Facts) -> None:
    for verdict in facts.verdicts:
        made = document.add("entity", "verdict", verdict["verdict_id"], type="ghg:verdict", label=verdict["criterion"],
                            smelter=verdict["smelter_id"], period=verdict["period_label"],
                            version=verdict["standard_version"], outcome=verdict["outcome"],
                            figures=" ".join(facts.figures_of(verdict)))  # fmt: skip
        document.relate("wasGeneratedBy", made, document.name("stage", "conformance"))
        document.relate("wasDerivedFrom", document.name("table", "conformance"), made)
        document.relate("wasDerivedFrom", made, document.name("rulebook", verdict["rulebook"]))
        if verdict["intensity_id"] is not None:
            document.relate("wasDerivedFrom", made, document.name("table", "intensity"))


def _statements(document: Document, facts: Facts) -> None:
    """Statements of verifiers on record, each attributed to its verifier."""
    for row in facts.tables["verification"].sort("_key").iter_rows(named=True):
        verifier = document.add("agent", "verifier", row["verifier"], type="prov:Organization", label=row["verifier"])
        made = document.add("entity", "statement", row["_key"], type="ghg:verification_statement",
                            standard=row["standard"], assurance_level=row["assurance_level"], covers=row["covers"],
                            document=row["document_id"], release_sha256=row["release_sha256"])  # fmt: skip
        document.relate("wasAttributedTo", made, verifier)
        document.relate("wasDerivedFrom", document.name("table", "records"), made)


def _criteria(document: Document, facts: Facts) -> None:
    """Outcomes of sub-criteria, each from the verdicts, statements and tables its evidence stands in."""
    results = {name for _, made in _STAGES.values() for name in made}
    # Key columns are no cells of their own, so a record is told by its row.
    records = set(facts.release.records.select("table", "row_key").iter_rows())
    for entry in facts.criteria:
        made = document.add("entity", "criterion", entry["criterion_id"], type="ghg:criterion",
                            label=entry["criterion"], subject=subject_of(entry), period=entry["period_label"],
                            version=entry["standard_version"], outcome=entry["outcome"],
                            suggested_rating=entry["suggested_rating"])  # fmt: skip
        document.relate("wasGeneratedBy", made, document.name("stage", "conformance"))
        document.relate("wasDerivedFrom", document.name("table", "conformance"), made)
        for item in (item for one in entry["requirements"] for item in one["evidence"]):
            table, key = item["table"], item["row_key"]
            if table == "verdicts":
                source = document.name("verdict", key)
            elif table == "verification" and (table, key) in records:
                source = document.name("statement", key)
            else:
                of = _IN_TABLE.get((table, item["column"]), table)
                source = document.name("table", of if of in results and (table, key) not in records else "records")
            document.relate("wasDerivedFrom", made, source)
