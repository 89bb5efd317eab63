"""Physics as data quality: balances as cited equations, each with a band and the band's source.

Belongs here: what nature allows, and how far a record is from it. Does not belong here: emissions, verdicts. Only the
impossible is an error; the implausible is a warning that travels with the figure.
"""

from smelter_ghg.physics.alumina import alumina_findings
from smelter_ghg.physics.analyses import impurity_findings, technology_findings
from smelter_ghg.physics.captive_power import captive_power_findings, plant_efficiency_findings
from smelter_ghg.physics.carbon import carbon_floor_findings
from smelter_ghg.physics.carbon_balance import carbon_balance_findings
from smelter_ghg.physics.electricity import dc_ac_findings
from smelter_ghg.physics.energy_of_cells import energy_per_tonne_findings, voltage_findings
from smelter_ghg.physics.faraday import faraday_findings
from smelter_ghg.physics.metal_balance import metal_balance_findings
from smelter_ghg.physics.negative_balances import negative_balance_findings

__all__ = [
    "alumina_findings",
    "captive_power_findings",
    "carbon_balance_findings",
    "carbon_floor_findings",
    "dc_ac_findings",
    "energy_per_tonne_findings",
    "faraday_findings",
    "impurity_findings",
    "metal_balance_findings",
    "negative_balance_findings",
    "plant_efficiency_findings",
    "technology_findings",
    "voltage_findings",
]
