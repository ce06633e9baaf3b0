"""How often each reader asked within a window of time, in the memory of one process.

The storage that comes with `limits` starts a thread at each hit, which then looks at every counter.
"""

import time
from dataclasses import dataclass
from threading import Lock

from limits.storage import Storage

SCHEME = "tribe"
SWEEP_SECONDS = 10.0  # between two looks for windows that have passed; the shortest is a minute


@dataclass(slots=True)
class Window:
    """What was counted for one key since its first hit, and when that begins anew."""

    until: float  # seconds since the epoch
    hits: int = 0


class Hits(Storage):
    """A storage of `limits` for fixed windows; those that have passed are dropped now and then."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 (as the base class declares it)

    def __init__(
        self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool
    ) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._guard = Lock()
        self._windows: dict[str, Window] = {}
        self._swept_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the memory may raise: nothing of its own."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count a hit; how many there are in its window."""
        moment = time.time()
        with self._guard:
            if abs(moment - self._swept_at) >= SWEEP_SECONDS:  # a clock may be set back
                self._sweep(moment)
            window = self._windows.get(key)
            if window is None or window.until <= moment:
                window = self._windows[key] = Window(moment + expiry)
            window.hits += amount
            return window.hits

    def get(self, key: str) -> int:
        """How many hits there are in the window of a key."""
        window = self._windows.get(key)
        return window.hits if window is not None and window.until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the window of a key ends; now, where there is none."""
        window = self._windows.get(key)
        return window.until if window is not None else time.time()

    def check(self) -> bool:
        """Memory always answers."""
        return True

    def reset(self) -> int:
        """Forget all; how many windows there were."""
        with self._guard:
            count = len(self._windows)
            self._windows.clear()
            return count

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._guard:
            self._windows.pop(key, None)

    def _sweep(self, moment: float) -> None:
        self._windows = {k: one for k, one in self._windows.items() if one.until > moment}
        self._swept_at = moment
