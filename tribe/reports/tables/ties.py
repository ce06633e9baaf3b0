"""Tables of ties and of those who hold them: closing, mixing, brokerage, reach, linking, pauses."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from tribe.graph.measures.health import PARTS
from tribe.reports.charts.bars import Bar
from tribe.reports.plots import histogram
from tribe.reports.tables.table import Table, facts, reach, shares
from tribe.reports.words import NOTHING, language, shown, spread


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


def safety(detail: Mapping[str, Any]) -> Table:
    """Whom a notice reaches in the circle that hears least, at other odds of passing it on."""
    return Table(
        _("The circle reached least, by the odds that one member tells another"),
        [_("Odds"), _("How much")],
        [
            [shown(one["p"], "share"), shown(one["value"], "share")]
            for one in detail.get("sensitivity") or []
        ],
    )


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
                else NOTHING,
            ]
            for one in detail.get("curve") or []
        ],
    )


def closeness(detail: Mapping[str, Any]) -> Table:
    """What of a tie goes with feeling close, each beside the others."""
    words = {
        "intensity": _("how much"),
        "recency": _("how lately"),
        "duration": _("for how long"),
        "reciprocity": _("how evenly"),
        "multiplexity": _("in how many ways"),
        "overlap": _("among how many common acquaintances"),
    }
    found = detail.get("coefficients") or {}
    return Table(
        _("What goes with feeling close, in standard deviations"),
        [_("What"), "β", _("95 % interval")],
        [
            [said, shown(found[name]["value"], "index"), reach(found[name], "index")]
            for name, said in words.items()
            if found.get(name) is not None
        ],
    )


def of_bars(caption: str, head: str, bars: Sequence[Bar]) -> Table:
    """A histogram as rows; hidden counts say so."""
    return Table(
        caption,
        [head, _("How many")],
        [[bar.label, _("fewer than ten") if bar.value is None else bar.words] for bar in bars],
    )


def held(detail: Mapping[str, Any]) -> Table:
    """Members by how far their ties lead back to the same persons."""
    found = histogram(detail.get("constraint"), "members", "weight")
    return of_bars(_("Members by how far their ties hold them"), _("Constraint"), found)


def passages(detail: Mapping[str, Any]) -> Table:
    """Members by the share of shortest ways between others that lead through them."""
    found = histogram(detail.get("passages"), "members", "tiny")
    return of_bars(
        _("Members by the share of ways between others that lead through them"),
        _("Of 100 ways"),
        found,
    )


def roles(detail: Mapping[str, Any]) -> list[Table]:
    """Cova's four roles, several at once, of the last month."""
    words = {
        "sympathiser": _("sympathisers"),
        "participant": _("participants"),
        "practitioner": _("practitioners"),
        "institution": _("members of an institution"),
    }
    found = detail.get("roles") or {}
    shown_roles = shares(
        _("Roles in the last month; one may hold several"),
        _("Role"),
        [(said, found[role]) for role, said in words.items() if found.get(role) is not None],
        key="share",
    )
    return [shown_roles]


def uptake(detail: Mapping[str, Any]) -> Table:
    """How many places of 100 a member's rank may move by chance, in four ways of counting."""
    words = {
        "pagerank": "PageRank",
        "katz": "Katz",
        "eigenvector": _("eigenvector"),
        "authorities": _("HITS, authorities"),
    }
    found = detail.get("widths") or {}
    return Table(
        _("How unsure a member's place is, of 100 places"),
        [_("Way of counting"), _("How much")],
        [
            [said, shown(found[way], "share")]
            for way, said in words.items()
            if found.get(way) is not None
        ],
    )


def health(detail: Mapping[str, Any]) -> Table:
    """What is followed week by week: lately, as usual, and whether it moved."""
    units = {"acts": "points", "company": "points", "gini": "index"}
    moves = {-1: _("lower"), 0: _("as usual"), 1: _("higher")}
    found = detail.get("parts") or {}
    return Table(
        _("The last four weeks beside the usual ones"),
        [_("What"), _("lately"), _("usually"), _("Moved?")],
        [
            [
                words.said_in(language()),
                shown(found[part].get("now"), units.get(part, "share")),
                shown(found[part].get("usual"), units.get(part, "share")),
                moves.get(found[part].get("moved"), NOTHING),
            ]
            for part, words in PARTS.items()
            if part in found
        ],
    )


def contagion(detail: Mapping[str, Any]) -> Table:
    """How many took something up, with and without a tie to someone who had."""
    return facts(
        _("Members who took up what they had not, within a month"),
        [
            (_("with a tie to someone who had"), detail.get("with_tie"), "share"),
            (_("without one, otherwise alike"), detail.get("without_tie"), "share"),
        ],
    )
