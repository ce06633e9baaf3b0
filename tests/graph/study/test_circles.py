"""Circles: agreement of groupings, published optima, and the map's labels."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import tribe_evidence
from tribe.graph import MEASURES, Ties
from tribe.graph.data.dyads import Dyads, as_dyads
from tribe.graph.study.circles import (
    FEWEST,
    RUNS,
    adjusted_mutual_information,
    by_size,
    circles,
    circles_of,
    mixing_matrix,
    modularity,
    seeds_from,
)
from tribe.graph.study.study import Study

LABELS = st.lists(st.integers(0, 3), min_size=1, max_size=12)


def test_agreement_as_scikit_learn_has_it() -> None:
    one = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3]
    other = [1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 1, 3, 3, 3, 2, 2]
    assert adjusted_mutual_information(one, other) == pytest.approx(0.27821, abs=5e-6)
    assert adjusted_mutual_information([0, 0, 0, 0], [0, 1, 2, 3]) == pytest.approx(0, abs=1e-12)
    assert adjusted_mutual_information([], []) == 1
    with pytest.raises(ValueError, match="length"):
        adjusted_mutual_information([0], [0, 1])


def test_expected_information_is_the_mean_over_all_orders() -> None:
    one, other = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 2, 2])

    def information(a: np.ndarray, b: np.ndarray) -> float:
        table = np.zeros((3, 3))
        np.add.at(table, (a, b), 1 / 6)
        outer = table.sum(1)[:, None] * table.sum(0)[None, :]
        seen = table > 0
        return float((table[seen] * np.log(table[seen] / outer[seen])).sum())

    expected = np.mean([information(one, other[list(order)]) for order in permutations(range(6))])
    entropies = [-sum(p * np.log(p) for p in np.bincount(x) / 6) for x in (one, other)]
    room = np.mean(entropies) - expected
    found = adjusted_mutual_information(one, other)
    assert found == pytest.approx((information(one, other) - expected) / room, abs=1e-9)


@given(LABELS, st.permutations(range(4)))
def test_names_of_groups_do_not_matter(labels: list[int], names: list[int]) -> None:
    renamed = [names[label] for label in labels]
    assert adjusted_mutual_information(labels, renamed) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 25), st.floats(0.1, 0.9), st.integers(0, 1000))
def test_modularity_is_that_of_networkx(n: int, p: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed)
    labels = np.random.default_rng(seed).integers(0, 4, n)
    found = modularity(graph, labels)
    if graph.number_of_edges() == 0:
        assert found is None
        return
    groups = [set(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())]
    assert found == pytest.approx(nx.community.modularity(graph, groups), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "optimum", "groups"),
    [("karate", 0.4198, 4), ("dolphins", 0.5285, 5), ("polbooks", 0.5272, 5)],
)
def test_proven_optima_are_reached(shared: Path, name: str, optimum: float, groups: int) -> None:
    graph = nx.read_gml(shared / f"data/modularity-gml/{name}.gml", label="id")
    found = circles(graph)
    assert found.modularity == pytest.approx(optimum, abs=5e-5)
    assert len(found.sizes) == groups
    assert found.modularity == pytest.approx(modularity(graph, found.labels), abs=1e-9)


def test_labels_run_from_the_largest() -> None:
    assert by_size(np.array([5, 5, 2, 2, 2, 9])).tolist() == [1, 1, 0, 0, 0, 2]


def test_brand_and_loners_have_no_circle_and_the_rest_is_measure_c5() -> None:
    evidence = tribe_evidence()
    ties = Ties.from_interactions(evidence.measured, evidence.window[1])
    found = circles(ties, seed=3)
    brand = ties.members.index("brand")
    assert found.labels[brand] == -1
    assert found.labels[ties.members.index("r0")] == -1
    c5 = MEASURES["C5"].compute(Study(evidence, seed=3, nulls=9))
    assert found.modularity == c5.value
    assert found.stability == c5.detail["stability"]
    again = circles(ties, seed=3)
    assert found.labels.tolist() == again.labels.tolist()


def test_no_ties_no_circles() -> None:
    found = circles(nx.empty_graph(4))
    assert found.labels.tolist() == [-1] * 4
    assert found.modularity is None
    assert found.stability is None
    assert len(found.sizes) == 0
    assert circles_of(Dyads.from_networkx(nx.path_graph(3)), []).modularity is None


def test_seeds_are_drawn_from_the_seed() -> None:
    assert seeds_from(1) == seeds_from(1) != seeds_from(2)
    assert len(set(seeds_from(1))) == 50


def test_mixing_counts_dyads() -> None:
    graph = nx.Graph([(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)])
    assert mixing_matrix(graph, [0, 0, 1, 1, -1]).tolist() == [[1, 1], [1, 1]]


def test_large_networks_are_searched_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    dyads = as_dyads(nx.karate_club_graph())
    assert len(circles_of(dyads, seeds_from(0)).runs) == RUNS
    monkeypatch.setattr("tribe.graph.study.circles.DYADS", 10 * len(dyads))
    assert len(circles_of(dyads, seeds_from(0)).runs) == 10
    monkeypatch.setattr("tribe.graph.study.circles.DYADS", 1)
    assert len(circles_of(dyads, seeds_from(0)).runs) == FEWEST
