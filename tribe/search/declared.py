"""What features have that is found, as they declare it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from tribe.access import Actor

EXTENSION = "tribe_search"


@dataclass(frozen=True, slots=True)
class Document:
    """A text as the index takes it.

    `scope_id` is what its audience is asked of, `marks` are what `has:` asks for.
    """

    thing_id: int
    title: str
    text: str
    at: datetime
    author_id: int | None = None
    scope_id: int | None = None
    group_id: int = 0  # the thing itself, where it is not said
    replies: int = 0
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What is shown of a text that was found: plain words, made safe where they are printed."""

    title: str
    address: str
    text: str
    at: datetime
    author: str | None = None
    place: str = ""  # where it stands: of a post, its category
    note: str = ""  # what its author declares beside it
    stated: tuple[str, ...] = ()  # whom it serves and what it asks, of what the brand began


@dataclass(frozen=True)
class Tab:
    """A list of what was found; of several texts of a group it has the best, where it is grouped.

    `aliases` are what it is called beside its name after `in:`; lists stand in their `order`.
    """

    name: str
    label: Callable[[], str]
    aliases: tuple[str, ...] = ()
    is_grouped: bool = False
    order: int = 100


@dataclass(frozen=True)
class Searchable:
    """A kind of text that is found.

    `documents` has those of some things, in as few queries as for one; a thing that is not to be
    found has none. `numbers` has the next things after a number, as many as asked. `audience` has
    the scopes that a reader may see, or None where all may see all: each statement that a search
    sends has them as a condition. `show` has what is shown of some things to who sees these scopes;
    it asks where they are now, whatever the index says. `tagged` is a statement of the groups that
    have a tag, whose number stands for `{tag}`: it is a condition of the same statement, so that
    nothing of tags is in the index. `begun` is one of the groups that some of `{members}` began:
    nothing in them is found by who keeps apart from these, as what they wrote is not. What
    `stays` is found whoever wrote it.
    """

    kind: str
    tabs: tuple[Tab, ...]
    documents: Callable[[Collection[int]], Iterable[Document]]
    numbers: Callable[[int, int], Sequence[int]]
    show: Callable[[Collection[int] | None, Collection[int]], Mapping[int, Hit]]
    audience: Callable[[Actor], Collection[int] | None]
    tagged: str = ""
    begun: str = ""
    stays: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError without any list."""
        if not self.tabs:
            raise ValueError(f"{self.kind} is in no list")


def init_app(app: Flask, declared: Iterable[Searchable]) -> None:
    """Tell an application what is found; raises ValueError where two have one name."""
    known: dict[str, Searchable] = {}
    for one in declared:
        if known.setdefault(one.kind, one) is not one:
            raise ValueError(f"two kinds of texts are called {one.kind}")
    app.extensions[EXTENSION] = known


def searchables() -> Mapping[str, Searchable]:
    """What is found in this application, by kind."""
    known: Mapping[str, Searchable] = current_app.extensions[EXTENSION]
    return known


def find_searchable(kind: str) -> Searchable:
    """The one of a kind; raises LookupError for what no feature declares."""
    found = searchables().get(kind)
    if found is None:
        raise LookupError(f"no feature declares texts of kind {kind}")
    return found
