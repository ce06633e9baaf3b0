"""What the brand promised is reported, taken from view with reasons, and put back exactly."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.acts.test_acts import brand
from tests.acts.test_judged import read
from tests.conftest import Cast, sign_in
from tests.forum.states import take_state
from tests.moderation.test_restraints import ruling
from tests.moderation.test_sweeping import left
from tests.moderation.test_titles_taken import pages_of
from tests.notices.conftest import Hall, hall, work
from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.moderation import services as moderation
from tribe.moderation.models import Decision, ModerationCase
from tribe.voice import queries, services
from tribe.voice.models import Outcome, Promise

__all__ = ["brand", "hall"]
WORD = "Zqxoven"
TAKE = "voice.promise.take_words"


def promised(hall: Hall) -> Promise:
    """The brand promises something."""
    ben, today = hall.cast.get("ben"), now().date()
    made = services.make_promise(ben, f"{WORD} for all", f"A {WORD} in **each** shop", today)
    session.commit()
    return made


def take(hall: Hall, promise: Promise, by: str = "ada") -> Decision:
    made = moderation.decide_on(hall.cast.get(by), "promise", promise.id, ruling(TAKE))
    work()
    return made


def where(app: Flask, reader: FlaskClient) -> set[str]:
    """The pages on which a reader finds the word."""
    return {page for page in pages_of(app) if WORD.encode() in read(app, reader, page)}


def test_members_report_it_on_its_page_and_guests_by_its_address(
    brand: Hall, app: Flask, cast: Cast, client: FlaskClient
) -> None:
    promise = promised(brand)
    ben, dov = sign_in(app, cast, "ben"), sign_in(app, cast, "dov")
    action = f"/report/promise/{promise.id}"
    assert action.encode() in read(app, dov, "/promises")
    assert action.encode() not in read(app, ben, "/promises")  # his own
    assert f"/report?url=/promises%23promise-{promise.id}".encode() in read(
        app, client, "/promises"
    ).replace(b"%2523", b"%23")
    with app.app_context():
        assert dov.post(action, data={"kind": "spam"}).status_code == 303
    typed = {"url": f"http://localhost/promises#promise-{promise.id}", "kind": "illegal"}
    typed |= {"words": "It lies to us", "name": "Wren", "email": "wren@example.org"}
    with app.app_context():
        assert client.post("/report", data=typed).status_code == 303
    [case] = session.scalars(select(ModerationCase)).all()
    assert (case.subject_type, case.subject_id) == ("promise", promise.id)
    assert case.author_id == cast.ids["ben"]


def test_its_words_leave_every_page_and_come_back_as_they_were(
    brand: Hall, app: Flask, cast: Cast
) -> None:
    promise = promised(brand)
    services.seat(cast.get("cleo"), now().date())
    services.judge_promise(cast.get("cleo"), promise, Outcome.BROKEN, "No shop had any.")
    session.commit()
    work()
    dov, ben, guest = sign_in(app, cast, "dov"), sign_in(app, cast, "ben"), app.test_client()
    assert "/promises" in where(app, dov)
    before, tally = take_state(), queries.tally(now().date())
    decision = take(brand, promise)
    assert where(app, dov) == where(app, guest) == set()
    page = read(app, guest, "/promises")
    assert b"Moderators took its words from view" in page
    assert b"No shop had any." in page
    assert b"/report?url=" not in page.partition(b"<main")[2].partition(b"</main>")[0]
    assert queries.tally(now().date()) == tally
    told = read(app, ben, f"/moderation/decisions/{decision.id}")
    assert b"What you promised in the name of the brand was taken from view" in told
    moderation.undo(cast.get("ada"), session.get_one(Decision, decision.id), "It was another")
    work()
    assert left(before) == set()
    assert "/promises" in where(app, dov)


def test_the_brand_judges_none_of_its_own_where_another_can(brand: Hall) -> None:
    brand.cast.get("dov").is_brand = True
    made = services.make_promise(brand.cast.get("dov"), "An oven", "", now().date())
    with pytest.raises(Forbidden, match="of_brand"):
        take(brand, made, "ben")
    take(brand, made)
    assert made.is_covered
