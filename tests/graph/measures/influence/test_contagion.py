"""What passes along ties is told from what friends have in common."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.graph.conftest import DAY, START
from tribe.graph import Evidence, Interactions, MemberFact
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Records, Uptake
from tribe.graph.measures.influence.contagion import I3, Exposure, contagion, exposures
from tribe.graph.study.study import Study

MONTHS = 8
END = START + 30 * DAY * (MONTHS + 1)


def tribe(pull: float, seed: int = 1, n: int = 150, items: int = 8) -> Evidence:
    """Two tastes; friends share them. Each month some begin a thing of their taste, and with
    `pull` those whose friends have begun it do so more.
    """
    rng = np.random.default_rng(seed)
    taste = np.arange(n) % 2
    graph = nx.gnp_random_graph(n, 0.004, seed=seed)
    graph.add_edges_from(
        (a, b) for a in range(n) for b in range(a) if taste[a] == taste[b] and rng.random() < 0.06
    )
    rows: list[Row] = [(f"m{a}", f"m{b}", "reply", START, 0) for a, b in graph.edges]
    uptakes = []
    for item in range(items):
        began: dict[int, float] = {}
        for month in range(MONTHS + 1):
            start = START + 30 * DAY * month
            new = {}
            for member in set(range(n)) - began.keys():
                hazard = 0.08 if taste[member] == item % 2 else 0.01
                hazard += pull * any(friend in began for friend in graph[member])
                if rng.random() < hazard:
                    new[member] = start + float(rng.random()) * 30 * DAY
            began |= new
        uptakes += [Uptake(f"m{member}", f"item{item}", at) for member, at in began.items()]
    facts = [MemberFact(f"m{number}", joined_at=START) for number in range(n)]
    return Evidence(
        Interactions.from_rows(rows, facts), START, END, records=Records(uptakes=uptakes)
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_pure_homophily_is_no_contagion(seed: int) -> None:
    found = I3.compute(Study(tribe(0.0, seed), bootstraps=200))
    assert found.interval is not None
    assert found.interval[0] <= 0 <= found.interval[1]
    assert I3.read(found).said_in("en").startswith("No evidence that members begin")
    assert I3.read(found).said_in("fr").startswith("Rien n’indique")


def test_friends_who_are_alike_would_look_contagious_without_the_match() -> None:
    study = Study(tribe(0.0))
    rows = exposures(study.members, list(study.evidence.records.uptakes))
    everyone = []
    for item in range(8):
        at = {u.member: u.at for u in study.evidence.records.uptakes if u.item == f"item{item}"}
        talk = study.members.known
        friends: dict[str, set[str]] = {name: set() for name in talk.members}
        for a, b in zip(talk.source, talk.target, strict=True):
            friends[talk.members[a]].add(talk.members[b])
            friends[talk.members[b]].add(talk.members[a])
        for month in range(1, MONTHS + 1):
            start = START + 30 * DAY * month
            for name, known in friends.items():
                if at.get(name, np.inf) >= start:
                    with_tie = any(at.get(friend, np.inf) < start for friend in known)
                    everyone.append((with_tie, at.get(name, np.inf) < start + 30 * DAY))
    table = np.array(everyone)
    naive = table[table[:, 0], 1].mean() - table[~table[:, 0], 1].mean()
    matched = contagion(rows)
    assert matched is not None
    assert naive > 0.01
    assert abs(matched) < naive


@pytest.mark.parametrize("seed", [1, 2])
def test_what_passes_along_ties_is_seen(seed: int) -> None:
    found = I3.compute(Study(tribe(0.15, seed), bootstraps=200))
    assert found.value is not None
    assert found.interval is not None
    assert found.interval[0] > 0
    assert 0.04 < found.value < 0.25
    assert found.detail["with_tie"] - found.detail["without_tie"] == pytest.approx(found.value)
    assert "is associated with" in I3.read(found).said_in("en")
    assert "est associé" in I3.read(found).said_in("fr")


def test_each_stratum_counts_as_often_as_it_holds_someone_exposed() -> None:
    stratum = np.array([0, 0, 0, 1, 1, 1, 2, 3])
    exposed = np.array([1, 1, 0, 1, 0, 0, 1, 0], dtype=np.bool_)
    began = np.array([1, 0, 0, 1, 1, 0, 1, 1], dtype=np.bool_)
    rows = Exposure(np.arange(8), stratum, exposed, began)
    # 2 of 3 exposed began; of those like them 0, 0 and one half
    assert contagion(rows) == pytest.approx(2 / 3 - 1 / 6)
    assert len(rows.matched.member) == 6
    assert contagion(rows.matched) == contagion(rows)
    assert contagion(rows.only(~exposed)) is None


def test_a_tie_counts_from_when_it_began() -> None:
    rows: list[Row] = [(*pair, "reply", START - DAY, 0) for pair in ("ab", "cd")]
    told = [
        Uptake("a", "bread", START + 10 * DAY),
        Uptake("b", "bread", START + 40 * DAY),
        Uptake("b", "bread", START + 70 * DAY),
        Uptake("d", "bread", START + 85 * DAY),
        Uptake("nobody", "bread", START),
    ]
    evidence = Evidence(Interactions.from_rows(rows), START, START + 90 * DAY)
    sample = Study(evidence).members
    found = exposures(sample, told)
    names = [sample.known.members[place] for place in found.member]
    rows_of = sorted(zip(names, found.exposed.tolist(), found.began.tolist(), strict=True))
    # a began at once, with a tie who had not yet; b was exposed from the second month on;
    # c had a tie who was to begin in the last, and never did; d's only tie never begins
    assert rows_of == [
        ("a", False, True),
        ("b", False, False),
        ("b", True, True),
        ("c", False, False),
        ("c", False, False),
        ("c", False, False),
    ]


def test_few_are_not_enough() -> None:
    base = tribe(0.0)
    few = Records(uptakes=list(base.records.uptakes)[:3])
    study = Study(Evidence(base.interactions, START, END, records=few))
    assert I3.lacking(I3.sample(study)) == "exposed"
    assert I3.compute(Study(Evidence(base.interactions, START, END))).value is None
