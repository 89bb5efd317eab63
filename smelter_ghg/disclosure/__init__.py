"""Disclosure: the figures a release publishes and the page that shows them.

Belongs here: figures, tables, charts, pages, and the only rounding in the project. Does not belong here: computing
emissions, intensities or verdicts.
"""

from smelter_ghg.disclosure.book import FigureError
from smelter_ghg.disclosure.figures import build_figures
from smelter_ghg.disclosure.figures_restated import restated_figures
from smelter_ghg.disclosure.page import render_pages, write_pages
from smelter_ghg.disclosure.restatement_files import comparison_files

__all__ = ["FigureError", "build_figures", "comparison_files", "render_pages", "restated_figures", "write_pages"]
