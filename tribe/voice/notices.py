"""Who is told of what the council says."""

from sqlalchemy import Select, select

from tribe.activity.notices import Cause, NoticeKind, OfBrand, Rank, Told
from tribe.base.i18n import gettext as _
from tribe.voice import activities
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
)
NOTICES = (JUDGED,)
