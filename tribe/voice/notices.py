"""Who is told of what the council says."""

from sqlalchemy import Select, select

from tribe.access import may
from tribe.activity.notices import (
    Cause,
    NoticeKind,
    OfBrand,
    Rank,
    Sentence,
    Told,
    concerned,
)
from tribe.base.i18n import gettext as _
from tribe.notices.mailing import writer
from tribe.voice import activities, policy
from tribe.voice.mails import NEWS
from tribe.voice.models import Outcome, Promise


def promised(cause: Cause) -> Select[int]:
    """Who made a promise in the brand's name."""
    return select(Promise.made_by_id).where(Promise.id == cause.subject_id)


def _judging(told: Told) -> str:
    if told.facts["outcome"] == Outcome.KEPT:
        return _("The council says that you kept “%(title)s”", title=told.title)
    return _("The council says that you did not keep “%(title)s”", title=told.title)


JUDGED = NoticeKind(
    "voice.judged",
    Rank.CONCERNED,
    "who made it",
    (activities.PROMISE_JUDGED,),
    promised,
    _judging,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
    is_offered_to=lambda member: bool(may(member, policy.PROMISE)),
)
MAIL = writer(NEWS)
SEATED = NoticeKind(
    "voice.seated",
    Rank.CONCERNED,
    "whose seat it is",
    (activities.SEAT_OPENED,),
    concerned,
    Sentence("You have a seat on the council"),
    undone_by=(activities.SEAT_ENDED,),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
UNSEATED = NoticeKind(
    "voice.unseated",
    Rank.CONCERNED,
    "whose seat it was, where another ended it",
    (activities.SEAT_ENDED,),
    concerned,
    Sentence("Your seat on the council has ended"),
    mail=MAIL,
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
NOTICES = (JUDGED, SEATED, UNSEATED)
