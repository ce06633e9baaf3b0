"""The map: within its frame, the same for a seed, circles apart."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tribe.graph.layout import layout
from tribe.graph.study.circles import circles


def test_places_are_within_the_frame_and_repeatable() -> None:
    graph = nx.ring_of_cliques(6, 8)
    graph.add_nodes_from(["loner", "other"])
    found = circles(graph)
    one, two = layout(graph, found.labels, seed=2), layout(graph, found.labels, seed=2)
    assert one.shape == (50, 2)
    assert np.abs(one).max() <= 1 + 1e-9
    assert one.tolist() == two.tolist()
    assert layout(graph, found.labels, seed=3).tolist() != one.tolist()
    assert np.hypot(*one[-1]) == pytest.approx(1)  # loners at the rim


def test_circles_stand_together() -> None:
    graph = nx.ring_of_cliques(6, 8)
    found = circles(graph)
    places = layout(graph, found.labels)
    centres = np.array([places[found.labels == c].mean(axis=0) for c in range(6)])
    within = np.mean(np.hypot(*(places - centres[found.labels]).T))
    apart = np.mean([np.hypot(*(a - b)) for a in centres for b in centres if a is not b])
    assert within < 0.4 * apart


def test_edges() -> None:
    assert layout(nx.Graph()).shape == (0, 2)
    assert np.isfinite(layout(nx.path_graph(2))).all()
    assert np.isfinite(layout(nx.empty_graph(1))).all()
    with pytest.raises(ValueError, match="one label"):
        layout(nx.path_graph(3), [0])
