"""Answers kept by version: who has one already is told so before anything is drawn.

What guests may ask for is drawn once for each version in each process, and packed once. A page has
the version of the whole database: a guest who brings no cookie gets what another was given within
the last half minute, unless anybody has committed something since.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request

from tribe.base.data_version import data_version
from tribe.base.i18n import reader_language
from tribe.web.compression import MIN_SIZE, pack
from tribe.web.discovery import discovery

MOST_BYTES = 32 * 2**20  # of a process; those that were asked for least lately go first
MOST_PAGES = 200  # ten megabytes, and no more than that where pages are long
MOST_PAGE_BYTES = 10 * 2**20
FRESH_FOR = 30.0  # seconds: "3 minutes ago" may be half a minute late
SETTLED_AFTER = 1.0  # seconds after a change in which pages may still be made with older settings
BARE_HEADERS = ("Content-Type", "Cache-Control", "Vary", "ETag", "X-Robots-Tag", "Link")


class Drawn(NamedTuple):
    """What was drawn, as it is and as browsers on slow lines ask for it."""

    plain: bytes
    packed: bytes


class Kept:
    """What was drawn, by version, up to so many bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.size = most, 0
        self._guard = Lock()
        self._drawn: OrderedDict[str, Drawn] = OrderedDict()

    def get(self, tag: str, draw: Callable[[], bytes]) -> Drawn:
        """What has this tag, drawn when it is not here."""
        with self._guard:
            if tag in self._drawn:
                self._drawn.move_to_end(tag)
                return self._drawn[tag]
        plain = draw()
        made = Drawn(plain, pack(plain))
        with self._guard:
            self._put(tag, made)
        return made

    def _put(self, tag: str, made: Drawn) -> None:
        if tag not in self._drawn:
            self._drawn[tag] = made
            self.size += len(made.plain) + len(made.packed)
        while self.size > self.most and len(self._drawn) > 1:
            _tag, old = self._drawn.popitem(last=False)
            self.size -= len(old.plain) + len(old.packed)


KEPT = Kept()


def answer_kept(
    version: object,
    draw: Callable[[], bytes],
    *,
    content_type: str,
    last_modified: datetime | None = None,
) -> Response:
    """The answer of this version: 304 to who has it, else kept or drawn.

    `version` has everything that the bytes depend on, and a `repr` that differs when it does.
    """
    tag = hashlib.sha256(repr((request.path, version)).encode()).hexdigest()[:32]
    response = Response(content_type=content_type)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Encoding")
    response.last_modified = last_modified
    response.set_etag(tag, weak=True)
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    return _with_body(response, KEPT.get(tag, draw))


def _with_body(response: Response, drawn: Drawn) -> Response:
    """The answer with what was drawn, packed where the browser asks and it is worth it."""
    if len(drawn.plain) >= MIN_SIZE and request.accept_encodings["gzip"] > 0:
        response.set_data(drawn.packed)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(drawn.plain)
    return response


class Page(NamedTuple):
    """A guest's page, while nothing is committed."""

    until: float  # of the monotonic clock
    headers: tuple[tuple[str, str], ...]
    drawn: Drawn

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return len(self.drawn.plain) + len(self.drawn.packed)


class Recent:
    """Guests' pages of one version of the database, by what else they depend on."""

    def __init__(self, most: int = MOST_PAGES, most_bytes: int = MOST_PAGE_BYTES) -> None:
        self.most, self.most_bytes, self.size = most, most_bytes, 0
        self._guard = Lock()
        self._version: object = None
        self._since = 0.0
        self._pages: OrderedDict[object, Page] = OrderedDict()

    def find(self, version: object, key: object) -> Page | None:
        """The page that was given for this key at this version, if it is not too old."""
        with self._guard:
            self._turn_to(version)
            page = self._pages.get(key)
        return page if page is not None and page.until > time.monotonic() else None

    def keep(self, version: object, key: object, page: Page, begun: float) -> None:
        """Give this page as long as this is the version; of too many, the first kept goes.

        What counts for its settings is when it was begun: it may be long in the making.
        """
        with self._guard:
            if version != self._version:
                return  # something was committed while it was made
            if begun < self._since + SETTLED_AFTER:
                page = page._replace(until=min(page.until, self._since + SETTLED_AFTER))
            self._let_go(key)
            self._pages[key] = page
            self.size += page.size
            while len(self._pages) > self.most or self.size > self.most_bytes:
                self._let_go(next(iter(self._pages)))

    def _let_go(self, key: object) -> None:
        if (page := self._pages.pop(key, None)) is not None:
            self.size -= page.size

    def _turn_to(self, version: object) -> None:
        if version != self._version:
            self._version, self._since = version, time.monotonic()
            self._pages.clear()
            self.size = 0


RECENT = Recent()


def note_version() -> None:
    """Ask for the version before anything else is asked: what a page reads is never older."""
    if current_app.config["GUEST_PAGES_FRESH_FOR"] and _is_bare():
        g.guest_page_begun = time.monotonic()
        g.guest_page_version = data_version()


def find_page() -> Response | None:
    """What another guest was given for this request, while nothing was committed since."""
    version = g.get("guest_page_version")
    if version is None or (page := RECENT.find(version, _key())) is None:
        return None
    g.is_page_of_another = True
    response = Response()
    response.headers.update(page.headers)
    response.make_conditional(request)
    return response if response.status_code == 304 else _with_body(response, page.drawn)


def keep_page(response: Response) -> Response:
    """The page of a guest, given to the next ones too; it has a tag, and nothing of one reader."""
    fresh_for: float = current_app.config["GUEST_PAGES_FRESH_FOR"]
    version = g.get("guest_page_version")
    if request.method != "GET" or version is None or not _is_bare():
        return response
    plain = response.get_data()
    drawn = Drawn(plain, pack(plain))
    headers = [(name, response.headers[name]) for name in BARE_HEADERS if name in response.headers]
    page = Page(time.monotonic() + fresh_for, tuple(headers), drawn)
    RECENT.keep(version, _key(), page, g.guest_page_begun)
    return _with_body(response, drawn)


def _is_bare() -> bool:
    """Whether a request asks for a page of many, and brings nothing by which readers differ.

    Those are the pages that may be listed: no fragment that an open page asks for when it is told
    of news, and no page whose address is a secret.
    """
    told = request.headers
    is_plain = request.method in ("GET", "HEAD") and "Cookie" not in told and "Range" not in told
    return is_plain and request.endpoint in discovery().listed


def _key() -> object:
    """What the page of a guest depends on, beside what the database has."""
    return request.scheme, request.host, request.full_path, reader_language()


def init_app(app: Flask) -> None:
    """Ask at the beginning of each request what a page of before is worth; tests ask for none.

    Call it before anything that asks the database before a request, and let `find_page` be last.
    """
    app.config.setdefault("GUEST_PAGES_FRESH_FOR", FRESH_FOR)
    app.before_request(note_version)
