"""Who agreed to earlier words is asked again, and is not measured until they answer."""

import hashlib
from pathlib import Path

import pytest
from flask import Flask, render_template
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category, Topic
from tribe.ledger.models import Interaction
from tribe.members import consent, services
from tribe.members.models import ConsentDecision, Member, Purpose

NEW = {Purpose.MEASUREMENT: "measurement-2"}
ASKED = "The words that you agreed to have changed"


@pytest.fixture
def topic(app: Flask, cast: Cast) -> int:
    """A topic of Cleo, answered by Dov; both have agreed."""
    with app.app_context():
        for name in ("cleo", "dov"):
            services.decide_consent(cast.get(name), True)
        hall = Category(slug="hall", name="Hall")
        session.add(hall)
        session.flush()
        topic = forum.create_topic(cast.get("cleo"), hall, "On bridges", "They span")
        forum.reply(cast.get("dov"), topic, "So they do")
        session.commit()
        assert ties() == 1
        return topic.id


def ties() -> int:
    """How many interactions the ledger has."""
    return session.scalar(select(func.count(Interaction.id))) or 0


def test_the_same_words_ask_nobody(app: Flask, cast: Cast, topic: int) -> None:
    with app.app_context():
        assert consent.ask_again() == 0
    assert ASKED not in sign_in(app, cast, "cleo").get("/").text


def test_new_words_presume_nothing(
    app: Flask, cast: Cast, topic: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consent, "WORDINGS", NEW)
    with app.app_context():
        imported = ConsentDecision(
            member_id=cast.ids["ben"], purpose=Purpose.MEASUREMENT, is_granted=True,
            wording=consent.IMPORTED,
        )  # fmt: skip
        session.add(imported)
        decided = session.scalar(select(func.count(ConsentDecision.id)))
        assert consent.ask_again() == 2
        assert consent.ask_again() == 0
        assert session.scalar(select(func.count(ConsentDecision.id))) == decided
        assert session.get_one(Member, cast.ids["ben"]).is_measured
        forum.reply(cast.get("dov"), session.get_one(Topic, topic), "And they do")
        session.commit()
        assert ties() == 1  # nothing new is recorded, and what was is not taken away yet
    cleo = sign_in(app, cast, "cleo")
    assert ASKED in cleo.get("/").text
    assert "The words above have changed" in cleo.get("/me/consent").text
    cleo.post("/me/consent", data={"is_measured": "1"})
    assert ASKED not in cleo.get("/").text
    with app.app_context():
        last = consent.find_last(cast.ids["cleo"], Purpose.MEASUREMENT)
        assert last is not None
        assert (last.is_granted, last.wording) == (True, "measurement-2")
        assert ties() == 1


def test_a_no_to_new_words_takes_away_what_earlier_ones_allowed(
    app: Flask, cast: Cast, topic: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consent, "WORDINGS", NEW)
    with app.app_context():
        consent.ask_again()
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    cleo.post("/me/consent", data={"is_measured": "0"})
    with app.app_context():
        assert ties() == 0
        assert not session.get_one(Member, cast.ids["cleo"]).is_measured
    assert ASKED not in cleo.get("/").text


AGREED = Path(__file__).parents[2] / "templates/members/agreed"
PINNED = {
    ("import", "en"): "c02b5ae25da25510",
    ("import", "fr"): "e28f9b6d7186c278",
    ("measurement-1", "en"): "4a3311da71800cb9",
    ("measurement-1", "fr"): "84ffa83f4cfbe01d",
}


@pytest.mark.parametrize(("wording", "language"), PINNED)
def test_words_that_were_agreed_to_are_never_changed(
    app: Flask, wording: str, language: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        said = " ".join(render_template(f"members/agreed/{wording}.html").split())
    assert hashlib.sha256(said.encode()).hexdigest()[:16] == PINNED[wording, language]


def test_all_words_that_anybody_was_shown_are_kept() -> None:
    kept = {path.stem for path in AGREED.glob("*.html")} - {"unknown"}
    assert {*consent.WORDINGS.values(), consent.IMPORTED} <= kept == {name for name, _ in PINNED}


def test_each_answer_stands_beside_the_words_that_it_was_given_to(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    with app.app_context():
        services.decide_consent(cast.get("cleo"), True)
        session.commit()
    words = "no score of any person"
    assert words in cleo.get("/me/consent").text
    with app.app_context():
        services.decide_consent(cast.get("cleo"), False, wording="measurement-0")
        session.commit()
    assert "are not kept" in cleo.get("/me/consent").text
