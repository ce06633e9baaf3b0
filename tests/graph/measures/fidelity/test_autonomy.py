"""Autonomy by hand, and its reading."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import tribe_evidence
from tribe.graph import Evidence, Interactions, MemberFact, measure_all
from tribe.graph.measures.fidelity.autonomy import autonomy


def hub() -> nx.Graph:
    return nx.Graph([(0, leaf) for leaf in range(1, 7)] + [(1, 2), (2, 3)])


def test_hub_and_leaves() -> None:
    assert autonomy(hub(), [True] + [False] * 6) == (0.25, 0.5)


def test_edges() -> None:
    assert autonomy(nx.Graph(), []) == (None, None)
    assert autonomy(nx.path_graph(2), [True, True]) == (0, None)
    assert autonomy(nx.empty_graph(4), [False] * 4) == (None, 0.25)
    assert autonomy(nx.complete_graph(4), [False] * 4) == (1, 1)
    with pytest.raises(ValueError, match="one entry"):
        autonomy(hub(), [True])


def test_a_tribe_that_hangs_on_its_brand() -> None:
    names = [f"m{number:02}" for number in range(60)]
    rows = [("brand", name, "reply", 0.0, 0) for name in names]
    rows += [(a, b, "reply", 0.0, 0) for a, b in itertools.pairwise(names[:21])]
    members = [MemberFact("brand", brand=True), *map(MemberFact, names)]
    found = measure_all(Evidence(Interactions.from_rows(rows, members)), nulls=9, bootstraps=300)
    found_f4 = found["F4"]
    assert found_f4.value == pytest.approx(20 / 80)
    assert found_f4.interval is not None
    assert found_f4.interval[0] < 0.25 < found_f4.interval[1]
    assert found_f4.detail["largest_component"] == pytest.approx(21 / 60)
    assert found_f4.detail["largest_component_with_brand"] == 1
    assert "25 of 100 ties remain" in found_f4.reading.said_in("en")
    assert "il reste 25 liens sur 100" in found_f4.reading.said_in("fr")


def test_without_a_brand_account_nothing_is_claimed() -> None:
    rows = [row for row in tribe_evidence().interactions.members if row != "brand"]
    pairs = [(a, b, "reply", 0.0, 0) for a in rows[:20] for b in rows[20:24]]
    found = measure_all(Evidence(Interactions.from_rows(pairs)), nulls=9, bootstraps=0)["F4"]
    assert found.value is None
    assert not found.enough
    assert "brand" in found.reading.said_in("en")


def test_the_interval_keeps_the_brand_and_is_not_absurd() -> None:
    found = measure_all(tribe_evidence(), nulls=9, bootstraps=300)["F4"]
    assert found.value is not None
    assert found.interval is not None
    low, high = found.interval
    assert low < found.value < high
    assert np.isfinite([low, high]).all()
    assert high - low < 0.2
