"""Whether a moderator may judge what somebody wrote here, or leaves it to others."""

from collections.abc import Collection

from tribe.access import YES, Actor, Answer, Author, may_judge, stake_of
from tribe.base.db import session
from tribe.interests.queries import is_of_brand, list_tied_moderators
from tribe.members.models import Member
from tribe.members.queries import has_moderator


def find_judgement(actor: Actor, author_id: int, moderators: Collection[int]) -> Answer:
    """The answer of `may_judge` about what a member wrote.

    One query to know whether the actor is tied to a brand that has a name, two more for whoever is,
    and another two where there is a stake.
    """
    is_tied = is_of_brand(actor)
    written_by_brand = is_tied and is_of_brand(session.get_one(Member, author_id))
    author = Author(author_id, written_by_brand)
    if not stake_of(actor, author, is_tied=is_tied):
        return YES
    involved = {author_id, actor.id or 0}
    if written_by_brand:
        involved |= list_tied_moderators()
    others_exist = has_moderator(moderators, besides=involved, is_of_brand=written_by_brand)
    return may_judge(actor, author, others_exist=others_exist, is_tied=is_tied)
