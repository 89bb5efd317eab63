"""Fuel burnt, by the path that leads from its record to its net energy.

Belongs here: what combustion, the upstream of fuels and the energy ledger share: which density, calorific value or
ratio belongs to a row, and what is missing without one. Does not belong here: any gas.

What each unit may use, best first: the site's net calorific value per the unit recorded; its gross value with the
stated ratio of net to gross; for volumes its density with a net calorific value per tonne. A default exists per tonne
only. Energy needs its basis, and gross energy the ratio or both calorific values.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smelter_ghg.emissions.equation import record_argument
from smelter_ghg.emissions.fuel_paths import FUEL_PATHS, FuelPath
from smelter_ghg.emissions.lookup import SourceInputs, joined_key, missing_rows, prefer, with_factor, with_record
from smelter_ghg.items import FUELS, PROCESS_OF_FACILITY

_SUFFIXES = ("", "__id", "__kind", "__multiplier")
# Unit a quantity is recorded in -> what the names of its properties end with.
_PER = {"t": "per_t", "m3": "per_m3", "Nm3": "per_nm3"}


@dataclass(frozen=True)
class FuelQuantities:
    """by_path: per path its rows, with the argument columns the path takes. missing: MISSING."""

    by_path: list[tuple[FuelPath, pl.DataFrame]]
    missing: list[pl.DataFrame]


def fuel_quantities(inputs: SourceInputs) -> FuelQuantities:
    """Fuels consumed, each row under the one path its records allow; rows that no path takes are missing."""
    rows = inputs.quantities("item", item=FUELS, flow="consumed").with_columns(
        pl.col("facility_kind").fill_null("").replace_strict(PROCESS_OF_FACILITY).alias("process"),
        joined_key("origin", "supplier", "supplier_site", "basis").alias("input_key"),
        *record_argument("amount", pl.col("value"), pl.col("input_id"), pl.col("multiplier")),
    )
    found = FuelQuantities([], [])
    energy = rows.filter(pl.col("unit") == "GJ")
    _take(found, "energy", energy.filter(pl.col("basis") == "net_calorific"))
    _gross_energy(inputs, energy.filter(pl.col("basis") == "gross_calorific"), found)
    _lacking(
        found,
        energy.filter(~pl.col("basis").is_in(["net_calorific", "gross_calorific"]).fill_null(False)),
        "recorded as energy without its basis: write net_calorific or gross_calorific into the column basis; "
        "therms and MMBtu are mostly sold on the gross calorific value",
    )
    _mass(inputs, rows.filter(pl.col("unit") == "t"), found)
    for unit, name in (("m3", "volume"), ("Nm3", "normal_volume")):
        _volume(inputs, rows.filter(pl.col("unit") == unit), unit, name, found)
    return found


def _take(found: FuelQuantities, name: str, rows: pl.DataFrame) -> None:
    if not rows.is_empty():
        found.by_path.append((FUEL_PATHS[name], rows))


def _lacking(found: FuelQuantities, rows: pl.DataFrame, reason: str) -> None:
    found.missing.append(missing_rows(rows, pl.col("item"), boundary="scope_1", category="scope_1", reason=reason))


def _property(inputs: SourceInputs, rows: pl.DataFrame, name: str, argument: str) -> pl.DataFrame:
    return with_record(rows, inputs.quantities("property", flow=name), argument, on={"item": "item"})


def _split(rows: pl.DataFrame, *arguments: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that have every argument, and the others without these arguments' columns."""
    complete = pl.all_horizontal(pl.col(argument).is_not_null() for argument in arguments)
    rest = rows.filter(~complete).drop(f"{argument}{suffix}" for argument in arguments for suffix in _SUFFIXES)
    return rows.filter(complete), rest


def _with_gross(inputs: SourceInputs, rows: pl.DataFrame, per: str) -> pl.DataFrame:
    rows = _property(inputs, rows, f"gross_calorific_value_{per}", "gross_calorific_value")
    return _property(inputs, rows, "net_to_gross", "net_to_gross")


def _gross_energy(inputs: SourceInputs, rows: pl.DataFrame, found: FuelQuantities) -> None:
    if rows.is_empty():
        return
    stated, rows = _split(_property(inputs, rows, "net_to_gross", "net_to_gross"), "net_to_gross")
    _take(found, "gross_energy", stated)
    for name, per in (("mass", "per_t"), ("volume", "per_m3"), ("normal_volume", "per_nm3")):
        rows = _property(inputs, rows, f"net_calorific_value_{per}", "net_calorific_value")
        rows = _property(inputs, rows, f"gross_calorific_value_{per}", "gross_calorific_value")
        both, rows = _split(rows, "net_calorific_value", "gross_calorific_value")
        _take(found, f"gross_energy_by_{name}_values", both)
    _lacking(
        found,
        rows,
        "recorded on the gross calorific value, and the emission factors are per net calorific value: add "
        "net_to_gross_calorific_ratio, or the net and the gross calorific value, to properties",
    )


def _mass(inputs: SourceInputs, rows: pl.DataFrame, found: FuelQuantities) -> None:
    if rows.is_empty():
        return
    site, rows = _split(_property(inputs, rows, "net_calorific_value_per_t", "net_calorific_value"),
                        "net_calorific_value")  # fmt: skip
    gross, rows = _split(_with_gross(inputs, rows, "per_t"), "gross_calorific_value", "net_to_gross")
    default, rows = _split(_default_per_tonne(inputs, rows), "net_calorific_value")
    _take(found, "mass", pl.concat([site, default], how="diagonal"))
    _take(found, "gross_mass", gross)
    _lacking(found, rows, "no net calorific value per t: add a row to properties, or record the fuel in GJ")


def _volume(inputs: SourceInputs, rows: pl.DataFrame, unit: str, name: str, found: FuelQuantities) -> None:
    if rows.is_empty():
        return
    per = _PER[unit]
    site, rows = _split(_property(inputs, rows, f"net_calorific_value_{per}", "net_calorific_value"),
                        "net_calorific_value")  # fmt: skip
    gross, rows = _split(_with_gross(inputs, rows, per), "gross_calorific_value", "net_to_gross")
    rows = _property(inputs, rows, f"density_{per}", "density")
    rows = _property(inputs, rows, "net_calorific_value_per_t", "site_ncv")
    rows = _default_per_tonne(inputs, rows, "default_ncv")
    rows = prefer(rows, "net_calorific_value", "site_ncv", "default_ncv")
    weighed, rows = _split(rows, "density", "net_calorific_value")
    _take(found, name, site)
    _take(found, f"gross_{name}", gross)
    _take(found, f"{name}_by_density", weighed)
    _lacking(
        found,
        rows,
        f"no net calorific value per {unit}, nor density_kg_{per}: add a row to properties, or record the fuel in t "
        "or GJ" + ("; values per m3 do not fit normal cubic metres" if unit == "Nm3" else ""),
    )


def _default_per_tonne(inputs: SourceInputs, rows: pl.DataFrame, argument: str = "net_calorific_value") -> pl.DataFrame:
    """The cited default calorific value per tonne; there is none per volume."""
    default = inputs.candidates("net_calorific_value").filter(pl.col("canonical_unit") == "GJ/t")
    return with_factor(rows, default, argument, on={"item": "item"}, kind="default")
