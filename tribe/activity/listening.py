"""Who hears of what happened: listeners in its transaction, and jobs after its commit."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from tribe.activity.kinds import ActivityKind
from tribe.graph.data.kinds import Kind


@dataclass(frozen=True)
class Turn:
    """By an act one member turned to others, or several did something together.

    It is told to listeners and never kept with the activity: whether it may be kept is for the
    consent of everyone concerned. Without `actor_id` it was the actor; without `at`, then.
    """

    kind: Kind
    member_ids: Collection[int]
    actor_id: int | None = None
    at: datetime | None = None
    is_group: bool = False
    of: tuple[str, int] | None = None  # the thing that it came about in; None for the subject


@dataclass(frozen=True)
class Undone:
    """What earlier acts on the same subject had meant and no longer do; None means any.

    With `of`, a type of things and their numbers, what acts on these had meant.
    """

    kind: Kind | None = None
    actor_id: int | None = None
    of: tuple[str, Collection[int]] | None = None


@dataclass(frozen=True)
class Happened:
    """An act as listeners hear of it; what is imported or lies in the past is no news."""

    activity_id: int
    kind: ActivityKind
    subject_id: int
    actor_id: int | None
    member_id: int | None
    at: datetime
    is_news: bool
    facts: Mapping[str, Any]
    turns: Sequence[Turn]
    undone: Sequence[Undone]


@dataclass(frozen=True)
class Listener:
    """Hears in the transaction of the act, of some kinds or of every one; it may not commit.

    Of one act that is done to many things at once `hear_each` hears all together, where it is
    given, and `hear` each for itself otherwise.
    """

    hear: Callable[[Happened], None]
    kinds: tuple[ActivityKind, ...] | None = None
    hear_each: Callable[[Sequence[Happened]], None] | None = None


@dataclass(frozen=True)
class Follower:
    """A kind of job, enqueued with the `activity_id` of each act of some kinds that is news."""

    job: str
    kinds: tuple[ActivityKind, ...]


_kinds: dict[str, ActivityKind] = {}
_listeners: list[Listener] = []
_followers: list[Follower] = []


def register(
    kinds: Iterable[ActivityKind] = (),
    listeners: Iterable[Listener] = (),
    followers: Iterable[Follower] = (),
) -> None:
    """Make declarations known to this process; the same ones again change nothing.

    Raises ValueError where two features give one name to different kinds.
    """
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"two kinds of activity are called {kind.name}")
    _listeners.extend(one for one in listeners if one not in _listeners)
    _followers.extend(one for one in followers if one not in _followers)
    _forget_who_hears()


def unregister(
    kinds: Iterable[ActivityKind] = (),
    listeners: Iterable[Listener] = (),
    followers: Iterable[Follower] = (),
) -> None:
    """Forget declarations, as after a test of them."""
    for kind in kinds:
        _kinds.pop(kind.name, None)
    for listener in listeners:
        _listeners.remove(listener)
    for follower in followers:
        _followers.remove(follower)
    _forget_who_hears()


def _forget_who_hears() -> None:
    for found in (heard_by, each_heard_by, followed_by):
        found.cache_clear()


def words_of(name: str, language: str) -> str:
    """What acts of a kind are, in a language; the name of one that nobody declares any more."""
    kind = _kinds.get(name)
    return kind.words.said_in(language) if kind is not None and kind.words is not None else name


def closing() -> dict[str, str]:
    """The kinds of acts by name that close something, and what each of them closes."""
    return {name: kind.closes for name, kind in _kinds.items() if kind.closes is not None}


def is_known(kind: ActivityKind) -> bool:
    """Whether a feature of this process declares the kind."""
    return _kinds.get(kind.name) is kind or _kinds.get(kind.name) == kind


@cache
def heard_by(kind: ActivityKind) -> tuple[Callable[[Happened], None], ...]:
    """What hears of a kind, in the order of the features."""
    return tuple(one.hear for one in _listeners if one.kinds is None or kind in one.kinds)


@cache
def each_heard_by(kind: ActivityKind) -> tuple[Callable[[Sequence[Happened]], None], ...]:
    """The same of what is done to many things at once."""
    hearing = (one for one in _listeners if one.kinds is None or kind in one.kinds)
    return tuple(one.hear_each or _one_by_one(one.hear) for one in hearing)


def _one_by_one(hear: Callable[[Happened], None]) -> Callable[[Sequence[Happened]], None]:
    def hear_each(happened: Sequence[Happened]) -> None:
        for one in happened:
            hear(one)

    return hear_each


@cache
def followed_by(kind: ActivityKind) -> tuple[str, ...]:
    """The kinds of jobs that follow a kind, each once."""
    return tuple(dict.fromkeys(one.job for one in _followers if kind in one.kinds))
