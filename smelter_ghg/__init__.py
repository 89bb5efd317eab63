"""From aluminium smelter records to a cited greenhouse-gas ledger.

A pure library: Polars frames in, Polars frames out. It never imports Dagster, and importing it pulls in nothing
heavier than Polars; whatever is heavier is imported inside the function that needs it.
"""

import polars as _polars  # noqa: F401  (the one heavy dependency every room shares)

__version__ = "0.1.0"
