"""Whether a moderator may judge what somebody wrote here, or leaves it to others."""

from collections.abc import Collection

from tribe.access import YES, Actor, Answer, Author, may_judge, stake_of
from tribe.base.db import session
from tribe.members.models import Member
from tribe.members.queries import has_moderator


def find_judgement(actor: Actor, author_id: int, moderators: Collection[int]) -> Answer:
    """The answer of `may_judge` about what a member wrote.

    One query for an account of the brand, another where there is a stake; none otherwise.
    """
    is_of_brand = actor.is_brand and session.get_one(Member, author_id).is_brand
    author = Author(author_id, is_of_brand)
    if not stake_of(actor, author):
        return YES
    involved = {author_id, actor.id or 0}
    others_exist = has_moderator(moderators, besides=involved, is_of_brand=is_of_brand)
    return may_judge(actor, author, others_exist=others_exist)
