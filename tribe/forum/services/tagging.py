"""Giving a topic its tags, and making those that are new."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, cast, delete, select

from tribe.access import may
from tribe.activity import record
from tribe.audit import AuditEntry
from tribe.base.db import insert_missing, session
from tribe.base.errors import RuleBroken
from tribe.forum import activities, policy, settings
from tribe.forum.models import MOST_TAGS, Tag, TagMember, Topic, TopicTag
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.queries.tags import seen_among, tags_of
from tribe.forum.tagging import fault_of_tag, tag_key, tag_name
from tribe.members.models import Member
from tribe.settings import value_of


def check_tags(member: Member, names: Sequence[str], standing: Sequence[str] = ()) -> None:
    """That a member may give a topic these tags, which has some; raises RuleBroken.

    New ones are made by those whom the settings let. To the others a tag is there where they see a
    topic that has it, so that nobody learns what is talked about behind closed doors.
    """
    for name in names:
        if fault_of_tag(tag_name(name)) is not None:
            raise RuleBroken("forum.unfit_tag", name=name)
    added = set(map(tag_key, names)) - set(map(tag_key, standing))
    most = min(value_of(settings.MAX_TAGS), MOST_TAGS)
    if added and not most:
        raise RuleBroken("forum.no_tags")
    if added and len(names) > most:
        raise RuleBroken("forum.too_many_tags", most=most)
    if not added or may(member, policy.MAKE_TAG, value_of(settings.TAGS_MADE_BY)):
        return
    there = {tag_key(name): tag.id for name, tag in _find(names).items() if tag.gone_at is None}
    seen = seen_among(there.values(), get_category_tree().visible_ids(member))
    for name in names:
        if tag_key(name) in added and there.get(tag_key(name)) not in seen:
            raise RuleBroken("forum.new_tag", name=name)


class Tagged(NamedTuple):
    """The numbers of the tags that a topic has newly, and of those that it has no more."""

    added: frozenset[int]
    lost: frozenset[int]


def give_tags(topic: Topic, names: Sequence[str], *, makes: bool = True) -> Tagged:
    """Let a topic have these tags and no others, as was asked about before.

    What is not there is made, or left out.
    """
    wanted = {tag.id for tag in _take(names, makes=makes)}
    standing = select(TopicTag.tag_id).join(Tag, Tag.id == TopicTag.tag_id).where(*_of(topic))
    had = set(session.scalars(standing))
    lost = had - wanted
    if lost:
        merged = select(Tag.id).where(Tag.merged_into_id.in_(lost))
        which = TopicTag.tag_id.in_(lost) | TopicTag.tag_id.in_(merged)
        session.execute(delete(TopicTag).where(TopicTag.topic_id == topic.id, which))
    rows = [
        {"topic_id": topic.id, "tag_id": number, "merged_from_id": None}
        for number in sorted(wanted - had)
    ]
    if rows:
        session.execute(insert_missing(TopicTag), rows)
    return Tagged(frozenset(wanted - had), frozenset(lost))


def record_tags(
    topic: Topic, changed: Tagged, *, actor_id: int | None, at: datetime | None = None
) -> None:
    """Write down that a topic has other tags than before; an act for those given, one for lost."""
    acts = ((activities.TOPIC_UNTAGGED, changed.lost), (activities.TOPIC_TAGGED, changed.added))
    for kind, tag_ids in acts:
        if tag_ids:
            record(
                kind,
                topic.id,
                actor_id=actor_id,
                at=at,
                topic=topic.id,
                tags=sorted(tag_ids),
            )


def change_tags(
    member: Member, topic: Topic, names: Sequence[str] | None, at: datetime | None = None
) -> tuple[str, ...] | None:
    """Give a topic other tags; those that it had, None where they stay as they are."""
    if names is None:
        return None
    had = tags_of(topic.id)
    if set(map(tag_key, names)) == set(map(tag_key, had)):
        return None
    record_tags(topic, give_tags(topic, names), actor_id=member.id, at=at)
    return had


def find_new(names: Collection[str]) -> list[str]:
    """Those of some names that no tag has; one query."""
    found = _find(names)
    return [name for name in names if name not in found]


def find_made(names: Collection[str]) -> list[int]:
    """The numbers of the tags of names that were new before; one query."""
    return sorted(tag.id for tag in _find(names).values())


def forget_unused(tag_ids: Collection[int]) -> None:
    """Let those of some tags not be that nobody uses, follows or arranged since they were made."""
    held = select(Tag.id).where(Tag.id.in_(tag_ids)).order_by(Tag.id).with_for_update()
    ids = session.scalars(held).all() if tag_ids else ()
    if not ids:
        return
    by_it = (TopicTag.tag_id == Tag.id) | (TopicTag.merged_from_id == Tag.id)
    entry = (AuditEntry.subject_type == "tag", AuditEntry.subject_id == cast(Tag.id, String))
    needed = (
        select(TopicTag.tag_id).where(by_it),
        select(TagMember.tag_id).where(TagMember.tag_id == Tag.id),
        select(AuditEntry.id).where(*entry),
    )
    without = [~some.correlate(Tag).exists() for some in needed]
    unused = session.scalars(select(Tag.id).where(Tag.id.in_(ids), *without)).all()
    session.execute(delete(Tag).where(Tag.id.in_(unused)))


def _of(topic: Topic) -> tuple[ColumnElement[bool], ...]:
    return TopicTag.topic_id == topic.id, Tag.gone_at.is_(None)


def _find(names: Collection[str], *, held: bool = False) -> dict[str, Tag]:
    """The tags that names mean, those too that were removed, and were not merged into others.

    Where they are held, each is as it is now, and none goes before the transaction ends.
    """
    keys = {tag_key(name): name for name in names}
    chosen = select(Tag).where(Tag.key.in_(sorted(keys))).order_by(Tag.id)
    if held:
        chosen = chosen.with_for_update(read=True, key_share=True)
        chosen = chosen.execution_options(populate_existing=True)
    tags = {keys[tag.key]: tag for tag in session.scalars(chosen)} if keys else {}
    into = {tag.merged_into_id for tag in tags.values() if tag.merged_into_id is not None}
    targets = session.scalars(select(Tag).where(Tag.id.in_(into))) if into else ()
    merged = {tag.id: tag for tag in targets}
    return {name: merged.get(tag.merged_into_id or 0, tag) for name, tag in tags.items()}


def _take(names: Sequence[str], *, makes: bool) -> list[Tag]:
    """The tags of some names, made where they are not there."""
    found = _find(names, held=True)
    missing = [name for name in names if name not in found]
    if makes and missing:
        rows = [
            {"key": tag_key(name), "name": tag_name(name), "gone_at": None, "merged_into_id": None}
            for name in sorted(missing)
        ]
        session.execute(insert_missing(Tag), rows)
        found = _find(names, held=True)
    for name, tag in found.items() if makes else ():
        if tag.gone_at is not None:  # it begins again; its entry of the audit has the topics
            session.execute(delete(TopicTag).where(TopicTag.tag_id == tag.id))
            tag.gone_at = None
            if tag.key == tag_key(name):  # not where a name was typed that was merged into it
                tag.name = tag_name(name)
    session.flush()
    return [tag for tag in found.values() if tag.gone_at is None]
