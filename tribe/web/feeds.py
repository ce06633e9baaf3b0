"""Atom feeds: entries in, a document out that every reader takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask import current_app, request
from werkzeug.sansio.utils import get_current_url

from tribe.base.text import whole_address

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESS = re.compile(r'(<(?:a|img)(?: [a-z-]+="[^"]*")*? (?:href|src)=")([^"]*)')
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of an entry; who reads the feed fetches it by its address, where they may."""

    path: str
    media_type: str
    size: int  # bytes
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a feed; `path` is its page here, and for ever its name."""

    path: str
    title: str
    author: str
    published: datetime
    updated: datetime
    html: str  # sanitised
    files: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """What is followed: `path` is the page that people read, `feed_path` the feed itself."""

    path: str
    feed_path: str
    title: str
    subtitle: str = ""
    language: str = "en"

    def in_language(self, language: str) -> "Feed":
        """The same, said to be in the reader's language."""
        return replace(self, language=language)


def base_url() -> str:
    """The whole address of the house, without a slash: as it is set, else as it was asked for.

    What others keep for long must not bear a host that one reader made up.
    """
    told: str = current_app.config["BASE_URL"] or _host_url(request.scheme, request.host)
    return told.rstrip("/")


@lru_cache(64)
def _host_url(scheme: str, host: str) -> str:
    return get_current_url(scheme, host)


def latest(entries: Iterable[Entry]) -> datetime:
    """When something last changed; the beginning of time where there is nothing yet."""
    return max((entry.updated for entry in entries), default=BEGINNING)


def render_atom(feed: Feed, entries: list[Entry], base: str) -> bytes:
    """The document, with whole addresses under `base` (without a slash at its end)."""
    from feedgen.feed import FeedGenerator  # and lxml: a tenth of a second at start

    made = FeedGenerator()
    made.id(base + feed.path)
    made.title(_clean(feed.title))
    if feed.subtitle:
        made.subtitle(_clean(feed.subtitle))
    made.language(feed.language)
    made.link(href=base + feed.path, rel="alternate", type="text/html")
    made.link(href=base + feed.feed_path, rel="self", type="application/atom+xml")
    made.updated(latest(entries))
    for entry in entries:
        item = made.add_entry(order="append")
        item.id(base + entry.path)
        item.title(_clean(entry.title) or "…")
        item.author(name=_clean(entry.author))
        item.link(href=base + entry.path, rel="alternate", type="text/html")
        item.published(entry.published)
        item.updated(entry.updated)
        if entry.files:
            item.register_extension("files", _Enclosing, rss=False)
            item.files.add(entry.files, base)
        item.content(_whole(_clean(entry.html), base + entry.path), type="html")
    document: bytes = made.atom_str(pretty=True)
    return document


class _Enclosing:
    """Links of an entry to its files; feedgen writes of an entry's own links the address alone."""

    def add(self, files: Iterable[Enclosure], base: str) -> None:
        """Say which files; feedgen makes the object without any."""
        self._links = [
            {
                "href": base + file.path,
                "rel": "enclosure",
                "type": file.media_type,
                "length": str(file.size),
                "title": _clean(file.name),
            }
            for file in files
        ]

    def extend_atom(self, entry: Any) -> Any:
        """Called by feedgen with the element of an entry."""
        for link in self._links:
            entry.append(entry.makeelement("link", link))
        return entry


def _whole(html: str, page: str) -> str:
    """HTML whose addresses lead where they lead on its page."""
    return _ADDRESS.sub(lambda found: found[1] + whole_address(found[2], page), html)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
