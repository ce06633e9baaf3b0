"""Gaps between the dates of a rite, and waits of newcomers, by lot: what they are is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]

#: What draws so many gaps, and σ/μ of what they are drawn from.
GAPS: dict[str, tuple[Draw, float]] = {
    "weekly, give or take": (lambda rng, n: np.abs(rng.normal(7.0, 0.7, n)), 0.1),
    "gamma of 4": (lambda rng, n: rng.gamma(4.0, 1.75, n), 0.5),
    "by chance": (lambda rng, n: rng.exponential(7.0, n), 1.0),
    "gamma of 1/2": (lambda rng, n: rng.gamma(0.5, 14.0, n), 2**0.5),
    "lognormal ½": (lambda rng, n: rng.lognormal(2.0, 0.5, n), float(np.sqrt(np.exp(0.25) - 1))),
    "lognormal 1": (lambda rng, n: rng.lognormal(2.0, 1.0, n), float(np.sqrt(np.e - 1))),
}

#: Hours that newcomers wait, and after which half have an answer in truth; inf is never.
WAITS: dict[str, tuple[Draw, float]] = {
    "exponential": (lambda rng, n: rng.exponential(10.0, n), 10 * float(np.log(2))),
    "lognormal 1½": (lambda rng, n: rng.lognormal(2.0, 1.5, n), float(np.exp(2.0))),
    "one in three never": (
        lambda rng, n: np.where(rng.random(n) < 1 / 3, np.inf, rng.exponential(10.0, n)),
        10 * float(np.log(4)),
    ),
}
