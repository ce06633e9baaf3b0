"""Whom a text names, and their pages to which it leads."""

from collections.abc import Collection
from urllib.parse import quote

from sqlalchemy import select

from tribe.base.db import session
from tribe.markup import Cooked, cook, mentioned_names
from tribe.members.models import Member, State
from tribe.members.queries import find_by_former_names


def named_in(source: str) -> dict[str, Member]:
    """The members whom a source may name, by the keys of what it calls them.

    One query where it may name any, two where somebody has not that name any more.
    """
    return find_named(mentioned_names(source))


def find_named(keys: Collection[str]) -> dict[str, Member]:
    """The members of some of these keys; the queries of `named_in`."""
    if not keys:
        return {}
    named = select(Member).where(Member.name_key.in_(keys), Member.state != State.LEFT)
    known = {member.name_key: member for member in session.scalars(named)}
    if missing := set(keys) - known.keys():
        known |= find_by_former_names(missing)
    return known


def pages_of(known: dict[str, Member]) -> dict[str, str]:
    """The pages of members, by the same keys."""
    return {key: f"/u/{quote(member.name)}" for key, member in known.items()}


def cook_named(source: str) -> Cooked:
    """Cook a source with links to whom it names; the queries of `named_in`."""
    return cook(source, members=pages_of(named_in(source)))
