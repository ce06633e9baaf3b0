"""What is told of decisions and reports says which post each is about, and until when it holds."""

from flask import Flask

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, decide
from tests.moderation.test_statements import main_of
from tests.notices.conftest import work
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.web.design.labels import long_moment

__all__ = ["quarter"]


def second(cast: Cast, quarter: Quarter) -> Post:
    """Another post of Dov's in the topic in which he has one."""
    made = forum.reply(cast.get("dov"), quarter.topics[0], "And I *zqxsing* in it")
    session.commit()
    return made


def test_decisions_about_two_posts_of_a_topic(app: Flask, cast: Cast, quarter: Quarter) -> None:
    for post in (quarter.posts[0], second(cast, quarter)):
        made = decide(cast, HIDE, post.id)
        services.appeal(cast.get("dov"), made, "Why?")
    session.commit()
    work()
    dov = enter(app, cast, "dov")
    told, listed = dov.get("/notices").text, main_of(dov.get("/moderation/decisions").text)
    for begun in ("I shout in zqxzqxhall", "And I zqxsing in it"):
        assert f"“In zqxhall – {begun}”" in told
        assert begun in listed
    judge = enter(app, cast, "ada").get("/notices").text
    assert "“In zqxhall – dov: And I zqxsing in it” is waiting for an answer." in judge


def test_reports_of_two_posts_of_a_topic(app: Flask, cast: Cast, quarter: Quarter) -> None:
    for post in (quarter.posts[0], second(cast, quarter)):
        made = services.report(cast.get("ines"), "post", post.id, ReportKind.HARM)
        case = session.get_one(ModerationCase, made.case_id)
        services.decide(cast.get("ben"), case, Ruling(NO_ACTION, "It is fine"))
    session.commit()
    work()
    ines = enter(app, cast, "ines")
    told = ines.get("/notices").text
    assert "reviewed: “In zqxhall – dov: I shout in zqxzqxhall”." in told
    assert "reviewed: “In zqxhall – dov: And I zqxsing in it”." in told
    forum.remove(cast.get("dov"), quarter.posts[0])  # what is not seen any more is not quoted
    session.commit()
    assert "I shout in zqxzqxhall" not in ines.get("/notices").text


def test_the_first_line_of_a_statement_says_until_when(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ends = {
        decide(cast, "members.member.silence", cast.ids["dov"], days=3).id: True,
        decide(cast, HIDE, quarter.posts[0].id, days=2).id: True,
        decide(cast, HIDE, quarter.posts[1].id).id: False,
    }
    dov = enter(app, cast, "dov")
    for number, has_end in ends.items():
        made = session.get_one(Decision, number)
        head = main_of(dov.get(f"/moderation/decisions/{number}").text).partition("</header>")[0]
        assert ("Ends: " in head) is has_end
        if made.ends_at is not None:
            with app.test_request_context():
                assert f"Ends: {long_moment(made.ends_at)}." in head
