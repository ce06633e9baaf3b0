"""The pages of the forum: what they show, refuse, keep, and cost."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tribe.db import session
from tribe.forum import services
from tribe.forum.models import Post, Reaction, ReactionKind, Topic, TopicMember
from tribe.security import limiter

Talk = Callable[[Callable[[Forum], int]], int]
XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def a_topic(posts: int, *, reactions: bool = True) -> Callable[[Forum], int]:
    def script(forum: Forum) -> int:
        topic = forum.topic("cleo", forum.room(), "Tea at dawn", "Who comes?")
        said = session.scalars(select(Post)).one()
        for number in range(posts - 1):
            previous, said = said, forum.reply("dov" if number % 2 else "ben", topic, to=said)
            if reactions:
                services.react(forum.cast.get("cleo"), said, ReactionKind.THANKS)
                services.react(forum.cast.get("ada"), previous, ReactionKind.SMILE)
        session.commit()
        return topic.id

    return script


def test_a_guest_reads_a_topic(client: FlaskClient, talk: Talk) -> None:
    topic_id = talk(a_topic(3))
    page = client.get(f"/t/{topic_id}/tea-at-dawn")
    assert page.status_code == 200
    assert "Who comes?" in page.text
    assert "cleo thanked" in page.text
    assert 'id="post-3"' in page.text
    assert 'action="/t/' not in page.text
    assert f'<link rel="canonical" href="/t/{topic_id}/tea-at-dawn">' in page.text
    assert (
        f'type="application/atom+xml" title="Tea at dawn" href="/t/{topic_id}/feed.atom"'
        in page.text
    )


@pytest.mark.parametrize("who", [None, "dov"])
def test_a_topic_costs_the_same_for_1_and_20_posts(
    app: Flask, cast: Cast, talk: Talk, who: str | None
) -> None:
    client = sign_in(app, cast, who) if who else app.test_client()
    one, twenty = talk(a_topic(1)), talk(lambda forum: grow(forum, 20))
    costs = []
    for topic_id in (one, twenty):
        with count_queries(app) as queries:
            assert client.get(f"/t/{topic_id}/tea-at-dawn").status_code == 200
        costs.append(list(queries))
    assert len(costs[0]) == len(costs[1]), costs
    assert len(costs[1]) <= (9 if who else 6), costs[1]


def grow(forum: Forum, posts: int) -> int:
    topic = forum.topic("cleo", forum.room("yard"), "Tea at dawn")
    for number in range(posts - 1):
        post = forum.reply("ben" if number % 2 else "ada", topic)
        services.react(forum.cast.get("cleo"), post, ReactionKind.THANKS)
    session.commit()
    return topic.id


@pytest.mark.parametrize("who", [None, "dov"])
def test_a_list_costs_the_same_for_1_and_20_topics(
    app: Flask, cast: Cast, talk: Talk, who: str | None
) -> None:
    client = sign_in(app, cast, who) if who else app.test_client()
    talk(a_topic(1))
    costs = []
    for address in ("/topics", "/c/hall"):
        with count_queries(app) as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))
    talk(more_topics)
    for address, cost in zip(("/topics", "/c/hall"), costs, strict=True):
        with count_queries(app) as queries:
            page = client.get(address)
        assert page.text.count('class="topic__title"') == 20
        assert len(queries) == cost <= 4, queries


def more_topics(forum: Forum) -> int:
    from tribe.forum.models import Category

    room = session.scalars(select(Category)).one()
    for number in range(24):
        forum.topic("ben" if number % 2 else "cleo", room, f"Topic {number:02}")
    return room.id


def test_pages_are_numbered_and_canonical(client: FlaskClient, talk: Talk) -> None:
    topic_id = talk(a_topic(41, reactions=False))
    base = f"/t/{topic_id}/tea-at-dawn"
    second = client.get(f"{base}?page=2").text
    assert 'id="post-21"' in second
    assert 'id="post-40"' in second
    assert 'id="post-20"' not in second
    assert f'rel="prev" href="{base}"' in second
    assert f'rel="next" href="{base}?page=3"' in second
    assert 'id="post-41"' in client.get(f"{base}?page=3").text
    for wrong, right in (("/t/%d/x?page=2", f"{base}?page=2"), ("/t/%d/tea-at-dawn?page=1", base)):
        answer = client.get(wrong % topic_id)
        assert (answer.status_code, answer.location) == (301, right)
    for number in ("0", "4", "-1", "99999999999"):
        assert client.get(f"{base}?page={number}").status_code in (301, 404)
    assert client.get(f"{base}?page=x").status_code in (200, 301)


def test_removed_posts_do_not_move_the_others(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(22, reactions=False))
    with app.app_context():
        post = session.scalars(select(Post).where(Post.number == 5)).one()
        services.remove(cast.get("ben"), post)
        session.commit()
    page = app.test_client().get(f"/t/{topic_id}/tea-at-dawn").text
    assert "removed by" in page
    assert 'id="post-20"' in page
    assert 'id="post-21"' not in page


def test_a_post_leads_into_its_page(client: FlaskClient, talk: Talk) -> None:
    topic_id = talk(a_topic(25, reactions=False))
    answer = client.get("/p/23")
    assert (answer.status_code, answer.location) == (
        302,
        f"/t/{topic_id}/tea-at-dawn?page=2#post-23",
    )


def test_one_comes_back_to_the_first_unread_post(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(25, reactions=False))
    ines = sign_in(app, cast, "ines")
    assert ines.get(f"/t/{topic_id}").location == f"/t/{topic_id}/tea-at-dawn"
    ines.get(f"/t/{topic_id}/tea-at-dawn")
    assert ines.get(f"/t/{topic_id}").location == f"/t/{topic_id}/tea-at-dawn?page=2#post-21"
    ines.get(f"/t/{topic_id}/tea-at-dawn?page=2")
    assert ines.get(f"/t/{topic_id}").location == f"/t/{topic_id}/tea-at-dawn?page=2#post-25"
    ines.get(f"/t/{topic_id}/tea-at-dawn")  # an older page does not lower the mark
    with app.app_context():
        row = session.get_one(TopicMember, (topic_id, cast.ids["ines"]))
        assert row.last_read_post_number == 25


def test_what_was_read_costs_no_write(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(3))
    ines = sign_in(app, cast, "ines")
    ines.get(f"/t/{topic_id}/tea-at-dawn")
    with count_queries(app) as queries:
        ines.get(f"/t/{topic_id}/tea-at-dawn")
    assert not [query for query in queries if query.startswith(("INSERT", "UPDATE"))]


def test_new_and_unread(app: Flask, cast: Cast, talk: Talk) -> None:
    with app.app_context():
        for name in cast.ids:
            cast.get(name).joined_at = Forum.beginning
        session.commit()
    topic_id = talk(a_topic(1))
    dov, cleo = sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    assert "Tea at dawn" in dov.get("/topics?filter=new").text
    assert "Tea at dawn" not in cleo.get("/topics?filter=new").text
    dov.get(f"/t/{topic_id}/tea-at-dawn")
    assert "Tea at dawn" not in dov.get("/topics?filter=new").text
    assert dov.post(f"/t/{topic_id}/reply", data={"body": "I do"}).status_code == 303
    assert "1 unread" in cleo.get("/topics?filter=unread").text
    assert "Tea at dawn" not in dov.get("/topics?filter=unread").text
    assert cleo.post("/topics/read", data={}).status_code == 303
    assert "Tea at dawn" not in cleo.get("/topics?filter=unread").text
    dov.post(f"/t/{topic_id}/reply", data={"body": "again"})
    assert "2 unread" in cleo.get("/topics?filter=unread").text
    cleo.post(f"/t/{topic_id}/follow", data={"level": "muted"})
    assert "Tea at dawn" not in cleo.get("/topics?filter=unread").text


def test_mark_all_read_writes_one_row_a_category(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(a_topic(1))
    talk(more_topics)
    dov = sign_in(app, cast, "dov")
    with count_queries(app) as queries:
        dov.post("/topics/read", data={"category": "hall", "until": "2026-11-22T10:00:00+00:00"})
    assert len([query for query in queries if query.startswith("INSERT")]) == 1
    assert "Nothing new" in dov.get("/topics?filter=new").text
    assert dov.post("/topics/read", data={"until": "nonsense"}).status_code == 303
    assert dov.post("/topics/read", data={"category": "nowhere"}).status_code == 404


def test_lists_go_on_by_cursor_without_losing_or_repeating(client: FlaskClient, talk: Talk) -> None:
    talk(a_topic(1))
    talk(more_topics)
    first = client.get("/topics").text
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = client.get(older).text
    newer = second.split('rel="prev" href="')[1].split('"')[0]
    titles = [
        [part.split("</a>")[0].split(">")[1] for part in page.split('class="topic__title"')[1:]]
        for page in (first, second, client.get(newer).text)
    ]
    assert [len(page) for page in titles] == [20, 5, 20]
    assert titles[0] == titles[2]
    assert len(set(titles[0] + titles[1])) == 25
    for nonsense in ("x", "1", "1-", "-1", "9" * 30 + "-1", "1-99999999999", "²-1", "1-²"):
        assert client.get(f"/topics?before={nonsense}").status_code == 200


def test_beginning_a_topic_and_replying(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.room().id)
    cleo = sign_in(app, cast, "cleo")
    assert 'name="category"' in cleo.get("/t/new?category=hall").text
    answer = cleo.post("/t/new", data={"category": "hall", "title": "  Où ? ", "body": "Ici, @dov"})
    assert answer.status_code == 303
    page = cleo.get(answer.location)
    assert 'href="/u/dov" class="mention"' in page.text
    answer = cleo.post("/t/1/reply", data={"body": "And more"})
    assert (answer.status_code, answer.location) == (303, "/t/1/ou#post-2")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": "ab", "body": "kept words"}, "at least 3"),
        ({"title": "A title", "body": "kept words" + "x" * 32_000}, "at most 32000"),
        ({"title": "A title", "body": ""}, "fill this in"),
        ({"title": "A title", "body": "kept words", "category": "crew"}, "values offered"),
        ({"title": "x" * 201, "body": "kept words"}, "at most 200"),
    ],
)
def test_a_wrong_topic_comes_back_with_what_was_typed(
    app: Flask, cast: Cast, talk: Talk, data: dict[str, str], words: str
) -> None:
    def rooms(forum: Forum) -> int:
        forum.room("crew", moderator=(True, True, True))
        return forum.room("hall").id

    talk(rooms)
    answer = sign_in(app, cast, "cleo").post("/t/new", data={"category": "hall"} | data)
    assert answer.status_code == 422
    assert words in answer.text
    assert data["title"] in answer.text
    assert data["body"] in answer.text
    assert "crew" not in answer.text.replace('value="crew"', "").lower()


def test_a_reply_to_a_closed_topic_is_refused_in_words_and_kept(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(a_topic(1))
    ben, cleo = sign_in(app, cast, "ben"), sign_in(app, cast, "cleo")
    assert ben.post(f"/t/{topic_id}/close").status_code == 303
    answer = cleo.post(f"/t/{topic_id}/reply", data={"body": "My long words"})
    assert answer.status_code == 409
    assert "This topic was closed" in answer.text
    assert "My long words" in answer.text
    assert 'action="/t/1/reply"' not in cleo.get(f"/t/{topic_id}/tea-at-dawn").text
    assert ben.post(f"/t/{topic_id}/reopen").status_code == 303
    assert cleo.post(f"/t/{topic_id}/reply", data={"body": "My long words"}).status_code == 303


@pytest.mark.parametrize("body", ["", " ", "x" * 32_001])
def test_a_wrong_reply_is_422(app: Flask, cast: Cast, talk: Talk, body: str) -> None:
    topic_id = talk(a_topic(1))
    answer = sign_in(app, cast, "dov").post(f"/t/{topic_id}/reply", data={"body": body})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_quoting_and_answering_begin_without_script(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(2, reactions=False))
    dov = sign_in(app, cast, "dov")
    page = dov.get(f"/t/{topic_id}/reply?quote=1").text
    assert "&gt; [cleo](/p/1)\n&gt;\n&gt; Who comes?" in page
    assert 'name="reply_to" value="1"' in page
    page = dov.get(f"/t/{topic_id}/reply?to=2").text
    assert "Reply to ben" in page
    for nonsense in ("x", "0", "99", "²", "99999999999"):
        assert dov.get(f"/t/{topic_id}/reply?quote={nonsense}").status_code == 200
    data = {"body": "> [cleo](/p/1)\n>\n> Who comes?\n\nMe.", "reply_to": "1"}
    answer = dov.post(f"/t/{topic_id}/reply", data=data)
    assert 'class="quote__from"><a href="/p/1"' in dov.get(answer.location).text
    for gone in ("99", "4000"):
        answer = dov.post(f"/t/{topic_id}/reply", data={"body": "Kept", "reply_to": gone})
        assert (answer.status_code, "Kept" in answer.text) == (409, True)


def test_signs_toggle_and_are_told_in_words(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(1))
    for name in ("dov", "ben", "ada"):
        answer = sign_in(app, cast, name).post("/p/1/react", data={"kind": "thanks"})
        assert (answer.status_code, answer.location) == (303, f"/t/{topic_id}/tea-at-dawn#post-1")
    dov = sign_in(app, cast, "dov")
    page = dov.get(f"/t/{topic_id}/tea-at-dawn").text
    assert "dov and 2 others thanked" in page
    assert 'value="thanks" aria-pressed="true"' in page
    dov.post("/p/1/react", data={"kind": "thanks"})
    assert "ben and ada thanked" in dov.get(f"/t/{topic_id}/tea-at-dawn").text
    assert dov.post("/p/1/react", data={"kind": "hate"}).status_code == 409
    assert sign_in(app, cast, "cleo").post("/p/1/react", data={"kind": "warm"}).status_code == 403
    with app.app_context():
        assert len(session.scalars(select(Reaction)).all()) == 2


def test_a_change_keeps_its_history(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(a_topic(1))
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert "Who comes?" in cleo.get("/p/1/edit").text
    data = {"title": "Coffee at dawn", "body": f"Who comes?\n\n{XSS}"}
    answer = cleo.post("/p/1/edit", data=data)
    assert (answer.status_code, answer.location) == (303, "/t/1/coffee-at-dawn#post-1")
    assert "edited" in dov.get(answer.location).text
    page = dov.get("/p/1/history").text
    assert "Tea at dawn" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert dov.get("/p/1/history?version=7").status_code == 404
    assert dov.get("/p/1/edit").status_code == 403
    assert dov.post("/p/1/edit", data=data).status_code == 403
    answer = cleo.post("/p/1/edit", data={"title": "x", "body": "kept"})
    assert (answer.status_code, "kept" in answer.text) == (422, True)


def test_a_removed_post_is_gone_from_every_page(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(2, reactions=False))
    ben, dov, cleo = (sign_in(app, cast, name) for name in ("ben", "dov", "cleo"))
    assert dov.post("/p/1/delete").status_code == 403
    assert "Remove the post" in cleo.get("/p/1/delete").text
    assert cleo.post("/p/1/delete").status_code == 303
    guest = app.test_client()
    page = guest.get(f"/t/{topic_id}/tea-at-dawn").text
    assert "removed by its author" in page
    assert "Who comes?" not in page
    assert "Who comes?" not in guest.get("/feed.atom").text
    assert "Who comes?" not in guest.get(f"/t/{topic_id}/feed.atom").text
    assert "Who comes?" not in dov.get(f"/t/{topic_id}/reply?quote=1").text
    assert "Who comes?" not in guest.get("/p/1/fragment").text
    assert dov.get("/p/1/history").status_code == 403
    assert ben.get("/p/1/history").status_code == 200
    assert cleo.post("/p/1/delete").status_code == 403
    assert ben.post("/p/2/delete").status_code == 303
    assert "Tea at dawn" not in guest.get("/topics").text


def test_what_one_may_not_see_is_not_there(app: Flask, cast: Cast, talk: Talk) -> None:
    def secret(forum: Forum) -> int:
        outer = forum.room("crew", moderator=(True, True, True))
        inner = forum.room("cabin", outer, guest=(True, True, True))
        forum.topic("ben", outer, "Secret plans")
        return forum.topic("ada", inner, "Secret within").id

    talk(secret)
    for browser in (app.test_client(), sign_in(app, cast, "cleo")):
        for address in (
            *("/c/crew", "/c/cabin", "/c/crew/feed.atom", "/t/1", "/t/1/secret-plans"),
            *("/t/2/secret-within", "/t/1/feed.atom", "/t/1/after?after=0", "/p/1"),
            "/p/1/fragment",
        ):
            assert browser.get(address).status_code == 404, address
        for address in ("/topics", "/feed.atom"):
            assert "Secret" not in browser.get(address).text
    cleo = sign_in(app, cast, "cleo")
    for address in ("/p/1/edit", "/p/1/history", "/p/1/delete", "/t/1/reply"):
        assert cleo.get(address).status_code == 404, address
    for address in (
        "/t/1/reply",
        "/t/1/follow",
        "/t/1/close",
        "/p/1/react",
        "/p/1/edit",
        "/p/1/delete",
    ):
        data = {"body": "x", "title": "xxx", "kind": "thanks", "level": "watching"}
        assert cleo.post(address, data=data).status_code == 404, address
    assert sign_in(app, cast, "ben").get("/t/2/secret-within").status_code == 200


def test_guests_are_asked_to_sign_in(client: FlaskClient, talk: Talk) -> None:
    talk(a_topic(1))
    for address in ("/t/new", "/t/1/reply?quote=1", "/p/1/edit", "/p/1/delete", "/categories/new"):
        answer = client.get(address)
        assert answer.status_code == 303, address
        assert answer.location.startswith("/sign-in?next=")
    for address in ("/t/new", "/t/1/reply", "/p/1/react", "/p/1/edit", "/topics/read"):
        answer = client.post(address, data={"body": "x"})
        assert answer.status_code == 403, address
        assert "Please sign in first" in answer.text


def test_text_of_members_is_never_markup(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.room().id)
    cleo, ada = sign_in(app, cast, "cleo"), sign_in(app, cast, "ada")
    answer = cleo.post("/t/new", data={"category": "hall", "title": XSS[:100], "body": XSS})
    data = {"name": XSS[:60], "slug": "x", "description": XSS}
    assert ada.post("/categories/new", data=data).status_code == 303
    for address in (
        answer.location,
        "/topics",
        "/c/x",
        "/c/x/edit",
        "/t/1/reply?quote=1",
        "/p/1/edit",
    ):
        page = ada.get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_posts_that_came_later_are_fetched_alone(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(4, reactions=False))
    cleo = sign_in(app, cast, "cleo")
    page = cleo.get(f"/t/{topic_id}/after?after=2").text
    assert 'data-number="3"' in page
    assert 'data-number="4"' in page
    assert 'data-number="2"' not in page
    assert "<html" not in page
    for odd in ("x", "-5", "99", ""):
        assert cleo.get(f"/t/{topic_id}/after?after={odd}").status_code == 200
    assert 'id="post-2"' in cleo.get("/p/2/fragment").text


def test_imported_posts_say_where_they_come_from(app: Flask, talk: Talk) -> None:
    from tribe.forum.models import PostOrigin

    def script(forum: Forum) -> int:
        topic = forum.topic("cleo", forum.room(), "Tea at dawn")
        origin = PostOrigin(
            post_id=session.scalars(select(Post.id)).one(),
            url="https://there.example/q/1",
            author_url="https://there.example/u/9",
            licence="CC BY-SA 3.0",
            score=-3,
        )
        session.add(origin)
        session.commit()
        return topic.id

    page = app.test_client().get(f"/t/{talk(script)}/tea-at-dawn").text
    assert 'href="https://there.example/q/1"' in page
    assert 'href="https://there.example/u/9"' in page
    assert "CC BY-SA 3.0" in page
    assert "-3" in page


def test_pages_speak_french(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(2))
    french = {"Accept-Language": "fr"}
    guest = app.test_client()
    assert "Fils" in guest.get("/topics", headers=french).text
    assert "cleo a remercié" in guest.get(f"/t/{topic_id}/tea-at-dawn", headers=french).text
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post(f"/t/{topic_id}/reply", data={"body": ""}, headers=french)
    assert "Envoyer la réponse" in answer.text


def test_a_topic_named_like_a_page_of_ours_has_its_own(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.topic("cleo", forum.room(), "Reply").id)
    with app.app_context():
        assert session.get_one(Topic, 1).slug == "reply-topic"
    assert app.test_client().get("/t/1/reply-topic").status_code == 200


def test_posting_has_a_limit_that_says_when_to_come_back(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(a_topic(1))
    dov = sign_in(app, cast, "dov")
    limiter.enabled = True
    limiter.reset()
    answers = [dov.post(f"/t/{topic_id}/reply", data={"body": f"{n}"}) for n in range(62)]
    limiter.reset()
    assert {answer.status_code for answer in answers[:60]} == {303}
    assert answers[60].status_code == 429
    assert int(answers[60].headers["Retry-After"]) > 0
    assert "A little slower" in answers[60].text


def test_a_form_without_its_token_is_refused(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(1))
    dov = sign_in(app, cast, "dov")
    app.config["WTF_CSRF_ENABLED"] = True
    for address in (f"/t/{topic_id}/reply", "/t/new", "/p/1/react", "/p/1/delete", "/topics/read"):
        assert dov.post(address, data={"body": "x"}).status_code == 400, address
    page = dov.get(f"/t/{topic_id}/tea-at-dawn").text
    forms = page.count("<form")
    assert page.count('name="csrf_token"') == forms >= 5
