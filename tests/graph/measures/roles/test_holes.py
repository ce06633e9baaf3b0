"""Structural holes: Burt's and Borgatti's examples, and the bootstrap written out."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import rows_of
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, Result
from tribe.graph.measures.roles.holes import R1, constraint, effective_size
from tribe.graph.study.study import Study

BURT = nx.Graph(["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"])


def measured(graph: nx.Graph) -> Result:
    evidence = Evidence(Interactions.from_rows(rows_of(graph)))
    return alone("R1", evidence, nulls=9, bootstraps=100)


def test_the_network_of_burt_and_borgatti() -> None:
    bound = dict(zip(BURT, constraint(BURT), strict=True))
    size = dict(zip(BURT, effective_size(BURT), strict=True))
    assert bound["A"] == pytest.approx(0.595, abs=5e-4)
    assert bound["G"] == pytest.approx(0.400, abs=5e-4)
    assert bound["C"] == pytest.approx(1)
    assert size["A"] == pytest.approx(2.5)
    assert size["G"] == pytest.approx(14 / 3)


def test_a_triangle_and_a_star() -> None:
    assert constraint(nx.complete_graph(3)).tolist() == pytest.approx([1.125] * 3)
    assert constraint(nx.star_graph(4))[0] == pytest.approx(0.25)
    assert effective_size(nx.star_graph(4))[0] == 4


@pytest.mark.parametrize(
    "graph",
    [nx.karate_club_graph(), nx.gnp_random_graph(40, 0.1, seed=2), nx.path_graph(4)],
    ids=str,
)
def test_as_networkx_has_it(graph: nx.Graph) -> None:
    assert constraint(graph) == pytest.approx(list(nx.constraint(graph).values()), nan_ok=True)
    sizes = nx.effective_size(graph, nodes=list(graph))
    assert effective_size(graph) == pytest.approx(list(sizes.values()), nan_ok=True)


def test_whoever_has_no_tie_has_no_value() -> None:
    assert len(constraint(nx.Graph())) == 0
    assert np.isnan(constraint(nx.Graph([(0, 0)]))).all()
    assert np.isnan(effective_size(nx.empty_graph(2))).all()


def test_what_the_report_says() -> None:
    graph = nx.planted_partition_graph(6, 12, 0.5, 0.02, seed=1)
    found = measured(graph)
    known = constraint(graph)
    assert found.value == pytest.approx(np.nanmedian(known))
    assert found.detail["effective_size"] == pytest.approx(np.nanmedian(effective_size(graph)))
    assert found.interval is not None
    assert found.interval[0] < found.value < found.interval[1]
    histogram = found.detail["constraint"]
    assert len(histogram["from"]) == len(histogram["members"])
    assert all(count is None or count % 5 == 0 for count in histogram["members"])
    assert "on a scale from 0" in found.reading.said_in("en")


def test_tighter_groups_bind_more() -> None:
    tight = measured(nx.ring_of_cliques(10, 6))
    loose = measured(nx.gnm_random_graph(60, 165, seed=1))
    assert tight.value is not None
    assert loose.value is not None
    assert tight.value > loose.value + 0.1


def test_same_seed_same_interval() -> None:
    evidence = Evidence(Interactions.from_rows(rows_of(nx.karate_club_graph())))
    one, two, other = (
        R1.compute(Study(evidence, bootstraps=40, seed=seed)).interval for seed in (3, 3, 4)
    )
    assert one == two != other
