"""Who judges an appeal is shown what they judge, and whoever appealed by whom it was answered."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.moderation.test_guests import HIDE, WHY_NOT, give_notice
from tests.moderation.test_reporting import NOTICE, decide_all, latest, world
from tests.notices.conftest import work
from tests.world import World
from tribe.base.db import now, session
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic
from tribe.moderation import services
from tribe.moderation.labels import kind_words
from tribe.moderation.models import (
    TIME_TO_APPEAL,
    Appeal,
    AppealOutcome,
    Decision,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.settings import COUNCIL_JUDGES
from tribe.settings import services as settings
from tribe.settings.kinds import YES
from tribe.voice.models import CouncilSeat
from tribe.web.design.labels import whole_moment

__all__ = ["world"]


@pytest.fixture
def seated(app: Flask, cast: Cast, world: World) -> World:
    """Cleo sits on the council, which judges appeals beside moderators."""
    with app.app_context():
        settings.change({COUNCIL_JUDGES.key: YES}, cast.ids["ada"])
        since = now().date() - timedelta(days=1)
        session.add(CouncilSeat(member_id=cast.ids["cleo"], since=since))
        session.commit()
    return world


def test_who_sits_on_the_council_finds_the_appeals_on_its_page(
    app: Flask, cast: Cast, seated: World
) -> None:
    for name, is_shown in (("cleo", True), ("dov", False), ("ben", False)):
        page = sign_in(app, cast, name).get("/council").text
        assert ('href="/moderation/appeals">Appeals that you may answer' in page) is is_shown, name
    assert "Appeals that you may answer" not in app.test_client().get("/council").text
    assert sign_in(app, cast, "cleo").get("/moderation/appeals").status_code == 200


def objected(app: Flask, cast: Cast, client: FlaskClient, world: World) -> tuple[str, int]:
    """A guest's notice on which Ben does nothing, and to which the guest objects."""
    link = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        decide_all(cast)
    assert client.post(f"{link}/object", data={"words": WHY_NOT}).status_code == 303
    with app.app_context():
        work()
        number = session.scalars(select(Appeal.id).order_by(Appeal.id.desc()).limit(1)).one()
    return link, number


def test_a_member_of_the_council_is_shown_all_that_they_judge(
    app: Flask, cast: Cast, seated: World, client: FlaskClient
) -> None:
    with app.app_context():
        author = session.get_one(Post, seated.post).author_id
        reporter = next(name for name in ("ines", "dov") if cast.ids[name] != author)
        services.report(cast.get(reporter), "post", seated.post, ReportKind.HARM, "It shouts")
        whose = next(name for name, number in cast.ids.items() if number == author)
        session.commit()
    _link, number = objected(app, cast, client, seated)
    page = sign_in(app, cast, "cleo").get(f"/moderation/appeals/{number}").text
    with app.test_request_context():
        kinds = (kind_words(ReportKind.ILLEGAL), kind_words(ReportKind.HARM))
    main = page.partition("<main")[2].partition("</main>")[0]
    for said in (NOTICE["words"], *kinds, "It shouts", WHY_NOT):
        assert said in main, said
    assert "It was looked at." in main
    assert f'href="/u/{whose}"' in main
    assert "a guest who reported it" in main
    assert "See it in context" in main
    for unsaid in (f"/u/{reporter}", NOTICE["name"], NOTICE["email"], "/moderation/cases/"):
        assert unsaid not in main, unsaid


@pytest.mark.parametrize("judge", ["cleo", "ada"])
def test_whoever_appealed_is_told_by_whom_it_was_answered(
    app: Flask, cast: Cast, seated: World, client: FlaskClient, judge: str
) -> None:
    link, number = objected(app, cast, client, seated)
    with app.app_context():
        made = session.get_one(Appeal, number)
        services.judge(cast.get(judge), made, AppealOutcome.UPHELD, "Nothing is sold there.")
        work()
        mailed = read_letters("moderation.objection_answered")[-1].text
    council, moderator = "A member of the council reviewed it", "Another moderator reviewed it"
    said, unsaid = (council, moderator) if judge == "cleo" else (moderator, council)
    for told in (client.get(link).text, mailed):
        assert (said in told, unsaid in told) == (True, False)
    with app.app_context():
        decision = session.get_one(Appeal, number).decision_id
    answer = {"cleo": "a member of the council", "ada": "a moderator who did not make the decision"}
    page = sign_in(app, cast, "ben").get(f"/moderation/decisions/{decision}").text
    assert f"Answer from {answer[judge]}:" in page


def test_who_is_involved_is_not_told_that_they_decided(
    app: Flask, cast: Cast, seated: World, client: FlaskClient
) -> None:
    with app.app_context():
        services.report(cast.get("cleo"), "post", seated.post, ReportKind.HARM, "It shouts")
        session.commit()
    _link, number = objected(app, cast, client, seated)
    address = f"/moderation/appeals/{number}"
    answer = {"outcome": "upheld", "words": "It is none"}
    refused = {"cleo": "You are involved in this case", "ben": "You made this decision"}
    for name, said in refused.items():
        page = sign_in(app, cast, name).post(address, data=answer)
        assert (page.status_code, said in page.text) == (403, True), name
        others = [one for one in refused.values() if one != said]
        assert not any(one in page.text for one in others), name


def test_a_guest_is_told_when_and_why_and_until_when_to_appeal(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    assert "Decided on" not in client.get(link).text
    with app.app_context():
        decide_all(cast)
        decision = session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()
        mailed = read_letters("moderation.outcome")[-1].text
        decided = whole_moment(decision.made_at)
        until = whole_moment(decision.made_at + TIME_TO_APPEAL)
    page = client.get(link).text
    for said in (decided, until, "It was looked at.", "Be kind"):
        assert said in page, said
        assert said in mailed, said


def test_a_guest_is_told_no_reason_that_was_written_to_the_author(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        case = session.get_one(ModerationCase, latest().case_id)
        services.decide(cast.get("ben"), case, HIDE)
        session.commit()
    page = client.get(link).text
    assert ("Decided on" in page, "No sales" in page) == (True, True)
    assert "It sells." not in page


def test_a_case_shows_what_stands_around_a_post(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        topic = session.get_one(Topic, world.topic)
        names = ("cleo", "dov", "ines", "dov")
        posts = [
            forum.reply(cast.get(name), topic, f"zqx {name} {at}") for at, name in enumerate(names)
        ]
        told = forum.reply(cast.get("cleo"), topic, "zqx told", reply_to=posts[0])
        forum.reply(cast.get("dov"), topic, "zqx after")
        made = services.report(cast.get("ines"), "post", told.id, ReportKind.HARM)
        session.commit()
        case, last = made.case_id, posts[3].id
    ben = sign_in(app, cast, "ben")
    page = ben.get(f"/moderation/cases/{case}").text
    assert [one in page for one in ("zqx cleo 0", "zqx dov 1", "zqx ines 2")] == [
        True,
        False,
        False,
    ]
    assert [one in page for one in ("zqx dov 3", "zqx after")] == [True, True]
    assert page.index("It answers this:") < page.index("zqx cleo 0")
    with app.app_context():
        forum.remove(cast.get("dov"), session.get_one(Post, last))
        session.commit()
    page = ben.get(f"/moderation/cases/{case}").text
    assert ("zqx dov 3" in page, "This post was removed." in page) == (False, True)
