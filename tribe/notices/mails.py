"""The digest: one mail that gathers what a member has not read."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import gettext as _

from tribe.activity.notices import Channel, Rank
from tribe.base.db import session
from tribe.base.i18n import ngettext
from tribe.mail import Button, Facts, Letter, Line, Lines, MailKind, Words
from tribe.mail.composing import base_url
from tribe.members.models import Member, State
from tribe.notices import wishes
from tribe.notices.budget import list_standings
from tribe.notices.queries import DigestRow, list_digest
from tribe.settings import place, value_of

MOST = 20  # notices that a digest says; the others are on the page


def digest(facts: Facts) -> Letter | None:
    """What a member has not read of some acts, may see and wants by mail; None without any."""
    member = session.get(Member, facts["member"])
    if member is None or member.state is not State.ACTIVE:
        return None
    rows = list_digest(member, facts["acts"])
    if not rows:
        return None
    name = value_of(place.NAME)
    return Letter(
        _("New for you at %(place)s", place=name),
        [
            Words(_("This happened at %(place)s, and you have not read it yet.", place=name)),
            *_lists(rows[:MOST], member.id),
            *_others(len(rows) - MOST),
            Button(_("All your notices"), "/notices"),
        ],
    )


def _lists(rows: Sequence[DigestRow], member_id: int) -> Iterator[Lines | Words]:
    """What turned to the member, then what they watch, then what the brand says to all."""
    for heading, those in groupby(rows, _heading):
        listed = list(those)
        yield Lines(heading, [_line(row) for row in listed])
        if any(row.is_of_brand for row in listed):
            yield Words(budget_words(member_id))


def _heading(row: DigestRow) -> str:
    if row.is_of_brand:
        return str(_("From the brand"))
    return str(_("What you watch") if row.rank is Rank.WATCHING else _("To you"))


def budget_words(member_id: int) -> str:
    """How a member's budget stands, in a mail that a message of the brand is in."""
    [found] = list_standings(member_id, [Channel.MAIL])
    said = _(
        "You take %(most)s messages of the brand a month by mail, and have had %(had)s. You choose "
        "how many on the page of what you are told:",
        most=found.most,
        had=found.had,
    )
    return f"{said} {base_url()}/me/notices"


def _line(row: DigestRow) -> Line:
    first, *more = row.lines
    return Line(first, row.address, "; ".join(more))


def _others(number: int) -> Iterator[Words]:
    if number > 0:
        yield Words(ngettext("and %(num)s more", "and %(num)s more", number))


DIGEST = MailKind(wishes.DIGEST, digest, lambda: _("the digest of what you have not read"))
