"""How far a word goes, against what can be worked out by hand."""

from __future__ import annotations

from itertools import product

import networkx as nx
import pytest

from tests.graph.conftest import START, rows_of
from tribe.graph import Evidence, Interactions, MemberFact, Result, measure_all
from tribe.graph.data.ties import Ties
from tribe.graph.measures.influence import reach
from tribe.graph.measures.influence.reach import expected_reach
from tribe.graph.study.study import Study


def exactly(graph: nx.Graph, starts: list[object], p: float) -> float:
    """All that could happen to each tie, weighed by its chance."""
    arcs = list(nx.DiGraph(graph).edges)
    total = 0.0
    for passes in product((False, True), repeat=len(arcs)):
        live = nx.DiGraph()
        live.add_nodes_from(graph)
        live.add_edges_from(arc for arc, stays in zip(arcs, passes, strict=True) if stays)
        told = set(starts).union(*(nx.descendants(live, start) for start in starts))
        total += len(told) * p ** sum(passes) * (1 - p) ** (len(arcs) - sum(passes))
    return total


@pytest.mark.parametrize(
    ("graph", "start", "expected"),
    [
        (nx.path_graph(3, create_using=nx.DiGraph), 0, 1.75),
        (nx.complete_graph(3), 0, 2.25),
        (nx.star_graph(4), 0, 3),
        (nx.star_graph(4), 1, 2.25),
    ],
)
def test_by_hand(graph: nx.Graph, start: int, expected: float) -> None:
    assert exactly(graph, [start], 0.5) == expected
    found = expected_reach(graph, [start], 0.5, sets=100_000)
    assert found is not None
    assert 0 < found.error < 0.01
    assert found.value == pytest.approx(expected, abs=4 * found.error)


def test_several_know_at_first() -> None:
    graph = nx.gnp_random_graph(5, 0.4, seed=2, directed=True)
    found = expected_reach(graph, [0, 3], 0.3, sets=100_000)
    assert found is not None
    assert found.value == pytest.approx(exactly(graph, [0, 3], 0.3), abs=4 * found.error)


def test_certain_and_never() -> None:
    graph = nx.Graph([(0, 1), (1, 2), (3, 4), (0, 0)])
    graph.add_node(5)
    everyone = expected_reach(graph, list(graph), 0.0)
    assert everyone is not None
    assert (everyone.value, everyone.error) == (6, 0)
    half = expected_reach(graph, [0], 1.0, sets=50_000)
    assert half is not None
    assert half.value == pytest.approx(3, abs=4 * half.error)
    assert expected_reach(nx.Graph(), [], 0.5) is None
    for p, sets in ((1.5, 10), (0.5, 0)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            expected_reach(graph, [0], p, sets=sets)
    with pytest.raises(KeyError):
        expected_reach(graph, ["nobody"], 0.5)


def test_ties_pass_on_in_their_direction() -> None:
    ties = Ties.from_interactions(Interactions.from_rows([("a", "b", "reply", START, 0)]))
    there, back = (expected_reach(ties, [start], 1.0, sets=20_000) for start in "ab")
    assert there is not None
    assert back is not None
    assert there.value == 2
    assert back.value == pytest.approx(1, abs=4 * back.error)


def test_the_same_on_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for threads in (1, 3):
        monkeypatch.setattr("tribe.graph.study.parallel.usual_threads", lambda many=threads: many)
        answers.append(expected_reach(nx.karate_club_graph(), [0], 0.2, seed=4))
    assert answers[0] == answers[1]
    assert answers[0] != expected_reach(nx.karate_club_graph(), [0], 0.2, seed=5)


def circles_of_twelve(*, brand: bool = False) -> Evidence:
    """Three circles in which all know all, and a fourth whose members only listen to a hub."""
    graph = nx.disjoint_union_all([nx.complete_graph(12, nx.DiGraph)] * 3)
    rows = rows_of(graph) + [("hub", f"e{n}", "reply", START, 0) for n in range(11)]
    facts = [MemberFact("brand", brand=True)] if brand else []
    if brand:
        rows += [("brand", f"e{n}", "reply", START, 0) for n in range(11)]
        rows += [(str(n), "brand", "reply", START, 0) for n in range(36)]
    return Evidence(Interactions.from_rows(rows, facts))


def measured(evidence: Evidence) -> Result:
    return measure_all(evidence, nulls=0, bootstraps=0, only=("I2",))["I2"]


def test_the_circle_that_hears_least_is_the_one_that_only_listens() -> None:
    found = measured(circles_of_twelve())
    # eleven hear by themselves or from the hub, the hub by itself alone
    expected = (11 * (1 - 0.95 * (1 - 0.05 * 0.1)) + 0.05) / 12
    assert found.value == pytest.approx(expected, abs=0.01)
    assert found.interval is not None
    assert found.interval[0] <= found.value <= found.interval[1]
    detail = found.detail
    assert len(detail["circles"]) == 4
    assert min(detail["circles"]) == pytest.approx(found.value, abs=0.01)
    assert found.value < detail["overall"] < max(detail["circles"])
    values = [step["value"] for step in detail["sensitivity"]]
    assert values[1] == found.value
    assert values[0] < values[2]
    assert "sees a notice" in found.reading.said_in("en")
    assert "cercle le moins informé" in found.reading.said_in("fr")


def test_the_brand_passes_it_on_too() -> None:
    found = measured(circles_of_twelve(brand=True))
    assert found.with_brand is not None
    assert found.value == found.without_brand
    assert found.with_brand > found.value + 0.02


def test_no_circle_of_ten_is_nothing_to_say() -> None:
    pairs = nx.disjoint_union_all([nx.complete_graph(5)] * 8)
    found = measured(Evidence(Interactions.from_rows(rows_of(pairs))))
    assert not found.enough


def test_members_without_ties_are_named_as_a_share() -> None:
    evidence = circles_of_twelve()
    alone = [MemberFact(f"alone{n}") for n in range(16)]
    more = Interactions.join([evidence.interactions, Interactions.from_rows([], alone)])
    assert measured(Evidence(more)).detail["without_ties"] == 0.25


def test_nothing_here_chooses_whom_to_tell() -> None:
    names = [name.lower() for name in vars(reach)]
    assert not [name for name in names if "seed_sel" in name or "greedy" in name or "best" in name]
    finding = reach.I2.compute(Study(circles_of_twelve()))
    assert "starts" not in finding.detail
