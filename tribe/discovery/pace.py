"""The pace at which guests and crawlers read; who is signed in is never held up by it.

A crawler that names itself counts apart from people at the same address, and is held earlier.
"""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from flask import request
from flask import session as cookie
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from redis.exceptions import RedisError
from werkzeug.exceptions import TooManyRequests

from tribe.discovery import settings
from tribe.settings import Setting, value_of
from tribe.web.counted import guest_network
from tribe.web.security import limiter

NAME = re.compile(  # "Cubot X19" is a telephone
    r"[\w.-]*(?:bot(?=[/;),_-]|$)|crawl|spider|slurp|scrap|archiv)[\w.-]*", re.IGNORECASE
)
FREE = ("/static/", "/healthz", "/readyz", "/robots.txt", "/theme.css", "/sw.js", "/unsubscribe/")


def hold() -> None:
    """Raise TooManyRequests, which says when to come back, for who reads faster than is polite."""
    if not limiter.enabled or request.method not in ("GET", "HEAD") or "_user_id" in cookie:
        return
    if request.path.startswith(FREE):
        return
    with suppress(StorageError, RedisError):  # without its memory the pace is nobody's
        for limit, key in _limits():
            if not limiter.limiter.hit(limit, "guests", key):
                reset_at = limiter.limiter.get_window_stats(limit, "guests", key).reset_time
                raise TooManyRequests(retry_after=_seconds_until(reset_at))


def _limits() -> Iterator[tuple[RateLimitItem, str]]:
    """What holds for this reader, and under which key it is counted."""
    place, agent = guest_network(), crawler_of(request.user_agent.string[:400])
    limit = _a_minute(settings.CRAWLER_PAGES if agent else settings.GUEST_PAGES)
    if limit is not None:
        yield limit, f"{place} {agent}"


def _a_minute(setting: Setting[int]) -> RateLimitItem | None:
    most = value_of(setting)
    return _limit(most) if most else None


@lru_cache(64)
def _limit(most: int) -> RateLimitItem:
    return RateLimitItemPerMinute(most)


@lru_cache(1000)
def crawler_of(agent: str) -> str:
    """The name that a crawler gives itself; empty for a browser."""
    found = NAME.search(agent)
    return found[0].lower()[:40] if found else ""


def _seconds_until(moment: float) -> int:
    return max(1, min(60, int(moment - time.time()) + 1))
