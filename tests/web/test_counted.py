"""Limits count who does something: a member by their account, a guest by their network."""

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.members.conftest import limited
from tribe.accounts.devices import remember
from tribe.accounts.throttling import asked_by, asking_place, typed_account, typed_place
from tribe.accounts.views.entering import half_way
from tribe.web.counted import doer, link_followed
from tribe.web.security import limiter

__all__ = ["limited"]
OWN = (  # of sign-ins, of links that lead in, and of links with a secret
    typed_account,
    typed_place,
    half_way,
    asked_by,
    asking_place,
    link_followed,
)
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


LINKS = (
    "/sign-in/link/{}",
    "/reset/{}",
    "/confirm/{}",
    "/address/undo/{}",
    "/unsubscribe/{}",
    "/report/{}/object",
)


@pytest.mark.parametrize("path", LINKS)
def test_a_link_with_a_secret_is_kept_from_nobody_by_strangers_of_their_network(
    limited: Flask, path: str
) -> None:
    guest, place = limited.test_client(), "192.0.2.7"
    told = [do(guest, path.format("known"), place) for _time in range(62)]
    assert told[0] != 429
    assert told[-1] == 429  # one link over and over
    for number in range(120):
        assert do(guest, path.format(f"stranger{number}"), place) != 429


def test_who_was_here_before_asks_for_a_link_whatever_their_network_asks(
    limited: Flask, cast: Cast
) -> None:
    cleo, place = limited.test_client(), "192.0.2.9"
    with limited.test_request_context():
        remember(cast.ids["cleo"])
        known = limited.process_response(Response()).headers["Set-Cookie"]
        name, _is, value = known.partition(";")[0].partition("=")
    cleo.set_cookie(name, value)
    stranger = limited.test_client()
    told = [do(stranger, "/forgot", place, {"email": f"one{one}@x.org"}) for one in range(61)]
    assert told == [303] * 60 + [429]
    asked = {"email": "cleo@example.invalid"}
    assert do(stranger, "/forgot", place, asked) == 429
    assert do(cleo, "/forgot", place, asked) == 303
    assert do(sign_in(limited, cast, "dov"), "/p/1/react", place) != 429  # signed in


def test_no_limit_counts_in_another_way(app: Flask) -> None:
    held = [one for of_view in limiter.limit_manager._decorated_limits.values() for one in of_view]
    assert len(held) > 100
    assert {one.key_function for one in held} == {doer, *OWN}
