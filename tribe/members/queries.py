"""Members as other rooms and the pages of this one read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from tribe.db import now, session
from tribe.forms import LARGEST
from tribe.members.models import (
    Avatar,
    ConsentDecision,
    Member,
    Purpose,
    SignIn,
    State,
    Trait,
    TraitKind,
    fold,
    initials_of,
)
from tribe.members.names import name_key

PAGE = 24
TRAITS_SHOWN = 4


def find_member(name: str) -> Member | None:
    """The member of that name, however it is written; one query."""
    return session.scalar(select(Member).where(Member.name_key == name_key(name)))


def find_member_with_traits(name: str) -> Member | None:
    """The same with their values, signs and skills; two queries."""
    chosen = select(Member).where(Member.name_key == name_key(name))
    return session.scalar(chosen.options(selectinload(Member.traits)))


def find_by_login(login: str) -> Member | None:
    """Whom a name or an e-mail address belongs to; one query."""
    column = Member.email if "@" in login else Member.name_key
    value = login.strip().lower() if "@" in login else name_key(login.strip())
    return session.scalar(select(Member).where(column == value))


def members_by_id(ids: Iterable[int]) -> dict[int, Member]:
    """Members by their ids, for cards and lists; one query, none without ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    chosen = select(Member).where(Member.id.in_(wanted))
    return {member.id: member for member in session.scalars(chosen)}


def brand_names() -> list[str]:
    """The names of the brand's accounts, which nobody may seem to bear."""
    return list(session.scalars(select(Member.name).where(Member.is_brand)))


def get_avatar(member_name: str, key: str | None = None) -> tuple[str, bytes] | None:
    """The key and the bytes of a member's picture; with a key, only that one."""
    chosen = (
        select(Member.avatar_key, Avatar.image)
        .join(Avatar, Avatar.member_id == Member.id)
        .where(Member.name_key == name_key(member_name), Member.avatar_key.is_not(None))
    )
    row = session.execute(chosen if key is None else chosen.where(Member.avatar_key == key)).first()
    return (str(row[0]), row[1]) if row is not None else None


def list_sign_ins(member: Member) -> Sequence[SignIn]:
    """Where a member is signed in now, the latest first."""
    live = (SignIn.revoked_at.is_(None), SignIn.expires_at > now())
    chosen = select(SignIn).where(SignIn.member_id == member.id, *live)
    return session.scalars(chosen.order_by(SignIn.created_at.desc(), SignIn.id.desc())).all()


def list_consent(member: Member, purpose: Purpose) -> Sequence[ConsentDecision]:
    """What a member decided about a purpose, the latest first."""
    own = (ConsentDecision.member_id == member.id, ConsentDecision.purpose == purpose)
    return session.scalars(
        select(ConsentDecision).where(*own).order_by(ConsentDecision.id.desc())
    ).all()


@dataclass(frozen=True)
class Listed:
    """A member as the directory shows them."""

    id: int
    name: str
    hue: int
    is_brand: bool
    avatar_key: str | None
    joined_at: datetime
    traits: tuple[str, ...]
    initials: str


@dataclass(frozen=True)
class Directory:
    """One page of the directory, and the cursor of the next."""

    members: list[Listed]
    after: str | None


def list_members(search: str = "", order: str = "name", after: str = "") -> Directory:
    """A page of active members, by name or by newest, whose name or traits hold a text.

    Two queries whatever the length of the page; keyset, so deep pages cost as the first.
    """
    columns = (
        Member.id,
        Member.name,
        Member.hue,
        Member.is_brand,
        Member.avatar_key,
        Member.joined_at,
        Member.name_key,
    )
    chosen = select(*columns).where(Member.state == State.ACTIVE, *_holding(search))
    if order == "new":
        chosen = chosen.order_by(Member.joined_at.desc(), Member.id.desc())
        if latest := _moment_cursor(after):
            at, row_id = latest
            same = and_(Member.joined_at == at, Member.id < row_id)
            chosen = chosen.where(or_(Member.joined_at < at, same))
    else:
        chosen = chosen.order_by(Member.name_key)
        if after:
            chosen = chosen.where(Member.name_key > after)
    rows = session.execute(chosen.limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    traits = _traits_of([row.id for row in shown], fold(search))
    last = shown[-1] if len(rows) > PAGE else None
    cursor = _cursor_of(last, order) if last is not None else None
    return Directory([_listed(row, traits) for row in shown], cursor)


def _holding(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    worn = select(Trait.member_id).where(Trait.folded.contains(fold(search), autoescape=True))
    named = Member.name_key.contains(name_key(search), autoescape=True)
    return [or_(named, Member.id.in_(worn))]


def _traits_of(ids: list[int], first: str) -> dict[int, list[str]]:
    found: dict[int, list[tuple[bool, str]]] = {}
    if ids:
        chosen = select(Trait.member_id, Trait.text, Trait.folded).where(Trait.member_id.in_(ids))
        for member_id, text, folded in session.execute(
            chosen.order_by(Trait.kind.desc(), Trait.position)
        ):
            is_match = bool(first) and first in folded
            found.setdefault(member_id, []).append((not is_match, text))
    return {
        key: [text for _, text in sorted(texts, key=lambda pair: pair[0])][:TRAITS_SHOWN]
        for key, texts in found.items()
    }


def _listed(row: Any, traits: dict[int, list[str]]) -> Listed:
    return Listed(
        row.id,
        row.name,
        row.hue,
        row.is_brand,
        row.avatar_key,
        row.joined_at,
        tuple(traits.get(row.id, ())),
        initials_of(row.name),
    )


def _cursor_of(row: Any, order: str) -> str:
    if order != "new":
        return str(row.name_key)
    return f"{row.joined_at.isoformat()}~{row.id}"


def _moment_cursor(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        return at, min(int(number[:10]), LARGEST)
    except (ValueError, OverflowError):
        return None


def traits_by_kind(member: Member) -> dict[TraitKind, list[str]]:
    """A member's values, signs and skills, in their order; needs loaded traits."""
    grouped: dict[TraitKind, list[str]] = {kind: [] for kind in TraitKind}
    for trait in member.traits:
        grouped[trait.kind].append(trait.text)
    return grouped
