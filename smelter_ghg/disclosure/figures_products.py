"""Figures of what a period's emissions were made for: primary metal, metal from outside, power, heat or anodes sold.

Belongs here: the bridge from all emissions of the site and its supply chain to the numerator of mine to metal. Does not
belong here: the division itself, intensities.
"""

from __future__ import annotations

from smelter_ghg.contracts.fields import PRODUCTS
from smelter_ghg.contracts.labels import MINE_TO_METAL_CATEGORIES, SCOPE_3
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.book import About, FigureBook
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_emissions import SCOPES
from smelter_ghg.disclosure.words import words
from smelter_ghg.product_allocation import PRIMARY

OTHER_PRODUCTS = tuple(product for product in PRODUCTS if product != PRIMARY)


def product_id(facts: Facts, period: Period, account: str, product: str, scope: int | None) -> str:
    """The figure of one product's part of a scope, or of all scopes."""
    key = (product, "" if scope is None else str(scope))
    return m.of_period(m.EMISSIONS_PRODUCT, period, m.calculated(facts.config, account), *key)


def products_of(facts: Facts, period: Period, account: str) -> dict[str, dict[int, list[str]]]:
    """Ledger rows by product other than primary metal and by scope, of the categories that mine to metal counts."""
    found: dict[str, dict[int, list[str]]] = {}
    for row in facts.inventory(account, period):
        counted = row["scope"] != SCOPE_3 or row["scope3_category"] in MINE_TO_METAL_CATEGORIES
        if counted and row["allocated_to"] != PRIMARY:
            found.setdefault(row["allocated_to"], {}).setdefault(row["scope"], []).append(row["ledger_id"])
    return {product: found[product] for product in OTHER_PRODUCTS if product in found}


def add_products(book: FigureBook, facts: Facts, period: Period, account: str) -> None:
    """Emissions of one period by product other than primary metal, by scope and in all."""
    basis = m.calculated(facts.config, account)
    for product, by_scope in products_of(facts, period, account).items():

        def about(scope: int | None, name: str = product) -> About:
            key = (period.smelter_id, period.label, name, "" if scope is None else str(scope))
            label = f"Made for {words(name)}" + ("" if scope is None else f", scope {scope}")
            return About(m.EMISSIONS_PRODUCT, key, label, "t CO2e", basis, period.smelter_id, period.label)

        parts = [book.sum_co2e(about(scope), by_scope[scope]) for scope in SCOPES if scope in by_scope]
        book.sum_figures(about(None), parts)
