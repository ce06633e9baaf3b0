"""Interactions as columns: order, windows, joining, the brand, and acts done together."""

from __future__ import annotations

import numpy as np
import pytest

from tribe.graph import Interactions, Kind, MemberFact
from tribe.graph.data.kinds import CODES, GROUP_KINDS, KINDS, OMEGA

ROWS = [("b", "a", "reply", 1.0, 0), ("c", "b", "thanks", 3.0, 0), ("a", "a", "reply", 2.0, 0)]


def test_every_kind_has_its_weight_and_its_code() -> None:
    assert set(OMEGA) == set(Kind) == set(KINDS)
    assert [KINDS[CODES[kind]] for kind in Kind] == list(Kind)
    assert OMEGA[Kind.REACTION] == 0.25
    assert OMEGA[Kind.THANKS] == 2
    assert OMEGA[Kind.WELCOME] == 1.5
    assert OMEGA[Kind.REPLY] == OMEGA[Kind.MENTION] == OMEGA[Kind.QUOTE] == 1
    assert {OMEGA[kind] for kind in GROUP_KINDS} == {1.0, 3.0}


def test_members_keep_their_order_and_strangers_follow() -> None:
    talk = Interactions.from_rows(ROWS, [MemberFact("z", joined_at=5.0), MemberFact("b", True)])
    assert talk.members == ("z", "b", "a", "c")
    assert talk.brand.tolist() == [False, True, False, False]
    assert talk.joined_at[0] == 5
    assert np.isnan(talk.joined_at[1:]).all()
    assert talk.loops == 1


def test_arrays_are_read_only() -> None:
    talk = Interactions.from_rows(ROWS)
    for column in (talk.source, talk.target, talk.kind, talk.at, talk.group_size, talk.brand):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 0


@pytest.mark.parametrize(
    ("row", "words"),
    [(("a", "b", "stare", 0.0, 0), "stare"), (("a", "b", "reply", np.inf, 0), "finite")],
)
def test_refused_rows(row: tuple[str, str, str, float, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Interactions.from_rows([row])


def test_a_member_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Interactions.from_rows([], [MemberFact("a"), MemberFact("a")])


def test_window_has_both_ends() -> None:
    talk = Interactions.from_rows(ROWS)
    assert len(talk.within(1.0, 2.0)) == 2
    assert talk.within(None, None) is talk
    assert len(talk.within(10.0, None)) == 0
    assert talk.within(10.0, None).members == talk.members


def test_without_the_brand() -> None:
    talk = Interactions.from_rows(ROWS, [MemberFact("b", brand=True)]).without_brand()
    assert talk.members == ("a", "c")
    assert len(talk) == 1  # only the act towards oneself is left


def test_join_matches_members_by_id() -> None:
    one = Interactions.from_rows(ROWS, [MemberFact("a", True, 9.0)])
    two = Interactions.from_rows([("d", "a", "reply", 4.0, 0)], [MemberFact("a", False, 7.0)])
    both = Interactions.join([one, two])
    assert both.members == ("a", "b", "c", "d")
    assert len(both) == 4
    assert both.brand[0]
    assert both.joined_at[0] == 7
    assert both.members[both.source[-1]] == "d"
    assert len(Interactions.join([])) == 0


def test_a_group_act_counts_once_however_it_is_written() -> None:
    rows = [("a", "b", "co_hosting", 1.0, 2), ("b", "a", "co_hosting", 1.0, 2)]
    rows += [("a", "b", "co_hosting", 2.0, 2), ("a", "a", "co_hosting", 2.0, 2)]
    acts = Interactions.from_rows(rows).single_group_acts()
    assert acts.at.tolist() == [1, 2]
    assert Interactions.from_rows(rows).dyadic().source.tolist() == []


def test_rows_are_read_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [MemberFact("z", joined_at=5.0), MemberFact("b", True)]
    whole = Interactions.from_rows(ROWS, facts)
    monkeypatch.setattr("tribe.graph.data.columns.STRETCH", 1)
    parts = Interactions.from_rows(iter(ROWS), facts)
    assert parts.members == whole.members
    for name in ("brand", "joined_at", "source", "target", "kind", "at", "group_size"):
        one, other = getattr(parts, name), getattr(whole, name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def test_threads_go_with_their_rows() -> None:
    rows = [("a", "b", "reply", 1.0, 0, "x"), ("b", "c", "reply", 2.0, 0, "")]
    rows += [("c", "a", "reply", 3.0, 0, "y"), ("b", "a", "reply", 4.0, 0, "x")]
    talk = Interactions.from_rows(rows, [MemberFact("c", brand=True)])
    assert threads(talk) == [0, -1, 1, 0]
    assert threads(talk.within(2.0, 3.0)) == [-1, 1]
    assert threads(talk.without_brand()) == [0, 0]
    plain = Interactions.from_rows(ROWS)
    assert plain.thread is None
    # of two files, the threads of one are not those of the other
    assert threads(Interactions.join([talk, plain, talk])) == [0, -1, 1, 0, -1, -1, -1, 2, -1, 3, 2]


def threads(talk: Interactions) -> list[int]:
    assert talk.thread is not None
    return talk.thread.tolist()
