"""Renaming, merging and removing tags, and taking that back; each is an entry of the audit."""

from collections.abc import Iterable

from sqlalchemy import delete, func, literal, select, update

from tribe import audit
from tribe.access import Actor, require
from tribe.activity import Activity, record
from tribe.audit import AuditEntry
from tribe.base.db import insert_missing, insert_or, now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy
from tribe.forum.models import Tag, Topic, TopicTag
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
    had = select(TopicTag.topic_id, TopicTag.merged_from_id).where(TopicTag.tag_id == tag.id)
    topics = [list(row) for row in session.execute(had.order_by(TopicTag.topic_id))]
    facts = {"before": tag.name, "topics": topics}  # should it begin again meanwhile
    audit.record(REMOVED, "tag", tag.id, actor_id=actor.id, facts=facts)


def undo_tag(actor: Actor, entry: AuditEntry) -> Tag:
    """Let a tag be as before one of these. Raises Forbidden, NotFound, RuleBroken."""
    require(actor, policy.ARRANGE_TAGS)
    if entry.kind not in UNDOABLE:
        raise NotFound("forum.no_tag")
    take_turns("tags")
    tag = session.get(Tag, int(entry.subject_id), with_for_update=True, populate_existing=True)
    if tag is None or not undoable_among([(entry, tag)]):
        raise RuleBroken("forum.tag_changed_since")
    if entry.kind == RENAMED:
        _call(actor, tag, entry.facts["before"])
    elif entry.kind == MERGED:
        _part(tag, entry)
    elif tag.gone_at is None:
        _give_topics_back(tag, entry)
    tag.gone_at = None
    session.flush()
    record(activities.TAG_RESTORED, tag.id, actor_id=actor.id)
    facts = {"after": tag.name, "entry": entry.id}
    audit.record(RESTORED, "tag", tag.id, actor_id=actor.id, facts=facts)
    return tag


def undoable_among(changes: Iterable[tuple[AuditEntry, Tag]]) -> set[int]:
    """Which of some changes can be taken back, by the numbers of their entries; two queries."""
    pairs = list(changes)
    of_tag = {str(tag.id) for entry, tag in pairs if entry.kind == REMOVED}
    of_it = (AuditEntry.subject_type == "tag", AuditEntry.subject_id.in_(sorted(of_tag)))
    last, undone = set[int](), set[int]()
    if of_tag:
        removals = select(func.max(AuditEntry.id)).where(*of_it, AuditEntry.kind == REMOVED)
        last.update(session.scalars(removals.group_by(AuditEntry.subject_id)))
        restored = select(AuditEntry.facts).where(*of_it, AuditEntry.kind == RESTORED)
        undone.update(facts.get("entry", 0) for facts in session.scalars(restored))
    return {
        entry.id
        for entry, tag in pairs
        if _is_undoable(entry, tag, is_last=entry.id in last) and entry.id not in undone
    }


def _is_undoable(entry: AuditEntry, tag: Tag, *, is_last: bool) -> bool:
    """Whether a tag is as an entry of the audit left it, or began again since it was removed."""
    if entry.kind == RENAMED:
        return bool(tag.gone_at is None and tag.name == entry.facts["after"])
    if entry.kind == MERGED:
        return bool(tag.merged_into_id == entry.facts["into"])
    if entry.kind != REMOVED or tag.merged_into_id is not None:
        return False
    return is_last if tag.gone_at is not None else "topics" in entry.facts


def _give_topics_back(tag: Tag, entry: AuditEntry) -> None:
    """Let the topics that a tag had when it was removed have it beside those of today.

    Not those from which it was taken since it began again, nor what came by a tag that was parted
    from it meanwhile.
    """
    had: dict[int, int | None] = dict(entry.facts["topics"])
    there = set(session.scalars(select(Topic.id).where(Topic.id.in_(sorted(had)))))
    merged = {None, *session.scalars(select(Tag.id).where(Tag.merged_into_id == tag.id))}
    lost = select(Activity.subject_id, Activity.facts).where(
        Activity.kind == activities.TOPIC_UNTAGGED.name,
        Activity.subject_type == "topic",
        Activity.subject_id.in_(sorted(had)),
        Activity.at >= entry.at,
    )
    there -= {topic for topic, facts in session.execute(lost) if tag.id in facts["tags"]}
    rows = [
        {"topic_id": topic, "tag_id": tag.id, "merged_from_id": had[topic]}
        for topic in sorted(there)
        if had[topic] in merged
    ]
    if rows:
        session.execute(insert_missing(TopicTag), rows)


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
