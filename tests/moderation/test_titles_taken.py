"""A title that was taken from view or edited is on no page and in no letter for anybody else."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.reading import read_letters
from tests.moderation.test_restraints import ruling
from tests.notices.conftest import Hall, hall, work
from tribe.base.db import session
from tribe.bookmarks import services as bookmarks
from tribe.forum.models import Audience, CategoryPermission, Post
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, ModerationCase, ReportKind
from tribe.moderation.services import Ruling

__all__ = ["hall"]
WORD = "Zqxpills"
LOOKED_FOR = ("/search?q={}", "/search/suggestions?q={}", "/find?q={}")


def pages_of(app: Flask) -> list[str]:
    """Each address that takes no number."""
    plain = [rule for rule in app.url_map.iter_rules() if not rule.arguments]
    return sorted({rule.rule for rule in plain if "GET" in (rule.methods or ())})


def found_in(app: Flask, reader: FlaskClient, word: str) -> list[str]:
    """The pages on which a reader finds a word."""
    pages = [*pages_of(app), *(page.format("pills") for page in LOOKED_FOR)]
    wanted = word.encode()
    return [page for page in pages if wanted in reader.get(page, follow_redirects=True).data]


def talked(hall: Hall) -> tuple[str, int]:
    """Dov's topic, which Ines answered, kept and reported; nothing was done about her report."""
    topic = hall.topic("dov", f"{WORD} for all", "Buy them here")
    hall.reply("ines", topic, "No, thanks")
    hall.reply("cleo", topic, "Nor I")
    first = session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()
    bookmarks.toggle(hall.cast.get("ines"), "post", first.id)
    made = services.report(hall.cast.get("ines"), "post", first.id, ReportKind.HARM)
    case = session.get_one(ModerationCase, made.case_id)
    services.decide(hall.cast.get("ada"), case, Ruling(NO_ACTION, "It is none.", "Be kind"))
    work()
    return "topic", topic.id


def edited(hall: Hall, number: int) -> tuple[str, str, int, Ruling]:
    post = session.scalars(select(Post.id).where(Post.topic_id == number, Post.number == 1)).one()
    choices = {"body": "Nothing is sold", "title": "Named anew"}
    return "dov", "post", post, ruling("forum.post.edit", choices=choices)


TAKING: dict[str, Callable[[Hall, int], tuple[str, str, int, Ruling]]] = {
    "removed": lambda _hall, number: ("dov", "topic", number, ruling("forum.topic.remove")),
    "edited": edited,
    "swept": lambda hall, _number: (
        "dov", "member", hall.cast.get("dov").id, ruling("forum.member.sweep")
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", TAKING)
def test_no_page_of_a_third_member_has_a_title_that_was_taken(
    app: Flask, cast: Cast, hall: Hall, how: str
) -> None:
    _kind, number = talked(hall)
    ines, guest = sign_in(app, cast, "ines"), app.test_client()
    before = found_in(app, ines, WORD)
    assert {"/me/reported", "/notices", "/topics", "/me/bookmarks"} <= set(before)
    _author, kind, subject, chosen = TAKING[how](hall, number)
    services.decide_on(cast.get("ben"), kind, subject, chosen)
    work()
    assert found_in(app, ines, WORD) == []
    assert found_in(app, guest, WORD) == []
    written = [one for one in read_letters() if "ines" in str(one.to)]
    assert not [one.subject for one in written if WORD in f"{one.subject} {one.text}"]


@pytest.mark.parametrize("how", ["edited", "removed"])
def test_a_decision_about_a_reply_bears_no_title_that_was_taken_from_its_topic(
    app: Flask, cast: Cast, hall: Hall, how: str
) -> None:
    _kind, number = talked(hall)
    reply = session.scalars(select(Post.id).where(Post.topic_id == number, Post.number == 3)).one()
    services.decide_on(cast.get("ben"), "post", reply, ruling("forum.post.remove"))
    work()
    cleo = sign_in(app, cast, "cleo")
    assert {"/notices", "/moderation/decisions"} <= set(found_in(app, cleo, WORD))
    _author, kind, subject, chosen = TAKING[how](hall, number)
    services.decide_on(cast.get("ben"), kind, subject, chosen)
    work()
    assert found_in(app, cleo, WORD) == []


def test_a_list_of_decisions_asks_as_much_for_many_as_for_one(
    app: Flask, cast: Cast, hall: Hall
) -> None:
    topic = hall.topic("dov", "Bread", "Who bakes")
    posts = [hall.reply("cleo", topic, f"I do, {number}").id for number in range(6)]
    cleo, ben = sign_in(app, cast, "cleo"), cast.get("ben")
    asked = []
    for some in (posts[:1], posts[1:]):
        for number in some:
            services.decide_on(ben, "post", number, ruling("forum.post.remove"))
        work()
        cleo.get("/moderation/decisions")
        with count_queries(app) as queries:
            page = cleo.get("/moderation/decisions")
        asked.append((page.text.count("Bread"), len(queries)))
    (few, queries_of_few), (many, queries_of_many) = asked
    assert many > few
    assert queries_of_many == queries_of_few


def test_a_decision_about_a_reply_bears_no_title_of_a_topic_that_its_author_may_not_see(
    app: Flask, cast: Cast, hall: Hall
) -> None:
    topic = hall.topic("dov", "Bread", "Who bakes")
    post = hall.reply("cleo", topic, "I do")
    made = services.decide_on(cast.get("ben"), "post", post.id, ruling("forum.post.remove"))
    session.add(CategoryPermission(
        category_id=hall.room.id, audience=Audience.MODERATOR, may_see=True, may_reply=True,
        may_create=True,
    ))  # fmt: skip
    topic.title = f"{WORD} among ourselves"
    session.commit()
    cleo = sign_in(app, cast, "cleo")
    assert WORD not in cleo.get("/moderation/decisions").text
    assert WORD not in cleo.get(f"/moderation/decisions/{made.id}").text
