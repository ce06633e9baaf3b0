"""Of a stepping aside whose topic was moved out of sight no other moderator knows."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.aside.test_aside import Quarrel, talk
from tests.conftest import Cast
from tests.moderation.test_local import enter
from tribe.access import Role
from tribe.aside import queries, services
from tribe.aside.models import Outcome, StepAside
from tribe.aside.subjects import show_aside
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission
from tribe.messages.models import Keeping, PrivateMessage

ENDED = {"outcome": "settled", "words": "They share it"}


class Moved(Quarrel):
    """Ben asked two aside; Ada moved their topic to where admins alone see; Ines moderates too."""

    def __init__(self, cast: Cast, way: str = "moved") -> None:
        super().__init__(cast)
        cast.get("ines").role = Role.MODERATOR
        self.safe = Category(slug="safe", name="Safe", description="", position=9)
        session.add(self.safe)
        session.flush()
        permission = CategoryPermission(category_id=self.safe.id, audience=Audience.ADMIN)
        permission.may_see = permission.may_reply = permission.may_create = True
        session.add(permission)
        session.flush()
        self.aside = self.step_aside()
        ada = cast.get("ada")
        topic = self.topic
        if way == "merged on":
            hall = session.get_one(Category, topic.category_id)
            topic = forum.create_topic(cast.get("cleo"), hall, "Of bread", "And flour")
            forum.merge_topic(ada, self.topic, topic.id)
        if way == "moved":
            forum.move_topic(ada, topic, self.safe.id)
        else:
            into = forum.create_topic(ada, self.safe, "What is known", "All of it")
            forum.merge_topic(ada, topic, into.id)
        session.commit()


@pytest.fixture(params=["moved", "merged", "merged on"])
def moved(context: Flask, cast: Cast, request: pytest.FixtureRequest) -> Moved:
    return Moved(cast, request.param)


def test_another_moderator_finds_no_row_and_nothing_at_its_addresses(
    app: Flask, moved: Moved
) -> None:
    aside, talked = moved.aside.id, moved.aside.conversation_id
    ines = enter(app, moved.cast, "ines")
    page = ines.get("/asides")
    assert page.status_code == 200
    for said in ("cleo", "dov", f"/asides/{aside}", "oven"):
        assert said not in page.text, said
    forms = ((f"/asides/{aside}", ENDED), (f"/asides/{aside}/take-over", {"why": "Mine"}))
    for address, sent in forms:
        none = ines.get(address.replace(str(aside), "9999"))
        answer = ines.get(address)
        assert (answer.status_code, none.status_code) == (404, 404), address
        assert ines.post(address, data=sent).status_code == 404, address
    assert ines.get(f"/conversations/{talked}").status_code == 404
    session.expire_all()
    assert session.get_one(StepAside, aside).moderator_id == moved.cast.ids["ben"]
    assert session.get_one(StepAside, aside).ended_at is None


def test_no_service_does_it_either(moved: Moved) -> None:
    ines = moved.cast.get("ines")
    with pytest.raises(NotFound):
        services.take_over(ines, moved.aside, "Ben is away")
    with pytest.raises(NotFound):
        services.conclude(ines, moved.aside, Outcome.SETTLED, "They share it")
    assert show_aside(ines, moved.aside.id) is None
    assert show_aside(moved.cast.get("ada"), moved.aside.id) is not None
    assert talk(moved.aside).keeping is Keeping.HELD


def test_who_sits_in_it_keeps_it_without_the_title_and_ends_it(app: Flask, moved: Moved) -> None:
    aside, talked = moved.aside.id, moved.aside.conversation_id
    ben = enter(app, moved.cast, "ben")
    page = ben.get("/asides").text
    assert f"/asides/{aside}" in page
    assert "cleo" in page
    assert "oven" not in page
    assert ben.get(f"/conversations/{talked}").status_code == 200
    assert ben.post(f"/asides/{aside}", data=ENDED).status_code == 303
    session.expire_all()
    assert session.get_one(StepAside, aside).outcome is Outcome.SETTLED
    last = select(PrivateMessage.source).order_by(PrivateMessage.number.desc()).limit(1)
    assert session.scalar(last) == "They share it"


def test_an_admin_reads_of_it_and_takes_it_over(app: Flask, moved: Moved) -> None:
    aside = moved.aside.id
    ada = enter(app, moved.cast, "ada")
    page = ada.get("/asides").text
    assert f"/asides/{aside}/take-over" in page
    assert "oven" in page
    assert ada.get(f"/asides/{aside}").status_code == 403
    assert ada.post(f"/asides/{aside}/take-over", data={"why": "Mine"}).status_code == 303
    gone = enter(app, moved.cast, "ben")  # who took it up is in it no more, and sees no topic
    assert gone.get(f"/asides/{aside}").status_code == 404
    assert f"/asides/{aside}" not in gone.get("/asides").text


def test_where_its_topic_is_seen_another_takes_it_over(cast: Cast, context: Flask) -> None:
    quarrel = Quarrel(cast)
    cast.get("ines").role = Role.MODERATOR
    aside = quarrel.step_aside()
    with pytest.raises(Forbidden):
        services.conclude(cast.get("ines"), aside, Outcome.SETTLED, "Unread")
    assert [row.id for row in queries.list_asides(cast.get("ines")).rows] == [aside.id]
    services.take_over(cast.get("ines"), aside, "Ben is away")
    assert aside.moderator_id == cast.ids["ines"]
