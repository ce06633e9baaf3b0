"""Whatever a tribe tells of its rites, no measure of them breaks or names anyone."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START, tribe_evidence
from tribe.graph import MEASURES, Evidence, Interactions, MemberFact
from tribe.graph.data.records import Coding, HelpRequest, Occasion, Records, Thread
from tribe.graph.measures.rituals.practices import PRACTICES
from tribe.graph.study.study import Study
from tribe.reports.declared import declaration_of

RITES = tuple(f"U{number}" for number in range(1, 9))
PEOPLE = st.sampled_from([f"m{number}" for number in range(14)] + ["brand", "nobody knows me"])
# seldom many at random: so whole days, which fall together and repeat
TIMES = st.integers(0, 120).map(lambda day: START + day * DAY)
OCCASIONS = st.builds(
    Occasion,
    at=TIMES,
    people=st.lists(PEOPLE, max_size=14).map(tuple),
    hosts=st.lists(PEOPLE, max_size=3).map(tuple),
    rite=st.none() | st.integers(0, 3),
    is_gathering=st.booleans(),
)
THREADS = st.builds(
    Thread,
    at=TIMES,
    title=st.sampled_from(["Tea 1", "Tea 2", "Ride: hill", "Ride: sea", "", "42", "Æther ☂"]),
    author=PEOPLE,
    tags=st.lists(st.sampled_from(["a", "A", ""]), max_size=2).map(tuple),
    is_declared=st.booleans(),
)
CODINGS = st.builds(
    Coding,
    coder=st.sampled_from("xyz"),
    act=st.sampled_from([f"a{number}" for number in range(6)]),
    practice=st.sampled_from([*PRACTICES, "dancing"]),
)
ROWS = st.tuples(PEOPLE, PEOPLE, st.sampled_from(["reply", "co_attendance"]), TIMES, st.just(2))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROWS, max_size=60),
    st.lists(st.lists(TIMES, max_size=20), max_size=3),
    st.builds(
        Records,
        occasions=st.lists(OCCASIONS, max_size=30),
        threads=st.lists(THREADS, max_size=40),
        codings=st.lists(CODINGS, max_size=20),
        requests=st.lists(st.builds(HelpRequest, at=TIMES, answered=st.booleans()), max_size=5),
    ),
    st.sampled_from([{}, {"since": START + 40 * DAY}, {"until": START + 60 * DAY}]),
)
def test_no_rite_breaks_a_measure(
    rows: list[Any], rites: list[list[float]], records: Records, window: dict[str, float]
) -> None:
    evidence = Evidence(
        Interactions.from_rows(rows, [MemberFact("brand", brand=True)]),
        rites=rites,
        records=records,
        **window,
    )
    study = Study(evidence, nulls=3, bootstraps=5)
    for id_ in RITES:
        measure = MEASURES[id_]
        sample = measure.sample(study)
        assert all(count >= 0 for count in sample.values())
        finding = measure.compute(study)
        assert finding.value is None or math.isfinite(finding.value)
        if finding.interval is not None:
            low, high = finding.interval
            assert low <= high
        text = json.dumps(dict(finding.detail), allow_nan=False)
        assert "nobody knows me" not in text
        declaration_of(id_).detail(finding.detail, 100)
        if finding.value is not None:
            assert measure.read(finding).said_in("en").endswith(".")
            assert measure.read(finding).said_in("fr").endswith(".")


@pytest.mark.parametrize("id_", RITES)
def test_without_draws_there_is_a_value_and_no_spread(id_: str) -> None:
    drawn = MEASURES[id_].compute(Study(tribe_evidence(), nulls=9, bootstraps=20))
    found = MEASURES[id_].compute(Study(tribe_evidence(), nulls=0, bootstraps=0))
    assert found.value is not None
    assert drawn.value is not None
    if id_ in {"U3", "U6"}:
        assert found.interval is None
    if id_ not in {"U4", "U8"}:  # U4 is counted from chance, U8 draws as it needs
        assert found.value == pytest.approx(drawn.value)


@pytest.mark.parametrize("id_", RITES)
def test_what_is_measured_passes_the_gate_whole(id_: str) -> None:
    detail = MEASURES[id_].compute(Study(tribe_evidence(), nulls=9, bootstraps=20)).detail
    passed = declaration_of(id_).detail(detail, 100)
    assert set(detail) == set(passed)
    listed = ("rites", "found")
    inner = [(detail[part], passed[part]) for part in listed if isinstance(detail.get(part), list)]
    for before, after in (pair for both in inner for pair in zip(*both, strict=True)):
        assert set(before) == set(after)
