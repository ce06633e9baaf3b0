"""Members as other rooms and the pages of this one read them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from tribe.access import Role
from tribe.base.db import now, session, take_turns
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.base.text import clean, fold
from tribe.members.models import (
    IN_USE,
    Avatar,
    ConsentDecision,
    FormerName,
    Member,
    Purpose,
    SignIn,
    State,
    Trait,
    TraitKind,
    initials_of,
    serving,
)
from tribe.members.names import name_key
from tribe.members.shapes import name_folded, name_shape

PAGE = 24
TRAITS_SHOWN = 4


def find_member(name: str) -> Member | None:
    """The member of that name, however it is written; one query."""
    return session.scalar(select(Member).where(Member.name_key == name_key(name)))


def find_by_names(keys: Collection[str]) -> dict[str, Member]:
    """Who bears some names, by their keys; one query."""
    chosen = select(Member).where(Member.name_key.in_(keys))
    return {member.name_key: member for member in session.scalars(chosen)}


def find_alike(keys: Collection[str]) -> Sequence[Member]:
    """Who bears some names, or the same but for accents; one query."""
    bare = {name_folded(key) for key in keys} - {""}
    alike = or_(Member.name_key.in_(keys), Member.name_folded.in_(bare))
    return session.scalars(select(Member).where(alike, Member.state != State.LEFT)).all()


def hold_shape(name: str) -> None:
    """Until the transaction ends, let nobody else take a name that looks like this one."""
    take_turns(f"name like {name_shape(name)}")


def find_by_former_name(name: str) -> Member | None:
    """Whom a name belonged to that nobody bears now; one query."""
    had = select(Member).join(FormerName, FormerName.member_id == Member.id)
    return session.scalar(had.where(FormerName.name_key == name_key(name)))


def find_by_former_names(keys: Collection[str]) -> dict[str, Member]:
    """Whom names belonged to that nobody bears now, by their keys; one query."""
    had = select(FormerName.name_key, Member).join(Member, FormerName.member_id == Member.id)
    chosen = had.where(FormerName.name_key.in_(keys), Member.state != State.LEFT)
    return {row[0]: row[1] for row in session.execute(chosen)}


def list_accounts(
    role: Role | None = None, is_brand: bool = False, state: State | None = None
) -> list[Member]:
    """All accounts that are so, by name."""
    chosen = select(Member).order_by(Member.name_key)
    if role is not None:
        chosen = chosen.where(Member.role == role)
    if is_brand:
        chosen = chosen.where(Member.is_brand)
    if state is not None:
        chosen = chosen.where(Member.state == state)
    return list(session.scalars(chosen))


def find_member_with_traits(name: str) -> Member | None:
    """The same with their values, signs and skills, read afresh; two queries."""
    chosen = select(Member).where(Member.name_key == name_key(name))
    whole = chosen.options(selectinload(Member.traits))
    return session.scalar(whole.execution_options(populate_existing=True))


def find_by_login(login: str) -> Member | None:
    """Whom a name or an e-mail address belongs to; one query."""
    login = clean(login).strip()
    column = Member.email if "@" in login else Member.name_key
    value = login.lower() if "@" in login else name_key(login)
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


def find_avatar(member_name: str, key: str | None = None) -> tuple[str, str] | None:
    """The key and the digest of an active member's picture; with a key, only that one."""
    is_shown = (IN_USE, Member.avatar_key.is_not(None))
    chosen = (
        select(Member.avatar_key, Avatar.digest)
        .join(Avatar, Avatar.member_id == Member.id)
        .where(Member.name_key == name_key(member_name), *is_shown)
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


BY_NAME = Order((Member.name_key,))
NEWEST_FIRST = Order((Member.joined_at, Member.id), is_falling=True)


def list_members(search: str = "", order: Order = BY_NAME, span: Span = START) -> Page[Listed]:
    """A page of active members whose name or traits hold a text; two queries."""
    columns = (
        Member.id,
        Member.name,
        Member.hue,
        Member.is_brand,
        Member.avatar_key,
        Member.joined_at,
    )
    chosen = select(*columns).where(IN_USE, *_holding(search))
    page = read_page(chosen, order, span, tuple, PAGE)
    traits = _traits_of([row[0] for row in page.rows], fold(search))
    return page.holding([_listed(row, traits) for row in page.rows])


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


def _listed(row: Sequence[Any], traits: dict[int, list[str]]) -> Listed:
    number, name, hue, is_brand, avatar_key, joined_at = row
    worn = tuple(traits.get(number, ()))
    return Listed(number, name, hue, is_brand, avatar_key, joined_at, worn, initials_of(name))


def traits_by_kind(member: Member) -> dict[TraitKind, list[str]]:
    """A member's values, signs and skills, in their order; needs loaded traits."""
    grouped: dict[TraitKind, list[str]] = {kind: [] for kind in TraitKind}
    for trait in member.traits:
        grouped[trait.kind].append(trait.text)
    return grouped


def has_moderator(
    of_part: Collection[int],
    *,
    besides: Collection[int],
    is_of_brand: bool = False,
    is_admin: bool = False,
) -> bool:
    """Whether there is a moderator besides some members; one query.

    `of_part` are those who moderate the part of the place in question without the role;
    `is_of_brand` asks for one who does not speak for the brand, `is_admin` for one who is an admin.
    """
    roles = (Role.ADMIN,) if is_admin else (Role.MODERATOR, Role.ADMIN)
    moderates = or_(Member.role.in_(roles), Member.id.in_(sorted(of_part)))
    wanted = [serving(), moderates, Member.id.not_in(sorted(besides))]
    if is_of_brand:
        wanted.append(~Member.is_brand)
    return session.scalar(select(Member.id).where(*wanted).limit(1)) is not None
