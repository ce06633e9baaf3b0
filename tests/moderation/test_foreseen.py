"""Before all of a member is taken away it stands how much that is, and just that is taken."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum, forum
from tests.moderation.test_restraints import decide
from tests.moderation.test_sweeping import SWEEP, a_spammer
from tribe.base.db import session
from tribe.forum import services as verbs
from tribe.forum.models import Post, Topic
from tribe.moderation import services
from tribe.moderation.models import ReportKind
from tribe.spam.queries import list_waiting_of
from tribe.web.moderated import register

__all__ = ["forum"]


def standing(member_id: int) -> list[int]:
    """Topics of a member, their posts, those of others in these topics, and what waits of them."""
    begun = select(Topic.id).where(Topic.author_id == member_id, Topic.removed_at.is_(None))
    posts = select(func.count(Post.id)).where(Post.deleted_at.is_(None))
    others = posts.where(Post.topic_id.in_(begun), Post.author_id != member_id)
    return [
        len(session.scalars(begun).all()),
        session.scalar(posts.where(Post.author_id == member_id)) or 0,
        session.scalar(others) or 0,
        len(list_waiting_of(member_id)),
    ]


def test_the_figures_are_what_goes(cast: Cast, forum: Forum) -> None:
    own, posts = a_spammer(forum)
    verbs.remove(cast.get("dov"), posts[1])  # gone already
    session.commit()
    dov = cast.ids["dov"]
    before = standing(dov)
    act = register().acts[SWEEP]
    told = [str(said) for said in act.foresees(cast.get("ben"), dov)]
    assert before == [1, 3, 1, 0]
    assert told == [
        "1 topic",
        "3 posts of theirs",
        "1 post of others in these topics",
        "0 held texts",
        "no gathering, rite or private message",
    ]
    decide(cast, SWEEP)
    assert standing(dov) == [0, 0, 0, 0]
    assert own.is_removed


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 topic, 4 posts of theirs, 1 post of others"),
        ("fr", "1 fil, 4 messages de cette personne, 1 message"),
    ],
)
def test_it_stands_beside_the_act_in_a_case_and_of_ones_own_accord(
    app: Flask, cast: Cast, language: str, told: str
) -> None:
    with app.app_context():
        forum = Forum(cast)
        a_spammer(forum)
        session.commit()
        dov_id = cast.ids["dov"]
    ben = sign_in(app, cast, "ben")
    said = {"Accept-Language": language}
    beside = {"en": "This would now remove", "fr": "Cela retirerait maintenant"}[language]
    assert beside in ben.get(f"/moderation/members/{dov_id}", headers=said).text
    assert told in ben.get(f"/moderation/members/{dov_id}", headers=said).text
    with app.app_context():
        made = services.report(cast.get("cleo"), "member", dov_id, ReportKind.SPAM, "It sells")
        session.commit()
        case = made.case_id
    assert told in ben.get(f"/moderation/cases/{case}", headers=said).text
    assert "This would now remove" not in ben.get("/moderation").text
