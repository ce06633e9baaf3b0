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
from tribe.forum.models import Category, Post, Topic
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
    "forum.post.merge": (FIRST, {"into": "http://here.example/t/2-tea-at-dawn"}),
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
    assert "agreed with you, and acted" in told
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
