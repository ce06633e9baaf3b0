"""Which site a request comes from, as the browser itself says in headers that no page can forge.

And which site an address leads to that somebody typed.
"""

import re
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request

USUAL_PORTS = (None, 80, 443)
NAMED = re.compile(r"(?:[\w-]+\.)+[^\W\d][\w-]*(?::\d+)?(?=[/?#]|$)")  # a host without its scheme


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


def whole_address(typed: str) -> str:
    """What somebody typed as an address; one that begins with a host gets the slashes before it."""
    address = typed.strip()
    first = re.split(r"[/?#]", address, maxsplit=1)[0].lower()
    is_host = NAMED.match(address) or first in {host.lower() for host in own_hosts()}
    return f"//{address}" if first and is_host else address


def is_elsewhere(typed: str) -> bool:
    """Whether an address that somebody typed is one of another site; not what names no site."""
    site, ours = _site_of(whole_address(typed)), {_site_of(f"//{host}") for host in own_hosts()}
    return bool(site and ours) and site not in ours


def own_pattern() -> str:
    """What a field holds that names no other site, for a browser to say so while one types."""
    ours = "|".join(re.sub(r"[.\[\]]", r"\\\g<0>", host) for host in sorted(own_hosts()))
    named = r"(?:[A-Za-z0-9\-]+\.)+[A-Za-z][A-Za-z0-9\-]*(?::\d+)?(?:[\/?#]|$)"
    of_ours = rf"(?:(?:https?:)?\/\/)?(?:{ours})(?::80|:443)?(?:[\/?#].*)?"
    return rf"\s*(?:{of_ours}|(?!\s|(?:https?:)?\/\/|{named}).*)"


def _site_of(address: str) -> str:
    """The host of an address, and its port if that is an unusual one; empty where it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return parts.netloc
    return host if port in USUAL_PORTS else f"{host}:{port}"


def own_hosts() -> set[str]:
    """The hosts, with their ports, at which this site is."""
    base_url = current_app.config["BASE_URL"]
    here = {request.host} if has_request_context() else set()
    return here | ({urlsplit(base_url).netloc} if base_url else set())
