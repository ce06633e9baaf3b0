"""What every registered measure must hold, on any tribe, and how a run behaves."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.truth.planted import planted
from benchmarks.truth.worlds import circles_in_threads
from tests.graph.conftest import DAY, START, tribe_evidence, tribe_members, tribe_rows
from tribe.graph import (
    MEASURES,
    Cancelled,
    Evidence,
    Interactions,
    MemberFact,
    Newcomers,
    Result,
    measure_all,
)
from tribe.graph.data.columns import Row
from tribe.graph.data.kinds import KINDS
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import benjamini_hochberg

QUICK: dict[str, Any] = {"nulls": 19, "bootstraps": 100}
ISSUE = (
    *("T1", "T2", "T3", "T4", "T5", "T6"),
    *("C1", "C2", "C3", "C4", "C5", "C6"),
    *("R1", "R2", "R3", "R4"),
    *("I1", "I2", "I3"),
    *("N1", "N2", "N3"),
    *("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8"),
    *("L1", "L2"),
    *("E1", "E2", "E3"),
    *("M1", "M2"),
    *("F1", "F2", "F3", "F4", "F5", "F6"),
    *("H1", "H2"),
)
# drawn at random on the numbering of the members, so the same only within a band
STOCHASTIC = {"C5": 0.02, "R2": 0.05, "L1": 0.05, "L2": 0.1, "I1": 0.05, "I2": 0.05, "T6": 0.05}
ids = pytest.mark.parametrize("id_", ISSUE)


def lone_rows() -> list[Row]:
    return [("a", "a", "reply", START, 0)]


DEGENERATE = {
    "empty": Evidence(Interactions.from_rows([])),
    "one member": Evidence(Interactions.from_rows([], [MemberFact("a")])),
    "one who talks to themself": Evidence(Interactions.from_rows(lone_rows())),
    "loners": Evidence(Interactions.from_rows([], [MemberFact(name) for name in "abcd"])),
    "only the brand": Evidence(Interactions.from_rows(lone_rows(), [MemberFact("a", True)])),
    "two": Evidence(Interactions.from_rows([("a", "b", "reply", START, 0)])),
    "brand and one": Evidence(
        Interactions.from_rows([("a", "b", "reply", START, 0)], [MemberFact("a", True)])
    ),
    "nobody answered": Evidence(
        Interactions.from_rows([]), newcomers=Newcomers.of([0.0], [False]), rites=[[], [START] * 9]
    ),
}


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return measure_all(tribe_evidence(), **QUICK)


def comparable(results: dict[str, Result]) -> str:
    return json.dumps({id_: result.to_json() for id_, result in results.items()}, allow_nan=False)


def test_the_register_holds_what_was_asked() -> None:
    assert tuple(MEASURES) == ISSUE
    assert all(measure.id == id_ for id_, measure in MEASURES.items())


@ids
def test_each_measure_says_what_it_is(id_: str) -> None:
    measure = MEASURES[id_]
    for words in (measure.name, measure.question):
        assert words.said_in("en")
        assert words.said_in("fr")
    for say in (measure.formula_in, measure.reference_in):
        has_words = re.search(r"\b[a-z]{4,}\b", say("en"))
        assert say("en")
        assert (say("fr") != say("en")) or not has_words
    assert measure.privacy in {"P0", "P1", "P2", "P3"}
    assert measure.published in {"P2", "P3"}
    assert measure.minimum


@ids
def test_enough_gives_a_value_with_its_uncertainty(id_: str, results: dict[str, Result]) -> None:
    found, measure = results[id_], MEASURES[id_]
    assert found.enough
    assert found.value is not None
    assert math.isfinite(found.value)
    if measure.uncertainty in {"VB", "bootstrap", "KM", "delta"}:
        assert found.interval is not None
        low, high = found.interval
        assert low <= found.value <= high
    if measure.uncertainty in {"acts", "W, acts", "VB, acts", "time null"}:
        assert found.null_model is not None
        assert 0 < found.null_model.p <= 1


@ids
def test_readings_are_one_sentence_in_each_language(id_: str, results: dict[str, Result]) -> None:
    reading = results[id_].reading
    for text in (reading.said_in("en"), reading.said_in("fr")):
        assert text.endswith(".")
        assert "None" not in text
        assert "nan" not in text.replace("appartenance", "")
    assert reading.said_in("en") != reading.said_in("fr")
    for causal in ("cause", "because", "bring", "makes ", "leads", "thanks to"):
        assert causal not in reading.said_in("en")
    for causal in ("cause", "parce que", "grâce", "entraîne", "rapproche"):
        assert causal not in reading.said_in("fr")


@ids
@pytest.mark.parametrize("case", DEGENERATE)
def test_too_little_is_not_enough_yet(id_: str, case: str) -> None:
    found = measure_all(DEGENERATE[case], **QUICK)[id_]
    assert not found.enough
    assert found.value is found.interval is found.null_model is found.with_brand is None
    assert found.reading.said_in("en").startswith("Not enough yet")
    assert found.reading.said_in("fr").startswith("Pas encore assez")


def test_few_persons_are_not_counted_out() -> None:
    pairs = [(f"m{n:02}", f"m{n + 1:02}", "reply", START, 0) for n in range(22)]
    found = measure_all(Evidence(Interactions.from_rows(pairs)), **QUICK)
    assert found["T4"].reading.said_in("en") == (
        "Not enough yet: about 25 members with ties so far, 30 needed."
    )
    assert (
        found["U1"].reading.said_in("en") == "Not enough yet: 0 dates of one rite so far, 8 needed."
    )
    few = measure_all(DEGENERATE["two"], **QUICK)["T4"].reading
    assert few.said_in("fr").startswith(
        "Pas encore assez\xa0: moins de dix membres ayant des liens"
    )


@ids
@pytest.mark.parametrize("case", DEGENERATE)
def test_undefined_is_none_even_where_nothing_is_asked_for(id_: str, case: str) -> None:
    finding = MEASURES[id_].compute(Study(DEGENERATE[case], **QUICK))
    assert finding.value is None or math.isfinite(finding.value)
    if finding.interval is not None:
        assert all(math.isfinite(bound) for bound in finding.interval)
    json.dumps(dict(finding.detail), allow_nan=False)


def test_json_is_plain_and_names_nobody(results: dict[str, Result]) -> None:
    text = comparable(results)
    assert all(f'"{name.id}"' not in text for name in tribe_members())
    entry = json.loads(text)["C2"]
    assert list(entry)[:7] == [
        "name",
        "value",
        "interval",
        "null_model",
        "n",
        "with_brand",
        "without_brand",
    ]
    assert set(entry["null_model"]) == {"mean", "sd", "p", "draws"}
    assert set(entry["reading"]) == set(entry["name"]) == {"en", "fr"}


def test_same_seed_same_report_and_any_order_of_rows(results: dict[str, Result]) -> None:
    again = measure_all(tribe_evidence(), **QUICK)
    assert comparable(again) == comparable(results)
    order = np.random.default_rng(0).permutation(len(tribe_rows()))
    rows = tribe_rows()
    shuffled = measure_all(tribe_evidence([rows[place] for place in order]), **QUICK)
    assert comparable(shuffled) == comparable(results)
    other = measure_all(tribe_evidence(), seed=7, **QUICK)
    assert comparable(other) != comparable(results)


def under_other_names(told: Any, mapping: dict[str, str]) -> Any:
    """Records with every member's id replaced."""
    if isinstance(told, str):
        return mapping.get(told, told)
    if isinstance(told, dict):
        return {mapping.get(key, key): told[key] for key in told}
    if isinstance(told, list | tuple):
        return type(told)(under_other_names(part, mapping) for part in told)
    if dataclasses.is_dataclass(told) and not isinstance(told, type):
        fields = {field.name: getattr(told, field.name) for field in dataclasses.fields(told)}
        renamed = {name: under_other_names(part, mapping) for name, part in fields.items()}
        return dataclasses.replace(told, **renamed)
    return told


@pytest.fixture(scope="module")
def renamed() -> dict[str, Result]:
    """The same tribe under other names and in another order."""
    facts = tribe_members()
    mapping = {fact.id: f"x{(7 * n) % 71:03}" for n, fact in enumerate(facts)}
    rows = [(mapping[a], mapping[b], kind, at, size) for a, b, kind, at, size in tribe_rows()]
    members = [MemberFact(mapping[fact.id], fact.brand, fact.joined_at) for fact in facts]
    members.sort(key=lambda fact: fact.id)
    base = tribe_evidence()
    evidence = Evidence(
        Interactions.from_rows(rows, members),
        newcomers=base.newcomers,
        rites=base.rites,
        records=under_other_names(base.records, mapping),
    )
    return measure_all(evidence, **QUICK)


@ids
def test_names_do_not_matter(
    id_: str, results: dict[str, Result], renamed: dict[str, Result]
) -> None:
    one, two = results[id_], renamed[id_]
    band = STOCHASTIC.get(id_, 1e-9)
    assert one.value == pytest.approx(two.value, abs=band)
    assert one.n == two.n
    assert (one.with_brand is None) == (two.with_brand is None)
    if one.with_brand is not None:
        assert one.with_brand == pytest.approx(two.with_brand, abs=band)


def test_the_evidence_is_left_as_it_was() -> None:
    evidence = tribe_evidence()
    columns = ("source", "target", "kind", "at", "group_size", "brand", "joined_at")
    before = [getattr(evidence.interactions, column).copy() for column in columns]
    rites = json.dumps(evidence.rites)
    measure_all(evidence, **QUICK)
    for column, old in zip(columns, before, strict=True):
        assert np.array_equal(getattr(evidence.interactions, column), old, equal_nan=True)
    assert json.dumps(evidence.rites) == rites


def test_with_and_without_the_brand(results: dict[str, Result]) -> None:
    without = [fact for fact in tribe_members() if not fact.brand]
    rows = [row for row in tribe_rows() if "brand" not in row[:2]]
    last = max(at for *_, at, _ in tribe_rows())
    alone = measure_all(Evidence(Interactions.from_rows(rows, without), until=last), **QUICK)
    for id_ in ("T1", "T3", "T4", "C1", "C2", "C4", "C5", "E1", "E2"):
        assert results[id_].value == results[id_].without_brand == alone[id_].value
        assert results[id_].with_brand is not None
    assert results["T4"].with_brand != results["T4"].value


def test_the_window_is_what_is_measured() -> None:
    middle = START + 100 * DAY
    early = measure_all(tribe_evidence(until=middle), **QUICK)
    rows = [row for row in tribe_rows() if row[3] <= middle]
    same = measure_all(tribe_evidence(rows, until=middle), **QUICK)
    assert comparable(early) == comparable(same)
    late = measure_all(tribe_evidence(since=middle), **QUICK)
    assert late["T4"].n < early["T4"].n + late["T4"].n


def test_p_values_are_adjusted_together(results: dict[str, Result]) -> None:
    study = Study(tribe_evidence(), **QUICK)
    raw = {id_: MEASURES[id_].compute(study).null for id_ in ("T3", "C2", "C4", "C5")}
    for id_, null in raw.items():
        adjusted = results[id_].null_model
        assert null is not None
        assert adjusted is not None
        assert adjusted.p >= null.p
        assert adjusted.mean == null.mean
    assert any(results[id_].null_model.p > null.p for id_, null in raw.items())  # type: ignore[union-attr]


def test_all_p_values_of_a_report_are_one_family() -> None:
    evidence = planted(np.random.default_rng(1))
    ids = ("T3", "T6", "C4", "C6")
    study = Study(evidence, nulls=39, bootstraps=9)
    raw = {id_: MEASURES[id_].compute(study) for id_ in ids}
    looked_at = [
        *((id_, None, found.null.p) for id_, found in raw.items() if found.null),
        *((id_, name, p) for id_, found in raw.items() for name, p in found.tests.items()),
    ]
    assert {(id_, name) for id_, name, _ in looked_at} >= {
        ("T3", "rank_correlation"),
        ("T6", "reciprocity"),
        ("T6", "brand_account"),
        ("C6", "tenure"),
        ("C4", None),
    }
    expected = benjamini_hochberg([p for _, _, p in looked_at])
    results = measure_all(evidence, nulls=39, bootstraps=9, only=ids)
    for (id_, name, _), p in zip(looked_at, expected, strict=True):
        found = results[id_]
        if name is None:
            assert found.null_model is not None
            told = found.null_model.p
        elif id_ == "T3":
            told = found.detail["rank_correlation_p"]
        else:
            told = (found.detail["effects"] if id_ == "T6" else found.detail)[name]["p"]
        assert told == pytest.approx(p)
    for name, effect in results["T6"].detail["effects"].items():
        assert effect["found"] == (effect["p"] <= 0.05), name


def test_what_a_measure_needs_is_measured_and_not_told() -> None:
    evidence = Evidence(circles_in_threads(np.random.default_rng([1, 13])))
    alone = measure_all(evidence, nulls=99, bootstraps=9, only=("C2",))
    assert list(alone) == ["C2"]
    assert alone["C2"].detail["beside"]["verdict"] == "found"


def test_progress_rises_to_the_end() -> None:
    seen: list[tuple[int, int, str]] = []
    measure_all(
        tribe_evidence(), progress=lambda *step: seen.append(step), nulls=20, bootstraps=200
    )
    done = [step[0] for step in seen]
    assert done == sorted(done)
    assert seen[-1][0] == seen[-1][1]
    assert len({step[1] for step in seen}) == 1
    assert {"nulls", "C5", "T4", "U1"} <= {step[2] for step in seen}
    assert len(seen) > 90


def test_it_stops_when_asked() -> None:
    asked = iter([False] * 10 + [True] * 1000)
    with pytest.raises(Cancelled):
        measure_all(tribe_evidence(), cancelled=lambda: next(asked), **QUICK)


ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"m{number}" for number in range(8)] + ["brand"]),
        st.sampled_from([f"m{number}" for number in range(8)] + ["brand"]),
        st.sampled_from([str(kind) for kind in KINDS]),
        st.floats(0, 1e9),
        st.integers(0, 6),
    ),
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.lists(st.lists(st.floats(0, 1e9), max_size=12), max_size=3))
def test_no_tribe_breaks_a_measure(rows: list[Row], rites: list[list[float]]) -> None:
    evidence = Evidence(
        Interactions.from_rows(rows, [MemberFact("brand", brand=True)]),
        newcomers=Newcomers.of([at for *_, at, _ in rows], [size > 2 for *_, size in rows]),
        rites=rites,
    )
    study = Study(evidence, nulls=3, bootstraps=5)
    for measure in MEASURES.values():
        finding = measure.compute(study)
        assert finding.value is None or math.isfinite(finding.value)
        json.dumps(dict(finding.detail), allow_nan=False)
    comparable(measure_all(evidence, nulls=3, bootstraps=5))
