"""All that one report is made from: interactions, newcomers' waits and the dates of rites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph.data.columns import Interactions
from tribe.graph.data.records import Records


def _column(values: ArrayLike) -> NDArray[np.float64]:
    column = np.array(values, dtype=np.float64)
    column.flags.writeable = False
    return column


@dataclass(frozen=True, eq=False)
class Newcomers:
    """How long each newcomer's first post waited for its first reply or welcome.

    Attributes
    ----------
    waits : (k,) float64
        Seconds until the first answer, or until now where none came.
    answered : (k,) bool
    member_waits, member_answered : optional
        The same, counting only answers by members who are not the brand's.
    """

    waits: NDArray[np.float64]
    answered: NDArray[np.bool_]
    member_waits: NDArray[np.float64] | None = None
    member_answered: NDArray[np.bool_] | None = None

    @classmethod
    def of(
        cls,
        waits: ArrayLike,
        answered: ArrayLike,
        member_waits: ArrayLike | None = None,
        member_answered: ArrayLike | None = None,
    ) -> Newcomers:
        """From plain lists.

        Raises
        ------
        ValueError
            The columns differ in length, or a wait is negative or no number.
        """
        pairs = [(waits, answered)]
        if member_waits is not None and member_answered is not None:
            pairs.append((member_waits, member_answered))
        columns = [(_column(w), np.array(a, dtype=np.bool_)) for w, a in pairs]
        for times, heard in columns:
            if len(times) != len(heard) or len(times) != len(columns[0][0]):
                raise ValueError("waits and answers differ in length")
            if not (np.isfinite(times) & (times >= 0)).all():
                raise ValueError("a wait must be a number of seconds, 0 or more")
        if len(columns) == 1:
            return cls(*columns[0])
        return cls(*columns[0], *columns[1])

    def __len__(self) -> int:
        """How many newcomers there are."""
        return len(self.waits)


def no_newcomers() -> Newcomers:
    """Nothing is known of newcomers, as in a plain file."""
    return Newcomers.of([], [])


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of a tribe in a window of time.

    Attributes
    ----------
    interactions : Interactions
        May reach beyond the window; only the window is measured.
    since, until : float or None
        Unix seconds; None means the first and the last interaction.
    newcomers : Newcomers
    rites : sequence of arrays
        Unix seconds of the enactments of each rite, without its name.
    events : int
        Gatherings in the window, for the report's counts.
    records : Records
        Occasions, promises, votes and the like; they too may reach beyond the window.
    """

    interactions: Interactions
    since: float | None = None
    until: float | None = None
    newcomers: Newcomers = field(default_factory=no_newcomers)
    rites: Sequence[ArrayLike] = ()
    events: int = 0
    records: Records = field(default_factory=Records)

    @cached_property
    def window(self) -> tuple[float | None, float | None]:
        """The first and the last moment measured; None where nothing is known."""
        at = self.interactions.at
        first = float(at.min()) if len(at) else None
        last = float(at.max()) if len(at) else None
        return (
            first if self.since is None else self.since,
            last if self.until is None else self.until,
        )

    @cached_property
    def measured(self) -> Interactions:
        """The interactions of the window, without members who joined after it."""
        kept = self.interactions.within(self.since, self.until)
        present = self._present
        return kept if present.all() else kept.only(present)

    @cached_property
    def _present(self) -> NDArray[np.bool_]:
        kept = self.interactions.within(self.since, self.until)
        present = np.ones(len(kept.members), dtype=np.bool_)
        if self.until is not None:
            present = ~(kept.joined_at > self.until)
            present[kept.source] = True
            present[kept.target] = True
        return present

    @cached_property
    def past(self) -> Interactions:
        """The same members' interactions up to the end of the window, from the first one known."""
        known = self.interactions.within(None, self.until)
        return known if self._present.all() else known.only(self._present)

    @cached_property
    def rite_times(self) -> tuple[NDArray[np.float64], ...]:
        """Sorted times of each rite up to the end of the window: a rhythm needs its past."""
        high = np.inf if self.until is None else self.until
        columns = [np.sort(np.array(times, dtype=np.float64).ravel()) for times in self.rites]
        return tuple(column[column <= high] for column in columns)

    def covers(self, at: float) -> bool:
        """Whether a moment lies in the window; where nothing is known, every moment does."""
        low, high = self.window
        return (low is None or at >= low) and (high is None or at <= high)

    @property
    def loops(self) -> int:
        """Interactions of members with themselves, which are no ties."""
        return self.measured.loops
