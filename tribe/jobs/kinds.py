"""Kinds of jobs as features declare them: a name, what does the work, and its lane."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Handler = Callable[[dict[str, Any]], None]


class Lane(StrEnum):
    """Jobs of seconds do not wait for jobs of minutes: each lane has a thread of its own."""

    QUICK = "quick"
    MAIL = "mail"  # where a server that is slow to answer holds up nothing else
    PUSH = "push"  # the same, for services that members' browsers name
    SLOW = "slow"


@dataclass(frozen=True)
class JobKind:
    """A kind of job.

    `run` gets the payload, in an application context of its own. What it changes and does not
    commit is committed together with the end of the job, or not at all: that is done once. What
    it commits itself, or does outside the database, may be done again after a kill.
    """

    name: str
    run: Handler
    lane: Lane = Lane.QUICK


_kinds: dict[str, JobKind] = {}


def register(kinds: Iterable[JobKind]) -> None:
    """Make kinds known to this process; the same ones again change nothing.

    Raises ValueError where two features give one name to different work.
    """
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"two kinds of jobs are called {kind.name}")


def unregister(name: str) -> None:
    """Forget a kind, as after a test of it."""
    _kinds.pop(name, None)


def find_kind(name: str) -> JobKind | None:
    """The kind of that name, if a feature of this process declares it."""
    return _kinds.get(name)
