"""The report as JSON for programs and as a table for people."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tribe.graph.data.evidence import Evidence
from tribe.graph.data.ties import Ties
from tribe.graph.engine import NAME
from tribe.graph.measures import MEASURES, Result
from tribe.speech import Message, decimal, span

SCHEMA = 1
WIDTH = 96

_COLUMNS = (
    Message("measure"),
    Message("value"),
    Message("interval"),
    Message("by chance (p)"),
    Message("with brand"),
    Message("n"),
)
_NOT_YET = Message("Not enough yet")


def report_json(
    tribe_name: str,
    evidence: Evidence,
    results: Mapping[str, Result],
    provenance: Mapping[str, Any],
) -> dict[str, Any]:
    """The whole report as plain JSON; undefined is null and nobody is named.

    `provenance` carries version, seed and seconds; the engine is added.
    """
    since, until = evidence.window
    measured = evidence.measured
    return {
        "schema": SCHEMA,
        "tribe": tribe_name,
        "window": {"since": _moment(since), "until": _moment(until)},
        "counts": {
            "members": len(measured.members),
            "interactions": len(measured),
            "self_interactions": evidence.loops,
            "ties": len(Ties.from_interactions(measured, until or 0.0)),
            "events": evidence.events,
            "rituals": len(evidence.rites),
        },
        "measures": {id_: result.to_json() for id_, result in results.items()},
        "provenance": {"engine": NAME, **provenance},
    }


def _moment(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def table(results: Mapping[str, Result], language: str = "en", width: int = WIDTH) -> str:
    """A table that a person can read, each measure followed by its sentence.

    Measures for which there is not enough follow in one block, each with what is missing.
    """
    found = [result for result in results.values() if result.enough]
    rows = [[str(column.said_in(language)) for column in _COLUMNS]]
    rows += [_row(result, language) for result in found]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    lines = [_line(rows[0], widths), _line(["─" * wide for wide in widths], widths)]
    for row, result in zip(rows[1:], found, strict=True):
        lines.append(_line(row, widths))
        lines += textwrap.wrap(
            result.reading.said_in(language), width, initial_indent="   ", subsequent_indent="   "
        )
    return "\n".join([*lines, *_refused(results, language, width)]) + "\n"


def _refused(results: Mapping[str, Result], language: str, width: int) -> list[str]:
    missing = {id_: result for id_, result in results.items() if not result.enough}
    if not missing:
        return []
    titles = [_title(result, language) for result in missing.values()]
    wide = max(map(len, titles))
    lines = ["", f"{_NOT_YET.said_in(language)} ({len(missing)}/{len(results)})", "─" * wide]
    for title, result in zip(titles, missing.values(), strict=True):
        # the heading says "not enough yet" for all of them
        lacking = re.sub(r"^[^:]*: ", "", result.reading.said_in(language))
        room = max(width - wide - 2, 24)
        for number, part in enumerate(textwrap.wrap(lacking, room) or [""]):
            lines.append(f"{'' if number else title:{wide}}  {part}".rstrip())
    return lines


def lacking(results: Mapping[str, Result]) -> dict[str, dict[str, str]]:
    """For each measure that was refused for want of data, what is missing, in both languages."""
    return {id_: result.reading.to_json() for id_, result in results.items() if not result.enough}


def _title(result: Result, language: str) -> str:
    return f"{result.id} {result.name.said_in(language)}"


def _row(result: Result, language: str) -> list[str]:
    digits = 3 if MEASURES[result.id].unit in {"share", "index", "modularity", "weight"} else 1

    def shown(value: float | None) -> str:
        return "–" if value is None else decimal(value, language, digits)

    null = result.null_model
    return [
        _title(result, language),
        shown(result.value),
        span(*map(shown, result.interval)) if result.interval else "",
        f"{shown(null.mean)} ({decimal(null.p, language, 3)})" if null else "",
        shown(result.with_brand) if result.with_brand is not None else "",
        str(result.n),
    ]


def _line(cells: list[str], widths: list[int]) -> str:
    first = cells[0].ljust(widths[0])
    rest = [cell.rjust(wide) for cell, wide in zip(cells[1:], widths[1:], strict=True)]
    return "  ".join([first, *rest]).rstrip()


def counts_table(found: Mapping[str, int | float | None]) -> str:
    """Plain counts, one a line."""
    wide = max((len(name) for name in found), default=0)
    return "".join(f"{name.ljust(wide)}  {_number(value)}\n" for name, value in found.items())


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.6f}"
