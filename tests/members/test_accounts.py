"""Joining, signing in and out, over HTTP."""

import time

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.members.conftest import SECRET, give_password
from tribe.base.db import now, session
from tribe.members import passwords
from tribe.members.models import ConsentDecision, Member, SignIn, State

GOOD = {"name": "Zoé-82", "email": "Zoe@Example.org", "password": SECRET}


def members(app: Flask) -> list[Member]:
    with app.app_context():
        return list(session.scalars(select(Member).order_by(Member.id)))


def test_joining_opens_an_account_and_signs_in(
    app: Flask,
    client: FlaskClient,
    real_hasher: PasswordHasher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "_hasher", real_hasher)
    answer = client.post("/join", data=GOOD)
    assert (answer.status_code, answer.location) == (303, "/welcome")
    [member] = members(app)
    assert (member.name, member.name_key, member.email) == ("Zoé-82", "zoé-82", "zoe@example.org")
    assert str(member.password_hash).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not member.is_measured
    with app.app_context():
        assert [d.is_granted for d in session.scalars(select(ConsentDecision))] == [False]
    page = client.get("/").text
    assert "Zoé-82" in page
    assert "Good to have you here" in page


def test_consent_is_unticked_and_kept_as_given(app: Flask, client: FlaskClient) -> None:
    page = client.get("/join").text
    tick = page[page.index('name="measured"') :].split(">")[0]
    assert "checked" not in tick
    client.post("/join", data=GOOD | {"measured": "1"})
    [member] = members(app)
    assert member.is_measured
    with app.app_context():
        [decision] = session.scalars(select(ConsentDecision))
        assert (decision.is_granted, decision.wording) == (True, "measurement-1")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "fill this in"),
        ({"name": "a"}, "2 to 30"),
        ({"name": "a" * 31}, "2 to 30"),
        ({"name": "two words"}, "only letters"),
        ({"name": "<script>"}, "only letters"),
        ({"name": "../etc"}, "only letters"),
        ({"name": "-dash"}, "begin and end"),
        ({"name": "dot."}, "begin and end"),
        ({"name": "Аda"}, "one alphabet"),  # a Cyrillic А
        ({"name": "Heli\u0585"}, "one alphabet"),  # an Armenian o
        ({"name": "\u13aada"}, "one alphabet"),  # a Cherokee A
        ({"name": "adm\u0131n"}, "speak for the house"),  # an i without its dot
        ({"name": "admin\u3164"}, "only letters"),  # a filler of Hangul
        ({"name": "\u3164\u3164"}, "fill this in"),
        ({"name": "cleo\ufe0f"}, "only letters"),  # a selector of variants
        ({"name": "cle\u034fo"}, "only letters"),  # a joiner of graphemes
        ({"name": "c1eo"}, "looks just like another"),
        ({"name": "Admin"}, "kept back"),
        ({"name": "M0D"}, "kept back"),
        ({"name": "Équipe"}, "kept back"),
        ({"name": "ADA"}, "already has this name"),
        ({"name": "ａｄａ"}, "already has this name"),  # full width
        ({"name": "Hearth.Tea"}, "account of the brand"),
        ({"name": "hearthtea"}, "account of the brand"),
        ({"name": "h3arth-t3a"}, "account of the brand"),
        ({"email": "nobody"}, "an address such as"),
        ({"email": "a@b"}, "an address such as"),
        ({"email": "a@b.c, d@e.f"}, "an address such as"),
        ({"email": "ADA@example.invalid"}, "There is an account with this address"),
        ({"password": ""}, "fill this in"),
        ({"password": "too short"}, "at least 10"),
        ({"password": "x" * 201}, "at most 200"),
        ({"password": "Lumière.Lumière", "name": "Lumière.Lumière"}, "not your name"),
        ({"password": "Lulu9Lulu9", "name": "lulu9"}, "not your name"),
        ({"password": "zoe@example.org"}, "not your name"),
        ({"password": "aaaaaaaaaaaa"}, "more variety"),
    ],
)
def test_what_cannot_be_taken_is_said_and_kept(
    app: Flask, client: FlaskClient, cast: Cast, changed: dict[str, str], words: str
) -> None:
    with app.app_context():
        cast.get("ben").is_brand = True
        cast.get("ben").name = "Hearth-Tea"
        cast.get("ben").name_key = "hearth-tea"
        session.commit()
    typed = GOOD | {"measured": "1"} | changed
    answer = client.post("/join", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert "checked" in answer.text
    for field in ("name", "email"):
        if "<" not in typed[field]:
            assert f'value="{typed[field]}"' in answer.text
    assert "<script>" not in answer.text
    if len(typed["password"]) > 9 and typed["password"] not in (
        typed["name"],
        typed["email"].lower(),
    ):
        assert typed["password"] not in answer.text
    assert len(members(app)) == 6


def test_all_faults_are_said_at_once(client: FlaskClient) -> None:
    answer = client.post("/join", data={"name": "x", "email": "y", "password": "z"})
    assert [answer.text.count(f'href="#f-{f}"') for f in ("name", "email", "password")] == [1, 1, 1]


def test_signing_in_by_name_or_address_and_back_to_where_one_was(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    for login in ("cleo", " Cleo ", "CLEO@example.invalid"):
        client = app.test_client()
        answer = client.post(
            "/sign-in", data={"login": login, "password": SECRET, "next": "/members?sort=new"}
        )
        assert (answer.status_code, answer.location) == (303, "/members?sort=new")
        assert client.get("/me/sessions").status_code == 200


@pytest.mark.parametrize("login", ["cleo", "nobody", "dov", "nobody@example.org", "\0", "🦊" * 200])
def test_a_wrong_password_says_not_which_was_wrong(app: Flask, cast: Cast, login: str) -> None:
    give_password(app, cast, "cleo")
    client = app.test_client()
    answer = client.post("/sign-in", data={"login": login, "password": "not this one at all"})
    assert answer.status_code == 422
    if login.strip("\0"):
        assert "do not go together" in answer.text
        assert f'value="{login}"' in answer.text
    assert "not this one" not in answer.text
    assert client.get("/me/sessions").status_code == 303


def test_the_suspended_are_led_to_why_and_only_with_their_password(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "eve")
    client = app.test_client()
    wrong = client.post("/sign-in", data={"login": "eve", "password": "not this one at all"})
    assert (wrong.status_code, "suspended" in wrong.text) == (422, False)
    right = client.post("/sign-in", data={"login": "eve", "password": SECRET})
    assert right.status_code == 303
    for closed in ("/me/sessions", "/", "/members"):
        assert client.get(closed).location == "/moderation/decisions"
    assert "closed for now" in client.get("/moderation/decisions").text


def test_suspending_ends_sessions_at_once(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    assert client.get("/me/sessions").status_code == 200
    with app.app_context():
        cast.get("cleo").state = State.SUSPENDED
        session.commit()
    assert client.get("/me/sessions").status_code == 303


def test_a_cookie_replayed_after_sign_out_is_dead(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    kept = client.get_cookie("tribe")
    assert kept is not None
    assert client.post("/sign-out").status_code == 303
    assert client.get("/me/sessions").status_code == 303
    thief = app.test_client()
    thief.set_cookie("tribe", kept.value)
    assert thief.get("/me/sessions").status_code == 303
    assert "Cleo" not in thief.get("/").text


def test_signing_out_takes_a_post(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    assert client.get("/sign-out").status_code == 405
    assert client.get("/me/sessions").status_code == 200


def test_forms_need_their_token(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in(app, cast, "cleo")
    for path in ("/join", "/sign-in", "/sign-out", "/me/sessions", "/me/profile", "/me/consent"):
        assert client.post(path, data={"is_measured": "0"}).status_code == 400, path
    with app.app_context():
        assert cast.get("cleo").is_measured


def test_the_sign_in_row_has_a_hash_and_words_for_the_browser(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    client = app.test_client()
    client.post(
        "/sign-in",
        data={"login": "cleo", "password": SECRET},
        headers={"User-Agent": firefox},
    )
    with app.app_context():
        [row] = session.scalars(select(SignIn))
        assert row.agent == "Firefox on Linux"
        assert len(row.token_hash) == 64
        with client.session_transaction() as cookie:
            assert row.token_hash not in str(dict(cookie))
        assert row.expires_at > now()
    assert "Firefox on Linux" in client.get("/me/sessions").text
    in_french = client.get("/me/sessions", headers={"Accept-Language": "fr"}).text
    assert "Firefox sur Linux" in in_french


def test_guesses_at_one_account_are_limited_before_hashing(
    app: Flask, cast: Cast, limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(app, cast, "cleo")
    from tribe.members import passwords

    hashed = []
    real = passwords.is_password
    monkeypatch.setattr(passwords, "is_password", lambda *given: hashed.append(1) or real(*given))
    client = limited.test_client()
    guess = {"login": "cleo", "password": "not this one at all"}
    statuses = [client.post("/sign-in", data=guess).status_code for _ in range(24)]
    assert set(statuses) == {422, 429}
    assert len(hashed) == statuses.count(422) <= 20  # ten, or twice ten when a minute ends midway
    assert int(client.post("/sign-in", data=guess).headers["Retry-After"]) > 0


def test_guesses_at_one_account_count_together_however_its_name_is_written(
    app: Flask, cast: Cast, limited: Flask
) -> None:
    give_password(app, cast, "cleo")
    spellings = (
        "cleo",
        "CLEO",
        "cl\x1ceo",
        "cleo@example.invalid",
        "c\uff4ceo",
        "cl\uff45o",
        " Cleo\0",
    )
    statuses = []
    for number in range(28):  # seven spellings, each from four addresses
        place = {"REMOTE_ADDR": f"192.0.2.{number}"}
        guess = {"login": spellings[number % 7], "password": "not this one at all"}
        answer = limited.test_client().post("/sign-in", data=guess, environ_base=place)
        statuses.append(answer.status_code)
    assert statuses == [422] * 20 + [429] * 8


def test_a_password_beyond_all_length_is_refused_before_it_is_read(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    give_password(app, cast, "cleo")
    endless = "a" + "\uff9e\u0323" * 80_000  # its normal form would take half a minute
    began = time.process_time()
    answer = client.post("/sign-in", data={"login": "cleo", "password": endless})
    assert answer.status_code == 422
    assert time.process_time() - began < 5


def test_those_who_know_their_password_are_not_limited(
    app: Flask, cast: Cast, limited: Flask
) -> None:
    give_password(app, cast, "cleo")
    good = {"login": "cleo", "password": SECRET}
    statuses = {limited.test_client().post("/sign-in", data=good).status_code for _ in range(15)}
    assert statuses == {303}


def test_a_guests_door_asks_the_database_next_to_nothing(app: Flask, client: FlaskClient) -> None:
    """Nobody's rows: whether the doors are open, and which rules hold, for whoever would join."""
    for path, tables in (("/join", {"setup", "page_version"}), ("/sign-in", set[str]())):
        client.get(path)
        with count_queries(app) as queries:
            assert client.get(path).status_code == 200
        asked = {query.partition("FROM ")[2].split()[0] for query in queries}
        assert asked <= tables  # but, once a second, whether a setting has changed
        assert len(queries) <= 3


def test_the_door_is_in_french_too(client: FlaskClient) -> None:
    french = {"Accept-Language": "fr"}
    assert "Rejoindre la tribu" in client.get("/join", headers=french).text
    answer = client.post("/join", data={}, headers=french)
    assert answer.status_code == 422
    assert "Merci de remplir ce champ" in answer.text
    assert "Se connecter" in client.get("/sign-in", headers=french).text


def test_a_capital_i_does_not_pass_for_an_l(app: Flask, client: FlaskClient) -> None:
    assert client.post("/join", data=GOOD | {"name": "limes"}).status_code == 303
    other = GOOD | {"name": "Iimes", "email": "other@example.org"}
    answer = app.test_client().post("/join", data=other)
    assert answer.status_code == 422
    assert "looks just like another" in answer.text
    distinct = GOOD | {"name": "Times", "email": "third@example.org"}
    assert app.test_client().post("/join", data=distinct).status_code == 303


@pytest.mark.parametrize("name", ["कमला", "सीता", "O’Neill", "Zoë", "محمد", "田中"])
def test_letters_carry_their_marks(app: Flask, client: FlaskClient, name: str) -> None:
    fit = "’" not in name
    answer = client.post("/join", data=GOOD | {"name": name})
    assert answer.status_code == (303 if fit else 422)
    if fit:
        assert client.get(f"/u/{name}").status_code == 200
