"""Which views are for members whose account is closed, too: what is owed to them, and no more."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])
MARK = "is_open_to_suspended"


def open_to_suspended(view: View) -> View:
    """Let a view be for members whose account is closed, too; beneath the route's own decorator."""
    setattr(view, MARK, True)
    return view


def is_open_here() -> bool:
    """Whether the view of this request is so."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, MARK, False))
