"""How a source finds the factor, rate or property that belongs to a row of quantities.

Belongs here: joins by key, place and time that every source shares. Does not belong here: any equation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import polars as pl

from smelter_ghg.contracts.result_tables import MISSING
from smelter_ghg.method_sets import METHOD_SETS

ROW = "_row"
Made = TypeVar("Made")


@dataclass(frozen=True)
class SourceInputs:
    """What a source may read: quantities (ACTIVITY), supplier footprints and facilities (the record tables), usable
    factors (factor columns plus canonical_value, canonical_unit, multiplier), and ids of grid factors by zone."""

    activity: pl.DataFrame
    footprints: pl.DataFrame
    facilities: pl.DataFrame
    factors: pl.DataFrame
    chosen_factors: Mapping[str, Sequence[str]]
    # Kind of overvoltage the printed coefficients are stated to hold for; None where nobody has said.
    printed_overvoltage_kind: str | None = None
    # Whether the carbon of anodes and paste is reckoned by consumption or by the site's carbon balance.
    process_carbon: str = "consumption"
    # Goods whose supplier's site is reckoned from its fuels and power: smelter_id, period_label, item, supplier_site.
    reckoned_goods: pl.DataFrame | None = None
    # The record table of contractual instruments, for what is no quantity: vintage and retirement.
    instruments: pl.DataFrame = field(default_factory=pl.DataFrame)
    _made: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: Callable[[SourceInputs], Made]) -> Made:
        """What `make` makes of these inputs, made once however many sources and requirements ask for it."""
        if make.__name__ not in self._made:
            self._made[make.__name__] = make(self)
        return cast(Made, self._made[make.__name__])

    def quantities(self, quantity: str, **labels: str | Sequence[str]) -> pl.DataFrame:
        """Rows of one kind of quantity, narrowed by label columns."""
        return self._narrowed("quantity", self.activity, quantity, labels)

    def candidates(self, parameter: str, *, gas: str | None = None, method_set: str | None = None) -> pl.DataFrame:
        """Usable factors of one parameter."""
        wanted = {"gas": gas, "method_set": method_set}
        labels = {label: name for label, name in wanted.items() if name is not None}
        return self._narrowed("parameter", self.factors, parameter, labels)

    def _narrowed(
        self, column: str, frame: pl.DataFrame, name: str, labels: Mapping[str, str | Sequence[str]]
    ) -> pl.DataFrame:
        """A frame's rows with a name in a column and labels in others; parted and filtered once, asked for often."""
        if column not in self._made:
            # Not as_dict, which reads the key of every part by a query.
            parts = frame.partition_by(column)
            self._made[column] = {part[column][0]: part for part in parts}
        rows = cast(dict[str, pl.DataFrame], self._made[column]).get(name)
        if rows is None:
            return frame.clear()
        if not labels:
            return rows
        key = repr((column, name, sorted(labels.items())))
        if key not in self._made:
            self._made[key] = rows.filter(
                pl.col(label) == wanted if isinstance(wanted, str) else pl.col(label).is_in(list(wanted))
                for label, wanted in labels.items()
            )
        return cast(pl.DataFrame, self._made[key])


def with_factor(
    rows: pl.DataFrame,
    candidates: pl.DataFrame,
    argument: str,
    *,
    on: Mapping[str, str],
    kind: str = "factor",
    place: bool = True,
) -> pl.DataFrame:
    """Rows with the four columns of an argument taken from factors; empty where no factor fits.

    `on` maps columns of `rows` to factor columns. With `place`, a factor's region must be empty or the row's grid_zone.
    A factor for the row's place beats one for everywhere, a user's beats a shipped one, a later one an earlier one; a
    dated factor fits rows whose last day lies within its dates.
    """
    if rows.is_empty() or candidates.is_empty():
        return without_argument(rows, argument)
    wanted = [f"{argument}__f_{column}" for column in on.values()]
    factors = candidates.select(
        *(pl.col(column).alias(name) for column, name in zip(on.values(), wanted, strict=True)),
        pl.col("canonical_value").alias(argument),
        pl.col("factor_id").alias(f"{argument}__id"),
        pl.col("multiplier").alias(f"{argument}__multiplier"),
        "region",
        "valid_from",
        "valid_to",
        (pl.col("status") == "user").alias("by_user"),
    )
    simple = (
        all(factors[column].null_count() == factors.height for column in ("region", "valid_from", "valid_to"))
        and factors.select(wanted).is_unique().all()
    )
    if simple:
        factors = factors.drop("region", "valid_from", "valid_to", "by_user")
        joined = rows.join(factors, left_on=list(on), right_on=wanted, how="left", maintain_order="left")
    else:
        here = pl.col("region") == pl.col("grid_zone") if place else pl.lit(True)
        fits = (
            (pl.col("region").is_null() | here)
            & (pl.col("valid_from").is_null() | (pl.col("valid_from") <= pl.col("period_end")))
            & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col("period_end")))
        )
        best = (
            rows.with_row_index(ROW)
            .join(factors, left_on=list(on), right_on=wanted, how="inner")
            .filter(fits)
            .sort(
                [ROW, pl.col("region").is_null(), ~pl.col("by_user"), "valid_from", f"{argument}__id"],
                descending=[False, False, False, True, False],
                nulls_last=True,
            )
            .unique(ROW, keep="first", maintain_order=True)
            .select(ROW, argument, f"{argument}__id", f"{argument}__multiplier")
        )
        joined = rows.with_row_index(ROW).join(best, on=ROW, how="left", maintain_order="left").drop(ROW)
    kind_of_row = pl.when(pl.col(argument).is_not_null()).then(pl.lit(kind)).alias(f"{argument}__kind")
    return joined.with_columns(kind_of_row)


def without_argument(rows: pl.DataFrame, argument: str) -> pl.DataFrame:
    """Rows with the four columns of an argument, empty."""
    return rows.with_columns(
        pl.lit(None, dtype).alias(f"{argument}{suffix}")
        for suffix, dtype in (
            ("", pl.Float64),
            ("__id", pl.String),
            ("__multiplier", pl.Float64),
            ("__kind", pl.String),
        )
    )


def with_record(
    rows: pl.DataFrame, values: pl.DataFrame, argument: str, *, on: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Rows with the four columns of an argument taken from records whose period contains the row's; empty without one.

    A value of the row's own facility beats one of the whole smelter, a shorter period a longer one.
    """
    if rows.is_empty() or values.is_empty():
        return without_argument(rows, argument)
    keys = {"smelter_id": "smelter_id", **(on if on is not None else {})}
    candidates = values.select(
        *(pl.col(column).alias(f"_{column}") for column in keys.values()),
        pl.col("facility_id").alias("_facility"),
        pl.col("period_start").alias("_start"),
        pl.col("period_end").alias("_end"),
        pl.col("value").alias(argument),
        pl.col("input_id").alias(f"{argument}__id"),
        pl.col("multiplier").alias(f"{argument}__multiplier"),
    )
    fits = (
        ((pl.col("_facility") == pl.col("facility_id")) | (pl.col("_facility") == ""))
        & (pl.col("_start") <= pl.col("period_start"))
        & (pl.col("_end") >= pl.col("period_end"))
    )
    numbered = rows.with_row_index(ROW)
    best = (
        numbered.join(candidates, left_on=list(keys), right_on=[f"_{column}" for column in keys.values()], how="inner")
        .filter(fits)
        .sort(ROW, pl.col("_facility") == "", pl.col("_end") - pl.col("_start"), f"{argument}__id")
        .unique(ROW, keep="first", maintain_order=True)
        .select(ROW, argument, f"{argument}__id", f"{argument}__multiplier")
    )
    return (
        numbered.join(best, on=ROW, how="left", maintain_order="left")
        .drop(ROW)
        .with_columns(pl.when(pl.col(argument).is_not_null()).then(pl.lit("record")).alias(f"{argument}__kind"))
    )


def with_label(rows: pl.DataFrame, values: pl.DataFrame, argument: str, label: str, name: str) -> pl.DataFrame:
    """Rows with one label column of the record an argument was taken from, under a name of its own."""
    labels = values.select(pl.col("input_id").alias(f"{argument}__id"), pl.col(label).alias(name))
    return rows.join(labels, on=f"{argument}__id", how="left", maintain_order="left")


def with_analysis(
    inputs: SourceInputs,
    rows: pl.DataFrame,
    argument: str,
    *,
    item: str,
    analysis: str,
    default: str,
    of: str | None = None,
    on: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Rows with an argument from the site's analysis of an item, else from a cited default.

    `analysis` is the canonical name of the property, `default` the factor parameter, `of` the factor's item where it
    bears another name; `on` narrows the default by more columns of `rows`.
    """
    rows = with_record(rows, inputs.quantities("property", item=item, flow=analysis), f"site_{argument}")
    return with_default(inputs, rows, argument, of or item, default, on=on)


def with_default(
    inputs: SourceInputs,
    rows: pl.DataFrame,
    argument: str,
    item: str,
    parameter: str,
    *,
    on: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Rows with an argument from the record in `site_<argument>`, else from a cited default of the item."""
    rows = with_factor(
        rows.with_columns(pl.lit(item).alias("_default_item")),
        inputs.candidates(parameter),
        f"default_{argument}",
        on={"_default_item": "item", **(on or {})},
        kind="default",
    ).drop("_default_item")
    return prefer(rows, argument, f"site_{argument}", f"default_{argument}")


def all_recorded(arguments: Sequence[str]) -> pl.Expr:
    """Whether every one of the arguments was taken from records and none is a default: what makes a row Tier 3."""
    return pl.all_horizontal(pl.col(f"{argument}__kind") == "record" for argument in arguments)


def with_carbon_to_co2(inputs: SourceInputs, rows: pl.DataFrame, method_set: str) -> pl.DataFrame:
    """Rows with the carbon-to-CO2 ratio of a method set: 44/12, or 3.664 where its text says so."""
    return with_factor(
        rows.with_columns(pl.lit("carbon").alias("element")),
        inputs.candidates("carbon_to_co2", method_set=method_set),
        "carbon_to_co2",
        on={"element": "item"},
    )


def refused(inputs: SourceInputs, method_set: str, *parameters: str) -> str | None:
    """Why a method set computes nothing: its equations are not verified and no user has supplied its parameters."""
    unverified = METHOD_SETS[method_set].unverified
    supplied = any(inputs.candidates(name, method_set=method_set).height for name in parameters)
    return unverified if unverified and not supplied else None


def prefer(rows: pl.DataFrame, argument: str, *alternatives: str) -> pl.DataFrame:
    """The argument from the first of several looked-up alternatives that is not empty."""
    return rows.with_columns(
        pl.coalesce(f"{alternative}{suffix}" for alternative in alternatives).alias(f"{argument}{suffix}")
        for suffix in ("", "__id", "__kind", "__multiplier")
    )


def joined_key(*columns: str) -> pl.Expr:
    """The filled ones of several label columns as one text, for a ledger row's input_key."""
    return pl.concat_str([pl.col(column) for column in columns], separator=" · ", ignore_nulls=True)


def missing_rows(
    rows: pl.DataFrame,
    item: str | pl.Expr,
    *,
    boundary: str,
    category: str,
    reason: str | pl.Expr,
    scope2_account: str = "common",
    method_set: str = "common",
) -> pl.DataFrame:
    """MISSING rows, one per smelter, reporting period, facility and item among `rows`."""
    if rows.is_empty():
        return MISSING.empty()
    as_expr = {"item": item, "reason": reason}
    return (
        rows.select(
            "smelter_id",
            "period_label",
            "reporting_year",
            *((pl.lit(value) if isinstance(value, str) else value).alias(name) for name, value in as_expr.items()),
            pl.lit(boundary).alias("boundary"),
            pl.lit(category).alias("category"),
            pl.lit(scope2_account).alias("scope2_account"),
            pl.lit(method_set).alias("method_set"),
            "facility_id",
            pl.lit(None, pl.Float64).alias("excluded_estimate_t_co2e"),
        )
        .select(MISSING.names)
        .unique(["smelter_id", "period_label", "item", "facility_id"], keep="first", maintain_order=True)
    )
