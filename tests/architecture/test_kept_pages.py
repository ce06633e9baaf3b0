"""What guests read can be kept: no cookie, no token, and a tag that says whether it changed."""

from contextvars import Context

import pytest
from flask import Flask, Response
from sqlalchemy import Engine, text

from tests.architecture.places import places
from tests.conftest import Cast, count_queries, sign_in
from tests.world import World, furnish
from tribe.base.data_version import EXTENSION, data_version
from tribe.base.db import db
from tribe.settings import cache as settings_held
from tribe.settings import services as settings
from tribe.web import cache

PAGES = ("/", "/topics", "/t/{topic}", "/events", "/rituals", "/how-it-works", "/charter")


@pytest.fixture
def things(app: Flask, cast: Cast) -> World:
    app.config["WTF_CSRF_ENABLED"] = True
    return furnish(app, cast)


@pytest.mark.parametrize("path", PAGES)
def test_a_guests_page_carries_no_cookie_and_answers_304(
    app: Flask, things: World, path: str
) -> None:
    client = app.test_client()
    path = path.format(topic=things.topic)
    path = client.get(path).headers.get("Location", path)
    page = client.get(path)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers["Vary"]
    assert "csrf_token" not in page.text
    again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_was_said_since_gives_another_tag(app: Flask, cast: Cast, things: World) -> None:
    client = app.test_client()
    path = client.get(f"/t/{things.topic}").headers["Location"]
    tag = client.get(path).headers["ETag"]
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(app, cast, "cleo").post(f"/t/{things.topic}/reply", data={"body": "said since"})
    page = client.get(path, headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert "said since" in page.text


def test_a_members_page_is_kept_by_nobody(app: Flask, cast: Cast, things: World) -> None:
    guest = app.test_client().get("/topics")
    member = sign_in(app, cast, "cleo").get(
        "/topics", headers={"If-None-Match": guest.headers["ETag"]}
    )
    assert member.status_code == 200
    assert "private" in member.headers["Cache-Control"]
    assert "Cookie" in member.headers["Vary"]
    assert "ETag" not in member.headers


def test_the_language_of_a_page_is_in_its_tag(app: Flask, things: World) -> None:
    client = app.test_client()
    tags = {
        client.get("/topics", headers={"Accept-Language": language}).headers["ETag"]
        for language in ("en", "fr")
    }
    assert len(tags) == 2


def test_a_form_for_a_guest_has_no_token_and_is_kept_by_nobody(app: Flask, things: World) -> None:
    page = app.test_client().get("/sign-in")
    assert 'name="csrf_token" value=""' in page.text
    assert "Set-Cookie" not in page.headers
    assert "private" in page.headers["Cache-Control"]


def test_no_get_of_a_guest_sets_a_cookie(app: Flask, things: World) -> None:
    asked = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for address in places(rule, things):
            answer = app.test_client().get(address)
            assert "Set-Cookie" not in answer.headers, address
            asked += 1
    assert asked > 60


@pytest.fixture
def kept(app: Flask, things: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Pages are given again for as long as a test lasts."""
    monkeypatch.setitem(app.config, "GUEST_PAGES_FRESH_FOR", 60)
    return things


def ask(app: Flask, path: str, **headers: str) -> tuple[int, list[str], bytes]:
    with count_queries(app) as queries:
        answer = app.test_client(use_cookies=False).get(path, headers=headers)
    return answer.status_code, list(queries), answer.data


@pytest.mark.parametrize("path", ["/", "/topics", "/events", "/t/{topic}/some-plain-words"])
def test_the_next_guest_gets_what_the_last_one_got(
    app: Flask, kept: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "SETTLED_AFTER", 60.0)  # however slow the machine is
    path = path.format(topic=kept.topic)
    client = app.test_client()
    first = client.get(path)
    second = client.get(path)
    assert ask(app, path)[1] == []
    differing = {"Date", "X-Request-ID"}
    assert {k: v for k, v in first.headers.items() if k not in differing} == {
        k: v for k, v in second.headers.items() if k not in differing
    }
    assert first.data == second.data
    tag = first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.head(path).data == b""


def test_whoever_keeps_a_page_is_told_on_what_it_depends(
    app: Flask, kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    depends = []
    tag = app.test_client().get("/topics").headers["ETag"]
    for headers in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": tag}):
        monkeypatch.setattr(cache, "RECENT", cache.Recent())
        for _made_and_then_given_again in range(2):
            answer = app.test_client(use_cookies=False).get("/topics", headers=headers)
            depends.append(set(answer.vary))
    assert depends == [{"Accept-Language", "Accept-Encoding"}] * 6


def test_what_is_committed_is_seen_at_once(app: Flask, cast: Cast, kept: World) -> None:
    before = ask(app, "/topics")[2]
    with app.app_context():
        settings.change({"name": "Another name"}, cast.ids["ada"])
        settings.session.commit()
    after = ask(app, "/topics")[2]
    assert b"Another name" in after
    assert b"Another name" not in before


def test_what_another_connection_commits_is_seen_at_once(
    app: Flask, cast: Cast, kept: World
) -> None:
    ask(app, "/topics")
    assert ask(app, "/topics")[1] == []
    with app.app_context(), db.engine.begin() as another:
        another.execute(
            text("UPDATE topic SET title = 'Said elsewhere' WHERE id = :id"), {"id": kept.topic}
        )
    assert b"Said elsewhere" in ask(app, "/topics")[2]


def change_elsewhere(engine: Engine, topic_id: int) -> None:
    """Outside of the request that goes on."""
    with engine.begin() as another:
        another.execute(
            text("UPDATE topic SET title = 'Said meanwhile' WHERE id = :id"), {"id": topic_id}
        )


def test_what_changed_while_a_page_was_made_is_in_the_next(
    app: Flask, kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep_late(response: Response) -> Response:
        Context().run(change_elsewhere, db.engine, kept.topic)
        return keep(response)

    keep = cache.keep_page
    with monkeypatch.context() as while_made:
        while_made.setattr(cache, "keep_page", keep_late)
        assert b"Said meanwhile" not in ask(app, "/topics")[2]
    assert b"Said meanwhile" in ask(app, "/topics")[2]


def test_what_changed_while_settings_were_read_is_in_the_next(
    app: Flask, kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite shows a request for as long as it lasts what there was at its first question."""

    def ask_late() -> object:
        Context().run(change_elsewhere, db.engine, kept.topic)
        return data_version()

    monkeypatch.setattr(settings_held, "FRESH_FOR", -1)  # as on a quiet place
    with monkeypatch.context() as while_read:
        while_read.setattr(cache, "data_version", ask_late)
        app.test_client(use_cookies=False).get("/topics")
    assert b"Said meanwhile" in app.test_client(use_cookies=False).get("/topics").data


def test_right_after_a_change_a_page_is_kept_for_a_second_only(
    app: Flask, kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have changed the settings that this one still holds."""
    cache.RECENT.find("an older version", "")
    ask(app, "/topics")
    clock = cache.time.monotonic() + cache.SETTLED_AFTER
    monkeypatch.setattr(cache.time, "monotonic", lambda: clock)
    assert ask(app, "/topics")[1] != []
    assert ask(app, "/topics")[1] == []
    clock += cache.SETTLED_AFTER
    assert ask(app, "/topics")[1] == []


def test_what_was_begun_right_after_a_change_is_not_kept_for_being_slow(
    app: Flask, kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep_late(response: Response) -> Response:
        monkeypatch.setattr(cache.time, "monotonic", lambda: clock + cache.SETTLED_AFTER)
        return keep(response)

    keep, clock = cache.keep_page, cache.time.monotonic()
    with monkeypatch.context() as slowly:
        slowly.setattr(cache, "keep_page", keep_late)
        monkeypatch.setattr(cache.time, "monotonic", lambda: clock)
        cache.RECENT.find("an older version", "")
        assert ask(app, "/topics")[1] != []
    assert ask(app, "/topics")[1] != []
    assert ask(app, "/topics")[1] == []


def test_of_long_pages_fewer_are_kept(app: Flask, kept: World) -> None:
    recent = cache.Recent(most_bytes=1_000)
    for number in (*range(50), *range(50)):
        drawn = cache.Drawn(b"a" * 190, b"b" * 10)
        recent.find("now", number)
        recent.keep("now", number, cache.Page(cache.time.monotonic() + 60, (), drawn), 0)
        assert recent.size <= 1_000
    assert [number for number in range(50) if recent.find("now", number)] == [45, 46, 47, 48, 49]
    huge = cache.Drawn(b"a" * 1_001, b"")
    recent.keep("now", 50, cache.Page(cache.time.monotonic() + 60, (), huge), 0)
    assert (recent.find("now", 50), recent.size) == (None, 0)


def test_a_lost_connection_costs_a_drawing_and_no_page(app: Flask, kept: World) -> None:
    ask(app, "/topics")
    app.extensions[EXTENSION]._connection.close()
    status, queries, _page = ask(app, "/topics")
    assert (status, queries != []) == (200, True)
    ask(app, "/topics")
    assert ask(app, "/topics")[1] == []


def test_in_time_it_is_made_anew(app: Flask, kept: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(app, "/topics")
    clock = cache.time.monotonic() + 61
    monkeypatch.setattr(cache.time, "monotonic", lambda: clock)
    assert ask(app, "/topics")[1] != []


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "theme=dark"}, {"Accept-Language": "fr"}, {"Host": "other.example"}],
    ids=["theme", "language", "host"],
)
def test_what_differs_by_reader_is_not_shared(
    app: Flask, kept: World, headers: dict[str, str]
) -> None:
    ask(app, "/topics")
    assert ask(app, "/topics", **headers)[1] != []


def test_a_member_never_gets_the_page_of_guests(app: Flask, cast: Cast, kept: World) -> None:
    ask(app, "/topics")
    page = sign_in(app, cast, "cleo").get("/topics").text
    assert "cleo" in page
    assert "cleo</span>" not in ask(app, "/topics")[2].decode()


def test_fragments_and_secret_pages_are_made_each_time(app: Flask, kept: World) -> None:
    for path in (
        f"/t/{kept.topic}/after?after=0",
        f"/events/{kept.event}/guest/{kept.guest_secret}",
    ):
        assert ask(app, path)[0] == 200
        assert ask(app, path)[1] != []


def test_pages_with_a_form_are_not_shared(app: Flask, kept: World) -> None:
    ask(app, "/sign-in")
    ask(app, "/topics")
    assert "/topics?" in repr(list(cache.RECENT._pages))
    assert "/sign-in" not in repr(list(cache.RECENT._pages))
