"""Turns telemetry off in the project's own environment, for commands that never load the definitions first.

Belongs here: one line of start-up configuration for `.venv`. Does not belong here: anything for an installed wheel.

`dg` writes its telemetry log before it loads anything of a project, and takes a missing DAGSTER_HOME for consent (1.13,
tried). Python reads *.pth files of an environment when it starts, so the environment itself says no.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

from pipelines.environment import DISABLE, HOME, home

NAME = "smelter_ghg_telemetry_off.pth"


def hook(dagster_home: Path) -> str:
    """The start-up line; a home that is set is kept."""
    return (
        f"import os; os.environ[{HOME!r}] = os.environ.get({HOME!r}) or {str(dagster_home)!r}; "
        f"os.environ[{DISABLE!r}] = '1'\n"
    )


def main() -> int:
    """Write the hook into the running environment; refused outside a virtual environment."""
    if sys.prefix == sys.base_prefix:
        print("not a virtual environment; nothing was written", file=sys.stderr)
        return 1
    path = Path(sysconfig.get_paths()["purelib"]) / NAME
    path.write_text(hook(home()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
