"""What goes with being turned to: planted effects are found, and nothing where nothing is."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth.planted import EMPTY, PLANTED, measured, planted, planted_step
from benchmarks.truth.worlds import WORLDS
from tribe.graph import Evidence
from tribe.graph.data.choices import Choices
from tribe.graph.kernels import events
from tribe.graph.kernels.events import BRAND, CLOSURE, GATHERING, RITE
from tribe.graph.study import turning
from tribe.graph.study.turning import EFFECTS, LEAST, Effect, turning_of

TRIBES = 16


def choices_of(evidence: Evidence) -> Choices:
    return Choices.of(evidence.interactions, None, 1, evidence.records.occasions)


@pytest.fixture(scope="module")
def tribes() -> list[dict[str, Effect | None]]:
    return [measured(seed, PLANTED) for seed in range(12)]


@pytest.mark.parametrize("name", EFFECTS)
def test_what_is_planted_is_recovered(name: str, tribes: list[dict[str, Effect | None]]) -> None:
    found = [tribe[name] for tribe in tribes]
    logarithms = [math.log(one.ratio) for one in found if one and one.ratio] or [math.nan]
    assert len(logarithms) == 12
    truth = planted_step(name)
    # the mean lies as near as its own spread lets it
    error = float(np.std(logarithms, ddof=1)) / 12**0.5
    assert abs(float(np.mean(logarithms)) - truth) < 3.5 * error
    held = [one.low <= math.exp(truth) <= one.high for one in found if one and one.low and one.high]
    # 3 or more of 12 miss it one time in fifty, where 95 % is so
    assert sum(held) >= 9


def test_the_strongest_are_found(tribes: list[dict[str, Effect | None]]) -> None:
    p_values = {
        name: [one.p for tribe in tribes if (one := tribe[name]) and one.p is not None]
        for name in ("inertia", "reciprocity", "gathering")
    }
    assert all(len(found) == 12 for found in p_values.values())
    for name, least in (("inertia", 2), ("reciprocity", 6), ("gathering", 9)):
        assert sum(p < 0.05 for p in p_values[name]) >= least, name


def test_nothing_is_found_where_whom_one_turns_to_is_by_lot() -> None:
    hits = Counter[str]()
    for seed in range(TRIBES):
        found = measured(seed, EMPTY)
        hits.update(name for name, one in found.items() if one and one.p and one.p <= 0.05)
    # 5 or more of 16 would come one time in a thousand
    assert max(hits.values(), default=0) < 5, hits


@pytest.mark.parametrize("name", [name for name in WORLDS if name != "gatherings_by_lot"])
def test_nothing_is_found_in_an_empty_tribe(name: str) -> None:
    hits = Counter[str]()
    for seed in range(TRIBES):
        found = turning_of(Choices.of(WORLDS[name](np.random.default_rng([seed, 13])), None, seed))
        assert found is not None
        assert found.interval[0] <= found.concordance <= found.interval[1]
        hits.update(
            effect for effect, one in found.effects.items() if one and one.p and one.p <= 0.05
        )
    if name == "faithful_pairs":
        # who keep writing to each other turn to each other again, and back
        assert hits.pop("inertia") == hits.pop("reciprocity") == TRIBES
    assert max(hits.values(), default=0) < 5, hits


def test_gatherings_alone_are_no_choices() -> None:
    talk = WORLDS["gatherings_by_lot"](np.random.default_rng(1))
    assert turning_of(Choices.of(talk, None, 1)) is None


def test_what_a_model_expects_is_what_is_seen() -> None:
    found = turning_of(choices_of(planted(np.random.default_rng(1))))
    assert found is not None
    assert found.observed == pytest.approx(found.expected, abs=0.02)
    assert found.concordance > found.baseline > 0.5
    assert found.first > 2 * found.first_by_chance
    assert 0 < found.explained < 1


def test_too_few_choices_or_persons() -> None:
    evidence = planted(np.random.default_rng(1), acts=LEAST)
    assert turning_of(choices_of(evidence)) is not None
    fewer = planted(np.random.default_rng(1), acts=LEAST - 1)
    assert turning_of(choices_of(fewer)) is None
    found = choices_of(planted(np.random.default_rng(1), acts=600))
    few = np.isin(found.source, np.unique(found.source)[:9])
    of_nine = Choices(*(np.repeat(column[few], 9, axis=0) for column in vars(found).values()))
    assert len(of_nine) >= LEAST
    assert turning_of(of_nine) is None


def test_what_is_not_there_is_left_out() -> None:
    evidence = planted(np.random.default_rng(2), acts=400)
    talk = evidence.interactions.without_brand().dyadic()
    found = turning_of(Choices.of(talk, None, 1))
    assert found is not None
    assert (
        found.effects["rite"]
        is found.effects["gathering"]
        is found.effects["brand_account"]
        is None
    )
    nobody_knows = replace(talk, joined_at=np.full(len(talk.members), np.nan))
    found = turning_of(Choices.of(nobody_knows, None, 1))
    assert found is not None
    assert found.effects["tenure"] is found.effects["tenure_likeness"] is None


def with_column(found: Choices, column: int, chosen: float, others: float) -> Choices:
    table = found.table.copy()
    table[:, :, column] = others
    table[:, 0, column] = chosen
    return replace(found, table=table)


@pytest.mark.parametrize("always", [1.0, -1.0])
def test_what_sets_all_who_were_chosen_apart_has_no_verdict(always: float) -> None:
    found = choices_of(planted(np.random.default_rng(3), acts=400))
    told = turning_of(with_column(found, CLOSURE, always, 0.0))
    assert told is not None
    assert told.effects["closure"] == Effect()
    assert told.effects["inertia"] != Effect()


def test_few_choices_persons_or_chosen_have_no_verdict() -> None:
    found = choices_of(planted(np.random.default_rng(3), acts=600))
    table = found.table.copy()
    table[:, :, [CLOSURE, RITE, GATHERING, BRAND]] = 0.0
    table[:29, 1, CLOSURE] = 1.0
    nine = np.isin(found.source, np.unique(found.source)[:9])
    table[nine, 1, RITE] = 1.0
    table[nine, 0, RITE] = np.arange(int(nine.sum())) % 3
    same = np.isin(found.candidates, np.arange(9))
    table[:, :, GATHERING][same] = 1.0
    table[:, :, BRAND][same] = 1.0
    told = turning_of(replace(found, table=table))
    assert told is not None
    assert {name for name, one in told.effects.items() if one == Effect()} == {
        "closure",
        "rite",
        "gathering",
    }
    # nine accounts of the brand are no persons
    brand = told.effects["brand_account"]
    assert brand is not None
    assert brand.is_enough


def test_nothing_to_tell_of() -> None:
    found = choices_of(planted(np.random.default_rng(3), acts=400))
    assert turning_of(replace(found, table=np.zeros_like(found.table))) is None
    only_controls = found.table.copy()
    only_controls[:, :, : len(EFFECTS)] = 0.0
    assert turning_of(replace(found, table=only_controls)) is None


def test_the_order_of_rows_says_nothing() -> None:
    talk = planted(np.random.default_rng(5), acts=400).interactions
    mixed = talk.keep(np.random.default_rng(1).permutation(len(talk)))
    one, other = (turning_of(Choices.of(some, None, 1)) for some in (talk, mixed))
    assert one is not None
    assert other is not None
    assert one.effects == other.effects


def test_columns_are_those_of_the_kernel() -> None:
    assert list(EFFECTS["inertia"]) == [events.INERTIA, events.GIVEN]
    assert list(EFFECTS["reciprocity"]) == [events.RECIPROCITY, events.TAKEN]
    assert list(EFFECTS["gathering"]) == [events.GATHERING, events.MET]
    single = [events.CLOSURE, events.RITE, events.TENURE, events.LIKENESS, events.BRAND]
    names = ["closure", "rite", "tenure", "tenure_likeness", "brand_account"]
    assert [list(EFFECTS[name]) for name in names] == [[column] for column in single]
    assert [next(iter(changes)) for changes in EFFECTS.values()] == list(range(events.ASKED))
    assert (events.OF_PAIRS, events.MUTUAL) == (turning.OF_PAIRS, turning.OF_PAIRS - 1)
