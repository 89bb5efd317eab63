"""README.txt of a pack: what is where, and how to verify it.

Belongs here: its words. Does not belong here: anything computed.
"""

from __future__ import annotations

_TEXT = """\
Evidence to {release}
{line}

This pack was made from a release of smelter-ghg alone, and holds it whole. The
same release gives the same bytes of this pack.
{synthetic}
{folder}/
    The release as it was published; open index.html in a browser.
README.txt, manifest.json
    This text; the SHA-256 of every file, and of the release's own manifest.
verdicts.csv, verdicts/
    Every verdict with its readings, as a table; by smelter and criterion as
    JSON, with the ids of the figures it shows.
criteria.csv
    Every sub-criterion with its requirements, evidence and what is missing.
figures/
    How each of those figures was made: a tree in JSON by figure id, down to
    record cells and factors. Where a tree names another figure, that one has a
    file of its own.
records.csv
    Every record cell the results rest on: file, sheet, row and column, the
    document and the document's SHA-256 as recorded.
documents.csv{papers}
    The documents on record{papers_said}.
factors.csv
    The factors in use with citation and status.
verification.csv, findings.csv
    Statements of verifiers on record; everything the checks found.
checklist.xlsx
    A form to complete, a sheet per smelter. Copy it before you fill it in: a
    changed file makes the pack no longer whole. Ratings are suggested from
    what is on record; you decide, minor or major too.
sample.csv
    Record cells worth a look at their document, by smelter and reporting
    period: the first {first} by contribution to the total, and the first {first}
    errors by contribution to the uncertainty, each with the record of it that
    contributes most. A ledger row's t CO2e (mine to metal) belong to every
    record its equation takes, in part where several records add up to one
    argument; a record of the metal divided by has its part of the total, if
    that is more. Of the two scope 2 accounts the greater counts. Note what you
    saw in the last column, in a copy.
provenance.json
    Where the figures of the verdicts come from, as W3C PROV-JSON.

To verify it, with smelter-ghg {version}:

    smelter-ghg verify evidence.zip        (or the unpacked folder)

It holds every file against its SHA-256, recomputes every figure from the
release's own records and factors, judges verdicts and criteria again, makes the
files of this pack again from the release, and names whatever disagrees. --draw draws the
intervals again too. Exit code 0: whole and recomputed; 1: not.

The name of the release is made of the hash of its manifest. Whoever was given
that name by another way knows that it is this release and no other.
"""
_SYNTHETIC = "\nPart or all of it is synthetic demonstration data: no real smelter.\n"


def readme(release: str, version: str, *, first: int, synthetic: bool, papers: bool) -> bytes:
    """The text; `papers` says whether the documents' files are in the pack."""
    title = f"Evidence to {release}"
    text = _TEXT.format(
        release=release,
        line="=" * len(title),
        folder=release,
        version=version,
        first=first,
        synthetic=_SYNTHETIC if synthetic else "",
        papers=", documents/" if papers else "",
        papers_said=", and their files, each with the SHA-256 on record" if papers else "",
    )
    return text.encode()
