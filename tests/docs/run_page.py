"""Does what a page of the documentation tells its reader to do, and compares what the page shows with what happens.

Belongs here: reading the page's steps and doing them in an empty folder. Does not belong here: which pages are run.

- ```console: lines that begin with "$ " are commands; the lines below are what they print, stdout and stderr together.
  A line "..." stands for any lines, "..." within a line for any text. Lines of the run log are left out.
- {code-block} with a caption: a file of that name.
- <!-- start from: NAME -->: the folder docs/examples/NAME, copied.
- <!-- sheet: FILE.xlsx NAME --> and the table below it: rows typed into that sheet, in place of those it had.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.cli import main

DOCS = Path(__file__).resolve().parents[2] / "docs"

_STEP = re.compile(
    r"^(?P<fence>```+|:::+)(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=fence)$"
    r"|^<!-- (?P<verb>start from|sheet): (?P<what>[^\n]*) -->$\n*(?P<table>(?:^\|[^\n]*\n?)*)",
    re.MULTILINE | re.DOTALL,
)
_RELEASE = re.compile(r"release-[0-9a-f]{12}")
_RUN_LOG = '{"job"'


class PageError(AssertionError):
    """A page shows something other than what happens."""


@dataclass
class _Runner:
    folder: Path
    ran: list[str] = field(default_factory=list)
    exit_code: int = 0

    def command(self, text: str) -> str:
        """What a command prints."""
        self.ran.append(text)
        if text == "echo $?":
            return f"{self.exit_code}\n"
        words = shlex.split(text)
        if words[0] == "smelter-ghg" and not set(words) & {"|", ">", "&&"}:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                try:
                    self.exit_code = main(words[1:])
                except SystemExit as stopped:
                    self.exit_code = int(stopped.code or 0)
            return printed.getvalue()
        done = subprocess.run(
            ["bash", "-c", text],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        )
        self.exit_code = done.returncode
        return done.stdout


def run_page(page: Path, folder: Path) -> list[str]:
    """Do every step of a page in `folder`; gives back the commands that ran.

    Raises PageError with command, expected and found output where they differ.
    """
    runner = _Runner(folder)
    text = page.read_text(encoding="utf-8")
    with contextlib.chdir(folder):
        for step in _STEP.finditer(text):
            where = f"{page.name}, line {text.count(chr(10), 0, step.start()) + 1}"
            if step["verb"] == "start from":
                shutil.copytree(DOCS / "examples" / step["what"], folder / step["what"])
            elif step["verb"] == "sheet":
                workbook, sheet = step["what"].split()
                type_rows(folder / workbook, sheet, list(_rows(step["table"])))
            elif step["info"].strip() == "console":
                _console(step["body"], runner.command, where)
            elif step["info"].startswith("{code-block}"):
                _file(step["body"], folder)
    return runner.ran


def _console(body: str, command: Callable[[str], str], where: str) -> None:
    for call in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        typed, shown = _split(call)
        expected, found = _lines(shown), _lines(command(typed))
        if not _same(expected, found):
            raise PageError(
                f"{where}: $ {typed}\n--- the page shows\n" + "\n".join(expected) + "\n--- found\n" + "\n".join(found)
            )


def _split(call: str) -> tuple[str, str]:
    """A command, which goes on to the next line within quotation marks or behind a backslash, and what it prints."""
    lines = call.splitlines()
    for end in range(1, len(lines) + 1):
        typed = "\n".join(lines[:end])
        with contextlib.suppress(ValueError):
            shlex.split(typed)
            return typed.replace("\\\n", " "), "\n".join(lines[end:])
    raise PageError(f"not a command: {call}")


def _lines(text: str) -> list[str]:
    """The lines of an output without the run log and with nothing that names one release."""
    lines = [_RELEASE.sub("release-000000000000", line.rstrip()) for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith(_RUN_LOG)]


def _same(expected: list[str], found: list[str]) -> bool:
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line == "..." else ".*?".join(map(re.escape, line.split("..."))) + r"\n"
        for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in found)) is not None


def _file(body: str, folder: Path) -> None:
    options, _, content = body.partition("\n\n") if body.startswith(":") else ("", "", body)
    caption = re.search(r"^:caption: (.+)$", options, re.MULTILINE)
    if caption is not None:
        target = folder / caption[1].strip().strip("`")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


def _rows(table: str) -> Iterator[list[str]]:
    lines = table.strip().splitlines()
    for line in (lines[0], *lines[2:]):
        yield [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def type_rows(workbook: Path, sheet: str, rows: list[list[str]]) -> None:
    """Type rows, the first being names of columns, into a sheet below its header, as in a spreadsheet program."""
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    page = book[sheet]
    header, *records = rows
    at = next(row for row in page.iter_rows() if {cell.value for cell in row} >= {header[0]})
    columns = {cell.value: cell.column for cell in at}
    first = at[0].row + 1
    for number in range(first, page.max_row + 1):
        for column in columns.values():
            page.cell(number, column).value = None
    for number, record in enumerate(records, first):
        for name, text in zip(header, record, strict=True):
            if text:
                page.cell(number, columns[name]).value = _typed(text)
    book.save(workbook)


def _typed(text: str) -> object:
    """What a spreadsheet makes of typed text: a date, a number, a logical value, else the text."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return dt.date.fromisoformat(text)
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return {"true": True, "false": False}.get(text.lower(), text)
