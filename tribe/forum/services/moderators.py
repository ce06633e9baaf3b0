"""Moderators of a category: appointed and dismissed by admins, kept in the audit.

They are staff: the members' council hears of it, and refuses whoever sits on it.
"""

from sqlalchemy import delete, exists, update

from tribe import audit
from tribe.access import Actor, require
from tribe.activity import ActivityKind, record
from tribe.base.db import insert_or, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy
from tribe.forum.models import CategoryModerator
from tribe.forum.policy import CategoryNode
from tribe.forum.queries.categories import get_category_tree
from tribe.members.models import Member, State


def appoint(actor: Actor, member: Member, category_id: int, why: str = "") -> None:
    """Let a member moderate a category and those within it.

    Raises Forbidden to all but admins, NotFound, RuleBroken for who is not in use, who does not see
    the category, and for the council.
    """
    node = _begin(actor, category_id)
    if member.state is not State.ACTIVE:
        raise RuleBroken("members.not_active", name=member.name)
    if not get_category_tree().may_see(member, category_id):
        raise RuleBroken("forum.moderator_sees_not", name=member.name)
    row = {"category_id": category_id, "member_id": member.id}
    added = insert_or(CategoryModerator).values(row).on_conflict_do_nothing()
    with session.begin_nested():
        if session.scalar(added.returning(CategoryModerator.member_id)) is None:
            return
        member.is_category_moderator = True
        _note(actor, member, node, activities.MODERATOR_APPOINTED)
    _audit(actor, member, activities.MODERATOR_APPOINTED, "", node.name, why)


def dismiss(actor: Actor, member: Member, category_id: int, why: str = "") -> None:
    """Let a member moderate a category no more; raises Forbidden to all but admins, NotFound."""
    node = _begin(actor, category_id)
    own = (CategoryModerator.category_id == category_id, CategoryModerator.member_id == member.id)
    gone = delete(CategoryModerator).where(*own).returning(CategoryModerator.member_id)
    if session.scalar(gone) is None:
        return
    unmark_moderators()
    session.refresh(member)
    _note(actor, member, node, activities.MODERATOR_DISMISSED)
    _audit(actor, member, activities.MODERATOR_DISMISSED, node.name, "", why)


def unmark_moderators() -> None:
    """Take the mark from whoever moderates no category any more."""
    one = exists().where(CategoryModerator.member_id == Member.id)
    marked = (Member.is_category_moderator, ~one)
    session.execute(update(Member).where(*marked).values(is_category_moderator=False))


def _begin(actor: Actor, category_id: int) -> CategoryNode:
    require(actor, policy.APPOINT)
    take_turns("staff")
    node = get_category_tree().by_id.get(category_id)
    if node is None:
        raise NotFound("forum.no_category")
    return node


def _note(actor: Actor, member: Member, node: CategoryNode, kind: ActivityKind) -> None:
    session.flush()
    record(kind, member.id, actor_id=actor.id, member_id=member.id, category=node.id)


def _audit(
    actor: Actor, member: Member, kind: ActivityKind, before: str, after: str, why: str
) -> None:
    facts = {"before": before, "after": after}
    audit.record(kind.name, "member", member.id, actor_id=actor.id, facts=facts, why=why)
