"""How each declared function is called for the comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import networkx as nx

SOURCE = 1  # from which nearly all are reached, on every size


@dataclass(frozen=True)
class Call:
    """One way to call a function.

    `run` takes the graph as its engine holds it. `kind` is the graph: ``directed``,
    ``undirected`` or ``two_mode``. `has_circles` asks for a number of that name on each node.
    """

    run: Callable[[Any], Any]
    kind: str = "directed"
    has_circles: bool = False


def _pairs(graph: Any) -> list[tuple[int, int]]:
    n = len(graph)
    return [((7 * i) % n, (13 * i + 1) % n) for i in range(min(n, 50_000))]


def _few(graph: Any) -> list[int]:
    return list(range(min(len(graph), 100)))


def _swapped(swap: Callable[..., Any], graph: Any) -> dict[int, int]:
    """As many swaps as there are edges: a network drawn anew with everyone's degree."""
    edges = graph.number_of_edges()
    return dict(swap(graph, nswap=edges, max_tries=100 * edges, seed=1).degree())


def _community(graph: Any) -> list[set[int]]:
    return [set(range(start, len(graph), 50)) for start in range(min(50, len(graph)))]


def _by(name: str, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """Call networkx's function of this (dotted) name on the graph."""

    def run(graph: Any) -> Any:
        function: Any = nx
        for part in name.split("."):
            function = getattr(function, part)
        found = function(graph, *args, **kwargs)
        return list(found) if hasattr(found, "__next__") else found

    return run


CALLS: dict[str, Call] = {
    "pagerank": Call(_by("pagerank")),
    "hits": Call(_by("hits")),
    "eigenvector_centrality": Call(_by("eigenvector_centrality", max_iter=1000)),
    "eigenvector_centrality_numpy": Call(_by("eigenvector_centrality_numpy"), "undirected"),
    "katz_centrality": Call(_by("katz_centrality", alpha=0.0005)),
    "katz_centrality_numpy": Call(_by("katz_centrality_numpy", alpha=0.0005)),
    "degree_centrality": Call(_by("degree_centrality")),
    "in_degree_centrality": Call(_by("in_degree_centrality")),
    "out_degree_centrality": Call(_by("out_degree_centrality")),
    "betweenness_centrality": Call(_by("betweenness_centrality", k=100, seed=1)),
    "betweenness_centrality_subset": Call(
        lambda g: nx.betweenness_centrality_subset(g, _few(g), _few(g))
    ),
    "edge_betweenness_centrality": Call(_by("edge_betweenness_centrality", k=20, seed=1)),
    "closeness_centrality": Call(_by("closeness_centrality")),
    "harmonic_centrality": Call(lambda g: nx.harmonic_centrality(g, sources=_few(g))),
    "clustering": Call(_by("clustering")),
    "average_clustering": Call(_by("average_clustering"), "undirected"),
    "transitivity": Call(_by("transitivity"), "undirected"),
    "triangles": Call(_by("triangles"), "undirected"),
    "square_clustering": Call(_by("square_clustering"), "undirected"),
    "core_number": Call(_by("core_number"), "undirected"),
    "onion_layers": Call(_by("onion_layers"), "undirected"),
    "constraint": Call(_by("constraint")),
    "effective_size": Call(_by("effective_size")),
    "local_constraint": Call(lambda g: nx.local_constraint(g, *next(iter(g.edges)))),
    "reciprocity": Call(_by("reciprocity")),
    "overall_reciprocity": Call(_by("overall_reciprocity")),
    "connected_components": Call(_by("connected_components"), "undirected"),
    "weakly_connected_components": Call(_by("weakly_connected_components")),
    "strongly_connected_components": Call(_by("strongly_connected_components")),
    "condensation": Call(_by("condensation")),
    "louvain_communities": Call(_by("community.louvain_communities", seed=1), "undirected"),
    "leiden_communities": Call(_by("community.leiden_communities", seed=1), "undirected"),
    "modularity": Call(lambda g: nx.community.modularity(g, _community(g)), "undirected"),
    "asyn_lpa_communities": Call(_by("community.asyn_lpa_communities", seed=1), "undirected"),
    "label_propagation_communities": Call(
        _by("community.label_propagation_communities"), "undirected"
    ),
    "fast_label_propagation_communities": Call(
        _by("community.fast_label_propagation_communities", seed=1), "undirected"
    ),
    "degree_assortativity_coefficient": Call(_by("degree_assortativity_coefficient")),
    "degree_pearson_correlation_coefficient": Call(_by("degree_pearson_correlation_coefficient")),
    "average_neighbor_degree": Call(_by("average_neighbor_degree")),
    "average_degree_connectivity": Call(_by("average_degree_connectivity")),
    "rich_club_coefficient": Call(_by("rich_club_coefficient", normalized=False), "undirected"),
    "projected_graph": Call(lambda g: nx.bipartite.projected_graph(g, _side(g)), "two_mode"),
    "weighted_projected_graph": Call(
        lambda g: nx.bipartite.weighted_projected_graph(g, _side(g)), "two_mode"
    ),
    "collaboration_weighted_projected_graph": Call(
        lambda g: nx.bipartite.collaboration_weighted_projected_graph(g, _side(g)), "two_mode"
    ),
    "overlap_weighted_projected_graph": Call(
        lambda g: nx.bipartite.overlap_weighted_projected_graph(g, _side(g)), "two_mode"
    ),
    "single_source_shortest_path_length": Call(_by("single_source_shortest_path_length", SOURCE)),
    "single_source_dijkstra_path_length": Call(_by("single_source_dijkstra_path_length", SOURCE)),
    "all_pairs_shortest_path_length": Call(
        lambda g: sum(len(found) for _, found in nx.all_pairs_shortest_path_length(g)),
    ),
    "diameter": Call(_by("diameter"), "undirected"),
    "average_shortest_path_length": Call(_by("average_shortest_path_length"), "undirected"),
    "eccentricity": Call(_by("eccentricity"), "undirected"),
    "radius": Call(_by("radius"), "undirected"),
    "center": Call(_by("center"), "undirected"),
    "periphery": Call(_by("periphery"), "undirected"),
    "harmonic_diameter": Call(_by("harmonic_diameter"), "undirected"),
    "shortest_path_length": Call(_by("shortest_path_length", SOURCE)),
    "single_target_shortest_path_length": Call(_by("single_target_shortest_path_length", SOURCE)),
    "has_path": Call(_by("has_path", SOURCE, 2)),
    "dijkstra_path_length": Call(_by("dijkstra_path_length", SOURCE, 2), "undirected"),
    "multi_source_dijkstra_path_length": Call(
        lambda g: nx.multi_source_dijkstra_path_length(g, set(_few(g)))
    ),
    "all_pairs_dijkstra_path_length": Call(
        lambda g: sum(len(found) for _, found in nx.all_pairs_dijkstra_path_length(g)),
    ),
    "is_connected": Call(_by("is_connected"), "undirected"),
    "is_weakly_connected": Call(_by("is_weakly_connected")),
    "is_strongly_connected": Call(_by("is_strongly_connected")),
    "number_connected_components": Call(_by("number_connected_components"), "undirected"),
    "number_weakly_connected_components": Call(_by("number_weakly_connected_components")),
    "number_strongly_connected_components": Call(_by("number_strongly_connected_components")),
    "node_connected_component": Call(_by("node_connected_component", SOURCE), "undirected"),
    "k_core": Call(_by("k_core"), "undirected"),
    "k_shell": Call(_by("k_shell"), "undirected"),
    "k_crust": Call(_by("k_crust"), "undirected"),
    "k_corona": Call(_by("k_corona", 5), "undirected"),
    "louvain_partitions": Call(_by("community.louvain_partitions", seed=1), "undirected"),
    "leiden_partitions": Call(_by("community.leiden_partitions", seed=1), "undirected"),
    "degree_mixing_dict": Call(_by("degree_mixing_dict")),
    "degree_mixing_matrix": Call(_by("degree_mixing_matrix")),
    "node_degree_xy": Call(_by("node_degree_xy")),
    "attribute_assortativity_coefficient": Call(
        _by("attribute_assortativity_coefficient", "circle"), has_circles=True
    ),
    "numeric_assortativity_coefficient": Call(
        _by("numeric_assortativity_coefficient", "circle"), has_circles=True
    ),
    "attribute_mixing_dict": Call(_by("attribute_mixing_dict", "circle"), has_circles=True),
    "attribute_mixing_matrix": Call(_by("attribute_mixing_matrix", "circle"), has_circles=True),
    "node_attribute_xy": Call(_by("node_attribute_xy", "circle"), has_circles=True),
    "jaccard_coefficient": Call(lambda g: list(nx.jaccard_coefficient(g, _pairs(g))), "undirected"),
    "adamic_adar_index": Call(lambda g: list(nx.adamic_adar_index(g, _pairs(g))), "undirected"),
    "resource_allocation_index": Call(
        lambda g: list(nx.resource_allocation_index(g, _pairs(g))), "undirected"
    ),
    "common_neighbor_centrality": Call(
        lambda g: list(nx.common_neighbor_centrality(g, _pairs(g)[:100])), "undirected"
    ),
    "preferential_attachment": Call(
        lambda g: list(nx.preferential_attachment(g, _pairs(g))), "undirected"
    ),
    "double_edge_swap": Call(lambda g: _swapped(nx.double_edge_swap, g), "undirected"),
    "directed_edge_swap": Call(lambda g: _swapped(nx.directed_edge_swap, g)),
}


def _side(graph: Any) -> range:
    return range(len(graph) // 2)
