"""Addresses to go back to: pages of this site, and no other, whatever a form or a link says."""

import unicodedata
from urllib.parse import quote, unquote

from flask import redirect, request
from werkzeug.wrappers import Response

HOME = "/"
MAX_ADDRESS_LENGTH = 2_000  # characters; browsers and proxies cut longer ones
_PATH_CHARACTERS = "/:@!$&'()*+,;=~"  # what a path holds unquoted (RFC 3986)
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


def go_back(target: str | None) -> Response:
    """Go on to a page of this site with GET; home, where the address leads elsewhere."""
    return redirect(target if target and is_page_here(target) else HOME, 303)


def this_page() -> str:
    """The address of the page that is shown, to come back to after a choice made on it."""
    path = quote(request.path, safe=_PATH_CHARACTERS)
    if request.method not in ("GET", "HEAD") or not request.query_string:
        return path
    return f"{path}?{quote(request.query_string, safe=_PATH_CHARACTERS + '?%')}"
