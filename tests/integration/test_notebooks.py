"""The notebooks run from top to bottom on a real release.

Belongs here: executing notebooks. Does not belong here: what they show.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, published_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell runs; the notebook's own recalculation ties out or it fails."""
    monkeypatch.setenv("SMELTER_GHG_RELEASE", str(published_release))
    notebook = jupytext.read(path)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    printed = [output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("recalculated" in text for text in printed)


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS
