"""Subjects: types of things that rows elsewhere refer to by a word and a number.

An activity, an entry of the audit, a report of a moderator or a hit of a search says "topic 5"; the
feature that has topics declares what a reader may see of it, and where it stands.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Integer, bindparam
from werkzeug.exceptions import HTTPException

from tribe.access import Actor
from tribe.base.paging import parse_number
from tribe.speech import Said
from tribe.web.origins import is_elsewhere, whole_address

EXTENSION = "tribe_subjects"
OnPage = Callable[..., int | None]  # asked with the parts of an address, and its fragment


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of a thing: its name, its page, and its words as plain text.

    `note` is what notices add of how it stands, such as why it was cancelled, and `where` its
    place. `stated` is what they say of it where it is told of first: whom it serves and what it
    asks, a line each. `begun` is what they name beside a title that several have, such as a
    topic: who wrote it, how it begins.
    """

    title: str
    address: str
    text: str = ""
    note: str = ""
    stated: tuple[str, ...] = ()
    begun: str = ""
    where: str = ""


READER = bindparam("reader", type_=Integer)  # the number of whoever reads


def nothing_more(_actor: Actor) -> Mapping[str, Any]:
    """No parameters but the reader's own number."""
    return {}


@dataclass(frozen=True)
class Sight:
    """What `show` asks of a thing, in SQL, for statements that count what a reader sees.

    `holds` is so of the number of a thing that they see. It may name READER, and parameters of its
    own whose values `given` tells of a reader, without any query. What it does not hold of may be
    seen all the same where `unsure` is so: that is for `show` to say.
    """

    holds: Callable[[ColumnElement[int]], ColumnElement[bool]]
    given: Callable[[Actor], Mapping[str, Any]] = nothing_more
    unsure: Callable[[ColumnElement[int]], ColumnElement[bool]] | None = None


@dataclass(frozen=True, slots=True)
class Contained:
    """One of the things that stand on a page: its own address, what it is called, its words."""

    address: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Container:
    """A thing on whose pages others stand, so that their address alone names none of these.

    `pages` are these pages, by which the number of the thing is read where an address names no
    part. `parts` answers what a reader sees on one of its pages, by that page's number. `which`
    asks for one of them, `itself` is the answer that means the thing, and `unnamed` tells who
    handles a report of it that no part was named.
    """

    pages: Mapping[str, OnPage]
    parts: Callable[[Actor, int, int], Sequence[Contained]]
    which: Said
    itself: Said
    unnamed: Said
    moving: Said  # what moves a report to another of them


@dataclass(frozen=True)
class Subject:
    """A type of thing; `show` answers None for what is not there or what the reader may not see.

    What is searchable is found by its title and text; what is reportable was written by a person,
    so that another may say what is wrong with it. `show_all` answers of several what `show` answers
    of each, without their texts, in as many queries as of one; where lists name many of them.
    `pages` are the endpoints of pages on which one stands, each with what reads its number from
    the parts of the address; whoever asks is not asked about there. `sight` says in SQL who sees
    one; what members are told of has it, so that their bell counts what they see. A `container` has
    parts that others are to be asked for, where an address leads to none of them.
    """

    type: str
    label: Callable[[], str]
    show: Callable[[Actor, int], Shown | None]
    is_searchable: bool = False
    is_reportable: bool = False
    show_all: Callable[[Actor, Collection[int]], Mapping[int, Shown]] | None = None
    pages: Mapping[str, OnPage] = field(default_factory=dict)
    sight: Sight | None = None
    container: Container | None = None


def subjects() -> Mapping[str, Subject]:
    """The subjects of this application by their types."""
    declared: Mapping[str, Subject] = current_app.extensions[EXTENSION]
    return declared


def show(actor: Actor, subject_type: str, subject_id: int) -> Shown | None:
    """What an actor sees of a thing; None also where they may not see it, or nobody declares it."""
    subject = subjects().get(subject_type)
    return subject.show(actor, subject_id) if subject is not None else None


def show_all(actor: Actor, subject_type: str, ids: Collection[int]) -> Mapping[int, Shown]:
    """What an actor sees of things of one type, by their numbers; their texts may be left out."""
    subject = subjects().get(subject_type)
    if subject is None or not ids:
        return {}
    if subject.show_all is not None:
        return subject.show_all(actor, ids)
    shown = ((number, subject.show(actor, number)) for number in sorted(ids))
    return {number: one for number, one in shown if one is not None}


def find_reportable(address: str) -> tuple[str, int] | None:
    """What a person wrote, to whose page an address of this site leads, by its type and number.

    Whoever asks is asked about nowhere here: what is found is told to nobody who may not see it.
    """
    led = _led_to(address)
    if led is None:
        return None
    for subject in subjects().values():
        find = subject.pages.get(led.endpoint) if subject.is_reportable else None
        number = find(**led.parts) if find is not None else None
        if number is not None:
            return subject.type, number
    return None


class FoundContainer(NamedTuple):
    """A thing to one of whose pages an address leads that names none of what stands there."""

    type: str
    number: int
    page: int
    container: Container

    def parts_for(self, reader: Actor) -> Sequence[Contained]:
        """What stands on that page, for who may see the thing; else nothing."""
        is_seen = show(reader, self.type, self.number) is not None
        return self.container.parts(reader, self.number, self.page) if is_seen else ()


def find_container(address: str) -> FoundContainer | None:
    """The thing on whose page others stand, where an address of this site names none of them."""
    led = _led_to(address)
    if led is None:
        return None
    for subject in subjects().values():
        find = subject.container.pages.get(led.endpoint) if subject.container is not None else None
        number = find(**led.parts) if find is not None else None
        if subject.container is not None and number is not None:
            return FoundContainer(subject.type, number, led.page, subject.container)
    return None


class _Led(NamedTuple):
    """Where an address of this site leads."""

    endpoint: str
    parts: Mapping[str, Any]  # with its fragment
    page: int


def _led_to(address: str) -> _Led | None:
    try:
        parts = urlsplit(whole_address(address))
        routes = current_app.url_map.bind("here")
        endpoint, values = routes.match(unquote(parts.path), method="GET")
        asked = parse_qs(parts.query).get("page", [""])[0]
    except (HTTPException, ValueError):
        return None
    if is_elsewhere(address):
        return None
    return _Led(endpoint, {**values, "fragment": parts.fragment}, parse_number(asked) or 1)


def numbered(name: str) -> OnPage:
    """Reads the number of a thing from that part of the address of its page."""

    def find(**parts: object) -> int | None:
        number = parts.get(name)
        return number if isinstance(number, int) else None

    return find


def init_app(app: Flask, declared: Iterable[Subject]) -> None:
    """Tell an application its subjects; raises ValueError where two have one type."""
    known: dict[str, Subject] = {}
    for subject in declared:
        if subject.type in known:
            raise ValueError(f"two subjects are called {subject.type}")
        known[subject.type] = subject
    app.extensions[EXTENSION] = known
