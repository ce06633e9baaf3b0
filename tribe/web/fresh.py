"""Lists that open pages bring up to date: what a page is told of, and where it asks.

A page says it with `fresh` of components/fresh.html; js/fresh.js does the rest. The answer
of the address is what the list has inside, drawn for its reader as the page itself draws it; so a
page without script lacks nothing but what came since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Response, make_response, request

from tribe.base.db import now
from tribe.web.forms import LARGEST

SINCE = "Live-Since"  # when the answer was drawn, in seconds
UNTIL = "Live-Until"  # up to when whoever shows it has read, where they say so
OVERLAP = timedelta(seconds=10)  # longer than a transaction is open whose acts are dated before


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a list is told of: its rooms, and of which categories there; none are all of them."""

    rooms: tuple[str, ...]
    url: str
    since: int  # when it was drawn, in seconds
    within: tuple[int, ...] = ()


def fresh(rooms: Iterable[str], url: str, within: tuple[int, ...] = ()) -> Fresh:
    """A list that is drawn now."""
    return Fresh(tuple(rooms), url, int(now().timestamp()), within)


def drawn_since() -> datetime | None:
    """Since when a page that asks has its list, and a little before; None where it does not say."""
    told = request.args.get("since", -1, type=int)
    return datetime.fromtimestamp(told, UTC) - OVERLAP if 86_400 < told <= LARGEST else None


def fresh_answer(html: str, until: datetime | None = None) -> Response:
    """What a list has inside; who says that they read it has read until a moment, or until now."""
    answer = make_response(html)
    answer.headers[SINCE] = str(int(now().timestamp()))
    answer.headers[UNTIL] = (until or now()).isoformat()
    return answer


def nothing_came() -> Response:
    """The answer to a page that lacks nothing."""
    return Response(status=204)
