"""The map: nobody in particular, no tie of two persons, no circle of fewer than ten."""

import json

import networkx as nx
import numpy as np
import pytest

from tests.reports.build.test_gate import evidence
from tribe.graph import Dyads
from tribe.graph.layout import layout
from tribe.graph.study.circles import circles
from tribe.reports.build.drawing import BANDS, draw, drawn_map
from tribe.reports.figures.circles import letter


def test_the_map_holds_only_what_it_shows() -> None:
    drawing = draw(evidence(), {}, 0)
    assert drawing is not None
    assert set(drawing) == {"circles", "dots", "bundles", "unbridged"}
    for circle in drawing["circles"]:
        assert set(circle) == {"label", "hue", "members", "haunts", "x", "y"}
        assert circle["members"] >= 10
        assert circle["members"] % 5 == 0
    assert all(len(dot) == 4 for dot in drawing["dots"])
    assert "secret" not in json.dumps(drawing)


def test_no_tie_is_drawn() -> None:
    """Bundles run between circles; their ends are letters, and their counts are rounded."""
    drawing = draw(evidence(), {}, 0)
    assert drawing is not None
    circles_count = len(drawing["circles"])
    for one, other, ties in drawing["bundles"]:
        assert 0 <= one < other < circles_count
        assert ties % 5 == 0


def test_the_same_seed_draws_the_same_map() -> None:
    assert draw(evidence(), {}, 4) == draw(evidence(), {}, 4)
    assert draw(evidence(), {}, 4) != draw(evidence(), {}, 5)


def test_few_members_are_no_map() -> None:
    assert draw(evidence(members=25, acts=400), {}, 0) is None
    assert draw(evidence(members=40, acts=0), {}, 0) is None


def village(*sizes: int) -> nx.Graph:
    """Cliques that hang together by single ties."""
    graph = nx.disjoint_union_all([nx.complete_graph(size) for size in sizes])
    starts = np.cumsum([0, *sizes[:-1]])
    nx.add_path(graph, starts.tolist())
    return graph


def drawn(graph: nx.Graph, haunts: dict[str, frozenset[str]] | None = None) -> dict:
    dyads = Dyads.from_networkx(graph)
    found = circles(dyads)
    return drawn_map(dyads, found, layout(dyads, found.labels), haunts or {}, 0)


def test_small_circles_are_one_grey_group() -> None:
    drawing = drawn(village(20, 15, 6, 5))
    assert [circle["members"] for circle in drawing["circles"]] == [20, 15]
    assert {dot[2] for dot in drawing["dots"]} == {-1, 0, 1}
    assert sum(dot[2] == -1 for dot in drawing["dots"]) == 10  # of eleven


def test_dots_are_rounded_down_and_shuffled() -> None:
    drawing = drawn(village(24, 13))
    of_circle = [dot[2] for dot in drawing["dots"]]
    assert [of_circle.count(number) for number in (0, 1)] == [20, 10]
    assert of_circle != sorted(of_circle)


def test_a_band_of_few_is_no_band() -> None:
    """The one member with many ties must not stand out by the size of their dot."""
    drawing = drawn(nx.star_graph(40))
    assert len({dot[3] for dot in drawing["dots"]}) == 1
    assert max(dict(nx.star_graph(40).degree).values()) > BANDS[1]


def test_a_bundle_of_few_persons_is_none() -> None:
    graph = village(20, 20)
    assert drawn(graph)["bundles"] == []
    graph.add_edges_from((n, 20 + n) for n in range(12))
    assert drawn(graph)["bundles"] == [[0, 1, 10]]


def test_a_bridge_is_someone_at_home_in_both() -> None:
    graph = village(20, 20, 20)
    assert drawn(graph)["unbridged"] == [[0, 1], [0, 2], [1, 2]]
    graph.add_edges_from((0, other) for other in range(20, 32))
    found = drawn(graph)
    assert len(found["unbridged"]) == 2
    homes = [circle for circle in range(3) if all(circle in pair for pair in found["unbridged"])]
    assert len(homes) == 1  # the third one is apart from both


def test_where_a_circle_is_at_home_is_told_of_ten_or_more() -> None:
    haunts = {str(n): frozenset({"Ovens"}) for n in range(12)}
    haunts |= {str(20 + n): frozenset({"Fields"}) for n in range(9)}
    graph = nx.relabel_nodes(village(20, 20), str)
    told = [circle["haunts"] for circle in drawn(graph, haunts)["circles"]]
    assert sorted(told) == [[], ["Ovens"]]


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_circles_have_letters(number: int, name: str) -> None:
    assert letter(number) == name
