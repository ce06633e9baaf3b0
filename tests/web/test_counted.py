"""Limits count who does something: a member by their account, a guest by their network."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.members.conftest import limited
from tribe.accounts.throttling import asked_by, typed_account, typed_place
from tribe.accounts.views.entering import half_way
from tribe.web.counted import doer
from tribe.web.security import limiter

__all__ = ["limited"]
OWN = (typed_account, typed_place, half_way, asked_by)  # of sign-ins and of links that lead in
ACTS = {  # what is limited, and how often it may be tried in a row
    "/report/post/1": 60,
    "/t/1/reply": 60,
    "/p/1/react": 120,
    "/conversations/1": 60,
    "/moderation/decisions/1/appeal": 60,
}


NOTICE = {"url": "/nowhere", "kind": "spam", "words": "It sells"}


def do(client: FlaskClient, path: str, address: str, data: dict[str, str] | None = None) -> int:
    place = {"REMOTE_ADDR": address}
    return client.post(path, data=data or {"x": "x"}, environ_overrides=place).status_code


def count_done(client: FlaskClient, path: str, most: int, addresses: int = 1) -> int:
    """How often it is answered, by turns from so many addresses, before it is refused."""
    for number in range(most + 1):
        if do(client, path, f"192.0.2.{number % addresses}") == 429:
            return number
    return most + 1


@pytest.mark.parametrize("path", ACTS)
def test_one_member_at_twenty_addresses_is_limited_as_at_one(
    limited: Flask, cast: Cast, path: str
) -> None:
    assert count_done(sign_in(limited, cast, "cleo"), path, ACTS[path], 20) == ACTS[path]
    assert do(sign_in(limited, cast, "cleo"), path, "198.51.100.1") == 429  # another browser
    assert do(sign_in(limited, cast, "dov"), path, "192.0.2.0") != 429


@pytest.mark.parametrize("path", ACTS)
def test_members_behind_one_address_are_several(limited: Flask, cast: Cast, path: str) -> None:
    for name in ("cleo", "dov", "ines"):
        assert count_done(sign_in(limited, cast, name), path, ACTS[path]) == ACTS[path]


def test_guests_are_counted_by_their_network(limited: Flask, cast: Cast) -> None:
    guest = limited.test_client()
    told = [do(guest, "/report", f"2001:db8:1:2::{number}", NOTICE) for number in range(11)]
    assert told == [303] * 10 + [429]
    assert do(guest, "/report", "2001:db8:1:3::1", NOTICE) == 303
    assert do(guest, "/report", "192.0.2.1", NOTICE) == 303
    member = sign_in(limited, cast, "cleo")
    assert do(member, "/report", "2001:db8:1:2::1", NOTICE) == 303


def test_no_limit_counts_in_another_way(app: Flask) -> None:
    held = [one for of_view in limiter.limit_manager._decorated_limits.values() for one in of_view]
    assert len(held) > 100
    assert {one.key_function for one in held} == {doer, *OWN}
