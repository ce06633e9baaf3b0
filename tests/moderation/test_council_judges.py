"""What the council overturns is undone whole by the program, whatever its members may see."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.moderation.test_local import enter
from tests.moderation.test_out_of_sight import Office
from tests.moderation.test_out_of_sight import office as office
from tribe.base.db import now, session
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import Decision
from tribe.moderation.services import Ruling
from tribe.moderation.services.judges import judges_of
from tribe.moderation.settings import COUNCIL_JUDGES
from tribe.settings import services as settings
from tribe.settings.kinds import YES
from tribe.voice.models import CouncilSeat

OVERTURNED = {"outcome": "overturned", "words": "It was none"}


def seat(office: Office, *, are_asked_beside: bool) -> None:
    """Cleo sits on the council."""
    if are_asked_beside:
        settings.change({COUNCIL_JUDGES.key: YES}, office.cast.ids["ada"])
    since = now().date() - timedelta(days=1)
    session.add(CouncilSeat(member_id=office.cast.ids["cleo"], since=since))
    session.flush()


def appealed(office: Office, ruling: Ruling) -> tuple[Decision, int]:
    """What Ada decides of Dov, whose posts lie in the hall and in the office, and he appeals."""
    ada, dov = office.cast.get("ada"), office.cast.get("dov")
    decision = services.decide_on(ada, "member", dov.id, ruling)
    made = services.appeal(dov, decision, "I bake")
    session.commit()
    return decision, made.id


@pytest.mark.parametrize("are_asked_beside", [True, False])
def test_a_sweep_is_undone_where_the_council_sees_nothing_too(
    app: Flask, office: Office, are_asked_beside: bool
) -> None:
    cast = office.cast
    seat(office, are_asked_beside=are_asked_beside)
    in_hall = office.quarter.posts[0]
    decision, made = appealed(office, Ruling("forum.member.sweep", "Spam", "No spam"))
    if not are_asked_beside:
        cast.get("ben").role = cast.get("dov").role  # nobody else is left who moderates
        session.commit()
    numbers = [in_hall.id, office.post.id]
    assert [session.get_one(Post, one).is_removed for one in numbers] == [True, True]
    assert cast.ids["cleo"] in judges_of(decision)
    address = f"/moderation/appeals/{made}"
    cleo = enter(app, cast, "cleo")
    assert address in cleo.get("/moderation/appeals").text
    assert cleo.get(address).status_code == 200
    assert cleo.post(address, data=OVERTURNED).status_code == 303
    session.expire_all()
    assert [session.get_one(Post, one).is_removed for one in numbers] == [False, False]
    assert not session.get_one(Decision, decision.id).stands
    assert cast.get("dov").is_active


def test_the_council_undoes_nothing_but_by_answering(app: Flask, office: Office) -> None:
    seat(office, are_asked_beside=True)
    decision, _made = appealed(office, Ruling("forum.member.sweep", "Spam", "No spam"))
    cleo = enter(app, office.cast, "cleo")
    undoing = f"/moderation/decisions/{decision.id}/undo"
    assert cleo.post(undoing, data={"words": "It was none"}).status_code == 403
    session.expire_all()
    assert session.get_one(Decision, decision.id).stands
