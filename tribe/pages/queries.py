"""Pages of the place as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select

from tribe.base.db import session
from tribe.members.models import Member
from tribe.pages.models import PageAnswer, PageKey, PageVersion


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list of a page's versions."""

    number: int
    note: str
    published_at: datetime
    author: str | None  # None where nobody was signed in, or who wrote it has left


def find_version(key: PageKey, number: int | None = None) -> PageVersion | None:
    """A version of a page, the one that holds now when no number is given; one query."""
    wanted = select(PageVersion).where(PageVersion.key == key)
    if number is not None:
        wanted = wanted.where(PageVersion.number == number)
    return session.scalar(wanted.order_by(PageVersion.number.desc()).limit(1))


def list_versions(key: PageKey) -> Sequence[VersionRow]:
    """The versions of a page, the newest first; one query."""
    columns = (PageVersion.number, PageVersion.note, PageVersion.published_at, Member.name)
    rows = session.execute(
        select(*columns)
        .outerjoin(Member, Member.id == PageVersion.author_id)
        .where(PageVersion.key == key)
        .order_by(PageVersion.number.desc())
    )
    return [VersionRow(*row) for row in rows]


def list_published() -> dict[PageKey, datetime]:
    """Which pages there are, and since when each says what it says; one query."""
    latest = func.max(PageVersion.published_at)
    rows = session.execute(select(PageVersion.key, latest).group_by(PageVersion.key))
    found = {PageKey(key): at for key, at in rows}
    return {key: found[key] for key in PageKey if key in found}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A version of a page that a member was asked about, and what they answered."""

    number: int
    note: str
    published_at: datetime
    is_agreed: bool
    answered_at: datetime


def list_answers(member_id: int, key: PageKey) -> Sequence[AnswerRow]:
    """What a member answered about each version of a page, the newest first; one query."""
    version, answer = PageVersion, PageAnswer
    columns = (version.number, version.note, version.published_at)
    rows = session.execute(
        select(*columns, answer.is_agreed, answer.answered_at)
        .join(answer, and_(answer.key == version.key, answer.number == version.number))
        .where(answer.member_id == member_id, answer.key == key)
        .order_by(version.number.desc())
    )
    return [AnswerRow(*row) for row in rows]


def find_unanswered(member_id: int, key: PageKey) -> PageVersion | None:
    """The version of a page that holds now, where a member was not asked about it; one query."""
    return session.scalar(_unanswered(), {"member": member_id, "key": key})


@cache  # home asks each time
def _unanswered() -> Select[PageVersion]:
    key: BindParameter[PageKey] = bindparam("key", type_=PageVersion.key.type)
    latest = select(func.max(PageVersion.number)).where(PageVersion.key == key)
    is_answer = and_(
        PageAnswer.key == PageVersion.key,
        PageAnswer.number == PageVersion.number,
        PageAnswer.member_id == bindparam("member"),
    )
    return (
        select(PageVersion)
        .outerjoin(PageAnswer, is_answer)
        .where(PageVersion.key == key, PageVersion.number == latest.scalar_subquery())
        .where(PageAnswer.member_id.is_(None))
    )
