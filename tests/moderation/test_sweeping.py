"""Removing all that an account wrote at once, and bringing back exactly what that removed."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries
from tests.forum.conftest import Forum, forum
from tests.forum.states import differences, take_state
from tests.moderation.test_restraints import decide, ruling
from tests.notices.conftest import work
from tests.world import furnish
from tribe import search
from tribe.base.db import now, session
from tribe.forum import services as verbs
from tribe.forum.models import Gone, Post, PostFile, Topic
from tribe.moderation import services
from tribe.moderation.models import AppealOutcome, Decision

__all__ = ["forum"]
SWEEP = "forum.member.sweep"
RECORD = {"moderation_case", "moderation_report", "moderation_decision", "moderation_concerned"}


def left(before: dict[str, set[tuple[object, ...]]]) -> set[str]:
    """The tables that differ, but those that record what was decided."""
    return set(differences(before, take_state())) - RECORD


def a_spammer(forum: Forum) -> tuple[Topic, list[Post]]:
    """Dov, with a topic in which others replied and replies elsewhere, some of them quoted."""
    room = forum.room()
    own = forum.topic("dov", room, "Buy bread")
    other = forum.topic("cleo", room, "Bread on Sunday")
    answer = forum.reply("cleo", own, "No thanks")
    said = [forum.reply("dov", other, f"Buy {number}") for number in range(3)]
    forum.reply("ines", other, f"> [dov](/p/{said[0].id})\n>\n> Buy 0\n\nNo", said[0])
    return own, [answer, *said]


def sign_on(page: str) -> str:
    """What is sent where the box of a page that confirms a sweep is ticked; empty without one."""
    found = re.search(r'name="confirmed" type="checkbox" value="(\w+)"', page)
    return found[1] if found is not None else ""


def undo(cast: Cast, decision: Decision) -> None:
    services.undo(cast.get("ada"), decision, "It was another")
    work()


def test_all_goes_and_comes_back_as_it_was(cast: Cast, forum: Forum) -> None:
    own, posts = a_spammer(forum)
    search.changed("member", [cast.ids["dov"]])
    work()
    before = take_state()
    decision = decide(cast, SWEEP)
    work()
    assert own.is_removed
    assert all(session.get_one(Post, post.id).is_removed for post in posts)
    assert not cast.get("dov").is_active
    assert len(decision.details["topics"]) == 1
    undo(cast, decision)
    assert left(before) == set()
    assert cast.get("dov").is_active


def test_files_come_back_too(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    with app.app_context():
        search.changed("member", [cast.ids["dov"]])
        work()
        before = take_state()
        decision = decide(cast, SWEEP)
        work()
        assert session.get_one(Post, world.post).is_removed
        undo(cast, decision)
        assert session.get_one(PostFile, world.file).post_id == world.post
        assert left(before) <= {"interaction"}  # by the moment of its post, not of its telling


def test_what_others_removed_before_or_anew_stays_removed(cast: Cast, forum: Forum) -> None:
    _own, [_answer, before, anew, back] = a_spammer(forum)
    remove = ruling("forum.post.remove")
    services.decide_on(cast.get("ben"), "post", before.id, remove)
    decision = decide(cast, SWEEP)
    for post in (anew, back):
        verbs.restore(cast.get("ben"), post)
    services.decide_on(cast.get("ben"), "post", anew.id, remove)
    undo(cast, decision)
    assert [session.get_one(Post, post.id).gone for post in (before, anew, back)] == [
        Gone.MODERATOR,
        Gone.MODERATOR,
        None,
    ]


def test_a_topic_removed_anew_stays_and_holds_its_posts(cast: Cast, forum: Forum) -> None:
    own, [_answer, said, *_more] = a_spammer(forum)
    decision = decide(cast, SWEEP)
    ben, other = cast.get("ben"), session.get_one(Topic, said.topic_id)
    verbs.restore_topic(ben, own)
    for topic in (own, other):
        services.decide_on(ben, "topic", topic.id, ruling("forum.topic.remove"))
    undo(cast, decision)
    assert own.is_removed
    assert session.get_one(Post, said.id).gone is Gone.TOPIC
    verbs.restore_topic(ben, other)
    assert not session.get_one(Post, said.id).is_removed


def test_what_went_with_a_topic_of_another_does_not_come_back_with_it(
    cast: Cast, forum: Forum
) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    other = session.get_one(Topic, said.topic_id)
    search.changed("member", [cast.ids["dov"]])
    removal = services.decide_on(cast.get("ben"), "topic", other.id, ruling("forum.topic.remove"))
    work()
    before = take_state()
    decision = decide(cast, SWEEP)
    undo(cast, decision)
    assert left(before) == set()
    decision = decide(cast, SWEEP)
    undo(cast, removal)
    assert not other.is_removed
    assert session.get_one(Post, said.id).gone is Gone.MODERATOR
    undo(cast, decision)
    assert not session.get_one(Post, said.id).is_removed


def test_a_won_appeal_brings_all_back(cast: Cast, forum: Forum) -> None:
    own, posts = a_spammer(forum)
    decision = decide(cast, SWEEP)
    appeal = services.appeal(cast.get("dov"), decision, "I bake")
    services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "He does")
    session.expire_all()
    assert not own.is_removed
    assert not any(session.get_one(Post, post.id).is_removed for post in posts)
    assert cast.get("dov").is_active


def hide(cast: Cast, post: Post, days: int = 1) -> Decision:
    ends = now() + timedelta(days=days)
    until = ruling("forum.post.hide", ends_at=ends)
    return services.decide_on(cast.get("ben"), "post", post.id, until)


def test_what_was_hidden_goes_too_and_is_hidden_again_with_its_end_to_come(
    cast: Cast, forum: Forum
) -> None:
    own, [_answer, said, *_more] = a_spammer(forum)
    first = session.scalars(select(Post).where(Post.topic_id == own.id, Post.number == 1)).one()
    for post in (said, first):
        hide(cast, post)
    search.changed("member", [cast.ids["dov"]])
    work()
    before = take_state()
    decision = decide(cast, SWEEP)
    work()
    session.expire_all()
    assert [post.gone for post in (said, first)] == [Gone.MODERATOR] * 2
    undo(cast, decision)
    assert left(before) == set()
    session.expire_all()
    assert [post.gone for post in (said, first)] == [Gone.HIDDEN] * 2
    assert services.end_due(now() + timedelta(days=2)) == 2
    session.expire_all()
    assert [post.gone for post in (said, first)] == [None, None]


def test_the_end_of_a_hiding_brings_nothing_back_while_its_author_is_swept(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    own, [_answer, said, other, *_more] = a_spammer(forum)
    first = session.scalars(select(Post).where(Post.topic_id == own.id, Post.number == 1)).one()
    for post in (said, first):
        hide(cast, post)
    hide(cast, other, days=9)
    decision = decide(cast, SWEEP)
    assert services.end_due(now() + timedelta(days=2)) == 2
    session.commit()
    assert [post.gone for post in (said, first, other)] == [Gone.MODERATOR] * 3
    topic = session.get_one(Topic, said.topic_id)
    page = app.test_client().get(f"/t/{topic.id}", follow_redirects=True).text
    assert "Bread on Sunday" in page
    assert "<p>Buy 0</p>" not in page
    undo(cast, decision)
    session.expire_all()
    assert [post.gone for post in (said, first, other)] == [None, None, Gone.HIDDEN]
    assert "<p>Buy 0</p>" in app.test_client().get(f"/t/{topic.id}", follow_redirects=True).text
    assert services.end_due(now() + timedelta(days=10)) == 1
    session.expire_all()
    assert other.gone is None


def cost(queries: list[str]) -> int:
    """Statements, but for the rows of acts, which SQLite inserts one by one."""
    return sum("INSERT INTO activity" not in one for one in queries)


def test_many_posts_in_many_topics_cost_as_few_statements_as_some(cast: Cast, forum: Forum) -> None:
    room, costs = forum.room(), []
    for number in (5, 25):
        for count in range(number):
            topic = forum.topic("dov" if count % 5 == 0 else "cleo", room, f"Bread {count}")
            said = [verbs.reply(cast.get("dov"), topic, "Buy") for _each in range(4)]
            hide(cast, said.pop())
            verbs.reply(cast.get("ines"), topic, f"> [dov](/p/{said[0].id})\n>\n> Buy")
        session.commit()
        with count_queries(cast.app) as swept:
            decision = decide(cast, SWEEP)
        with count_queries(cast.app) as undone:
            services.undo(cast.get("ada"), decision, "To count")
        costs.append((cost(swept), cost(undone)))
        session.commit()
    (some_swept, some_undone), (many_swept, many_undone) = costs
    assert many_swept <= some_swept
    assert many_undone <= some_undone
