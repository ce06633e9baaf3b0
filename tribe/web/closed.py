"""Which views are for members whose account is closed, too: what is owed to them, and no more."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from tribe.access import Actor, standing_role

View = TypeVar("View", bound=Callable[..., Any])
MARK = "is_open_to_suspended"


def is_kept_out(reader: Actor) -> bool:
    """Whether somebody is signed in to an account that is closed, to whom only these are open."""
    return reader.id is not None and standing_role(reader) is None


def open_to_suspended(view: View) -> View:
    """Let a view be for members whose account is closed, too; beneath the route's own decorator."""
    setattr(view, MARK, True)
    return view


def is_open_at(path: str) -> bool:
    """Whether the view of the page at an address of this site is so."""
    routes = current_app.url_map.bind("here")
    try:
        endpoint, _parts = routes.match(path.partition("#")[0].partition("?")[0], method="GET")
    except HTTPException:
        return False
    return bool(getattr(current_app.view_functions.get(endpoint), MARK, False))


def is_open_here() -> bool:
    """Whether the view of this request is so."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, MARK, False))
