"""Addresses of topics and of posts in them."""

from typing import Protocol
from urllib.parse import quote

SIZE = 20  # posts a page


class Addressed(Protocol):
    """A topic, or its row in a list."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def slug(self) -> str:
        """Its title in the address."""


def page_of(number: int) -> int:
    """The page on which a post stands."""
    return (number - 1) // SIZE + 1


def topic_address(topic: Addressed, page: int = 1) -> str:
    """The canonical address of a page of a topic."""
    return topic_link(topic.id, topic.slug, page)


def topic_link(topic_id: int, slug: str | None, page: int = 1) -> str:
    """The same, of its number and slug."""
    return f"/t/{topic_id}/{slug}" + (f"?page={page}" if page > 1 else "")


def topic_entry(topic_id: int, act: str = "") -> str:
    """Where a topic is entered at what is new in it; or, with an act, where that is done."""
    return f"/t/{topic_id}/{act}" if act else f"/t/{topic_id}"


def post_link(post_id: int, act: str = "") -> str:
    """The address of a post that holds wherever it comes to stand; it leads to `post_address`.

    With an act, where that is done to the post.
    """
    return f"/p/{post_id}/{act}" if act else f"/p/{post_id}"


def tag_link(name: str, act: str = "") -> str:
    """Where the topics of a tag are; with an act, where that is done."""
    return f"/tags/{quote(name)}/{act}" if act else f"/tags/{quote(name)}"


def file_link(file_id: int, act: str = "") -> str:
    """The address of a file of a post; with an act, of its preview or where it is removed."""
    return f"/files/{file_id}/{act}" if act else f"/files/{file_id}"


def post_address(topic: Addressed, number: int) -> str:
    """A post's place on its page."""
    return post_place(topic.id, topic.slug, number)


def post_place(topic_id: int, slug: str | None, number: int) -> str:
    """The same, of its topic's number and slug."""
    return f"{topic_link(topic_id, slug, page_of(number))}#post-{number}"
