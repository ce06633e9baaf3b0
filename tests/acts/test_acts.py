"""No act of the brand goes out before it says whom it serves and what it asks."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.reading import read_letters
from tests.notices.conftest import Hall, hall, work
from tests.notices.test_budget import choose
from tests.notices.test_choices import KEPT
from tests.notices.test_digest import clock
from tribe.activity import Activity
from tribe.activity.notices import Channel
from tribe.acts import services as acts
from tribe.acts.models import BrandAct
from tribe.acts.notices import PUBLISHED
from tribe.acts.services import ActDraft
from tribe.audit.models import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.forum.models import Post, Topic
from tribe.members.models import Member
from tribe.notices.models import NoticeCause
from tribe.notices.reach import count_reach

__all__ = ["clock", "hall"]

SAID = ActDraft("A new oven", "It *comes* in May.", "Those who bake at home", "Nothing")
TYPED = {"title": SAID.title, "body": SAID.body, "serves": SAID.serves, "asks": SAID.asks}


@pytest.fixture
def brand(hall: Hall) -> Hall:
    """Ben speaks for the brand; everybody's address is known to be theirs."""
    hall.speaks("ben")
    return hall


@pytest.fixture
def ben(brand: Hall, app: Flask, cast: Cast) -> FlaskClient:
    return sign_in(app, cast, "ben")


def say(hall: Hall, draft: ActDraft = SAID) -> BrandAct:
    """The brand publishes, and all are told."""
    act = acts.write(hall.cast.get("ben"), draft)
    acts.publish(hall.cast.get("ben"), act)
    work()
    return act


def test_the_form_says_for_what_its_statements_are_needed(ben: FlaskClient) -> None:
    page = ben.get("/acts/new").text
    for name in ("serves", "asks"):
        label = re.search(rf'<label [^>]*for="f-{name}">.*?</label>', page)
        assert label is not None
        assert "(needed to publish, not for a draft)" in label[0]
    grounds = re.search(r'<label [^>]*for="f-grounds">.*?</label>', page)
    assert grounds is not None
    assert "(optional)" in grounds[0]


def told(hall: Hall, who: str = "cleo") -> int:
    own = select(NoticeCause.activity_id).where(NoticeCause.member_id == hall.cast.ids[who])
    return len(session.scalars(own.where(NoticeCause.kind == PUBLISHED.name)).all())


def only_act() -> BrandAct:
    session.rollback()
    return session.scalars(select(BrandAct)).one()


@pytest.mark.parametrize("missing", [{"serves": ""}, {"asks": ""}, {"serves": "​ ​ ​"}])
def test_nothing_is_published_without_both_statements(
    ben: FlaskClient, missing: dict[str, str]
) -> None:
    assert ben.post("/acts/new", data=TYPED | missing).status_code == 303
    act = only_act()
    assert "It cannot go out before" in ben.get(f"/acts/{act.id}").text
    assert "It cannot go out before" in ben.get(f"/acts/{act.id}/publish").text
    assert ben.post(f"/acts/{act.id}/publish").status_code == 409
    assert only_act().is_draft
    assert (
        session.scalars(select(Activity.id).where(Activity.subject_type == "brand_act")).all() == []
    )


@pytest.mark.parametrize("missing", ["serves", "asks"])
def test_the_database_itself_refuses_it(brand: Hall, missing: str) -> None:
    row: dict[str, Any] = dict.fromkeys(("title", "source", "html", "grounds", "grounds_html"), "x")
    row |= {"kind": "announcement", "serves": "All", "asks": "Nothing", missing: "   "}
    row |= {"author_id": brand.cast.ids["ben"], "made_at": now()}
    session.execute(insert(BrandAct).values(row))
    with pytest.raises(IntegrityError):
        session.execute(insert(BrandAct).values(row | {"published_at": now()}))
    session.rollback()


def test_a_draft_is_theirs_who_speak_and_what_is_published_stays(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    with app.app_context():
        cast.get("ben").is_brand = True
        session.commit()
    ben, cleo = sign_in(app, cast, "ben"), sign_in(app, cast, "cleo")
    page = ben.post("/acts/new", data=TYPED).location
    assert cleo.get(page).status_code == 404
    assert SAID.title not in cleo.get("/acts").text
    assert SAID.title in ben.get("/acts").text
    assert ben.post(f"{page}/edit", data=TYPED | {"title": "An oven"}).status_code == 303
    assert ben.post(f"{page}/publish").status_code == 303
    read = client.get(page).text
    assert "Those who bake at home" in read
    assert "<em>comes</em>" in read
    assert "An oven" in client.get("/acts").text
    assert ben.post(f"{page}/edit", data=TYPED).status_code == 409
    assert ben.post(f"{page}/remove").status_code == 409
    assert ben.post(f"{page}/publish").status_code == 409
    entries = select(AuditEntry.kind).where(AuditEntry.subject_type == "brand_act")
    with app.app_context():
        assert session.scalars(entries).all() == ["acts.published"]


def test_a_draft_can_be_removed(brand: Hall, ben: FlaskClient) -> None:
    ben.post("/acts/new", data=TYPED)
    assert ben.post(f"/acts/{only_act().id}/remove").status_code == 303
    assert session.scalars(select(BrandAct)).all() == []


def test_what_is_taken_back_is_told_no_more_and_stays_to_be_read(
    brand: Hall, ben: FlaskClient, client: FlaskClient
) -> None:
    act = say(brand)
    assert told(brand) == 1
    assert ben.post(f"/acts/{act.id}/withdraw").status_code == 303
    work()
    assert told(brand) == 0
    assert "The brand took this back" in client.get(f"/acts/{act.id}").text
    assert ben.post(f"/acts/{act.id}/withdraw").status_code == 409


def test_it_is_read_by_mail_with_its_statements_and_the_budget(
    brand: Hall, app: Flask, cast: Cast
) -> None:
    page = KEPT | {"acts.published": "at_once"}
    assert sign_in(app, cast, "cleo").post("/me/notices", data=page).status_code == 303
    for _ in range(3):
        say(brand)
    letters = read_letters("acts.announcement")
    assert [letter.to for letter in letters] == ["cleo@example.invalid"] * 2  # two a month
    assert "Whom it serves: Those who bake at home" in letters[0].text
    assert "What it asks of you: Nothing" in letters[0].text
    assert "/me/notices" in letters[0].text
    assert letters[0].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told(brand, "dov") == 3
    assert told(brand, "eve") == 0  # suspended


def test_who_takes_none_hears_nothing_and_can_read_all(brand: Hall, app: Flask, cast: Cast) -> None:
    choose(brand, Channel.WEB, 0)
    act = say(brand)
    assert (told(brand), told(brand, "dov")) == (0, 1)
    assert SAID.title in sign_in(app, cast, "cleo").get(f"/acts/{act.id}").text


def test_the_speaker_sees_how_many_and_never_whom(brand: Hall, ben: FlaskClient) -> None:
    ben.post("/acts/new", data=TYPED)
    page = ben.get(f"/acts/{only_act().id}/publish").text
    assert page.count("fewer than 10") == len(Channel) + 1
    for name in ("cleo", "dov", "ines"):
        assert name not in page.split("<main", 1)[1]
    others = [Member(name=f"m{n}", name_key=f"m{n}", email=f"m{n}@x.invalid") for n in range(31)]
    for other in others:
        other.email_confirmed_at = now()
        other.joined_at = now() - timedelta(days=2)
    session.add_all(others)
    session.commit()
    reached = count_reach(PUBLISHED)
    assert reached.by[Channel.WEB] == 35  # 3 of the cast and these
    assert reached.by[Channel.MAIL] == 35  # in the digest, to who chose nothing
    assert reached.none_left is None
    choose(brand, Channel.WEB, 0)  # one who changes their mind changes no number
    assert count_reach(PUBLISHED) == reached


def test_the_first_answer_begins_the_topic_of_answers(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    with app.app_context():
        hall = Hall(cast)
        hall.cast.get("ben").is_brand = True
        draft = ActDraft("An oven", "In May", "Bakers", "Nothing", "", hall.room.id)
        page = f"/acts/{say(hall, draft).id}"
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert cleo.post(f"{page}/answer", data={"body": ""}).status_code == 422
    assert cleo.post(f"{page}/answer", data={"body": "How big?"}).status_code == 303
    assert dov.post(f"{page}/answer", data={"body": "How hot?"}).status_code == 303
    with app.app_context():
        topic = session.scalars(select(Topic)).one()
        authors = session.scalars(select(Post.author_id).order_by(Post.number)).all()
    assert (topic.title, authors) == ("An oven", [cast.ids["cleo"], cast.ids["dov"]])
    assert f'href="{page}"' in client.get(f"/t/{topic.id}/{topic.slug}").text
    assert f"/t/{topic.id}" in client.get(page).text


def test_answers_are_gathered_where_the_brand_said_so(brand: Hall) -> None:
    act = say(brand)
    with pytest.raises(RuleBroken, match="no_answers"):
        acts.answer(brand.cast.get("cleo"), act, "How big?")
    session.rollback()


def test_the_list_costs_the_same_for_one_and_many(brand: Hall, app: Flask) -> None:
    costs = []
    for _ in range(2):
        say(brand)
        with count_queries(app) as queries:
            app.test_client().get("/acts")
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("empty", ["...", "123", "xxxx", "\u3164\u3164\u3164", "?!?"])
def test_a_statement_has_words(ben: FlaskClient, brand: Hall, empty: str) -> None:
    refused = ben.post("/acts/new", data=TYPED | {"asks": empty})
    if refused.status_code == 422:
        assert "Please say it in words." in refused.text
    assert session.scalars(select(BrandAct).where(BrandAct.asks != "")).all() == []
    act = acts.write(brand.cast.get("ben"), replace(SAID, asks=empty))
    with pytest.raises(RuleBroken, match=r"intent\.missing"):
        acts.publish(brand.cast.get("ben"), act)


@pytest.mark.parametrize("word", ["Rien", "All", "所有人", "Ничего"])
def test_a_word_is_enough_of_a_statement(brand: Hall, word: str) -> None:
    act = acts.write(brand.cast.get("ben"), replace(SAID, serves=word, asks=word))
    assert act.is_stated


@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize("who", ["ben", "ada"])  # an account of the brand, an admin without mark
def test_who_speaks_for_the_brand_does_not_answer_its_acts(
    brand: Hall, app: Flask, cast: Cast, who: str, is_begun: bool
) -> None:
    act = say(brand, replace(SAID, category_id=brand.room.id))
    if is_begun:
        acts.answer(cast.get("cleo"), act, "How big?")
        session.commit()
    browser = sign_in(app, cast, who)
    assert "Answer, for all to read" not in browser.get(f"/acts/{act.id}").text
    refused = browser.post(f"/acts/{act.id}/answer", data={"body": "@cleo, look here"})
    assert refused.status_code == 409
    assert "look here" in refused.text  # what was typed is kept, for the topic
    session.rollback()
    assert session.scalar(select(func.count(Post.id))) == int(is_begun)


@pytest.mark.parametrize("is_begun", [False, True])
def test_what_is_taken_back_is_not_answered(
    brand: Hall, app: Flask, cast: Cast, is_begun: bool
) -> None:
    act = say(brand, replace(SAID, category_id=brand.room.id))
    if is_begun:
        acts.answer(cast.get("cleo"), act, "How big?")
    acts.withdraw(cast.get("ben"), act)
    session.commit()
    browser = sign_in(app, cast, "cleo")
    page = browser.get(f"/acts/{act.id}").text
    assert "Answer, for all to read" not in page
    assert "Nobody has answered yet" not in page
    assert browser.post(f"/acts/{act.id}/answer", data={"body": "Why?"}).status_code == 409
    session.rollback()
    assert session.scalar(select(func.count(Post.id))) == int(is_begun)


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_mail_asks_for_an_answer_where_answers_are_gathered(
    brand: Hall, app: Flask, cast: Cast, is_answered: bool
) -> None:
    page = KEPT | {"acts.published": "at_once"}
    assert sign_in(app, cast, "cleo").post("/me/notices", data=page).status_code == 303
    say(brand, replace(SAID, category_id=brand.room.id if is_answered else None))
    [letter] = read_letters("acts.announcement")
    assert ("Read it, and answer" in letter.text) is is_answered
    assert "Read it" in letter.text


@pytest.mark.parametrize("name", ["title", "body", "serves", "asks", "grounds"])
def test_what_goes_out_is_what_was_shown(
    brand: Hall, app: Flask, cast: Cast, ben: FlaskClient, name: str
) -> None:
    page = ben.post("/acts/new", data=TYPED).location
    ada = sign_in(app, cast, "ada")
    seen = version_on(ada.get(f"{page}/publish").text)
    assert ben.post(f"{page}/edit", data=TYPED | {name: "Quite another"}).status_code == 303
    shown = ada.post(f"{page}/publish", data={"version": seen})
    assert shown.status_code == 409
    assert "Quite another" in shown.text.split("<main", 1)[1]
    assert only_act().is_draft
    again = {"version": version_on(shown.text)}
    assert ada.post(f"{page}/publish", data=again).status_code == 303
    assert not only_act().is_draft


def version_on(page: str) -> str:
    found = re.search(r'name="version" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_nothing_that_the_brand_does_today_moves_the_numbers(
    brand: Hall, clock: Callable[[datetime], None]
) -> None:
    """Or it would see who has a message left: by its accounts at an edge, naming one member."""
    clock(datetime(2027, 1, 12, 12, tzinfo=UTC))
    names = [f"m{n}" for n in range(10)]  # 13 with the cast: one fewer is another number
    joined = now() - timedelta(days=100)
    session.add_all(
        Member(name=one, name_key=one, email=f"{one}@x.invalid", joined_at=joined) for one in names
    )
    session.commit()
    choose(brand, Channel.WEB, 1)
    choose(brand, Channel.WEB, 1, "dov")
    before = count_reach(PUBLISHED)
    assert before.by[Channel.WEB] == 15
    brand.topic("ben", body="Come, @cleo and @dov")
    assert count_reach(PUBLISHED) == before
    session.add(Member(name="b", name_key="b", email="b@x.invalid", is_brand=True))
    session.add(Member(name="n", name_key="n", email="n@x.invalid", joined_at=now()))
    session.commit()
    assert count_reach(PUBLISHED) == before
    clock(datetime(2027, 1, 13, 0, 1, tzinfo=UTC))
    assert count_reach(PUBLISHED).by[Channel.WEB] == 10  # 14, without two who have none left
