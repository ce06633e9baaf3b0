"""How many other places a text leads to."""

import re
from urllib.parse import urlsplit

_LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>()\[\]\"'|]+", re.IGNORECASE)


def hosts(text: str, own: str = "") -> list[str]:
    """The hosts of its addresses, each as often as it stands there; without this place's own."""
    found = []
    for address in _LINK.findall(text):
        whole = address if "://" in address else f"https://{address}"
        try:
            host = urlsplit(whole).hostname or ""
        except ValueError:  # of brackets that close nothing
            host = "unknown"
        if host and host != own:
            found.append(host)
    return found
