"""The places in which a moderator finds what waits for them, as tabs of each other."""

from typing import NamedTuple

from flask_babel import gettext as _

from tribe.access import may
from tribe.members.identity import signed_in_member
from tribe.moderation import policy, queries
from tribe.moderation.live import count_waiting
from tribe.moderation.services.judges import is_lay_judge, listed_for
from tribe.web import slots

SLOT = "moderation.places"  # each filler answers a place, to whom it is open


class Place(NamedTuple):
    """A page on which something waits for its reader, and how much of it does."""

    url: str
    label: str
    waiting: int


def places() -> list[Place]:
    """Those that are open to the reader; none where there is but one; some three queries."""
    found = [place for place in (_cases(), _appeals()) if place is not None]
    found += slots.answers(SLOT)
    return found if len(found) > 1 else []


def _cases() -> Place | None:
    if not may(signed_in_member(), policy.SEE_QUEUE):
        return None
    return Place("/moderation", _("Cases"), count_waiting())


def _appeals() -> Place | None:
    reader = signed_in_member()
    if not may(reader, policy.SEE_APPEALS, is_lay=is_lay_judge(reader)):
        return None
    count = queries.count_appeals(reader.id, listed_for(reader, are_open=True))
    return Place("/moderation/appeals", _("Appeals"), count)
