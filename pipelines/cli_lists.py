"""The verbs that look things up: explain, template, factors, rules.

Belongs here: what they print and how they end. Does not belong here: arguments.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pipelines.ends import DONE, UsageError


def explain(arguments: argparse.Namespace) -> int:
    from pipelines.printing import print_json
    from smelter_ghg.explain import BrokenReleaseError, UnknownFigureError, as_dict, explain, render_text
    from smelter_ghg.release import ReleaseDamagedError, ReleaseNotFoundError, read_release

    try:
        tree = explain(read_release(arguments.release), arguments.figure)
    except (UnknownFigureError, ReleaseNotFoundError, ReleaseDamagedError, BrokenReleaseError) as error:
        raise UsageError(str(error)) from error
    if arguments.json:
        print_json(as_dict(tree))
    else:
        print(render_text(tree, every_row=arguments.all), end="")
    return DONE


def template(arguments: argparse.Namespace) -> int:
    from pipelines.printing import print_json
    from smelter_ghg.records.template import UnknownTableError, template

    path: Path = arguments.file
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: the template is an .xlsx workbook")
    try:
        content = template(arguments.tables)
        with path.open("xb") as file:
            file.write(content)
    except UnknownTableError as error:
        raise UsageError(str(error)) from error
    except FileExistsError as error:
        raise UsageError(f"{path}: exists already and is not overwritten") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if arguments.json:
        print_json({"template": str(path)})
    else:
        print(path)
    return DONE


def factors(arguments: argparse.Namespace) -> int:
    import polars as pl

    from pipelines.printing import print_columns, print_json
    from pipelines.resources import ReportSettings
    from smelter_ghg.config import ConfigError
    from smelter_ghg.factors import FactorFileError, refusal

    config = None if arguments.config is None else str(arguments.config)
    try:
        factors = ReportSettings(records="", releases="", config_file=config).factors()
    except (ConfigError, FactorFileError, OSError) as error:
        raise UsageError(str(error)) from error
    frame = factors.frame
    if arguments.item is not None:
        frame = frame.filter(pl.col("item") == arguments.item)
        if frame.is_empty():
            raise UsageError(f"no factor of item {arguments.item!r}")
    if arguments.json:
        refused = set(factors.refused["factor_id"])
        rows = frame.to_dicts()
        print_json([row | {"refusal": refusal(row) if row["factor_id"] in refused else None} for row in rows])
        return DONE
    print_columns(frame, "factor_id value unit gwp_set status confidence publisher document table page")
    return DONE


def rules(arguments: argparse.Namespace) -> int:
    from pipelines.printing import print_columns, print_json
    from pipelines.resources import ReportSettings
    from smelter_ghg.config import ConfigError
    from smelter_ghg.conformance import RulebookError, rulebooks_frame

    config = None if arguments.config is None else str(arguments.config)
    try:
        frame = rulebooks_frame(ReportSettings(records="", releases="", config_file=config).rulebooks())
    except (ConfigError, RulebookError, OSError) as error:
        raise UsageError(str(error)) from error
    if arguments.json:
        print_json(frame.to_dicts())
        return DONE
    print_columns(frame, "parameter_id kind value text unit status confidence source meaning")
    return DONE
