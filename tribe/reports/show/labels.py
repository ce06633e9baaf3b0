"""Numbers of a report in the reader's words: shares of a hundred, hours, days, changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date, get_day_names
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tribe.base.i18n import with_first_of_month
from tribe.graph.data.fading import DAY, HALF_LIFE
from tribe.graph.data.kinds import Kind
from tribe.graph.study.privacy import SMALLEST, rounded
from tribe.ledger.queries import Own
from tribe.reports.figures.values import (
    amount,
    language,
    shown,
)
from tribe.reports.models import Snapshot
from tribe.reports.show.comparison import Change
from tribe.reports.show.pairs import Apart
from tribe.speech import decimal


def changed(change: Change | None, unit: str, before: datetime) -> str:
    """How a value moved since a day, and whether chance would move it as much."""
    if change is None:
        return ""
    day = day_words(before)
    by = amount(abs(change.difference), unit)
    if change.difference == 0 or by == amount(0.0, unit):
        return str(_("As on %(day)s.", day=day))
    beyond = change.is_beyond_chance
    words: dict[str, Any] = {"day": day, "by": by}
    if change.difference > 0:
        if beyond is None:
            return str(_("Higher than on %(day)s by %(by)s.", **words))
        if beyond:
            return str(_("Higher than on %(day)s by %(by)s, more than chance does.", **words))
        return str(_("Higher than on %(day)s by %(by)s, within what chance does.", **words))
    if beyond is None:
        return str(_("Lower than on %(day)s by %(by)s.", **words))
    if beyond:
        return str(_("Lower than on %(day)s by %(by)s, more than chance does.", **words))
    return str(_("Lower than on %(day)s by %(by)s, within what chance does.", **words))


def day_words(moment: datetime) -> str:
    """A day with its year; in English the day comes before the month."""
    locale = "en_GB" if language() == "en" else language()
    return with_first_of_month(format_date(moment, "d MMMM y", locale=locale), locale)


def uncertainty_words(code: str) -> str:
    """How sure a measure is, by the way that this is found out."""
    words = {
        "VB": _(
            "The interval comes from drawing the members anew a thousand times with replacement "
            "(vertex bootstrap, Snijders & Borgatti 1999)."
        ),
        "acts": _(
            "Compared with up to two hundred tribes in which the same acts happen at the same "
            "times, everyone does as much and is turned to as often, gatherings are as large, "
            "and chance says who turns to whom."
        ),
        "CB": _(
            "Compared with two hundred sets of gatherings in which everyone goes to as many, and "
            "as many come to each (curveball, Strona 2014)."
        ),
        "KM": _(
            "What still waits is counted for as long as it has waited (Kaplan & Meier 1958); the "
            "interval is Greenwood's."
        ),
        "W": _("The interval of the share is Wilson's (1927)."),
        "TS": _(
            "Compared with the same acts, or departures, in a time order left to chance, two "
            "hundred times (Gauvin et al. 2022)."
        ),
        "Newcombe": _("The interval of the difference of two shares is Newcombe's (1998)."),
        "alpha": _(
            "The interval is Student's; Cronbach's α (1951) says how far the answers tell one "
            "thing."
        ),
        "bootstrap": _("The interval comes from drawing what was counted anew a thousand times."),
        "delta": _(
            "The interval comes from what each member, or each gap, adds; Student's t of as many "
            "as carry it."
        ),
        "cluster-robust": _(
            "The acts of one member hang together: the interval comes from leaving each member "
            "out once (Bell & McCaffrey 2002)."
        ),
        "two-way cluster bootstrap": _(
            "The interval comes from drawing both members of each pair anew a thousand times; "
            "that of a difference of shares is never narrower than Newcombe's."
        ),
        "cluster bootstrap": _(
            "The interval comes from drawing members anew a thousand times, each with all that "
            "they did."
        ),
        "attendance": _(
            "Compared with two hundred lots that say who came, among members who act about as "
            "often; when each acts stays."
        ),
        "phase shift": _(
            "Where nobody says who came, or all do: compared with each member's own rhythm, "
            "shifted by chance against the rite."
        ),
        "sampling SE": _(
            "In large tribes ways are drawn by chance; the interval comes from that drawing."
        ),
        "VB rank intervals": _(
            "Between which places a member stands when all members are drawn anew (vertex "
            "bootstrap, Snijders & Borgatti 1999)."
        ),
        "held-out egos": _("Tried on members who were left out when it was fitted."),
        "control limits": _(
            "Each part is compared with its own past, week by week (EWMA and CUSUM): how far it "
            "strays by chance is learnt from the weeks before."
        ),
        "random pauses": _("Compared with as many members drawn by lot."),
        "binomial": _("The interval comes from the spread of the simulations themselves."),
        "time null": _(
            "Compared with two hundred sets of as many dates drawn at random, at the hours at "
            "which this tribe is alive."
        ),
        "ω-sensitivity": _(
            "Counted again with every kind of act weighing the same; τ says how alike the two "
            "orders of ties are."
        ),
    }
    if code in words:
        return str(words[code])
    return " ".join(str(words.get(part, part)) for part in code.split(", "))


def nearest_five(count: int) -> str:
    """A count of persons on a member's own page: to the nearest five, none below ten."""
    return counted(rounded(count) if count >= SMALLEST else None)


def counted(count: int | None) -> str:
    """A count of persons or of what they did; fewer than ten are not counted out."""
    return str(_("fewer than ten")) if count is None else decimal(count, language(), 0)


def last_moment(until: datetime) -> datetime:
    """The last moment of a period; its end is the first that lies outside it."""
    return until - timedelta(seconds=1)


def period(snapshot: Snapshot) -> str:
    """From when to when a report measures."""
    end = day_words(last_moment(snapshot.until))
    if snapshot.since is None:
        return str(_("from the beginning to %(end)s", end=end))
    return str(_("%(start)s to %(end)s", start=day_words(snapshot.since), end=end))


def joint_title(pair: Apart) -> str:
    """What a gathering of two circles could be called until its hosts know better."""
    homes = [home for circle in (pair.one, pair.other) for home in circle["haunts"][:1]]
    if len(homes) == 2:
        return str(_("%(one)s meets %(other)s", one=homes[0], other=homes[1]))
    return str(_("Two circles meet"))


def rhythm_words(found: Mapping[str, Any]) -> str:
    """A rhythm that nobody declared, as it shows in headings."""
    days = shown(found["period_days"], "days", short=True)
    if found["kind"] == "hour":
        day, hour = (int(part) for part in found["pattern"].split("T"))
        weekday = get_day_names("wide", locale=language())[day - 1]
        return str(_("%(weekday)s, about %(hour)s h UTC", weekday=weekday, hour=hour))
    return str(_("“%(words)s”, every %(days)s days", words=found["pattern"], days=days))


def act_words(row: Own, who: Markup) -> Markup:
    """One interaction as the reader knows it; `who` is the other's name, linked."""
    given = {
        Kind.REPLY: _("You answered %(who)s", who=who),
        Kind.MENTION: _("You mentioned %(who)s", who=who),
        Kind.QUOTE: _("You quoted %(who)s", who=who),
        Kind.REACTION: _("You reacted to %(who)s", who=who),
        Kind.WELCOME: _("You gave %(who)s their first answer", who=who),
        Kind.THANKS: _("You thanked %(who)s", who=who),
        Kind.CO_ATTENDANCE: _(
            "You and %(who)s were among %(count)s at a gathering", who=who, count=row.group_size
        ),
        Kind.CO_HOSTING: _("You and %(who)s hosted a gathering", who=who),
        Kind.CO_AUTHORED: _("You and %(who)s wrote a proposal", who=who),
    }
    received = {
        Kind.REPLY: _("%(who)s answered you", who=who),
        Kind.MENTION: _("%(who)s mentioned you", who=who),
        Kind.QUOTE: _("%(who)s quoted you", who=who),
        Kind.REACTION: _("%(who)s reacted to you", who=who),
        Kind.WELCOME: _("%(who)s gave you your first answer", who=who),
        Kind.THANKS: _("%(who)s thanked you", who=who),
    }
    return Markup(given[row.kind] if row.is_given else received[row.kind])  # noqa: S704 - our words


def counts_sentence(document: Mapping[str, Any]) -> str:
    """How much a report is made from."""
    counts = document["counts"]
    said = {name: counted(count) for name, count in counts.items()}
    events = ngettext("%(events)s gathering", "%(events)s gatherings", counts["events"], **said)
    rites = ngettext("%(rituals)s rite", "%(rituals)s rites", counts["rituals"], **said)
    made = _(
        "Made from %(members)s members who agreed to be measured, %(interactions)s acts "
        "towards one another, %(ties)s ties, %(gatherings)s and %(rites)s.",
        members=said["members"],
        interactions=said["interactions"],
        ties=said["ties"],
        gatherings=events,
        rites=rites,
    )
    return f"{made} {_of_before()}" if document["window"]["since"] else str(made)


def _of_before() -> str:
    """Why a report that does not begin with the tribe has more ties than its acts would make."""
    return str(
        _(
            "The acts are those of this period. Ties rest on earlier acts as well, each of which "
            "counts half as much after every %(days)s days: a short period can have more ties "
            "than acts.",
            days=round(HALF_LIFE / DAY),
        )
    )
