"""Writing and unwriting interactions: both consents, once, undone, forgotten."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tribe.base.db import session
from tribe.graph.data.kinds import Kind
from tribe.ledger import services
from tribe.ledger.models import Cause, Interaction
from tribe.members.services import decide_consent

pytestmark = pytest.mark.usefixtures("context")


def rows() -> list[tuple[int, int, Kind, int]]:
    """Who turned to whom, how, in a group of how many."""
    columns = (
        Interaction.actor_id,
        Interaction.target_id,
        Interaction.kind,
        Interaction.group_size,
    )
    return [tuple(row) for row in session.execute(select(*columns).order_by(*columns[:2]))]


def reply(cast: Cast, actor: str, *targets: str, post: int = 1) -> int:
    return services.record(
        Kind.REPLY, cast.ids[actor], [cast.ids[t] for t in targets], cause=Cause.POST, cause_id=post
    )


def test_a_reply_is_written_once(cast: Cast) -> None:
    assert reply(cast, "cleo", "dov") == 1
    reply(cast, "cleo", "dov")
    assert rows() == [(cast.ids["cleo"], cast.ids["dov"], Kind.REPLY, 0)]


def test_nobody_turns_to_themself(cast: Cast) -> None:
    assert reply(cast, "cleo", "cleo") == 0
    assert rows() == []


@pytest.mark.parametrize("unwilling", ["cleo", "dov"])
def test_both_must_agree(cast: Cast, unwilling: str) -> None:
    cast.get(unwilling).is_measured = False
    session.flush()
    assert reply(cast, "cleo", "dov") == 0
    assert rows() == []


def test_one_unwilling_target_does_not_hide_the_others(cast: Cast) -> None:
    cast.get("dov").is_measured = False
    session.flush()
    assert reply(cast, "cleo", "dov", "ben") == 1
    assert rows() == [(cast.ids["cleo"], cast.ids["ben"], Kind.REPLY, 0)]


def test_a_group_act_is_one_row_a_pair_and_counts_the_unmeasured(cast: Cast) -> None:
    cast.get("eve").is_measured = False
    session.flush()
    people = [cast.ids[name] for name in ("dov", "cleo", "eve", "ben")]
    services.record_group(Kind.CO_ATTENDANCE, people, cause=Cause.EVENT, cause_id=7)
    services.record_group(Kind.CO_ATTENDANCE, people, cause=Cause.EVENT, cause_id=7)
    ben, cleo, dov = cast.ids["ben"], cast.ids["cleo"], cast.ids["dov"]
    together = Kind.CO_ATTENDANCE
    assert rows() == [(ben, cleo, together, 4), (ben, dov, together, 4), (cleo, dov, together, 4)]


def test_one_person_alone_is_no_group(cast: Cast) -> None:
    alone = [cast.ids["cleo"]]
    assert services.record_group(Kind.CO_HOSTING, alone, cause=Cause.EVENT, cause_id=1) == 0


def test_what_is_undone_is_unwritten(cast: Cast) -> None:
    reply(cast, "cleo", "dov", post=1)
    reply(cast, "cleo", "dov", post=2)
    services.record(Kind.THANKS, cast.ids["ben"], [cast.ids["cleo"]], cause=Cause.POST, cause_id=1)
    services.retract(Cause.POST, 1, kind=Kind.THANKS, actor_id=cast.ids["ben"])
    assert len(rows()) == 2
    services.retract(Cause.POST, 1)
    assert len(rows()) == 1
    services.retract(Cause.EVENT, 2)
    assert len(rows()) == 1


def test_forgetting_removes_both_sides_and_nothing_else(cast: Cast) -> None:
    reply(cast, "cleo", "dov")
    reply(cast, "dov", "cleo", post=2)
    reply(cast, "ben", "ada", post=3)
    services.forget(cast.ids["cleo"])
    assert rows() == [(cast.ids["ben"], cast.ids["ada"], Kind.REPLY, 0)]


def test_it_joins_the_transaction_of_its_cause(cast: Cast) -> None:
    reply(cast, "cleo", "dov")
    session.rollback()
    assert rows() == []


def test_the_time_is_that_of_the_cause(cast: Cast) -> None:
    then = datetime(2018, 3, 12, 9, 30, tzinfo=UTC)
    services.record(
        Kind.QUOTE, cast.ids["cleo"], [cast.ids["dov"]], cause=Cause.POST, cause_id=1, at=then
    )
    assert session.scalars(select(Interaction.at)).one() == then


def test_a_crowd_is_written_whole(cast: Cast) -> None:
    from tribe.members.models import Member

    crowd = [Member(name=f"m{n}", name_key=f"m{n}", is_measured=True) for n in range(40)]
    session.add_all(crowd)
    session.flush()
    people = [person.id for person in crowd]
    assert services.record_group(Kind.CO_ATTENDANCE, people, cause=Cause.EVENT, cause_id=1) == 780
    assert len(rows()) == 780


def test_a_withdrawn_consent_forgets_within_the_same_transaction(cast: Cast) -> None:
    reply(cast, "cleo", "dov")
    reply(cast, "ben", "ada", post=3)
    session.commit()
    decide_consent(cast.get("dov"), is_granted=False)
    assert len(rows()) == 1
    session.rollback()
    assert len(rows()) == 2


def test_a_consent_that_is_withdrawn_meanwhile_leaves_nothing(app: Flask, cast: Cast) -> None:
    """An act and a withdrawal at the same moment: whichever is first, nothing stays on record."""
    begun, recorded = threading.Event(), threading.Event()

    def withdraw() -> None:
        with app.app_context():
            begun.set()
            decide_consent(cast.get("dov"), is_granted=False)
            recorded.set()
            session.commit()

    with app.app_context():
        services.record(
            Kind.REPLY, cast.ids["cleo"], [cast.ids["dov"]], cause=Cause.POST, cause_id=1
        )
        other = threading.Thread(target=withdraw)
        other.start()
        begun.wait()
        recorded.wait(0.5)  # it must not get so far before we are done
        session.commit()
        other.join()
        assert session.scalars(select(Interaction)).all() == []
