"""Who hears of an act of the brand: every member, as far as their budget goes."""

from sqlalchemy import Select, select

from tribe.activity.notices import Cause, NoticeKind, OfBrand, Rank, Sentence
from tribe.acts import activities
from tribe.acts.mails import SPOKEN
from tribe.members.models import IN_USE, Member
from tribe.notices.mailing import writer


def everybody(_cause: Cause) -> Select[int]:
    """All members."""
    return select(Member.id).where(IN_USE)


PUBLISHED = NoticeKind(
    "acts.published",
    Rank.BRAND,
    "every member, as far as their budget goes",
    (activities.ACT_PUBLISHED,),
    everybody,
    Sentence("The brand says: “%(title)s”"),
    undone_by=(activities.ACT_WITHDRAWN,),
    mail=writer(SPOKEN),
    begins_in_digest=True,
    of_brand=OfBrand.ALWAYS,
    is_told_all=True,
    tells_intent=True,
)
NOTICES = (PUBLISHED,)
