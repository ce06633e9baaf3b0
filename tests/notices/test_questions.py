"""Of what one person asks of others little comes at once, and one may ask few in a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.events.conftest import typed
from tests.mail.conftest import postal, server
from tests.notices.conftest import Hall, causes, hall, work
from tests.notices.test_budget import MARKET
from tests.notices.test_digest import clock
from tribe.activity.asking import MOST_ASKED, MOST_ASKED_WHEN_NEW
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.events import services as events
from tribe.events.models import Event
from tribe.mail import Mail
from tribe.notices.channels import MOST_ASKED_A_DAY
from tribe.rituals import services as rituals

__all__ = ["clock", "hall", "postal", "server"]


@pytest.fixture
def people(hall: Hall) -> Hall:
    """All are here for long, at addresses of theirs."""
    hall.speaks("ada")
    return hall


def ask(hall: Hall, who: str, number: int = 1, asked: str = "cleo") -> None:
    """Ask a member to host so many gatherings, each another one."""
    draft = replace(MARKET, serves="", asks="", asked_ids=(hall.cast.ids[asked],))
    for n in range(number):
        events.create_event(hall.cast.get(who), replace(draft, title=f"Join my shop {n}"))
        work()


def mailed(hall: Hall, who: str = "cleo") -> int:
    """How many mails somebody got."""
    return len(session.scalars(select(Mail.id).where(Mail.member_id == hall.cast.ids[who])).all())


def test_one_person_has_few_questions_mailed_at_once(
    postal: Flask, people: Hall, clock: Callable[[datetime], None]
) -> None:
    ask(people, "dov", 6)
    rite = rituals.declare(people.cast.get("dov"), rituals.RitualDraft("First light", "To greet"))
    rituals.ask_member_to_keep(people.cast.get("dov"), rite, people.cast.get("cleo"))
    work()
    assert mailed(people) == MOST_ASKED_A_DAY
    told = [kind for who, kind in causes() if who == "cleo"]
    assert told == ["events.asked"] * 6 + ["rituals.asked"]  # on the page are all
    ask(people, "ben")  # others are not in the way of each other
    assert mailed(people) == MOST_ASKED_A_DAY + 1
    clock(now() + timedelta(days=1, minutes=1))
    ask(people, "dov")
    assert mailed(people) == MOST_ASKED_A_DAY + 2


def test_one_may_ask_so_many_a_day_and_fewer_when_new(
    people: Hall, clock: Callable[[datetime], None]
) -> None:
    people.cast.get("dov").joined_at = now() - timedelta(days=1)
    session.commit()
    for who, most in (("dov", MOST_ASKED_WHEN_NEW), ("ben", MOST_ASKED)):
        ask(people, who, most)
        with pytest.raises(RuleBroken, match=r"events\.asked_enough"):
            ask(people, who)
        session.rollback()
    clock(now() + timedelta(days=1, minutes=1))
    ask(people, "dov")


def test_it_is_so_of_rites(people: Hall) -> None:
    for n in range(MOST_ASKED + 1):
        dov = people.cast.get("dov")
        rite = rituals.declare(dov, rituals.RitualDraft(f"Light {n}", "To greet"))
        if n < MOST_ASKED:
            rituals.ask_member_to_keep(dov, rite, people.cast.get("cleo"))
            continue
        with pytest.raises(RuleBroken, match=r"rituals\.asked_enough"):
            rituals.ask_member_to_keep(dov, rite, people.cast.get("cleo"))


def test_a_form_says_so_and_keeps_what_was_typed(app: Flask, cast: Cast, people: Hall) -> None:
    ask(people, "dov", MOST_ASKED)
    dov = sign_in(app, cast, "dov")
    answer = dov.post("/events/new", data=typed(title="One more", hosts="cleo"))
    assert answer.status_code == 422
    assert f"You can ask {MOST_ASKED} members a day at most" in answer.text
    assert "One more" in answer.text
    assert dov.post("/events/new", data=typed(title="Alone")).status_code == 303
    made = session.scalars(select(Event.id).where(Event.title == "Join my shop 0")).one()
    again = typed(title="Still asked", hosts="cleo")
    assert dov.post(f"/events/{made}/edit", data=again).status_code == 303
    assert dov.post(f"/events/{made}/edit", data=again | {"hosts": "ben"}).status_code == 422
