"""Labels with a meaning of their own: scopes, scope 3 categories, tiers, distributions.

Belongs here: what the GHG Protocol and the IPCC Guidelines number or name. Does not belong here: any quantity.
"""

SCOPE_1, SCOPE_2, SCOPE_3 = 1, 2, 3
# CO2 of biomass: reported beside the scopes, part of none (GHG Protocol Corporate Standard, chapter 4).
OUTSIDE_SCOPES = 0
TIER_1, TIER_2, TIER_3 = 1, 2, 3
# Measured throughout instead of computed; 40 CFR 98.33(a)(4) counts that as a tier of its own.
TIER_4 = 4
PURCHASED_GOODS, FUEL_AND_ENERGY, INBOUND_TRANSPORT = 1, 3, 4

# Scope 3 categories that mine to metal counts (ASI issue brief of 23 February 2022).
MINE_TO_METAL_CATEGORIES = (PURCHASED_GOODS, FUEL_AND_ENERGY, INBOUND_TRANSPORT)

# Distributions a 95 % range may have (smelter_ghg.uncertainty.distributions gives them their shapes).
DISTRIBUTIONS = ("normal", "lognormal", "two_piece", "triangular", "uniform")
