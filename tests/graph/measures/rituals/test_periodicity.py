"""Rhythms that were planted are found, and random dates have none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.data.records import Occasion, Records
from tribe.graph.measures.rituals.periodicity import U1
from tribe.graph.study.rhythm import find_period, rayleigh, week_profile
from tribe.graph.study.study import Study

WEEKLY = [7.0 * week for week in range(8)]


def measured(*rites: list[float], rows: list[float] | None = None) -> Result:
    interactions = Interactions.from_rows([("a", "b", "reply", at, 0) for at in rows or []])
    times = [[START + day * DAY for day in rite] for rite in rites]
    return measure_all(Evidence(interactions, rites=times), bootstraps=0)["U1"]


def test_rayleigh_by_hand() -> None:
    assert rayleigh(WEEKLY, 7) == pytest.approx((1, 8))
    assert rayleigh(WEEKLY, 3.5) == pytest.approx((1, 8))
    assert rayleigh(WEEKLY, 14) == pytest.approx((0, 0), abs=1e-12)
    jittered = rayleigh([0, 8, 13, 21, 29, 34, 42, 50], 7)
    assert jittered is not None
    assert jittered[0] == pytest.approx(0.771, abs=5e-4)
    assert rayleigh([], 7) is None
    with pytest.raises(ValueError, match="positive"):
        rayleigh(WEEKLY, 0)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=30), st.floats(2, 400))
def test_r_lies_between_0_and_1_and_does_not_depend_on_the_origin(
    times: list[float], period: float
) -> None:
    here, there = rayleigh(times, period), rayleigh([t + 3.3 for t in times], period)
    assert here is not None
    assert there is not None
    assert 0 <= here[0] <= 1 + 1e-12
    assert here[0] == pytest.approx(there[0], abs=1e-6)


def test_eight_weeks_are_a_rite_of_seven_days_and_not_of_a_harmonic() -> None:
    found = find_period(WEEKLY)
    assert found is not None
    assert found.period == pytest.approx(7, abs=0.01)
    assert found.strength == pytest.approx(1, abs=1e-4)
    assert found.z == pytest.approx(8, abs=1e-3)
    assert found.is_significant


@pytest.mark.parametrize(("period", "jitter", "count"), [(7, 0.5, 40), (30.4, 1, 20), (14, 1, 15)])
def test_planted_rhythm_with_jitter(period: float, jitter: float, count: int) -> None:
    rng = np.random.default_rng(3)
    kept = np.sort(rng.choice(np.arange(int(count * 1.3)), count, replace=False))
    found = find_period(kept * period + rng.normal(scale=jitter, size=count))
    assert found is not None
    assert found.is_significant
    assert found.period == pytest.approx(period, rel=0.02)


def test_a_weekly_rite_that_rests_in_winter_stays_weekly() -> None:
    days = [7.0 * week for week in range(160) if week % 52 < 30]
    found = find_period(days)
    assert found is not None
    assert found.is_significant
    assert found.period == pytest.approx(7, abs=0.05)


def test_random_dates_seldom_look_like_a_rite() -> None:
    rng = np.random.default_rng(5)
    false = 0
    for _ in range(60):
        found = find_period(np.sort(rng.uniform(0, 400, 25)), nulls=99, rng=rng)
        false += found is not None and found.is_significant
    assert false <= 7  # 3 expected, 7 in one of fifty


def test_the_weekend_of_the_platform_is_not_the_rhythm_of_a_rite() -> None:
    rng = np.random.default_rng(2)
    # everyone is active on Saturdays, so dates that fall there by chance prove nothing
    at = START + DAY * (7.0 * rng.integers(0, 60, 4000) + rng.uniform(0, 1, 4000))
    profile = week_profile(at)
    assert profile is not None
    assert profile.shape == (168,)
    dates = START / DAY + 7.0 * rng.integers(0, 60, 20) + rng.uniform(0, 1, 20)
    even, own = find_period(dates), find_period(dates, profile)
    assert even is not None
    assert own is not None
    assert even.is_significant
    assert not own.is_significant


def test_too_few_or_too_short() -> None:
    assert find_period(WEEKLY[:7]) is None
    assert find_period([day / 2 for day in range(10)]) is None
    assert week_profile(np.empty(0)) is None
    found = measured(WEEKLY[:7])
    assert not found.enough
    assert found.reading.said_in("en") == "Not enough yet: 7 dates of one rite so far, 8 needed."


def test_reading_of_several_rites() -> None:
    rng = np.random.default_rng(8)
    found = measured([7.0 * w for w in range(20)], list(rng.uniform(0, 140, 12)), [1.0, 2.0])
    assert found.value == pytest.approx(1, abs=1e-3)
    assert found.detail["period_days"] == pytest.approx(7, abs=0.01)
    assert [rite["enough"] for rite in found.detail["rites"]] == [True, True, False]
    assert "comes back every 7 days" in found.reading.said_in("en")
    assert "1 of 2 rites" in found.reading.said_in("en")
    assert "revient tous les 7 jours" in found.reading.said_in("fr")


def test_no_rhythm_is_said() -> None:
    rng = np.random.default_rng(11)
    found = measured(list(rng.uniform(0, 200, 12)))
    assert found.null_model is not None
    assert found.null_model.p > 0.05
    assert "No evidence of a rhythm" in found.reading.said_in("en")


def test_when_more_come_is_told_by_lomb_and_scargle() -> None:
    rng = np.random.default_rng(6)
    weeks = [START + 7 * DAY * week for week in range(60)]

    def held(rite: int, wave: float) -> list[Occasion]:
        came = rng.poisson(12 + wave * np.sin(2 * np.pi * np.arange(60) / 13))
        return [
            Occasion(at, tuple(f"m{number}" for number in range(many)), rite=rite)
            for at, many in zip(weeks, came, strict=True)
        ]

    evidence = Evidence(
        Interactions.from_rows([]),
        rites=[weeks, weeks, weeks],
        records=Records(occasions=[*held(0, 8), *held(1, 0)]),
    )
    rites = U1.compute(Study(evidence, nulls=99)).detail["rites"]
    assert rites[0]["season_days"] == pytest.approx(91, rel=0.02)
    assert rites[0]["season_p"] < 0.05
    assert rites[1]["season_days"] is None
    assert rites[1]["season_p"] > 0.05
    assert rites[2]["season_p"] is None


def test_a_rite_of_moments_at_once_is_not_measured() -> None:
    found = measured([3.0] * 9)
    assert found.value is None
    assert not found.enough
