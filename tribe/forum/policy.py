"""Who may do what in the forum: pure answers about a member, a category and a thing in it.

A category's own rows say what each audience may do; a category without rows does as its parent;
a root without rows lets everyone see, and members reply and begin topics. A role has what those
below it have, and admins have everything, so that no category is ever
lost. One within a category that one may not see is not seen either.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple, Protocol

from tribe.access import (
    INACTIVE,
    Actor,
    Permission,
    Role,
    TrustLevel,
    is_admin,
    is_moderator,
    moderates,
    standing_role,
    trust_of,
)
from tribe.forum.models import Audience, Gone
from tribe.members.models import Member

UNDO_WINDOW = timedelta(days=30)  # so long the files of a removed post are kept for its return
LADDER = (
    Audience.GUEST,
    Audience.MEMBER,
    Audience.ANALYST,
    Audience.MODERATOR,
    Audience.ADMIN,
)
MODERATING = LADDER.index(Audience.MODERATOR)
NOBODY: frozenset[int] = frozenset()


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
class CategoryNode:
    """A category as it is shown and guarded, free of the database."""

    id: int
    parent_id: int | None
    slug: str
    name: str
    description: str
    hue: int
    grants: Grants  # its own rows; empty means as the parent says
    moderators: frozenset[int] = frozenset()  # of it and of those within it, by their numbers
    has_pins: bool = False


class CategoryTree:
    """The whole tree of categories, in the order of the page."""

    def __init__(self, nodes: Iterable[CategoryNode]) -> None:
        self.by_id: dict[int, CategoryNode] = {node.id: node for node in nodes}
        self._found: dict[tuple[int, int], Grant] = {}  # by rank and node
        self._moderators: dict[int, frozenset[int]] = {}  # by node

    def __iter__(self) -> Iterator[CategoryNode]:
        """Every category, parents before their children."""
        return iter(self._outline)

    @cached_property
    def _outline(self) -> list[CategoryNode]:
        return [node for node, _depth in self.walk()]

    @cached_property
    def by_slug(self) -> dict[str, CategoryNode]:
        """The categories by the word in their address."""
        return {node.slug: node for node in self.by_id.values()}

    @cached_property
    def children(self) -> dict[int | None, list[CategoryNode]]:
        """The categories directly within each one; within None, the roots."""
        found: dict[int | None, list[CategoryNode]] = {}
        for node in self.by_id.values():
            found.setdefault(node.parent_id, []).append(node)
        return found

    def walk(
        self, parent_id: int | None = None, depth: int = 0
    ) -> Iterator[tuple[CategoryNode, int]]:
        """Each category within another with its depth, as an outline."""
        for node in self.children.get(parent_id, ()):
            yield node, depth
            yield from self.walk(node.id, depth + 1)

    def path(self, node: CategoryNode) -> list[CategoryNode]:
        """From the root to the category itself."""
        path = [node]
        while path[0].parent_id is not None:
            path.insert(0, self.by_id[path[0].parent_id])
        return path

    def within(self, node: CategoryNode) -> set[int]:
        """The ids of a category and of all those within it."""
        return {node.id} | {inner.id for inner, _depth in self.walk(node.id)}

    def moderators(self, category_id: int) -> frozenset[int]:
        """The numbers of those who moderate a category, or one around it, without the role."""
        if category_id not in self._moderators:
            path = self.path(self.by_id[category_id])
            self._moderators[category_id] = frozenset().union(*(one.moderators for one in path))
        return self._moderators[category_id]

    def moderated_ids(self, actor: Actor) -> set[int]:
        """The ids of the categories that somebody sees and moderates, by role or one by one."""
        seen = self.visible_ids(actor)
        return {one for one in seen if moderates(actor, self.moderators(one))}

    def grant(self, actor: Actor, node: CategoryNode) -> Grant:
        """What a member, or a guest, may do in a category.

        Who moderates it does there what moderators do, but sees none that they would not see.
        """
        rank = rank_of(actor)
        granted = self._grant_at((rank, node.id), node)
        if rank and granted.may_see and actor.id in self.moderators(node.id):
            return self._grant_at((max(rank, MODERATING), node.id), node)
        return granted

    def grant_to(self, role: Role, category_id: int) -> Grant:
        """What members of a role may do in a category."""
        return self._grant_at((rank_of_role(role), category_id), self.by_id[category_id])

    def _grant_at(self, place: tuple[int, int], node: CategoryNode) -> Grant:
        if place not in self._found:
            self._found[place] = self._grant(place[0], node)
        return self._found[place]

    def _grant(self, rank: int, node: CategoryNode) -> Grant:
        if rank == LADDER.index(Audience.ADMIN):
            return ALL
        effective, is_seen = NONE, True
        grants: Grants = OPEN
        for step in self.path(node):
            grants = step.grants or grants
            effective = _reach(grants, rank)
            is_seen = is_seen and effective.may_see
        if not is_seen:
            return NONE
        return effective if rank else Grant(may_see=True)

    def may_see(self, actor: Actor, category_id: int) -> bool:
        """Whether a member, or a guest, may see a category and what is said in it."""
        return self.grant(actor, self.by_id[category_id]).may_see

    def visible_ids(self, actor: Actor) -> set[int]:
        """The ids of the categories that a member, or a guest, may see."""
        rank = rank_of(actor)
        return {node.id for node in self if self._grant_at((rank, node.id), node).may_see}

    def open_to(self, actor: Actor) -> list[CategoryNode]:
        """The categories in which a member may begin a topic."""
        return [node for node in self if self.grant(actor, node).may_create]


def roles_that_see(tree: CategoryTree, category_id: int) -> tuple[Role, ...]:
    """The roles whose members may see a category and what is said in it."""
    if category_id not in tree.by_id:
        return ()
    return tuple(role for role in Role if tree.grant_to(role, category_id).may_see)


def rank_of(actor: Actor) -> int:
    """Where somebody stands: all of one rank see the same categories. A guest has 0."""
    role = standing_role(actor)
    return rank_of_role(role) if role is not None else 0


def rank_of_role(role: Role) -> int:
    """The rank of who has a role."""
    return LADDER.index(Audience(role.value))


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
        """Whether it has been taken from view."""

    @property
    def gone(self) -> Gone | None:
        """How, if it has been."""

    @property
    def is_erased(self) -> bool:
        """Whether its words went with its author, for good."""


class TopicLike(Protocol):
    """What the rules need to know of a topic."""

    @property
    def category_id(self) -> int:
        """Where it lies."""

    @property
    def removed_at(self) -> datetime | None:
        """When it was taken away, if it was."""


def _begins(_actor: Actor, grant: Grant) -> bool:
    """Whoever the category lets begin topics."""
    return grant.may_create


def _replies(_actor: Actor, grant: Grant, *, is_closed: bool = False) -> bool:
    """Whoever the category lets reply, while the topic is open."""
    return grant.may_reply and not is_closed


def sees_topic(tree: CategoryTree, actor: Actor, topic: TopicLike) -> bool:
    """Whether somebody sees a topic: its category, and one that was removed if they moderate it."""
    if not tree.may_see(actor, topic.category_id):
        return False
    is_there = topic.removed_at is None
    return is_there or moderates(actor, tree.moderators(topic.category_id))


def _closes(actor: Actor, *, moderators: Collection[int] = NOBODY) -> bool:
    """Whoever moderates where the topic lies."""
    return moderates(actor, moderators)


def _edits(
    actor: Actor, post: PostLike, *, is_closed: bool, moderators: Collection[int] = NOBODY
) -> bool:
    """Authors while the topic is open, and moderators; nobody what was removed."""
    is_own = post.author_id == actor.id and not is_closed
    return not post.is_removed and (is_own or moderates(actor, moderators))


def _attaches(actor: Actor, post: PostLike, *, is_closed: bool) -> bool:
    """Authors while the topic is open: nobody hangs anything on what another says."""
    return not post.is_removed and post.author_id == actor.id and not is_closed


def _removes(actor: Actor, post: PostLike, *, moderators: Collection[int] = NOBODY) -> bool:
    """Authors and moderators; once, but moderators also what its author has still.

    That is what they removed themselves, and what is hidden from all but them.
    """
    if post.is_removed:
        is_theirs = post.gone in (Gone.AUTHOR, Gone.HIDDEN) and post.author_id != actor.id
        return is_theirs and not post.is_erased and moderates(actor, moderators)
    return post.author_id == actor.id or moderates(actor, moderators)


def _keeps_files(actor: Actor, post: PostLike, *, moderators: Collection[int] = NOBODY) -> bool:
    """Authors and moderators, of what stands."""
    return not post.is_removed and _removes(actor, post, moderators=moderators)


def _hides(
    actor: Actor,
    post: PostLike,
    *,
    moderators: Collection[int] = NOBODY,
    would_stay_away: bool = False,
) -> bool:
    """Moderators, what others wrote; also what one of them removed, or hid until another day.

    Not what had been removed by its author before, or went with its topic since: taken back from
    the moderators it would be away still.
    """
    if would_stay_away:
        return False
    is_theirs = post.author_id == actor.id
    is_taken = post.gone in (Gone.MODERATOR, Gone.HIDDEN) and not post.is_erased
    is_open = not post.is_removed or is_taken
    return is_open and not is_theirs and moderates(actor, moderators)


def _restores(actor: Actor, post: PostLike, *, moderators: Collection[int] = NOBODY) -> bool:
    """Authors what they removed themselves, moderators what others took from view of others."""
    if not post.is_removed or post.is_erased or post.gone is Gone.TOPIC:
        return False
    if post.gone is Gone.AUTHOR:
        return post.author_id == actor.id
    return post.author_id != actor.id and moderates(actor, moderators)


def _reacts(actor: Actor, post: PostLike) -> bool:
    """Every member, to what others wrote."""
    return not post.is_removed and post.author_id != actor.id


def _reads_history(actor: Actor, post: PostLike, *, moderators: Collection[int] = NOBODY) -> bool:
    """Members; moderators alone once the post was removed, and nobody once it was erased."""
    if post.is_erased:
        return False
    return not post.is_removed or moderates(actor, moderators)


def _meets(actor: Actor) -> bool:
    """Members who are shown themselves; the brand and analysts neither see nor are seen."""
    if not isinstance(actor, Member) or actor.is_brand or actor.role is Role.ANALYST:
        return False
    return actor.is_shown_present


def _makes_tags(actor: Actor, least: str) -> bool:
    """Members from some trust on, or moderators alone."""
    if is_moderator(actor):
        return True
    levels = list(TrustLevel)
    if not isinstance(actor, Member) or least not in levels:
        return False
    return levels.index(trust_of(actor)) >= levels.index(TrustLevel(least))


CREATE_TOPIC = Permission("forum:topic:create", "forum.may_not_begin", _begins, is_speech=True)
REPLY = Permission("forum:topic:reply", "forum.may_not_reply", _replies, is_speech=True)
FOLLOW = Permission("forum:topic:follow", INACTIVE)
CLOSE = Permission("forum:topic:close", "forum.not_moderator", _closes)  # and open again
MODERATE = Permission("forum:topic:moderate", "forum.moderates_not", _closes)
ASK_SLOWER = Permission("forum:topic:ask-slower", INACTIVE)
EDIT = Permission("forum:post:edit", "forum.may_not_edit", _edits, is_speech=True)
REMOVE = Permission("forum:post:remove", "forum.may_not_remove", _removes)
HIDE = Permission("forum:post:hide", "forum.may_not_hide", _hides)
RESTORE = Permission("forum:post:restore", "forum.may_not_restore", _restores, is_speech=True)
ATTACH = Permission("forum:post:attach", "forum.may_not_attach", _attaches, is_speech=True)
KEEP_FILES = Permission("forum:post:keep-files", "forum.may_not_keep_files", _keeps_files)
DESCRIBE_FILES = Permission(
    "forum:post:describe-files", "forum.may_not_keep_files", _keeps_files, is_speech=True
)
REACT = Permission("forum:post:react", "forum.may_not_react", _reacts, is_speech=True)
READ_HISTORY = Permission("forum:post:read-history", "forum.kept_from_view", _reads_history)
MEET = Permission("forum:topic:meet", "forum.not_shown", _meets)
MAKE_TAG = Permission("forum:tag:make", "forum.makes_no_tags", _makes_tags, is_speech=True)
ARRANGE_TAGS = Permission("forum:tag:arrange", "forum.moderates_not", is_moderator)
ARRANGE = Permission("forum:category:arrange", "forum.not_admin", is_admin)
APPOINT = Permission("forum:moderator:appoint", "forum.appoints_nobody", is_admin)

PERMISSIONS = (
    CREATE_TOPIC,
    REPLY,
    FOLLOW,
    CLOSE,
    MODERATE,
    ASK_SLOWER,
    EDIT,
    REMOVE,
    HIDE,
    RESTORE,
    ATTACH,
    KEEP_FILES,
    DESCRIBE_FILES,
    REACT,
    READ_HISTORY,
    MEET,
    MAKE_TAG,
    ARRANGE_TAGS,
    ARRANGE,
    APPOINT,
)
