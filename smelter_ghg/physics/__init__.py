"""Physics as data quality: balances as cited equations, each with a band and the band's source.

Belongs here: what nature allows, and how far a record is from it. Does not belong here: emissions, verdicts. Only the
impossible is an error; the implausible is a warning that travels with the figure.
"""

from smelter_ghg.physics.carbon import carbon_floor_findings
from smelter_ghg.physics.electricity import dc_ac_findings
from smelter_ghg.physics.faraday import faraday_findings
from smelter_ghg.physics.negative_balances import negative_balance_findings

__all__ = ["carbon_floor_findings", "dc_ac_findings", "faraday_findings", "negative_balance_findings"]
