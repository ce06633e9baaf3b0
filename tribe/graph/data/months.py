"""Whole months of thirty days, counted back from the end of a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph.data.fading import DAY

MONTH = 30 * DAY


@dataclass(frozen=True)
class Months:
    """The months of a window: 1 is the first whole one, `number` the last.

    A month runs from just after one moment to thirty days later. What lies
    before the first whole month has place 0.

    Attributes
    ----------
    end : float
        Unix seconds at which the last month ends.
    number : int
        How many whole months there are, >= 0.

    Examples
    --------
    >>> months = Months.of(0, 65 * DAY)
    >>> months.number, months.place([0, 5 * DAY, 20 * DAY, 65 * DAY]).tolist()
    (2, [0, 0, 1, 2])
    """

    end: float
    number: int

    @classmethod
    def of(cls, since: float, until: float) -> Months:
        """The whole months between two moments, in Unix seconds."""
        return cls(until, max(0, int((until - since) // MONTH)))

    def place(self, at: ArrayLike) -> NDArray[np.int32]:
        """The month in which each moment lies; 0 before the first, `number` + 1 after the last."""
        back = np.floor((self.end - np.asarray(at, dtype=np.float64)) / MONTH)
        month: NDArray[np.int32] = np.clip(self.number - back, 0, self.number + 1).astype(np.int32)
        return month
