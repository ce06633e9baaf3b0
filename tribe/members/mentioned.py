"""Whom a text names, and their pages to which it leads."""

from collections import defaultdict
from collections.abc import Collection
from urllib.parse import quote

from tribe.markup import Cooked, cook, mentioned_names
from tribe.members.models import Member
from tribe.members.queries import find_alike, find_by_former_names
from tribe.members.shapes import name_folded


def named_in(source: str) -> dict[str, Member]:
    """The members whom a source may name, by the keys of what it calls them.

    One query where it may name any, two where somebody has not that name any more.
    """
    return find_named(mentioned_names(source))


def find_named(keys: Collection[str]) -> dict[str, Member]:
    """The members of some of these keys; the queries of `named_in`.

    A key that is nobody's name, now or before, is of the one member from whose name it differs by
    accents; of none where there are two.
    """
    if not keys:
        return {}
    bare = {key: name_folded(key) for key in keys}
    named = find_alike(keys)
    known = {member.name_key: member for member in named if member.name_key in bare}
    if missing := bare.keys() - known.keys():
        known |= find_by_former_names(missing)
    alike = defaultdict[str, list[Member]](list)
    for member in named:
        alike[member.name_folded].append(member)
    for key in bare.keys() - known.keys():
        if len(alike[bare[key]]) == 1:
            known[key] = alike[key][0]
    return known


def borne_by_others(keys: Collection[str], member_id: int) -> set[str]:
    """Those of some keys that call somebody else than one member; the queries of `named_in`."""
    return {key for key, member in find_named(keys).items() if member.id != member_id}


def pages_of(known: dict[str, Member]) -> dict[str, str]:
    """The pages of members, by the same keys."""
    return {key: f"/u/{quote(member.name)}" for key, member in known.items()}


def cook_named(source: str) -> Cooked:
    """Cook a source with links to whom it names; the queries of `named_in`."""
    return cook(source, members=pages_of(named_in(source)))
