"""The conditional likelihood of choices, against R's ``survival::clogit`` and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tribe.graph.study.conditional import conditional_logit

Table = tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int64]]


def made() -> Table:
    """Forty choices of nine persons, of two to five candidates."""
    s, k = np.arange(40)[:, None], np.arange(5)[None, :]
    columns = [
        (7 * s + 11 * k + s * k) % 13 / 6,
        (5 * s + 3 * k + s * k * k) % 4 == 0,
        (3 * s + 8 * k + 2 * s * k) % 11 / 5,
    ]
    table = np.stack([column.astype(np.float64) for column in columns], axis=2)
    return table, (2 + s[:, 0] % 4).astype(np.int32), s[:, 0] % 9


def test_the_same_as_clogit_in_r() -> None:
    """R 4.2.2, survival 3.5-3:

    library(survival)
    t <- do.call(rbind, lapply(0:39, function(s) data.frame(s = s, k = 0:(1 + s %% 4))))
    t <- transform(t, chosen = as.integer(k == 0), who = s %% 9,
      a = ((7*s + 11*k + s*k) %% 13) / 6, b = as.integer((5*s + 3*k + s*k*k) %% 4 == 0),
      d = ((3*s + 8*k + 2*s*k) %% 11) / 5)
    of <- function(t) clogit(chosen ~ a + b + d + strata(s), t)
    f <- of(t); coef(f); sqrt(diag(vcov(f))); f$loglik
    e <- sapply(0:8, function(w) coef(of(t[t$who != w, ]))) - coef(f); sqrt(rowSums(e^2) * 8 / 9)
    """
    fit = conditional_logit(*made())
    assert fit is not None
    assert fit.beta == pytest.approx([-0.00481089003658, 0.56347356126595, -0.21217746020231])
    errors = np.sqrt(np.diag(fit.covariance))
    assert errors == pytest.approx([0.319557550008, 0.466978046618, 0.324251909566])
    assert (fit.empty, fit.likelihood) == pytest.approx((-47.8749174278, -46.9649987108))
    # R fits anew without each person; one step from the top comes near
    left_out = [0.345314935689, 0.108665680915, 0.362890210541]
    assert np.sqrt(np.diag(fit.robust)) == pytest.approx(left_out, rel=0.03)
    assert fit.errors == pytest.approx([0.3429, 0.4670, 0.3608], abs=1e-4)


def test_intervals_are_of_as_many_persons_as_carry_it() -> None:
    table, sizes, _ = made()
    lone = conditional_logit(table, sizes, np.zeros(40, dtype=np.int64))
    each = conditional_logit(table, sizes, np.arange(40))
    assert lone is not None
    assert each is not None
    assert lone.freedom == 1.0
    assert each.freedom == pytest.approx(39)
    for place, error in enumerate(each.errors):
        value, low, high, p = each.along(np.eye(3)[place])
        assert value == each.beta[place]
        # Student's t of 39: 2.0227
        assert [low, high] == pytest.approx(
            [value - 2.0227 * error, value + 2.0227 * error], abs=1e-4
        )
        assert (low > 0 or high < 0) == (p < 0.05)
    assert each.along(np.array([1.0, 1.0, 0.0]))[0] == pytest.approx(each.beta[:2].sum())
    assert each.along(np.array([2.0, 0.0, 0.0]))[3] == each.along(np.array([1.0, 0.0, 0.0]))[3]


def test_where_it_begins_does_not_matter() -> None:
    table, sizes, persons = made()
    near = conditional_logit(table, sizes, persons)
    far = conditional_logit(table, sizes, persons, begin=np.array([4.0, -4.0, 4.0]))
    assert near is not None
    assert far is not None
    assert far.beta == pytest.approx(near.beta, abs=1e-6)


def test_there_is_no_top_where_one_column_tells_all() -> None:
    table, sizes, persons = made()
    table[:, :, 0] = 0.0
    table[:, 0, 0] = 1.0
    assert conditional_logit(table, sizes, persons) is None
    held = conditional_logit(table, sizes, persons, ridge=0.01)
    assert held is not None
    assert 5 < held.beta[0] < 15


@pytest.mark.parametrize("other", ["the same", "nothing"])
def test_columns_that_cannot_be_told_apart_have_no_top(other: str) -> None:
    table, sizes, persons = made()
    table[:, :, 1] = table[:, :, 0] if other == "the same" else 3.0
    assert conditional_logit(table, sizes, persons) is None


def test_nothing_to_fit() -> None:
    table, sizes, persons = made()
    assert conditional_logit(table[:0], sizes[:0], persons[:0]) is None
    assert conditional_logit(table[:, :, :0], sizes, persons) is None
