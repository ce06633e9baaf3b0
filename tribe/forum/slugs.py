"""The words of a title as they stand in an address."""

import re
import unicodedata

TAKEN = {"after", "close", "follow", "new", "reopen", "reply"}  # pages under a topic or category
MAX_LENGTH = 80

_JOINED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "-"})


def make_slug(title: str, fallback: str = "topic") -> str:
    """Plain letters and hyphens; the fallback where the title has none that an address can hold."""
    folded = unicodedata.normalize("NFKD", title.lower().translate(_JOINED))
    plain = folded.encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_LENGTH].strip("-")
    if not slug:
        return fallback
    return f"{slug}-{fallback}" if slug in TAKEN else slug
