"""The words of a title as they stand in an address."""

import re
import unicodedata

TAKEN = {"after", "close", "follow", "new", "reopen", "reply"}  # pages under a topic or category
TAKEN_BY_ACTS = {  # pages under a topic, of what moderators do with it
    "close",
    "closing",
    "list",
    "merge",
    "move",
    "pin",
    "quicken",
    "remove",
    "reopen",
    "restore",
    "slow",
    "slower",
    "split",
    "unlist",
    "unpin",
}
MAX_LENGTH = 80

_JOINED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "-"})


def make_slug(title: str, fallback: str = "topic") -> str:
    """Plain letters and hyphens; the fallback where the title has none that an address can hold."""
    folded = unicodedata.normalize("NFKD", title.lower().translate(_JOINED))
    plain = folded.encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_LENGTH].strip("-")
    if not slug:
        return fallback
    is_taken = slug in TAKEN or (fallback == "topic" and slug in TAKEN_BY_ACTS)
    return f"{slug}-{fallback}" if is_taken else slug
