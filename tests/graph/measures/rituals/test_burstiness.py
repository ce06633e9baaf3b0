"""Even rites, bursts, and what a few intervals can tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions
from tribe.graph.measures.rituals.burstiness import U2, burstiness, finite_burstiness
from tribe.graph.study.register import Finding
from tribe.graph.study.study import Study


def found_in(*rites: list[float], bootstraps: int = 300) -> Finding:
    times = [[START + day * DAY for day in rite] for rite in rites]
    evidence = Evidence(Interactions.from_rows([]), rites=times)
    return U2.compute(Study(evidence, bootstraps=bootstraps))


def test_by_hand() -> None:
    assert burstiness([7] * 12) == finite_burstiness([7] * 12) == -1
    assert burstiness([1, 1, 10]) == pytest.approx(0.029, abs=5e-4)
    assert finite_burstiness([1, 1, 10]) == pytest.approx(0.5, abs=5e-4)
    # all moments but one together: the most that n intervals allow
    assert finite_burstiness([0] * 9 + [5]) == pytest.approx(1)


def test_undefined_is_none() -> None:
    assert burstiness([]) is finite_burstiness([]) is None
    assert finite_burstiness([3]) is None
    assert burstiness([0, 0]) is finite_burstiness([0, 0]) is None
    with pytest.raises(ValueError, match="intervals must be numbers"):
        burstiness([1, -1])


def test_chance_gives_none_however_few_the_intervals() -> None:
    rng = np.random.default_rng(3)
    for n in (10, 40):
        # Kim & Jo's chance: n moments thrown into a closed span
        cuts = np.sort(rng.random((4000, n)), axis=1)
        gaps = np.diff(np.concatenate([cuts, cuts[:, :1] + 1], axis=1), axis=1)
        corrected = np.mean([finite_burstiness(row) for row in gaps])
        plain = np.mean([burstiness(row) for row in gaps])
        assert corrected == pytest.approx(0, abs=0.05)
        # B alone says that ten random moments are more even than they are
        assert plain < 2 * corrected < 0


@given(st.lists(st.floats(0.001, 1e6), min_size=2, max_size=40), st.floats(0.01, 100))
def test_between_bounds_and_without_a_unit(gaps: list[float], unit: float) -> None:
    value, other = finite_burstiness(gaps), finite_burstiness([gap * unit for gap in gaps])
    assert value is not None
    assert -1 <= value <= 1 + 1e-9
    assert value == pytest.approx(other, abs=1e-6)


def test_rites_even_and_in_bursts() -> None:
    weekly = [7.0 * week for week in range(12)]
    found = found_in(weekly)
    assert found.value == pytest.approx(-1)
    assert found.interval == pytest.approx((-1, -1))
    assert "at even intervals" in U2.read(found).said_in("en")
    assert "intervalles réguliers" in U2.read(found).said_in("fr")
    bursts = [month * 60.0 + day for month in range(8) for day in range(5)]
    bursty = found_in(weekly, bursts, [0.0, 1.0])
    rites = bursty.detail["rites"]
    assert [rite["enough"] for rite in rites] == [True, True, False]
    assert rites[1]["value"] > 0.3
    low, high = rites[1]["interval"]
    assert low <= rites[1]["value"] <= high
    assert bursty.value == pytest.approx((-1 + rites[1]["value"]) / 2)
    assert "Of 2 rites" in U2.read(bursty).said_in("en")


def test_random_dates_are_said_to_be_random() -> None:
    days = np.cumsum(np.random.default_rng(1).exponential(7, 60))
    found = found_in(list(days))
    assert found.value == pytest.approx(0, abs=0.2)
    assert found.interval is not None
    assert found.interval[0] < 0 < found.interval[1]
    assert "as chance would" in U2.read(found).said_in("en")


def test_ten_intervals_at_least() -> None:
    study = Study(Evidence(Interactions.from_rows([]), rites=[[DAY * d for d in range(10)]]))
    assert U2.sample(study) == {"intervals": 9}
    assert U2.lacking(U2.sample(study)) == "intervals"
    assert U2.compute(study).value is None
    together = Study(Evidence(Interactions.from_rows([]), rites=[[DAY] * 20, []]))
    assert U2.compute(together).value is None
