"""The same functions as other libraries spell them: graphs from columns, and a call each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.graph.calls import SOURCE

Columns = tuple[int, Any, Any, Any]
Making = Callable[[Columns, bool], Any]
Calling = Callable[[Any], Any]


def igraph_graph(columns: Columns, directed: bool) -> Any:
    """An igraph graph with weights."""
    import igraph

    n, u, v, weight = columns
    graph = igraph.Graph(n=n, edges=np.column_stack([u, v]), directed=directed)
    graph.es["weight"] = weight
    return graph


IGRAPH: dict[str, Calling] = {
    "pagerank": lambda g: g.pagerank(weights="weight"),
    "hits": lambda g: (g.hub_score(weights="weight"), g.authority_score(weights="weight")),
    "eigenvector_centrality": lambda g: g.eigenvector_centrality(),
    "clustering": lambda g: g.as_undirected().transitivity_local_undirected(mode="zero"),
    "average_clustering": lambda g: g.transitivity_avglocal_undirected(mode="zero"),
    "transitivity": lambda g: g.transitivity_undirected(),
    "core_number": lambda g: g.coreness(),
    "constraint": lambda g: g.constraint(),
    "overall_reciprocity": lambda g: g.reciprocity(ignore_loops=True),
    "connected_components": lambda g: g.connected_components().membership,
    "weakly_connected_components": lambda g: g.connected_components(mode="weak").membership,
    "strongly_connected_components": lambda g: g.connected_components(mode="strong").membership,
    "betweenness_centrality": lambda g: _igraph_betweenness(g),
    "leiden_communities": lambda g: _igraph_leiden(g),
    "louvain_communities": lambda g: g.community_multilevel(weights="weight").membership,
    "label_propagation_communities": lambda g: g.community_label_propagation().membership,
    "degree_assortativity_coefficient": lambda g: g.assortativity_degree(),
    "jaccard_coefficient": lambda g: g.similarity_jaccard(pairs=_pairs(g.vcount()), loops=False),
    "single_source_shortest_path_length": lambda g: g.distances(source=SOURCE),
    "closeness_centrality": lambda g: g.closeness(mode="in"),
    "single_source_dijkstra_path_length": lambda g: g.distances(source=SOURCE, weights="weight"),
    "harmonic_centrality": lambda g: g.harmonic_centrality(list(range(100)), mode="in"),
    "average_neighbor_degree": lambda g: g.knn(),
    "modularity": lambda g: g.modularity([i % 50 for i in range(g.vcount())], weights="weight"),
    "weighted_projected_graph": lambda g: _igraph_projected(g),
    "edge_betweenness_centrality": lambda g: g.edge_betweenness(sources=range(20)),
    "eccentricity": lambda g: g.eccentricity(),
    "radius": lambda g: g.radius(),
    "is_connected": lambda g: g.is_connected(),
    "is_weakly_connected": lambda g: g.is_connected(mode="weak"),
    "is_strongly_connected": lambda g: g.is_connected(mode="strong"),
    "k_core": lambda g: g.k_core(),
    "degree_centrality": lambda g: g.degree(),
    "diameter": lambda g: g.diameter(directed=False),
    "average_shortest_path_length": lambda g: g.average_path_length(directed=False),
}  # fmt: skip


def _igraph_betweenness(graph: Any) -> Any:
    n = graph.vcount()
    return graph.betweenness(sources=range(0, n, max(n // 100, 1)))


def _igraph_projected(graph: Any) -> Any:
    half = graph.vcount() // 2
    sides = [False] * half + [True] * (graph.vcount() - half)
    return graph.bipartite_projection(sides, which=0)


def _igraph_leiden(graph: Any) -> Any:
    found = graph.community_leiden("modularity", weights="weight", n_iterations=2)
    return found.membership


def _pairs(n: int) -> list[tuple[int, int]]:
    return [((7 * i) % n, (13 * i + 1) % n) for i in range(min(n, 50_000))]


def networkit_graph(columns: Columns, directed: bool) -> Any:
    """A networkit graph with weights."""
    import networkit

    networkit.setNumberOfThreads(1)
    n, u, v, weight = columns
    coo = (weight, (u.astype(np.uint64), v.astype(np.uint64)))
    return networkit.GraphFromCoo(coo, n=n, directed=directed, weighted=True)


def _nk(name: str, *args: Any, **kwargs: Any) -> Calling:
    def run(graph: Any) -> Any:
        import networkit

        module, cls = name.split(".")
        work = getattr(getattr(networkit, module), cls)(graph, *args, **kwargs)
        work.run()
        return work.scores() if hasattr(work, "scores") else work

    return run


NETWORKIT: dict[str, Calling] = {
    "pagerank": _nk("centrality.PageRank", 0.85, 1e-9),
    "eigenvector_centrality": _nk("centrality.EigenvectorCentrality", 1e-6),
    "katz_centrality": _nk("centrality.KatzCentrality", 0.0005, 1.0, 1e-6),
    "core_number": _nk("centrality.CoreDecomposition"),
    "clustering": lambda g: _nk("centrality.LocalClusteringCoefficient")(_undirected(g)),
    "transitivity": lambda g: __import__("networkit").globals.ClusteringCoefficient.exactGlobal(g),
    "betweenness_centrality": _nk("centrality.EstimateBetweenness", 100),
    "closeness_centrality": _nk("centrality.Closeness", True, 1),
    "connected_components": _nk("components.ConnectedComponents"),
    "weakly_connected_components": _nk("components.WeaklyConnectedComponents"),
    "strongly_connected_components": _nk("components.StronglyConnectedComponents"),
    "leiden_communities": _nk("community.ParallelLeiden", 2, True),
    "louvain_communities": _nk("community.PLM"),
    "label_propagation_communities": _nk("community.PLP"),
    "single_source_shortest_path_length": _nk("distance.BFS", SOURCE, False),
    "single_source_dijkstra_path_length": _nk("distance.Dijkstra", SOURCE, False),
    "modularity": lambda g: _networkit_modularity(g),
    "degree_centrality": _nk("centrality.DegreeCentrality"),
    "diameter": lambda g: __import__("networkit").distance.Diameter(g, 1).run().getDiameter(),
}


def _networkit_modularity(graph: Any) -> float:
    import networkit

    circles = networkit.Partition(graph.numberOfNodes(), [i % 50 for i in graph.iterNodes()])
    return networkit.community.Modularity().getQuality(circles, graph)


def _undirected(graph: Any) -> Any:
    import networkit

    plain = networkit.graphtools.toUndirected(graph)
    plain.removeMultiEdges()
    plain.indexEdges()
    plain.sortEdges()
    return plain


def rustworkx_graph(columns: Columns, directed: bool) -> Any:
    """A rustworkx graph with weights."""
    import rustworkx

    n, u, v, weight = columns
    graph = rustworkx.PyDiGraph() if directed else rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(list(zip(u.tolist(), v.tolist(), weight.tolist(), strict=True)))
    return graph


def _rx(name: str, *args: Any, **kwargs: Any) -> Calling:
    def run(graph: Any) -> Any:
        import rustworkx

        return getattr(rustworkx, name)(graph, *args, **kwargs)

    return run


RUSTWORKX: dict[str, Calling] = {
    "pagerank": _rx("pagerank", weight_fn=float),
    "hits": _rx("hits", weight_fn=float),
    "eigenvector_centrality": _rx("eigenvector_centrality", weight_fn=float, max_iter=1000),
    "katz_centrality": _rx("katz_centrality", alpha=0.0005, weight_fn=float, default_weight=1.0),
    "degree_centrality": _rx("degree_centrality"),
    "core_number": _rx("core_number"),
    "transitivity": _rx("transitivity"),
    "connected_components": _rx("connected_components"),
    "weakly_connected_components": _rx("weakly_connected_components"),
    "strongly_connected_components": _rx("strongly_connected_components"),
    "is_connected": _rx("is_connected"),
    "is_weakly_connected": _rx("is_weakly_connected"),
    "is_strongly_connected": _rx("is_strongly_connected"),
    "number_connected_components": _rx("number_connected_components"),
    "single_source_dijkstra_path_length": _rx("dijkstra_shortest_path_lengths", SOURCE, float),
    "closeness_centrality": _rx("closeness_centrality"),
}

Library = tuple[Making, dict[str, Calling]]
LIBRARIES: dict[str, Library] = {
    "igraph": (igraph_graph, IGRAPH),
    "networkit": (networkit_graph, NETWORKIT),
    "rustworkx": (rustworkx_graph, RUSTWORKX),
}
