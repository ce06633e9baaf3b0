"""Parts of pages that many readers are shown alike, drawn once for all that they are drawn from.

`{{ drawn(topic_row, …) }}` is what the macro draws of these arguments. Nothing else that differs
may be in it: no moment counted from now, no clock of the reader's zone, no permission asked within.
A token of a form may: each reader gets their own. So may the address of the page, where a part is
asked for by `{{ drawn_at(here, foot, …) }}`: its macro is told first where that is to stand.
"""

import secrets
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from flask import Flask
from jinja2.utils import url_quote
from markupsafe import Markup, escape

from tribe.base.i18n import reader_language
from tribe.web.security import csrf_token, other_token

MOST_CHARACTERS = 4 * 2**20  # of a process, and as much again of those that were asked for before
NOTHING = Markup()
_TOKEN_PLACE = secrets.token_urlsafe(24)  # nobody can write it into a post


class Here(NamedTuple):
    """What stands for the address of the page: in a query of another address, and in a field."""

    query: str
    field: str
    typed: str  # what the page was drawn from, in fields


_HERE = Here(*(secrets.token_urlsafe(24) for _ in Here._fields))


class Part(NamedTuple):
    """What was drawn, and whether a form in it waits for its token."""

    html: Markup
    has_token: bool


class Parts:
    """Those that were asked for lately: the young ones, and an older generation that goes whole."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self.most, self.size = most, 0
        self._young: dict[Hashable, Part] = {}
        self._old: dict[Hashable, Part] = {}

    def get(self, key: Hashable, draw: Callable[[], Part]) -> Part:
        """The part of this key; two who ask for a new one at once both draw it."""
        part = self._young.get(key)
        if part is not None:
            return part
        part = self._old.get(key) or draw()
        if self.size >= self.most:
            self._old, self._young, self.size = self._young, {}, 0
        self._young[key] = part
        self.size += len(part.html)
        return part

    def __len__(self) -> int:
        """How many are held."""
        return len(self._young) + len(self._old)


PARTS = Parts()


def drawn(macro: Callable[..., Markup], *told: Hashable, **named: Hashable) -> Markup:
    """What a macro draws of these arguments, in the reader's language."""
    key = (macro, reader_language(), told, *named.items())
    part = PARTS.get(key, lambda: _draw(macro, told, named))
    return Markup(part.html.replace(_TOKEN_PLACE, csrf_token())) if part.has_token else part.html  # noqa: S704


def drawn_at(
    here: str, macro: Callable[..., Markup], *told: Hashable, typed: Markup = NOTHING
) -> Markup:
    """The same of a macro that is told besides where the address of the page is to stand.

    And where the fields are to stand that the page was drawn from.
    """
    html = str(drawn(macro, _HERE, *told)).replace(_HERE.typed, typed)
    html = html.replace(_HERE.query, url_quote(here)).replace(_HERE.field, escape(here))
    return Markup(html)  # noqa: S704 (what a macro drew, and what was escaped)


def _draw(macro: Callable[..., Markup], told: tuple[Any, ...], named: dict[str, Any]) -> Part:
    with other_token(_TOKEN_PLACE):
        html = macro(*told, **named)
    return Part(html, _TOKEN_PLACE in html)


def init_app(app: Flask) -> None:
    """Let templates ask for parts that are drawn once."""
    app.jinja_env.globals.update(drawn=drawn, drawn_at=drawn_at)
