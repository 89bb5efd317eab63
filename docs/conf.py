"""How Sphinx builds the site: `make docs`.

Belongs here: Sphinx settings and the hook that puts generated parts into pages. Does not belong here: what those parts
say (from_code).

The site opens from the file system and asks nothing of any network: no web font, no MathJax, no analytics; the search
index is a script beside the pages.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

from sphinx.application import Sphinx

# Sphinx runs this file by its path, so the folder is not yet a place to import from.
sys.path.insert(0, str(Path(__file__).parent))

from from_code import PARTS

project = "smelter-ghg"
author = "smelter-ghg contributors"
project_copyright = "smelter-ghg contributors, Apache-2.0"
version = release = metadata.version("smelter-ghg")

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_site", "from_code", "static", "images"]
nitpicky = True
# A page named after a moment would differ between two builds of the same commit.
html_last_updated_fmt = None

myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "smelter-ghg"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
# Summaries would be fetched page by page, which a browser refuses from the file system.
html_show_search_summary = False
# Code is shown as it is typed; guessing its language colours prose.
highlight_language = "none"

_DOCS = Path(__file__).resolve().parent
_UPWARDS = re.compile(r"\[([^\]]+)\]\((\.\.?/[^)#\s]*)[^)]*\)")
_PART = re.compile(r"^<!-- from code: ([a-z_]+) -->$", re.MULTILINE)


def _with_parts(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replaces every marker of a page by what the code says today."""
    source[0] = _PART.sub(lambda found: PARTS[found[1]](), source[0])


def _without_the_repository(app: Sphinx, docname: str, source: list[str]) -> None:
    """Links to files of the repository outside docs/ become their names: the site may stand where those are not."""
    folder = (_DOCS / docname).parent

    def named(found: re.Match[str]) -> str:
        target = (folder / found[2]).resolve()
        inside = target.is_relative_to(_DOCS) or not target.is_relative_to(_DOCS.parent)
        return found[0] if inside else f"{found[1]} (`{target.relative_to(_DOCS.parent).as_posix()}`)"

    source[0] = _UPWARDS.sub(named, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _with_parts)
    app.connect("source-read", _without_the_repository)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
