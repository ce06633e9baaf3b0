"""The verbs of the room: who may do them, and what they leave behind."""

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.conftest import Cast
from tribe.access import Role
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.members import staff
from tribe.members.models import Member, State
from tribe.voice import queries, services
from tribe.voice.models import CharterValue, CouncilSeat, Outcome, Promise, Standing

TODAY = now().date()
A_YEAR_AGO = now() - timedelta(days=365)


@pytest.fixture
def brand(context: Flask, cast: Cast) -> Member:
    """An account of the brand."""
    member = Member(name="Atelier", name_key="atelier", is_brand=True)
    session.add(member)
    session.flush()
    return member


def promise_of(member: Member, due_on: date = TODAY + timedelta(days=30)) -> Promise:
    return services.make_promise(member, "Spare buttons for ten years", "In **every** shop", due_on)


def test_the_brand_and_admins_promise_and_no_one_else(brand: Member, cast: Cast) -> None:
    assert "<strong>every</strong>" in promise_of(brand).html
    promise_of(cast.get("ada"))
    for name in ("ben", "cleo", "ines"):
        with pytest.raises(Forbidden):
            promise_of(cast.get(name))
    brand.state = State.SUSPENDED
    with pytest.raises(Forbidden):
        promise_of(brand)


def test_a_promise_cannot_be_for_yesterday(brand: Member) -> None:
    with pytest.raises(RuleBroken):
        promise_of(brand, TODAY - timedelta(days=1))
    promise_of(brand, TODAY)


def test_only_the_council_judges_and_only_once(brand: Member, cast: Cast) -> None:
    promise = promise_of(brand)
    cleo, ada = cast.get("cleo"), cast.get("ada")
    for person in (cleo, ada, brand):
        with pytest.raises(Forbidden):
            services.judge_promise(person, promise, Outcome.KEPT, "They came.")
    services.seat(cleo, TODAY)
    with pytest.raises(RuleBroken):
        services.judge_promise(cleo, promise, Outcome.KEPT, "  ")
    services.judge_promise(cleo, promise, Outcome.BROKEN, "No shop had any.")
    assert (promise.outcome, promise.account) == (Outcome.BROKEN, "No shop had any.")
    assert promise.settled_by_id == cleo.id
    with pytest.raises(RuleBroken):
        services.judge_promise(cleo, promise, Outcome.KEPT, "After all")


def test_nobody_judges_their_own_promise(cast: Cast, context: Flask) -> None:
    ada = cast.get("ada")
    promise = promise_of(ada)
    ada.role = Role.MEMBER  # she keeps the place no more, and the members chose her
    services.seat(ada, TODAY)
    with pytest.raises(Forbidden):
        services.judge_promise(ada, promise, Outcome.KEPT, "I did well.")


def test_a_seat_counts_from_its_day_to_its_end(cast: Cast, context: Flask) -> None:
    cleo = cast.get("cleo")
    seat = services.seat(cleo, TODAY + timedelta(days=3))
    assert not queries.is_seated(cleo.id, TODAY)
    assert queries.is_seated(cleo.id, TODAY + timedelta(days=3))
    services.end_seat(cleo, seat, at=now() + timedelta(days=10))
    assert queries.is_seated(cleo.id, TODAY + timedelta(days=9))
    assert not queries.is_seated(cleo.id, TODAY + timedelta(days=10))
    assert [one.member.name for one in queries.list_seats(TODAY)] == ["cleo"]
    assert queries.list_former_seats(TODAY) == []
    assert len(queries.list_former_seats(TODAY + timedelta(days=10))) == 1


def test_the_brand_and_the_suspended_have_no_seat(brand: Member, cast: Cast) -> None:
    for person in (brand, cast.get("eve")):
        with pytest.raises(RuleBroken):
            services.seat(person, TODAY)
    services.seat(cast.get("dov"), TODAY)
    with pytest.raises(RuleBroken):
        services.seat(cast.get("dov"), TODAY)


def test_a_seat_to_come_is_a_seat(cast: Cast, context: Flask) -> None:
    services.seat(cast.get("dov"), TODAY + timedelta(days=30))
    with pytest.raises(RuleBroken):
        services.seat(cast.get("dov"), TODAY)


def test_seats_are_noted_by_admins_and_left_by_their_holders(cast: Cast, context: Flask) -> None:
    with pytest.raises(Forbidden):
        services.open_seat(cast.get("ben"), cast.get("cleo"), TODAY)
    seat = services.open_seat(cast.get("ada"), cast.get("cleo"), TODAY - timedelta(days=9))
    with pytest.raises(Forbidden):
        services.end_seat(cast.get("ben"), seat)
    services.end_seat(cast.get("cleo"), seat)
    assert not queries.is_seated(cast.get("cleo").id, TODAY)


def test_staff_has_no_seat_judges_nothing_and_leaves_the_charter_to_a_council(
    brand: Member, cast: Cast, context: Flask
) -> None:
    for name in ("ada", "ben"):
        with pytest.raises(RuleBroken, match="staff_on_council"):
            services.open_seat(cast.get("ada"), cast.get(name), TODAY)
    services.seat(cast.get("ines"), TODAY)  # analysts only read
    value = services.add_value(1, "Mend before you buy", "We show each other how.")
    with pytest.raises(Forbidden):
        services.change_value(cast.get("ada"), value, 1, "Buy", "And buy again.")
    with pytest.raises(Forbidden):
        services.remove_value(cast.get("ada"), value)


def test_a_seat_of_before_gives_staff_nothing(brand: Member, cast: Cast, context: Flask) -> None:
    """A database of the first release may have such seats."""
    promise = services.make_promise(brand, "To mend", "", TODAY)
    session.add(CouncilSeat(member_id=cast.ids["ben"], since=A_YEAR_AGO.date()))
    session.flush()
    with pytest.raises(Forbidden):
        services.judge_promise(cast.get("ben"), promise, Outcome.KEPT, "It was.")
    with pytest.raises(Forbidden):
        services.write_value(cast.get("ben"), None, "Mine", "Only mine")
    services.write_value(cast.get("ada"), None, "Patience", "No member sits yet.")


def test_who_sits_on_the_council_becomes_no_staff(cast: Cast, context: Flask) -> None:
    cleo, ada = cast.get("cleo"), cast.get("ada")
    seat = services.seat(cleo, TODAY + timedelta(days=3))
    for role in (Role.ADMIN, Role.MODERATOR):
        with pytest.raises(RuleBroken, match="seat_before_staff"):
            staff.give_role(ada, cleo, role)
    with pytest.raises(RuleBroken, match="seat_before_staff"):
        staff.set_brand(ada, cleo, True)
    assert (cleo.role, cleo.is_brand) == (Role.MEMBER, False)
    staff.give_role(ada, cleo, Role.ANALYST)
    session.delete(seat)
    staff.give_role(ada, cleo, Role.MODERATOR)
    assert cleo.role is Role.MODERATOR


def test_the_charter_is_worded_by_the_council_and_admins(cast: Cast, context: Flask) -> None:
    first = services.add_value(1, "Mend before you buy", "We show each other how.")
    services.write_value(cast.get("ada"), None, "Nobody is a target", "We sell nothing here.")
    cleo = cast.get("cleo")
    with pytest.raises(Forbidden):
        services.write_value(cleo, None, "Mine", "Only mine")
    services.seat(cleo, TODAY)
    services.change_value(cleo, first, 9, "Mend first", "We show each other how.")
    assert [value.title for value in queries.list_values()] == ["Nobody is a target", "Mend first"]
    with pytest.raises(Forbidden):
        services.remove_value(cast.get("dov"), first)
    services.remove_value(cleo, first)
    session.flush()
    assert session.query(CharterValue).count() == 1


def test_what_is_late_counts_as_broken_until_it_is_judged(brand: Member, cast: Cast) -> None:
    services.seat(cast.get("cleo"), A_YEAR_AGO.date())
    promises = [
        services.make_promise(brand, f"Promise {number}", "", due, at=A_YEAR_AGO)
        for number, due in enumerate(
            [TODAY - timedelta(days=200), TODAY - timedelta(days=1), TODAY, TODAY]
        )
    ]
    services.judge_promise(cast.get("cleo"), promises[3], Outcome.KEPT, "Before its day.")
    assert [one.standing(TODAY) for one in promises] == [
        Standing.LATE,
        Standing.LATE,
        Standing.OPEN,
        Standing.KEPT,
    ]
    fidelity = queries.tally(TODAY)
    assert (fidelity.kept, fidelity.broken, fidelity.late, fidelity.open) == (1, 0, 2, 1)
    assert fidelity.due == 3
    assert not fidelity.is_enough
    services.judge_promise(cast.get("cleo"), promises[0], Outcome.KEPT, "Late, but there.")
    assert queries.tally(TODAY).late == 1


def test_fidelity_agrees_with_the_published_interval() -> None:
    """MEASURES F2: none of ten kept is [0, .28]; N2: eight of ten is [.49, .94]."""
    none = queries.Fidelity(kept=0, broken=6, late=4, open=5).interval
    assert none is not None
    assert none == pytest.approx((0, 0.28), abs=0.005)
    assert queries.Fidelity(8, 2, 0, 0).interval == pytest.approx((0.49, 0.94), abs=0.005)
    assert queries.Fidelity(8, 1, 1, 0).is_enough
    assert queries.Fidelity(0, 0, 0, 3).interval is None
