"""Writing the pages of the place, and agreeing to what they say."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, func, select

from tribe import audit
from tribe.access import require
from tribe.activity import record
from tribe.base.db import insert_or, now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.markup import cook
from tribe.members.models import Member
from tribe.pages import activities, policy, queries
from tribe.pages.models import PageAnswer, PageKey, PageVersion

PUBLISHED = "page.published"


def publish(
    member: Member,
    key: PageKey,
    texts: Mapping[str, str],
    note: str = "",
    *,
    at: datetime | None = None,
) -> PageVersion | None:
    """Let a page say this from now on, by language; None when it says just this already.

    Raises Forbidden to all but admins, RuleBroken when there is no text in any language.
    """
    require(member, policy.PUBLISH)
    take_turns(f"page {key}")
    said = {language: text for language, text in texts.items() if text.strip()}
    if not said:
        raise RuleBroken("pages.empty")
    standing = queries.find_version(key)
    if standing is not None and standing.texts == said:
        return None
    return _add(member, key, said, note, at or now())


def restore(member: Member, key: PageKey, number: int, note: str = "") -> PageVersion | None:
    """Let a page say again what it said in an earlier version, as a new one.

    Raises Forbidden to all but admins, NotFound when there was no such version.
    """
    require(member, policy.PUBLISH)
    earlier = queries.find_version(key, number)
    if earlier is None:
        raise NotFound("pages.no_version")
    return publish(member, key, earlier.texts, note)


def answer(
    member: Member, key: PageKey, number: int, *, is_agreed: bool, at: datetime | None = None
) -> PageAnswer:
    """Keep that a member agrees to a version of a page, or leaves it for later.

    An agreement stays, whatever is answered later about the same version. Raises Forbidden, and
    NotFound when there was no such version.
    """
    require(member, policy.AGREE)
    if queries.find_version(key, number) is None:
        raise NotFound("pages.no_version")
    given = {"is_agreed": is_agreed, "answered_at": at or now()}
    which = {"member_id": member.id, "key": key, "number": number}
    added = insert_or(PageAnswer).values(which | given)
    is_later = and_(PageAnswer.is_agreed.is_(False), added.excluded.is_agreed)
    session.execute(
        added.on_conflict_do_update(index_elements=[*which], set_=given, where=is_later)
    )
    return session.get_one(PageAnswer, tuple(which.values()), populate_existing=True)


def _add(
    member: Member, key: PageKey, texts: dict[str, str], note: str, at: datetime
) -> PageVersion:
    last = session.scalar(select(func.max(PageVersion.number)).where(PageVersion.key == key)) or 0
    version = PageVersion(
        key=key,
        number=last + 1,
        texts=texts,
        html={language: cook(text, begins_at=2).html for language, text in texts.items()},
        note=note,
        author_id=member.id,
        published_at=at,
    )
    session.add(version)
    session.flush()
    record(activities.PAGE_PUBLISHED, version.id, actor_id=member.id, at=at)
    facts = {"before": last, "after": version.number}
    audit.record(PUBLISHED, "page", key, actor_id=member.id, facts=facts, at=at)
    if key is PageKey.RULES:  # who publishes them is not asked about them
        answer(member, key, version.number, is_agreed=True, at=at)
    return version
