"""A table of numbers beside a chart, and how its rows are said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.values import shown, spread

Fact = tuple[str, float | None, str]  # words, value, unit


@dataclass(frozen=True)
class Table:
    """Numbers beside a chart."""

    caption: str
    head: list[str]
    rows: list[list[str]]


def facts(caption: str, found: Iterable[Fact]) -> Table:
    """One fact a row; what is not known is left out."""
    rows = [[words, shown(value, unit)] for words, value, unit in found if value is not None]
    return Table(caption, [_("What"), _("How much")], rows)


def shares(
    caption: str, head: str, found: Iterable[tuple[str, Mapping[str, Any]]], key: str = "value"
) -> Table:
    """One share a row, with its interval under `low` and `high`."""
    rows = [
        [words, shown(one.get(key), "share"), reach(one, "share")]
        for words, one in found
        if one.get(key) is not None
    ]
    return Table(caption, [head, _("How much"), _("95 % interval")], rows)


def reach(one: Mapping[str, Any], unit: str) -> str:
    """The interval of a record that has `low` and `high`."""
    low, high = one.get("low"), one.get("high")
    return spread(None if low is None or high is None else (low, high), unit)


def named(names: Sequence[str], count: int) -> list[str]:
    """As many names as there are rows; numbers where they do not fit."""
    return list(names) if len(names) == count else [str(n) for n in range(1, count + 1)]


def of_bars(caption: str, head: str, counted: str, bars: Sequence[Bar]) -> Table:
    """Bars as rows; hidden counts say so."""
    rows = [
        [bar.label, bar.words if bar.value is not None else _("fewer than ten")] for bar in bars
    ]
    return Table(caption, [head, counted], rows)
