"""Who has a thing open now, and who is writing there: in memory alone, and gone with the page.

Each process knows its own sockets. With Redis it tells the others what it knows, under keys that
end by themselves: nothing of it is in the database, a log, or what is measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from threading import Lock
from typing import NamedTuple, Protocol

from redis import Redis
from redis.exceptions import RedisError

KEPT = 60  # seconds that Redis believes a process without hearing of it again
RENEWED = 20  # seconds after which a process says again who is there
WRITING = 8  # seconds that a word typed counts
MOST = 200  # members of one thing that are told of


class Present(NamedTuple):
    """The numbers of those who are there, and of those who are writing."""

    member_ids: frozenset[int] = frozenset()
    writing_ids: frozenset[int] = frozenset()


class Shared(Protocol):
    """Where processes tell each other; each set ends by itself."""

    def add(self, key: str, member_ids: Iterable[int], seconds: float) -> None:
        """Believe for some seconds that members belong to a set."""

    def remove(self, key: str, member_id: int) -> None:
        """Believe it no more of one."""

    def members(self, key: str) -> frozenset[int]:
        """The members of a set."""

    def has(self, key: str, member_id: int) -> bool:
        """Whether one is in a set."""


class Alone:
    """One process has nobody to tell."""

    def add(self, key: str, member_ids: Iterable[int], seconds: float) -> None:
        """Tell nobody."""

    def remove(self, key: str, member_id: int) -> None:
        """Tell nobody."""

    def members(self, key: str) -> frozenset[int]:
        """Nobody else knows more."""
        return frozenset()

    def has(self, key: str, member_id: int) -> bool:
        """Nobody else knows more."""
        return False


class InRedis:
    """Sorted sets of members by the moment until which they are believed; nothing without Redis."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    def add(self, key: str, member_ids: Iterable[int], seconds: float) -> None:
        """Believe for some seconds that members belong to a set; the latest MOST of them."""
        moment = time.time()
        until = dict.fromkeys(map(str, member_ids), moment + seconds)
        if not until:
            return
        with suppress(RedisError), self.redis.pipeline(transaction=False) as line:
            line.zadd(key, until)
            line.zremrangebyscore(key, "-inf", moment)
            line.zremrangebyrank(key, 0, -MOST - 1)
            line.expire(key, KEPT)
            line.execute()

    def remove(self, key: str, member_id: int) -> None:
        """Believe it no more of one; another process that knows better says so again."""
        with suppress(RedisError):
            self.redis.zrem(key, str(member_id))

    def members(self, key: str) -> frozenset[int]:
        """The members of a set."""
        with suppress(RedisError):
            found = self.redis.zrangebyscore(key, time.time(), "+inf", start=0, num=MOST)
            return frozenset(int(one) for one in found)  # type: ignore[arg-type]
        return frozenset()

    def has(self, key: str, member_id: int) -> bool:
        """Whether one is in a set, also where it has more than are told of."""
        with suppress(RedisError):
            until = self.redis.zscore(key, str(member_id))
            return until is not None and float(until) > time.time()
        return False


class Presence:
    """Who is where, by the sockets of this process; asked and told in threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.shared = clock, Alone()  # type: Callable[[], float], Shared
        self.changed: Callable[[str], None] = lambda _channel: None
        self._lock = Lock()
        self._here: dict[str, dict[str, int]] = {}  # by channel and socket
        self._writing: dict[str, dict[int, float]] = {}

    def enter(self, channel: str, sid: str, member_id: int) -> None:
        """A page of a member is open."""
        with self._lock:
            sockets = self._here.setdefault(channel, {})
            is_new = member_id not in sockets.values()
            sockets[sid] = member_id
        if is_new:
            self.shared.add(f"tribe:here:{channel}", [member_id], KEPT)
            self.changed(channel)

    def leave(self, channel: str, sid: str) -> None:
        """A page is closed, or nobody looks at it."""
        with self._lock:
            sockets = self._here.get(channel, {})
            member_id = sockets.pop(sid, None)
            if not sockets:
                self._here.pop(channel, None)
            is_gone = member_id is not None and member_id not in sockets.values()
            if is_gone:
                self._drop_writer(channel, member_id)
        if member_id is not None and is_gone:
            self.shared.remove(f"tribe:here:{channel}", member_id)
            self.shared.remove(f"tribe:writing:{channel}", member_id)
            self.changed(channel)

    def write(self, channel: str, sid: str) -> bool:
        """A member types; whether they are known to be there."""
        with self._lock:
            member_id = self._here.get(channel, {}).get(sid)
            if member_id is None:
                return False
            self._writing.setdefault(channel, {})[member_id] = self.clock() + WRITING
        self.shared.add(f"tribe:writing:{channel}", [member_id], WRITING)
        self.changed(channel)
        return True

    def find(self, channel: str) -> Present:
        """Who is there, and who is writing, as far as this process and the others know."""
        moment = self.clock()
        with self._lock:
            here = frozenset(islice(dict.fromkeys(self._here.get(channel, {}).values()), MOST))
            writers = self._writing.get(channel, {})
            for member_id in [one for one, until in writers.items() if until <= moment]:
                self._drop_writer(channel, member_id)
            writing = frozenset(writers)
        here |= self.shared.members(f"tribe:here:{channel}")
        writing |= self.shared.members(f"tribe:writing:{channel}")
        return Present(here, writing & here)

    def is_there(self, channel: str, member_id: int) -> bool:
        """Whether a page of a member is open, in this process or another."""
        with self._lock:
            if member_id in self._here.get(channel, {}).values():
                return True
        return self.shared.has(f"tribe:here:{channel}", member_id)

    def renew(self) -> None:
        """Tell the other processes again who is there."""
        with self._lock:
            here = {channel: set(sockets.values()) for channel, sockets in self._here.items()}
        for channel, member_ids in here.items():
            self.shared.add(f"tribe:here:{channel}", member_ids, KEPT)

    def count(self, channel: str) -> int:
        """How many sockets of this process are told."""
        return len(self._here.get(channel, ()))

    def _drop_writer(self, channel: str, member_id: int | None) -> None:
        writers = self._writing.get(channel, {})
        if member_id is not None:
            writers.pop(member_id, None)
        if not writers:
            self._writing.pop(channel, None)


PRESENCE = Presence()
