"""Sectoral pathways: what a plan's path is in every year, and how far the intensity is from it (criterion 5.3).

Belongs here: forms of a path, slopes looked up in the user's table, intensities beside them. Does not belong here:
slopes themselves, which are records; verdicts (smelter_ghg.conformance); figures and pages (smelter_ghg.disclosure).

No equation here is ASI's own: its Entity GHG Pathways Method is public in parts only (decision 17).
"""

from smelter_ghg.pathways.build import build_pathways

__all__ = ["build_pathways"]
