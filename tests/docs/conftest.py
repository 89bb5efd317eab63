"""The documentation site, built once per test run as `make docs` builds it.

Belongs here: sharing the site between xdist workers. Does not belong here: any expectation but that it builds.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site; the first to ask builds it, other workers wait for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "docs-site"
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site" / "index.html").exists():
            built = subprocess.run(
                [sys.executable, "-m", "sphinx", "--fresh-env", "--fail-on-warning", "--keep-going", "--quiet",
                 "-d", str(folder / "doctrees"), str(DOCS), str(folder / "site")],
                cwd=ROOT,
                capture_output=True,
                text=True,
            )  # fmt: skip
            assert built.returncode == 0 and not built.stderr, built.stderr[-4000:]
    return folder / "site"
