"""A page that was drawn from what was typed, drawn once more in another language or theme.

The forms of that choice carry what the page was drawn from, and send it where it was sent to. There
nothing is accepted, and nothing that is done is kept: a form says that it is not valid, and a view
that would commit leads to the page above in its place.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from posixpath import normpath
from urllib.parse import unquote

from flask import Flask, abort, g, has_request_context, request
from sqlalchemy import event
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from tribe.base.db import session
from tribe.web.redirects import go_back, is_page_here, this_page

CHOICES = ("/language", "/theme")  # where it is sent first, which draw nothing
AGAIN = "typed-at"  # the field that says where it was sent to
TYPED = "typed."  # how the names of the fields that it was drawn from begin


def is_drawn_again() -> bool:
    """Whether this request draws a page once more from what was typed, and does nothing."""
    return has_request_context() and bool(g.get("is_drawn_again"))


@contextmanager
def draw_again_saying(said: str) -> Iterator[None]:
    """Forms that are read meanwhile are drawn as they were typed, and say why: none is taken."""
    before = g.get("is_drawn_again", False)
    g.is_drawn_again, g.said_again = True, said
    try:
        yield
    finally:
        g.is_drawn_again = before
        g.pop("said_again")


def said_again() -> str:
    """Why a form that is drawn again is not taken; empty where nobody asked that it be."""
    said: str = g.get("said_again", "") if has_request_context() else ""
    return said


def go_back_as_typed() -> Response:
    """Go back to the page on which a choice was made, with what was typed into it."""
    typed_at = request.form.get(AGAIN, "")
    if typed_at and is_page_here(typed_at) and not _leads_to_choice(typed_at):
        return go_back(typed_at, 307)
    return go_back(request.form.get("next"))


def _leads_to_choice(address: str) -> bool:
    """Whether an address, as browsers resolve it, leads to a choice, and so in a circle."""
    path = address.partition("?")[0].partition("#")[0]
    return normpath(unquote(path)) in CHOICES


def _read_again() -> None:
    """Give a view the fields that its page was drawn from, by their own names."""
    if request.method != "POST" or AGAIN not in request.form:
        return
    if request.path in CHOICES:
        return
    g.is_drawn_again = True
    fields = request.form.items(multi=True)
    kept = [(name.removeprefix(TYPED), said) for name, said in fields if name.startswith(TYPED)]
    request.form = ImmutableMultiDict(kept)


def _refuse_to_keep(_session: object) -> None:
    if is_drawn_again():
        abort(go_back(this_page()))


def init_app(app: Flask) -> None:
    """Let pages be drawn again; call it once forms are guarded and readers are known."""
    app.before_request(_read_again)
    if not event.contains(session, "before_commit", _refuse_to_keep):
        event.listen(session, "before_commit", _refuse_to_keep)
