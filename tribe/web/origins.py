"""Which site a request comes from, as the browser itself says in headers that no page can forge."""

from urllib.parse import urlsplit

from flask import current_app, has_request_context, request


def is_from_here() -> bool:
    """Whether a page of this site sent the request, or a program that is no browser."""
    said = _says_from_here()
    return said is None or said


def says_from_here() -> bool:
    """Whether the browser says that a page of this site sent the request."""
    return _says_from_here() is True


def host_of(address: str) -> str | None:
    """The host and port of an address, as the browser wrote them; None where it is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None


def _says_from_here() -> bool | None:
    """What the browser says; None where it says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    return None if sender is None else host_of(sender) in own_hosts()


def own_hosts() -> set[str]:
    """The hosts, with their ports, at which this site is."""
    base_url = current_app.config["BASE_URL"]
    here = {request.host} if has_request_context() else set()
    return here | ({urlsplit(base_url).netloc} if base_url else set())
