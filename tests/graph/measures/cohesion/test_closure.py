"""Triadic closure by hand, where it is planted, and where there is none."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import DAY, START
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, Result
from tribe.graph.data.columns import Row
from tribe.graph.measures.cohesion import closure
from tribe.graph.measures.cohesion.closure import C3, Closure, triadic_closure
from tribe.graph.study.study import Study


def test_one_pair_of_three_leaves() -> None:
    star = nx.star_graph(3)
    found = triadic_closure(star, nx.Graph([(1, 2)]))
    assert found == Closure(open=3, closed=1, far=0, formed=0)
    assert found.rate == pytest.approx(1 / 3)
    assert found.excess is None
    apart = nx.disjoint_union(star, nx.path_graph(2))
    found = triadic_closure(apart, nx.Graph([(1, 2), (0, 4), (0, 1)]))
    assert found == Closure(open=3, closed=1, far=8, formed=1)
    assert found.excess == pytest.approx(1 / 3 - 1 / 8)


def test_who_was_not_there_before_is_in_no_pair() -> None:
    found = triadic_closure(nx.path_graph(3), nx.Graph([(0, 9), (9, 2), (0, 2)]))
    assert found == Closure(open=1, closed=1, far=0, formed=0)


def test_labels_are_matched_and_order_does_not_matter() -> None:
    before, after = nx.Graph(["ab", "bc", "cd", "de"]), nx.Graph(["ca", "ea"])
    found = triadic_closure(before, after)
    assert found == Closure(open=3, closed=1, far=3, formed=1)
    turned = nx.Graph([tuple(reversed(edge)) for edge in reversed(list(before.edges()))])
    assert triadic_closure(turned, nx.DiGraph(["ac", "ae"])) == found


def test_without_ties() -> None:
    assert triadic_closure(nx.Graph(), nx.Graph()) == Closure(0, 0, 0, 0)
    assert triadic_closure(nx.empty_graph(4), nx.path_graph(4)) == Closure(0, 0, 0, 0)
    assert Closure(0, 0, 0, 0).rate is None
    assert Closure(0, 0, 0, 0).far_rate is None


def grown(closing: float, seed: int = 4) -> list[Row]:
    """Eighty members; each month some pairs meet, a share of them friends of friends."""
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(80, 90, seed=seed)
    rows: list[Row] = [(f"m{a}", f"m{b}", "reply", START + DAY, 0) for a, b in graph.edges()]
    for month in range(1, 6):
        pairs = {"near": [], "far": []}
        for a, b in combinations(graph, 2):
            if not graph.has_edge(a, b):
                pairs["near" if set(graph[a]) & set(graph[b]) else "far"].append((a, b))
        for _ in range(25):
            some = pairs["near" if rng.random() < closing else "far"]
            a, b = some[int(rng.integers(len(some)))]
            graph.add_edge(a, b)
            at = START + (30 * month + 5 + float(rng.random())) * DAY
            rows.append((f"m{a}", f"m{b}", "reply", at, 0))
    return rows


def measured(rows: list[Row], nulls: int = 99, since: float = START) -> Result:
    evidence = Evidence(Interactions.from_rows(rows), since=since, until=START + 180 * DAY)
    return alone("C3", evidence, nulls=nulls, bootstraps=0)


def test_where_friends_of_friends_meet() -> None:
    found = measured(grown(0.9))
    assert found.value is not None
    assert found.interval is not None
    assert found.interval[0] > 0.02
    assert found.value == pytest.approx(found.detail["open_rate"] - found.detail["far_rate"])
    assert found.null_model is not None
    assert found.null_model.p < 0.05
    assert "no evidence" not in found.reading.said_in("en")
    assert "Sur 100 paires qui ont une connaissance en commun" in found.reading.said_in("fr")


def test_where_anyone_meets_anyone() -> None:
    # about one pair in eight shares an acquaintance, whoever meets
    found = measured(grown(0.12))
    assert found.interval is not None
    assert found.interval[0] <= 0 <= found.interval[1]
    assert "no evidence that introductions work" in found.reading.said_in("en")
    assert "rien n’indique que les présentations portent" in found.reading.said_in("fr")


def test_the_months_add_up() -> None:
    rows = grown(0.5)
    found = C3.compute(
        Study(Evidence(Interactions.from_rows(rows), since=START, until=START + 180 * DAY), nulls=0)
    )
    total = Closure(0, 0, 0, 0)
    for month in range(6):
        edge = START + 30 * month * DAY
        before, after = nx.Graph(), nx.Graph()
        before.add_edges_from((a, b) for a, b, _, at, _ in rows if at <= edge)
        after.add_edges_from((a, b) for a, b, _, at, _ in rows if edge < at <= edge + 30 * DAY)
        part = triadic_closure(before, after)
        total = Closure(
            total.open + part.open,
            total.closed + part.closed,
            total.far + part.far,
            total.formed + part.formed,
        )
    assert found.value == pytest.approx(total.excess)
    assert found.detail["open_rate"] == pytest.approx(total.rate)


def test_what_was_before_the_window_is_known() -> None:
    rows = grown(0.9)
    late = measured(rows, nulls=0, since=START + 90 * DAY)
    short = measured(
        [row for row in rows if row[3] > START + 90 * DAY], nulls=0, since=START + 90 * DAY
    )
    assert late.enough
    assert late.detail["open_rate"] != short.detail.get("open_rate")


def test_counting_from_some_members_comes_near(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.barabasi_albert_graph(1500, 4, seed=3)
    rng = np.random.default_rng(1)
    rows: list[Row] = [
        (f"m{a}", f"m{b}", "reply", START + float(rng.random()) * 180 * DAY, 0)
        for a, b in graph.edges()
    ]
    whole = measured(rows, nulls=0)
    monkeypatch.setattr(closure, "STEPS", 120_000)
    some = measured(rows, nulls=0)
    assert whole.value is not None
    assert some.value is not None
    assert some.value != whole.value
    assert some.value == pytest.approx(whole.value, rel=0.2)
    assert some.detail["far_rate"] == pytest.approx(whole.detail["far_rate"], rel=0.05)
