"""The tables beside the charts, with every number that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tribe.graph import Measure
from tribe.reports.charts.curves import hours_words
from tribe.reports.drawing import letter
from tribe.reports.models import Snapshot
from tribe.reports.plots import bars_of, bars_title
from tribe.reports.words import chance, language, shown, spread


@dataclass(frozen=True)
class Table:
    """Numbers beside a chart."""

    caption: str
    head: list[str]
    rows: list[list[str]]


def numbers(measure: Measure, entry: Mapping[str, Any]) -> Table:
    """The value, how sure it is, what chance gives, and with the brand's accounts."""
    null, unit = entry["null_model"], measure.unit
    rows = [[_("Among members"), shown(entry["value"], unit)]]
    if entry["interval"] is not None:
        rows.append([_("95 % interval"), spread(entry["interval"], unit)])
    if null is not None:
        reach = f"{shown(null['mean'], unit)} ± {shown(null['sd'], unit)}"
        rows.append([_("What chance gives, mean and spread"), reach])
        rows.append([_("How often chance gives as much (p, adjusted)"), chance(null["p"])])
    if entry["with_brand"] is not None:
        rows.append([_("With the brand's accounts"), shown(entry["with_brand"], unit)])
    rows.append([_size_words(measure), shown(entry["n"], "members")])
    caption = _("The numbers of “%(name)s”", name=measure.name.said_in(language()))
    return Table(caption, [_("What"), _("How much")], rows)


def _size_words(measure: Measure) -> str:
    words = {
        "members": _("Members with ties (to the nearest five)"),
        "dyads": _("Pairs who have met (to the nearest five)"),
        "ties": _("Ties (to the nearest five)"),
        "people": _("Members (to the nearest five)"),
        "contributors": _("Members who contributed (to the nearest five)"),
        "newcomers": _("Newcomers (to the nearest five)"),
        "occurrences": _("Dates of the rite with the most"),
    }
    return str(words.get(measure.size, _("Observed")))


def details(measure: Measure, entry: Mapping[str, Any], snapshot: Snapshot) -> list[Table]:
    """What a measure has besides its value, where it has something."""
    detail = entry["detail"]
    tables = [
        Table(bars_title(measure), [_("What"), _("How much")], [
            [bar.label, bar.words if bar.value is not None else _("fewer than ten")]
            for bar in bars_of(measure, detail)
        ])
    ]  # fmt: skip
    if measure.id == "C5":
        tables.append(_mixing(detail))
    elif measure.id == "N1":
        tables.append(_waiting(detail))
    elif measure.id == "U1":
        tables.append(_rites(detail, snapshot))
    elif measure.id == "E1":
        tables.append(_lorenz(detail))
    elif measure.id == "E2":
        tables.append(_tasks(detail))
    elif measure.id == "F4":
        tables.append(_together(detail))
    return [table for table in tables if table.rows]


def _mixing(detail: Mapping[str, Any]) -> Table:
    matrix = detail.get("mixing") or []
    names = [letter(number) for number in range(len(matrix))]
    return Table(
        _("Pairs who have met, within and between circles (– is fewer than ten persons)"),
        [_("Circle"), *names],
        [
            [name, *(shown(cell, "ties") for cell in row)]
            for name, row in zip(names, matrix, strict=True)
        ],
    )


def _waiting(detail: Mapping[str, Any]) -> Table:
    return Table(
        _("First posts that have an answer"),
        [_("After"), _("Answered"), _("95 % interval")],
        [
            [
                hours_words(step["hours"]),
                shown(step["answered"], "share"),
                spread((step["low"], step["high"]) if "low" in step else None, "share"),
            ]
            for step in detail.get("steps") or []
        ],
    )


def _rites(detail: Mapping[str, Any], snapshot: Snapshot) -> Table:
    names = [rite["name"] for rite in (snapshot.drawing or {}).get("rites", [])]
    rites = detail.get("rites") or []
    if len(names) != len(rites):
        names = [str(number) for number in range(1, len(rites) + 1)]
    return Table(
        _("Every rite with its dates"),
        [_("Rite"), _("Dates"), _("Comes back every"), "R", _("p, adjusted")],
        [
            [
                name,
                shown(rite["n"], "members"),
                _("%(days)s days", days=shown(rite["period_days"], "days", short=True))
                if rite["enough"]
                else _("not enough yet"),
                shown(rite["value"], "index"),
                chance(rite["p"]),
            ]
            for name, rite in zip(names, rites, strict=True)
        ],
    )


def _lorenz(detail: Mapping[str, Any]) -> Table:
    return Table(
        _("What the quietest members hold of all acts"),
        [_("Of 100 members, the quietest"), _("make, of 100 acts")],
        [
            [shown(members, "share", short=True), shown(acts, "share", short=True)]
            for members, acts in (detail.get("lorenz") or [])[1:]
        ],
    )


def _tasks(detail: Mapping[str, Any]) -> Table:
    return Table(
        _("On how many members half of each kind of act rests"),
        [_("Kind of act"), _("Members")],
        [[kind_words(t["kind"]), shown(t["value"], "members")] for t in detail.get("tasks") or []],
    )


def _together(detail: Mapping[str, Any]) -> Table:
    return Table(
        _("Members who hold together in one piece"),
        [_("What"), _("How much")],
        [
            [
                _("With the brand's accounts"),
                shown(detail.get("largest_component_with_brand"), "share"),
            ],
            [_("Without them"), shown(detail.get("largest_component"), "share")],
        ],
    )


def kind_words(kind: str) -> str:
    """A kind of interaction in the reader's words."""
    words = {
        "reply": _("replies"),
        "mention": _("mentions"),
        "quote": _("quotes"),
        "reaction": _("reactions"),
        "welcome": _("first answers to newcomers"),
        "thanks": _("thanks"),
        "co_attendance": _("gatherings attended together"),
        "co_hosting": _("gatherings hosted together"),
        "co_authored": _("proposals written together"),
    }
    return str(words.get(kind, kind))
