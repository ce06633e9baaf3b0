"""What is left of a network whose members pause."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.conftest import rows_of, tribe_evidence
from tribe.graph import Evidence, Interactions, Result, measure_all
from tribe.graph.measures.health.resilience import H2, SHARES, pause_curve
from tribe.graph.study.study import Study


def largest(graph: nx.Graph) -> int:
    return max((len(part) for part in nx.connected_components(graph)), default=0)


def test_a_star_falls_apart_and_a_full_graph_never() -> None:
    star = pause_curve(nx.star_graph(4), [9, 1, 1, 1, 1], [0, 0.1, 0.2, 1])
    assert star is not None
    assert star.tolist() == [1, 0.625, 0.25, 0]
    full = pause_curve(nx.complete_graph(10), range(10), [0, 1 / 9, 0.5, 8 / 9])
    assert full is not None
    assert full.tolist() == [1, 1, 1, 1]


def test_undefined() -> None:
    assert pause_curve(nx.empty_graph(3), [1, 1, 1]) is None
    assert pause_curve(nx.Graph(), []) is None
    assert pause_curve(nx.path_graph(3), [0, 0, 0]) is None


def test_those_alike_pause_together() -> None:
    alike = pause_curve(nx.path_graph(5), [1, 1, 1, 1, 1], [0, 0.2, 0.6, 1])
    assert alike is not None
    assert alike.tolist() == pytest.approx([1, 0.8, 0.4, 0])


def test_loops_and_members_without_ties_do_not_count() -> None:
    graph = nx.Graph([(0, 1), (1, 2), (1, 1)])
    graph.add_nodes_from([3, 4])
    curve = pause_curve(graph, [1, 3, 2, 9, 9], [0, 1 / 3])
    assert curve is not None
    assert curve.tolist() == pytest.approx([1, 0.5])


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 25), st.floats(0.02, 0.5), st.integers(0, 99))
def test_each_step_is_what_networkx_counts(n: int, p: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, p, seed=seed)
    tied = [node for node in graph if graph.degree(node)]
    load = np.random.default_rng(seed).permutation(n) + 1.0
    order = sorted(tied, key=lambda node: -load[node])
    curve = pause_curve(graph, load, [k / max(len(order), 1) for k in range(len(order))])
    if not tied:
        assert curve is None
        return
    assert curve is not None
    for paused, share in enumerate(curve):
        left = order[paused:]
        assert share == pytest.approx(largest(graph.subgraph(left)) / len(left))


def measured(graph: nx.Graph) -> Result:
    evidence = Evidence(Interactions.from_rows(rows_of(graph)))
    return measure_all(evidence, nulls=99, bootstraps=0, only=("H2",))["H2"]


def test_hubs_carry_a_scale_free_network_and_chance_rarely_meets_them() -> None:
    # Albert, Jeong & Barabási: such a network survives random failure and not attack
    graph = nx.barabasi_albert_graph(400, 1, seed=1)
    towards = nx.DiGraph((min(a, b), max(a, b)) for a, b in graph.edges)  # the old do the work
    found = measured(towards)
    assert found.value is not None
    assert found.null_model is not None
    assert found.value < 0.1 < 0.4 < found.null_model.mean
    assert found.null_model.p < 0.05
    assert found.detail["falls_apart_at"] <= 0.1
    steps = found.detail["curve"]
    assert [step["paused"] for step in steps] == list(SHARES)
    assert steps[0]["loaded"] == steps[0]["random"] == 1
    assert all(step["low"] <= step["random"] <= step["high"] for step in steps)
    assert "most loaded tenth" in found.reading.said_in("en")
    assert "quand autant de membres tirés au sort" in found.reading.said_in("fr")


def test_where_all_bear_alike_pauses_are_alike() -> None:
    found = measured(nx.circulant_graph(60, [1, 2, 3, 4, 5]))
    assert found.value is not None
    assert found.value > 0.9
    assert found.null_model is not None
    assert found.null_model.p > 0.05
    assert found.detail["falls_apart_at"] is None


def test_without_draws_there_is_the_value_alone() -> None:
    found = H2.compute(Study(tribe_evidence(), nulls=0))
    assert found.value is not None
    assert found.null is None
    assert found.detail["curve"][2]["random"] is None
    assert "at random" not in H2.read(found).said_in("en")
