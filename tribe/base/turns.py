"""Turns: writers of one process wait in the order in which they came."""

from collections import deque
from threading import Event, Lock


class Turns:
    """A lock whose waiters are served in order, each for at most so long."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; whether it came in time."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = Event()
            self._waiting.append(called)
        if called.wait(seconds):
            return True
        with self._guard:
            if called.is_set():  # called at the last moment
                return True
            self._waiting.remove(called)
            return False

    def give_back(self) -> None:
        """End one's turn, and call whoever waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False
