"""Who is erased says nothing more: neither while it lasts, nor by what was on its way."""

import threading
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.events.conftest import draft
from tribe.base.db import Base, session
from tribe.base.errors import Forbidden
from tribe.events.models import Event
from tribe.events.personal import PERSONAL
from tribe.events.services import cancel_event, create_event
from tribe.forum import services as forum
from tribe.forum.models import Category, Post, Topic
from tribe.members.models import Member, SignIn
from tribe.personal_data.models import Departure, Words
from tribe.personal_data.reading import read_rows
from tribe.personal_data.services import erase, erasing
from tribe.privacy import Personal

WORDS = "zqx said while it lasts"


@pytest.fixture
def topic(app: Flask, cast: Cast) -> int:
    with app.app_context():
        hall = Category(slug="hall", name="Hall")
        session.add(hall)
        session.flush()
        number = forum.create_topic(cast.get("dov"), hall, "Of something", "Who comes?").id
        session.commit()
        return number


def said(app: Flask, member_id: int) -> list[str]:
    with app.app_context():
        own = select(Post.source).where(Post.author_id == member_id)
        return [source for source in session.scalars(own) if source]


def test_nobody_acts_in_the_name_of_who_is_being_erased(
    app: Flask, cast: Cast, topic: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleo, answers = sign_in(app, cast, "cleo"), []
    with app.app_context():
        verbs = erasing.declared_erasing()

    def act(_leaver: object) -> None:
        session.commit()
        answers.append(cleo.post(f"/t/{topic}/reply", data={"body": WORDS}))
        answers.append(sign_in(app, cast, "cleo").post(f"/t/{topic}/reply", data={"body": WORDS}))

    monkeypatch.setattr(erasing, "declared_erasing", lambda: [*verbs, act])
    with app.app_context():
        erase(cast.ids["cleo"], Words.GO)
        assert session.scalar(select(func.count(SignIn.id))) == 0
    assert [answer.status_code for answer in answers] == [403, 403]
    assert said(app, cast.ids["cleo"]) == []


def test_what_was_on_its_way_goes_too(app: Flask, cast: Cast, topic: int) -> None:
    """A request that looked who asks before an erasure begins writes after it, or is refused."""
    looked, begun = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context():
            cleo = session.get_one(Member, cast.ids["cleo"])
            looked.set()
            begun.wait(1)
            with suppress(
                Forbidden
            ):  # where who writes is asked about anew once the erasure is done
                forum.reply(cleo, session.get_one(Topic, topic), WORDS)
            session.commit()

    writer = threading.Thread(target=write)
    writer.start()
    assert looked.wait(10)
    with app.app_context():
        erase(cast.ids["cleo"], Words.GO)
    writer.join(30)
    assert said(app, cast.ids["cleo"]) == []


def test_an_erasure_that_is_broken_off_is_taken_up_by_a_job(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(_leaver: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(erasing, "declared_erasing", lambda: [fall])
    with app.app_context():
        with pytest.raises(KeyboardInterrupt):
            erase(cast.ids["cleo"], Words.GO)
        session.rollback()
        monkeypatch.undo()
        departure = session.scalars(select(Departure)).one()
        assert departure.member_id == cast.ids["cleo"]
        erasing.erase_departed(departure.id)
        assert session.get_one(Member, cast.ids["cleo"]).name == "former member 1"
        assert session.scalar(select(func.count(Departure.id))) == 0


def test_why_another_cancelled_a_gathering_is_theirs_and_goes_with_them(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        event = create_event(cast.get("cleo"), draft(description="Bring tea"))
        cancel_event(cast.get("ben"), event, why="The hill burns")
        [declared] = [one for one in PERSONAL if isinstance(one, Personal) and one.table == "event"]
        table = Base.metadata.tables["event"]
        own = {
            who: dict(next(read_rows(declared, table, cast.get(who)))) for who in ("ben", "cleo")
        }
        assert own["ben"]["why_cancelled"] == "The hill burns"
        assert not own["ben"].get("source")
        assert own["cleo"]["source"] == "Bring tea"
        assert not own["cleo"].get("why_cancelled")
        session.commit()
        erase(cast.ids["ben"], Words.GO)
        session.expire_all()
        event = session.get_one(Event, event.id)
        assert (event.why_cancelled, event.source) == ("", "Bring tea")
        assert event.cancelled_by_id != cast.ids["cleo"]
