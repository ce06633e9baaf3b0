"""Rhythm: the period that dates keep to, and whether random dates would keep to one as well."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tribe.graph.study.register import SIGNIFICANT
from tribe.graph.study.uncertainty import exceedance

OCCURRENCES = 8
MIN_PERIOD, MAX_PERIOD = 2.0, 400.0
CYCLES = 3
_BIN = 1 / 12  # days: two hours, a twenty-fourth of the shortest period
FINENESS = 4  # frequencies looked at for each that is independent
BATCH = 20  # rows of random dates looked at together
_WEEK_HOURS = 168


def rayleigh(times: ArrayLike, period: float) -> tuple[float, float] | None:
    """How closely dates keep to a period.

    R = |mean e^(2πi t / P)|, 0 (spread evenly) to 1 (always the same phase),
    and Z = n R². None without dates.

    Parameters
    ----------
    times : (n,) array
        In the unit of `period`.
    period : float, > 0

    Raises
    ------
    ValueError
        The period is not positive.

    References
    ----------
    Schuster 1898; Rayleigh 1880.

    Examples
    --------
    >>> strength, z = rayleigh(range(0, 56, 7), 7)
    >>> round(strength, 6), round(z, 6)
    (1.0, 8.0)
    """
    if not period > 0:
        raise ValueError("the period must be positive")
    moments = np.asarray(times, dtype=np.float64).ravel()
    if not len(moments):
        return None
    strength = float(np.abs(np.exp(2j * np.pi * (moments / period)).mean()))
    return strength, len(moments) * strength**2


@dataclass(frozen=True)
class Rhythm:
    """The period that dates keep to.

    Attributes
    ----------
    period : float
        In days.
    strength : float
        R at that period, 0–1.
    z : float
        n R².
    p : float
        How often random dates would keep to some period as closely.
    null_mean, null_sd : float
        R of the best period of random dates.
    """

    period: float
    strength: float
    z: float
    p: float
    null_mean: float
    null_sd: float

    @property
    def is_significant(self) -> bool:
        """Whether random dates rarely keep so closely to any period."""
        return self.p <= SIGNIFICANT


def find_period(
    times: ArrayLike,
    profile: ArrayLike | None = None,
    *,
    nulls: int = 200,
    rng: np.random.Generator | None = None,
) -> Rhythm | None:
    """Look for a period between 2 and 400 days, of which three fit into the span.

    The significance is that of the whole search: the best Z of as many random
    dates in the same span, drawn from the platform's own hours of the week,
    R times. Among peaks that chance would not give and that are nine tenths as
    strong as the strongest, the longest is kept, because a rite of seven days
    also keeps to three and a half.

    Parameters
    ----------
    times : (n,) array
        In days, from any origin.
    profile : (168,) array, optional
        Activity in each hour of the week, the first at time 0; even by default.
    nulls : int
    rng : Generator, optional
        Seed 0 by default.

    Returns
    -------
    Rhythm, or None with fewer than eight dates or a span under six days.

    References
    ----------
    Schuster 1898.

    Examples
    --------
    >>> rhythm = find_period(range(0, 84, 7))
    >>> round(rhythm.period, 1), rhythm.is_significant
    (7.0, True)
    """
    search = Search.of(times, profile)
    if search is None:
        return None
    return search.found(search.chance(nulls, rng or np.random.default_rng(0)))


@dataclass(frozen=True, eq=False)
class Search:
    """Dates, the periods at which they are looked at, and what random dates would give there."""

    moments: NDArray[np.float64]
    profile: NDArray[np.float64] | None
    frequencies: NDArray[np.float64]
    size: int
    first: int

    @classmethod
    def of(cls, times: ArrayLike, profile: ArrayLike | None = None) -> Search | None:
        """None with fewer than eight dates, or where three cycles of two days do not fit."""
        moments = np.sort(np.asarray(times, dtype=np.float64).ravel())
        if len(moments) < OCCURRENCES or moments[-1] - moments[0] < CYCLES * MIN_PERIOD:
            return None
        week = None if profile is None else np.asarray(profile, dtype=np.float64)
        return cls(moments, week, *_grid(float(moments[-1] - moments[0])))

    @cached_property
    def spectrum(self) -> NDArray[np.float64]:
        """(frequencies,) Z of the dates."""
        return self._z((self.moments - self.moments[0])[None, :]).ravel()

    def _z(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        return _spectrum(times, self.size, self.first, len(self.frequencies))

    def chance(self, nulls: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """(nulls,) the best Z of as many random dates."""
        origin, length = self.moments[0], self.moments[-1] - self.moments[0]
        best = np.empty(nulls)
        for start in range(0, nulls, BATCH):
            rows = min(BATCH, nulls - start)
            drawn = _random_dates(rows, len(self.moments), origin, length, self.profile, rng)
            best[start : start + rows] = self._z(drawn).max(axis=1)
        return best

    def found(self, best: NDArray[np.float64]) -> Rhythm:
        """The period kept, told against the best Z of random dates."""
        spectrum = self.spectrum
        place = kept_peak(spectrum, best)
        period = _refined(self.moments, self.frequencies, place)
        strength, z = rayleigh(self.moments, period) or (0.0, 0.0)
        # the nulls are read on the grid, so the dates are too
        p = exceedance(float(spectrum[place]), best)
        by_chance = np.sqrt(best / len(self.moments)) if len(best) else np.zeros(1)
        return Rhythm(period, strength, z, p, float(by_chance.mean()), float(by_chance.std()))


def _grid(length: float) -> tuple[NDArray[np.float64], int, int]:
    size = scipy.fft.next_fast_len(FINENESS * (math.ceil(length / _BIN) + 1), real=True)
    step = 1 / (size * _BIN)
    first = math.ceil(1 / min(MAX_PERIOD, length / CYCLES) / step - 1e-9)
    last = math.floor(1 / MIN_PERIOD / step + 1e-9)
    return np.asarray(np.arange(first, last + 1) * step, dtype=np.float64), size, first


def _spectrum(times: NDArray[np.float64], size: int, first: int, count: int) -> NDArray[np.float64]:
    """(rows, frequencies) Z of each row of dates counted from 0, by Fourier on two-hour bins."""
    bins = np.rint(times / _BIN).astype(np.int64)
    series = np.zeros((len(times), size))
    np.add.at(series, (np.repeat(np.arange(len(times)), times.shape[1]), bins.ravel()), 1)
    transform = scipy.fft.rfft(series, axis=1)[:, first : first + count]
    return np.asarray(np.abs(transform) ** 2 / times.shape[1])


def _random_dates(
    rows: int,
    count: int,
    origin: float,
    length: float,
    profile: ArrayLike | None,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """(rows, count) dates from 0 to `length`, likelier where the platform's week is busier.

    The first and the last stay where they are, for they set the span.
    """
    dates = np.empty((rows, count))
    dates[:, 0], dates[:, 1] = 0.0, length
    inner = (rows, count - 2)
    if profile is None:
        dates[:, 2:] = rng.uniform(0, length, inner)
        return dates
    hours = np.arange(math.ceil(length * 24) + 1)
    week = np.asarray(profile, dtype=np.float64)
    weight = week[(math.floor(origin * 24) + hours) % _WEEK_HOURS]
    drawn = rng.choice(hours, inner, p=weight / weight.sum()) + rng.random(inner)
    dates[:, 2:] = np.minimum(drawn / 24, length)
    return dates


def kept_peak(spectrum: NDArray[np.float64], best: NDArray[np.float64]) -> int:
    """The place of the longest period among peaks that chance would rarely give.

    `best` holds the best peak of each spectrum by chance. Peaks count that are
    nine tenths as strong as the strongest (Z goes with the square of R); where none
    is beyond chance, the strongest is kept.
    """
    level = max(1, math.floor(SIGNIFICANT * (len(best) + 1)))
    needed = float(np.sort(best)[-level]) if len(best) else 0.0
    padded = np.concatenate([[-np.inf], spectrum, [-np.inf]])
    peaks = np.flatnonzero((spectrum >= padded[:-2]) & (spectrum > padded[2:]))
    strong = peaks[spectrum[peaks] >= max(needed, 0.81 * spectrum.max())]
    return int(strong[0]) if len(strong) else int(spectrum.argmax())


def _refined(times: NDArray[np.float64], frequencies: NDArray[np.float64], place: int) -> float:
    step = frequencies[1] - frequencies[0] if len(frequencies) > 1 else frequencies[0] / 10
    found = scipy.optimize.minimize_scalar(
        lambda frequency: -float(np.abs(np.exp(2j * np.pi * times * frequency).sum())),
        bounds=(frequencies[place] - step, frequencies[place] + step),
        method="bounded",
        options={"xatol": step * 1e-6},
    )
    return float(1 / found.x)


def week_profile(at: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """(168,) activity in each hour of the week, one act added to each; None without acts."""
    if not len(at):
        return None
    hours = np.floor(at / 3600).astype(np.int64) % _WEEK_HOURS
    return np.asarray(np.bincount(hours, minlength=_WEEK_HOURS) + 1.0, dtype=np.float64)
