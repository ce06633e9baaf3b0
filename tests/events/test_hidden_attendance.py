"""Who comes may keep their name from others who come; hosts see it, and counts stay true."""

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.base.db import session
from tribe.events import services
from tribe.events.models import Attendance, Event, Rsvp
from tribe.events.queries import count_answers
from tribe.home.queries import read_answers


@pytest.fixture
def event_id(app: Flask, cast: Cast) -> int:
    """A gathering of Cleo's to which Dov goes."""
    return furnish(app, cast).event


def names_on(app: Flask, cast: Cast, address: str) -> dict[str, bool]:
    """Who of several readers is told that Dov comes."""
    readers = ("ines", "cleo", "ben", "dov")
    pages = {who: sign_in(app, cast, who).get(address).text for who in readers}
    return {who: 'href="/u/dov"' in page.partition('id="seats"')[2] for who, page in pages.items()}


def test_others_who_come_are_not_told_and_hosts_are(app: Flask, cast: Cast, event_id: int) -> None:
    dov, address = sign_in(app, cast, "dov"), f"/events/{event_id}"
    with app.app_context():
        before = count_answers([event_id])[event_id]
    assert all(names_on(app, cast, address).values())
    typed = {"status": "going", "guests": "1", "asks_hidden": "1", "is_hidden": "1"}
    assert dov.post(f"{address}/rsvp", data=typed).status_code == 303
    for place in (address, f"{address}/pieces"):
        assert names_on(app, cast, place) == {
            "ines": False, "cleo": True, "ben": True, "dov": True
        }  # fmt: skip
    with app.app_context():
        assert count_answers([event_id])[event_id] == before
    dov.post(f"{address}/rsvp", data={"status": "going", "guests": "1"})  # says nothing of it
    assert names_on(app, cast, address)["ines"] is False
    dov.post(f"{address}/rsvp", data=typed | {"is_hidden": ""})
    assert names_on(app, cast, address)["ines"]


def test_home_shows_no_face_of_who_is_hidden(app: Flask, cast: Cast, event_id: int) -> None:
    with app.app_context():
        for is_hidden in (False, True):
            session.get_one(Attendance, (event_id, cast.ids["dov"])).is_hidden = is_hidden
            session.flush()
            for reader in ("ines", "dov"):
                faces = read_answers(cast.get(reader), [event_id])[event_id].faces
                is_told = "dov" in {one.name for one in faces}
                assert is_told is (not is_hidden or reader == "dov")


def test_an_answer_begins_as_its_member_chose(app: Flask, cast: Cast, event_id: int) -> None:
    ines = sign_in(app, cast, "ines")
    page = ines.get("/me/profile").text
    assert 'name="hides_attendance"' in page
    ines.post("/me/profile", data={"hides_attendance": "1", "locale": "en"})
    with app.app_context():
        assert cast.get("ines").hides_attendance
        event = session.get_one(Event, event_id)
        given = services.answer(cast.get("ines"), event, Rsvp.INTERESTED)
        assert given.is_hidden
        assert not services.answer(cast.get("ben"), event, Rsvp.INTERESTED).is_hidden
        session.commit()
