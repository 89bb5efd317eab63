"""Where the graph keeps its tables between assets: one Parquet file per asset and partition. A cache, nothing more.

Belongs here: paths, atomic writes, and refusing what was made from other records. Does not belong here: releases.
"""

import gc
import os
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path

import dagster as dg
import polars as pl
from upath import UPath

from pipelines.resources import ReportSettings

_BASIS = "basis"
# Ten thousand draws a row: whoever asks for one smelter's shall not read everybody's.
_ROWS_OF_LISTS = 16
# Bytes loaded before garbage is collected again.
_COLLECT_AFTER = 1 << 28


class StaleInputError(RuntimeError):
    """A stored table was made from other records, or with another configuration, than this run's."""


class ParquetIOManager(dg.UPathIOManager):
    """Reads and writes data frames below a local folder.

    `basis` names what the run is made from. It is written into every file, and a file of another basis is refused: a
    partition an earlier run left behind would otherwise be published beside newer ones.
    """

    extension = ".parquet"

    def __init__(self, base_path: UPath, basis: Callable[[], str]) -> None:
        super().__init__(base_path=base_path)
        self._basis = basis
        self._loaded = 0.0

    def dump_to_path(self, context: dg.OutputContext, obj: pl.DataFrame, path: UPath) -> None:
        """Write beside the target and replace it: a step may run twice, and a reader never sees half a file."""
        temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        rows = _ROWS_OF_LISTS if pl.List(pl.Float64) in obj.dtypes else None
        obj.write_parquet(str(temporary), compression="zstd", row_group_size=rows, metadata={_BASIS: self._basis()})
        os.replace(str(temporary), str(path))  # noqa: PTH105  # UPath.replace copies
        self._let_go(context)

    @staticmethod
    def _let_go(context: dg.OutputContext) -> None:
        """Drop the outputs an in-process run keeps until it ends (1.13), for callers who ask its result for values.

        Here the store has them; a portfolio's tables would stay in memory beside it. A context built by hand has no
        step and keeps nothing.
        """
        try:
            captured = context.step_context.output_capture
        except dg.DagsterInvariantViolationError:
            return
        if captured is not None:
            captured.clear()

    def load_from_path(self, context: dg.InputContext, path: UPath) -> pl.DataFrame:
        return self._scan(path).collect()

    def _scan(self, path: UPath) -> pl.LazyFrame:
        if pl.read_parquet_metadata(str(path)).get(_BASIS) != self._basis():
            raise StaleInputError(
                f"{'/'.join(path.parts[-2:])} was made from other records or another configuration; "
                "run the jobs from records_to_validated on"
            )
        return pl.scan_parquet(str(path))

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | pl.LazyFrame:
        """One frame: of the partition asked for, or of all partitions put together, oldest first.

        An input with `lazy` among its metadata is given unread.
        """
        lazy = self._lazy_input(context)
        if context.definition_metadata.get("lazy"):
            return lazy
        self._free_earlier_inputs()
        frame = lazy.collect()
        self._loaded += frame.estimated_size()
        return frame

    def _free_earlier_inputs(self) -> None:
        """Collect the frames of steps that are done: cycles hold them until Python looks, which would be too late."""
        if self._loaded > _COLLECT_AFTER:
            gc.collect()
            self._loaded = 0.0

    def _lazy_input(self, context: dg.InputContext) -> pl.LazyFrame:
        if not context.has_asset_partitions:
            return self._scan(self._get_path(context))
        paths = self._get_paths_for_partitions(context)
        if not paths:
            raise StaleInputError("no reporting year has been computed; run records_to_validated and yearly first")
        return pl.concat([self._scan(paths[key]) for key in sorted(paths)])


class ParquetStore(dg.ConfigurableIOManagerFactory[ParquetIOManager]):
    """The store as a resource: a folder, and the settings its tables are made with."""

    folder: str
    settings: dg.ResourceDependency[ReportSettings]

    def create_io_manager(self, context: dg.InitResourceContext) -> ParquetIOManager:
        # One run is made from one state of the records; every table it reads or writes asks for its name.
        return ParquetIOManager(UPath(Path(self.folder).absolute()), cache(self.settings.fingerprint))


def stored(folder: Path, *key: str) -> pl.DataFrame | None:
    """A table of the store by asset key and partition, or None where it was not made."""
    path = folder.joinpath(*key).with_suffix(".parquet")
    return pl.read_parquet(path) if path.is_file() else None
