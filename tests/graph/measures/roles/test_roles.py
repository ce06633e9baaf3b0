"""Cova's roles: hand cases, and what is said of them."""

from __future__ import annotations

import pytest

from tests.graph.conftest import DAY, START
from tests.graph.measures.alone import alone
from tribe.graph import Evidence, Interactions, MemberFact, Result
from tribe.graph.data.columns import Row
from tribe.graph.data.records import Records, RoleTaken
from tribe.graph.measures.roles.roles import ROLES, roles_in_month
from tribe.graph.study.shares import wilson

END = START + 60 * DAY


def held(
    rows: list[Row], *declared: RoleTaken, departures: dict[str, float] | None = None
) -> dict[str, set[str]]:
    talk = Interactions.from_rows(rows, [MemberFact("z")])
    table = roles_in_month(talk, END, declared, departures)
    return {
        name: {role for role, has in zip(ROLES, row, strict=True) if has}
        for name, row in zip(talk.members, table.tolist(), strict=True)
    }


def test_what_a_month_shows() -> None:
    rows: list[Row] = [("reader", "hub", "reaction", END - DAY, 0)]
    rows += [("hub", "reader", "reply", END - day * DAY, 0) for day in (1, 5, 9, 20)]
    rows += [("keen", "hub", "reply", END - hour * 3600, 0) for hour in range(1, 9)]
    rows += [("guest", "hub", "co_attendance", END - 2 * DAY, 2)]
    rows += [("hub", "host", "co_hosting", END - 2 * DAY, 2)]
    rows += [("writer", "keen", "co_authored", END - 2 * DAY, 2)]
    rows += [("gone", "hub", "reply", END - 31 * DAY, 0), ("self", "self", "reply", END, 0)]
    rows += [("later", "hub", "reply", END + DAY, 0)]
    assert held(rows) == {
        "z": set(),
        "reader": {"sympathiser"},
        "hub": {"practitioner", "participant", "institution"},
        "keen": {"sympathiser", "institution"},
        "guest": {"participant"},
        "host": {"institution"},
        "writer": {"institution"},
        "gone": set(),
        "self": set(),
        "later": set(),
    }


def test_what_members_say_of_themselves_comes_first() -> None:
    rows: list[Row] = [("a", "b", "reply", END - day * DAY, 0) for day in range(6)]
    said = RoleTaken("a", "sympathiser", END - 40 * DAY)
    assert held(rows, said)["a"] == {"sympathiser"}
    more = RoleTaken("a", "institution", END - DAY)
    assert held(rows, said, more)["a"] == {"sympathiser", "institution"}
    assert held(rows, RoleTaken("a", "institution", END + 1))["a"] == {"practitioner"}
    # who is silent and says so is seen, until they leave
    silent = RoleTaken("z", "sympathiser", END - 50 * DAY)
    assert held(rows, silent)["z"] == {"sympathiser"}
    assert held(rows, silent, departures={"z": END - 31 * DAY})["z"] == set()
    assert held(rows, silent, departures={"z": END - DAY})["z"] == {"sympathiser"}
    with pytest.raises(ValueError, match="none of the roles"):
        held(rows, RoleTaken("a", "king", END))


def measured(rows: list[Row], records: Records | None = None, members: int = 0) -> Result:
    facts = [MemberFact(f"m{n:02}") for n in range(members)] + [MemberFact("brand", brand=True)]
    evidence = Evidence(
        Interactions.from_rows(rows, facts), since=START, until=END, records=records or Records()
    )
    return alone("R4", evidence, nulls=0, bootstraps=0)


def gathering(at: float, names: list[str]) -> list[Row]:
    return [
        (a, b, "co_attendance", at, len(names))
        for place, a in enumerate(names)
        for b in names[place + 1 :]
    ]


def test_twelve_who_come_and_eighteen_who_look_on() -> None:
    names = [f"m{n:02}" for n in range(30)]
    rows = gathering(END - DAY, names[:12])
    rows += [(name, "m00", "reaction", END - DAY, 0) for name in names[1:]]
    rows += gathering(END - 35 * DAY, names[:20])
    found = measured(rows)
    assert found.n == 30
    assert found.value == pytest.approx(12 / 30)
    assert found.interval == wilson(12, 30)
    roles = found.detail["roles"]
    assert roles["participant"]["share"] == pytest.approx(12 / 30)
    assert roles["sympathiser"]["share"] == pytest.approx(29 / 30)
    assert roles["practitioner"]["share"] == 0
    assert found.detail["several"] == pytest.approx(11 / 30)
    # the month before only gathered twenty
    assert found.detail["months"] == [[0, 1, 0, 0], [29 / 30, 0.4, 0, 0]]
    assert found.reading.said_in("en") == (
        "Of 100 members seen in the last month, 40 do more than sympathise (25–58): 40 come to "
        "gatherings; 37 play several roles at once."
    )
    assert "jouent plusieurs rôles à la fois" in found.reading.said_in("fr")


def test_a_role_that_few_hold_is_not_shown() -> None:
    names = [f"m{n:02}" for n in range(30)]
    rows = gathering(END - DAY, names[:9])
    rows += [(name, "m00", "reaction", END - DAY, 0) for name in names[1:]]
    found = measured(rows)
    assert found.detail["roles"]["participant"] is None
    assert found.detail["several"] is None
    assert found.detail["months"][-1][1] is None
    assert "gatherings" not in found.reading.said_in("en")


def test_the_brand_plays_no_role_among_members() -> None:
    names = [f"m{n:02}" for n in range(20)]
    rows: list[Row] = [(a, "m00", "reaction", END - DAY, 0) for a in names[1:]]
    rows += gathering(END - DAY, ["brand", *names[:10]])
    found = measured(rows)
    assert found.n == 20
    assert found.value == found.without_brand == pytest.approx(10 / 20)
    assert found.with_brand == pytest.approx(11 / 21)


def test_fewer_than_ten_are_not_enough() -> None:
    found = measured([("m00", "m01", "reply", END - DAY, 0)], members=9)
    assert not found.enough
    told = [RoleTaken(f"m{n:02}", "practitioner", START) for n in range(12)]
    found = measured([], Records(roles=told), members=12)
    assert found.value == 1
