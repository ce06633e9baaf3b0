"""What a reply begins with when it was asked for from a post: `?to=` answers, `?quote=` quotes."""

from collections.abc import Mapping

from tribe.blocking import reader
from tribe.forum import queries
from tribe.forum.addresses import post_link
from tribe.forum.models import Topic
from tribe.forum.queries import Placed
from tribe.markup import quotable
from tribe.web.forms import LARGEST

MAX_QUOTE_LENGTH = 2_000  # characters of a quote; a longer one is cut, with a mark


def prefill(topic: Topic, asked: Mapping[str, str]) -> tuple[Placed | None, str]:
    """The post that is answered, and the words to begin with."""
    for name in ("quote", "to"):
        placed = find_answered(topic, _id(asked.get(name, "")))
        if placed is None:
            continue
        if name == "to":
            return placed, ""
        row = queries.find_post_row(placed.post.id)
        author = row.author.name if row is not None else ""
        return placed, quote(author, placed.post.id, placed.post.source)
    return None, ""


def find_answered(topic: Topic, post_id: int | None) -> Placed | None:
    """The post of this topic that a reply may turn to; nothing that stands elsewhere or is gone."""
    placed = queries.find_post(post_id) if post_id else None
    if placed is None or placed.topic.id != topic.id or placed.post.is_removed:
        return None
    if not reader().sees(placed.post.author_id):
        return None
    return placed


def quote(author: str, post_id: int, source: str) -> str:
    """A source as a blockquote that names its writer and its post, without quotes in quotes."""
    words = quotable(source)
    if len(words) > MAX_QUOTE_LENGTH:
        words = words[:MAX_QUOTE_LENGTH].rstrip() + " […]"
    lines = [f"> {line}".rstrip() for line in words.split("\n")]
    return "\n".join([f"> [{author}]({post_link(post_id)})", ">", *lines]) + "\n\n"


def _id(written: str) -> int | None:
    is_id = written.isascii() and written.isdigit() and len(written) < 11
    return int(written) if is_id and int(written) <= LARGEST else None
