"""Assortativity against networkx and published values, and what is said of who mixes."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.graph.conftest import DAY, START
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, MemberFact, Result
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Records
from tribe.graph.measures.cohesion.assortativity import (
    attribute_assortativity,
    degree_assortativity,
    numeric_assortativity,
)
from tribe.graph.measures.cohesion.mixing import C6
from tribe.graph.study.study import Study

GRAPHS = {
    "karate": nx.karate_club_graph(),
    "les misérables": nx.les_miserables_graph(),
    "davis": nx.davis_southern_women_graph(),
    "random": nx.gnm_random_graph(60, 150, seed=5),
    "two parts": nx.disjoint_union(nx.star_graph(4), nx.barbell_graph(4, 2)),
    "alone": nx.disjoint_union(nx.path_graph(4), nx.empty_graph(3)),
}


def test_karate() -> None:
    assert degree_assortativity(nx.karate_club_graph()) == pytest.approx(-0.4756, abs=5e-5)


@pytest.mark.parametrize("name", GRAPHS)
def test_as_networkx_has_it(name: str) -> None:
    graph = nx.Graph(nx.convert_node_labels_to_integers(GRAPHS[name]).edges())
    graph.add_nodes_from(range(len(GRAPHS[name])))
    rng = np.random.default_rng(1)
    nx.set_node_attributes(graph, {n: int(rng.integers(5)) for n in graph}, "age")
    nx.set_node_attributes(graph, {n: int(rng.integers(3)) for n in graph}, "club")
    ages, clubs = ([graph.nodes[n][trait] for n in graph] for trait in ("age", "club"))
    assert degree_assortativity(graph) == pytest.approx(
        nx.degree_pearson_correlation_coefficient(graph), abs=1e-9
    )
    assert numeric_assortativity(graph, ages) == pytest.approx(
        nx.numeric_assortativity_coefficient(graph, "age"), abs=1e-9
    )
    assert attribute_assortativity(graph, clubs) == pytest.approx(
        nx.attribute_assortativity_coefficient(graph, "club"), abs=1e-9
    )


def test_undefined() -> None:
    for graph in (nx.Graph(), nx.empty_graph(3), nx.Graph([(0, 0)]), nx.cycle_graph(5)):
        assert degree_assortativity(graph) is None
        assert numeric_assortativity(graph, [7.0] * len(graph)) is None
        assert attribute_assortativity(graph, [0] * len(graph)) is None
        assert attribute_assortativity(graph, [-1] * len(graph)) is None
    with pytest.raises(ValueError, match="one value"):
        numeric_assortativity(nx.path_graph(3), [1.0])
    with pytest.raises(ValueError, match="one label"):
        attribute_assortativity(nx.path_graph(3), [1])


def test_who_is_unknown_is_left_out() -> None:
    graph = nx.path_graph(5)
    values = [1.0, 2.0, 3.0, np.nan, 9.0]
    assert numeric_assortativity(graph, values) == numeric_assortativity(
        nx.path_graph(3), values[:3]
    )
    assert attribute_assortativity(graph, [0, 0, 1, -1, 0]) == attribute_assortativity(
        nx.path_graph(3), [0, 0, 1]
    )


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30),
    st.lists(st.floats(-1e6, 1e6), min_size=10, max_size=10),
    st.floats(0.01, 1e3),
    st.floats(-1e6, 1e6),
)
@example([(0, 7)], [0, 0, 0, 0, 0, 0, 893135, 1, 0, 0], 1.0, 172831.0)
def test_units_and_origin_do_not_matter(
    edges: list[tuple[int, int]], values: list[float], unit: float, origin: float
) -> None:
    graph = nx.empty_graph(10)
    graph.add_edges_from(edges)
    rounded = np.round(values)
    one = numeric_assortativity(graph, rounded)
    other = numeric_assortativity(graph, rounded * unit + origin)
    assert (one is None) == (other is None) or np.ptp(rounded) < 1e-3
    if one is not None and other is not None:
        assert -1 <= one <= 1
        assert one == pytest.approx(other, abs=1e-5)


def tribe(inside: float, years: bool = True) -> Evidence:
    """Forty veterans and forty newcomers; a share of acts stays on one's own side."""
    rng = np.random.default_rng(8)
    rows: list[Row] = []
    for _ in range(500):
        one = int(rng.integers(80))
        other = int(rng.integers(40)) + 40 * ((one >= 40) ^ (rng.random() >= inside))
        rows.append((f"m{one:02}", f"m{other:02}", "reply", START, 0))
    names = [f"m{number:02}" for number in range(80)]
    facts = [
        MemberFact(name, False, START - (900 if n < 40 else 30) * DAY if years else None)
        for n, name in enumerate(names)
    ]
    regions = {name: "north" if n % 2 else "south" for n, name in enumerate(names)}
    return Evidence(Interactions.from_rows(rows, facts), records=Records(regions=regions))


def measured(evidence: Evidence) -> Result:
    # of three tests in the family the least p is three times that of all draws
    return alone("C6", evidence, nulls=99, bootstraps=200)


def test_veterans_who_keep_to_veterans() -> None:
    found = measured(tribe(0.9))
    tenure = found.detail["tenure"]
    assert tenure["value"] == pytest.approx(0.8, abs=0.1)
    assert tenure["low"] > 0.5
    assert tenure["by_chance"] == pytest.approx(0.0, abs=0.1)
    assert tenure["p"] <= 0.05
    assert found.reading.said_in("en").startswith("Veterans meet veterans")
    assert "Les anciens rencontrent les anciens" in found.reading.said_in("fr")
    region = found.detail["region"]
    assert region["regions"] == 2
    assert region["low"] <= 0 <= region["high"]
    assert "no evidence that regions keep apart" in found.reading.said_in("en")


def test_veterans_who_mix() -> None:
    found = measured(tribe(0.5))
    tenure = found.detail["tenure"]
    assert tenure["low"] <= 0 <= tenure["high"]
    assert tenure["p"] > 0.05
    assert found.reading.said_in("en").startswith("No evidence that veterans")
    apart = measured(tribe(0.1))
    assert apart.detail["tenure"]["value"] == pytest.approx(-0.8, abs=0.1)
    assert apart.reading.said_in("en").startswith("Veterans and newcomers meet one another more")


def test_tenure_and_region_are_said_only_where_known() -> None:
    evidence = tribe(0.9, years=False)
    found = measured(Evidence(evidence.interactions))
    assert found.detail == {"tenure": None, "region": None}
    assert "eterans" not in found.reading.said_in("en")
    assert found.value is not None


def test_regions_of_fewer_than_ten_are_left_out() -> None:
    evidence = tribe(0.5)
    regions = {f"m{n:02}": "far" if n < 9 else "near" if n < 40 else "here" for n in range(80)}
    found = measured(Evidence(evidence.interactions, records=Records(regions=regions)))
    assert found.detail["region"]["regions"] == 2


def test_the_interval_is_that_of_a_bootstrap_written_out() -> None:
    graph = nx.karate_club_graph()
    rows: list[Row] = [(str(a), str(b), "reply", START, 0) for a, b in graph.edges()]
    finding = C6.compute(Study(Evidence(Interactions.from_rows(rows)), bootstraps=1500))
    rng, tied, drawn = np.random.default_rng(5), nx.to_numpy_array(graph, weight=None), []
    for _ in range(1500):
        chosen = rng.integers(34, size=34)
        among_copies = np.triu(rng.random((34, 34)) < 78 / 561, 1)
        same = chosen[:, None] == chosen[None, :]
        copy = np.where(same, among_copies | among_copies.T, tied[np.ix_(chosen, chosen)])
        degree, (i, j) = copy.sum(axis=1), np.nonzero(copy)
        drawn.append(np.corrcoef(degree[i], degree[j])[0, 1])
    assert finding.value == pytest.approx(-0.4756, abs=5e-5)
    assert finding.interval is not None
    low, high = finding.interval
    assert (high - low) / 2 == pytest.approx(1.96 * float(np.std(drawn, ddof=1)), rel=0.12)
