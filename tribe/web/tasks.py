"""What can be done for the tribe today, as features declare it for the desk of moderators."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from tribe.access import Actor

EXTENSION = "tribe_tasks"


@dataclass(frozen=True)
class Task:
    """One thing to be done: `key` names it within its source for as long as it waits.

    `why` says what it would help, `act` is what one presses, and where that leads. With `press` one
    can do it oneself at once, by a form that is posted there. `person` is
    whom it is about as pages draw members, `at` since when it waits. `subject` is the type and the
    number of what somebody wrote: while there is a case of it, it is no task.
    """

    key: str
    title: str
    address: str
    why: str
    act: str
    act_address: str
    press: str = ""
    press_address: str = ""
    person: object | None = None
    at: datetime | None = None
    badge: str = ""
    subject: tuple[str, int] | None = None


@dataclass(frozen=True)
class TaskSource:
    """Tasks of one kind.

    `read` answers those of a reader at a moment, the most pressing first; `heading` is said of
    their number, `nothing` where there is none. `after` says what has changed since one was done,
    or "" where that cannot be said. `seen` answers those of some keys, also of what waits no more,
    whose tasks a reader may see; without it all. What is `of_report` rests on the last network
    report, so that analysts see it too.
    """

    name: str
    heading: Callable[[int], str]
    nothing: Callable[[], str]
    read: Callable[[Actor, datetime], Sequence[Task]]
    after: Callable[[str, datetime], str]
    of_report: bool = False
    order: int = 50
    seen: Callable[[Actor, Collection[str]], Collection[str]] | None = None


def init_app(app: Flask, sources: Iterable[TaskSource]) -> None:
    """Tell an application its sources; raises ValueError where two have one name."""
    known: dict[str, TaskSource] = {}
    for source in sources:
        if known.setdefault(source.name, source) is not source:
            raise ValueError(f"two sources of tasks are called {source.name}")
    app.extensions[EXTENSION] = known


def sources() -> list[TaskSource]:
    """The sources of this application, in the order of the page."""
    known: dict[str, TaskSource] = current_app.extensions[EXTENSION]
    return sorted(known.values(), key=lambda source: (source.order, source.name))


def find_source(name: str) -> TaskSource | None:
    """The source of that name."""
    known: dict[str, TaskSource] = current_app.extensions[EXTENSION]
    return known.get(name)
