"""Write a release: every file of its content, and the manifest.

Belongs here: which files a release has. Does not belong here: what they hold, how a folder is published (publish).
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from smelter_ghg.release.content import (
    KEYS,
    OPTIONAL,
    REPEATING,
    ReleaseContent,
    ReleaseRefusedError,
    check_content,
    with_used,
)
from smelter_ghg.release.files import SCHEMA_VERSION, in_order, json_bytes, write_parquet, yaml_bytes
from smelter_ghg.release.manifest import MANIFEST, make_manifest, release_name, safe_label, safe_name
from smelter_ghg.release.publish import publish, put
from smelter_ghg.release.references import lost_references


def _conformance(content: ReleaseContent) -> dict[str, object]:
    by_standard: dict[tuple[str, str], list[dict[str, object]]] = {}
    labels = [column for column in content.verdicts.columns if column != "detail_json"]
    for row in in_order(content.verdicts, ("smelter_id", "period_label", "criterion", "verdict_id")).iter_rows(
        named=True
    ):
        verdict = {**{label: row[label] for label in labels}, **json.loads(row["detail_json"])}
        by_standard.setdefault((row["standard"], row["standard_version"]), []).append(verdict)
    other_criteria = _criteria(content, primary=False)
    primary = by_standard.pop((content.standard, content.standard_version), [])
    return {
        "schema_version": SCHEMA_VERSION,
        "standard": content.standard,
        "standard_version": content.standard_version,
        "verdicts": primary,
        "criteria": _criteria(content, primary=True),
        "drafts": [
            {"manifest_sha256": sha256, "smelter_id": smelter_id, "period_label": label, "inventory_sha256": hashed}
            for sha256, inventories in sorted(content.drafts.items())
            for (smelter_id, label), hashed in sorted(inventories.items())
        ],
        "inventories": in_order(content.inventories, ("smelter_id", "period_label")).to_dicts(),
        "other_versions": [
            {
                "standard": standard,
                "standard_version": version,
                "verdicts": verdicts,
                "criteria": [row for row in other_criteria if row["standard_version"] == version],
            }
            for (standard, version), verdicts in sorted(by_standard.items())
        ],
    }


def _criteria(content: ReleaseContent, *, primary: bool) -> list[dict[str, object]]:
    """Whole outcomes of the release's own standard and version, or of all others."""
    own = (pl.col("standard") == content.standard) & (pl.col("standard_version") == content.standard_version)
    rows = content.criteria.filter(own if primary else ~own)
    ordered = in_order(rows, ("smelter_id", "scope_id", "period_label", "criterion", "criterion_id"))
    return [json.loads(text) for text in ordered["detail_json"]]


def _intensity(content: ReleaseContent) -> dict[str, object]:
    key = ("smelter_id", "period_label", "boundary", "scope2_account", "denominator", "intensity_id")
    rows = in_order(content.intensity, key).to_dicts()
    return {"schema_version": SCHEMA_VERSION, "intensity": rows}


def _fill(folder: Path, content: ReleaseContent) -> bytes:
    """Write every file and return the manifest's bytes."""
    for name in KEYS:
        frame = with_used(content) if name == "factors" else content.table(name)
        write_parquet(folder / f"{name}.parquet", name, frame, KEYS[name], unique=name not in REPEATING)
    for name in content.compared:
        write_parquet(folder / f"{name}.parquet", name, content.table(name), OPTIONAL[name], unique=True)
    put(folder, "conformance.json", json_bytes(_conformance(content)))
    put(folder, "intensity.json", json_bytes(_intensity(content)))
    put(folder, "config.yaml", yaml_bytes(content.config))
    for name, text in sorted(content.rulebooks.items()):
        put(folder, f"rulebooks/{name}", text.encode())
    for name, page in content.pages:
        put(folder, name, page)
    manifest = make_manifest(folder, content.inputs, content.previous)
    _put_manifest(folder, manifest)
    return manifest


def _put_manifest(folder: Path, manifest: bytes) -> None:
    (folder / MANIFEST).write_bytes(manifest)


def write_release(out: Path, content: ReleaseContent) -> Path:
    """Publish `content` below the releases folder `out` and return the release's folder.

    The folder is named after the hash of its manifest, so the same content gives the same name and an existing
    folder is kept. `out/latest` points to it once everything else is on disk. A failure, or the death of the
    process, leaves no release half-written and the pointer where it was; what it leaves beside is cleared by the
    next writer.

    Raises ReleaseRefusedError for content that breaks a contract or names what it does not hold,
    ReleaseDamagedError when a folder of the same name no longer holds what its manifest says, and whatever making a
    page raises.
    """
    check_content(content)
    lost = lost_references(content)
    if lost:
        raise ReleaseRefusedError("; ".join(lost))
    refused = [name for name in content.inputs if not safe_label(name)]
    refused += [name for name in content.rulebooks if not safe_name(name)]
    if refused:
        raise ReleaseRefusedError("not a relative path: " + ", ".join(sorted(map(repr, refused))))
    return publish(out, lambda partial: release_name(_fill(partial, content)), pointed=True)
