"""What the documentation tells its reader to do works, and prints what the page shows.

The tutorial is done in every run; the how-to guides, which take a minute or two, with SMELTER_GHG_SOAK=1.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.run_page import DOCS, PageError, run_page

SOAK = os.environ.get("SMELTER_GHG_SOAK") == "1"
TUTORIAL = DOCS / "tutorial" / "from_template_to_release.md"
GUIDES = sorted(path for path in (DOCS / "how_to").glob("*.md") if "```console" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", [TUTORIAL, *(GUIDES if SOAK else ())], ids=lambda page: page.stem)
def test_a_page_does_what_it_says(page: Path, tmp_path: Path) -> None:
    ran = run_page(page, tmp_path)
    verbs = {command.split()[1] for command in ran if command.startswith("smelter-ghg ")}
    assert verbs >= ({"template", "check", "report", "explain"} if page == TUTORIAL else set()) and ran


@pytest.mark.parametrize(
    ("shown", "agrees"),
    [
        ("one\n...\nthree\n", True),
        ("one\ntwo: ... of 7\nthree\n", True),
        ("...\nthree\n", True),
        ("one\ntwo: 5 of 7\n", False),
        ("one\ntwo: 6 of 7\nthree\n", False),
        ("", False),
    ],
)
def test_a_page_that_shows_something_else_is_refused(shown: str, agrees: bool, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```console\n$ printf 'one\\ntwo: 5 of 7\\nthree\\n'\n{shown}```\n", encoding="utf-8")
    if agrees:
        assert len(run_page(page, tmp_path)) == 1
    else:
        with pytest.raises(PageError, match="one"):
            run_page(page, tmp_path)
