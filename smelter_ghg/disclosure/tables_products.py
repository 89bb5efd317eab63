"""The bridge from all emissions of a site and its supply chain to the numerator of mine to metal.

Belongs here: which figure stands in which cell. Does not belong here: values.
"""

from __future__ import annotations

from smelter_ghg.contracts.labels import SCOPE_1, SCOPE_3
from smelter_ghg.disclosure import measures as m
from smelter_ghg.disclosure.facts import Facts, Period
from smelter_ghg.disclosure.figures_emissions import SCOPES, scope_id, total_id
from smelter_ghg.disclosure.figures_intensity import boundary_emissions_id
from smelter_ghg.disclosure.figures_products import product_id, products_of
from smelter_ghg.disclosure.numbers import unit_text
from smelter_ghg.disclosure.view import FigureIndex, Label, TableView, When, cell
from smelter_ghg.disclosure.view import Row as ViewRow
from smelter_ghg.disclosure.words import words


def bridge_table(facts: Facts, index: FigureIndex, period: Period, account: str, table_id: str) -> TableView | None:
    """All products, less each other product, equals primary metal: by scope and in all."""
    whole = index.get(boundary_emissions_id(facts, period, "mine_to_metal", account))
    if whole is None:
        return None
    plain = m.calculated(facts.config, account)
    everything = tuple(
        cell(index.get(scope_id(facts, period, scope, None, "" if scope == SCOPE_1 else account))) for scope in SCOPES
    )
    rows = [
        ViewRow(("All products",), (*everything, cell(index.get(total_id(facts, period, account))))),
        *(
            ViewRow(
                (f"less {words(product)}",),
                tuple(
                    cell(index.get(product_id(facts, period, account, product, scope)), applicable=False)
                    for scope in (*SCOPES, None)
                ),
            )
            for product in products_of(facts, period, account)
        ),
        ViewRow(
            ("Primary metal: the numerator of mine to metal",),
            (
                *(cell(index.get(m.of_period(m.EMISSIONS_SCOPE_PART, period, plain, str(one)))) for one in SCOPES),
                cell(whole),
            ),
            level="total",
        ),
    ]
    heads = tuple((Label(f"Scope {scope}" + (", categories 1, 3, 4" if scope == SCOPE_3 else "")),) for scope in SCOPES)
    return TableView(
        table_id,
        (
            "From corporate ",
            Label("scope 1"),
            " to mine to metal, ",
            When(period.label),
            f", {words(account)}, ",
            unit_text("t CO2e"),
        ),
        (*heads, ("All",)),
        tuple(rows),
        head="Made for",
        unit_column=False,
    )
