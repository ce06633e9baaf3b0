"""Who watches a tag is told of new topics that have it, once; who muted it, of none."""

from flask import Flask

from tests.conftest import Cast, sign_in
from tests.notices.conftest import Hall, causes, hall, work
from tribe.base.db import session
from tribe.following import services as following
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Level, Topic
from tribe.forum.queries import find_tag

__all__ = ["hall"]
WATCHED = "forum.watched_tag"


def begin(
    hall: Hall, title: str, *tags: str, who: str = "cleo", room: Category | None = None
) -> Topic:
    topic = forum.create_topic(hall.cast.get(who), room or hall.room, title, "Words", tags=tags)
    session.commit()
    work()
    return topic


def follow(hall: Hall, name: str, level: Level, who: str = "dov") -> None:
    tag = find_tag(name)
    assert tag is not None
    forum.follow_tag(hall.cast.get(who), tag, level)
    session.commit()


def test_who_watches_is_told_of_topics_that_have_it_and_of_no_others(hall: Hall) -> None:
    begin(hall, "Of before", "bread")
    follow(hall, "bread", Level.WATCHING)
    topic = begin(hall, "Of rye", "bread", "rye")
    begin(hall, "Of salt", "salt")
    forum.reply(hall.cast.get("ben"), topic, "An answer")
    session.commit()
    work()
    assert [one for one in causes() if one[0] == "dov"] == [("dov", WATCHED)]
    follow(hall, "bread", Level.NORMAL)
    begin(hall, "Of later", "bread")
    assert [one for one in causes() if one[0] == "dov"] == [("dov", WATCHED)]


def test_who_watches_all_of_it_is_told_once(hall: Hall) -> None:
    begin(hall, "Of before", "bread", "rye")
    follow(hall, "bread", Level.WATCHING)
    follow(hall, "rye", Level.WATCHING)
    forum.follow_category(hall.cast.get("dov"), hall.room.id, Level.WATCHING)
    following.follow(hall.cast.get("dov"), hall.cast.get("cleo"))
    begin(hall, "Of rye", "bread", "rye")
    assert len([one for one in causes() if one[0] == "dov"]) == 1


def test_a_tag_that_is_muted_counts_before_any_watching(hall: Hall) -> None:
    begin(hall, "Of before", "bread", "politics")
    follow(hall, "politics", Level.MUTED)
    follow(hall, "bread", Level.WATCHING)
    forum.follow_category(hall.cast.get("dov"), hall.room.id, Level.WATCHING)
    following.follow(hall.cast.get("dov"), hall.cast.get("cleo"))
    begin(hall, "Of loaves", "bread", "politics")
    assert [one for one in causes() if one[0] == "dov"] == []
    begin(hall, "Of rolls", "bread")
    assert len([one for one in causes() if one[0] == "dov"]) == 1


def test_nobody_is_told_of_what_they_may_not_see(hall: Hall) -> None:
    begin(hall, "Of before", "bread")
    follow(hall, "bread", Level.WATCHING)
    attic = Category(slug="attic", name="Attic")
    session.add(attic)
    session.flush()
    session.add(CategoryPermission(category_id=attic.id, audience=Audience.ADMIN, may_see=True))
    session.commit()
    begin(hall, "Of money", "bread", who="ada", room=attic)
    assert [one for one in causes() if one[0] == "dov"] == []


def test_who_watched_a_tag_hears_of_the_one_it_went_into(hall: Hall) -> None:
    begin(hall, "Of before", "bread", "loaves")
    follow(hall, "loaves", Level.WATCHING)
    loaves, bread = find_tag("loaves"), find_tag("bread")
    assert loaves is not None
    assert bread is not None
    forum.merge_tag(hall.cast.get("ben"), loaves, bread)
    session.commit()
    begin(hall, "Of rye", "bread")
    assert ("dov", WATCHED) in causes()
    follow(hall, "bread", Level.NORMAL)
    begin(hall, "Of later", "bread")
    assert [one for one in causes() if one[0] == "dov"] == [("dov", WATCHED)]


def test_new_topics_leave_out_what_a_member_muted(app: Flask, cast: Cast, hall: Hall) -> None:
    begin(hall, "Of before", "politics")
    follow(hall, "politics", Level.MUTED)
    begin(hall, "Of quarrels", "politics")
    begin(hall, "Of cakes", "cakes")
    dov = sign_in(app, cast, "dov")
    shown = dov.get("/new").text
    assert "Of cakes" in shown
    assert "Of quarrels" not in shown
    assert "Of quarrels" in dov.get("/topics").text


def test_the_choice_is_made_on_a_page_of_its_own(app: Flask, cast: Cast, hall: Hall) -> None:
    begin(hall, "Of before", "bread")
    dov = sign_in(app, cast, "dov")
    assert "/tags/bread/follow" in dov.get("/tags/bread").text
    sent = dov.post("/tags/bread/follow", data={"level": "watching"})
    assert (sent.status_code, sent.location) == (303, "/tags/bread")
    assert 'value="watching" checked' in dov.get("/tags/bread/follow").text
    assert dov.post("/tags/nothing/follow", data={"level": "watching"}).status_code == 404
    assert dov.post("/tags/bread/follow", data={"level": "tracking"}).status_code == 422
    assert "forum.watched_tag" in dov.get("/me/notices").text
