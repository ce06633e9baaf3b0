"""Who was there to be chosen, and what had passed by then: against a plain count of all acts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth.planted import HALF_LIFE, MONTH, planted
from benchmarks.truth.worlds import threads_by_lot
from tribe.graph import Interactions, MemberFact
from tribe.graph.data.choices import Choices
from tribe.graph.kernels import events
from tribe.graph.kernels.events import (
    ACTIVE,
    ATTENDING,
    BRAND,
    CLOSURE,
    GATHERING,
    GIVEN,
    IN_THREAD,
    INERTIA,
    LATELY,
    LATEST,
    LIKENESS,
    MET,
    MUTUAL,
    OPENER,
    OPENER_AMONG,
    PARTNERS,
    RECIPROCITY,
    RITE,
    RITES,
    SHARED,
    TAKEN,
    TENURE,
    TURNED_TO,
    UNSEEN,
)

DAY = 86_400.0


def test_what_is_counted_is_what_had_passed() -> None:
    evidence = planted(np.random.default_rng(3), acts=160)
    talk, occasions = evidence.interactions, evidence.records.occasions
    found = Choices.of(talk, None, 1, occasions)
    direct, group, n = talk.dyadic(), talk.single_group_acts(), len(talk.members)
    rites = np.zeros((n, len(occasions)), dtype=np.bool_)
    for rite, occasion in enumerate(occasions):
        rites[[talk.members.index(name) for name in occasion.people], rite] = True
    assert len(found) == 160
    for case in range(0, 160, 3):
        now, i = found.at[case], found.source[case]
        past, met = direct.at < now, group.at < now
        given, together = np.zeros((n, n)), np.zeros((n, n))
        age = np.exp2((direct.at[past] - now) / HALF_LIFE)
        np.add.at(given, (direct.source[past], direct.target[past]), age)
        met_age = np.exp2((group.at[met] - now) / HALF_LIFE)
        np.add.at(together, (group.source[met], group.target[met]), met_age)
        together += together.T
        know = given + given.T > 0
        lately = np.zeros(n)
        short = np.exp2((direct.at[past] - now) / (7 * DAY))
        np.add.at(lately, direct.source[past], short)
        np.add.at(lately, direct.target[past], short)
        seen = talk.joined_at.copy()
        np.maximum.at(seen, direct.source[past], direct.at[past])
        np.maximum.at(seen, direct.target[past], direct.at[past])
        months = np.log1p(np.maximum(now - talk.joined_at, 0.0) / MONTH)
        for j, x in zip(found.candidates[case], found.table[case], strict=True):
            if j < 0:
                continue
            expected = {
                INERTIA: float(given[i, j] > 0),
                RECIPROCITY: float(given[j, i] > 0),
                CLOSURE: np.log1p((know[i] & know[j]).sum()) * (not know[i, j]),
                GATHERING: float(together[i, j] > 0),
                GIVEN: np.log1p(given[i, j]),
                TAKEN: np.log1p(given[j, i]),
                MET: np.log1p(together[i, j]),
                MUTUAL: float(given[i, j] > 0 and given[j, i] > 0),
                SHARED: np.log1p((know[i] & know[j]).sum()) * know[i, j],
                RITE: float((rites[i] & rites[j]).any()),
                TENURE: months[j],
                LIKENESS: -abs(months[i] - months[j]),
                BRAND: float(talk.brand[j]),
                TURNED_TO: np.log1p(given[:, j].sum()),
                ACTIVE: np.log1p(given[j].sum()),
                LATELY: np.log1p(lately[j]),
                UNSEEN: np.log1p((now - seen[j]) / DAY),
                PARTNERS: np.log1p(know[j].sum()),
                ATTENDING: np.log1p(together[j].sum() / 7),  # eight came to each
                RITES: np.log1p(rites[j].sum()),
            }
            assert {column: x[column] for column in expected} == pytest.approx(expected, abs=1e-9)
            assert not x[[OPENER, OPENER_AMONG, IN_THREAD, LATEST]].any()


def test_candidates_are_there_and_are_others() -> None:
    evidence = planted(np.random.default_rng(4), acts=300)
    talk = evidence.interactions
    found = Choices.of(talk, None, 1)
    direct = talk.dyadic()
    chosen = dict(zip(direct.at.tolist(), direct.target.tolist(), strict=True))
    for case, who in enumerate(found.candidates):
        there = who[: found.sizes[case]]
        assert chosen[found.at[case]] == there[0]
        assert len(set(there.tolist())) == len(there)
        assert found.source[case] not in there
        assert (talk.joined_at[there] <= found.at[case]).all()
        everyone = int((talk.joined_at <= found.at[case]).sum())
        assert len(there) == min(16, everyone - 1)


def test_in_a_thread_candidates_are_those_who_were_in_it() -> None:
    talk = threads_by_lot(np.random.default_rng(5))
    found = Choices.of(talk, None, 1)
    order = np.argsort(talk.at)
    assert len(found) > 1000
    for case in range(0, len(found), 17):
        now = found.at[case]
        act = int(order[np.searchsorted(talk.at[order], now)])
        assert talk.thread is not None
        past = (talk.thread == talk.thread[act]) & (talk.at < now)
        spoke, heard = talk.source[past], talk.target[past]
        there = set(spoke.tolist()) | set(heard.tolist())
        there.discard(int(found.source[case]))
        who = found.candidates[case, : found.sizes[case]]
        assert set(who.tolist()) <= there
        assert len(who) == min(16, len(there))
        first, last = np.argmin(talk.at[past]), np.argmax(talk.at[past])
        for j, x in zip(who, found.table[case], strict=False):
            opened = float(heard[first] == j)
            assert x[OPENER] == opened
            assert x[OPENER_AMONG] == pytest.approx(opened * np.log1p(len(there)))
            assert x[LATEST] == float(spoke[last] == j)
            assert x[IN_THREAD] == pytest.approx(np.log1p((spoke == j).sum() + (heard == j).sum()))


def rows(*acts: tuple[str, str, float]) -> Interactions:
    return Interactions.from_rows([(one, other, "reply", at, 0) for one, other, at in acts])


def test_who_comes_by_an_act_was_no_choice() -> None:
    # nobody is known to be there before they are seen
    talk = rows(("a", "b", 1), ("b", "a", 2), ("c", "a", 3), ("a", "d", 4), ("d", "b", 5))
    found = Choices.of(talk, None, 1)
    assert found.at.tolist() == [3, 5]
    assert [sorted(who[who >= 0].tolist()) for who in found.candidates] == [[0, 1], [0, 1, 2]]
    # who has joined was there
    facts = [MemberFact(name, joined_at=0.0) for name in "abcd"]
    joined = Interactions.from_rows([("a", "b", "reply", 1.0, 0)], facts)
    assert Choices.of(joined, None, 1).sizes.tolist() == [3]


def test_acts_of_one_moment_do_not_see_each_other() -> None:
    first = [("a", "b", 1), ("b", "a", 1), ("b", "c", 1), ("c", "b", 1)]
    talk = rows(*first, ("b", "a", 2), ("a", "b", 2))
    found = Choices.of(talk, None, 1)
    assert found.at.tolist() == [2, 2]
    # both have one act between them that came before, and no more
    given_and_taken = np.exp(found.table[:, 0, [GIVEN, TAKEN]]) - 1
    assert given_and_taken == pytest.approx(np.ones((2, 2)), abs=1e-5)


def test_what_lies_before_the_window_is_known_and_not_asked() -> None:
    talk = planted(np.random.default_rng(6), acts=300).interactions
    middle = float(np.median(talk.dyadic().at))
    late = Choices.of(talk, middle, 1)
    assert (late.at >= middle).all()
    assert len(late) == 150
    assert late.table[:10, 0, TURNED_TO].max() > 0.5


def test_the_brand_is_chosen_and_does_not_choose() -> None:
    talk = planted(np.random.default_rng(7), acts=300).interactions
    spoken = Interactions.join(
        [talk, rows(("m060", "m001", 100 * DAY), ("m061", "m002", 90 * DAY))]
    )
    found = Choices.of(spoken, None, 1)
    assert not spoken.brand[found.source].any()
    assert spoken.brand[found.candidates[:, 0]].any()


def test_no_more_than_so_many_are_compared() -> None:
    talk = planted(np.random.default_rng(8), acts=300).interactions
    few = Choices.of(talk, None, 1, cases=50, controls=3)
    assert few.table.shape == (50, 4, events.WIDTH)
    again = Choices.of(talk, None, 1, cases=50, controls=3)
    assert np.array_equal(few.candidates, again.candidates)
    assert not np.array_equal(few.at, Choices.of(talk, None, 2, cases=50, controls=3).at)


def test_nothing_to_choose_from() -> None:
    assert not len(Choices.of(rows(), None, 1))
    assert not len(Choices.of(rows(("a", "a", 1), ("a", "b", 2), ("b", "a", 3)), None, 1))
    unknown = replace(rows(("a", "b", 1), ("b", "c", 1)), thread=np.array([0, 0], dtype=np.int32))
    assert not len(Choices.of(unknown, None, 1))
