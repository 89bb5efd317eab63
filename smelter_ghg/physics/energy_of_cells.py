"""The energy of the cells: their mean voltage, the least a tonne of metal takes, and what smelters take.

Belongs here: direct and alternating current per tonne and per charge. Does not belong here: their ratio, emissions.
"""

from __future__ import annotations

import polars as pl

from smelter_ghg.factors import Factors
from smelter_ghg.findings import merge
from smelter_ghg.physics.bands import Band, band, constant
from smelter_ghg.physics.faraday import implied_current_efficiency, too_much_metal
from smelter_ghg.physics.outside import Told, outside
from smelter_ghg.physics.potlines import potline_periods, tapped_by_potline, together
from smelter_ghg.physics.sums import PERIOD, SPAN, recorded, total
from smelter_ghg.units import GJ_PER_MWH, HOURS_PER_DAY, KWH_PER_MWH

# Stated rates of energy -> the band they are held to.
_RATES = {
    "electricity_dc": "dc_energy",
    "electricity_ac": "ac_energy",
    "electricity_not_stated": "dc_or_ac_energy",
}
_LINE = [*SPAN, "facility_id", "value"]


def mean_cell_voltage(dc_electricity: pl.Expr, line_current: pl.Expr, cell_days: pl.Expr) -> pl.Expr:
    """Mean voltage of a cell in V: U = W / (I t).

    W is the DC energy of the potline in MWh, I the line current in kA, t the cell-days; a cell-day has 24 h, and 1 MWh
    is 1000 kV A h. Definition of electrical energy; busbars between the cells are counted in.
    """
    return dc_electricity / (line_current * cell_days * HOURS_PER_DAY) * KWH_PER_MWH


def reaction_energy(factors: pl.DataFrame) -> float:
    """Energy the reaction 2 Al2O3 + 3 C -> 4 Al + 3 CO2 takes, in MWh per t Al: 5.59.

    w = (c H(CO2) − a H(Al2O3)) / M(Al), H in kJ/mol being the standard enthalpies of formation at 298.15 K (CODATA Key
    Values for Thermodynamics, 1989), a and c the formula units of alumina and the atoms of carbon per atom of
    aluminium, M in g/mol (IUPAC 2021). Heating to the bath's temperature comes on top.
    """
    alumina = constant(factors, "alumina", "formula_units_per_aluminium_atom")
    carbon = constant(factors, "carbon", "atoms_per_aluminium_atom")
    enthalpy = carbon * constant(factors, "carbon_dioxide", "enthalpy_of_formation") - alumina * constant(
        factors, "alumina", "enthalpy_of_formation"
    )
    # kJ per g is GJ per t.
    return enthalpy / constant(factors, "aluminium", "molar_mass") / GJ_PER_MWH


def voltage_findings(activity: pl.DataFrame) -> pl.DataFrame:
    """Findings where a potline's DC energy, current and cell-days imply a cell voltage no cell runs at."""
    voltage = mean_cell_voltage(pl.col("dc_electricity_mwh"), pl.col("line_current_ka"), pl.col("cell_days"))
    rows = potline_periods(activity).filter((pl.col("line_current_ka") > 0) & (pl.col("cell_days") > 0))
    told = Told(
        "cell_voltage",
        "potlines",
        "dc_electricity_mwh",
        "mean cell voltage by DC energy, line current and cell-days",
        "V",
        "DC energy, line current or cell-days of another potline or period",
    )
    return outside(rows.with_columns(voltage.alias("value")), band("cell_voltage"), told)


def energy_per_tonne_findings(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Findings where energy per tonne, metered or stated, is below what the reaction takes or far from what smelters
    take."""
    least = reaction_energy(factors.usable)
    floor = Band(least, None, "error", "enthalpy of 2 Al2O3 + 3 C -> 4 Al + 3 CO2 by CODATA, 1989")
    cause = "a meter or a period is missing, or metal is counted that was not tapped here"
    found = []
    metered = (
        (_dc_per_tonne(activity, factors), "dc_energy", "potlines", "dc_electricity_mwh", "DC energy"),
        (_ac_per_tonne(activity), "ac_energy", "electricity", "mwh", "AC energy"),
    )
    for rows, name, table, column, of in metered:
        told = Told("energy_per_tonne", table, column, f"{of} per t tapped", "MWh/t", cause)
        found += _held(rows, floor, band(name), told)
    for item, name in _RATES.items():
        rows = recorded(activity, "rate", item=item).select(*_LINE)
        told = Told("energy_per_tonne", "specific_consumption", "value", item, "MWh/t", "a rate per another tonne")
        found += _held(rows, floor, band(name), told)
    return merge(found)


def _held(rows: pl.DataFrame, floor: Band, usual: Band, told: Told) -> list[pl.DataFrame]:
    """Findings against the floor, and of those above it against what is usual."""
    possible = rows.filter(~floor.left(pl.col("value")))
    return [outside(rows, floor, told), outside(possible, usual, told)]


def _dc_per_tonne(activity: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """DC energy per t tapped, by potline over the longer of the periods of metal and operation.

    Metal that the charge cannot have made is Faraday's law's finding, not one of energy.
    """
    impossible = implied_current_efficiency(activity, factors).filter(too_much_metal())
    operation = potline_periods(activity).drop_nulls("dc_electricity_mwh")
    metal = tapped_by_potline(activity).filter(pl.col("metal_t") > 0)
    keys = [*PERIOD, "facility_id", "period_start", "period_end"]
    pieces = [
        together(metal, operation, equal=True)
        .group_by([*keys, "metal_t"], maintain_order=True)
        .agg(pl.col("dc_electricity_mwh").sum()),
        together(operation, metal, equal=False)
        .group_by([*keys, "dc_electricity_mwh"], maintain_order=True)
        .agg(pl.col("metal_t").sum()),
    ]
    rows = pl.concat([piece.select(*keys, "metal_t", "dc_electricity_mwh") for piece in pieces])
    possible = rows.join(impossible, on=keys, how="anti", maintain_order="left")
    return possible.with_columns((pl.col("dc_electricity_mwh") / pl.col("metal_t")).alias("value"))


def _ac_per_tonne(activity: pl.DataFrame) -> pl.DataFrame:
    """AC energy of a smelter's potlines per t tapped, over the reporting period."""
    used = total(recorded(activity, "electricity", flow="consumed", facility_kind="potline"), "ac")
    metal = total(recorded(activity, "metal", flow="tapped"), "metal_t").filter(pl.col("metal_t") > 0)
    return used.join(metal, on=PERIOD, how="inner", maintain_order="left").with_columns(
        (pl.col("ac") / pl.col("metal_t")).alias("value")
    )
