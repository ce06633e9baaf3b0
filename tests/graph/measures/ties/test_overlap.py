"""Ties against hand counts, Onnela's overlap and networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import rows_of
from tribe.graph import Interactions, Ties
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.kinds import ALIKE
from tribe.graph.measures.ties.overlap import neighbourhood_overlap, order_agreement
from tribe.graph.measures.ties.reciprocity import overall_reciprocity, reciprocity_correlation


def test_overlap_of_karate(karate: nx.Graph) -> None:
    dyads = Dyads.from_networkx(karate)
    found = dict(zip(zip(dyads.u, dyads.v, strict=True), neighbourhood_overlap(dyads), strict=True))
    assert found[0, 1] == 0.4375
    assert found[32, 33] == pytest.approx(0.588, abs=5e-4)
    assert found[0, 31] == 0


def test_overlap_is_undefined_for_a_lone_pair() -> None:
    assert np.isnan(neighbourhood_overlap(nx.path_graph(2))).all()
    assert len(neighbourhood_overlap(nx.empty_graph(3))) == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 25), st.floats(0.05, 0.9), st.integers(0, 10_000))
def test_overlap_agrees_with_counting(n: int, p: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed)
    dyads = Dyads.from_networkx(graph)
    found = neighbourhood_overlap(dyads)
    for place, (a, b) in enumerate(zip(dyads.u, dyads.v, strict=True)):
        shared = len(list(nx.common_neighbors(graph, int(a), int(b))))
        others = graph.degree(int(a)) + graph.degree(int(b)) - 2 - shared
        if others:
            assert found[place] == pytest.approx(shared / others, abs=1e-12)
        else:
            assert np.isnan(found[place])


def test_reciprocity_by_hand() -> None:
    graph = nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 3)])
    assert overall_reciprocity(graph) == 0.5
    assert reciprocity_correlation(graph) == pytest.approx(0.25)
    ties = Ties.from_interactions(Interactions.from_rows(rows_of(graph)))
    assert overall_reciprocity(ties) == 0.5
    assert reciprocity_correlation(ties) == pytest.approx(0.25)


def test_reciprocity_undefined() -> None:
    assert overall_reciprocity(nx.DiGraph()) is None
    assert reciprocity_correlation(nx.empty_graph(4, create_using=nx.DiGraph)) is None
    complete = nx.complete_graph(4, create_using=nx.DiGraph)
    assert overall_reciprocity(complete) == 1
    assert reciprocity_correlation(complete) is None


def test_loops_are_no_ties() -> None:
    graph = nx.DiGraph([(0, 0), (0, 1), (1, 0), (1, 2)])
    assert overall_reciprocity(graph) == pytest.approx(2 / 3)
    assert nx.overall_reciprocity(graph) == pytest.approx(2 / 4)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 20), st.floats(0.1, 0.9), st.integers(0, 10_000))
def test_reciprocity_is_that_of_networkx(n: int, p: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed, directed=True)
    ties = Ties.from_interactions(Interactions.from_rows(rows_of(graph)))
    if graph.number_of_edges():
        assert overall_reciprocity(ties) == pytest.approx(nx.overall_reciprocity(graph), abs=1e-9)
    else:
        assert overall_reciprocity(ties) is None


def test_order_agreement() -> None:
    rows = [("a", "b", "reply", 0.0, 0), ("a", "c", "thanks", 0.0, 0), ("b", "c", "reaction", 0, 0)]
    interactions = Interactions.from_rows(rows)
    weighted = Ties.from_interactions(interactions)
    assert order_agreement(weighted, weighted) == 1
    assert order_agreement(weighted, Ties.from_interactions(interactions, omega=ALIKE)) is None
    # three acts on the lightest tie turn the order round
    more = Interactions.from_rows([*rows, *[("b", "c", "reaction", 0.0, 0)] * 2])
    tau = order_agreement(Ties.from_interactions(more), Ties.from_interactions(more, omega=ALIKE))
    assert tau is not None
    assert tau < 0
    with pytest.raises(ValueError, match="not the same"):
        order_agreement(weighted, Ties.from_interactions(Interactions.from_rows(rows[:1])))
