"""Texts that wait for a moderator before they are said: kinds of them, as features declare them.

What waits is no post yet: it is kept by `tribe.spam` as its form had it, so that no list, search,
feed or notice of the feature can know of it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, SQLColumnExpression

from tribe.access import Actor

EXTENSION = "tribe_held_kinds"


@dataclass(frozen=True)
class HeldWords:
    """The values of a form; `facts` has numbers of things that it names."""

    author_id: int
    title: str
    body: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """The thing that was made of a held text, and where it stands."""

    number: int
    address: str


@dataclass(frozen=True)
class Where:
    """Into what a held text goes, as its reader may see it."""

    title: str
    address: str


@dataclass(frozen=True)
class Stood:
    """A text that stands already, for the preview of a list of words."""

    title: str
    text: str
    address: str
    at: datetime


@dataclass(frozen=True)
class HeldLocal:
    """Who decides on held texts of a kind without moderating the whole place.

    `waiting` is the condition of a statement, by the column of the facts; `published` the same of
    the number of what was made of a text. `handlers` are all who do, by the facts of one.
    """

    waiting: Callable[[Actor, Any], ColumnElement[bool]]
    published: Callable[[Actor, SQLColumnExpression[int]], ColumnElement[bool]]
    handlers: Callable[[Mapping[str, Any]], Collection[int]]


@dataclass(frozen=True)
class HeldKind:
    """A kind of text that can wait.

    `publish` says it as the act of its author, done now, and raises what that act raises;
    `unpublish` takes it away again for a moderator, and answers whether the text is to wait again:
    not where its author has taken it away. `hold` ties what the facts name to the held
    text of a number, and `let_go` unties it. `where` answers None for what is gone or hidden.
    `recent` are texts of authors who are not trusted, the newest first. Without `local` those alone
    decide who moderate the whole place. `category` says by the column of the facts, in a statement,
    where the text would lie, for kinds that lie in a category.
    """

    name: str
    label: Callable[[], str]
    has_title: bool
    publish: Callable[[Actor, HeldWords], Published]
    unpublish: Callable[[Actor, int], bool]
    hold: Callable[[int, Mapping[str, Any]], None]
    let_go: Callable[[Mapping[str, Any]], None]
    where: Callable[[Actor, Mapping[str, Any]], Where | None]
    recent: Callable[[datetime, int], Sequence[Stood]]
    local: HeldLocal | None = None
    category: Callable[[Any], SQLColumnExpression[int]] | None = None


def init_app(app: Flask, kinds: Iterable[HeldKind]) -> None:
    """Tell an application which texts can wait; raises ValueError where two have one name."""
    known: dict[str, HeldKind] = {}
    for kind in kinds:
        if kind.name in known:
            raise ValueError(f"two kinds of held texts are called {kind.name}")
        known[kind.name] = kind
    app.extensions[EXTENSION] = known


def held_kinds() -> Mapping[str, HeldKind]:
    """The kinds of this application by their names."""
    kinds: Mapping[str, HeldKind] = current_app.extensions[EXTENSION]
    return kinds
