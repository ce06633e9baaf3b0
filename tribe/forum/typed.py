"""Posts and topics as they are typed into a field: numbers, spans of them, and addresses."""

import re
from urllib.parse import urlsplit

from tribe.base.paging import LARGEST
from tribe.forum.services.moving import MOST
from tribe.web.origins import is_elsewhere, whole_address

TOPIC = re.compile(r"(?:/t/)?([1-9][0-9]{0,9})(?:/.*)?", re.ASCII)
SPAN = re.compile(r"([0-9]{1,6})(?: ?[-–] ?([0-9]{1,6}))?")
SPANS = re.compile(rf"(?:{SPAN.pattern})(?:[ ,;]+(?:{SPAN.pattern}))*[ ,;]*")


def topic_in(typed: str) -> int | None:
    """The number of a topic, or that in its address here; None for what is neither."""
    if is_elsewhere(typed):
        return None
    try:
        path = urlsplit(whole_address(typed)).path
    except ValueError:
        return None
    found = TOPIC.fullmatch(path)
    return int(found[1]) if found and int(found[1]) <= LARGEST else None


def numbers_in(typed: str) -> set[int]:
    """Numbers of posts and spans of them, such as 3, 5-8; none where anything else stands there."""
    if not SPANS.fullmatch(typed.strip()):
        return set()
    return {
        number
        for first, last in SPAN.findall(typed)
        for number in range(int(first), min(int(last or first), int(first) + MOST) + 1)
    }
