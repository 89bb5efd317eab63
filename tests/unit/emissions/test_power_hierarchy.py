"""The market account by the hierarchy: claims, supplier rates, residual mix, grid average; who takes which energy."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from smelter_ghg.residual_mix import residual_mix_absent
from tests.golden.from_records import Row, Run, run, user_factor
from tests.golden.small_plant import FACTORS, GWP, instrument, small_plant

# Grid energy of the small plant: 12 months of 14 000 MWh; its grid averages 100 kg/MWh.
DRAWN, AVERAGE = 168_000, 100
RESIDUAL = user_factor("electricity", "residual_mix", 0.4, "kg CO2e/kWh", region="Z", basis="direct", **GWP)
KEPT = {"vintage": "2022", "retired_on": "2023-02-01"}


def named(kind: str, mwh: float, per_mwh: float, **cells: str) -> Row:
    """An instrument of its own number and factor; a certificate that meets the criteria."""
    own = {"instrument_id": kind, "kind": kind, "combustion_factor_kg_co2e_per_mwh": str(per_mwh)}
    return instrument(mwh, **(own | (KEPT if kind == "certificate" else {}) | cells))


def market(folder: Path, *instruments: Row, factors: tuple[Row, ...] = (*FACTORS, RESIDUAL)) -> Run:
    return run(folder, small_plant() | {"power_instruments": list(instruments)}, factors=factors)


def by_key(made: Run, source: str = "purchased_electricity") -> dict[str, float]:
    """Kilograms of the market account by input_key."""
    rows = made.inventory().filter(pl.col("source") == source, pl.col("item").str.starts_with("electricity"))
    return dict(rows.group_by("input_key").agg(pl.col("mass_kg").sum()).iter_rows())


def energies(made: Run) -> dict[str, float]:
    """MWh of every scope 2 row of the market account: the sum of its energy's inputs."""
    rows = made.inventory().filter(pl.col("source") == "purchased_electricity").select("ledger_id", "input_key")
    inputs = made.ledger_inputs.filter(pl.col("argument") == "energy").join(rows, on="ledger_id")
    return dict(inputs.group_by("input_key").agg(pl.col("value").sum()).iter_rows())


def test_energy_is_priced_in_the_order_of_the_hierarchy(tmp_path: Path) -> None:
    made = market(
        tmp_path,
        named("residual", 8_000, 500),
        named("supplier", 20_000, 300),
        named("contract", 50_000, 20),
        named("certificate", 60_000, 10),
    )
    assert energies(made) == {
        "certificate": 60_000,
        "contract": 50_000,
        "supplier": 20_000,
        "residual": 8_000,
        "uncovered Z": 30_000,
    }
    assert by_key(made)["uncovered Z"] == pytest.approx(30_000 * 400)


@pytest.mark.parametrize("claimed", [100_000, 167_999.5])
def test_a_supplier_rate_over_all_energy_prices_what_the_claims_leave(tmp_path: Path, claimed: float) -> None:
    made = market(tmp_path, named("supplier", DRAWN, 300), named("certificate", claimed, 10))
    assert by_key(made) == {
        "certificate": pytest.approx(claimed * 10),
        "supplier": pytest.approx((DRAWN - claimed) * 300),
    }
    assert sum(energies(made).values()) == pytest.approx(DRAWN)
    # Every record behind the cut energy is named: twelve months of the meter, and the certificate taken off.
    supplier = made.ledger.filter(pl.col("input_key") == "supplier", pl.col("source") == "purchased_electricity")
    inputs = made.ledger_inputs.join(supplier, on="ledger_id").filter(pl.col("argument") == "energy")
    assert inputs.height == 13 and set(inputs["kind"]) == {"record"}
    assert inputs["multiplier"].sort().to_list() == [-1.0, *[1.0] * 12]


def test_a_rate_over_the_very_energy_that_is_left_rests_on_its_own_record(tmp_path: Path) -> None:
    made = market(tmp_path, named("certificate", 100_000, 10), named("supplier", DRAWN - 100_000, 300))
    assert energies(made) == {"certificate": 100_000, "supplier": 68_000}
    supplier = made.ledger.filter(pl.col("input_key") == "supplier", pl.col("source") == "purchased_electricity")
    inputs = made.ledger_inputs.join(supplier, on="ledger_id").filter(pl.col("argument") == "energy")
    assert inputs["input_id"].str.contains("power_instruments").to_list() == [True]


def test_a_claim_beyond_what_is_left_stays_a_claim(tmp_path: Path) -> None:
    """Too much is claimed, which the checks of the records say; the ledger drops no claim to make it fit."""
    made = market(tmp_path, named("certificate", DRAWN, 10), named("contract", 5_000, 20))
    assert energies(made)["contract"] == 5_000


def test_a_rate_after_all_energy_is_claimed_prices_nothing(tmp_path: Path) -> None:
    made = market(tmp_path, named("certificate", DRAWN, 10), named("supplier", 5_000, 300))
    assert by_key(made) == {"certificate": pytest.approx(DRAWN * 10)}


def test_a_second_rate_is_cut_to_what_the_first_leaves(tmp_path: Path) -> None:
    made = market(tmp_path, named("supplier", 100_000, 300), named("residual", 100_000, 500))
    assert energies(made) == {"supplier": 100_000, "residual": 68_000}
    assert by_key(made)["residual"] == pytest.approx(68_000 * 500)


@pytest.mark.parametrize(
    "wrong",
    [{"vintage": "2019"}, {"vintage": ""}, {"retired_on": ""}, {"retired_on": "2021-12-31"}, {"grid_zone": "Y"}],
)
def test_energy_of_an_instrument_that_fails_a_criterion_falls_to_the_next_level(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    rest = market(tmp_path / "rest", named("certificate", 60_000, 10, **wrong))
    assert by_key(rest) == {"uncovered Z": pytest.approx(DRAWN * 400)}
    rate = market(tmp_path / "rate", named("certificate", 60_000, 10, **wrong), named("supplier", DRAWN, 300))
    assert by_key(rate) == {"supplier": pytest.approx(DRAWN * 300)}
    average = market(tmp_path / "average", named("certificate", 60_000, 10, **wrong), factors=FACTORS)
    assert by_key(average) == {"uncovered Z": pytest.approx(DRAWN * AVERAGE)}


def test_a_named_rule_of_vintage_lets_an_instrument_count(tmp_path: Path) -> None:
    made = market(tmp_path, named("certificate", 60_000, 10, vintage="2021", vintage_rule="a label's window"))
    assert by_key(made)["certificate"] == pytest.approx(60_000 * 10)


def test_the_location_account_knows_no_instrument(tmp_path: Path) -> None:
    made = market(tmp_path, named("certificate", 60_000, 10), named("supplier", DRAWN, 300))
    location = made.inventory(scope2_account="location").filter(pl.col("source") == "purchased_electricity")
    assert location["mass_kg"].sum() == pytest.approx(DRAWN * AVERAGE)


def test_upstream_and_losses_of_a_cut_rate_are_of_the_energy_it_prices(tmp_path: Path) -> None:
    made = market(tmp_path, named("certificate", 100_000, 10), named("supplier", DRAWN, 300))
    # The invented instruments state 1 kg/MWh of upstream and 1 of losses.
    assert by_key(made, "energy_upstream")["supplier"] == pytest.approx(68_000 * (1 + 1))


LIFE_CYCLE = {"factor_basis": "life_cycle"}


def whole(parameter: str) -> tuple[Row, ...]:
    rows = (*FACTORS, RESIDUAL)
    return tuple(row | {"basis": "life_cycle"} if row["parameter"] == parameter else row for row in rows)


@pytest.mark.parametrize(
    ("instruments", "factors", "with_upstream"),
    [
        ((named("certificate", DRAWN, 10, **LIFE_CYCLE),), (*FACTORS, RESIDUAL), set()),
        ((named("contract", DRAWN, 10, **LIFE_CYCLE),), (*FACTORS, RESIDUAL), set()),
        ((named("supplier", 2 * DRAWN, 10, **LIFE_CYCLE),), (*FACTORS, RESIDUAL), set()),
        ((named("residual", DRAWN, 10, **LIFE_CYCLE),), (*FACTORS, RESIDUAL), set()),
        ((), whole("residual_mix"), set()),
        ((named("contract", 100_000, 10),), whole("residual_mix"), {"contract"}),
        ((named("contract", 100_000, 10, **LIFE_CYCLE),), (*FACTORS, RESIDUAL), {"uncovered Z"}),
    ],
)
def test_a_life_cycle_factor_gets_no_category_3_on_any_level(
    tmp_path: Path, instruments: tuple[Row, ...], factors: tuple[Row, ...], with_upstream: set[str]
) -> None:
    made = market(tmp_path, *instruments, factors=factors)
    assert set(by_key(made, "energy_upstream")) == with_upstream
    assert made.intensity_of("mine_to_metal")["complete"]


def test_a_life_cycle_grid_factor_gets_no_category_3_on_the_location_account(tmp_path: Path) -> None:
    made = market(tmp_path, named("contract", 100_000, 10), factors=whole("grid_combustion"))
    rows = made.inventory(scope2_account="location").filter(pl.col("item").str.starts_with("electricity_"))
    assert rows.is_empty()


def notes(made: Run) -> pl.DataFrame:
    return residual_mix_absent(made.ledger, made.ledger_inputs, made.tables["power_instruments"])


def test_a_grid_average_beside_instruments_is_said_and_a_residual_mix_is_silent(tmp_path: Path) -> None:
    without = market(tmp_path / "without", named("contract", 100_000, 10), factors=FACTORS)
    (note,) = notes(without).to_dicts()
    assert (note["check_id"], note["severity"], note["smelter_id"]) == ("residual_mix_absent", "note", "s")
    assert (note["period"], note["table"], note["row"], note["column"]) == ("2022", "power_instruments", 2, "grid_zone")
    assert "68000 MWh" in note["likely_cause"]
    assert notes(market(tmp_path / "with", named("contract", 100_000, 10))).is_empty()
    assert notes(market(tmp_path / "covered", named("contract", DRAWN, 10), factors=FACTORS)).is_empty()


def test_a_zone_without_instruments_has_nothing_to_say(tmp_path: Path) -> None:
    assert notes(market(tmp_path / "none", factors=FACTORS)).is_empty()
    elsewhere = named("contract", 100, 10, grid_zone="Y")
    assert notes(market(tmp_path / "elsewhere", elsewhere, factors=FACTORS)).is_empty()


def test_claims_beyond_the_meter_count_with_their_whole_amount(tmp_path: Path) -> None:
    """The checks refuse them; what is computed beside the error is not cut down in silence."""
    made = market(tmp_path, named("certificate", 200_000, 10), named("contract", 10_000, 20))
    assert energies(made) == {"certificate": 200_000, "contract": 10_000}


def test_a_rate_that_takes_exactly_what_is_left_is_its_record_alone(tmp_path: Path) -> None:
    made = market(tmp_path, named("certificate", 60_000, 10), named("supplier", DRAWN - 60_000, 300))
    row = made.inventory().filter(source="purchased_electricity", input_key="supplier")
    inputs = made.ledger_inputs.filter(pl.col("argument") == "energy").join(row.select("ledger_id"), on="ledger_id")
    assert inputs["input_id"].to_list() == [f"power_instruments|{inputs['input_id'][0].split('|', 1)[1]}"]
    assert inputs["value"].to_list() == [DRAWN - 60_000]
