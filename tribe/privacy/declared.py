"""Declarations about tables; each feature makes them in its `personal.py`, for all it has."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask import Flask, current_app
from sqlalchemy import ColumnElement

from tribe.web.errors import Words

EXTENSION = "tribe_privacy"
ERASING = "tribe_privacy_erasing"


class Erase(StrEnum):
    """What becomes of rows when a member has everything erased."""

    DELETE = "delete"  # they go
    ANONYMISE = "anonymise"  # they stay and lead to a member without a name
    KEEP = "keep"  # they stay as they are, for a reason that stands before the member's wish


@dataclass(frozen=True)
class Erasure:
    """What becomes of rows by one of their references to a member, and why it does."""

    how: Erase
    because: Words
    clears: tuple[str, ...] = ()  # columns that are emptied


def delete(because: Words) -> Erasure:
    """The rows go."""
    return Erasure(Erase.DELETE, because)


def anonymise(because: Words, *clears: str) -> Erasure:
    """The rows stay under no name, and these columns are emptied."""
    return Erasure(Erase.ANONYMISE, because, clears)


def keep(because: Words) -> Erasure:
    """The rows stay as they are."""
    return Erasure(Erase.KEEP, because)


class Seen(StrEnum):
    """Who sees the rows of a table, beside the member and those who run the server."""

    NOBODY = "nobody"
    STAFF = "staff"  # whoever moderates or keeps the place
    MEMBERS = "members"
    ALL = "all"  # whoever may read the thing that they belong to


@dataclass(frozen=True)
class Personal:
    """A table that knows something of members.

    `references` has each column that leads to a member; rows whose `owner` columns are the member's
    are in their export, with the columns `exports`. `withheld` has the other columns, and why.
    `theirs` has columns that are the member's where another reference is: of other rows they are
    not given; `only` says of a member's number which of their rows are given. `words` has what
    stays or goes as the member chooses; `remains` what stays although the member is gone, and why.
    `seen` is said of each table, as `/me/data` promises it to members.
    """

    table: str
    about: Words
    references: Mapping[str, Erasure]
    exports: tuple[str, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)
    owner: str | tuple[str, ...] = ()  # the first reference, where it is not said
    theirs: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    remains: Mapping[str, str] = field(default_factory=dict)
    only: Callable[[int], ColumnElement[bool]] | None = None
    seen: Seen = field(kw_only=True)
    kept: Words = ""  # how long, where it is not until the member leaves
    correction: str = ""  # the page on which the member corrects it

    @property
    def owners(self) -> tuple[str, ...]:
        """The columns by which a row is a member's."""
        given = (self.owner,) if isinstance(self.owner, str) else self.owner
        return given or tuple(self.references)[:1]


@dataclass(frozen=True)
class Impersonal:
    """A table that knows nothing of members, and why it does not."""

    table: str
    because: str


Privacy = Personal | Impersonal


@dataclass(frozen=True)
class Leaver:
    """A member who is erased, as they were, and what stands in their place.

    `keys` has the keys of the names that they bore, `stand_in` is what they are called from now on,
    `gone` is what stands where their words stood.
    """

    id: int
    names: tuple[str, ...]
    keys: frozenset[str]
    email: str | None
    takes_words: bool
    stand_in: str
    gone: str


@dataclass(frozen=True)
class Lack:
    """What a place will lack without a member, and the page on which they can hand it over."""

    text: str
    address: str


Erasing = Callable[[Leaver], None]  # what a feature does beyond the rows; done twice it is as once


def init_app(app: Flask, declared: Iterable[Privacy], erasing: Sequence[Erasing] = ()) -> None:
    """Tell an application what its tables know; raises ValueError for a table declared twice.

    `erasing` has what features do when a member is erased, before their rows go.
    """
    tables: dict[str, Privacy] = {}
    for one in declared:
        if one.table in tables:
            raise ValueError(f"the table {one.table} is declared twice")
        tables[one.table] = one
    app.extensions[EXTENSION] = tables
    app.extensions[ERASING] = tuple(erasing)


def declared_tables() -> Mapping[str, Privacy]:
    """What each table of this application knows, by its name."""
    tables: Mapping[str, Privacy] = current_app.extensions[EXTENSION]
    return tables


def declared_erasing() -> Sequence[Erasing]:
    """What the features of this application do when a member is erased."""
    erasing: Sequence[Erasing] = current_app.extensions[ERASING]
    return erasing
