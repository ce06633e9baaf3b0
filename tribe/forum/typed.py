"""Posts and topics as they are typed into a field: numbers, spans of them, and addresses."""

import re

from tribe.base.paging import LARGEST
from tribe.forum.services.moving import MOST

ADDRESS = re.compile(r"(?:/t/|^)([1-9][0-9]{0,9})\b", re.ASCII)
SPAN = re.compile(r"([0-9]{1,6})(?: ?[-–] ?([0-9]{1,6}))?")


def topic_in(typed: str) -> int | None:
    """The number of a topic, or that in its address."""
    found = ADDRESS.search(typed)
    return int(found[1]) if found and int(found[1]) <= LARGEST else None


def numbers_in(typed: str) -> set[int]:
    """Numbers of posts and spans of them, such as 3, 5-8."""
    return {
        number
        for first, last in SPAN.findall(typed)
        for number in range(int(first), min(int(last or first), int(first) + MOST) + 1)
    }
