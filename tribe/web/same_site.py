"""Forms without a token: harmless choices, taken from our own pages alone.

A token needs a cookie, and a page with a cookie of its own cannot be kept for the next guest. Who
sent such a form is told by the browser itself, in headers that no page can forge.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, request

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


def is_from_here() -> bool:
    """Whether a page of this site sent the request, or a program that is no browser."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    return sender is None or host_of(sender) in _own_hosts()


def host_of(address: str) -> str | None:
    """The host and port of an address, as the browser wrote them; None where it is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None


def _own_hosts() -> set[str]:
    base_url = current_app.config["BASE_URL"]
    return {request.host} | ({urlsplit(base_url).netloc} if base_url else set())
