"""Cronbach’s α by hand, its interval by simulation, and the eight items."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import Records, SenseOfCommunity
from tribe.graph.measures.climate.community import alpha_interval, cronbach_alpha


def measured(answers: list[tuple[int, ...]]) -> Result:
    scales = [SenseOfCommunity(f"m{n}", items) for n, items in enumerate(answers)]
    evidence = Evidence(Interactions.from_rows([]), records=Records(scales=scales))
    return measure_all(evidence, nulls=9, bootstraps=100)["M2"]


def test_identical_items() -> None:
    assert cronbach_alpha([[n % 5 + 1] * 8 for n in range(20)]) == pytest.approx(1)
    found = measured([(n % 5 + 1,) * 8 for n in range(20)])
    assert found.detail["alpha"] == pytest.approx(1)
    assert found.value == 3
    assert found.detail["sides"] == [3, 3, 3, 3]


def test_by_hand() -> None:
    """Two items, variances 1 and 1, sum's variance 3: 2/1·(1 − 2/3)."""
    assert cronbach_alpha([[1, 2], [2, 1], [3, 3]]) == pytest.approx(2 * (1 - 2 / 3))


def test_independent_items_tell_nothing_together() -> None:
    answers = np.random.default_rng(5).integers(1, 6, (4000, 8))
    assert cronbach_alpha(answers) == pytest.approx(0, abs=0.1)


def test_undefined_and_refused() -> None:
    assert cronbach_alpha([[1, 2]]) is None
    assert cronbach_alpha([[1], [2]]) is None
    assert cronbach_alpha([[3, 3], [3, 3]]) is None
    with pytest.raises(ValueError, match="persons by items"):
        cronbach_alpha([1, 2])
    with pytest.raises(ValueError, match="numbers"):
        cronbach_alpha([[1, np.nan], [2, 2]])
    assert alpha_interval(0.5, 1, 8) is None
    everyone_alike = measured([(4,) * 8] * 12)
    assert everyone_alike.value == 4
    assert everyone_alike.detail["alpha"] is None
    assert "α" not in everyone_alike.reading.said_in("en")


def test_feldts_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        table = rng.normal(size=(40, 1)) + rng.normal(size=(40, 8))
        alpha = cronbach_alpha(table)
        assert alpha is not None
        low, high = alpha_interval(alpha, 40, 8) or (1.0, 0.0)
        held += low <= 8 / 9 <= high  # one factor, loadings and errors alike
    assert 0.92 <= held / 400 <= 0.98


def test_only_whole_answers_on_the_scale_count() -> None:
    bad = [(3,) * 7, (0,) * 8, (6,) * 8, ()]
    found = measured([(n % 5 + 1,) * 8 for n in range(10)] + bad)
    assert found.n == 10
    assert found.value == 3
    assert not measured([(3,) * 8] * 9).enough


def test_a_member_who_answers_again_is_counted_once() -> None:
    scales = [SenseOfCommunity("m0", (1,) * 8)] + [
        SenseOfCommunity(f"m{n}", (5,) * 8) for n in range(10)
    ]
    evidence = Evidence(Interactions.from_rows([]), records=Records(scales=scales))
    assert measure_all(evidence, nulls=9, bootstraps=0)["M2"].value == 5


@given(st.lists(st.lists(st.integers(1, 5), min_size=8, max_size=8), min_size=2, max_size=30))
def test_alpha_never_passes_one(answers: list[list[int]]) -> None:
    alpha = cronbach_alpha(answers)
    assert alpha is None or alpha <= 1 + 1e-12
