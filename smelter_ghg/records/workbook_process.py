"""The program that opens a workbook: bytes on stdin, its sheets as JSON on stdout. Run by itself, in its own process.

Belongs here: parsing files nobody vouches for, with limits on memory and time that end this process and nothing else.
Does not belong here: what the cells mean (`workbook`). It imports nothing of the package, so that starting it is cheap.

Values come from calamine: what the spreadsheet program last saved. Nothing is calculated, no macro is run, no link is
followed. calamine does not tell formulas, errors and number formats, so the XML of xlsx and ods is read for them too.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

import python_calamine as calamine

MAX_MEMORY = 3_000_000_000
MAX_SECONDS = 300
MAX_UNPACKED = 1_000_000_000
MAX_PARTS = 10_000
MAX_CELLS = 10_000_000
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Number formats 9 and 10 are 0% and 0.00% (ECMA-376, part 1, 18.8.30).
_PERCENT_FORMATS = {9, 10}


class Refused(Exception):  # noqa: N818  # it is an answer, not a fault of this program
    """The workbook is not read; code and detail say why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def limit() -> None:
    """Bound this process where the system can: what a hostile file blows up is this process."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the sizes checked below remain.
        return
    for name, most in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CPU, MAX_SECONDS)):
        _, hard = resource.getrlimit(name)
        resource.setrlimit(name, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def sheets_of(content: bytes) -> dict[str, Any]:
    """kind, and per sheet: name, rows of tagged text, and the places of formulas, errors, per cents, hidden, merged."""
    kind = "xls"
    seen: dict[str, dict[str, Any]] = {}
    notes: dict[str, Any] = {}
    if content.startswith(b"PK"):
        kind, seen, notes = _of_archive(content)
    elif content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused("file_encrypted", "the workbook has a password")
    else:
        raise Refused("file_unreadable", "neither an xlsx, xlsb or ods archive nor an xls file")
    for name, places in seen.items():
        # Before calamine opens the file: it reads every cell between the corners, filled or not.
        if places["height"] * places["width"] > MAX_CELLS:
            raise Refused("file_too_large", f"sheet {name}: {places['height']} rows, {places['width']} columns")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError as error:
        raise Refused("file_encrypted", "the workbook has a password") from error
    made = []
    for index, name in enumerate(book.sheet_names):
        places = seen.get(name, {})
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise Refused("file_too_large", f"sheet {name}: {sheet.total_height} rows, {sheet.total_width} columns")
        rows = [[_tagged(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
        made.append({"name": name, "rows": rows, "merged": merged} | places)
    return {"kind": kind, "sheets": made} | notes


def _tagged(cell: object) -> str:
    """A cell as the text a CSV file would have; v before what the workbook stores as a value, s before typed text."""
    if isinstance(cell, str):
        return f"s{cell}" if cell else ""
    if isinstance(cell, bool):
        return "vtrue" if cell else "vfalse"
    if isinstance(cell, float):
        # Whole numbers up to 2 to the 53rd are exact floats.
        return f"v{int(cell)}" if cell.is_integer() and abs(cell) < 2.0**53 else f"v{cell!r}"
    if isinstance(cell, dt.datetime):
        return f"v{cell.date()}" if cell.time() == dt.time() else f"v{cell.isoformat(sep=' ')}"
    return f"v{cell}"


def _of_archive(content: bytes) -> tuple[str, dict[str, dict[str, Any]], dict[str, Any]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused("file_unreadable", f"not a whole workbook: {error}") from error
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise Refused("file_too_large", f"{len(parts)} parts, {size} bytes unpacked")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("file_encrypted", "the archive has a password")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        return "xlsx", *_xlsx(archive)
    if "content.xml" in names:
        return "ods", *_ods(archive)
    if "xl/workbook.bin" in names:
        return "xlsb", {}, {}
    raise Refused("file_unreadable", "an archive, but no workbook")


def _parse(archive: zipfile.ZipFile, part: str, start: Callable[..., None], end: Callable[..., None]) -> None:
    """Read an XML part piece by piece. A part that declares entities is refused: no spreadsheet program writes any."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refused("file_unreadable", f"{part} declares entities of its own")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    read = 0
    try:
        with archive.open(part) as stream:
            while piece := stream.read(_CHUNK):
                # The size an archive states may be a lie.
                read += len(piece)
                if read > MAX_UNPACKED:
                    raise Refused("file_too_large", f"{part}: more than {MAX_UNPACKED} bytes unpacked")
                parser.Parse(piece)
        parser.Parse(b"", True)
    except KeyError as error:
        raise Refused("file_unreadable", f"{part} is not in the workbook") from error
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise Refused("file_unreadable", f"{part}: {error}") from error


def _nothing(*_: object) -> None:
    return


def _xlsx(archive: zipfile.ZipFile) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    notes: dict[str, Any] = {"calculated": True}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def book(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            sheets.append((attributes.get("name", ""), key))
        if name == "calcPr" and attributes.get("fullCalcOnLoad") in ("1", "true"):
            # Written by a library: what stands beside a formula is no result.
            notes["calculated"] = False

    _parse(archive, "xl/_rels/workbook.xml.rels", relation, _nothing)
    _parse(archive, "xl/workbook.xml", book, _nothing)
    percents = _percent_styles(archive)
    found = {}
    for name, key in sheets:
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in archive.namelist() and "worksheets/" in part:
            found[name] = _xlsx_sheet(archive, part, percents)
    return found, notes


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Indices of the cell styles that show a number as per cent."""
    formats, styles = set(_PERCENT_FORMATS), set()
    state = {"inside": False, "index": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = re.sub(r'"[^"]*"|\\.', "", attributes.get("formatCode", ""))
            if "%" in code and attributes.get("numFmtId", "").isdigit():
                formats.add(int(attributes["numFmtId"]))
        elif name == "cellXfs":
            state["inside"] = True
        elif name == "xf" and state["inside"]:
            if attributes.get("numFmtId", "0").isdigit() and int(attributes.get("numFmtId", "0")) in formats:
                styles.add(str(state["index"]))
            state["index"] += 1

    def end(name: str) -> None:
        if name == "cellXfs":
            state["inside"] = False

    if "xl/styles.xml" in archive.namelist():
        _parse(archive, "xl/styles.xml", start, end)
    return styles


def _empty_places() -> dict[str, Any]:
    return {"height": 0, "width": 0, "formulas": [], "unsaved": [], "errors": [], "percents": [], "hidden": []}


def _xlsx_sheet(archive: zipfile.ZipFile, part: str, percents: set[str]) -> dict[str, Any]:
    places = _empty_places()
    at: dict[str, Any] = {"row": -1, "column": -1, "formula": False, "value": False, "kind": "n", "style": ""}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            number = attributes.get("r", "")
            at["row"] = int(number) - 1 if number.isdigit() else at["row"] + 1
            at["column"] = -1
            if attributes.get("hidden") in ("1", "true"):
                places["hidden"].append(at["row"])
        elif name == "c":
            place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attributes.get("r", ""))
            at["column"] = _column(place[1]) if place else at["column"] + 1
            at["row"] = int(place[2]) - 1 if place else at["row"]
            places["height"] = max(places["height"], at["row"] + 1)
            places["width"] = max(places["width"], at["column"] + 1)
            at.update(formula=False, value=False, kind=attributes.get("t", "n"), style=attributes.get("s", ""))
        elif name == "f":
            at["formula"] = True
        elif name in ("v", "is"):
            at["value"] = True

    def end(name: str) -> None:
        if name != "c":
            return
        place = [at["row"], at["column"]]
        if at["formula"]:
            places["formulas" if at["value"] else "unsaved"].append(place)
        if at["kind"] == "e":
            places["errors"].append(place)
        if at["kind"] == "n" and at["value"] and at["style"] in percents:
            places["percents"].append(place)

    _parse(archive, part, start, end)
    return places


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _ods(archive: zipfile.ZipFile) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    encrypted = {"found": False}

    def manifest(name: str, attributes: dict[str, str]) -> None:
        encrypted["found"] |= name == "encryption-data"

    if "META-INF/manifest.xml" in archive.namelist():
        _parse(archive, "META-INF/manifest.xml", manifest, _nothing)
    if encrypted["found"]:
        raise Refused("file_encrypted", "the workbook has a password")
    found: dict[str, dict[str, Any]] = {}
    at: dict[str, Any] = {"sheet": None, "row": 0, "rows": 1, "column": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            at["sheet"] = found.setdefault(attributes.get("table:name", ""), _empty_places())
            at["row"] = 0
        elif name == "table-row" and at["sheet"] is not None:
            at["column"], at["rows"] = 0, _repeated(attributes, "rows")
            if attributes.get("table:visibility") in ("collapse", "filter"):
                at["sheet"]["hidden"].append(at["row"])
        elif name in ("table-cell", "covered-table-cell") and at["sheet"] is not None:
            _ods_cell(at["sheet"], at, attributes)

    def end(name: str) -> None:
        if name == "table":
            at["sheet"] = None
        elif name == "table-row":
            at["row"] += at["rows"]

    _parse(archive, "content.xml", start, end)
    return found, {"calculated": True}


def _repeated(attributes: dict[str, str], what: str) -> int:
    number = attributes.get(f"table:number-{what}-repeated", "1")
    return int(number) if number.isdigit() and len(number) < 10 else 1


def _ods_cell(places: dict[str, Any], at: dict[str, Any], attributes: dict[str, str]) -> None:
    place = [at["row"], at["column"]]
    kind = attributes.get("office:value-type")
    at["column"] += _repeated(attributes, "columns")
    if kind is not None:
        places["height"] = max(places["height"], at["row"] + at["rows"])
        places["width"] = max(places["width"], at["column"])
    formula = "table:formula" in attributes
    if attributes.get("calcext:value-type") == "error":
        places["errors"].append(place)
    if formula:
        places["formulas" if kind is not None else "unsaved"].append(place)
    if kind == "percentage":
        places["percents"].append(place)
    down, right = (attributes.get(f"table:number-{what}-spanned", "1") for what in ("rows", "columns"))
    if down.isdigit() and right.isdigit() and (int(down) > 1 or int(right) > 1):
        places.setdefault("merged", []).append([*place, place[0] + int(down) - 1, place[1] + int(right) - 1])


def main() -> int:
    limit()
    try:
        answer = sheets_of(sys.stdin.buffer.read())
    except Refused as refused:
        answer = {"refused": refused.code, "detail": refused.detail}
    except MemoryError:
        answer = {"refused": "file_too_large", "detail": "its sheets do not fit into the memory a workbook may take"}
    except (calamine.CalamineError, ValueError) as error:
        answer = {"refused": "file_unreadable", "detail": str(error)}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
