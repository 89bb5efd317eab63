"""Disclosure: the figures a release publishes and the page that shows them.

Belongs here: figures, tables, charts, pages, and the only rounding in the project. Does not belong here: computing
emissions, intensities or verdicts.
"""

from smelter_ghg.disclosure.book import FigureError
from smelter_ghg.disclosure.figures import build_figures
from smelter_ghg.disclosure.page import render_pages, write_pages

__all__ = ["FigureError", "build_figures", "render_pages", "write_pages"]
