"""Guessing does not pay, and nobody is locked out of their own account by others."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.conftest import SECRET, Post, give_password
from tests.conftest import Cast
from tribe.postmaster import labels

WRONG = {"login": "cleo", "password": "not this one at all"}
RIGHT = {"login": "cleo", "password": SECRET}
LINKED = ("/sign-in/link", "sign_in_link")


def guess(app: Flask, number: int) -> int:
    """A guess from an address of its own."""
    place = {"REMOTE_ADDR": f"192.0.2.{number}"}
    return app.test_client().post("/sign-in", data=WRONG, environ_base=place).status_code


def test_the_owner_comes_in_from_a_known_browser_whatever_others_try(
    app: Flask, cast: Cast, limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(app, cast, "cleo")
    known = limited.test_client()
    assert known.post("/sign-in", data=RIGHT).status_code == 303
    known.post("/sign-out")
    assert [guess(limited, number) for number in range(22)] == [422] * 20 + [429] * 2
    stranger = limited.test_client().post("/sign-in", data=RIGHT)
    assert stranger.status_code == 429
    assert "/sign-in/link" not in stranger.text
    assert "no mail leaves this place now" in stranger.text
    monkeypatch.setattr(labels, "why_not_sending", lambda: None)
    stranger = limited.test_client().post("/sign-in", data=RIGHT)
    assert "/sign-in/link" in stranger.text
    assert int(stranger.headers["Retry-After"]) > 0
    assert known.post("/sign-in", data=RIGHT).status_code == 303


def test_the_owner_comes_in_by_mail_whatever_others_try(
    app: Flask, cast: Cast, limited: Flask, post: Post
) -> None:
    give_password(app, cast, "cleo")
    assert guess(limited, 0) == 422
    for number in range(1, 25):
        guess(limited, number)
    client = limited.test_client()
    assert client.post("/sign-in/link", data={"email": "cleo"}).status_code == 303
    assert client.post(f"/sign-in/link/{post.token('sign_in_link')}").status_code == 303
    assert client.get("/me").status_code == 200


def test_many_guesses_at_one_moment_are_no_more_than_the_limit(
    app: Flask, cast: Cast, limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tribe.members import passwords

    give_password(app, cast, "cleo")
    hashed: list[int] = []
    real = passwords.is_password
    monkeypatch.setattr(passwords, "is_password", lambda *given: hashed.append(1) or real(*given))
    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(lambda number: guess(limited, number), range(36)))
    assert sorted(told) == [422] * 20 + [429] * 16
    assert len(hashed) == 20


def test_a_known_browser_is_limited_by_itself(app: Flask, cast: Cast, limited: Flask) -> None:
    give_password(app, cast, "cleo")
    thief = limited.test_client()
    thief.post("/sign-in", data=RIGHT)
    thief.post("/sign-out")
    told = [thief.post("/sign-in", data=WRONG).status_code for _ in range(12)]
    assert told.count(429) >= 1
    assert guess(limited, 1) == 422  # and others are not held up by that


@pytest.mark.parametrize("forged", ["", "x", "eyIxIjoiYSJ9.x", "\u00e9", "[]", "a" * 3000])
def test_a_forged_browser_is_unknown(
    app: Flask, cast: Cast, client: FlaskClient, forged: str
) -> None:
    give_password(app, cast, "cleo")
    client.set_cookie("tribe-known", forged)
    assert client.post("/sign-in", data=WRONG).status_code == 422
    assert client.post("/sign-in", data=RIGHT).status_code == 303


def test_what_is_typed_is_never_taken_for_a_known_browser(
    app: Flask, cast: Cast, limited: Flask
) -> None:
    client, told = limited.test_client(), []
    for number in range(12):
        typed = {"login": f"member {cast.ids['cleo']} x{number}", "password": "not this one"}
        told.append(client.post("/sign-in", data=typed).status_code)
    assert told == [422] * 10 + [429] * 2  # they count together, by where they come from


def test_a_name_like_a_key_counts_for_no_other_account(
    app: Flask, cast: Cast, limited: Flask
) -> None:
    give_password(app, cast, "cleo")
    for number in range(22):
        typed = {"login": f"member {cast.ids['cleo']} ", "password": "not this one"}
        place = {"REMOTE_ADDR": f"192.0.2.{number}"}
        limited.test_client().post("/sign-in", data=typed, environ_base=place)
    assert limited.test_client().post("/sign-in", data=RIGHT).status_code == 303


@pytest.mark.parametrize(("path", "kind"), [("/forgot", "password_forgotten"), LINKED])
def test_one_guest_keeps_nobody_of_their_network_from_a_link(
    app: Flask, cast: Cast, limited: Flask, post: Post, path: str, kind: str
) -> None:
    """What they ask for counts by the account, and ten times as much by the network."""
    guest = limited.test_client()

    def ask(login: str) -> int:
        return guest.post(path, data={"email": login}).status_code

    assert [ask("cleo") for _time in range(8)] == [303] * 6 + [429] * 2
    assert [ask(" CLEO "), ask("nobody")] == [429, 303]  # one account, however it is written
    refused = guest.post(path, data={"login": "cleo"})
    assert refused.status_code == 429
    assert "the last one is in its mail and opens still" in refused.text
    assert ask("dov") == 303
    assert [ask(f"nobody{number}") for number in range(60)].count(429) > 0
    assert ask("ines") == 429
    assert len(post.read(kind)) == 2  # one to cleo, one to dov


def test_no_account_is_told_apart_by_how_often_it_is_asked_for(cast: Cast, limited: Flask) -> None:
    told = []
    for login in ("cleo", "nobody"):
        guest = limited.test_client()
        told.append([guest.post("/forgot", data={"email": login}) for _time in range(7)])
    (last, unknown) = (answers[-1] for answers in told)
    assert [one.status_code for one in told[0]] == [one.status_code for one in told[1]]
    assert (last.status_code, last.text) == (429, unknown.text)
