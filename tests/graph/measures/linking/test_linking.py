"""What gatherings leave behind: by hand, planted and absent."""

from __future__ import annotations

import numpy as np
import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact, Result, measure_all
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Occasion, Records
from tribe.graph.measures.linking.linking import linking_value, strengthening
from tribe.graph.study.matching import Matching
from tribe.graph.study.study import Study

MEMBERS = [f"m{number:02}" for number in range(48)]


def facts() -> list[MemberFact]:
    return [MemberFact(name, joined_at=START) for name in MEMBERS]


def tribe(lift: float = 0.0, seed: int = 1, homophily: float = 0.8) -> Evidence:
    """Four circles who talk inside them; of strangers at a gathering, `lift` talk afterwards."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    known = set()
    for _ in range(700):
        one, other = (int(x) for x in rng.integers(48, size=2))
        if rng.random() < homophily:
            other = one // 12 * 12 + other % 12
        at = START + float(rng.integers(200)) * DAY
        rows.append((MEMBERS[one], MEMBERS[other], "reply", at, 0))
        known.add((min(one, other), max(one, other)))
    occasions = []
    for week in range(2, 22):
        at = START + week * 7 * DAY + 3600
        there = sorted(int(x) for x in rng.choice(48, 8, replace=False))
        occasions.append(Occasion(at, tuple(MEMBERS[x] for x in there), rite=0))
        for place, one in enumerate(there):
            for other in there[place + 1 :]:
                rows.append((MEMBERS[one], MEMBERS[other], "co_attendance", at, 8))
                if (one, other) not in known and rng.random() < lift:
                    rows.append((MEMBERS[one], MEMBERS[other], "reply", at + 3 * DAY, 0))
    weekly = [occasion.at for occasion in occasions]
    return Evidence(
        Interactions.from_rows(rows, facts()),
        until=START + 200 * DAY,
        rites=[weekly],
        records=Records(occasions=occasions),
    )


def measured(evidence: Evidence, id_: str = "L1") -> Result:
    return measure_all(evidence, nulls=0, bootstraps=200, only=(id_,))[id_]


def test_by_hand() -> None:
    few = linking_value(2, 5, 1, 20)
    assert few is not None
    assert few.value == pytest.approx(0.35)
    assert few.interval == pytest.approx((0.01, 0.72), abs=0.005)
    assert few.new_ties == 1.75
    many = linking_value(40, 100, 20, 400)
    assert many is not None
    assert many.value == pytest.approx(0.35)
    assert many.interval == pytest.approx((0.26, 0.45), abs=0.005)
    assert linking_value(0, 0, 1, 20) is linking_value(1, 5, 0, 0) is None
    with pytest.raises(ValueError, match="greater than n"):
        linking_value(6, 5, 1, 20)


def test_three_more_against_one_more() -> None:
    assert strengthening([3, 3], [1, 1, 1]) == 2
    assert strengthening([2, 4], [0, 2]) == 2
    assert strengthening([], [1]) is strengthening([1], []) is None


def test_planted_links_are_found() -> None:
    found = measured(tribe(lift=0.5))
    assert found.enough
    assert found.value == pytest.approx(0.5, abs=0.1)
    assert found.interval is not None
    assert found.interval[0] > 0.2
    detail = found.detail
    assert detail["pairs"] % 5 == 0
    assert detail["new_ties"] == pytest.approx(found.value * detail["pairs"])
    assert detail["rites"][0]["value"] == pytest.approx(found.value)
    assert not detail["topics"]["enough"]
    assert "more turn to each other within a month" in found.reading.said_in("en")
    assert "de plus se parlent dans le mois" in found.reading.said_in("fr")


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_circles_alone_are_no_links(seed: int) -> None:
    found = measured(tribe(seed=seed))
    assert found.interval is not None
    assert found.interval[0] <= 0 <= found.interval[1]
    assert found.reading.said_in("en").startswith("No evidence that strangers")
    assert found.reading.said_in("fr").startswith("Rien n’indique")


def gathering(rows: list[Row], **window: float) -> Matching:
    """Six people, of whom a and b are at one gathering on the fortieth day."""
    people = [MemberFact(name, joined_at=START) for name in "abcdef"]
    occasion = Occasion(START + 40 * DAY, ("a", "b"))
    rows = [("e", "f", "reply", START, 0), *rows]
    interactions = Interactions.from_rows(rows, people)
    window.setdefault("until", START + 90 * DAY)
    return Study(Evidence(interactions, records=Records(occasions=[occasion]), **window)).matching


def test_two_strangers_beside_those_like_them() -> None:
    after = START + 45 * DAY
    pairs = gathering([("a", "b", "reply", after, 0), ("c", "a", "reply", after, 0)]).strangers
    assert pairs.effect.tolist() == [1]
    # (a, c) (a, d) (a, e) (a, f) and the same four with b
    assert pairs.matches.tolist() == [8]
    assert pairs.expected.tolist() == [1 / 8]
    late = gathering([("a", "b", "reply", START + 71 * DAY, 0)]).strangers
    assert late.effect.tolist() == [0]


def test_who_had_met_before_are_no_strangers() -> None:
    matching = gathering([("b", "a", "reply", START + DAY, 0)])
    assert len(matching.strangers) == 0
    assert len(matching.acquainted) == 0  # nobody is tied as they were
    assert len(gathering([], until=START + 60 * DAY).strangers) == 0


def test_ties_that_grow_beside_ties_like_them() -> None:
    rows: list[Row] = [(*pair, "reply", START + DAY, 0) for pair in ("ab", "ac", "ad")]
    rows += [("a", "b", "thanks", START + 70 * DAY, 0)] * 2
    rows += [("c", "a", "reply", START + 70 * DAY, 0)]
    pairs = gathering(rows).acquainted
    faded = 2 ** (-69 / 90) - 2 ** (-39 / 90)
    assert pairs.effect.tolist() == pytest.approx([faded + 4])
    assert pairs.matches.tolist() == [2]
    assert pairs.expected.tolist() == pytest.approx([faded + 0.5])


def test_ties_are_strengthened_where_it_was_planted() -> None:
    evidence = tribe()
    rng = np.random.default_rng(5)
    talk = evidence.interactions
    names, rows = talk.members, []
    met = {frozenset((names[a], names[b])) for a, b in zip(talk.source, talk.target, strict=True)}
    for occasion in evidence.records.occasions:
        for place, one in enumerate(occasion.people):
            for other in occasion.people[place + 1 :]:
                if frozenset((one, other)) in met and rng.random() < 0.8:
                    rows += [(one, other, "thanks", occasion.at + DAY, 0)] * 2
    more = Interactions.join([talk, Interactions.from_rows(rows)])
    grown = measured(
        Evidence(more, until=evidence.until, rites=evidence.rites, records=evidence.records), "L2"
    )
    assert grown.interval is not None
    assert grown.interval[0] > 1
    assert "ties change by" in grown.reading.said_in("en")
    assert "les liens changent de" in grown.reading.said_in("fr")
    still = measured(evidence, "L2")
    assert still.interval is not None
    assert still.interval[0] <= 0 <= still.interval[1]


def test_few_people_are_not_enough() -> None:
    occasion = Occasion(START + 10 * DAY, tuple(MEMBERS[:5]))
    evidence = Evidence(
        tribe().interactions, until=START + 200 * DAY, records=Records(occasions=[occasion])
    )
    found = measured(evidence)
    assert not found.enough
    assert found.reading.said_in("en").startswith("Not enough yet: fewer than ten members")
