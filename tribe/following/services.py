"""Following a member, and ending it; no activity tells of either, for it is the follower's own."""

from sqlalchemy import delete

from tribe.access import require, standing_role
from tribe.base.db import insert_missing, session
from tribe.base.errors import NotFound
from tribe.following import policy
from tribe.following.models import Follow
from tribe.members.models import Member


def follow(member: Member, followed: Member) -> None:
    """Tell a member of the topics that another begins; raises NotFound, Forbidden.

    Whose account is not in use is not there to be followed.
    """
    require(member, policy.UNFOLLOW)
    if standing_role(followed) is None:
        raise NotFound("members.no_member")
    require(member, policy.FOLLOW, followed)
    row = {"follower_id": member.id, "followed_id": followed.id}
    session.execute(insert_missing(Follow), row)


def unfollow(member: Member, followed: Member) -> None:
    """Tell them no more of it, whatever became of the other account; raises Forbidden, NotFound."""
    require(member, policy.UNFOLLOW)
    own = (Follow.follower_id == member.id, Follow.followed_id == followed.id)
    ended = session.execute(delete(Follow).where(*own).returning(Follow.followed_id)).first()
    if ended is None and standing_role(followed) is None:
        raise NotFound("members.no_member")


def part(one_id: int, other_id: int) -> None:
    """Let neither of two members follow the other any more, as where one of them blocks."""
    pair = (one_id, other_id)
    either = (Follow.follower_id.in_(pair), Follow.followed_id.in_(pair))
    session.execute(delete(Follow).where(*either))
