"""A regression of what members say of their ties, in which each who answers is left out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Regression:
    """Closeness by what is counted of a tie, and how well it holds for egos who were left out.

    Attributes
    ----------
    coefficients : (p,) float64
        By how much closeness is higher where a predictor is higher by one; nan for a predictor
        that is the same everywhere.
    standardised : (p,) float64
        The same for one standard deviation of the predictor.
    intercept : float
    held_out : float or None
        1 - Σ(y - ŷ)² / Σ(y - ȳ)², with ŷ and ȳ from all other egos; at most 1, below 0 where
        the others' mean does better. None where no one differs.
    """

    coefficients: Floats
    standardised: Floats
    intercept: float
    held_out: float | None


def closeness_regression(
    predictors: ArrayLike, closeness: ArrayLike, egos: ArrayLike
) -> Regression | None:
    """Least squares of closeness on what is counted of ties, each ego left out once.

    Parameters
    ----------
    predictors : (k, p) array
    closeness : (k,) array
        0–1.
    egos : (k,) array of int
        Who said it.

    Returns
    -------
    Regression, or None with fewer than two egos.

    Raises
    ------
    ValueError
        The arrays differ in length.

    References
    ----------
    Marsden & Campbell 1984, Social Forces 63; Gilbert & Karahalios 2009, CHI.

    Examples
    --------
    >>> x = np.arange(12.0)[:, None] % 5
    >>> found = closeness_regression(x, 0.1 + 0.2 * x[:, 0], np.arange(12) // 3)
    >>> found.coefficients.round(6).tolist(), round(found.intercept, 6), round(found.held_out, 6)
    ([0.2], 0.1, 1.0)
    """
    fit = Fit.of(predictors, closeness, egos)
    return None if fit is None else fit.regression()


@dataclass(frozen=True, eq=False)
class Fit:
    """Sums of squares and products of each ego, from which every fit follows."""

    mean: Floats
    spread: Floats  # 0 for a predictor that is the same everywhere
    products: Floats  # (egos, p + 1, p + 1)
    answers: Floats  # (egos, p + 1)
    total: Floats  # (egos,) Σ y
    residual: Floats  # (egos,) Σ (y - ŷ)², from the others' fit
    around: Floats  # (egos,) Σ (y - ȳ)², from the others' mean

    @classmethod
    def of(cls, predictors: ArrayLike, closeness: ArrayLike, egos: ArrayLike) -> Fit | None:
        """From plain columns; None with fewer than two egos, ValueError when they differ."""
        x = np.asarray(predictors, dtype=np.float64)
        y = np.asarray(closeness, dtype=np.float64).ravel()
        names, ego = np.unique(np.asarray(egos).ravel(), return_inverse=True)
        if x.ndim != 2 or not len(x) == len(y) == len(ego):
            raise ValueError("predictors, closeness and egos differ in length")
        if len(names) < 2:
            return None
        mean, spread = x.mean(axis=0), x.std(axis=0)
        spread[spread <= 1e-12 * np.maximum(1.0, np.abs(mean))] = 0.0
        scaled = np.divide(x - mean, spread, out=np.zeros_like(x), where=spread > 0)
        design = np.column_stack([np.ones(len(y)), scaled])
        products = np.zeros((len(names), design.shape[1], design.shape[1]))
        np.add.at(products, ego, design[:, :, None] * design[:, None, :])
        answers = np.zeros((len(names), design.shape[1]))
        np.add.at(answers, ego, design * y[:, None])
        others = _solved(products.sum(axis=0) - products, answers.sum(axis=0) - answers)
        many = np.bincount(ego).astype(np.float64)
        total = np.bincount(ego, weights=y).astype(np.float64)
        usual = (total.sum() - total) / (many.sum() - many)
        missed = (y - (design * others[ego]).sum(axis=1)) ** 2
        return cls(
            mean,
            spread,
            products,
            answers,
            total,
            np.bincount(ego, weights=missed).astype(np.float64),
            np.bincount(ego, weights=(y - usual[ego]) ** 2).astype(np.float64),
        )

    def standardised(self, times: Floats | None = None) -> Floats:
        """(p + 1,) the intercept and the coefficients, each ego counting so many times."""
        weights = np.ones(len(self.total)) if times is None else times
        products = np.tensordot(weights, self.products, axes=1)
        return np.asarray(_solved(products[None], (weights @ self.answers)[None])[0])

    def held_out(self, times: Floats | None = None) -> float | None:
        """How much of what differs the others' fit tells."""
        weights = np.ones(len(self.total)) if times is None else times
        around = float(weights @ self.around)
        return 1 - float(weights @ self.residual) / around if around > 1e-12 else None

    def regression(self) -> Regression:
        """The fit on all egos."""
        found = self.standardised()
        differs = self.spread > 0
        slopes = np.full(len(self.spread), np.nan)
        slopes[differs] = found[1:][differs] / self.spread[differs]
        intercept = float(found[0] - (slopes[differs] * self.mean[differs]).sum())
        return Regression(slopes, np.where(differs, found[1:], np.nan), intercept, self.held_out())


def _solved(products: Floats, answers: Floats) -> Floats:
    # what cannot be told apart shares its coefficient, so that nothing breaks
    inverse = np.linalg.pinv(products, rcond=1e-10, hermitian=True)
    return np.asarray((inverse @ answers[:, :, None])[:, :, 0])
