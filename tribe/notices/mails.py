"""The digest: one mail that gathers what a member has not read."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import gettext as _

from tribe.activity.notices import Rank
from tribe.base.db import session
from tribe.base.i18n import ngettext
from tribe.mail import Button, Facts, Letter, Line, Lines, MailKind, Words
from tribe.members.models import Member, State
from tribe.notices import wishes
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
            *_lists(rows[:MOST]),
            *_others(len(rows) - MOST),
            Button(_("All your notices"), "/notices"),
        ],
    )


def _lists(rows: Sequence[DigestRow]) -> Iterator[Lines]:
    """What turned to the member, then what they watch."""
    for is_watched, those in groupby(rows, lambda row: row.rank is Rank.WATCHING):
        heading = _("What you watch") if is_watched else _("To you")
        yield Lines(heading, [_line(row) for row in those])


def _line(row: DigestRow) -> Line:
    first, *more = row.lines
    return Line(first, row.address, "; ".join(more))


def _others(number: int) -> Iterator[Words]:
    if number > 0:
        yield Words(ngettext("and %(num)s more", "and %(num)s more", number))


DIGEST = MailKind(wishes.DIGEST, digest, lambda: _("the digest of what you have not read"))
