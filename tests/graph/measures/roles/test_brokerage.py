"""Brokerage as Gould and Fernandez have it, and whether circles have enough go-betweens."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import DAY, START, rows_of, tribe_evidence
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, Result
from tribe.graph.data.dyads import Dyads
from tribe.graph.measures.roles.brokerage import brokerage
from tribe.graph.study.study import Study

EDGES = [(1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (4, 1)]


def measured(graph: nx.Graph, nulls: int = 99) -> Result:
    """Of acts at any time within half a year, two for each edge."""
    rng = np.random.default_rng(1)
    rows = [
        (a, b, kind, START + float(rng.random()) * 180 * DAY, size)
        for a, b, kind, _, size in rows_of(graph) * 2
    ]
    evidence = Evidence(Interactions.from_rows(rows))
    return alone("R2", evidence, nulls=nulls, bootstraps=0)


def test_four_members_in_two_circles() -> None:
    coordinator, itinerant, gatekeeper, representative, liaison = brokerage(
        nx.DiGraph(EDGES), [1, 1, 2, 2]
    ).T.tolist()
    assert itinerant == [1, 0, 0, 1]
    assert gatekeeper == [1, 0, 1, 0]
    assert representative == [0, 1, 0, 1]
    assert coordinator == liaison == [0, 0, 0, 0]


def test_a_liaison_stands_between_two_circles_that_are_not_hers() -> None:
    assert brokerage(nx.DiGraph([(0, 1), (1, 2)]), [0, 1, 2]).tolist() == [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
    ]


def test_the_same_from_ties_dyads_and_graphs() -> None:
    study = Study(tribe_evidence())
    ties = study.members.ties
    groups = np.arange(len(ties.members)) // 12
    assert np.array_equal(brokerage(ties, groups), brokerage(ties.to_networkx(), groups))
    dyads = ties.undirected()
    assert np.array_equal(brokerage(dyads, groups), brokerage(dyads.to_networkx(), groups))


def test_without_ties_or_circles() -> None:
    assert brokerage(nx.Graph(), []).shape == (0, 5)
    assert not brokerage(nx.empty_graph(3), [0, 1, 2]).any()
    assert not brokerage(nx.star_graph(3), [-1] * 4).any()
    assert not brokerage(nx.Graph([(0, 0), (0, 1)]), [0, 0]).any()
    with pytest.raises(ValueError, match="one group"):
        brokerage(Dyads.from_networkx(nx.path_graph(3)), [0])


def test_circles_that_hardly_meet_have_few_go_betweens() -> None:
    found = measured(nx.planted_partition_graph(5, 15, 0.5, 0.005, seed=3))
    assert found.value is not None
    assert found.null_model is not None
    assert found.value < 0.3 < found.null_model.mean
    assert found.null_model.p < 0.05
    assert "fewer than if chance said whom each turned to" in found.reading.said_in("en")
    assert "moins que si le hasard disait vers qui chacun se tourne" in found.reading.said_in("fr")
    shares = [role["share"] for role in found.detail["roles"].values()]
    assert sum(shares) == pytest.approx(1)
    assert sum(shares[2:]) == pytest.approx(found.value)
    assert found.detail["go_betweens"] % 5 == 0


def test_few_go_betweens_are_not_counted_out() -> None:
    graph = nx.disjoint_union_all(nx.gnp_random_graph(15, 0.6, seed=n) for n in range(3))
    graph.add_edges_from([(0, 15), (16, 30)])
    found = measured(graph, nulls=39)
    assert found.value is not None
    assert found.detail["go_betweens"] is None
    assert "stand in between" not in found.reading.said_in("en")


def test_without_circles_nothing_is_said_of_who_stands_between_them() -> None:
    said = [measured(nx.gnm_random_graph(80, 240, seed=n), nulls=19).enough for n in range(6)]
    assert sum(said) <= 1
    found = measured(nx.gnm_random_graph(80, 240, seed=0), nulls=19)
    assert "circles that chance would not give" in found.reading.said_in("en")


def test_a_plain_graph_has_no_acts_to_redraw() -> None:
    graph = nx.planted_partition_graph(5, 15, 0.5, 0.005, seed=3)
    evidence = Evidence(Interactions.from_rows(rows_of(graph)))
    found = alone("R2", evidence, nulls=39, bootstraps=0)
    assert found.value is not None
    assert found.null_model is None


def test_one_circle_has_nothing_to_stand_between() -> None:
    found = measured(nx.complete_graph(31), nulls=9)
    assert not found.enough
