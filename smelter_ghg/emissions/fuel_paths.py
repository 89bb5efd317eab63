"""From a fuel as it was recorded to its net energy: the paths there are, and the equations each of them makes.

Belongs here: which arguments lead from an amount to GJ on the net calorific value. Does not belong here: looking the
arguments up (`fuel_quantities`), any gas.

One numbered equation, energy times factor, takes many forms, because a fuel may be weighed, metered as volume or sold
as energy on the gross calorific value. Each form is an equation of its own in the register, with its arguments and
their units, so that no step from the record to the energy is hidden.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smelter_ghg.emissions.equation import Arithmetic, Equation, equation

_TABLE_1_2 = "IPCC 2006 Guidelines, Volume 2, Chapter 1, section 1.4.1.2 and Table 1.2 (net calorific values)"


@dataclass(frozen=True)
class FuelPath:
    """One way to net energy: energy (GJ) = function of the arguments, in the order of `units`.

    recorded: the unit the amount is recorded in; words, symbols: how title and expression say it; reading: the whole
    way in words, as an explanation of the energy table shows it.
    """

    name: str
    recorded: str
    words: str
    symbols: str
    reading: str
    units: Mapping[str, str]

    def energy(self, **arguments: Arithmetic) -> Arithmetic:
        """Net energy in GJ; the arguments are multiplied in order, those on the gross value divided by."""
        energy: Arithmetic = 1
        for name in self.units:
            divided = name == "gross_calorific_value" and "net_calorific_value" in self.units
            energy = energy / arguments[name] if divided else energy * arguments[name]
        return energy


def _paths() -> tuple[FuelPath, ...]:
    ratio = {"net_to_gross": "1"}
    made = [
        FuelPath("energy", "GJ", "a fuel metered as energy", "Q", "energy by net calorific value", {"amount": "GJ"}),
        FuelPath("gross_energy", "GJ", "a fuel metered as gross energy", "Q_gross · r",
                 "GJ = gross energy · net over gross", {"amount": "GJ"} | ratio),
    ]  # fmt: skip
    for name, per, words, symbol in (
        ("mass", "t", "a weighed fuel", "m"),
        ("volume", "m3", "a fuel metered as volume", "V"),
        ("normal_volume", "Nm3", "a gas metered at normal conditions", "V_n"),
    ):
        net, gross = {"net_calorific_value": f"GJ/{per}"}, {"gross_calorific_value": f"GJ/{per}"}
        amount, said = {"amount": per}, name.replace("_", " ")
        made += [
            FuelPath(name, per, words, f"{symbol} · NCV", f"GJ = {said} · net calorific value", amount | net),
            FuelPath(f"gross_{name}", per, f"{words}, by gross calorific value", f"{symbol} · GCV · r",
                     f"GJ = {said} · gross calorific value · net over gross", amount | gross | ratio),
            FuelPath(f"gross_energy_by_{name}_values", "GJ", f"a fuel metered as gross energy, by its values per {per}",
                     "Q_gross · NCV / GCV", "GJ = gross energy · net calorific value / gross calorific value",
                     {"amount": "GJ"} | net | gross),
        ]  # fmt: skip
        if per != "t":
            made.append(
                FuelPath(f"{name}_by_density", per, f"{words}, by density", f"{symbol} · rho · NCV",
                         f"GJ = {said} · density · net calorific value per tonne",
                         amount | {"density": f"t/{per}", "net_calorific_value": "GJ/t"})
            )  # fmt: skip
    return tuple(made)


FUEL_PATHS = {path.name: path for path in _paths()}


def per_path(
    equation_id: str,
    title: str,
    factors: Mapping[str, str],
    symbols: str,
    result: str,
    citation: str,
    module: str,
) -> dict[str, Equation]:
    """For every path the equation: net energy times `factors` (argument to unit), declared under `equation_id` with the
    path's name for {path}.

    `module` is the source the equations belong to; `result` names the gas in the docstring.
    """
    declared = {}
    for path in FUEL_PATHS.values():
        function = _product(path, tuple(factors), equation_id.format(path=path.name), module)
        units = {**path.units, **factors}
        listed = ", ".join(f"{name.replace('_', ' ')} ({unit})" for name, unit in units.items())
        function.__doc__ = (
            f"{result} in kg from {listed}.\n\n{path.reading}; times {' and '.join(factors)}. {citation}."
        )
        steps = citation if path.name == "energy" else f"{citation}; {_TABLE_1_2}"
        declared[path.name] = equation(
            title=title.format(words=path.words),
            expression=f"E = {path.symbols} · {symbols}",
            units=units,
            citation=steps,
        )(function)
    return declared


def _product(path: FuelPath, factors: tuple[str, ...], name: str, module: str) -> Callable[..., Arithmetic]:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature([inspect.Parameter(argument, kind) for argument in (*path.units, *factors)])

    def function(*values: Arithmetic, **named: Arithmetic) -> Arithmetic:
        arguments = signature.bind(*values, **named).arguments
        kilograms = path.energy(**{argument: arguments[argument] for argument in path.units})
        for factor in factors:
            kilograms = kilograms * arguments[factor]
        return kilograms

    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__signature__ = signature  # type: ignore[attr-defined]
    return function
