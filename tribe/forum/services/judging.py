"""A moderator's judgement of what others wrote: left to others by whoever has a stake in it."""

from collections.abc import Collection

from tribe import audit
from tribe.access import Actor, Answer, Permission, enforce, may, moderates
from tribe.base.errors import Forbidden
from tribe.forum import policy
from tribe.forum.models import Post
from tribe.forum.queries.judging import find_judgement

JUDGED_ALONE = "forum.judged_alone"


def require_judge(actor: Actor, author_id: int, moderators: Collection[int]) -> Answer:
    """Go on only where the actor may judge; raises Forbidden where it is for others to do so."""
    return enforce(find_judgement(actor, author_id, moderators))


def require_of_post(
    actor: Actor, permission: Permission, post: Post, moderators: Collection[int], **facts: bool
) -> None:
    """Go on only where the actor may do something with a post.

    Raises Forbidden, with words of its own for what could be done were it not out of sight.
    """
    answer = may(actor, permission, post, moderators=moderators, **facts)
    is_theirs = post.author_id == actor.id or moderates(actor, moderators)
    if not answer and post.is_removed and is_theirs and permission is not policy.RESTORE:
        raise Forbidden("forum.gone_already")
    enforce(answer)


def judge(
    actor: Actor, author_id: int, moderators: Collection[int], subject_type: str, subject_id: int
) -> None:
    """Judge a thing of somebody's; where nobody else could, the record says what was at stake.

    Raises Forbidden.
    """
    note = require_judge(actor, author_id, moderators).note
    if note:
        facts = {"stake": note}
        audit.record(JUDGED_ALONE, subject_type, subject_id, actor_id=actor.id, facts=facts)


def judge_post(actor: Actor, post: Post, moderators: Collection[int]) -> None:
    """Judge a post of somebody's; authors who change what is theirs judge nothing.

    Raises Forbidden.
    """
    if actor.id != post.author_id:
        judge(actor, post.author_id, moderators, "post", post.id)
