"""Two reports compared: the difference, and whether chance would make as much."""

import pytest

from tribe.graph.study.shares import wilson
from tribe.graph.study.uncertainty import newcombe
from tribe.reports.show.comparison import change


def entry(value: float | None, interval: tuple[float, float] | None = None) -> dict[str, object]:
    return {"value": value, "interval": interval}


def test_the_interval_of_two_shares_is_newcombe_s() -> None:
    found = change(entry(56 / 70, wilson(56, 70)), entry(48 / 80, wilson(48, 80)))
    assert found is not None
    assert found.interval == pytest.approx(newcombe(56, 70, 48, 80))
    assert found.is_beyond_chance is True


def test_a_small_difference_is_within_chance() -> None:
    found = change(entry(0.52, (0.42, 0.62)), entry(0.5, (0.4, 0.6)))
    assert found is not None
    assert found.difference == pytest.approx(0.02)
    assert found.is_beyond_chance is False


def test_without_intervals_nobody_knows() -> None:
    found = change(entry(0.5), entry(0.4, (0.3, 0.5)))
    assert found is not None
    assert found.interval is None
    assert found.is_beyond_chance is None


@pytest.mark.parametrize(
    ("now", "before"), [(entry(None), entry(0.4)), (entry(0.4), entry(None)), (entry(1.0), None)]
)
def test_what_is_missing_is_not_compared(now: dict, before: dict | None) -> None:
    assert change(now, before) is None
