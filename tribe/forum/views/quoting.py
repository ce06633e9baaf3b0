"""What a reply begins with when it was asked for from a post: `?to=` answers, `?quote=` quotes."""

import re
from collections.abc import Mapping

from tribe.forms import LARGEST
from tribe.forum import queries
from tribe.forum.models import Topic

LONGEST = 2_000  # characters of a quote; a longer one is cut, with a mark
_QUOTED = re.compile(r"^>.*\n?", re.MULTILINE)


def prefill(topic: Topic, asked: Mapping[str, str]) -> tuple[int | None, str]:
    """The post that is answered, and the words to begin with."""
    for name in ("quote", "to"):
        post_id = _id(asked.get(name, ""))
        placed = queries.find_post(post_id) if post_id else None
        if placed is None or placed.topic.id != topic.id or placed.post.is_removed:
            continue
        if name == "to":
            return placed.post.id, ""
        row = queries.find_post_row(placed.post.id)
        author = row.author.name if row is not None else ""
        return placed.post.id, quote(author, placed.post.id, placed.post.source)
    return None, ""


def quote(author: str, post_id: int, source: str) -> str:
    """A source as a blockquote that names its writer and its post, without quotes in quotes."""
    words = _QUOTED.sub("", source).strip()
    if len(words) > LONGEST:
        words = words[:LONGEST].rstrip() + " […]"
    lines = [f"> {line}".rstrip() for line in words.split("\n")]
    return "\n".join([f"> [{author}](/p/{post_id})", ">", *lines]) + "\n\n"


def _id(written: str) -> int | None:
    is_id = written.isascii() and written.isdigit() and len(written) < 11
    return int(written) if is_id and int(written) <= LARGEST else None
