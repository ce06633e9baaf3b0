"""What goes with being chosen: the conditional likelihood of choices among those who were there.

Relational events whose order counts and whose rate does not (Butts 2008), given who acts: each
choice is one of the candidates at its moment (Perry & Wolfe 2013; Stadtfeld & Block 2017), some of
those who were not chosen standing for all (Vu, Pattison & Robins 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from tribe.graph import kernels

Floats = NDArray[np.float64]

STEPS = 50
CLOSE = 1e-10  # a step of Newton's that changes nothing any more, in likelihood for each choice


@dataclass(frozen=True, eq=False)
class ConditionalFit:
    """The concave likelihood at its top.

    Attributes
    ----------
    beta : (p,) float64
        By how much the logarithm of the odds of being chosen rises with each column.
    covariance : (p, p) float64
        Of beta, as if each choice were independent given the past: the inverse information.
    robust : (p, p) float64
        The same where the choices of one person may hang together: each left out once.
    freedom : float
        As many persons as carry it, less one, for Student's t.
    likelihood, empty : float
        Its logarithm at beta, and where nothing goes with being chosen.
    """

    beta: Floats
    covariance: Floats
    robust: Floats
    freedom: float
    likelihood: float
    empty: float

    @property
    def errors(self) -> Floats:
        """(p,) standard errors: the larger of both, for few persons tell little of the second."""
        return np.sqrt(np.maximum(np.diag(self.covariance), np.diag(self.robust)))

    def along(self, step: Floats) -> tuple[float, float, float, float]:
        """What a step of (p,) changes, between which ends, 95 %, and p: how often chance does."""
        value = float(step @ self.beta)
        spread = max(float(step @ self.covariance @ step), float(step @ self.robust @ step))
        error = math.sqrt(spread)
        reach = float(scipy.special.stdtrit(self.freedom, 0.975)) * error
        p = float(2 * scipy.special.stdtr(self.freedom, -abs(value) / error))
        return value, value - reach, value + reach, p


def conditional_logit(
    table: Floats,
    sizes: NDArray[np.int32],
    persons: NDArray[np.int64],
    *,
    ridge: float = 0.0,
    begin: Floats | None = None,
) -> ConditionalFit | None:
    """Fit by Newton's steps, halved where they lead down.

    Parameters
    ----------
    table : (cases, candidates, p) float64
        Whoever was chosen first.
    sizes : (cases,) int32
        How many candidates there are, 2 or more.
    persons : (cases,) int64
        Who chose.
    ridge : float
        Half of it times the square of each of beta is taken from the likelihood, lest something
        that says all had no end.
    begin : (p,), optional
        Where to begin; it changes no more than the last digits.

    Returns
    -------
    ConditionalFit, or None where there is no top: something, or several together, sets all who were
    chosen apart, or columns cannot be told from one another.

    References
    ----------
    McFadden 1974; Butts 2008; Bell & McCaffrey 2002 (each cluster left out).

    Examples
    --------
    Of two candidates, the one with a mark is chosen in three of four choices: the odds are 3.

    >>> marks = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])[:, :, None]
    >>> sizes = np.full(4, 2, dtype=np.int32)
    >>> fit = conditional_logit(marks, sizes, np.arange(4))
    >>> float(np.exp(fit.beta[0]).round(6))
    3.0
    """
    cases, p = len(sizes), table.shape[2]
    if not cases or not p:
        return None
    one = np.zeros(cases, dtype=np.int64)
    likelihood = kernels.events.likelihood
    empty = float(likelihood(table, sizes, np.zeros(p), one, 1)[0])
    beta = np.zeros(p) if begin is None else begin.copy()
    total, score, information = likelihood(table, sizes, beta, one, 1)
    total -= ridge / 2 * float(beta @ beta)
    for _ in range(STEPS):
        slope = score[0] - ridge * beta
        curve = information[0] + ridge * np.eye(p)
        step = _solved(curve, slope)
        if step is None:
            return None
        if slope @ step < CLOSE * cases:
            break
        for _ in range(30):
            tried = likelihood(table, sizes, beta + step, one, 1)
            reached = tried[0] - ridge / 2 * float((beta + step) @ (beta + step))
            if reached >= total - 1e-9:
                break
            step = step / 2
        beta, total, (score, information) = beta + step, reached, tried[1:]
    else:
        return None
    return _around(table, sizes, persons, beta + step, ridge, empty)


def _solved(curve: Floats, slope: Floats) -> Floats | None:
    """Newton's step; None where the likelihood is flat in some direction."""
    scale = np.sqrt(np.maximum(np.diag(curve), 1e-300))
    values, vectors = np.linalg.eigh(curve / np.outer(scale, scale))
    if not np.isfinite(values).all() or values[0] < 1e-9 or (np.diag(curve) < 1e-8).any():
        return None
    return np.asarray(vectors @ ((vectors.T @ (slope / scale)) / values) / scale)


def _around(
    table: Floats,
    sizes: NDArray[np.int32],
    persons: NDArray[np.int64],
    beta: Floats,
    ridge: float,
    empty: float,
) -> ConditionalFit:
    """How sure the top is."""
    names, cluster, many = np.unique(persons, return_inverse=True, return_counts=True)
    total, score, information = kernels.events.likelihood(
        table, sizes, beta, cluster.astype(np.int64), len(names)
    )
    p = len(beta)
    covariance = np.linalg.inv(information.sum(axis=0) + ridge * np.eye(p))
    # what beta would move by if one person were left out: each near the top takes one step there
    rest = np.eye(p) - information @ covariance
    moved = np.linalg.solve(rest + 1e-9 * np.eye(p), score[:, :, None])[:, :, 0] @ covariance
    robust = (moved.T @ moved) * (len(names) - 1) / max(len(names), 1)
    carrying = float(many.sum()) ** 2 / float((many.astype(np.float64) ** 2).sum())
    return ConditionalFit(
        beta, covariance, np.asarray(robust), max(carrying - 1, 1.0), float(total), empty
    )
