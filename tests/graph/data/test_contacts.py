"""Since when pairs know each other, and when members acted."""

from __future__ import annotations

import numpy as np

from tribe.graph import Interactions, MemberFact
from tribe.graph.data.activity import Activity
from tribe.graph.data.columns import Row
from tribe.graph.data.contacts import Contacts

ROWS: list[Row] = [
    ("a", "b", "reply", 5.0, 0),
    ("b", "a", "thanks", 3.0, 0),
    ("c", "a", "co_attendance", 2.0, 3),
    ("a", "c", "co_attendance", 2.0, 3),
    ("a", "c", "reply", 9.0, 0),
    ("d", "d", "reply", 1.0, 0),
]


def test_contacts_begin_with_the_first_act_of_any_kind() -> None:
    contacts = Contacts.from_interactions(Interactions.from_rows(ROWS))
    assert len(contacts) == 2
    assert contacts.first.tolist() == [3, 2]
    assert contacts.first_direct.tolist() == [3, 9]
    assert contacts.worth[contacts.starts[0] : contacts.starts[1]].tolist() == [2, 1]
    indptr, others, pairs = contacts.rows
    assert indptr.tolist() == [0, 2, 3, 4, 4]
    assert others.tolist() == [1, 2, 0, 0]
    assert pairs.tolist() == [0, 1, 0, 1]


def test_who_was_known_before_a_moment() -> None:
    contacts = Contacts.from_interactions(Interactions.from_rows(ROWS))
    worth = np.array([1.0, 10.0, 100.0, 1000.0])
    assert contacts.summed(2.0, worth).tolist() == [0, 0, 0, 0]
    assert contacts.summed(3.0, worth).tolist() == [100, 0, 1, 0]
    assert contacts.summed(4.0, worth).tolist() == [110, 1, 1, 0]


def test_activity_counts_acts_until_just_before_a_moment() -> None:
    facts = [MemberFact("a", joined_at=0.0), MemberFact("e")]
    activity = Activity.from_interactions(Interactions.from_rows(ROWS, facts))
    assert activity.since.tolist() == [0, np.inf, 3, 2, np.inf]
    assert activity.between(2.0, 5.0).tolist() == [0.5, 0, 1, 0.5, 0]
    assert activity.between(2.0, 9.5).tolist() == [2.5, 0, 1, 0.5, 0]
    nobody = Activity.from_interactions(Interactions.from_rows([]))
    assert nobody.between(0, 1).tolist() == []
    assert (
        Contacts.from_interactions(Interactions.from_rows([])).summed(1.0, worth=np.empty(0)).size
        == 0
    )
