"""The verbs for an auditor: verify, evidence.

Belongs here: what they print and how they end. Does not belong here: arguments, verifying, packing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.ends import DONE, REFUSED, UsageError

if TYPE_CHECKING:
    from smelter_ghg.evidence.verification import Verification


@contextmanager
def _bar() -> Iterator[Callable[[str], None]]:
    """A progress bar on stderr that names each step; nothing where stderr is no terminal."""
    from tqdm import tqdm

    # How many steps there are depends on what is found, so that the bar counts and does not promise.
    bar = tqdm(unit="step", file=sys.stderr, disable=None, leave=False)

    def tell(step: str) -> None:
        bar.set_description(step)
        bar.update()

    try:
        yield tell
    finally:
        bar.close()


def verify(arguments: argparse.Namespace) -> int:
    from pipelines.printing import print_json
    from pipelines.printing_evidence import as_json, verification_lines
    from smelter_ghg.evidence.verification import verify
    from smelter_ghg.release import ReleaseNotFoundError

    try:
        with _bar() as tell:
            made: Verification = verify(arguments.path, tell, draw=arguments.draw)
    except ReleaseNotFoundError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{error.filename or arguments.path}: {error.strerror}") from error
    if arguments.json:
        print_json(as_json(made))
    else:
        for line in verification_lines(made):
            print(line)
    return DONE if made.right else REFUSED


def evidence(arguments: argparse.Namespace) -> int:
    from pipelines.printing import print_json, printable
    from smelter_ghg.evidence.pack import write_pack
    from smelter_ghg.evidence.papers import DocumentsError
    from smelter_ghg.explain import BrokenReleaseError
    from smelter_ghg.release import ReleaseDamagedError, ReleaseNotFoundError, read_release

    out = arguments.out
    if out.suffix.lower() != ".zip":
        raise UsageError(f"{out}: the pack is a .zip archive")
    if arguments.documents is not None and not arguments.documents.is_dir():
        raise UsageError(f"{arguments.documents}: no such folder of documents")
    try:
        with _bar() as tell:
            write_pack(read_release(arguments.release), out, documents=arguments.documents, tell=tell)
    except DocumentsError as error:
        for line in error.problems:
            print(f"smelter-ghg: {printable(line)}", file=sys.stderr)
        return REFUSED
    except (ReleaseNotFoundError, ReleaseDamagedError, BrokenReleaseError) as error:
        raise UsageError(str(error)) from error
    except FileExistsError as error:
        raise UsageError(f"{out}: exists already and is not overwritten") from error
    except OSError as error:
        raise UsageError(f"{error.filename or out}: {error.strerror}") from error
    if arguments.json:
        print_json({"evidence": str(out)})
    else:
        print(out)
    return DONE
