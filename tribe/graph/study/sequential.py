"""Chance drawn until the answer is settled, and no longer (Besag & Clifford 1991)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from tribe.graph.study.register import SIGNIFICANT, NullModel
from tribe.graph.study.uncertainty import reaches

T = TypeVar("T")

FEWEST = 40  # so that the mean that is told lies within a sixth of a deviation
BATCH = 40


class Draws(Generic[T]):
    """Numbered draws of chance, made in batches as they are asked for, and kept.

    Parameters
    ----------
    make : callable
        (first, times) → draws number `first` and the next ones; each draw is the same however
        they are asked for.
    most : int
        How many there may be.
    """

    def __init__(self, make: Callable[[int, int], list[T]], most: int) -> None:
        self.most = most
        self._make = make
        self._made: list[T] = []

    def __len__(self) -> int:
        """How many were made."""
        return len(self._made)

    def first(self, number: int) -> list[T]:
        """The first so many, or all that there may be."""
        number = min(number, self.most)
        if len(self._made) < number:
            self._made += self._make(len(self._made), number - len(self._made))
        return self._made[:number]


@dataclass(frozen=True)
class Verdict(Generic[T]):
    """What chance gave, and the draws that it rests on."""

    null: NullModel | None
    drawn: list[T]


def settling(most: int) -> int:
    """How many draws as extreme as the value settle it.

    With so many, p lies above .05 now and would after `most` draws: what chance would rarely
    give is never stopped, and is told as all draws tell it.

    Examples
    --------
    >>> settling(200)
    11
    """
    return math.floor(SIGNIFICANT * (most + 1) + 1e-9) + 1


def settled(
    value: float | None,
    draws: Draws[T],
    of: Callable[[T], float],
    *,
    either_side: bool = False,
    batch: int = BATCH,
) -> Verdict[T]:
    """Draw until it is clear how often chance gives as much as a value.

    At least `FEWEST` draws are made; the work ends with the first after which as many as
    `settling` says were as extreme, or with the last. The answer does not depend on `batch`.

    Parameters
    ----------
    value : float or None
        Nothing is drawn for None.
    draws : Draws
    of : callable
        A draw → its number; nan where undefined, which does not count.
    either_side : bool
        Whether what lies as far from the middle counts, in place of what lies as high.
    batch : int
        How many draws are asked for at once.

    Returns
    -------
    Verdict
        p = h / l where draw l is the h-th as extreme; (r + 1) / (n + 1) of n draws otherwise.
        Mean and deviation are those of the same draws. No null model where none is defined.

    References
    ----------
    Besag & Clifford 1991, Biometrika 78.
    """
    made = list[T]()
    judge = _Judge(draws.most, either_side)
    while value is not None and len(made) < draws.most:
        made = draws.first(len(made) + batch)
        numbers = np.array([of(draw) for draw in made], dtype=np.float64)
        places = np.flatnonzero(np.isfinite(numbers))
        stop = judge.stop(value, numbers[places])
        if stop is not None:
            last = int(places[stop - 1]) + 1
            return Verdict(judge.null(value, numbers[places[:stop]], stopped=True), made[:last])
    if value is None or not made or not len(places):
        return Verdict(None, made)
    return Verdict(judge.null(value, numbers[places], stopped=False), made)


class _Judge:
    """After which draw the answer is settled, and what it is then."""

    def __init__(self, most: int, either_side: bool) -> None:
        self._enough, self._either_side = settling(most), either_side
        self._most = most
        self._looked = FEWEST - 1  # at so many draws before, and they did not settle it

    def _reached(self, value: float, drawn: NDArray[np.float64]) -> NDArray[np.bool_]:
        if not self._either_side:
            return reaches(value, drawn)
        mean = float(drawn.mean())
        return reaches(abs(value - mean), np.abs(drawn - mean))

    def stop(self, value: float, drawn: NDArray[np.float64]) -> int | None:
        """How many of the draws settle it; None when they do not."""
        looked, self._looked = self._looked, max(self._looked, len(drawn))
        if not self._either_side:
            counts = np.cumsum(reaches(value, drawn))
            at = max(int(np.searchsorted(counts, self._enough)) + 1, FEWEST)
            return at if at <= len(drawn) else None
        # the middle moves with each draw; the last one is no stop, and is told as all draws tell it
        for many in range(looked + 1, min(len(drawn), self._most - 1) + 1):
            if np.count_nonzero(self._reached(value, drawn[:many])) >= self._enough:
                return many
        return None

    def null(self, value: float, drawn: NDArray[np.float64], *, stopped: bool) -> NullModel:
        """The null model of a value, from the draws that count."""
        n, reached = len(drawn), int(np.count_nonzero(self._reached(value, drawn)))
        by_the_last = stopped and n > FEWEST
        p = reached / n if by_the_last else (reached + 1) / (n + 1)
        spread = float(drawn.std(ddof=1)) if n > 1 else 0.0
        return NullModel(float(drawn.mean()), spread, float(p), n)
