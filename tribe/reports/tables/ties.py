"""Tables of ties and of those who hold them: closing, mixing, brokerage, reach, linking, pauses."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from tribe.reports.drawing import letter
from tribe.reports.tables.table import Table, facts, reach, shares
from tribe.reports.words import shown, spread


def closure(detail: Mapping[str, Any]) -> Table:
    """How often open triads close, beside pairs who have nobody in common."""
    return facts(
        _("Pairs who were not tied, and met within a month"),
        [
            (_("with an acquaintance in common"), detail.get("open_rate"), "share"),
            (_("further apart"), detail.get("far_rate"), "share"),
        ],
    )


def mixing(detail: Mapping[str, Any]) -> Table:
    """Correlations of the two ends of a tie: by time here, and by region where members gave it."""
    found = [(_("time in the tribe"), detail.get("tenure")), (_("region"), detail.get("region"))]
    return Table(
        _("Whether like is tied to like, from −1 to 1"),
        [_("What"), "r", _("95 % interval")],
        [
            [words, shown(one["value"], "index"), reach(one, "index")]
            for words, one in found
            if one is not None and one.get("value") is not None
        ],
    )


def brokerage(detail: Mapping[str, Any]) -> Table:
    """The five ways of standing between two who do not know each other, beside lots."""
    words = {
        "coordinator": _("within one circle"),
        "itinerant": _("a guest between two of one circle"),
        "gatekeeper": _("lets others into their circle"),
        "representative": _("speaks for their circle"),
        "liaison": _("between two circles that are not theirs"),
    }
    roles = detail.get("roles") or {}
    return Table(
        _("Ways of standing between two, of 100 open paths"),
        [_("What"), _("here"), _("circles drawn by lot")],
        [
            [said, shown(roles[role]["share"], "share"), shown(roles[role]["by_chance"], "share")]
            for role, said in words.items()
            if role in roles
        ],
    )


def safety(detail: Mapping[str, Any]) -> list[Table]:
    """Whom a notice reaches, circle by circle, and at other odds of its being passed on."""
    circles = Table(
        _("Reached by a safety notice"),
        [_("Circle"), _("How much")],
        [
            [letter(number), shown(share, "share")]
            for number, share in enumerate(detail.get("circles") or [])
        ],
    )
    odds = Table(
        _("The circle reached least, by the odds that one member tells another"),
        [_("Odds"), _("How much")],
        [
            [shown(one["p"], "share"), shown(one["value"], "share")]
            for one in detail.get("sensitivity") or []
        ],
    )
    return [circles, odds]


def integration(detail: Mapping[str, Any]) -> Table:
    """Newcomers who know others after three months."""
    later = detail.get("after_ninety_days") or {}
    rows = [(_("after three months"), later)]
    return shares(_("Newcomers who know three others or more"), _("When"), rows)


def linking(detail: Mapping[str, Any], unit: str) -> list[Table]:
    """Those who met beside pairs like them; topics; each rite."""
    pairs = facts(
        _("Those who met, and pairs like them who did not"),
        [
            (_("those who met"), detail.get("met"), unit),
            (_("pairs like them"), detail.get("matched"), unit),
            (_("pairs who met (to the nearest five)"), detail.get("pairs"), "count"),
        ],
    )
    topics = detail.get("topics") or {}
    other = Table(
        _("The same difference elsewhere"),
        [_("Where"), _("Difference"), _("95 % interval")],
        [[_("speaking in one topic"), shown(topics.get("value"), unit), reach(topics, unit)]]
        if topics.get("enough")
        else [],
    )
    return [pairs, other]


def linking_rites(detail: Mapping[str, Any], unit: str, names: list[str]) -> Table:
    """What each rite links, where ten persons or more tell."""
    return Table(
        _("What each rite links"),
        [_("Rite"), _("Difference"), _("95 % interval")],
        [
            [name, shown(one["value"], unit), reach(one, unit)]
            for name, one in zip(names, detail.get("rites") or [], strict=False)
            if one.get("enough")
        ],
    )


def pausing(detail: Mapping[str, Any]) -> Table:
    """How many still hang together when some pause."""
    return Table(
        _("Of 100 members, those who still hang together"),
        [_("Of 100 who pause"), _("the most loaded pause"), _("any pause"), _("95 % interval")],
        [
            [
                shown(one["paused"], "share", short=True),
                shown(one["loaded"], "share", short=True),
                shown(one["random"], "share", short=True),
                spread((one["low"], one["high"]), "share")
                if one.get("low") is not None and one.get("high") is not None
                else "–",
            ]
            for one in detail.get("curve") or []
        ],
    )
