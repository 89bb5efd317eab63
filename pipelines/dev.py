"""Opens the Dagster UI on the demo smelters: `make dev`.

Belongs here: starting Dagster's own development server with telemetry off. Does not belong here: definitions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.environment import assert_telemetry_off, telemetry_off

_CHECKOUT = Path(__file__).resolve().parent.parent


def command(arguments: Sequence[str]) -> list[str]:
    """The server's command; further arguments, such as --port, are handed on."""
    return [sys.executable, "-m", "dagster", "dev", "--module-name", "pipelines.definitions", *arguments]


def main() -> None:
    """Become the server; its processes inherit the environment."""
    telemetry_off()
    assert_telemetry_off()
    # dagster.yaml names its folders relative to the checkout.
    os.chdir(_CHECKOUT)
    os.execv(sys.executable, command(sys.argv[1:]))


if __name__ == "__main__":
    main()
