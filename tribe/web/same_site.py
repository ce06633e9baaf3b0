"""Forms without a token: harmless choices, taken from our own pages alone.

A token needs a cookie, and a page with a cookie of its own cannot be kept for the next guest. Who
sent such a form is told by the browser itself, in headers that no page can forge.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort

from tribe.web.origins import is_from_here
from tribe.web.security import csrf

P = ParamSpec("P")
T = TypeVar("T")


def from_here_alone(view: Callable[P, T]) -> Callable[P, T]:
    """A view whose form needs no token; what another site sends is refused with 400."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if not is_from_here():
            abort(400)
        return view(*args, **kwargs)

    csrf.exempt(guarded)
    return guarded
