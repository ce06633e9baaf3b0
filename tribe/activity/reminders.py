"""Reminders: things with a moment of which members are told some time before it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select

from tribe.activity.kinds import ActivityKind
from tribe.activity.notices import Cause, NoticeKind

FACTS = ("minutes", "moment")  # how long before, and the moment as it stood
EPOCH, STEP = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True)
class ReminderKind:
    """A kind of notices that come so long before a moment.

    `coming` selects the number of each thing, its moment, and the member that it is for (or NULL),
    of moments that lie after the first and not after the second; it leaves out what does not take
    place. Of each an act is recorded once, the one cause of `notice`, which tells of it who
    `recipients` says and wants it so long before. `offsets` are minutes before, and how late one is
    sent still; where there are several members choose among them, and have those in `begins`.
    """

    notice: NoticeKind
    coming: Callable[[datetime, datetime], Select[int, datetime | None, int | None]]
    offsets: Mapping[int, timedelta]
    begins: frozenset[int]

    def __post_init__(self) -> None:
        """Raises ValueError where its act would not say of which moment it is."""
        if set(self.act.facts) != set(FACTS) or not self.begins <= self.offsets.keys():
            raise ValueError(f"{self.notice.name} reminds of no moment")

    @property
    def act(self) -> ActivityKind:
        """What is recorded once for a thing, a moment, and a time before it."""
        return self.notice.causes[0]

    @property
    def is_chosen(self) -> bool:
        """Whether members choose how long before they are reminded."""
        return len(self.offsets) > 1


def as_fact(moment: datetime) -> int:
    """A moment as a fact has it, in microseconds."""
    return (moment - EPOCH) // STEP


def moment_in(facts: Mapping[str, Any]) -> datetime:
    """The moment of which an act reminds, as it stood when it was recorded."""
    return from_fact(facts["moment"])


def from_fact(fact: int) -> datetime:
    """The moment that a fact has."""
    return EPOCH + int(fact) * STEP


def moment_of(cause: Cause) -> datetime:
    """The same, of the act itself."""
    return moment_in(cause.facts)


def due_at(cause: Cause) -> datetime:
    """When it was to be reminded of."""
    return moment_of(cause) - timedelta(minutes=cause.facts["minutes"])


_kinds: dict[str, ReminderKind] = {}


def register(kinds: Iterable[ReminderKind]) -> None:
    """Make kinds of reminders known to this process; the same ones again change nothing."""
    for kind in kinds:
        _kinds[kind.notice.name] = kind


def unregister(kinds: Iterable[ReminderKind]) -> None:
    """Forget kinds, as after a test of them."""
    for kind in kinds:
        _kinds.pop(kind.notice.name, None)


def list_reminders() -> list[ReminderKind]:
    """All kinds that features of this process declare."""
    return list(_kinds.values())


def find_reminder(name: str) -> ReminderKind | None:
    """The kind by whose notices of that name members are reminded."""
    return _kinds.get(name)
