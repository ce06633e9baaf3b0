"""Crawlers are held to a pace; people who share an address with one, and members, are not."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tribe.base.db import session
from tribe.discovery.pace import crawler_of
from tribe.settings import cache
from tribe.settings import services as settings
from tribe.web.counted import network_of
from tribe.web.security import limiter

BOT = "Mozilla/5.0 (compatible; Examplebot/2.1; +http://example.org/bot.html)"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def limited(another_app: Callable[..., Flask], cast: Cast) -> Iterator[Flask]:
    """A place that lets guests read five pages a minute, and crawlers two."""
    limiter.enabled = True
    guarded = another_app()
    guarded.config.update(TESTING=True, WTF_CSRF_ENABLED=False, GUEST_PAGES_FRESH_FOR=0)
    with guarded.app_context():
        limiter.reset()
        settings.change({"guest_pages": 5, "crawler_pages": 2}, cast.ids["ada"])
        session.commit()
    yield guarded
    limiter.enabled = False
    with guarded.app_context():
        limiter.reset()
        guarded.extensions.pop(cache.EXTENSION, None)


def read(app: Flask, times: int, agent: str, address: str = "192.0.2.7") -> list[int]:
    client = app.test_client()
    environ = {"REMOTE_ADDR": address}
    headers = {"User-Agent": agent}
    return [
        client.get("/how-it-works", headers=headers, environ_overrides=environ).status_code
        for _ in range(times)
    ]


def test_a_crawler_is_told_when_to_come_back(limited: Flask) -> None:
    assert read(limited, 3, BOT) == [200, 200, 429]
    answer = limited.test_client().get(
        "/how-it-works",
        headers={"User-Agent": BOT},
        environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_people_at_the_address_of_a_crawler_are_not_held_up(limited: Flask) -> None:
    read(limited, 9, BOT)
    assert read(limited, 5, FIREFOX) == [200] * 5
    assert read(limited, 1, FIREFOX) == [429]
    assert read(limited, 1, FIREFOX, "192.0.2.8") == [200]


def test_who_is_signed_in_is_never_held_up(limited: Flask, cast: Cast) -> None:
    member = sign_in(limited, cast, "cleo")
    assert {member.get("/how-it-works").status_code for _ in range(12)} == {200}


@pytest.mark.parametrize("cookie", ["tribe=made-up", "_user_id=1", "theme=dark"])
def test_a_cookie_that_somebody_made_up_does_not_help(limited: Flask, cookie: str) -> None:
    client = limited.test_client(use_cookies=False)
    found = [client.get("/how-it-works", headers={"Cookie": cookie}).status_code for _ in range(6)]
    assert found[-1] == 429


def test_no_limit_holds_where_none_is_set(limited: Flask, cast: Cast) -> None:
    with limited.app_context():
        settings.change({"guest_pages": 0}, cast.ids["ada"])
        session.commit()
    assert set(read(limited, 12, FIREFOX)) == {200}


def test_robots_and_files_are_free(limited: Flask) -> None:
    read(limited, 9, BOT)
    client = limited.test_client()
    for path in ("/robots.txt", "/healthz"):
        assert client.get(path, headers={"User-Agent": BOT}).status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (BOT, "examplebot"),
        ("GPTBot/1.2", "gptbot"),
        ("CCBot/2.0 (https://commoncrawl.org/faq/)", "ccbot"),
        ("Baiduspider", "baiduspider"),
        ("Mozilla/5.0 (compatible; archive.org_bot)", "archive.org_bot"),
        (FIREFOX, ""),
        ("Mozilla/5.0 (Linux; Android 9; Cubot X19) Chrome/120", ""),
        ("", ""),
    ],
)
def test_crawlers_are_known_by_the_name_they_give(agent: str, name: str) -> None:
    assert crawler_of(agent) == name


def test_one_household_has_one_network() -> None:
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::2")
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("192.0.2.7") == "192.0.2.7"
