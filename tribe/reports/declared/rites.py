"""Tables of rites, a row for each: rhythm, bursts, what holds it, entrainment, practices."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from flask_babel import gettext as _
from markupsafe import Markup

from tribe.graph.data.evidence import Evidence
from tribe.graph.measures.rituals.practices import PRACTICES
from tribe.graph.study.rhythm import rayleigh
from tribe.reports.figures.charts.curves import draw_periodogram
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, facts, named
from tribe.reports.figures.values import chance, language, shown, spread

DAY = 86_400.0
MIN_PERIOD, MAX_PERIOD, CYCLES = 2.0, 400.0, 3  # days between which a period is looked for
PERIODS = 240  # places at which a rite's strength is read for its chart


def with_periodogram(detail: Mapping[str, Any], evidence: Evidence) -> Mapping[str, Any]:
    """How strongly the clearest rite keeps to each period, evenly spaced in frequency."""
    clearest = [
        place
        for place, rite in enumerate(detail["rites"])
        if rite["enough"] and rite["period_days"] == detail.get("period_days")
    ]
    if not clearest:
        return {}
    days = evidence.rite_times[clearest[0]] / DAY
    longest = min(MAX_PERIOD, max((days[-1] - days[0]) / CYCLES, 2 * MIN_PERIOD))
    periods = np.geomspace(MIN_PERIOD, longest, PERIODS)
    periods[np.abs(periods - detail["period_days"]).argmin()] = detail["period_days"]
    found = [rayleigh(days, float(period)) for period in periods]
    return {
        "periodogram": {
            "days": [round(float(period), 3) for period in periods],
            "strength": [0.0 if one is None else one[0] for one in found],
        }
    }


def periodogram(entry: Entry) -> Markup:
    """How closely the clearest rite keeps to each period."""
    found = entry.detail.get("periodogram")
    if not found:
        return Markup("")
    best = entry.detail["period_days"]
    return draw_periodogram(entry.sentence, found["days"], found["strength"], best)


def of_rites(entry: Entry) -> list[tuple[str, Any]]:
    """Each rite with its name, or its number where the names do not fit."""
    rites = entry.detail.get("rites") or []
    return list(zip(named(entry.rites, len(rites)), rites, strict=True))


def rhythms(entry: Entry) -> Table:
    """What each rite comes back every."""
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
            for name, rite in of_rites(entry)
        ],
    )


def bursts(entry: Entry) -> Table:
    """Whether each rite comes evenly or in bursts."""
    return Table(
        _("Every rite, from −1 (even) over 0 (chance) to 1 (bursts)"),
        [_("Rite"), "A", _("95 % interval"), "B"],
        [
            [
                name,
                shown(rite["value"], "index") if rite["enough"] else _("not enough yet"),
                spread(rite.get("interval"), "index"),
                shown(rite.get("b"), "index"),
            ]
            for name, rite in of_rites(entry)
        ],
    )


def anatomy(entry: Entry) -> Table:
    """What holds each rite."""
    columns = ("presence", "focus", "continuity", "openness")
    return Table(
        _("What holds each rite, of 100; hosts in equal turns"),
        [_("Rite"), _("presence"), _("focus"), _("continuity"), _("openness"), _("hosts")],
        [
            [
                name if rite["enough"] else _("%(name)s (not enough yet)", name=name),
                *(shown(rite.get(part), "share", short=True) for part in columns),
                shown(rite.get("hosts"), "points"),
            ]
            for name, rite in of_rites(entry)
        ],
    )


def entrainment(entry: Entry) -> Table:
    """Whether members fall into the rhythm of each rite."""
    return Table(
        _("Order of members' rhythms round each rite, from 0 to 1"),
        [_("Rite"), _("above chance"), _("who come"), _("who never come"), _("p, adjusted")],
        [
            [
                name,
                shown(rite.get("value"), "index") if rite["enough"] else _("not enough yet"),
                shown(rite.get("order"), "index"),
                shown(rite.get("others"), "index"),
                chance(rite.get("p")),
            ]
            for name, rite in of_rites(entry)
        ],
    )


def backbone(entry: Entry) -> Table:
    """Pairs who meet more often than chance would have it."""
    return facts(
        _("Pairs of regulars who share more gatherings than chance gives"),
        [
            (_("here"), entry.detail.get("kept_share"), "share"),
            (_("by chance"), entry.detail.get("kept_by_chance"), "share"),
        ],
    )


def practices(entry: Entry) -> Table:
    """How often each of the twelve practices was met."""
    acts = entry.detail.get("acts") or []
    return Table(
        _("Acts in which a practice was found"),
        [_("Practice"), _("Acts")],
        [
            [
                PRACTICES[practice].said_in(language()),
                _("fewer than ten") if count is None else shown(count, "count"),
            ]
            for practice, count in zip(entry.detail.get("practices") or [], acts, strict=False)
        ],
    )


def markers(entry: Entry) -> Table:
    """The two other marks of a community around a brand."""
    return facts(
        _("The other two marks"),
        [
            (_("consciousness of kind, from 1 to 5"), entry.detail.get("kind"), "points"),
            (_("rites with enough dates"), entry.detail.get("measured_rites"), "count"),
            (_("of them, in a rhythm"), entry.detail.get("rhythmic_rites"), "count"),
        ],
    )


def emergent(entry: Entry) -> Table:
    """Rhythms that nobody declared, without their words: those are proposed to members."""
    words = {
        "title": _("the same title"),
        "words": _("the same words"),
        "tag": _("the same tag"),
        "hour": _("the same hour"),
    }
    return Table(
        _("Rhythms that nobody has declared"),
        [_("What comes back"), _("Comes back every"), "R"],
        [
            [
                words.get(one["kind"], one["kind"]),
                _("%(days)s days", days=shown(one["period_days"], "days", short=True)),
                shown(one["value"], "index"),
            ]
            for one in entry.detail.get("found") or []
        ],
    )
