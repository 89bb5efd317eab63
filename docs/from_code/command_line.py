"""The command line's own help.

Belongs here: one section per verb. Does not belong here: any verb or option.
"""

from __future__ import annotations

import argparse
import os

from pipelines.cli import _parser

_WIDTH = "100"


def command_line() -> str:
    """The help of every verb."""
    # argparse breaks lines at the terminal's width, which is not the reader's.
    os.environ["COLUMNS"] = _WIDTH
    parser = _parser()
    parts = [_block(parser.format_help())]
    for name, verb in _verbs(parser).items():
        parts += [f"(verb-{name})=", f"## `smelter-ghg {name}`", _block(verb.format_help())]
    return "\n\n".join(parts)


def verbs() -> list[str]:
    """The names of the verbs."""
    return list(_verbs(_parser()))


def _verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found[0].choices)


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```"
