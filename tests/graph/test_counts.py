"""Plain counts against every published value of the real networks."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

from tests.conftest import SHARED
from tests.graph.conftest import rows_of
from tribe.graph import Interactions, read_interactions
from tribe.graph.counts import counts
from tribe.graph.measures.cohesion.cohesion import average_clustering, transitivity
from tribe.graph.study.circles import circles

KEYS = {
    "nodes": "nodes",
    "temporal edges": "temporal_edges",
    "static edges": "static_edges",
    "edges": "dyads",
    "loops (self interactions)": "loops",
    "reciprocity (share of directed ties returned)": "reciprocity",
    "reciprocity, self-loops left out (pattern symmetry)": "reciprocity",
    "clustering coefficient (3*triangles/wedges)": "clustering",
    "clustering coefficient": "clustering",
    "triangles": "triangles",
    "wedges": "wedges",
    "largest component": "largest_component",
    "largest strong component": "largest_strong_component",
    "strong components": "strong_components",
    "Gini of message degree (multi-edges counted)": "gini_of_degree",
    "Gini of degree": "gini_of_degree",
    "degree assortativity (simple graph)": "degree_assortativity",
    "degree assortativity": "degree_assortativity",
    "diameter of LCC": "diameter",
    "mean shortest path length": "mean_distance",
    "max out-degree": "max_out_degree",
    "max in-degree": "max_in_degree",
    "in/out-degree correlation (Pearson of log(1+d))": "in_out_correlation",
}
OTHERS: dict[str, Callable[[nx.Graph], float | None]] = {
    "average clustering": average_clustering,
    "transitivity": transitivity,
    "max modularity (proven optimum)": lambda graph: circles(graph).modularity,
}


def known_answers() -> list[dict[str, str]]:
    path = SHARED / "data/KNOWN_ANSWERS.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    ours = ("snap-collegemsg", "snap-mathoverflow", "modularity-gml", "karate")
    return [row for row in rows if row["dataset"].startswith(ours)]


@cache
def network(dataset: str) -> dict[str, int | float | None]:
    data = SHARED / "data"
    if dataset == "snap-collegemsg":
        paths = [data / "snap-collegemsg/CollegeMsg.txt.gz"]
    elif dataset == "snap-mathoverflow/all":
        paths = sorted((data / "snap-mathoverflow").glob("*.gz"))
    elif dataset.startswith("snap-mathoverflow/"):
        kind = dataset.removeprefix("snap-mathoverflow/")
        paths = [data / f"snap-mathoverflow/sx-mathoverflow-{kind}.txt.gz"]
    else:
        return counts(Interactions.from_rows(rows_of(friendships(dataset))))
    talk = Interactions.join([read_interactions(path)[0] for path in paths])
    return counts(talk, distances=dataset == "snap-collegemsg")


@cache
def friendships(dataset: str) -> nx.Graph:
    name = dataset.removeprefix("modularity-gml/")
    return nx.read_gml(SHARED / f"data/modularity-gml/{name}.gml", label="id")


@pytest.mark.parametrize(
    "row",
    known_answers() or [pytest.param({}, marks=pytest.mark.skip("../shared is absent"))],
    ids=lambda row: f"{row.get('dataset')}: {row.get('measure')}",
)
def test_known_answer(row: dict[str, str]) -> None:
    measure, expected = row["measure"], row["recomputed_here"]
    if measure in OTHERS:
        found = OTHERS[measure](friendships(row["dataset"]))
    else:
        found = network(row["dataset"])[KEYS[measure]]
    assert found is not None
    digits = len(expected.partition(".")[2])
    assert found == pytest.approx(float(expected), abs=0.5 * 10**-digits + 1e-12)


def test_with_loops_counted_reciprocity_is_that_of_konect(shared: Path) -> None:
    found = network("snap-mathoverflow/all")
    assert found["reciprocity_with_loops"] == pytest.approx(0.38336, abs=5e-6)
    assert shared.is_dir()


def test_small_and_empty() -> None:
    nothing = counts(Interactions.from_rows([]), distances=True)
    assert nothing["nodes"] == nothing["components"] == nothing["strong_components"] == 0
    for undefined in ("reciprocity", "clustering", "gini_of_degree", "diameter"):
        assert nothing[undefined] is None
    alone = counts(Interactions.from_rows([("a", "a", "reply", 0.0, 0)]), distances=True)
    assert (alone["static_edges"], alone["static_edges_without_loops"]) == (1, 0)
    assert alone["reciprocity"] is None
    assert alone["largest_component"] == 1


def test_distances_of_a_path() -> None:
    found = counts(Interactions.from_rows(rows_of(nx.path_graph(4))), distances=True)
    assert found["diameter"] == 3
    assert found["mean_distance"] == pytest.approx(
        nx.average_shortest_path_length(nx.path_graph(4))
    )
