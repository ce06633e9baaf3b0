"""Rituals: whether dates come back in a rhythm, and how often."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft
from scipy.optimize import minimize_scalar

from tribe.graph.measures.registry import SIGNIFICANT, Finding, Measure, NullModel
from tribe.graph.measures.study import Study
from tribe.graph.uncertainty import benjamini_hochberg
from tribe.graph.words import Words, decimal

DAY = 86_400.0
OCCURRENCES = 8
SHORTEST, LONGEST = 2.0, 400.0
CYCLES = 3
_BIN = 1 / 12  # days: two hours, a twenty-fourth of the shortest period
_FINENESS = 4
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
    moments = np.sort(np.asarray(times, dtype=np.float64).ravel())
    if len(moments) < OCCURRENCES or moments[-1] - moments[0] < CYCLES * SHORTEST:
        return None
    rng = rng or np.random.default_rng(0)
    origin, length = moments[0], moments[-1] - moments[0]
    frequencies, size, first = _grid(length)
    spectrum = _spectrum((moments - origin)[None, :], size, first, len(frequencies))[0]
    best = np.empty(nulls)
    for start in range(0, nulls, 20):
        rows = min(20, nulls - start)
        drawn = _random_dates(rows, len(moments), origin, length, profile, rng)
        best[start : start + rows] = _spectrum(drawn, size, first, len(frequencies)).max(axis=1)
    # p follows from Z, so a Z that enough nulls stay below is a significant one
    needed = np.sort(best)[-max(1, math.floor(SIGNIFICANT * (nulls + 1)))] if nulls else 0.0
    period = _kept_period(moments, frequencies, spectrum, float(needed))
    strength, z = rayleigh(moments, period) or (0.0, 0.0)
    scanned = max(z, float(spectrum[np.abs(1 / frequencies - period).argmin()]))
    p = (1 + np.count_nonzero(best >= scanned - 1e-9)) / (nulls + 1)
    chance = np.sqrt(best / len(moments)) if nulls else np.zeros(1)
    return Rhythm(period, strength, z, float(p), float(chance.mean()), float(chance.std()))


def _grid(length: float) -> tuple[NDArray[np.float64], int, int]:
    size = fft.next_fast_len(_FINENESS * (math.ceil(length / _BIN) + 1), real=True)
    step = 1 / (size * _BIN)
    first = math.ceil(1 / min(LONGEST, length / CYCLES) / step - 1e-9)
    last = math.floor(1 / SHORTEST / step + 1e-9)
    return np.asarray(np.arange(first, last + 1) * step, dtype=np.float64), size, first


def _spectrum(times: NDArray[np.float64], size: int, first: int, count: int) -> NDArray[np.float64]:
    """(rows, frequencies) Z of each row of dates counted from 0, by Fourier on two-hour bins."""
    bins = np.rint(times / _BIN).astype(np.int64)
    series = np.zeros((len(times), size))
    np.add.at(series, (np.repeat(np.arange(len(times)), times.shape[1]), bins.ravel()), 1)
    transform = fft.rfft(series, axis=1)[:, first : first + count]
    return np.asarray(np.abs(transform) ** 2 / times.shape[1])


def _random_dates(
    rows: int,
    count: int,
    origin: float,
    length: float,
    profile: ArrayLike | None,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """(rows, count) dates from 0 to `length`, likelier where the platform's week is busier."""
    if profile is None:
        return rng.uniform(0, length, (rows, count))
    hours = np.arange(math.ceil(length * 24) + 1)
    week = np.asarray(profile, dtype=np.float64)
    weight = week[(math.floor(origin * 24) + hours) % _WEEK_HOURS]
    drawn = rng.choice(hours, (rows, count), p=weight / weight.sum()) + rng.random((rows, count))
    return np.minimum(drawn / 24, length)


def _kept_period(
    times: NDArray[np.float64],
    frequencies: NDArray[np.float64],
    spectrum: NDArray[np.float64],
    needed: float,
) -> float:
    padded = np.concatenate([[-np.inf], spectrum, [-np.inf]])
    peaks = np.flatnonzero((spectrum >= padded[:-2]) & (spectrum > padded[2:]))
    # Z goes with the square of R
    strong = peaks[spectrum[peaks] >= max(needed, 0.81 * spectrum.max())]
    place = strong[0] if len(strong) else int(spectrum.argmax())
    step = frequencies[1] - frequencies[0] if len(frequencies) > 1 else frequencies[0] / 10
    found = minimize_scalar(
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


def _rhythms(study: Study) -> list[Rhythm | None]:
    profile = week_profile(study.evidence.measured.at)
    rng = study.rng("U1")
    found = []
    for times in study.evidence.rite_times:
        found.append(find_period(times / DAY, profile, nulls=study.nulls, rng=rng))
        study.steps.advance("U1")
    return found


def _periodicity(study: Study) -> Finding:
    rhythms = _rhythms(study)
    adjusted = benjamini_hochberg([None if r is None else r.p for r in rhythms])
    rites = [
        _said(rhythm, p, len(times))
        for rhythm, p, times in zip(rhythms, adjusted, study.evidence.rite_times, strict=True)
    ]
    known = [
        (p, -rhythm.z, place)
        for place, (rhythm, p) in enumerate(zip(rhythms, adjusted, strict=True))
        if rhythm is not None and p is not None
    ]
    if not known:
        return Finding(None, detail={"rites": rites})
    p, _, place = min(known)
    clearest = rhythms[place]
    if clearest is None:
        return Finding(None, detail={"rites": rites})
    return Finding(
        clearest.strength,
        null=NullModel(clearest.null_mean, clearest.null_sd, p),
        detail={
            "period_days": clearest.period,
            "z": clearest.z,
            "rites": rites,
            "measured_rites": len(known),
            "rhythmic_rites": sum(chance <= SIGNIFICANT for chance, _, _ in known),
        },
    )


def _said(rhythm: Rhythm | None, p: float | None, n: int) -> dict[str, object]:
    if rhythm is None or p is None:
        return {"n": n, "enough": False, "period_days": None, "value": None, "p": None}
    return {
        "n": n,
        "enough": True,
        "period_days": rhythm.period,
        "value": rhythm.strength,
        "p": p,
    }


def _read_periodicity(finding: Finding) -> Words:
    detail = finding.detail
    measured = detail["measured_rites"]
    if not finding.is_significant:
        return Words(
            f"No evidence of a rhythm in the {measured} rites with enough dates."
            if measured > 1
            else "No evidence of a rhythm in the dates of this rite.",
            f"Rien n’indique un rythme dans les {measured} rites qui ont assez de dates."
            if measured > 1
            else "Rien n’indique un rythme dans les dates de ce rite.",
        )
    days, value = detail["period_days"], finding.value or 0.0
    digits = 0 if abs(days - round(days)) < 0.05 else 1
    keeps = detail["rhythmic_rites"]
    en = (
        f"The clearest rite comes back every {decimal(days, 'en', digits)} days "
        f"(R {decimal(value, 'en')})"
    )
    fr = (
        f"Le rite le plus net revient tous les {decimal(days, 'fr', digits)} jours "
        f"(R {decimal(value, 'fr')})"
    )
    if measured == 1:
        return Words(en + ".", fr + ".")
    return Words(
        f"{en}; {keeps} of {measured} rites keep a rhythm that chance would not give.",
        f"{fr} ; {keeps} rites sur {measured} gardent un rythme que le hasard ne donnerait pas.",
    )


def _size(study: Study) -> dict[str, int]:
    counts = [len(times) for times in study.evidence.rite_times]
    return {"occurrences": max(counts, default=0), "rites": len(counts)}


U1 = Measure(
    id="U1",
    family="rituals",
    name=Words("Periodicity", "Périodicité"),
    question=Words("Is it a rite?", "Est-ce un rite ?"),
    formula="R(P) = |mean e^(2πit/P)|, Z = nR²",
    reference="Schuster 1898",
    unit="index",
    privacy="P2",
    published="P2",
    uncertainty="time null",
    minimum={"occurrences": OCCURRENCES},
    size="occurrences",
    sample=_size,
    compute=_periodicity,
    read=_read_periodicity,
)
