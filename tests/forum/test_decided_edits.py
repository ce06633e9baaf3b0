"""A moderator's edit of another's words is a decision, undone field by field where it stands."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.states import differences, take_state
from tests.forum.talks import Talk
from tests.forum.test_topic_acts import a_talk
from tribe.base.db import session
from tribe.forum import queries, services
from tribe.forum.models import Level, Post, PostRevision, Tag, Topic
from tribe.forum.queries import tags_of
from tribe.moderation import services as moderation
from tribe.moderation.models import Decision, Ground
from tribe.moderation.services import Ruling
from tribe.moderation.statements import statement_of

ACT = "forum.post.edit"


@pytest.fixture
def first(forum: Forum) -> Post:
    """The first post of Cleo's, in which Dov is named."""
    said = "@dov comes to zanzibar\n\nBring soup"
    topic = forum.topic("cleo", forum.room(), "Off to zanzibar", said)
    session.commit()
    return session.scalars(select(Post).where(Post.topic_id == topic.id)).one()


def change(forum: Forum, post: Post, body: str, title: str | None = None) -> Decision:
    choices = {"body": body, "title": title}
    ruling = Ruling(ACT, "So it is clearer", "Be clear", choices=choices)
    return moderation.decide_on(forum.cast.get("ben"), "post", post.id, ruling)


def test_its_reversal_leaves_all_as_it_was(forum: Forum, first: Post) -> None:
    before = take_state()
    made = change(forum, first, "Somebody comes", "Off to the sea")
    session.commit()
    assert {"post", "post_revision", "mention", "topic"} <= differences(before, take_state()).keys()
    moderation.undo(forum.cast.get("ben"), made, "It was clear")
    session.commit()
    left = differences(before, take_state()).keys()
    assert {name for name in left if not name.startswith("moderation_")} == set()


def test_newer_words_stay_and_a_title_goes_back_by_itself(forum: Forum, first: Post) -> None:
    ben, cleo = forum.cast.get("ben"), forum.cast.get("cleo")
    was = session.get_one(Topic, first.topic_id).title
    made = change(forum, first, "Somebody comes", "Off to the sea")
    services.edit(cleo, first, "I come, and Dov")
    moderation.undo(ben, made, "It was clear")
    assert (first.source, session.get_one(Topic, first.topic_id).title) == ("I come, and Dov", was)
    again = change(forum, first, "Nobody comes", "Off to the sea")
    services.edit(cleo, first, "Nobody comes", title="Off to the hills")
    moderation.undo(ben, again, "It was clear")
    assert first.source == "I come, and Dov"
    assert session.get_one(Topic, first.topic_id).title == "Off to the hills"


def test_the_statement_shows_what_was_changed(forum: Forum, first: Post) -> None:
    made = change(forum, first, "@dov comes to zanzibar\n\nBring bread", "Off to the sea")
    title, text = statement_of(made).changes
    assert ("removed", "Off to zanzibar") in title.lines
    assert ("removed", "Bring soup") in text.lines
    assert ("added", "Bring bread") in text.lines
    assert ("same", "@dov comes to zanzibar") in text.lines
    services.edit(forum.cast.get("cleo"), first, "Quite otherwise")
    assert statement_of(made).changes[1].lines == text.lines
    session.delete(session.get_one(PostRevision, made.details["revision"]))
    session.flush()
    assert not statement_of(made).changes


def test_the_page_asks_why_and_its_author_reads_it(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: a_talk(forum).id)
    ben = sign_in(app, cast, "ben")
    changed = {"title": "Off to the sea", "body": "Who comes along?"}
    refused = ben.post("/p/1/edit", data=changed)
    assert (refused.status_code, "Please fill this in" in refused.text) == (422, True)
    assert "Who comes along?" in refused.text
    ben.post("/p/1/edit", data=changed | {"why": "Easier to find"})
    with app.app_context():
        made = session.scalars(select(Decision)).one()
        assert (made.act, made.ground, made.member_id) == (ACT, Ground.NONE, cast.ids["cleo"])
    cleo = sign_in(app, cast, "cleo")
    page = cleo.get(f"/moderation/decisions/{made.id}").text
    for word in ("Easier to find", "No rule was broken", "Who comes along?", "zanzibar"):
        assert word in page
    again = {"title": "Off to the sea", "body": "Who comes along?", "why": "Same"}
    assert sign_in(app, cast, "ben").post("/p/1/edit", data=again).status_code == 303
    assert "why" not in sign_in(app, cast, "cleo").get("/p/1/edit").text.split("<form")[-1]
    with app.app_context():
        assert len(session.scalars(select(Decision)).all()) == 1


def test_tags_that_a_moderator_changes_are_told_and_go_back_by_themselves(
    app: Flask, cast: Cast, forum: Forum, first: Post
) -> None:
    cleo, ben = cast.get("cleo"), cast.get("ben")
    services.edit(cleo, first, first.source, tags=["sea", "travel"])
    session.commit()
    before = take_state()
    form = {"title": "Off to zanzibar", "body": first.source, "tags": "travel, soup"}
    form |= {"why": "So it is found", "rule": "Be clear"}
    sent = sign_in(app, cast, "ben").post(f"/p/{first.id}/edit", data=form)
    assert sent.status_code == 303
    assert tags_of(first.topic_id) == ("soup", "travel")
    made = session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()
    shown = sign_in(app, cast, "cleo").get(f"/moderation/decisions/{made.id}").text
    assert "soup, travel" in shown
    assert "sea, travel" in shown
    moderation.undo(ben, made, "It was found before")
    session.commit()
    assert tags_of(first.topic_id) == ("sea", "travel")
    left = differences(before, take_state()).keys()
    assert {one for one in left if not one.startswith(("moderation_", "sign_in", "tag"))} == set()


def test_a_tag_that_an_edit_made_goes_with_it_unless_it_is_needed(
    forum: Forum, cast: Cast, first: Post
) -> None:
    cleo, ben = cast.get("cleo"), cast.get("ben")
    other = forum.topic("cleo", queries.get_category_tree().by_slug["hall"], "Of soup")
    services.edit(cleo, first, first.source, tags=["old"])
    services.edit(cleo, first, first.source, tags=[])

    def tagged(*tags: str) -> Decision:
        choices = {"body": first.source, "title": None, "tags": list(tags)}
        ruling = Ruling(ACT, "So it is found", "Be clear", choices=choices)
        return moderation.decide_on(ben, "post", first.id, ruling)

    def names() -> list[str]:
        return sorted(session.scalars(select(Tag.name)))

    made = tagged("soup", "old")
    assert names() == ["old", "soup"]
    moderation.undo(ben, made, "It was found before")
    assert names() == ["old"]  # which nothing had before
    made = tagged("soup", "pots", "pans", "salt")
    services.edit(cleo, queries.find_first(other.id), "An answer", tags=["soup"])
    services.follow_tag(
        cleo, session.scalars(select(Tag).where(Tag.key == "pots")).one(), Level.WATCHING
    )
    services.rename_tag(ben, session.scalars(select(Tag).where(Tag.key == "pans")).one(), "pan")
    moderation.undo(ben, made, "It was found before")
    assert names() == ["old", "pan", "pots", "soup"]
    assert tags_of(other.id) == ("soup",)


def test_newer_tags_stay(forum: Forum, first: Post) -> None:
    choices = {"body": first.source, "title": None, "tags": ["sea"]}
    ruling = Ruling(ACT, "So it is found", "Be clear", choices=choices)
    made = moderation.decide_on(forum.cast.get("ben"), "post", first.id, ruling)
    assert tags_of(first.topic_id) == ("sea",)
    services.edit(forum.cast.get("cleo"), first, first.source, tags=["hills"])
    moderation.undo(forum.cast.get("ben"), made, "It was found before")
    assert tags_of(first.topic_id) == ("hills",)
