"""Who reported a thing is shown of it what they may see of it now, and no more."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.mail.reading import read_letters
from tests.moderation.test_local import Quarter, enter, quarter
from tests.notices.conftest import work
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.moderation import services
from tribe.moderation.models import ADDRESS, NO_ACTION, AppealOutcome, ModerationCase, Report
from tribe.moderation.services import Ruling
from tribe.moderation.subjects import show_report
from tribe.peace import services as peace

__all__ = ["quarter"]
NOTHING = Ruling(NO_ACTION, "It is no crime.", "Be kind")
TITLE, WORDS = "In zqxhall", "I shout in zqxzqxhall"


def shown(page: str) -> bool:
    """Whether anything of the thing is on a page."""
    return any(one in page for one in ("zqxhall", "/u/dov", "/t/1/"))


def body(page: str) -> str:
    """What a page says between its head and its foot."""
    return page.partition("<main")[2].partition("</main>")[0]


def told_at(client: FlaskClient) -> list[str]:
    """Where the notices of a member lead."""
    links = re.findall(r'href="(/notices/\d+)"', client.get("/notices").text)
    return [client.get(link).location for link in links]


@pytest.mark.parametrize("of", ["post", "topic", "member"])
def test_a_report_is_refused_where_its_page_is_not_there(
    app: Flask, cast: Cast, quarter: Quarter, of: str
) -> None:
    post = quarter.posts[0].id
    peace.block(cast.get("cleo" if of == "topic" else "dov"), cast.get("ines"))
    session.commit()
    ines = enter(app, cast, "ines")
    pages = [f"/report/member/{cast.ids['dov']}"]
    if of != "member":
        pages = [f"/report/post/{post}", f"/p/{post}/report"]
    for page in pages:
        for sent in ({"kind": "spam"}, {"kind": "nonsense"}):
            answer = ines.post(page, data=sent)
            assert (answer.status_code, ines.get(page).status_code) == (404, 404), page
            assert not shown(answer.text)
    with app.app_context():
        assert session.scalar(select(func.count(Report.id))) == 0


@pytest.mark.parametrize("address", ["/p/2", "/u/dov"])
def test_an_address_is_joined_to_nothing_that_its_sender_does_not_see(
    app: Flask, cast: Cast, quarter: Quarter, address: str
) -> None:
    peace.block(cast.get("dov"), cast.get("ines"))
    session.commit()
    typed = address.replace("2", str(quarter.posts[0].id))
    ines = enter(app, cast, "ines")
    assert ines.post("/report", data={"url": typed, "kind": "spam"}).status_code == 303
    page = ines.get("/me/reported").text
    assert (typed in page, "zqxhall" in page) == (True, False)
    with app.app_context():
        assert session.scalars(select(ModerationCase.subject_type)).all() == [ADDRESS]


@pytest.mark.parametrize("how", ["blocked", "removed"])
def test_words_that_a_reporter_sees_no_more_leave_what_they_are_told(
    app: Flask, cast: Cast, quarter: Quarter, how: str
) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    made = services.decide(cast.get("ada"), case, NOTHING)
    session.commit()
    ines, address = enter(app, cast, "ines"), f"/moderation/decisions/{made.id}"
    pages = [address, f"{address}/appeal", "/me/reported"]
    assert WORDS in ines.get(address).text
    assert all(TITLE in ines.get(page).text for page in pages)
    if how == "blocked":
        peace.block(cast.get("dov"), cast.get("ines"))
    else:
        forum.remove(cast.get("dov"), quarter.posts[0])
    session.commit()
    for page in pages:
        assert not shown(ines.get(page).text), page
    assert not shown(ines.post(f"{address}/appeal", data={}).text)
    assert enter(app, cast, "dov").get(address).status_code == 404  # nothing was done
    assert WORDS in enter(app, cast, "ben").get(address).text
    report = session.scalars(select(Report.id)).one()
    told = show_report(cast.get("ines"), report)
    assert told is not None
    assert not shown(told.title)
    appeal = services.appeal(cast.get("ines"), made, "It is one")
    services.judge(cast.get("ben"), appeal, AppealOutcome.UPHELD, "It is none")
    session.commit()
    work()
    letters = [one for one in read_letters() if "ines" in str(one.to)]
    assert len(letters) == 1
    assert not shown(f"{letters[0].subject} {letters[0].text}".replace("/moderation/t", ""))


def test_who_reported_is_led_from_the_outcome_to_its_reasons_and_to_objecting(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    ines = enter(app, cast, "ines")
    assert "/moderation/decisions/" not in body(ines.get("/me/reported").text)
    made = services.decide(cast.get("ada"), case, NOTHING)
    session.commit()
    work()
    address = f"/moderation/decisions/{made.id}"
    page = body(ines.get("/me/reported").text)
    links = [f'href="{address}"', f'href="{address}/appeal"']
    assert [one in page for one in links] == [True, True]
    assert told_at(ines) == [address]
    assert "It is no crime." in ines.get(address).text
    assert ines.get(f"{address}/appeal").status_code == 200
    services.appeal(cast.get("ines"), made, "It is one")
    session.commit()
    page = body(ines.get("/me/reported").text)
    assert [one in page for one in links] == [True, False]  # once


def test_who_reported_finds_no_link_to_what_is_not_theirs_to_read(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    made = services.decide(
        cast.get("ada"), case, Ruling("forum.post.hide", "It is a crime.", "Be kind")
    )
    session.commit()
    work()
    ines = enter(app, cast, "ines")
    assert "/moderation/decisions/" not in body(ines.get("/me/reported").text)
    [told] = told_at(ines)
    assert told.startswith("/me/reported#report-")
    assert ines.get(f"/moderation/decisions/{made.id}").status_code == 404
