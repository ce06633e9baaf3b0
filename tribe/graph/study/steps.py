"""Progress of long work, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]


class Cancelled(Exception):
    """The work was stopped because whoever asked for it wished so."""


class Steps:
    """Counts steps done out of all, tells who wants to know, and stops when asked."""

    def __init__(
        self,
        total: int,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.total = total
        self.done = 0
        self._progress = progress
        self._cancelled = cancelled

    def advance(self, label: str, steps: int = 1) -> None:
        """Another step is done; `label` is the id of the measure or ``nulls``.

        Raises
        ------
        Cancelled
            It was asked to stop.
        """
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        self.reach(min(self.done + steps, self.total), label)

    def reach(self, done: int, label: str) -> None:
        """At least `done` steps are behind us."""
        self.done = max(self.done, done)
        if self._progress is not None:
            self._progress(self.done, self.total, label)
