"""What moderators do with topics: every act leaves the places it shall, and is undone exactly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.forum.states import differences, take_state
from tests.forum.talks import Talk, more_topics
from tests.mail.reading import read_letters
from tests.notices.conftest import work
from tribe.access import SYSTEM
from tribe.audit.models import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.bookmarks import services as bookmarks
from tribe.forum import services
from tribe.forum.judged import ACTS as ACTS_OF_CASES
from tribe.forum.models import Category, Pin, Post, ReactionKind, SlowRequest, Topic
from tribe.forum.services import moving, pacing
from tribe.forum.slugs import TAKEN_BY_ACTS
from tribe.forum.views.arranging import ACTS
from tribe.jobs import Job
from tribe.moderation import services as moderation
from tribe.moderation.services import Ruling
from tribe.settings import services as settings
from tribe.web.moderated import ModerationAct

WORD = "zanzibar"
WHY = {"why": "It belongs elsewhere", "rule": "Keep to the topic"}


def a_talk(forum: Forum) -> Topic:
    """Two topics; of the first, four posts, with all that can hang on them."""
    room = forum.room()
    forum.room("yard")
    forum.room("crew", moderator=(True, True, True))
    topic = forum.topic("cleo", room, f"Off to {WORD}", f"Who comes to {WORD}?")
    said = forum.reply("dov", topic, f"@cleo I go to {WORD}")
    gone = forum.reply("ines", topic, "Never mind")
    forum.reply("ines", topic, f"> [dov](/p/{said.id})\n>\n> I go to {WORD}\n\nSo do I", said)
    services.react(forum.cast.get("ines"), said, ReactionKind.THANKS)
    services.remove(forum.cast.get("ines"), gone)
    other = forum.topic("ada", room, "Tea at dawn", "What tea?")
    forum.reply("dov", other, f"> [dov](/p/{said.id})\n>\n> I go to {WORD}\n\nGreen tea")
    bookmarks.toggle(forum.cast.get("ines"), "post", said.id)
    bookmarks.toggle(forum.cast.get("ines"), "topic", topic.id)
    session.commit()
    return topic


@pytest.fixture
def topic(forum: Forum) -> Topic:
    """The first of them."""
    return a_talk(forum)


def category(slug: str) -> int:
    return session.scalars(select(Category.id).where(Category.slug == slug)).one()


Done = tuple[Callable[[Any, Topic], Any], Callable[[Any, Topic, Any], None]]
PAIRS: dict[str, Done] = {
    "remove": (services.remove_topic, lambda by, t, _d: services.restore_topic(by, t)),
    "unlist": (services.unlist_topic, lambda by, t, _d: services.list_topic(by, t)),
    "pin": (
        lambda by, t: services.pin_topic(by, t, Pin.EVERYWHERE, now() + timedelta(days=1)),
        services.unpin_topic,
    ),
    "move": (lambda by, t: services.move_topic(by, t, category("yard")), services.move_back),
    "slow": (lambda by, t: services.slow_topic(by, t, 5), services.quicken_topic),
    "close later": (
        lambda by, t: services.close_later(by, t, now() + timedelta(days=1)),
        lambda by, t, _d: services.close_later(by, t, None),
    ),
    "merge": (lambda by, t: services.merge_topic(by, t, t.id + 1), services.unmerge_topic),
}


@pytest.mark.parametrize("name", PAIRS)
def test_its_reversal_leaves_all_as_it_was(forum: Forum, topic: Topic, name: str) -> None:
    apply, undo = PAIRS[name]
    before = take_state()
    details = apply(forum.cast.get("ben"), topic)
    session.commit()
    assert differences(before, take_state())
    undo(SYSTEM, session.get_one(Topic, topic.id), details)
    session.commit()
    assert differences(before, take_state()) == {}


def test_undoing_a_split_leaves_an_address_that_leads_back(forum: Forum, topic: Topic) -> None:
    before = take_state()
    ben = forum.cast.get("ben")
    details = services.split_topic(ben, topic, [2, 4], "On its own")
    session.commit()
    new = session.get_one(Topic, details["topic"])
    assert [post.number for post in moving._all_of(new)] == [1, 2]
    assert (new.posts_count, new.author_id) == (2, forum.cast.ids["dov"])
    services.unsplit_topic(SYSTEM, session.get_one(Topic, topic.id), details)
    session.commit()
    left = differences(before, take_state())
    assert set(left) == {"topic", "post_move"}
    assert len(left["topic"]) == 1
    assert new.merged_into_id == topic.id


@pytest.mark.parametrize("name", [*PAIRS, "split"])
def test_members_do_none_of_it(forum: Forum, topic: Topic, name: str) -> None:
    apply = PAIRS[name][0] if name in PAIRS else _split
    for who in ("cleo", "dov", "ines", "eve"):
        with pytest.raises((Forbidden, NotFound)):
            apply(forum.cast.get(who), topic)


def _split(by: Any, topic: Topic) -> Any:
    return services.split_topic(by, topic, [2], "On its own")


def test_each_page_has_a_button_that_says_what_it_does(app: Flask, cast: Cast, talk: Talk) -> None:
    number, ben = talk(lambda forum: a_talk(forum).id), sign_in(app, cast, "ben")
    for act, said in (("close", "Close the topic"), ("remove", "Remove the topic"), ("pin", "Pin")):
        page = ben.get(f"/t/{number}/{act}").text.partition("form__actions")[2]
        assert [words in page for words in (f">{said}</button>", ">Cancel</a>")] == [True, True]
    with app.test_request_context():
        assert len({str(act.press()) for act in ACTS.values()}) == len(ACTS)


def test_each_page_asks_why_and_notes_it(app: Flask, cast: Cast, talk: Talk) -> None:
    number = talk(lambda forum: a_talk(forum).id)
    ben = sign_in(app, cast, "ben")
    ahead = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    fields: dict[str, dict[str, str]] = {
        "pin": {"pin": "everywhere", "until": ahead},
        "unpin": {},
        "move": {"category": "yard"},
        "slow": {"minutes": "5"},
        "quicken": {},
        "close": {},
        "reopen": {},
        "closing": {"until": ahead},
        "unlist": {},
        "list": {},
        "split": {"numbers": "2, 4", "title": "On its own", "category": "hall"},
        "remove": {},
        "restore": {},
        "merge": {"into": f"/t/{number + 1}"},
    }
    assert fields.keys() == ACTS.keys()
    for act, asked in fields.items():
        address = f"/t/{number}/{act}"
        assert ben.get(address).status_code == 200, act
        refused = ben.post(address, data=asked | {"why": " "})
        assert (refused.status_code, "Please fill this in" in refused.text) == (422, True), act
        assert ben.post(address, data=asked | WHY).status_code == 303, act
    with app.app_context():
        noted = select(AuditEntry.why).where(AuditEntry.subject_id == str(number))
        assert list(session.scalars(noted)) == [WHY["why"]] * len(ACTS)


CHOSEN: dict[str, Callable[[Topic], dict[str, Any]]] = {
    "forum.topic.close_later": lambda _topic: {"at": now() + timedelta(days=1)},
    "forum.topic.pin": lambda _topic: {"pin": "everywhere"},
    "forum.topic.move": lambda _topic: {"category": category("yard")},
    "forum.topic.split": lambda topic: {
        "numbers": [2, 4],
        "title": "On its own",
        "category": topic.category_id,
    },
    "forum.topic.merge": lambda topic: {"into": topic.id + 1},
}


@pytest.mark.parametrize("act", [act for act in ACTS_OF_CASES if act.subject_type == "topic"])
def test_each_act_of_a_case_is_undone_exactly(
    forum: Forum, topic: Topic, act: ModerationAct
) -> None:
    ben, before = forum.cast.get("ben"), take_state()
    chosen = CHOSEN.get(act.name, lambda _topic: {})(topic)
    why = Ruling(act.name, "It is out of place", "Keep to the topic", choices=chosen)
    decision = moderation.decide_on(ben, "topic", topic.id, why)
    session.commit()
    assert "topic" in differences(before, take_state())
    moderation.undo(ben, decision, "It is not")
    session.commit()
    left = differences(before, take_state()).keys()
    remains = {"topic", "post_move"} if act.name == "forum.topic.split" else set()
    assert {name for name in left if not name.startswith("moderation_")} == remains
    assert act.is_possible(topic.id)


def test_what_is_wrong_in_a_form_stands_there_with_what_was_typed(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    number = talk(lambda forum: a_talk(forum).id)
    ben = sign_in(app, cast, "ben")
    for act, typed in (
        ("split", {"numbers": "1-2", "title": "On its own", "category": "hall"}),
        ("split", {"numbers": "77", "title": "On its own", "category": "hall"}),
        ("split", {"numbers": "x", "title": "On its own", "category": "hall"}),
        ("merge", {"into": str(number)}),
        ("merge", {"into": "99"}),
        ("merge", {"into": "nowhere"}),
        ("slow", {"minutes": "0"}),
        ("pin", {"pin": "moon"}),
        ("pin", {"pin": "everywhere", "until": "2020-01-01T10:00"}),
        ("move", {"category": "hall"}),
        ("closing", {"until": ""}),
    ):
        answer = ben.post(f"/t/{number}/{act}", data=typed | {"why": "So it is"})
        assert answer.status_code in (404, 409, 422), (act, typed)
        assert "So it is" in answer.text


def places(client: FlaskClient) -> str:
    """All that one reader finds in the places in which a topic stands, but at its own address."""
    addresses = (
        "/topics",
        "/topics?filter=new",
        "/topics?filter=unread",
        "/c/hall",
        "/",
        "/new",
        "/feed.atom",
        "/c/hall/feed.atom",
        "/sitemap.xml",
        "/sitemaps/topics-1.xml",
        "/u/dov",
        "/u/cleo",
        "/notices",
        "/me/bookmarks",
        "/welcome",
        "/greeting",
        f"/search?q={WORD}",
        f"/search?q={WORD}&in=posts",
        "/t/2/tea-at-dawn",
    )
    pages = (client.get(one, follow_redirects=True).text for one in addresses)
    return "".join(page.replace(f'value="{WORD}"', "").replace(f"q={WORD}", "") for page in pages)


def own(client: FlaskClient) -> str:
    """All that is drawn of the topic itself."""
    addresses = (
        "/t/1",
        f"/t/1/off-to-{WORD}",
        "/t/1/feed.atom",
        "/t/1/after?after=0&from=1&until=20",
        "/p/2",
        "/p/2/fragment",
        "/go/topic/1",
        "/go/post/2",
        "/t/1/2",
    )
    pages = (client.get(one, follow_redirects=True).text for one in addresses)
    return "".join(page.replace(f"/t/1/off-to-{WORD}", "") for page in pages)


def test_a_removed_topic_leaves_every_place(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: a_talk(forum).id)
    with app.app_context():
        work()
    readers = [app.test_client(), sign_in(app, cast, "cleo"), sign_in(app, cast, "ines")]
    for client in readers:
        assert WORD in places(client)
        assert WORD in own(client)
    ben = sign_in(app, cast, "ben")
    assert ben.post("/t/1/remove", data=WHY).status_code == 303
    with app.app_context():
        work()
        assert WORD not in "".join(
            one.text + one.subject for one in read_letters("forum.addressed")
        )
    for client in readers:
        told = f"decision was made about “Off to {WORD} – Who comes to {WORD}?”"  # to its author
        found = places(client).replace(told, "")
        assert f"to {WORD}" not in found
        assert f"to {WORD}" not in own(client)
        assert client.get(f"/t/1/off-to-{WORD}").status_code == 404
    assert "removed by a moderator" in ben.get(f"/t/1/off-to-{WORD}").text
    for act in ("pin", "move", "split", "remove", "reply", "close"):
        assert ben.post(f"/t/1/{act}", data=WHY).status_code in (404, 403), act
    assert ben.post("/t/1/restore", data=WHY).status_code == 303
    for client in readers:
        assert f"to {WORD}" in own(client)


def test_an_unlisted_topic_is_reached_by_its_address_alone(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    readers = [app.test_client(), sign_in(app, cast, "cleo"), sign_in(app, cast, "ines")]
    assert sign_in(app, cast, "ben").post("/t/1/unlist", data=WHY).status_code == 303
    for client in readers:
        found = places(client).replace(f"I go to {WORD}", "")  # quoted in another topic
        page = client.get("/me/bookmarks").text  # what one put aside one reaches
        for known in (f"Off to {WORD}", f"Who comes to {WORD}?"):
            rest = found.replace(page, "") if client is readers[2] else found
            assert rest.count(known) <= page.count(known) * (client is readers[2])
        assert f"to {WORD}" in own(client)
    head = readers[0].get(f"/t/1/off-to-{WORD}")
    assert "noindex" in head.text + str(head.headers)


def test_a_pinned_topic_stands_first_and_once(app: Flask, cast: Cast, talk: Talk) -> None:
    def script(forum: Forum) -> int:
        pinned = forum.topic("cleo", forum.room(), "The rules of the hall")
        more_topics(forum)
        services.pin_topic(forum.cast.get("ben"), pinned, Pin.CATEGORY)
        session.commit()
        return pinned.id

    number = talk(script)
    guest = app.test_client()
    title = "The rules of the hall"
    assert title not in guest.get("/topics").text
    first = guest.get("/c/hall").text
    assert first.index(title) < first.index("Topic 23")
    assert "Pinned" in first
    assert first.count(title) == 1
    older = first[first.index("/c/hall?after=") :].split('"')[0]
    assert title not in guest.get(older).text
    with app.app_context():
        topic = session.get_one(Topic, number)
        services.pin_topic(cast.get("ben"), topic, Pin.EVERYWHERE)
        session.commit()
    with count_queries(app) as queries:
        page = guest.get("/topics").text
    assert page.index(title) < page.index("Topic 23")
    assert len(queries) == 3, queries  # one more, and only where something is pinned
    with app.app_context():
        session.get_one(Topic, number).pinned_until = now() - timedelta(minutes=1)
        session.commit()
    assert "Pinned" not in guest.get("/topics").text


def test_readers_of_the_old_category_lose_a_topic_that_moves(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    with app.app_context():
        work()
    ben = sign_in(app, cast, "ben")
    ben.post("/t/1/move", data=WHY | {"category": "crew"})
    for name in ("cleo", "ines", None):
        client = sign_in(app, cast, name) if name else app.test_client()
        assert f"Off to {WORD}" not in places(client)
        assert f"Off to {WORD}" not in own(client)
    assert "Off to" in ben.get(f"/search?q={WORD}").text
    ben.post("/t/1/move", data=WHY | {"category": "yard"})
    page = app.test_client().get(f"/t/1/off-to-{WORD}").text
    assert f"Off to {WORD}" in page
    assert "Moved here from" not in page  # a guest does not see that category


def test_who_may_not_write_there_moves_nothing_there(forum: Forum, topic: Topic) -> None:
    vault = forum.room("vault", admin=(True, True, True))
    with pytest.raises(NotFound):
        services.move_topic(forum.cast.get("ben"), topic, vault.id)
    with pytest.raises(NotFound):
        services.split_topic(forum.cast.get("ben"), topic, [2], "On its own", vault.id)


def test_a_slow_topic_takes_one_post_in_a_while_and_keeps_words(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    ben, dov = sign_in(app, cast, "ben"), sign_in(app, cast, "dov")
    ben.post("/t/1/slow", data=WHY | {"minutes": "30"})
    pages = [who.get("/t/1", follow_redirects=True).text for who in (dov, ben)]
    beside = [page.partition('id="reply"')[2].partition("<form")[0] for page in pages]
    assert ["once in 30 minutes" in said for said in beside] == [True, False]
    assert [page.count("once in 30 minutes") for page in pages] == [1, 1]  # the aside is below
    assert dov.post("/t/1/reply", data={"body": "First"}).status_code == 303
    refused = dov.post("/t/1/reply", data={"body": "And yet"})
    assert refused.status_code == 409
    assert "And yet" in refused.text
    assert "you can write in it again at" in refused.text
    for _ in range(2):
        assert ben.post("/t/1/reply", data={"body": "Order, please"}).status_code == 303
    with app.app_context():
        last = session.scalars(select(Post).where(Post.source == "First")).one()
        last.created_at -= timedelta(minutes=31)
        session.commit()
    assert dov.post("/t/1/reply", data={"body": "And yet"}).status_code == 303
    ben.post("/t/1/quicken", data=WHY)
    assert dov.post("/t/1/reply", data={"body": "So there"}).status_code == 303


def test_those_who_wrote_in_a_topic_slow_it_down_together(forum: Forum, topic: Topic) -> None:
    settings.change({"slower_asked_by": 3}, None)
    cleo, dov, ines, ada = (forum.cast.get(name) for name in ("cleo", "dov", "ines", "ada"))
    with pytest.raises(RuleBroken):
        services.ask_slower(ada, topic)  # she wrote nothing there
    assert [services.ask_slower(one, topic) for one in (cleo, cleo, dov)] == [False] * 3
    session.get_one(SlowRequest, (topic.id, cleo.id)).asked_at -= pacing.ASKED_WITHIN
    session.flush()
    assert not services.ask_slower(ines, topic)
    assert services.ask_slower(cleo, topic)
    assert services.slow_now(topic) == pacing.SLOWED_TO
    assert session.scalars(select(SlowRequest)).all() == []
    with pytest.raises(RuleBroken):
        services.ask_slower(dov, topic)
    topic.slow_until = now() - timedelta(seconds=1)
    assert services.slow_now(topic) is None
    settings.change({"slower_asked_by": 0}, None)
    with pytest.raises(RuleBroken):
        services.ask_slower(dov, topic)


def test_a_slower_topic_is_offered_to_those_alone_who_may_ask_for_it(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    said = "Ask for a slower topic"
    dov, ines = sign_in(app, cast, "dov"), sign_in(app, cast, "ines")
    with app.app_context():
        settings.change({"slower_asked_by": 3}, None)
        own = Post.author_id == cast.ids["ines"]
        session.execute(update(Post).where(own).values(deleted_at=now()))
        session.commit()
    assert said in dov.get("/t/1", follow_redirects=True).text
    assert said not in ines.get("/t/1", follow_redirects=True).text  # who wrote nothing there
    assert said not in app.test_client().get("/t/1", follow_redirects=True).text
    with app.app_context():
        session.get_one(Topic, 1).slow_minutes = 30
        session.commit()
    assert said not in dov.get("/t/1", follow_redirects=True).text
    assert "This topic is slow" in dov.get("/t/1", follow_redirects=True).text


def test_a_topic_closes_at_its_moment(forum: Forum, topic: Topic) -> None:
    moment = now() + timedelta(hours=1)
    services.close_later(forum.cast.get("ben"), topic, moment)
    session.commit()
    assert session.scalars(select(Job.kind).where(Job.kind == "forum.close")).one()
    services.close_due(topic.id)
    assert not topic.is_closed
    topic.closes_at = moment - timedelta(hours=2)
    session.commit()
    services.close_due(topic.id)
    assert topic.is_closed
    assert topic.closes_at is None


def test_old_addresses_lead_to_where_posts_went(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: a_talk(forum).id)
    ben, guest = sign_in(app, cast, "ben"), app.test_client()
    ben.post("/t/1/split", data=WHY | {"numbers": "2,4", "title": "Alone", "category": "hall"})
    assert guest.get("/t/1/2").location == "/t/3/alone#post-1"
    assert guest.get("/p/2").location == "/t/3/alone#post-1"
    assert guest.get("/t/1/4").location == "/t/3/alone#post-2"
    assert "2 posts moved to" in guest.get(f"/t/1/off-to-{WORD}").text
    assert "2 posts came from" in guest.get("/t/3/alone").text
    ben.post("/t/3/merge", data=WHY | {"into": "2"})
    for address in ("/t/1/2", "/t/3", "/t/3/alone", "/t/3/alone?page=7", "/t/3/1"):
        assert guest.get(address).location == "/t/2/tea-at-dawn#post-3", address
    assert ben.post("/t/3/reply", data={"body": "Hm"}).status_code == 404
    assert guest.get("/t/1/77").status_code == 404
    assert "I go to" in guest.get("/t/2/tea-at-dawn").text


def test_what_came_after_goes_along_when_a_split_is_undone(forum: Forum, topic: Topic) -> None:
    ben = forum.cast.get("ben")
    details = services.split_topic(ben, topic, [2], "On its own")
    new = session.get_one(Topic, details["topic"])
    later = forum.reply("cleo", new, "I came later")
    services.unsplit_topic(ben, topic, details)
    session.commit()
    assert (later.topic_id, later.number) == (topic.id, 5)
    assert later.reply_to_id == details["posts"][0][0]


def test_what_was_moved_again_is_not_put_back(forum: Forum, topic: Topic) -> None:
    ben = forum.cast.get("ben")
    details = services.split_topic(ben, topic, [2, 4], "On its own")
    new = session.get_one(Topic, details["topic"])
    services.split_topic(ben, new, [2], "Once more")
    with pytest.raises(RuleBroken):
        services.unsplit_topic(ben, topic, details)


def test_readers_keep_what_they_read_in_a_topic_of_its_own(forum: Forum, topic: Topic) -> None:
    ada = forum.cast.get("ada")
    services.mark_read(ada, topic, 2)
    services.split_topic(forum.cast.get("ben"), topic, [2, 4], "On its own")
    session.commit()
    rows = {row[1]: row for row in take_state()["topic_member"] if row[0] == "3"}
    assert rows[str(ada.id)][2] == "1"
    assert len(rows) == 4  # who wrote or read there


def test_the_addresses_of_acts_are_no_titles() -> None:
    assert set(ACTS) | {"slower"} == TAKEN_BY_ACTS


def test_what_came_after_where_fewer_read_stays_there_in_its_order(
    forum: Forum, topic: Topic
) -> None:
    ben = forum.cast.get("ben")
    details = services.split_topic(ben, topic, [2, 4], "On its own")
    new = session.get_one(Topic, details["topic"])
    services.move_topic(SYSTEM, new, category("crew"))
    first = session.get_one(Post, details["posts"][0][0])
    later = [forum.reply("ben", new, "Among us", first), forum.reply("ada", new, "And us")]
    services.mark_read(ben, new, 3)
    services.unsplit_topic(ben, topic, details)
    session.commit()
    assert [(one.topic_id, one.number) for one in later] == [(new.id, 1), (new.id, 2)]
    assert later[0].reply_to_id is None
    assert (new.author_id, new.posts_count, new.highest_post_number) == (ben.id, 2, 2)
    assert new.merged_into_id is None
    marks = {row[1]: row[2] for row in take_state()["topic_member"] if row[0] == str(new.id)}
    assert marks[str(ben.id)] == "1"


def test_posts_are_ticked_to_be_split_off_and_stay_ticked_when_refused(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    talk(lambda forum: a_talk(forum).id)
    ben = sign_in(app, cast, "ben")
    page = ben.get("/t/1/split").text
    boxes = [f'name="post" value="{number}"' in page for number in (1, 2, 3, 4)]
    assert boxes == [False, True, False, True]  # the first stays; the third was taken away
    assert f"I go to {WORD}" in page
    form = WHY | {"title": "", "category": "hall", "post": ["2", "x"], "numbers": ""}
    refused = ben.post("/t/1/split", data=form)
    assert refused.status_code == 422
    assert 'name="post" value="2" checked' in refused.text
    made = ben.post("/t/1/split", data=form | {"title": "Of their own", "numbers": "4"})
    assert made.status_code == 303
    with app.app_context():
        new = session.scalars(select(Topic).where(Topic.title == "Of their own")).one()
        assert session.query(Post).filter_by(topic_id=new.id).count() == 2
