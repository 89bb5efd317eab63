"""`scenario`: what is computed and written beside the base case, and what is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.release import release as stage
from pipelines.cli import main
from pipelines.ends import DONE, REFUSED, WRONG_USAGE
from pipelines.printing import scenario_lines
from pipelines.resources import ReportSettings
from pipelines.run import judge
from smelter_ghg.contracts.result_tables import FINDINGS
from smelter_ghg.release import ReleaseRefusedError
from smelter_ghg.release.manifest import check_folder
from smelter_ghg.scenario import Outcome, Scenario, compare
from smelter_ghg.scenario.write import write_scenario

Make = Callable[..., Any]
SHORTER = """name: Shorter anode effects <b>
about: Half as long in 2022, and the contract lost.
changes:
  - table: potlines
    where: {smelter_id: north}
    since: 2022-01-01
    multiply: {anode_effect_duration_min: 0.5}
  - table: power_instruments
    where: {instrument_id: south-ppa-2022}
    multiply: {allocated_mwh: 0.1}
"""


def scenario(records: Path, folder: Path, text: str) -> list[str]:
    file = folder / "what_if.yaml"
    file.write_text(text, encoding="utf-8")
    return ["scenario", "--records", str(records), "--scenario", str(file), "--out", str(folder / "out")]


@pytest.fixture(scope="module")
def compared(sound_records: Make, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], bytes]:
    """The folder of a scenario on the sound records with a range of the electricity, and the records as they were."""
    folder = tmp_path_factory.mktemp("scenario")
    records = sound_records(folder / "records")
    records.keep_year(2022)
    days = {"period_start": "2021-01-01", "period_end": "2022-12-31"}
    for smelter in ("north", "south"):
        for table, column, below_pct in (("electricity", "mwh", "3"), ("potlines", "anode_effect_duration_min", "10")):
            stated = {"table": table, "column": column, "below_pct": below_pct, "citation": "meter class"}
            records.append("uncertainties", smelter_id=smelter, error_group=f"{smelter} {table}", **stated, **days)
    path = records.write()
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    assert main(scenario(path, folder, SHORTER)) == DONE
    (made,) = (folder / "out").iterdir()
    return made, before, b"".join(file.read_bytes() for file in sorted(path.iterdir()))


def table(made: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(made / f"scenario_{name}.parquet")


def test_half_the_duration_is_half_the_pfc_and_nothing_else(compared: Any) -> None:
    """IR (EU) 2025/2547 by slope: CF4 and C2F6 are proportional to the minutes."""
    rows = table(compared[0], "emissions").filter(smelter_id="north", scope2_account="market")
    assert rows["period_label"].unique().to_list() == ["2022"]
    effects = rows.filter(source="anode_effects").row(0, named=True)
    assert effects["scenario_t_co2e"] == pytest.approx(effects["base_t_co2e"] / 2, rel=1e-12)
    assert effects["base_t_co2e"] > 0
    others = rows.filter(pl.col("source") != "anode_effects")
    assert others["difference_t_co2e"].unique().to_list() == [0.0] and others.height >= 3


def test_parts_of_the_sources_add_up_to_the_difference_of_the_intensity(compared: Any) -> None:
    intensities = table(compared[0], "intensities").filter(boundary="mine_to_metal", denominator="tapped")
    parts = (
        table(compared[0], "emissions")
        .group_by("smelter_id", "period_label", "scope2_account")
        .agg(pl.col("intensity_difference").sum())
    )
    joined = intensities.join(parts, on=["smelter_id", "period_label", "scope2_account"], how="left")
    assert joined.height == 4
    for row in joined.iter_rows(named=True):
        assert row["intensity_difference"] == pytest.approx(row["difference"], abs=1e-12)


def test_a_lost_contract_moves_the_market_based_account_only(compared: Any) -> None:
    rows = table(compared[0], "intensities").filter(smelter_id="south", boundary="scope_1_2", denominator="tapped")
    by_account = {row["scope2_account"]: row for row in rows.iter_rows(named=True)}
    assert by_account["location"]["difference"] == 0
    assert by_account["market"]["difference"] != 0


def test_the_interval_of_a_difference_is_narrower_than_those_of_the_two(compared: Any) -> None:
    """One timer, off by up to a tenth in both: the difference is off by a tenth of itself, either value by more."""
    row = (
        table(compared[0], "intensities")
        .filter(smelter_id="north", boundary="scope_1", denominator="tapped")
        .row(0, named=True)
    )
    width = row["difference_upper"] - row["difference_lower"]
    assert row["difference_lower"] < row["difference"] < row["difference_upper"] < 0
    assert width == pytest.approx(-2 * 0.1 * row["difference"], rel=0.03)
    assert width < 0.6 * (row["base_upper"] - row["base_lower"])


def test_verdicts_stand_beside_each_other_with_probability(compared: Any) -> None:
    rows = table(compared[0], "verdicts")
    assert set(rows["smelter_id"]) == {"north", "south"} and set(rows["standard_version"]) == {"V2", "V3", "V3.1"}
    assert rows["base_outcome"].null_count() == rows["scenario_outcome"].null_count() == 0


def test_the_folder_says_what_it_is_and_is_whole(compared: Any) -> None:
    made, *_ = compared
    manifest = check_folder(made)
    assert {"metal.csv", "potlines.csv"} <= set(manifest["inputs"])  # type: ignore[call-overload]
    page = (made / "index.html").read_text(encoding="utf-8")
    assert "not a release" in page and "&lt;b&gt;" in page and "<b>" not in page
    assert "anode_effect_duration_min times 0.5" in page
    assert (made / "scenario.yaml").read_text(encoding="utf-8") == SHORTER
    assert not list(made.parent.glob("latest"))


def test_records_stay_as_they_are(compared: Any) -> None:
    _, before, after = compared
    assert b"".join(before[name] for name in sorted(before)) == after


def test_a_scenario_against_nature_is_refused_and_nothing_is_written(
    records_folder: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change that meets no row is refused in docs/how_to/try_a_scenario.md, which is run."""
    records = records_folder()
    records.keep_year(2022)
    tenfold = "name: n\nchanges:\n  - table: metal\n    multiply: {mass_t: 10}\n"
    code = main([*scenario(records.write(), tmp_path, tenfold), "--json"])
    printed = capsys.readouterr()
    assert code == REFUSED and "as the scenario changes them" in printed.err and "faraday" in printed.err
    told = json.loads(printed.out)
    assert told["folder"] is None and told["base"]["finding_counts"]["error"] == 0
    assert told["scenario"]["finding_counts"]["error"] > 0 and "emissions" not in told
    assert not (tmp_path / "out").exists()


def test_a_change_without_effect_leaves_nothing_to_compare(records_folder: Make, tmp_path: Path) -> None:
    records = records_folder()
    records.keep_year(2022)
    settings = ReportSettings(records=str(records.write()), releases="")
    _, tables = judge(settings, io.StringIO())
    same = Outcome(**{name: tables[name] for name in ("ledger", "intensity", "uncertainty", "draws", "verdicts")})
    compared = compare(same, same, settings.factors(), settings.config())
    assert compared.emissions.is_empty() and compared.intensities.is_empty() and compared.verdicts.is_empty()
    assert "changes no emissions, no intensity and no verdict" in "".join(scenario_lines(compared, FINDINGS.empty()))
    change = {"table": "metal", "multiply": {"mass_t": 1}}
    what_if = Scenario.model_validate({"name": "n", "changes": [change]})
    made = write_scenario(
        tmp_path, what_if, b"", compared, smelters=tables["smelters"], config=settings.config(), inputs={}
    )
    assert "Nothing differs" in (made / "index.html").read_text(encoding="utf-8")


def test_a_scenario_is_never_released(records_folder: Make, tmp_path: Path) -> None:
    file = tmp_path / "what_if.yaml"
    file.write_text(SHORTER, encoding="utf-8")
    settings = ReportSettings(records=str(records_folder().write()), releases=str(tmp_path), scenario=str(file))
    with pytest.raises(ReleaseRefusedError, match="scenario"):
        stage.op.compute_fn.decorated_fn(settings=settings)


def test_a_file_that_is_none_is_wrong_usage(
    records_folder: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(scenario(records_folder().write(), tmp_path, "name: n\n")) == WRONG_USAGE
    assert "what_if.yaml: changes: Field required" in capsys.readouterr().err
