"""Truths that were planted: circles are found where there are some, and only there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import rows_of
from tribe.graph import Evidence, Interactions
from tribe.graph.measures import MEASURES, Finding
from tribe.graph.study.circles import adjusted_mutual_information, circles
from tribe.graph.study.study import Study

NULLS = 39


def found(id_: str, graph: nx.Graph[Any]) -> Finding:
    evidence = Evidence(Interactions.from_rows(rows_of(graph)))
    return MEASURES[id_].compute(Study(evidence, nulls=NULLS, bootstraps=2))


def lfr(mixing: float, seed: int) -> nx.Graph[Any]:
    # degrees and sizes that fall off by power laws, a share of ties leaving the circle
    graph = nx.LFR_benchmark_graph(
        400, 2.5, 1.5, mixing, average_degree=9, max_degree=40, min_community=25,
        max_community=80, seed=seed,
    )  # fmt: skip
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


@pytest.mark.parametrize("mixing", [0.1, 0.3])
def test_lfr_circles_are_found(mixing: float) -> None:
    graph = lfr(mixing, seed=10)
    planted = {node: min(graph.nodes[node]["community"]) for node in graph}
    labels = circles(graph).labels
    agreement = adjusted_mutual_information(labels, [planted[node] for node in graph])
    assert agreement > (0.97 if mixing == 0.1 else 0.75)
    assert found("C5", graph).is_significant


@pytest.mark.parametrize("seed", range(3))
def test_planted_partitions_are_found(seed: int) -> None:
    graph = nx.planted_partition_graph(6, 40, 0.25, 0.02, seed=seed)
    labels = circles(graph).labels
    assert adjusted_mutual_information(labels, np.arange(240) // 40) > 0.95
    finding = found("C5", graph)
    assert finding.is_significant
    assert finding.detail["stability"] > 0.9


def test_too_weak_a_partition_is_not_claimed() -> None:
    # below the threshold at which groups can be told at all (Decelle 2011): c_in - c_out < q √c
    graph = nx.planted_partition_graph(4, 100, 0.025, 0.018, seed=3)
    labels = circles(graph).labels
    assert adjusted_mutual_information(labels, np.arange(400) // 100) < 0.15
    finding = found("C5", graph)
    assert finding.detail["stability"] < 0.5


def poisson(seed: int) -> nx.Graph[Any]:
    return nx.gnm_random_graph(200, 600, seed=seed)


def heavy_tailed(seed: int) -> nx.Graph[Any]:
    degrees = np.minimum(30, 2 / (1 - np.random.default_rng(seed).random(200))).astype(int)
    degrees[0] += degrees.sum() % 2
    graph = nx.Graph(nx.configuration_model(degrees.tolist(), seed=seed))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


@pytest.mark.parametrize("tribe_of_chance", [poisson, heavy_tailed])
def test_chance_is_taken_for_order_one_time_in_twenty(
    tribe_of_chance: Callable[[int], nx.Graph[Any]],
) -> None:
    claimed = []
    for seed in range(10):
        rows = rows_of(tribe_of_chance(seed))
        study = Study(Evidence(Interactions.from_rows(rows)), nulls=19, bootstraps=2)
        findings = [MEASURES[id_].compute(study) for id_ in ("C5", "C2", "C4")]
        assert (findings[0].value or 0) > 0.3  # modularity is high even so
        claimed.append([finding.is_significant for finding in findings])
    # three or more of ten would come one time in a hundred
    assert np.sum(claimed, axis=0).max() <= 2


def test_friends_of_friends_that_were_made_to_meet_are_seen() -> None:
    graph = nx.powerlaw_cluster_graph(250, 3, 0.6, seed=2)
    finding = found("C2", graph)
    assert finding.is_significant
    assert finding.null is not None
    assert finding.value is not None
    assert finding.value > finding.null.mean + 5 * finding.null.sd
