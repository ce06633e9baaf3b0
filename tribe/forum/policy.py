"""Who may do what in the forum: pure answers about a member, a room and a thing in it.

A category's own rows say what each audience may do; a category without rows does as its parent;
a root without rows lets everyone see, and members reply and begin topics. A role has what those
below it have, and admins have everything, so that no room is ever lost. A room within a room that
one may not see is not seen either.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from tribe.forum.models import Audience
from tribe.members.models import Member, Role, State

LADDER = (
    Audience.GUEST,
    Audience.MEMBER,
    Audience.ANALYST,
    Audience.MODERATOR,
    Audience.ADMIN,
)


class Grant(NamedTuple):
    """What an audience may do in a category."""

    may_see: bool = False
    may_reply: bool = False
    may_create: bool = False


Grants = Mapping[Audience, Grant]
OPEN: Grants = {Audience.GUEST: Grant(True), Audience.MEMBER: Grant(True, True, True)}
ALL = Grant(True, True, True)
NONE = Grant()


@dataclass(frozen=True, slots=True)
class Room:
    """A category as it is shown and guarded, free of the database."""

    id: int
    parent_id: int | None
    slug: str
    name: str
    description: str
    hue: int
    grants: Grants  # its own rows; empty means as the parent says


class Rooms:
    """The whole tree of categories, in the order of the page."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        self.by_id: dict[int, Room] = {room.id: room for room in rooms}
        self._found: dict[tuple[int, int], Grant] = {}  # by rank and room

    def __iter__(self) -> Iterator[Room]:
        """Every room, parents before their children."""
        return (room for room, _depth in self.walk())

    @cached_property
    def by_slug(self) -> dict[str, Room]:
        """The rooms by the word in their address."""
        return {room.slug: room for room in self.by_id.values()}

    @cached_property
    def children(self) -> dict[int | None, list[Room]]:
        """The rooms directly within each room; within None, the roots."""
        found: dict[int | None, list[Room]] = {}
        for room in self.by_id.values():
            found.setdefault(room.parent_id, []).append(room)
        return found

    def walk(self, parent_id: int | None = None, depth: int = 0) -> Iterator[tuple[Room, int]]:
        """Each room within a room with its depth, as an outline."""
        for room in self.children.get(parent_id, ()):
            yield room, depth
            yield from self.walk(room.id, depth + 1)

    def path(self, room: Room) -> list[Room]:
        """From the root to the room itself."""
        path = [room]
        while path[0].parent_id is not None:
            path.insert(0, self.by_id[path[0].parent_id])
        return path

    def within(self, room: Room) -> set[int]:
        """The ids of a room and of all rooms in it."""
        return {room.id} | {inner.id for inner, _depth in self.walk(room.id)}

    def grant(self, member: Member | None, room: Room) -> Grant:
        """What a member, or a guest, may do in a room."""
        place = (_rank(member), room.id)
        if place not in self._found:
            self._found[place] = self._grant(place[0], room)
        return self._found[place]

    def _grant(self, rank: int, room: Room) -> Grant:
        if rank == LADDER.index(Audience.ADMIN):
            return ALL
        effective, is_seen = NONE, True
        grants: Grants = OPEN
        for step in self.path(room):
            grants = step.grants or grants
            effective = _reach(grants, rank)
            is_seen = is_seen and effective.may_see
        if not is_seen:
            return NONE
        return effective if rank else Grant(may_see=True)

    def may_see(self, member: Member | None, room_id: int) -> bool:
        """Whether a member, or a guest, may see a room and what is said in it."""
        return self.grant(member, self.by_id[room_id]).may_see

    def visible_ids(self, member: Member | None) -> set[int]:
        """The ids of the rooms that a member, or a guest, may see."""
        return {room.id for room in self if self.grant(member, room).may_see}

    def open_to(self, member: Member | None) -> list[Room]:
        """The rooms in which a member may begin a topic."""
        return [room for room in self if self.grant(member, room).may_create]


def _rank(member: Member | None) -> int:
    if member is None or member.state is not State.ACTIVE:
        return 0
    return LADDER.index(Audience(member.role.value))


def _reach(grants: Grants, rank: int) -> Grant:
    reached = [grants.get(audience, NONE) for audience in LADDER[: rank + 1]]
    return Grant(*(any(column) for column in zip(*reached, strict=True)))


class PostLike(Protocol):
    """What the rules need to know of a post, be it a row or an entity."""

    @property
    def author_id(self) -> int:
        """Who wrote it."""

    @property
    def is_removed(self) -> bool:
        """Whether it has been taken away."""


def _is_serving(member: Member | None) -> bool:
    """A moderator or admin whose account is in use."""
    return member is not None and member.is_active and member.role in (Role.MODERATOR, Role.ADMIN)


def _is_author(member: Member | None, post: PostLike) -> bool:
    return member is not None and member.is_active and post.author_id == member.id


def may_reply(member: Member | None, grant: Grant, *, is_closed: bool) -> bool:
    """Whether they may add to a topic of a room with this grant."""
    return member is not None and member.is_active and grant.may_reply and not is_closed


def may_edit(member: Member | None, post: PostLike, *, is_closed: bool) -> bool:
    """Authors while the topic is open, and moderators; nobody what was removed."""
    if post.is_removed:
        return False
    return _is_serving(member) or (_is_author(member, post) and not is_closed)


def may_remove(member: Member | None, post: PostLike) -> bool:
    """Authors and moderators; once."""
    return not post.is_removed and (_is_author(member, post) or _is_serving(member))


def may_react(member: Member | None, post: PostLike) -> bool:
    """Every active member, to what others wrote."""
    return (
        member is not None
        and member.is_active
        and not post.is_removed
        and post.author_id != member.id
    )


def may_read_history(member: Member | None, post: PostLike) -> bool:
    """Members; and moderators alone once the post was removed."""
    if post.is_removed:
        return _is_serving(member)
    return member is not None and member.is_active


def may_close(member: Member | None) -> bool:
    """Moderators close topics and open them again."""
    return _is_serving(member)


def may_arrange(member: Member | None) -> bool:
    """Admins make and change categories."""
    return member is not None and member.is_active and member.role is Role.ADMIN
