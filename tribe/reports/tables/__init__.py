"""The tables beside the charts, with every number that is shown."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from tribe.graph import Measure
from tribe.reports.drawing import letter
from tribe.reports.models import Snapshot
from tribe.reports.plots import bars_of, bars_title
from tribe.reports.tables import rites, ties, voice
from tribe.reports.tables.table import Table
from tribe.reports.words import chance, language, shown, spread


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
        "intervals": _("Intervals between dates"),
        "editions": _("Editions of rites"),
        "pairs_met": _("Pairs who met (to the nearest five)"),
        "told": _("Members who said or showed it (to the nearest five)"),
        "scales": _("Members who answered (to the nearest five)"),
        "votes": _("Votes (to the nearest five)"),
        "proposals": _("Proposals"),
        "due": _("Promises that have come due"),
        "gestures": _("Gestures of the brand"),
        "interventions": _("Interventions of the brand"),
        "requests": _("Requests for help"),
        "coded": _("Acts that were read by two or more"),
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
    if measure.id in ("E3", "F3", "M1", "M2"):
        tables = []  # theirs say more than the bars
    tables += _more(measure, detail, rite_names(snapshot))
    return [table for table in tables if table.rows]


def _more(measure: Measure, detail: Mapping[str, Any], rites_by_name: list[str]) -> list[Table]:
    """The tables of one measure, by its id."""
    of_detail: dict[str, Callable[[Mapping[str, Any]], Table]] = {
        "C3": ties.closure,
        "C5": _mixing,
        "C6": ties.mixing,
        "E1": _lorenz,
        "E2": _tasks,
        "F2": voice.promises,
        "F3": voice.gifts,
        "F4": _together,
        "F5": voice.interventions,
        "F6": voice.decisions,
        "H1": ties.health,
        "H2": ties.pausing,
        "I1": ties.uptake,
        "I2": ties.safety,
        "I3": ties.contagion,
        "M1": voice.moods,
        "M2": voice.community,
        "N2": ties.integration,
        "R1": ties.held,
        "R2": ties.brokerage,
        "R3": ties.passages,
        "T2": ties.closeness,
        "U5": rites.backbone,
        "U6": rites.practices,
        "U7": rites.markers,
        "U8": rites.emergent,
    }
    of_rites: dict[str, Callable[[Mapping[str, Any], list[str]], Table]] = {
        "U1": _rites,
        "U2": rites.bursts,
        "U3": rites.anatomy,
        "U4": rites.entrainment,
    }
    several: dict[str, Callable[[], list[Table]]] = {
        "E3": lambda: voice.equity(detail),
        "F1": lambda: [voice.waiting(_("Proposals that have a reasoned reply"), detail)],
        "L1": lambda: _linking(detail, "difference", rites_by_name),
        "L2": lambda: _linking(detail, measure.unit, rites_by_name),
        "R4": lambda: ties.roles(detail),
        "N1": lambda: [voice.waiting(_("First posts that have an answer"), detail)],
    }
    if measure.id in of_detail:
        return [of_detail[measure.id](detail)]
    if measure.id in of_rites:
        return [of_rites[measure.id](detail, rites_by_name)]
    return several[measure.id]() if measure.id in several else []


def _linking(detail: Mapping[str, Any], unit: str, names: list[str]) -> list[Table]:
    return [*ties.linking(detail, unit), ties.linking_rites(detail, unit, names)]


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


def rite_names(snapshot: Snapshot) -> list[str]:
    """The names of the rites that a report was made from, in its order."""
    return [rite["name"] for rite in (snapshot.drawing or {}).get("rites", [])]


def _rites(detail: Mapping[str, Any], names: list[str]) -> Table:
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
            for name, rite in rites.of_rites(detail, names)
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
