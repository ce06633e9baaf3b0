"""Tables of rites, a row for each: bursts, what holds it, entrainment, markers, practices."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from tribe.graph.measures.practices import PRACTICES
from tribe.reports.tables.table import Table, facts, named
from tribe.reports.words import chance, language, shown, spread


def of_rites(detail: Mapping[str, Any], names: Sequence[str]) -> list[tuple[str, Any]]:
    """Each rite with its name, or its number where the names do not fit."""
    rites = detail.get("rites") or []
    return list(zip(named(names, len(rites)), rites, strict=True))


def bursts(detail: Mapping[str, Any], names: Sequence[str]) -> Table:
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
            for name, rite in of_rites(detail, names)
        ],
    )


def anatomy(detail: Mapping[str, Any], names: Sequence[str]) -> Table:
    """What holds each rite."""
    columns = ("presence", "focus", "continuity", "openness")
    return Table(
        _("What holds each rite, of 100; hosts in equal turns"),
        [
            _("Rite"),
            _("presence"),
            _("focus"),
            _("continuity"),
            _("openness"),
            _("hosts"),
        ],
        [
            [
                name if rite["enough"] else _("%(name)s (not enough yet)", name=name),
                *(shown(rite.get(part), "share", short=True) for part in columns),
                shown(rite.get("hosts"), "points"),
            ]
            for name, rite in of_rites(detail, names)
        ],
    )


def entrainment(detail: Mapping[str, Any], names: Sequence[str]) -> Table:
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
            for name, rite in of_rites(detail, names)
        ],
    )


def backbone(detail: Mapping[str, Any]) -> Table:
    """Pairs who meet more often than chance would have it."""
    return facts(
        _("Pairs of regulars who share more gatherings than chance gives"),
        [
            (_("here"), detail.get("kept_share"), "share"),
            (_("by chance"), detail.get("kept_by_chance"), "share"),
        ],
    )


def markers(detail: Mapping[str, Any]) -> Table:
    """The two other marks of a community around a brand."""
    return facts(
        _("The other two marks"),
        [
            (_("consciousness of kind, from 1 to 5"), detail.get("kind"), "points"),
            (_("rites with enough dates"), detail.get("measured_rites"), "count"),
            (_("of them, in a rhythm"), detail.get("rhythmic_rites"), "count"),
        ],
    )


def practices(detail: Mapping[str, Any]) -> Table:
    """How often each of the twelve practices was met."""
    acts = detail.get("acts") or []
    return Table(
        _("Acts in which a practice was found"),
        [_("Practice"), _("Acts")],
        [
            [
                PRACTICES[practice].said_in(language()),
                _("fewer than ten") if count is None else shown(count, "count"),
            ]
            for practice, count in zip(detail.get("practices") or [], acts, strict=False)
        ],
    )


def emergent(detail: Mapping[str, Any]) -> Table:
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
            for one in detail.get("found") or []
        ],
    )
