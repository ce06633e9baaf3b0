"""What the brand wrote is judged by moderators who do not speak for it; own words by others."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.forum import services
from tribe.forum.models import Post, Topic
from tribe.interests.models import InterestKind
from tribe.interests.services import declare
from tribe.members.models import Member
from tribe.moderation.models import Decision
from tribe.settings import services as settings


def written_by_brand(forum: Forum) -> tuple[Topic, Post]:
    """Ines speaks for the brand; Ada, who keeps the place, does too."""
    for name in ("ada", "ines"):
        forum.cast.get(name).is_brand = True
    topic = forum.topic("ines", forum.room())
    return topic, forum.reply("ines", topic)


def noted() -> list[tuple[str, str, str]]:
    """What the record says of judgements with a stake."""
    rows = session.scalars(select(AuditEntry).where(AuditEntry.kind == "forum.judged_alone"))
    return [(row.subject_type, row.subject_id, row.facts["stake"]) for row in rows]


def acts_on(who: Member, topic: Topic, post: Post) -> list[Callable[[], object]]:
    """Each verb of a moderator."""
    return [
        lambda: services.edit(who, post, "Otherwise"),
        lambda: services.close_topic(who, topic),
        lambda: services.reopen_topic(who, topic),
        lambda: services.remove(who, post),
    ]


def test_one_who_speaks_for_the_brand_leaves_its_words_to_others(forum: Forum) -> None:
    topic, post = written_by_brand(forum)
    ada, ben = forum.cast.get("ada"), forum.cast.get("ben")
    edit, close, _reopen, remove = acts_on(ada, topic, post)
    for act in (edit, close, remove):
        with pytest.raises(Forbidden, match="of_brand"):
            act()
    for act in acts_on(ben, topic, post):
        act()
    assert noted() == []


def test_one_who_declared_an_interest_in_the_brand_leaves_its_words_to_others(
    forum: Forum,
) -> None:
    topic, post = written_by_brand(forum)
    ada, ben = forum.cast.get("ada"), forum.cast.get("ben")
    ada.is_brand = False
    settings.change({"brand": "Mill"}, None)
    declare(ada, InterestKind.EMPLOYED, "The Mill pays me", now().date())
    with pytest.raises(Forbidden, match="of_brand"):
        services.remove(ada, post)
    with pytest.raises(Forbidden, match="of_brand"):
        services.close_topic(ada, topic)
    services.remove(ben, post)


def test_where_nobody_else_could_it_is_done_and_said_in_the_record(forum: Forum) -> None:
    topic, post = written_by_brand(forum)
    forum.cast.get("ben").role = Role.MEMBER
    for act in acts_on(forum.cast.get("ada"), topic, post):
        act()
    of_topic, of_post = (("topic", str(topic.id)), ("post", str(post.id)))
    assert sorted(noted()) == sorted(
        (*subject, "access.of_brand") for subject in (of_post, of_topic, of_topic, of_post)
    )


def test_a_moderator_of_the_category_is_another_who_could(forum: Forum) -> None:
    topic, post = written_by_brand(forum)
    forum.cast.get("ben").role = Role.MEMBER
    services.appoint(forum.cast.get("ada"), forum.cast.get("dov"), topic.category_id)
    with pytest.raises(Forbidden, match="of_brand"):
        services.remove(forum.cast.get("ada"), post)
    services.remove(forum.cast.get("dov"), post)


def test_what_members_wrote_is_judged_by_the_brand_too(forum: Forum) -> None:
    forum.cast.get("ada").is_brand = True
    topic = forum.topic("cleo", forum.room())
    post = forum.reply("dov", topic)
    for act in acts_on(forum.cast.get("ada"), topic, post):
        act()
    assert noted() == []


def test_own_words_are_changed_as_any_author_and_judged_by_others(forum: Forum) -> None:
    ben = forum.cast.get("ben")
    topic = forum.topic("ben", forum.room())
    post = forum.reply("ben", topic)
    services.edit(ben, post, "Said better")
    with pytest.raises(Forbidden, match="own_words"):
        services.close_topic(ben, topic)
    services.close_topic(forum.cast.get("ada"), topic)
    with pytest.raises(Forbidden, match="own_words"):
        services.reopen_topic(ben, topic)
    with pytest.raises(Forbidden, match="own_words"):
        services.edit(ben, post, "After it was closed")
    services.remove(ben, post)
    assert noted() == []


def test_pages_offer_nothing_that_is_left_to_others(
    app: Flask, cast: Cast, talk: Callable[[Callable[[Forum], int]], int]
) -> None:
    def begun(forum: Forum) -> int:
        topic, _post = written_by_brand(forum)
        forum.reply("dov", topic)
        return topic.id

    topic_id = talk(begun)
    ada, ben = (sign_in(app, cast, name) for name in ("ada", "ben"))
    page, other = (one.get(f"/t/{topic_id}/a-title").text for one in (ada, ben))
    for link in ("/p/2/edit", "/p/2/delete", "Close the topic"):
        assert link not in page, link
        assert link in other, link
    assert "/p/3/delete" in page
    for path in ("/p/2/edit", "/p/2/delete"):
        assert ada.get(path).status_code == 403
        assert ben.get(path).status_code == 200
    assert "for a moderator to judge who does not speak for it" in ada.get("/p/2/edit").text


ON_OTHERS = ("remove", "unlist", "slow", "move")


def on_others(act: str, who: Member, topic: Topic, hidden_id: int) -> None:
    match act:
        case "remove":
            services.remove_topic(who, topic)
        case "unlist":
            services.unlist_topic(who, topic)
        case "slow":
            services.slow_topic(who, topic, 5)
        case "move":
            services.move_topic(who, topic, hidden_id)


@pytest.mark.parametrize("act", ON_OTHERS)
def test_what_others_wrote_in_ones_own_topic_is_left_to_another_moderator(
    app: Flask, cast: Cast, forum: Forum, act: str
) -> None:
    ben, room = cast.get("ben"), forum.room()
    hidden = forum.room("crew", moderator=(True, True, True)).id
    alone, shared = forum.topic("ben", room), forum.topic("ben", room)
    forum.reply("dov", shared)
    session.commit()
    on_others(act, ben, alone, hidden)
    with pytest.raises(Forbidden, match="own_words"):
        on_others(act, ben, shared, hidden)
    session.commit()
    if act != "move":  # where it goes is chosen on the page
        assert sign_in(app, cast, "ben").get(f"/t/{shared.id}/{act}").status_code == 403
    cast.get("ada").role = Role.MEMBER
    on_others(act, ben, shared, hidden)
    assert len(noted()) == 1


def test_where_nobody_else_could_whose_answers_go_are_told(
    app: Flask, cast: Cast, talk: Callable[[Callable[[Forum], int]], int]
) -> None:
    def begun(forum: Forum) -> int:
        topic = forum.topic("ben", forum.room())
        forum.reply("dov", topic)
        return topic.id

    topic_id = talk(begun)
    with app.app_context():
        cast.get("ada").role = Role.MEMBER
        session.commit()
    said = {"why": "I thought again", "rule": "Keep to the topic"}
    assert sign_in(app, cast, "ben").post(f"/t/{topic_id}/remove", data=said).status_code == 303
    with app.app_context():
        made = session.scalars(select(Decision)).one()
    page = sign_in(app, cast, "dov").get(f"/moderation/decisions/{made.id}")
    assert "I thought again" in page.text
