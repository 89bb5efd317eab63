"""What a smelter of the generator is described by, every number with its unit in its name.

Belongs here: the words and units of a plant's parameters. Does not belong here: their values (hydro.py, coal.py).
"""

from __future__ import annotations

from dataclasses import dataclass

YEARS = (2020, 2021, 2022, 2023, 2024)


@dataclass(frozen=True)
class Potline:
    """One potline in the first year; a trend is the change per year."""

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
    anode_effect_duration_min: float
    anode_effect_trend: float
    net_carbon_kg_per_t: float
    gross_anode_kg_per_t: float


@dataclass(frozen=True)
class Good:
    """A bought good from one supplier: its share of the item, its footprint, the legs of its way to the smelter."""

    item: str
    supplier: str
    supplier_site: str
    share: float
    footprint_t_co2e_per_t: float
    footprint_trend: float
    parts_covered: str
    # Mode, km, from where to where.
    legs: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class Fuel:
    """A fuel per tonne of metal tapped; without a facility it belongs to the whole smelter (vehicles)."""

    item: str
    facility_id: str
    per_t: float
    unit: str
    basis: str
    data_source: str


@dataclass(frozen=True)
class Instrument:
    """A contractual instrument bought every year for a share of that year's grid electricity."""

    name: str
    kind: str
    energy_source: str
    share_of_grid: float
    combustion_kg_per_mwh: float
    upstream_kg_per_mwh: float
    losses_kg_per_mwh: float


@dataclass(frozen=True)
class PowerPlant:
    """A captive coal plant with gas burners: gross heat rate, own use, what it sells of the power it sends out, and per
    year coal quality and gas share."""

    facility_id: str
    first_production_date: str
    coal: str
    heat_rate_gj_per_mwh: float
    own_use_share: float
    sold_per_sent_to_potlines: float
    coal_ncv_gj_per_t: tuple[float, ...]
    gas_share_of_heat: tuple[float, ...]


@dataclass(frozen=True)
class Plan:
    """Mine-to-metal intensity in the first year, as the smelter states it, and the one it aims at in 2030."""

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
    anode_sulphur_pct: float
    anode_ash_pct: float
    goods: tuple[Good, ...]
    fuels: tuple[Fuel, ...]
    instruments: tuple[Instrument, ...]
    power_plant: PowerPlant | None
    plan: Plan

    @property
    def casthouse_id(self) -> str:
        return f"{self.prefix}-CH"


REFINING = "bauxite_mining;refining;upstream_energy"
PRODUCTION = "production;upstream_energy"
