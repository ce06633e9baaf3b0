"""How many notices are unread, in the reader's words."""

from collections.abc import Callable
from datetime import date, time

from babel.dates import format_skeleton, format_time

from tribe.activity.notices import Channel, find_kind
from tribe.activity.reminders import find_reminder
from tribe.base.i18n import date_locale, ngettext
from tribe.base.i18n import gettext as _
from tribe.notices.budget import first_most
from tribe.notices.forms import (
    AS_IT_BEGAN,
    BOUNDS,
    BUDGETS,
    HOURS,
    NEVER,
    NO_BOUND,
    brand_field,
    offset_field,
)
from tribe.notices.models import Digest, Reach
from tribe.notices.queries import MAX_COUNTED
from tribe.notices.wishes import possible_reaches

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60  # minutes


def bell_number(count: int) -> str:
    """What stands beside the bell; no more than two digits."""
    return f"{MAX_COUNTED - 1}+" if count >= MAX_COUNTED else str(count)


def bell_label(count: int) -> str:
    """What the bell says to whoever hears it, or rests on it."""
    if count == 0:
        return str(_("Notices: none is new"))
    if count >= MAX_COUNTED:
        return str(_("Notices: more than %(num)s are new", num=MAX_COUNTED - 1))
    return ngettext("Notices: %(num)s is new", "Notices: %(num)s are new", count)


Options = list[tuple[str, str]]  # values, and their words


def reach_options(name: str) -> Options:
    """How far a kind of notices may come."""
    words = {
        Reach.AT_ONCE: _("At once by mail"),
        Reach.DIGEST: _("In the digest"),
        Reach.PAGE: _("On the page alone"),
        Reach.NOTHING: _("Not at all"),
    }
    kind = find_kind(name)
    possible = possible_reaches(kind) if kind is not None else ()
    return [(reach, str(words[reach])) for reach in possible]


def offset_options(name: str) -> Options:
    """How long before a kind may remind: names of fields, and their words; the longest first."""
    kind = find_reminder(name)
    if kind is None or not kind.is_chosen:
        return []
    offsets = sorted(kind.offsets, reverse=True)
    return [(offset_field(name, minutes), before_words(minutes)) for minutes in offsets]


def before_words(minutes: int) -> str:
    """ "1 week before", in the largest unit in which it is whole."""
    if minutes % WEEK == 0:
        return ngettext("%(num)s week before", "%(num)s weeks before", minutes // WEEK)
    if minutes % DAY == 0:
        return ngettext("%(num)s day before", "%(num)s days before", minutes // DAY)
    return ngettext("%(num)s hour before", "%(num)s hours before", minutes // HOUR)


def digest_options() -> Options:
    """On which days the digest may come."""
    return [
        (Digest.DAILY, str(_("Each day"))),
        (Digest.MONDAY, str(_("On Mondays"))),
        (Digest.TUESDAY, str(_("On Tuesdays"))),
        (Digest.WEDNESDAY, str(_("On Wednesdays"))),
        (Digest.THURSDAY, str(_("On Thursdays"))),
        (Digest.FRIDAY, str(_("On Fridays"))),
        (Digest.SATURDAY, str(_("On Saturdays"))),
        (Digest.SUNDAY, str(_("On Sundays"))),
        (NEVER, str(_("Never"))),
    ]


def hour_options(*, none: bool = False) -> Options:
    """The hours of a day as clocks write them, after no hour where there may be none."""
    locale = date_locale()
    hours = [(hour, format_time(time(int(hour)), "short", locale=locale)) for hour in HOURS]
    return [("", str(_("no hour"))), *hours] if none else hours


def bound_options() -> Options:
    """How many mails at once may be enough in a day."""
    as_it_began = str(_("Three a day, fewer at first"))
    unbound = str(_("As many as there are"))
    some = [(one, ngettext("%(num)s a day", "%(num)s a day", int(one))) for one in BOUNDS]
    return [(AS_IT_BEGAN, as_it_began), *some, (NO_BOUND, unbound)]


CHANNELS = {  # by their names: one that is declared later says here what it is called
    "web": lambda: _("Among the notices"),
    "mail": lambda: _("By mail, at once or in the digest"),
    "push": lambda: _("On devices, while the page is closed"),
}


def channel_label(channel: Channel) -> str:
    """A way in which the brand reaches a member."""
    return str(CHANNELS[channel.value]())


def budget_options(channel: Channel) -> Options:
    """How many messages of the brand a member may take a month by a channel."""
    first = first_most(channel)
    as_it_began = ngettext("As at first: %(num)s", "As at first: %(num)s", first)
    none = ("0", str(_("None")))
    some = [(n, ngettext("%(num)s a month", "%(num)s a month", int(n))) for n in BUDGETS[1:]]
    return [(AS_IT_BEGAN, as_it_began), none, *some]


def month_name(day: date) -> str:
    """A month in the reader's words, such as November 2026."""
    return format_skeleton("yMMMM", day, locale=date_locale())


FILTERS = {"bell_number": bell_number, "bell_label": bell_label}
GLOBALS: dict[str, Callable[..., object]] = {
    "reach_options": reach_options,
    "offset_options": offset_options,
    "digest_options": digest_options,
    "hour_options": hour_options,
    "bound_options": bound_options,
    "brand_field": brand_field,
    "budget_options": budget_options,
    "channel_label": channel_label,
    "month_name": month_name,
}
