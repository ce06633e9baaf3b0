"""T6: whom people turn to, as a report tells it."""

from __future__ import annotations

import json
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from benchmarks.truth.planted import EMPTY, planted
from tests.graph.conftest import rows_of
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, Result
from tribe.graph.data.records import Records
from tribe.graph.measures.ties.turning import T6
from tribe.graph.study.register import Finding
from tribe.graph.study.turning import EFFECTS, LEAST


@pytest.fixture(scope="module")
def found() -> Result:
    return alone("T6", planted(np.random.default_rng(1)))


def test_what_is_planted_is_told(found: Result) -> None:
    assert found.enough
    assert list(found.detail["effects"]) == list(EFFECTS)
    for name in ("reciprocity", "rite", "gathering"):
        effect = found.detail["effects"][name]
        assert effect["found"]
        assert effect["enough"]
        assert 1 < effect["low"] < effect["value"] < effect["high"]
    assert found.detail["effects"]["brand_account"]["value"] < 1
    text = found.reading.said_in("en")
    assert "They turn more often to someone who lately turned to them once: " in text
    assert "They turn less often to an account of the brand: 0." in text
    json.dumps(found.to_json(), allow_nan=False)


def test_the_value_tells_later_acts_better_than_lot(found: Result) -> None:
    assert found.value is not None
    assert found.interval is not None
    assert 0.5 < found.interval[0] < found.value < found.interval[1] < 1
    assert found.detail["baseline"] < found.value
    talk = planted(np.random.default_rng(1)).interactions
    assert found.n == len(talk.without_brand().dyadic())
    assert found.null_model is None


def test_by_lot_nothing_is_told() -> None:
    told = alone("T6", planted(np.random.default_rng([2, 14]), EMPTY))
    assert told.enough
    assert "hardly tells" in told.reading.said_in("en")
    assert not any(one and one["found"] for one in told.detail["effects"].values())
    assert "No more than chance: " in told.reading.said_in("en")


def test_what_would_let_chance_reach_far_is_not_called_chance() -> None:
    few = alone("T6", planted(np.random.default_rng([2, 14]), EMPTY, acts=LEAST + 40))
    assert few.enough
    effects = [one for one in few.detail["effects"].values() if one and one["value"] is not None]
    wide = [one for one in effects if not one["found"] and not 0.5 <= one["low"] < one["high"] <= 2]
    assert wide
    assert not any(one["enough"] for one in wide)
    assert "Not enough yet to tell: " in few.reading.said_in("en")


def test_the_brand_is_asked_of_beside_the_members(found: Result) -> None:
    evidence = planted(np.random.default_rng(1))
    among = Evidence(evidence.interactions.without_brand(), records=evidence.records)
    told = alone("T6", among)
    assert told.detail["effects"].pop("brand_account") is None
    assert told.value == found.value
    assert found.with_brand not in (None, found.value)
    for name, one in told.detail["effects"].items():
        assert one["value"] == found.detail["effects"][name]["value"]


def test_a_plain_graph_has_no_order() -> None:
    graph = nx.gnm_random_graph(60, 300, seed=1)
    told = alone("T6", Evidence(Interactions.from_rows(rows_of(graph))))
    assert not told.enough
    assert told.reading.said_in("en").startswith("Not enough yet: what there is does not allow")


def test_too_few_acts_are_counted() -> None:
    told = alone("T6", planted(np.random.default_rng(1), acts=120))
    assert told.reading.said_in("en") == (
        f"Not enough yet: about 120 acts towards others so far, {LEAST} needed."
    )


def test_without_rites_and_gatherings_they_are_left_out() -> None:
    evidence = planted(np.random.default_rng(1), acts=600)
    talk = replace(evidence, interactions=evidence.interactions.dyadic(), records=Records())
    told = alone("T6", talk)
    assert told.detail["effects"]["rite"] is told.detail["effects"]["gathering"] is None
    assert "rite" not in told.reading.said_in("en")
    assert "gathering" not in told.reading.said_in("en")


def test_little_is_said_to_be_little(found: Result) -> None:
    def said(value: float) -> str:
        one = {"enough": True, "found": True, "value": value, "low": 0.5, "high": 2.0, "p": 0.01}
        detail = {**found.detail, "effects": {"tenure": one}}
        return T6.read(Finding(0.6, (0.55, 0.65), detail=detail)).said_in("en")

    assert "They turn more often to" in said(1.2)
    assert "They turn a little more often to" in said(1.19)
    assert "They turn a little less often to" in said(0.84)
    assert "They turn less often to" in said(0.83)
