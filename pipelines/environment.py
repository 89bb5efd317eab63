"""The environment Dagster starts in: a home of our own, and nothing sent anywhere.

Belongs here: what must be set before Dagster is imported. Does not belong here: anything that imports Dagster.
"""

from __future__ import annotations

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent
_INSTALLED = Path(__file__).resolve().parent / "dagster_home"
_SETTINGS = "dagster.yaml"
HOME, DISABLE = "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"


class TelemetryOnError(RuntimeError):
    """Dagster would record what is run."""


def home() -> Path:
    """A folder whose dagster.yaml turns telemetry off: the checkout, or one inside an installed wheel."""
    return _CHECKOUT if (_CHECKOUT / _SETTINGS).is_file() else _INSTALLED


def telemetry_off(*, own_home: bool = False) -> None:
    """Point DAGSTER_HOME at a home with telemetry off, unless one is set, and stop every upload.

    Dagster reads `enabled: false` only below DAGSTER_HOME and takes a missing home for consent (1.13, source read);
    DAGSTER_DISABLE_TELEMETRY alone stops the upload and still writes the log. With `own_home` a home that is set does
    not count: what runs on an instance in memory needs nobody's.
    """
    if own_home or not os.environ.get(HOME):
        os.environ[HOME] = str(home())
    os.environ[DISABLE] = "1"


def assert_telemetry_off() -> None:
    """Raise TelemetryOnError unless Dagster finds telemetry disabled and the upload stopped."""
    from dagster_shared.telemetry import get_telemetry_enabled_from_dagster_yaml

    if not os.environ.get(HOME) or not os.environ.get(DISABLE) or get_telemetry_enabled_from_dagster_yaml():
        raise TelemetryOnError(
            f"Dagster's telemetry is on; write 'telemetry: {{enabled: false}}' into dagster.yaml in {HOME} "
            f"({os.environ.get(HOME)}), or unset {HOME}"
        )
