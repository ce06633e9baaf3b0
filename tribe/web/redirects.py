"""Addresses to go back to: pages of this site, and no other, whatever a form or a link says."""

import unicodedata
from urllib.parse import quote, unquote

from flask import current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

HOME = "/"
MAX_ADDRESS_LENGTH = 2_000  # characters; browsers and proxies cut longer ones
PATH_CHARACTERS = "/:@!$&'()*+,;=~"  # what a path holds unquoted (RFC 3986)
_UNSEEN = ("C", "Z")  # control characters and separators, by the first letter of their category


def is_page_here(target: str) -> bool:
    """Whether an address leads to a page of this site in every browser.

    Browsers drop tabs and line ends, read a backslash as a slash, take two slashes for another
    host; all that is looked for in the path as it is written and as it is decoded.
    """
    if not target.startswith("/") or len(target) > MAX_ADDRESS_LENGTH:
        return False
    if any(unicodedata.category(c)[0] in _UNSEEN or c == "\\" for c in target):
        return False
    path = target.partition("?")[0].partition("#")[0]
    return _is_path_here(path) and _is_path_here(unquote(path))


def _is_path_here(path: str) -> bool:
    is_plain = not any(unicodedata.category(c) == "Cc" or c == "\\" for c in path)
    return is_plain and "//" not in path  # after "/." or "/.." too they would begin it


def go_back(target: str | None, code: int = 303) -> Response:
    """Go on to a page of this site; home, where the address leads elsewhere.

    With GET, or with 307 as what was sent is sent.
    """
    return redirect(target if target and is_page_here(target) else HOME, code)


def this_page() -> str:
    """The address of the page that is shown, to come back to after a choice made on it.

    Where a form was sent to an address that is no page, the page above it; with what was asked of
    it, such as which cases of the queue.
    """
    is_opened = request.method in ("GET", "HEAD")
    above = request.path if is_opened else page_above(request.path)
    path = quote(above, safe=PATH_CHARACTERS)
    if not request.query_string or (above == HOME != request.path):
        return path
    return f"{path}?{quote(request.query_string, safe=PATH_CHARACTERS + '?%')}"


def page_above(path: str) -> str:
    """The nearest address that can be opened: this one or, by its parts, one above; else home."""
    routes = current_app.url_map.bind("here")
    while path.strip("/"):
        try:
            routes.match(path, method="GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return HOME
