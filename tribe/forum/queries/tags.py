"""Tags: of a topic, of all that a reader may see, and those that a word begins."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, func, or_, select
from sqlalchemy.orm import aliased

from tribe.audit import AuditEntry
from tribe.base.db import list_rows, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.forum.models import Level, Tag, TagMember, Topic, TopicTag
from tribe.forum.tagging import tag_key
from tribe.members.models import Member

BY_NAME = Order((Tag.name,))
PAGE = 100
SUGGESTED = 40
CHANGES = 20
STANDS = Tag.gone_at.is_(None)


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag, and how many topics have it that its reader may see."""

    id: int
    name: str
    count: int


def joined_tags() -> ScalarSelect[str | None]:
    """The tags of a topic of a statement, with blanks between, which no name has."""
    of_it = (TopicTag.topic_id == Topic.id, STANDS)
    names = select(func.aggregate_strings(Tag.name, " ")).select_from(TopicTag)
    named = names.join(Tag, Tag.id == TopicTag.tag_id).where(*of_it)
    return named.correlate(Topic).scalar_subquery().label("tags")  # type: ignore[return-value]


def read_tags(joined: str | None) -> tuple[str, ...]:
    """The tags that a statement or a version has so."""
    return tuple(sorted(joined.split(" "))) if joined else ()


def tags_of(topic_id: int) -> tuple[str, ...]:
    """The tags of a topic; one query."""
    return read_tags(session.scalar(select(joined_tags()).where(Topic.id == topic_id)))


def find_tag(name: str) -> Tag | None:
    """The tag that a name means, also by one that was merged into it; two queries at most."""
    tag = session.scalar(select(Tag).where(Tag.key == tag_key(name)))
    if tag is not None and tag.merged_into_id is not None:
        tag = session.get(Tag, tag.merged_into_id)
    return tag if tag is not None and tag.gone_at is None else None


def known_tags(tag_ids: Collection[int], category_ids: Collection[int]) -> set[int]:
    """Those of some tags, gone ones too, that a listed topic of categories has, or none at all.

    One query.
    """
    of_it = TopicTag.tag_id == Tag.id
    seen = select(TopicTag.tag_id).join(Topic, Topic.id == TopicTag.topic_id)
    is_seen = seen.where(of_it, *listed_in(category_ids)).correlate(Tag).exists()
    is_used = select(TopicTag.tag_id).where(of_it).correlate(Tag).exists()
    found = select(Tag.id).where(Tag.id.in_(sorted(tag_ids)), or_(is_seen, ~is_used))
    return set(session.scalars(found))


def list_unused(most: int = PAGE) -> list[str]:
    """The tags that no topic has, by name; one query."""
    is_used = select(TopicTag.tag_id).where(TopicTag.tag_id == Tag.id).exists()
    return list(
        session.scalars(select(Tag.name).where(STANDS, ~is_used).order_by(Tag.name).limit(most))
    )


def list_changes_of_tags(category_ids: Collection[int]) -> list[tuple[AuditEntry, Tag, str]]:
    """The last renamings, mergers and removals of tags that a reader may know; two queries."""
    chosen = select(AuditEntry, Tag, Member.name)
    chosen = chosen.join(Tag, cast(Tag.id, String) == AuditEntry.subject_id)
    chosen = chosen.outerjoin(Member, Member.id == AuditEntry.actor_id)
    chosen = chosen.where(AuditEntry.subject_type == "tag")
    rows = session.execute(
        chosen.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(CHANGES)
    ).all()
    known = known_tags({row[1].id for row in rows}, category_ids)
    return [(row[0], row[1], row[2] or "") for row in rows if row[1].id in known]


def find_tag_ids(names: Collection[str]) -> Sequence[int]:
    """The numbers of the tags that names mean, none where one means none; one query."""
    keys = set(map(tag_key, names))
    into = aliased(Tag)
    found = (
        select(Tag.key, func.coalesce(into.id, Tag.id))
        .outerjoin(into, into.id == Tag.merged_into_id)
        .where(Tag.key.in_(sorted(keys)), func.coalesce(into.gone_at, Tag.gone_at).is_(None))
    )
    numbers = {row[0]: row[1] for row in session.execute(found)}
    return sorted(set(numbers.values())) if numbers.keys() == keys else ()


def is_tag_seen(tag_id: int, category_ids: Collection[int]) -> bool:
    """Whether a topic has a tag that lists of some categories have; one query."""
    found = _seen(category_ids).where(TopicTag.tag_id == tag_id).limit(1)
    return bool(list_rows(found.with_only_columns(Topic.id)))


def get_tag_level(member_id: int, tag_id: int) -> Level:
    """How a member follows a tag, also by one that was merged into it; one query."""
    meant = (Tag.id == tag_id) | (Tag.merged_into_id == tag_id)
    chosen = select(TagMember.level).join(Tag, Tag.id == TagMember.tag_id)
    own = chosen.where(TagMember.member_id == member_id, meant)
    return session.scalars(own.order_by(Tag.merged_into_id.is_not(None))).first() or Level.NORMAL


def list_followed_tags(member_id: int, category_ids: Collection[int]) -> dict[str, Level]:
    """The tags that a member watches or leaves out, of such topics, by name; one query."""
    into = aliased(Tag)
    seen = select(TopicTag.tag_id).join(Topic, Topic.id == TopicTag.topic_id)
    is_seen = seen.where(TopicTag.tag_id == into.id, *listed_in(category_ids)).correlate(into)
    chosen = (
        select(into.name, TagMember.level)
        .select_from(TagMember)
        .join(Tag, Tag.id == TagMember.tag_id)
        .join(into, into.id == func.coalesce(Tag.merged_into_id, Tag.id))
        .where(TagMember.member_id == member_id, into.gone_at.is_(None), is_seen.exists())
        .order_by(into.name, Tag.merged_into_id.is_(None))  # what is said of itself counts
    )
    levels = {row[0]: row[1] for row in session.execute(chosen)}
    return {name: level for name, level in levels.items() if level is not Level.NORMAL}


def list_tags(category_ids: Collection[int], span: Span = START) -> Page[TagRow]:
    """The tags of topics that lists of some categories have, by name; one query."""
    counted = _seen(category_ids).group_by(Tag.id, Tag.name)
    return read_page(counted, BY_NAME, span, _row, PAGE)


def suggest_tags(
    category_ids: Collection[int], beginning: str = "", most: int = SUGGESTED
) -> list[str]:
    """The tags of such topics that a word begins, those of the most topics first; one query."""
    counted = _seen(category_ids).group_by(Tag.id, Tag.name)
    if beginning:
        counted = counted.where(Tag.key.startswith(tag_key(beginning), autoescape=True))
    ordered = counted.order_by(func.count(Topic.id).desc(), Tag.name).limit(most)
    return [_row(row).name for row in list_rows(ordered)]


def seen_among(tag_ids: Collection[int], category_ids: Collection[int]) -> set[int]:
    """Those of some tags that such topics have; one query."""
    found = _seen(category_ids).where(TopicTag.tag_id.in_(sorted(tag_ids))).group_by(Tag.id)
    return {row[0] for row in list_rows(found.with_only_columns(Tag.id))}


def _seen(category_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Tags with their topics that are listed in some categories."""
    return (
        select(Tag.id, Tag.name, func.count(Topic.id).label("count"))
        .join(TopicTag, TopicTag.tag_id == Tag.id)
        .join(Topic, Topic.id == TopicTag.topic_id)
        .where(STANDS, *listed_in(category_ids))
    )


def listed_in(category_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """That lists of some categories have a topic."""
    is_there = (Topic.posts_count > 0, Topic.unlisted_at.is_(None))
    return Topic.category_id.in_(sorted(category_ids)), *is_there


def _row(row: Sequence[Any]) -> TagRow:
    return TagRow(*row[:3])
