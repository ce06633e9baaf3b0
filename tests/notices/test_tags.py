"""Who watches a tag is told of new topics that have it, once; who muted it, of none."""

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.notices.conftest import Hall, causes, hall, work
from tribe.base.db import now, session
from tribe.following import services as following
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Level, Post, Topic
from tribe.forum.queries import find_tag
from tribe.notices.services import mark_all_read
from tribe.peace import services as peace

__all__ = ["hall"]
WATCHED, TAGGED = "forum.watched_tag", "forum.tagged"


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


def retag(hall: Hall, topic: Topic, *tags: str, who: str = "ben") -> None:
    """A moderator changes the tags of a topic."""
    first = session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()
    forum.edit(hall.cast.get(who), first, first.source, tags=tags)
    session.commit()
    work()


def of_dov() -> list[tuple[str, str]]:
    return [one for one in causes() if one[0] == "dov"]


def test_who_watches_a_tag_is_told_once_when_a_topic_is_given_it_later(hall: Hall) -> None:
    begin(hall, "Of before", "bread", "rye")
    for name in ("bread", "rye"):
        follow(hall, name, Level.WATCHING)
    topic = begin(hall, "Of loaves", "salt")
    assert of_dov() == []
    retag(hall, topic, "salt", "bread")
    retag(hall, topic, "salt", "bread", "rye")
    assert of_dov() == [("dov", TAGGED)]
    mark_all_read(hall.cast.get("dov"))
    session.commit()
    retag(hall, topic, "salt", "bread")
    retag(hall, topic, "salt", "bread", "rye")
    assert of_dov() == [("dov", TAGGED)]


def test_it_says_so_in_the_words_of_its_reader(app: Flask, cast: Cast, hall: Hall) -> None:
    begin(hall, "Of before", "bread")
    follow(hall, "bread", Level.WATCHING)
    retag(hall, begin(hall, "Of loaves"), "bread")
    page = sign_in(app, cast, "dov").get("/notices").text
    assert "“Of loaves” has a tag now that you watch" in page


def test_who_wrote_it_gave_it_or_knows_of_it_is_not_told(hall: Hall) -> None:
    begin(hall, "Of before", "bread")
    for who in ("cleo", "ben", "dov"):
        follow(hall, "bread", Level.WATCHING, who)
    forum.follow_category(hall.cast.get("dov"), hall.room.id, Level.WATCHING)
    topic = begin(hall, "Of loaves")
    before = causes()
    assert [who for who, _kind in before] == ["dov"]
    retag(hall, topic, "bread")
    assert causes() == before


def test_a_tag_that_it_had_before_tells_nobody_anew(hall: Hall) -> None:
    topic = begin(hall, "Of loaves", "bread")
    follow(hall, "bread", Level.WATCHING)
    retag(hall, topic, "bread", "salt")
    assert of_dov() == []


def test_nobody_is_told_of_a_tagged_topic_that_they_may_not_see_or_left_out(hall: Hall) -> None:
    begin(hall, "Of before", "bread", "politics")
    follow(hall, "bread", Level.WATCHING)
    attic = Category(slug="attic", name="Attic")
    session.add(attic)
    session.flush()
    session.add(CategoryPermission(category_id=attic.id, audience=Audience.ADMIN, may_see=True))
    session.commit()
    retag(hall, begin(hall, "Of money", who="ada", room=attic), "bread", who="ada")
    unlisted = begin(hall, "Out of lists")
    unlisted.unlisted_at = now()
    session.commit()
    retag(hall, unlisted, "bread")
    follow(hall, "politics", Level.MUTED)
    retag(hall, begin(hall, "Of quarrels", "politics"), "politics", "bread")
    peace.block(hall.cast.get("dov"), hall.cast.get("cleo"))
    session.commit()
    retag(hall, begin(hall, "Of whom one blocked"), "bread")
    assert of_dov() == []
    retag(hall, begin(hall, "Of another", who="ines"), "bread")
    assert of_dov() == [("dov", TAGGED)]


def test_it_is_taken_back_with_the_tag_and_with_the_topic(hall: Hall) -> None:
    begin(hall, "Of before", "bread")
    follow(hall, "bread", Level.WATCHING)
    one, other = begin(hall, "Of loaves"), begin(hall, "Of rolls")
    for topic in (one, other):
        retag(hall, topic, "bread")
    assert of_dov() == [("dov", TAGGED)] * 2
    retag(hall, one)
    assert of_dov() == [("dov", TAGGED)]
    forum.remove_topic(hall.cast.get("ben"), other, why="Sold")
    session.commit()
    work()
    assert of_dov() == []


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
