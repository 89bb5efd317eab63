"""How a command ends: exit codes, and the errors that lead to them.

Belongs here: what every verb shares when it cannot go on. Does not belong here: verbs.
"""

from __future__ import annotations

DONE, REFUSED, WRONG_USAGE, FAILED = 0, 1, 2, 3


class UsageError(Exception):
    """What was asked for cannot be done; the message says why."""


class UnknownPeriodError(UsageError):
    """The records have no reporting period of the name asked for."""


class RunFailedError(RuntimeError):
    """A step failed for another reason than the records."""
