"""Moderators of a category: who makes them, what they may do there, and nothing elsewhere."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tribe.access import is_moderator, is_staff
from tribe.accounts.settings import SECOND_STEP, Required
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import services
from tribe.forum.models import CategoryModerator
from tribe.forum.queries import get_category_tree
from tribe.members.models import Member, State
from tribe.personal_data import services as personal_data
from tribe.personal_data.models import Words
from tribe.settings import services as settings
from tribe.voice import services as voice


def appoint(forum: Forum, name: str, category_id: int) -> None:
    services.appoint(forum.cast.get("ada"), forum.cast.get(name), category_id)
    session.commit()


def test_they_act_as_moderators_there_and_in_what_lies_within(forum: Forum) -> None:
    hall = forum.room("hall")
    inner = forum.room("inner", hall)
    dov = forum.cast.get("dov")
    appoint(forum, "dov", hall.id)
    for room in (hall, inner):
        topic = forum.topic("cleo", room)
        post = forum.reply("ines", topic)
        services.edit(dov, post, "Without the insult")
        services.remove(dov, post)
        services.close_topic(dov, topic)
        services.reopen_topic(dov, topic)
        assert not topic.is_closed
    assert is_staff(dov)
    assert not is_moderator(dov)


def test_they_are_members_like_others_elsewhere(forum: Forum) -> None:
    hall = forum.room("hall")
    inner, other = forum.room("inner", hall), forum.room("other")
    appoint(forum, "dov", inner.id)
    dov = forum.cast.get("dov")
    for room in (hall, other):
        topic = forum.topic("cleo", room)
        post = forum.reply("ines", topic)
        for act in (
            lambda topic=topic: services.close_topic(dov, topic),
            lambda post=post: services.remove(dov, post),
            lambda post=post: services.edit(dov, post, "Mine"),
        ):
            with pytest.raises(Forbidden):
                act()


def test_they_begin_topics_where_moderators_do_and_see_no_more_than_before(forum: Forum) -> None:
    news = forum.room("news", member=(True, False, False), moderator=(True, True, True))
    staffroom = forum.room("staffroom", moderator=(True, True, True))
    appoint(forum, "dov", news.id)
    assert forum.topic("dov", news).category_id == news.id
    with pytest.raises(RuleBroken, match="moderator_sees_not"):
        appoint(forum, "dov", staffroom.id)
    tree = get_category_tree()
    assert tree.moderated_ids(forum.cast.get("dov")) == {news.id}
    assert tree.moderated_ids(forum.cast.get("ben")) == {news.id, staffroom.id}
    assert tree.moderated_ids(forum.cast.get("cleo")) == set()


def test_a_suspended_one_moderates_nothing(forum: Forum) -> None:
    hall = forum.room("hall")
    appoint(forum, "dov", hall.id)
    dov = forum.cast.get("dov")
    dov.state = State.SUSPENDED
    topic = forum.topic("cleo", hall)
    with pytest.raises(Forbidden):
        services.close_topic(dov, topic)


@pytest.mark.parametrize("name", ["ben", "ines", "cleo", "dov"])
def test_nobody_but_admins_makes_or_unmakes_them(forum: Forum, name: str) -> None:
    hall = forum.room("hall")
    appoint(forum, "dov", hall.id)
    actor = forum.cast.get(name)
    for verb in (services.appoint, services.dismiss):
        with pytest.raises(Forbidden):
            verb(actor, forum.cast.get("cleo"), hall.id)


def test_each_is_kept_in_the_audit_with_its_reason(forum: Forum) -> None:
    hall = forum.room("hall")
    ada, dov = forum.cast.get("ada"), forum.cast.get("dov")
    services.appoint(ada, dov, hall.id, "Knows the hall")
    services.appoint(ada, dov, hall.id)  # nothing changes, nothing is noted
    services.dismiss(ada, dov, hall.id, "Has no time")
    services.dismiss(ada, dov, hall.id)
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [(row.kind, row.subject_id, row.facts["after"], row.why) for row in rows] == [
        ("forum.moderator.appointed", str(dov.id), "Hall", "Knows the hall"),
        ("forum.moderator.dismissed", str(dov.id), "", "Has no time"),
    ]
    assert not dov.is_category_moderator


def test_the_mark_stays_while_they_moderate_another_category(forum: Forum) -> None:
    ada, dov = forum.cast.get("ada"), forum.cast.get("dov")
    hall, cellar = forum.room("hall"), forum.room("cellar")
    appoint(forum, "dov", hall.id)
    appoint(forum, "dov", cellar.id)
    services.dismiss(ada, dov, hall.id)
    assert dov.is_category_moderator
    services.remove_category(ada, cellar)
    session.refresh(dov)
    assert not dov.is_category_moderator
    assert session.scalars(select(CategoryModerator)).all() == []


def test_who_is_erased_moderates_nothing_any_more(forum: Forum) -> None:
    hall, number = forum.room("hall"), forum.cast.ids["dov"]
    appoint(forum, "dov", hall.id)
    personal_data.erase(number, Words.STAY)
    assert not session.get_one(Member, number, populate_existing=True).is_category_moderator
    assert session.scalars(select(CategoryModerator)).all() == []
    assert get_category_tree().moderators(hall.id) == frozenset()


def test_the_council_and_they_are_apart(forum: Forum) -> None:
    hall = forum.room("hall")
    ada, cleo, dov = (forum.cast.get(name) for name in ("ada", "cleo", "dov"))
    voice.seat(cleo, now().date())
    with pytest.raises(RuleBroken, match="seat_before_staff"):
        services.appoint(ada, cleo, hall.id)
    assert session.scalars(select(CategoryModerator)).all() == []
    services.appoint(ada, dov, hall.id)
    with pytest.raises(RuleBroken, match="staff_on_council"):
        voice.seat(dov, now().date())


def test_who_has_left_and_what_is_not_there(forum: Forum) -> None:
    hall = forum.room("hall")
    ada, eve = forum.cast.get("ada"), forum.cast.get("eve")
    with pytest.raises(RuleBroken, match="not_active"):
        services.appoint(ada, eve, hall.id)
    with pytest.raises(NotFound):
        services.appoint(ada, forum.cast.get("dov"), 99)


def test_a_page_asks_others_nothing_more_where_a_category_has_moderators(
    app: Flask, cast: Cast, talk: Callable[[Callable[[Forum], int]], int]
) -> None:
    topic_id = talk(lambda forum: forum.topic("cleo", forum.room("hall")).id)
    readers = {name: sign_in(app, cast, name) for name in ("dov", "ines")}
    readers["-"] = app.test_client()
    for reader in readers.values():
        reader.get(f"/t/{topic_id}/a-title")
    counts = []
    for _ in range(2):
        for reader in readers.values():
            with count_queries(app) as queries:
                reader.get(f"/t/{topic_id}/a-title")
            counts.append(len(queries))
        with app.app_context():
            category = get_category_tree().by_slug["hall"]
            services.appoint(cast.get("ada"), cast.get("dov"), category.id)
            session.commit()
        for reader in readers.values():
            reader.get(f"/t/{topic_id}/a-title")  # the sockets of dov were closed
    # who moderates it is told how many cases wait: what they moderate, the number, those
    # apart; and what of the page they reported, where they may change it
    assert [counts[0] + 4, *counts[1:3]] == counts[3:]


def test_their_pages_offer_what_they_may_do_and_open_pages_too(
    app: Flask, cast: Cast, talk: Callable[[Callable[[Forum], int]], int]
) -> None:
    topic_id = talk(lambda forum: forum.topic("cleo", forum.room("hall")).id)
    with app.app_context():
        category = get_category_tree().by_slug["hall"]
        services.appoint(cast.get("ada"), cast.get("dov"), category.id)
        session.commit()
    pages = {name: sign_in(app, cast, name) for name in ("dov", "ines")}
    for path in (f"/t/{topic_id}/a-title", f"/t/{topic_id}/after?after=0"):
        said = {name: reader.get(path).text for name, reader in pages.items()}
        assert "/p/1/edit" in said["dov"], path
        assert "/p/1/edit" not in said["ines"], path
    assert "Close the topic" in pages["dov"].get(f"/t/{topic_id}/a-title").text


def test_an_admin_names_and_dismisses_them_on_the_page_of_the_category(
    app: Flask, cast: Cast, talk: Callable[[Callable[[Forum], int]], int]
) -> None:
    talk(lambda forum: forum.room("hall").id)
    ada = sign_in(app, cast, "ada")
    sent = {"name": "nobody", "why": "Knows it"}
    refused = ada.post("/c/hall/moderators", data=sent)
    assert refused.status_code == 422
    assert "Knows it" in refused.text
    done = ada.post("/c/hall/moderators", data=sent | {"name": "dov"}, follow_redirects=True)
    assert "dov moderates this category." in done.text
    assert "Moderates:" in ada.get("/admin/members/dov").text
    assert "dov" in ada.get("/admin/members").text
    assert "Hall" in ada.get("/admin/audit").text
    gone = {"member": str(cast.ids["dov"])}
    done = ada.post("/c/hall/moderators/remove", data=gone, follow_redirects=True)
    assert "dov moderates this category no more." in done.text


def test_a_new_one_sets_a_second_step_up_before_acting(
    app: Flask, cast: Cast, talk: Callable[[Callable[[Forum], int]], int]
) -> None:
    topic_id = talk(lambda forum: forum.topic("cleo", forum.room("hall")).id)
    dov = sign_in(app, cast, "dov")
    with app.app_context():
        settings.change({SECOND_STEP.key: Required.STAFF}, None)
        session.commit()
    assert dov.get("/topics").status_code == 200
    with app.app_context():
        category = get_category_tree().by_slug["hall"]
        services.appoint(cast.get("ada"), session.get_one(Member, cast.ids["dov"]), category.id)
        session.commit()
    assert dov.get("/topics").headers["Location"] == "/me/security"
    assert "signs in with a second step" in dov.get("/me/security").text
    assert dov.post(f"/t/{topic_id}/close").status_code == 403
