"""A comparison as a folder: the page, the tables, the scenario itself, and a manifest that names the records.

Belongs here: which files there are. Does not belong here: how a folder is published (release.publish), page texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import polars as pl

from smelter_ghg.config import ReportingConfig
from smelter_ghg.contracts.scenario_tables import SCENARIO_EMISSIONS, SCENARIO_INTENSITIES, SCENARIO_VERDICTS
from smelter_ghg.disclosure.csv_files import SYNTHETIC, frame_csv, marked
from smelter_ghg.disclosure.html import environment
from smelter_ghg.release.files import write_parquet
from smelter_ghg.release.manifest import MANIFEST, make_manifest, versions
from smelter_ghg.release.publish import publish, put
from smelter_ghg.scenario.comparison import Comparison
from smelter_ghg.scenario.page_view import page_view
from smelter_ghg.scenario.scenario_file import Scenario

_PREFIX = "scenario-"
_DIGITS = 12
_ASSETS = ("page.css", "page.js")


def write_scenario(
    out: Path,
    scenario: Scenario,
    text: bytes,
    comparison: Comparison,
    *,
    smelters: pl.DataFrame,
    config: ReportingConfig,
    inputs: Mapping[str, str],
) -> Path:
    """Write the folder below `out` and return it; the same content gives the same name.

    `text` is the scenario file, `smelters` the record table, `inputs` every file behind both results with its SHA-256.
    Raises what `publish` raises. No pointer leads there: a scenario is no release.
    """

    def fill(folder: Path) -> str:
        for table in (SCENARIO_EMISSIONS, SCENARIO_INTENSITIES, SCENARIO_VERDICTS):
            frame = getattr(comparison, table.name.removeprefix(_PREFIX.replace("-", "_")))
            write_parquet(folder / f"{table.name}.parquet", table.name, frame, table.key, unique=True)
            columns = ["smelter_id", SYNTHETIC, *(name for name in frame.columns if name != "smelter_id")]
            put(folder, f"{table.name}.csv", frame_csv(marked(frame, smelters), columns))
        facts = _facts(config, inputs)
        view = page_view(scenario, comparison, smelters, config.scope2_account, facts)
        put(folder, "index.html", environment().get_template("scenario.html.j2").render(view=view).encode())
        templates = resources.files("smelter_ghg.disclosure") / "templates"
        for name in _ASSETS:
            put(folder, name, (templates / name).read_bytes())
        put(folder, "scenario.yaml", text)
        manifest = make_manifest(folder, inputs)
        (folder / MANIFEST).write_bytes(manifest)
        return _PREFIX + hashlib.sha256(manifest).hexdigest()[:_DIGITS]

    return publish(out, fill, pointed=False)


def _facts(config: ReportingConfig, inputs: Mapping[str, str]) -> dict[str, str]:
    digest = hashlib.sha256("\n".join(f"{name}={sha}" for name, sha in sorted(inputs.items())).encode()).hexdigest()
    return {
        "Records": f"{len(inputs)} files, together SHA-256 {digest[:_DIGITS]}…; each is in manifest.json",
        "Method set": config.method_set,
        "Global warming potentials": config.gwp_set,
        "Scope 2": config.scope2_account,
        "Draws": f"{config.uncertainty.draws} from seed {config.uncertainty.seed}",
        **{name.replace("_", "-"): version for name, version in versions().items()},
    }
