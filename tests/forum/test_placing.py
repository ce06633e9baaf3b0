"""What was reported as beside the point is put where it belongs in its case, which ends by that."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.states import differences, take_state
from tests.forum.test_topic_acts import a_talk
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.forum import placing
from tribe.forum import services as forum_services
from tribe.forum.models import Category, Post, Topic
from tribe.forum.typed import numbers_in, topic_in
from tribe.moderation import services as moderation
from tribe.moderation.models import (
    CaseState,
    Concerned,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.services import Ruling

FIRST, ANSWER = 1, 2  # by the numbers of their posts
LEFT = {  # by its undoing: where a topic was that leads to another since
    "forum.post.split": {"topic", "post_move"},
    "forum.post.move": set(),
    "forum.post.merge": set(),
}
ACTS = {
    "forum.post.split": (ANSWER, {"title": "What dov takes along", "category": "", "numbers": "4"}),
    "forum.post.move": (FIRST, {"category": "yard"}),
    "forum.post.merge": (FIRST, {"into": "http://localhost/t/2/tea-at-dawn"}),
}


def bring_up(forum: Forum, number: int) -> tuple[int, int]:
    """A case of a post of a talk that Ada reports, by its number, and that of the post."""
    topic = a_talk(forum)
    post = session.scalars(
        select(Post).where(Post.topic_id == topic.id, Post.number == number)
    ).one()
    who = forum.cast.get("ada")
    made = moderation.report(who, "post", post.id, ReportKind.OFF_TOPIC, "About boats")
    session.commit()
    return made.case_id, post.id


def choices_of(act: str) -> dict[str, str]:
    chosen = dict(ACTS[act][1])
    if chosen.get("category"):
        room = select(Category.id).where(Category.slug == chosen["category"])
        chosen["category"] = str(session.scalars(room).one())
    return chosen


def places() -> list[tuple[int, int, int]]:
    return [
        (post.id, post.topic_id, post.number)
        for post in session.scalars(select(Post).order_by(Post.id))
    ]


@pytest.mark.parametrize("act", ACTS)
def test_the_case_is_decided_by_it_with_reasons_and_undone_exactly(
    app: Flask, cast: Cast, act: str
) -> None:
    with app.app_context():
        case, number = bring_up(Forum(cast), ACTS[act][0])
        before, stood = take_state(), places()
        fields = {f"{act}.{name}": value for name, value in choices_of(act).items()}
    ben = sign_in(app, cast, "ben")
    page = ben.get(f"/moderation/cases/{case}").text
    offered = set(re.findall(r'name="act" value="(forum\.post\.(?:split|move|merge))"', page))
    assert offered == {name for name, (of, _fields) in ACTS.items() if of == ACTS[act][0]}
    ruling = {"act": act, "rule": "Keep to the topic", "why": "Boats are next door"}
    refused = ben.post(f"/moderation/cases/{case}", data=ruling)
    assert (refused.status_code, "Boats are next door" in refused.text) == (422, True)
    done = ben.post(f"/moderation/cases/{case}", data=ruling | fields)
    assert done.status_code == 303
    with app.app_context():
        assert session.get_one(ModerationCase, case).state is CaseState.DECIDED
        assert session.scalars(select(Report.finding)).one() is Finding.UPHELD
        made = session.scalars(select(Decision)).one()
        assert (made.act, made.subject_id, made.rule) == (act, number, "Keep to the topic")
        author, decision = session.get_one(Post, number).author_id, made.id
        assert made.member_id == author
        assert places() != stood or act == "forum.post.move"
        assert take_state() != before
    name = next(one for one, member_id in cast.ids.items() if member_id == author)
    read = sign_in(app, cast, name).get(f"/moderation/decisions/{decision}").text
    assert ("Boats are next door" in read, "/appeal" in read) == (True, True)
    told = sign_in(app, cast, "ada").get("/me/reported").text
    assert "agreed with you and took action" in told
    with app.app_context():
        moderation.undo(cast.get("ben"), session.get_one(Decision, decision), "I was wrong")
        session.commit()
        assert places() == stood
        left = differences(before, take_state()).keys() - {"sign_in"}
        assert {name for name in left if not name.startswith("moderation_")} == LEFT[act]


def test_a_post_and_those_that_go_along_get_a_topic_of_their_own(forum: Forum) -> None:
    case, number = bring_up(forum, ANSWER)
    chosen = choices_of("forum.post.split")
    ruling = Ruling("forum.post.split", "Boats", "Keep to the topic", choices=chosen)
    found = moderation.case_of(forum.cast.get("ben"), case)
    made = moderation.decide(forum.cast.get("ben"), found, ruling)
    new = session.get_one(Topic, session.get_one(Post, number).topic_id)
    assert new.title == "What dov takes along"
    own = select(Post.number).where(Post.topic_id == new.id).order_by(Post.number)
    assert session.scalars(own).all() == [1, 2]
    beside = select(Concerned.member_id).where(Concerned.decision_id == made.id)
    assert forum.cast.ids["ines"] in set(session.scalars(beside))


def test_into_a_topic_that_one_does_not_see_nothing_goes(forum: Forum) -> None:
    case, _number = bring_up(forum, FIRST)
    crew = session.scalars(select(Category).where(Category.slug == "crew")).one()
    hidden = forum.topic("ada", crew, "Only for us", "Hush")
    session.commit()
    local = forum.cast.get("cleo")
    found = session.get_one(ModerationCase, case)
    assert found.subject_type == "post"
    with pytest.raises(NotFound):
        placing.merge(local, found.subject_id, {"into": str(hidden.id)})
    with pytest.raises(NotFound):
        placing.merge(local, found.subject_id, {"into": "nowhere"})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13", 13),
        (" /t/13 ", 13),
        ("/t/13/tea-at-dawn?page=2#post-41", 13),
        ("http://localhost/t/13/tea-at-dawn", 13),
        ("localhost/t/13", 13),
        ("https://elsewhere.example/t/13", None),
        ("elsewhere.example/t/13", None),
        ("//elsewhere.example/t/13", None),
        ("/c/t/13", None),
        ("13 or 14", None),
        ("0", None),
        ("9999999999", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_topic_is_named_by_its_number_or_its_address_here(
    bare_app: Flask, typed: str, number: int | None
) -> None:
    with bare_app.test_request_context("/"):
        assert topic_in(typed) == number


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("3, 5-8", {3, 5, 6, 7, 8}),
        ("3 5–6;", {3, 5, 6}),
        ("abc", set()),
        ("3, abc", set()),
        ("-3", set()),
        ("", set()),
    ],
)
def test_posts_are_named_by_numbers_alone(typed: str, numbers: set[int]) -> None:
    assert numbers_in(typed) == numbers


def test_what_is_no_number_of_a_post_is_refused_and_kept(app: Flask, cast: Cast) -> None:
    with app.app_context():
        case, _number = bring_up(Forum(cast), ANSWER)
        stood = places()
    fields = {"title": "What dov takes along", "category": "", "numbers": "abc"}
    ruling = {"act": "forum.post.split", "rule": "Keep to the topic", "why": "Boats are elsewhere"}
    sent = ruling | {f"forum.post.split.{name}": value for name, value in fields.items()}
    refused = sign_in(app, cast, "ben").post(f"/moderation/cases/{case}", data=sent)
    assert refused.status_code == 409
    for kept in ("Please give numbers of posts", "Boats are elsewhere", 'value="abc"'):
        assert kept in refused.text
    with app.app_context():
        assert places() == stood


def test_where_the_old_category_is_gone_the_page_says_that_its_topic_stays(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        case, number = bring_up(Forum(cast), FIRST)
        made = moderation.decide(
            cast.get("ben"),
            session.get_one(ModerationCase, case),
            Ruling("forum.post.move", "Boats", "Keep to it", choices=choices_of("forum.post.move")),
        )
        decision, topic = made.id, session.get_one(Post, number).topic_id
        yard = session.get_one(Topic, topic).category_id
        session.commit()
        old = session.get_one(Category, made.details["category"])
        for other in session.scalars(select(Topic).where(Topic.category_id == old.id)):
            other.category_id = yard
        forum_services.remove_category(cast.get("ada"), old)
        session.commit()
    page = sign_in(app, cast, "ada").get(f"/moderation/decisions/{decision}").text
    assert "The category in which the topic lay is gone" in page
    assert f'href="/t/{topic}/move"' in page
