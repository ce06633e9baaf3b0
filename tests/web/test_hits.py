"""Hits are counted within their windows, and no thread and no passed window is left of them."""

import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from tribe.web import hits
from tribe.web.security import limiter

MINUTE = RateLimitItemPerMinute(2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the time, in seconds since the epoch."""

    def put(moment: float) -> None:
        monkeypatch.setattr(time, "time", lambda: moment)

    put(1_000.0)
    return put


def test_a_window_begins_with_its_first_hit_and_ends(clock: Callable[[float], None]) -> None:
    pace = FixedWindowRateLimiter(hits.Hits())
    assert [pace.hit(MINUTE, "reader") for _ in range(3)] == [True, True, False]
    assert pace.hit(MINUTE, "another")
    assert pace.get_window_stats(MINUTE, "reader").reset_time == 1_060.0
    clock(1_059.0)
    assert not pace.hit(MINUTE, "reader")
    clock(1_060.0)
    assert pace.test(MINUTE, "reader")
    assert pace.hit(MINUTE, "reader")
    assert pace.get_window_stats(MINUTE, "reader") == (1_120.0, 1)


def test_windows_that_have_passed_are_dropped(clock: Callable[[float], None]) -> None:
    kept = hits.Hits()
    for number in range(100):
        kept.incr(f"reader {number}", 60)
    clock(1_100.0)
    kept.incr("late", 60)
    assert kept.reset() == 1
    clock(900.0)  # set back
    kept.incr("early", 60)
    assert (kept.get("early"), kept.get("late"), kept.get_expiry("early")) == (1, 0, 960.0)


def test_one_reader_may_be_forgotten() -> None:
    kept = hits.Hits()
    kept.incr("reader", 60, amount=2)
    kept.incr("another", 60)
    kept.clear("reader")
    assert (kept.get("reader"), kept.get("another"), kept.check()) == (0, 1, True)


def test_the_limits_of_an_application_start_no_thread(app: Flask) -> None:
    with app.app_context():
        assert isinstance(limiter.storage, hits.Hits)
        before = threading.active_count()
        limiter.limiter.hit(MINUTE, "reader")
        assert threading.active_count() == before
        limiter.reset()
