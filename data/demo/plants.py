"""What the two invented smelters are: potlines, suppliers, fuels, power, plans. No real plant is described.

Belongs here: every number the generator starts from, with its unit in its name. Does not belong here: monthly
scatter and rows (operation.py), yearly paperwork (paperwork.py), emission factors (demo_factors.py).
The sizes follow what is ordinary in the field (about 1.92 t alumina and 0.41 t net carbon per tonne of metal, 13 to
14 MWh direct current per tonne); the values themselves are synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_YEAR = 2020
YEARS = (2020, 2021, 2022, 2023, 2024)


@dataclass(frozen=True)
class Potline:
    """One potline. Trends are per year from the first year on."""

    facility_id: str
    technology: str
    first_production_date: str
    cells_installed: int
    cells_in_relining: int
    cell_life_years: float
    current_ka: float
    current_trend_ka: float
    current_efficiency_pct: float
    cell_voltage_v: float
    cell_voltage_trend_v: float
    rectifier_efficiency: float
    auxiliaries_mwh_per_t: float
    anode_effects_per_cell_day: float
    anode_effect_trend: float
    anode_effect_min: float
    net_carbon_kg_per_t: float
    gross_anode_kg_per_t: float


@dataclass(frozen=True)
class Good:
    """One supply of a purchased good: the share of the item it covers, its footprint, its way to the smelter."""

    item: str
    supplier: str
    supplier_site: str
    share: float
    footprint_t_co2e_per_t: float
    footprint_trend: float
    parts_covered: str
    legs: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Fuel:
    """A fuel used per tonne of metal tapped; facility None is the whole smelter (mobile fleet)."""

    item: str
    facility_id: str | None
    per_t: float
    unit: str
    basis: str
    data_source: str


@dataclass(frozen=True)
class Instrument:
    """A contractual instrument of every year, covering a share of the year's grid electricity."""

    instrument: str
    kind: str
    energy_source: str
    share_of_grid: float
    combustion_kg_per_mwh: float
    upstream_kg_per_mwh: float
    losses_kg_per_mwh: float


@dataclass(frozen=True)
class PowerPlant:
    """A captive coal plant whose boilers can take natural gas: heat input per gross MWh, shares by year."""

    facility_id: str
    first_production_date: str
    coal: str
    heat_rate_gj_per_mwh_gross: float
    own_use_share: float
    coal_ncv_gj_per_t: tuple[float, ...]
    gas_share_of_heat: tuple[float, ...]


@dataclass(frozen=True)
class Plan:
    plan_date: str
    base_value_t_per_t: float
    target_value_t_per_t: float


@dataclass(frozen=True)
class Plant:
    smelter_id: str
    prefix: str
    name: str
    operator: str
    grid_zone: str
    potlines: tuple[Potline, ...]
    casthouse_start: str
    alumina_t_per_t: float
    aluminium_fluoride_kg_per_t: float
    casthouse_mwh_per_t: float
    melt_loss: float
    sulphur_pct: tuple[float, ...]
    ash_pct: tuple[float, ...]
    goods: tuple[Good, ...]
    fuels: tuple[Fuel, ...]
    instruments: tuple[Instrument, ...]
    power_plant: PowerPlant | None
    plan: Plan

    @property
    def casthouse_id(self) -> str:
        return f"{self.prefix}-CH"


REFINED = "bauxite_mining;refining;upstream_energy"
PRODUCED = "production;upstream_energy"

HYDRO = Plant(
    smelter_id="demo_hydro",
    prefix="DH",
    name="Demo hydro smelter (synthetic)",
    operator="Demo Hydro Metal (synthetic)",
    grid_zone="SYN-HYDRO",
    potlines=(
        Potline("DH-PL1", "PFPB_L", "1992-05-04", 264, 4, 6.0, 214.0, 0.6, 94.1, 4.24, -0.008, 0.982, 0.36)
        if False
        else Potline(
            facility_id="DH-PL1",
            technology="PFPB_L",
            first_production_date="1992-05-04",
            cells_installed=264,
            cells_in_relining=4,
            cell_life_years=6.0,
            current_ka=214.0,
            current_trend_ka=0.6,
            current_efficiency_pct=94.1,
            cell_voltage_v=4.24,
            cell_voltage_trend_v=-0.008,
            rectifier_efficiency=0.982,
            auxiliaries_mwh_per_t=0.36,
            anode_effects_per_cell_day=0.12,
            anode_effect_trend=-0.03,
            anode_effect_min=1.6,
            net_carbon_kg_per_t=414.0,
            gross_anode_kg_per_t=560.0,
        ),
    ),
    casthouse_start="1992-05-04",
    alumina_t_per_t=1.92,
    aluminium_fluoride_kg_per_t=16.5,
    casthouse_mwh_per_t=0.16,
    melt_loss=0.006,
    sulphur_pct=(),
    ash_pct=(),
    goods=(),
    fuels=(),
    instruments=(),
    power_plant=None,
    plan=Plan("2021-05-31", 4.4, 3.9),
)
