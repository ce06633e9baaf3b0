"""What a moderator takes from view is in nothing that an open page asks for afterwards."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum, talk
from tests.forum.talks import Talk
from tests.moderation.test_restraints import ruling
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.forum.views import fragments
from tribe.forum.views.fragments import Fragments
from tribe.members.models import Member
from tribe.moderation import services

__all__ = ["talk"]
LONG = 1000.0  # seconds that what was drawn would be handed out
WORDS = "Cheap pills for all"


@pytest.fixture(autouse=True)
def kept_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "FRAGMENTS", Fragments())
    monkeypatch.setattr(fragments, "FRESH", LONG)


def advertised(forum: Forum) -> int:
    topic = forum.topic("cleo", forum.room(), "Tea at dawn")
    said = forum.reply("dov", topic, WORDS)
    forum.reply("ines", topic, "No, thanks", said)
    return topic.id


def edit(number: int) -> tuple[str, str, int, dict[str, object]]:
    return "forum.post.edit", "post", number, {"choices": {"body": "Nothing is sold here"}}


Acting = Callable[[int, int], tuple[str, str, int, dict[str, object]]]
TAKING: dict[str, tuple[Acting, str]] = {
    "hide": (lambda post, _member: ("forum.post.hide", "post", post, {}), WORDS),
    "remove": (lambda post, _member: ("forum.post.remove", "post", post, {}), WORDS),
    "edit": (lambda post, _member: edit(post), WORDS),
    "sweep": (lambda _post, member: ("forum.member.sweep", "member", member, {}), WORDS),
    "name": (lambda _post, member: ("members.name.take", "member", member, {}), "dov"),
}


@pytest.mark.parametrize("asked", ["after=1", "after=1&age=60", "after=3&from=1&age=60"])
@pytest.mark.parametrize("act", TAKING)
def test_an_open_page_is_handed_nothing_that_was_taken(
    app: Flask, cast: Cast, talk: Talk, act: str, asked: str
) -> None:
    topic_id = talk(advertised)
    acting, words = TAKING[act]
    readers = [app.test_client(), sign_in(app, cast, "cleo")]
    address = f"/t/{topic_id}/after?{asked}"
    before = [reader.get(address).text for reader in readers]
    if asked != "after=3&from=1&age=60":
        assert all(words in page for page in before)
    with app.app_context():
        post = session.scalars(select(Post.id).where(Post.number == 2)).one()
        name, kind, number, given = acting(post, cast.ids["dov"])
        services.decide_on(cast.get("ben"), kind, number, ruling(name, **given))
        session.commit()
    for reader in readers:
        assert words not in reader.get(address).text


def test_a_name_that_a_member_changed_is_seen_at_once(app: Flask, cast: Cast, talk: Talk) -> None:
    address = f"/t/{talk(advertised)}/after?after=1"
    guest = app.test_client()
    assert "dov" in guest.get(address).text
    with app.app_context():
        session.get_one(Member, cast.ids["dov"]).name = "Someone"
        session.commit()
    page = guest.get(address).text
    assert "Someone" in page
