"""The run log: one JSON line per step on stderr, and a progress bar where someone is watching.

Belongs here: what is said while the graph runs. Does not belong here: findings and results.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from collections import defaultdict
from typing import TextIO

import dagster as dg
from dagster_shared.error import SerializableErrorInfo
from tqdm import tqdm

NAME = "run_log"


class RunLog(logging.Handler):
    """Turns Dagster's events into lines and into seconds per stage."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._rows: dict[str, dict[str, int]] = defaultdict(dict)
        self._failed: dict[str, list[str]] = defaultdict(list)
        self.partition: str | None = None
        self.seconds: dict[str, float] = defaultdict(float)
        self._steps = 0
        # disable=None: no bar where stderr is no terminal.
        self._bar = tqdm(total=0, unit="step", file=stream, disable=None, leave=False)

    def expect(self, steps: int) -> None:
        """Announce steps to come."""
        self._steps += steps
        self._bar.total = self._steps
        self._bar.refresh()

    def done(self) -> None:
        self._bar.close()

    def definition(self) -> dg.LoggerDefinition:
        """This log as a logger of a job; it hears every event of the run."""

        def run_log(_: dg.InitLoggerContext) -> logging.Logger:
            made = logging.Logger(NAME)
            made.addHandler(self)
            return made

        return dg.LoggerDefinition(run_log, description="One JSON line per step.")

    def line(self, **fields: object) -> None:
        self._bar.write(json.dumps(fields, ensure_ascii=True), file=self._stream)

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if not isinstance(event, dg.DagsterEvent) or event.step_key is None:
            return
        step, kind = event.step_key, event.event_type
        if kind is dg.DagsterEventType.ASSET_MATERIALIZATION and event.asset_key is not None:
            count = event.step_materialization_data.materialization.metadata.get("dagster/row_count")
            if count is not None and isinstance(count.value, int):
                self._rows[step][event.asset_key.to_user_string()] = count.value
        elif kind is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed:
                self._failed[step].append(f"{check.asset_key.to_user_string()}:{check.check_name}")
        elif kind in (dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE):
            self._step_done(step, event)

    def _step_done(self, step: str, event: dg.DagsterEvent) -> None:
        said: dict[str, object] = {"job": event.job_name, "step": step}
        if self.partition is not None:
            said["partition"] = self.partition
        if event.event_type is dg.DagsterEventType.STEP_FAILURE:
            said |= {"outcome": "failed", **_cause(event.step_failure_data.error)}
        else:
            seconds = (event.step_success_data.duration_ms or 0.0) / 1000
            self.seconds[step] += seconds
            said |= {"outcome": "done", "seconds": round(seconds, 3), "peak_mb": _peak_mb()}
        rows, failed = self._rows.pop(step, {}), self._failed.pop(step, [])
        self.line(**said, **({"rows": rows} if rows else {}), **({"failed_checks": failed} if failed else {}))
        self._bar.update()


def _peak_mb() -> int:
    """The most memory the process has held so far, in MB (10^6 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kilobytes, macOS bytes.
    return round(peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6)


def _cause(error: SerializableErrorInfo | None) -> dict[str, object]:
    """The error behind a failed step; where it stands in the code, unless a check blocked."""
    if error is None:
        return {}
    first = error
    while first.cause is not None:
        first = first.cause
    where = {} if first.cls_name == "DagsterAssetCheckFailedError" else {"at": [line.strip() for line in first.stack]}
    return {"error": first.message.strip(), **where}
