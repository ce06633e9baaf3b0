"""Renaming, merging and removing tags, and taking that back; each is an entry of the audit."""

from sqlalchemy import delete, literal, select, update

from tribe import audit
from tribe.access import Actor, require
from tribe.activity import record
from tribe.audit import AuditEntry
from tribe.base.db import insert_or, now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy
from tribe.forum.models import Tag, TopicTag
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.queries.tags import find_tag, known_tags
from tribe.forum.tagging import fault_of_tag, tag_key, tag_name

RENAMED, MERGED, REMOVED, RESTORED = "tag.renamed", "tag.merged", "tag.removed", "tag.restored"
UNDOABLE = (RENAMED, MERGED, REMOVED)


def rename_tag(actor: Actor, tag: Tag, typed: str) -> Tag:
    """Give a tag another name, for all its topics. Raises Forbidden, NotFound, RuleBroken."""
    tag, name = _hold(actor, tag), tag_name(typed)
    if fault_of_tag(name) is not None:
        raise RuleBroken("forum.unfit_tag", name=typed)
    before = tag.name
    if name != before:
        _call(actor, tag, name)
        record(activities.TAG_RENAMED, tag.id, actor_id=actor.id)
        facts = {"before": before, "after": name}
        audit.record(RENAMED, "tag", tag.id, actor_id=actor.id, facts=facts)
    return tag


def merge_tag(actor: Actor, tag: Tag, into: Tag) -> Tag:
    """Let the topics of a tag have another, which its name means from now on.

    Raises Forbidden, NotFound, RuleBroken.
    """
    tag, into = _hold(actor, tag), _hold(actor, into)
    if tag.id == into.id:
        raise RuleBroken("forum.tag_in_itself")
    aliases = session.scalars(select(Tag.id).where(Tag.merged_into_id == tag.id)).all()
    of_it = select(TopicTag.topic_id, literal(into.id), literal(tag.id))
    columns = ["topic_id", "tag_id", "merged_from_id"]
    added = insert_or(TopicTag).from_select(columns, of_it.where(TopicTag.tag_id == tag.id))
    session.execute(added.on_conflict_do_nothing())
    session.execute(update(Tag).where(Tag.id.in_(aliases)).values(merged_into_id=into.id))
    tag.gone_at, tag.merged_into_id = now(), into.id
    session.flush()
    record(activities.TAG_MERGED, tag.id, actor_id=actor.id)
    facts = {"before": tag.name, "after": into.name, "into": into.id, "aliases": list(aliases)}
    audit.record(MERGED, "tag", tag.id, actor_id=actor.id, facts=facts)
    return into


def remove_tag(actor: Actor, tag: Tag) -> None:
    """Let no topic have a tag any more. Raises Forbidden, NotFound."""
    tag = _hold(actor, tag)
    tag.gone_at = now()
    session.flush()
    record(activities.TAG_REMOVED, tag.id, actor_id=actor.id)
    audit.record(REMOVED, "tag", tag.id, actor_id=actor.id, facts={"before": tag.name})


def undo_tag(actor: Actor, entry: AuditEntry) -> Tag:
    """Let a tag be as before one of these. Raises Forbidden, NotFound, RuleBroken."""
    require(actor, policy.ARRANGE_TAGS)
    if entry.kind not in UNDOABLE:
        raise NotFound("forum.no_tag")
    take_turns("tags")
    tag = session.get(Tag, int(entry.subject_id), with_for_update=True, populate_existing=True)
    if tag is None or not is_undoable(entry, tag):
        raise RuleBroken("forum.tag_changed_since")
    if entry.kind == RENAMED:
        _call(actor, tag, entry.facts["before"])
    elif entry.kind == MERGED:
        _part(tag, entry)
    tag.gone_at = None
    session.flush()
    record(activities.TAG_RESTORED, tag.id, actor_id=actor.id)
    audit.record(RESTORED, "tag", tag.id, actor_id=actor.id, facts={"after": tag.name})
    return tag


def is_undoable(entry: AuditEntry, tag: Tag) -> bool:
    """Whether a tag is as an entry of the audit left it."""
    if entry.kind == RENAMED:
        return bool(tag.gone_at is None and tag.name == entry.facts["after"])
    if entry.kind == MERGED:
        return bool(tag.merged_into_id == entry.facts["into"])
    return entry.kind == REMOVED and tag.gone_at is not None and tag.merged_into_id is None


def _part(tag: Tag, entry: AuditEntry) -> None:
    """Take a tag out of the one that it was merged into, with what was merged into it before."""
    into: int = entry.facts["into"]
    came = (TopicTag.tag_id == into, TopicTag.merged_from_id == tag.id)
    session.execute(delete(TopicTag).where(*came))
    own = (Tag.id.in_(entry.facts["aliases"]), Tag.merged_into_id == into)
    session.execute(update(Tag).where(*own).values(merged_into_id=tag.id))
    tag.merged_into_id = None


def _call(actor: Actor, tag: Tag, name: str) -> None:
    """Name a tag; raises RuleBroken where another has the name, or goes by it.

    One that was removed keeps its name, to be brought back; and one that the actor does not know
    is spoken of in the same words, so that nobody learns that it is there.
    """
    other = session.scalar(select(Tag).where(Tag.key == tag_key(name), Tag.id != tag.id))
    if other is not None:
        meant = find_tag(name)
        seen = get_category_tree().visible_ids(actor)
        is_known = meant is not None and bool(known_tags([meant.id], seen))
        if is_known:
            raise RuleBroken("forum.tag_taken", name=name)
        raise RuleBroken("forum.tag_kept", name=name)
    tag.name, tag.key = name, tag_key(name)
    session.flush()


def _hold(actor: Actor, tag: Tag) -> Tag:
    """A tag as it is now, that nobody else changes meanwhile; raises Forbidden, NotFound."""
    require(actor, policy.ARRANGE_TAGS)
    take_turns("tags")
    held = session.get(Tag, tag.id, with_for_update=True, populate_existing=True)
    if held is None or held.gone_at is not None:
        raise NotFound("forum.no_tag")
    return held
