"""How programs find pages: one address for each, what they are told of it, and what they leave out.

A page is left out of search engines unless a feature declares it (`Feature(listed=…)`), so that a
new page about people is found by none until somebody has thought about it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask, current_app, request

from tribe.web.feeds import base_url

EXTENSION = "tribe_discovery"
PAGING = ("page", "after", "before", "past", "retired", "version")  # what makes another page
EXCERPT = 200  # characters, as much as programs show
PLACE_CARD = "/card.png"


@dataclass(frozen=True)
class Described:
    """What programs are told of a page beside its title and address.

    `text` is plain; `card` is the address of its picture; `data` is of schema.org.
    """

    text: str = ""
    kind: str = "website"  # of Open Graph
    card: str = PLACE_CARD
    data: Mapping[str, Any] | None = None
    is_listed: bool = True  # whether search engines may list it, if they may list such pages

    @property
    def excerpt(self) -> str:
        """The beginning of the text, cut after a word."""
        text = " ".join(self.text.split())
        return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + "…"


class Mapped(NamedTuple):
    """A page as the map of the place names it."""

    path: str
    changed_at: datetime | None = None


class MapPart(NamedTuple):
    """One file of the map, and when something in it last changed."""

    number: int
    changed_at: datetime | None = None


@dataclass(frozen=True)
class MapSource:
    """Pages of one kind, all of which guests may see; a part has at most 50 000 of them."""

    name: str
    list_parts: Callable[[], Sequence[MapPart]]
    list_pages: Callable[[int], Sequence[Mapped]]


def fixed(name: str, *paths: str) -> MapSource:
    """A source of pages that are always there."""

    def list_pages(number: int) -> list[Mapped]:
        return [Mapped(path) for path in paths] if number == 1 else []

    return MapSource(name, lambda: [MapPart(1, None)], list_pages)


@dataclass(frozen=True)
class Discovery:
    """Which pages may be listed, where the map finds them, and whether the place may be found."""

    listed: frozenset[str]  # endpoints
    sources: Mapping[str, MapSource]
    is_open: Callable[[], bool]


def discovery() -> Discovery:
    """What this application declares."""
    declared: Discovery = current_app.extensions[EXTENSION]
    return declared


def is_listed(described: Described | None = None) -> bool:
    """Whether search engines may list the page that is asked for."""
    declared = discovery()
    is_such = request.endpoint in declared.listed and declared.is_open()
    return is_such and (described is None or described.is_listed)


def canonical() -> str:
    """The one whole address of the page that is asked for, with nothing that changes nothing."""
    path = base_url() + request.path
    if not request.query_string:
        return path
    asked = [(name, request.args[name]) for name in PAGING if request.args.get(name)]
    return f"{path}?{urlencode(asked)}" if asked else path


def whole(path: str) -> str:
    """The whole address of a page here."""
    return base_url() + path


def init_app(
    app: Flask,
    listed: Iterable[str],
    sources: Iterable[MapSource],
    is_open: Callable[[], bool] = lambda: True,
) -> None:
    """Tell an application which pages may be found; raises ValueError for two sources of a name."""
    known: dict[str, MapSource] = {}
    for source in sources:
        if source.name in known:
            raise ValueError(f"two sources of the map are called {source.name}")
        known[source.name] = source
    app.extensions[EXTENSION] = Discovery(frozenset(listed), known, is_open)
    app.jinja_env.globals.update(canonical=canonical, is_listed=is_listed, whole=whole)
