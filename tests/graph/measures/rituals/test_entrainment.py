"""Members in step with a rite, and members who are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Occasion, Records
from tribe.graph.measures.rituals.entrainment import (
    U4,
    attended,
    member_phases,
    order_parameter,
    phases_round,
    shifted,
)
from tribe.graph.study.register import Finding
from tribe.graph.study.study import Study

RITE = [START + 7 * DAY * week for week in range(20)]


def test_by_hand() -> None:
    assert order_parameter([0.7] * 9) == pytest.approx(1)
    assert order_parameter(np.pi / 2 * np.arange(4)) == pytest.approx(0, abs=1e-12)
    assert order_parameter([0, np.pi / 2]) == pytest.approx(np.sqrt(0.5))
    assert order_parameter([]) is None


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=30), st.floats(-4, 4))
def test_the_order_does_not_depend_on_where_a_turn_begins(phases: list[float], turn: float) -> None:
    value = order_parameter(phases)
    assert value is not None
    assert 0 <= value <= 1 + 1e-12
    assert value == pytest.approx(order_parameter([phase + turn for phase in phases]), abs=1e-9)


def test_a_rite_that_comes_late_keeps_its_phase() -> None:
    marks = [0.0, 7.0, 16.0, 21.0]
    middles = [3.5, 11.5, 18.5]
    assert phases_round(middles, marks) == pytest.approx([np.pi] * 3)
    outside = phases_round([-1, 0, 20.999, 21, 30], marks)
    assert np.isnan(outside).tolist() == [True, False, False, True, True]
    assert np.isnan(phases_round([1.0, 2.0], [1.0])).all()


def test_only_acts_towards_someone_and_three_of_them() -> None:
    rows: list[Row] = [("a", "b", "reply", START + (7 * w + 1) * DAY, 0) for w in range(3)]
    rows += [("b", "a", "reply", START + (7 * w + 1) * DAY, 0) for w in range(2)]
    rows += [("b", "a", "co_attendance", START + 7 * w * DAY, 2) for w in range(9)]
    phases = member_phases(Interactions.from_rows(rows), RITE)
    assert phases[0] == pytest.approx(2 * np.pi / 7)
    assert np.isnan(phases[1])


def test_a_phase_shift_gives_what_uniform_phases_give() -> None:
    rng = np.random.default_rng(0)
    for n in (12, 9_000, 11_000):  # beyond 10 000, by the central limit
        drawn = shifted(n, 3000 if n < 100 else 300, rng)
        assert drawn.mean() == pytest.approx(np.sqrt(np.pi / 4 / n), rel=0.1)


def rows_of(
    rng: np.random.Generator, together: float, who: range = range(40), prefix: str = "m"
) -> list[Row]:
    """Each writes ten times, with that chance in the two days after an edition."""
    rows: list[Row] = []
    for person in who:
        own = rng.uniform(0, 7)
        for _ in range(10):
            day = rng.uniform(0, 2) if rng.random() < together else own + rng.uniform(0, 1)
            at = RITE[int(rng.integers(18))] + day * DAY
            rows.append((f"{prefix}{person:02}", f"{prefix}{(person + 1) % 40:02}", "reply", at, 0))
    return rows


def found_in(rows: list[Row], held: list[Occasion] | None = None) -> Finding:
    evidence = Evidence(
        Interactions.from_rows(rows, [MemberFact("brand", True)]),
        rites=[RITE, RITE[:3]],
        records=Records(occasions=held or []),
    )
    study = Study(evidence, nulls=199)
    assert U4.lacking(U4.sample(study)) is None
    return U4.compute(study)


def test_members_in_step_are_found() -> None:
    found = found_in(rows_of(np.random.default_rng(1), 0.9))
    assert found.value is not None
    assert found.value > 0.6
    assert found.value == pytest.approx(found.detail["order"] - found.detail["by_chance"])
    assert found.is_significant
    assert [rite["enough"] for rite in found.detail["rites"]] == [True, False]
    assert "at the same time of its cycle" in U4.read(found).said_in("en")
    assert "au même moment" in U4.read(found).said_in("fr")


def test_each_to_their_own_day_is_no_step() -> None:
    significant = 0
    for seed in range(40):
        found = found_in(rows_of(np.random.default_rng(seed), 0.0))
        assert found.null is not None
        assert found.value == pytest.approx(0, abs=0.35)
        significant += found.is_significant
    assert significant <= 6  # two expected, seven or more in one of two hundred
    assert "No evidence" in U4.read(found).said_in("en") or found.is_significant


def test_those_who_come_and_those_who_do_not() -> None:
    rng = np.random.default_rng(3)
    rows = rows_of(rng, 0.9) + rows_of(rng, 0.0, prefix="x")
    came = tuple(f"m{number:02}" for number in range(40))
    found = found_in(rows, [Occasion(at, came, rite=0) for at in RITE])
    assert found.detail["order"] > 0.7
    assert found.detail["others"] < 0.4
    assert "never come" in U4.read(found).said_in("en")
    everyone = found_in(rows)
    assert everyone.detail["order"] < found.detail["order"]
    assert everyone.detail["others"] is None


def weekend_tribe(seed: int, follow: float) -> Finding:
    """All write at weekends; the busier come more, and so often write where the rite draws them."""
    rng, n = np.random.default_rng(seed), 80
    activity = rng.lognormal(0, 1, n)
    activity /= activity.sum()
    comes = rng.random(n) < np.clip(0.4 * activity * n, 0, 1)
    week = np.array([10, 10, 1, 1, 1, 1, 2]) / 26
    rows: list[Row] = []
    for _ in range(1000):
        one = int(rng.choice(n, p=activity))
        day = rng.choice(7, p=week) + rng.random()
        if comes[one] and rng.random() < follow:
            day = 2.5 + 1.5 * rng.random()
        at = RITE[int(rng.integers(19))] + day * DAY
        rows.append(
            (f"m{one:02}", f"m{(one + 1 + int(rng.integers(n - 1))) % n:02}", "reply", at, 0)
        )
    people = [f"m{place:02}" for place in np.flatnonzero(comes)]
    return found_in(rows, [Occasion(at, tuple(people), rite=0) for at in RITE])


def test_a_week_that_all_keep_is_no_step_with_a_rite() -> None:
    false = sum(weekend_tribe(seed, 0.0).is_significant for seed in range(40))
    assert false <= 6  # two expected, seven or more in one of two hundred
    assert sum(weekend_tribe(seed, 0.6).is_significant for seed in range(10)) >= 8
    nobody = found_in(rows_of(np.random.default_rng(1), 0.9))
    assert "the tribe’s week and not the rite" in U4.read(nobody).said_in("en")


def test_lot_lets_as_many_come_of_those_who_act_as_often() -> None:
    acts = np.array([3] * 12 + [40] * 6)
    there = np.array([True] * 2 + [False] * 10 + [True] * 5 + [False])
    # who acts much has phase 0, who acts little its opposite: R of 5 and 2 is (5 - 2) / 7
    phases = np.where(acts > 3, 0.0, np.pi)
    drawn = attended(phases, there, acts, 50, np.random.default_rng(0))
    assert drawn == pytest.approx(3 / 7)


def test_the_brand_is_left_out() -> None:
    rows = rows_of(np.random.default_rng(4), 0.9)
    loud = [("brand", "m00", "reply", at + 5 * DAY, 0) for at in RITE]
    plain, found = found_in(rows), found_in(rows + loud)
    assert found.value == pytest.approx(plain.value)
    assert found.detail["value_with_brand"] < found.value


def test_too_few() -> None:
    empty = Study(Evidence(Interactions.from_rows([])))
    assert U4.sample(empty) == {"occurrences": 0, "people": 0}
    assert U4.compute(empty).value is None
    rows = rows_of(np.random.default_rng(1), 0.9, who=range(4))
    few = Study(Evidence(Interactions.from_rows(rows), rites=[RITE]))
    assert U4.lacking(U4.sample(few)) == "people"
    assert U4.compute(few).value is None
    at_once = Study(Evidence(Interactions.from_rows(rows), rites=[[START] * 20]))
    assert U4.lacking(U4.sample(at_once)) == "occurrences"
