"""One is told of the topics that another begins; nobody else learns that one follows them."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.html import without_tokens
from tests.notices.conftest import Hall, causes, hall, work
from tests.personal_data.test_export import make, rows
from tribe import jobs
from tribe.activity import Activity
from tribe.activity.notices import TELL
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound
from tribe.following import services
from tribe.following.models import Follow
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Level, Post
from tribe.members import naming
from tribe.members.models import Member, State
from tribe.personal_data.models import DataExport, Words
from tribe.personal_data.services import erase

__all__ = ["hall"]
FOLLOWED = "forum.followed_member"


def test_who_follows_is_told_of_new_topics_and_of_nothing_else(hall: Hall) -> None:
    before = hall.topic("ben", "Of before")
    services.follow(hall.cast.get("dov"), hall.cast.get("cleo"))
    hall.topic("cleo")
    hall.reply("cleo", before)
    hall.topic("ben", "Of another")
    assert [one for one in causes() if one[0] == "dov"] == [("dov", FOLLOWED)]
    assert hall.lines("dov") == [("cleo, whom you follow, began “Bread on Saturday”",)]
    services.unfollow(hall.cast.get("dov"), hall.cast.get("cleo"))
    hall.topic("cleo", "Of later")
    assert len(hall.lines("dov")) == 1


def test_who_watches_the_category_too_is_told_once(hall: Hall) -> None:
    services.follow(hall.cast.get("dov"), hall.cast.get("cleo"))
    forum.follow_category(hall.cast.get("dov"), hall.room.id, Level.WATCHING)
    hall.topic("cleo", body="@dov, who comes?")
    assert causes() == [("dov", "forum.mention")]
    hall.topic("cleo", "Soup on Sunday")
    assert causes() == [("dov", "forum.mention"), ("dov", "forum.watched_category")]


def test_nobody_is_told_of_what_they_may_not_see_or_of_what_is_gone(hall: Hall) -> None:
    closed = CategoryPermission(audience=Audience.MODERATOR, may_see=True, may_create=True)
    room, hall.room = hall.room, Category(slug="den", name="The den", permissions=[closed])
    session.add(hall.room)
    for who in ("dov", "ada"):
        services.follow(hall.cast.get(who), hall.cast.get("ben"))
    hall.topic("ben")
    assert causes() == [("ada", FOLLOWED)]
    hall.room = room
    topic = forum.create_topic(hall.cast.get("ben"), room, "Gone at once", "words")
    forum.remove(
        hall.cast.get("ben"), session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
    )
    work()
    begun = select(func.max(Activity.id)).where(Activity.kind == "forum.topic.begun")
    jobs.enqueue(TELL, activity_id=session.scalar(begun))  # as one told again after a kill
    work()
    assert causes() == [("ada", FOLLOWED)]


def test_a_button_on_their_page_and_a_list_of_ones_own(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    assert 'action="/u/cleo/follow"' in dov.get("/u/cleo").text
    answer = dov.post("/u/cleo/follow", data={"follow": "yes"})
    assert (answer.status_code, answer.location) == (303, "/u/cleo")
    assert "Stop following" in dov.get("/u/cleo").text
    assert 'aria-label="Stop following cleo"' in dov.get("/me/following").text
    assert "/me/following" in dov.get("/me/notices").text
    answer = dov.post("/u/cleo/follow", data={"follow": "no", "from": "list"})
    assert (answer.status_code, answer.location) == (303, "/me/following")
    assert "You follow nobody" in dov.get("/me/following").text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Follow)) == 0


def test_nobody_else_learns_of_it(app: Flask, cast: Cast) -> None:
    readers = {name: sign_in(app, cast, name) for name in ("cleo", "ada", "ben")}
    pages = {name: one.get("/u/cleo").text for name, one in readers.items()}
    with app.app_context():
        activities = session.scalar(select(func.count(Activity.id)))
    dov = sign_in(app, cast, "dov")
    dov.post("/u/cleo/follow", data={"follow": "yes"})
    for name, one in readers.items():
        assert without_tokens(one.get("/u/cleo").text) == without_tokens(pages[name])
        assert "Stop following" not in one.get("/u/dov").text
    with app.app_context():
        assert session.scalar(select(func.count(Activity.id))) == activities
    archive = make(app, readers["cleo"])
    assert "json/follow.json" not in archive.namelist()
    with app.app_context():
        session.execute(delete(DataExport))
        session.commit()
    [row] = rows(make(app, dov), "follow")
    assert row["follower_id"] == cast.ids["dov"]
    assert "followed_id" not in row  # an export has no number of anybody else


def test_whoever_left_or_is_oneself_is_not_followed(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    assert dov.post("/u/dov/follow", data={"follow": "yes"}).status_code == 403
    assert "/u/dov/follow" not in dov.get("/u/dov").text
    assert dov.post("/u/nobody/follow").status_code == 404
    assert dov.post("/u/eve/follow").status_code == 404
    assert dov.post("/u/eve/follow", data={"follow": "no"}).status_code == 404
    with app.app_context():
        session.execute(update(Member).where(Member.name == "cleo").values(leaves_at=now()))
        session.commit()
        with pytest.raises(NotFound):
            services.follow(cast.get("dov"), cast.get("cleo"))
        session.execute(update(Member).where(Member.name == "ben").values(state=State.LEFT))
        with pytest.raises(NotFound):
            services.follow(cast.get("dov"), cast.get("ben"))
        with pytest.raises(Forbidden):
            services.follow(cast.get("eve"), cast.get("ada"))


def test_who_is_suspended_is_in_no_list_and_can_still_be_let_go(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    with app.app_context():
        session.add(Follow(follower_id=cast.ids["dov"], followed_id=cast.ids["eve"]))
        session.commit()
    assert "/u/eve" not in dov.get("/me/following").text
    assert dov.post("/u/eve/follow", data={"follow": "no"}).status_code == 303
    with app.app_context():
        assert session.scalars(select(Follow)).all() == []


def test_who_is_about_to_leave_is_in_no_list_until_they_stay(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    dov.post("/u/cleo/follow", data={"follow": "yes"})
    for leaves_at, is_listed in ((now(), False), (None, True)):
        with app.app_context():
            cast.get("cleo").leaves_at = leaves_at
            session.commit()
        assert ("/u/cleo" in dov.get("/me/following").text) is is_listed


def test_it_survives_another_name_by_which_it_is_ended_too(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    dov.post("/u/cleo/follow", data={"follow": "yes"})
    with app.app_context():
        naming.rename(cast.get("cleo"), cast.get("cleo"), "Clementine")
        session.commit()
    assert "Stop following Clementine" in dov.get("/me/following").text
    ended = dov.post("/u/cleo/follow", data={"follow": "no"})
    assert (ended.status_code, ended.location) == (303, "/u/Clementine")
    assert "You follow nobody" in dov.get("/me/following").text


@pytest.mark.parametrize("who", ["dov", "cleo"])
def test_it_ends_with_either(app: Flask, cast: Cast, who: str) -> None:
    with app.app_context():
        services.follow(cast.get("dov"), cast.get("cleo"))
        services.follow(cast.get("ben"), cast.get("ada"))
        session.commit()
        erase(cast.ids[who], Words.STAY)
        kept = session.execute(select(Follow.follower_id, Follow.followed_id)).all()
        assert kept == [(cast.ids["ben"], cast.ids["ada"])]


def test_the_list_costs_the_same_for_one_and_twenty(app: Flask, cast: Cast) -> None:
    dov = sign_in(app, cast, "dov")
    costs = []
    for number in (1, 20):
        with app.app_context():
            some = [Member(name=f"m{number}x{i}", name_key=f"m{number}x{i}") for i in range(number)]
            session.add_all(some)
            session.flush()
            session.add_all(Follow(follower_id=cast.ids["dov"], followed_id=one.id) for one in some)
            session.commit()
        with count_queries(app) as queries:
            dov.get("/me/following")
        costs.append(len(queries))
    assert costs[0] == costs[1]
