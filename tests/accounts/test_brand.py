"""Coming in by the brand's own accounts, at a provider that is real and may misbehave."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from threading import Barrier
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.accounts import provider as there
from tests.accounts.conftest import SECRET, Post, give_password
from tests.accounts.provider import Provider
from tests.accounts.test_coming_in import register_by
from tests.accounts.test_second_steps import set_up
from tests.conftest import Cast
from tribe.access import SYSTEM
from tribe.accounts import services
from tribe.accounts.models import Application, ProviderAccount
from tribe.base.db import now, session
from tribe.config import Settings
from tribe.members import restraining
from tribe.members.identity import STATEMENTS
from tribe.members.models import Member, SignIn
from tribe.personal_data import services as personal_data
from tribe.personal_data.models import Words
from tribe.tokens import SingleUseToken

BASE = "http://localhost"  # what the browsers of the tests ask for
PERSON = {
    "sub": "person-17",
    "preferred_username": "Zoe Dupont",
    "email": "Zoe@Example.org",
    "email_verified": True,
}
JOIN = {"name": "Zoe", "email": "zoe@example.org"}


class Stay(HTTPRedirectHandler):
    """A browser that shows where it would be led."""

    def redirect_request(self, *_given: object, **_options: object) -> None:
        return None


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that knows Zoe."""
    with there.running(f"{BASE}/sign-in/brand/back") as started:
        started.person = dict(PERSON)
        yield started


@pytest.fixture
def here(app: Flask, another_app: Callable[..., Flask], provider: Provider) -> Flask:
    """An application that is told of the provider."""
    told = Settings.from_environ(
        {"TRIBE_SECRET_KEY": "only for tests", **provider.settings(BASE)}, may_write=False
    ).oidc
    known = replace(app.config["SETTINGS"], oidc=told, base_url=BASE)
    made = another_app(known)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made


def address_in(answer: TestResponse) -> str:
    """Where a page of ours sends the browser on."""
    assert answer.status_code == HTTPStatus.OK, answer.text
    return answer.headers["Refresh"].removeprefix("0; url=")


def ask_there(address: str) -> str:
    """Be at the provider, who lets the person through; the address it sends them back to."""
    with pytest.raises(HTTPError) as led:
        build_opener(Stay).open(address, timeout=10)
    led.value.close()
    assert led.value.code == HTTPStatus.FOUND
    return str(led.value.headers["Location"])


def come(client: FlaskClient, path: str = "/sign-in/brand", **typed: str) -> TestResponse:
    """Go to the provider and come back."""
    return client.get(ask_there(address_in(client.post(path, data=typed))))


def joined(here: Flask) -> FlaskClient:
    """A browser in which Zoe came in by the brand, and joined."""
    client = here.test_client()
    assert come(client).location == "/sign-in/brand/join"
    assert client.post("/sign-in/brand/join", data=JOIN).status_code == 303
    return client


def grow_old(here: Flask) -> None:
    """Let an hour have passed since anybody showed a secret."""
    with here.app_context():
        session.execute(update(SignIn).values(proved_at=now() - timedelta(hours=1)))
        session.commit()


def members(here: Flask) -> list[str]:
    with here.app_context():
        return list(session.scalars(select(Member.name).order_by(Member.id)))


def test_whoever_is_new_chooses_a_name_and_comes_in(here: Flask, provider: Provider) -> None:
    client = here.test_client()
    page = client.get("/sign-in").text
    assert "Sign in with My Brand" in page
    back = come(client, next="/members")
    assert back.location == "/sign-in/brand/join"
    form = client.get(back.location).text
    assert 'value="Zoe-Dupont"' in form  # proposed, and theirs to change
    assert 'name="password"' not in form
    done = client.post(back.location, data=JOIN | {"next": "/members"})
    assert (done.status_code, done.location) == (303, "/members")
    [asked] = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 30
    with here.app_context():
        [zoe] = session.scalars(select(Member))
        assert (zoe.name, zoe.password_hash) == ("Zoe", None)
        assert zoe.email_confirmed_at is not None  # the provider had verified that very address
        [row] = session.scalars(select(ProviderAccount))
        assert (row.issuer, row.subject, row.member_id) == (provider.url, "person-17", zoe.id)
    client.post("/sign-out")
    assert client.get("/me").status_code == 303
    again = come(client, next="/topics")  # by the subject, whatever else changed there
    assert again.location == "/topics"
    assert client.get("/me").status_code == 200
    assert members(here) == ["Zoe"]


def test_an_address_that_is_not_verified_is_confirmed_by_mail(
    here: Flask, provider: Provider, post: Post
) -> None:
    provider.person["email_verified"] = "true"  # a text is no yes
    joined(here)
    [(address, _facts)] = post.read("confirming")
    assert address == "zoe@example.org"
    with here.app_context():
        assert session.scalars(select(Member)).one().email_confirmed_at is None


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_account_with_the_same_address_is_never_opened_by_it(
    here: Flask, cast: Cast, provider: Provider, is_verified: bool
) -> None:
    provider.person |= {"email": "cleo@example.invalid", "email_verified": is_verified}
    client = here.test_client()
    back = come(client)
    assert back.location == "/sign-in/brand/join"
    form = client.get(back.location).text
    assert ("has your address already" in form) is is_verified  # told to its owner alone
    taken = client.post(back.location, data={"name": "Zoe", "email": "cleo@example.invalid"})
    assert taken.status_code == 422
    assert client.get("/me").status_code == 303
    with here.app_context():
        assert not session.scalars(select(ProviderAccount)).all()


def test_it_is_joined_to_an_account_by_whoever_is_in_it(
    here: Flask, cast: Cast, provider: Provider, post: Post
) -> None:
    give_password(here, cast, "cleo")
    client = here.test_client()
    client.post("/sign-in", data={"login": "cleo", "password": SECRET})
    grow_old(here)
    assert client.post("/me/security/brand").status_code == 403  # a proof first
    client.post("/me/prove", data={"password": SECRET})
    assert come(client, "/me/security/brand").location == "/me/security/brand"
    assert "zoe@example.org" in client.get("/me/security/brand").text
    assert [address for address, _ in post.read("way_in_added")] == ["cleo@example.invalid"]
    other = here.test_client()
    come(other)
    assert "cleo" in other.get("/me").text
    with here.app_context():
        give_password(here, cast, "dov")
    dov = here.test_client()
    dov.post("/sign-in", data={"login": "dov", "password": SECRET})
    refused = come(dov, "/me/security/brand")
    assert (refused.status_code, "opens another one" in refused.text) == (409, True)


def test_a_second_step_is_asked_all_the_same(here: Flask, provider: Provider) -> None:
    client = joined(here)
    _made, codes = set_up(client)
    other = here.test_client()
    asked = other.get(come(other, next="/members").location)
    assert "One more step" in asked.text
    assert 'value="/members"' in asked.text
    assert other.get("/me").status_code == 303
    done = other.post("/sign-in/code", data={"code": codes[0], "next": "/members"})
    assert done.location == "/members"


def test_the_suspended_read_why_and_who_is_leaving_may_come_back(
    here: Flask, provider: Provider
) -> None:
    joined(here)
    with here.app_context():
        zoe = session.scalars(select(Member)).one()
        closed = restraining.suspend(SYSTEM, zoe.id, None)
        session.commit()
    client = here.test_client()
    come(client)
    assert client.get("/me").location == STATEMENTS
    assert client.get(STATEMENTS).status_code == 200
    with here.app_context():
        zoe = session.scalars(select(Member)).one()
        restraining.release(zoe.id, closed)
        personal_data.leave(zoe, Words.STAY)
        session.commit()
    come(client)
    assert client.post("/me/stay").status_code == 303


def test_a_proof_is_asked_for_at_the_provider(here: Flask, provider: Provider) -> None:
    client = joined(here)
    grow_old(here)
    asked = client.post("/me/name", data={"name": "Zora of the hills"})
    assert asked.status_code == 403
    assert "Go on with My Brand" in asked.text
    assert "Zora of the hills" in asked.text
    typed = '["/me/name", [["name", "Zora of the hills"]], false]'
    provider.auth_time = int(time.time()) - 7200  # it asked for nothing
    nothing = come(client, "/me/prove/brand", typed=typed)
    assert (nothing.status_code, "shows nothing" in nothing.text) == (409, True)
    assert "Zora of the hills" in nothing.text
    provider.auth_time = None
    provider.person["sub"] = "another"
    assert come(client, "/me/prove/brand").status_code == 409
    provider.person["sub"] = "person-17"
    proved = come(client, "/me/prove/brand", typed=typed)
    assert (proved.status_code, "Zora of the hills" in proved.text) == (200, True)
    assert provider.asked_again == 3
    assert client.get("/me/name").status_code == 200


def test_without_a_password_one_sets_one_and_the_last_way_in_stays(
    here: Flask, provider: Provider
) -> None:
    client = joined(here)
    kept = client.post("/me/security/brand/1/remove")
    assert (kept.status_code, "last way in" in kept.text) == (409, True)
    grow_old(here)
    new = {"password": "quatre canards et un seau"}
    assert client.post("/me/security/password", data=new).status_code == 403
    come(client, "/me/prove/brand")
    assert client.post("/me/security/password", data=new).status_code == 303
    assert client.post("/me/security/brand/1/remove").status_code == 303
    assert client.post("/me/security/brand/1/remove").status_code == 404
    other = here.test_client()
    assert come(other).location == "/sign-in/brand/join"  # it opens nothing any more
    assert other.post("/sign-in", data={"login": "Zoe", **new}).status_code == 303


def test_where_people_are_let_in_they_ask(here: Flask, cast: Cast, provider: Provider) -> None:
    register_by(here, "approval")
    client = here.test_client()
    back = come(client)
    assert client.post(back.location, data=JOIN).status_code == 422  # no words
    sent = JOIN | {"words": "I mend boots."}
    asked = client.post(back.location, data=sent, follow_redirects=True)
    assert "Your wish has arrived" in asked.text
    assert client.get(back.location).status_code == 303  # it was used
    with here.app_context():
        row = session.scalars(select(Application)).one()
        services.approve(SYSTEM, row.id)
        session.commit()
    come(client)
    assert "Zoe" in client.get("/me").text
    with here.app_context():
        zoe = session.scalars(select(Member).where(Member.name == "Zoe")).one()
        assert zoe.email_confirmed_at is not None


def test_where_people_are_invited_the_invitation_counts(
    here: Flask, cast: Cast, provider: Provider
) -> None:
    register_by(here, "invitation")
    stranger = here.test_client()
    assert "by invitation" in stranger.get(come(stranger).location).text
    assert stranger.post("/sign-in/brand/join", data=JOIN).status_code == 409
    with here.app_context():
        _invitation, secret = services.invite(cast.get("cleo"), "Come")
        session.commit()
    guest = here.test_client()
    assert "Come in with My Brand" in guest.get(f"/invitations/{secret}").text
    back = come(guest, invitation=secret)
    assert "cleo invites you" in guest.get(back.location).text
    assert guest.post(back.location, data=JOIN).status_code == 303
    assert here.test_client().get(f"/invitations/{secret}").status_code == 410
    assert members(here)[-1] == "Zoe"


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_address_is_told_beside_the_token(
    here: Flask, provider: Provider, is_verified: bool
) -> None:
    provider.person = {"sub": "person-17"}
    provider.told_beside = PERSON | {"email_verified": is_verified}
    client = here.test_client()
    form = client.get(come(client).location).text
    assert 'value="zoe@example.org"' in form
    assert 'value="Zoe-Dupont"' in form
    assert client.post("/sign-in/brand/join", data=JOIN).status_code == 303
    with here.app_context():
        zoe = session.scalars(select(Member)).one()
        assert (zoe.email_confirmed_at is not None) is is_verified


def test_what_is_told_beside_the_token_is_not_of_another_and_changes_none_of_it(
    here: Flask, provider: Provider
) -> None:
    provider.person = {"sub": "person-17", "preferred_username": "Zora"}
    provider.told_beside = PERSON | {"sub": "person-18"}
    client = here.test_client()
    refused = come(client)
    assert (refused.status_code, "cannot be trusted" in refused.text) == (409, True)
    provider.told_beside = dict(PERSON)
    assert 'value="Zora"' in client.get(come(client).location).text  # as the signed token says
    provider.lies["/userinfo"] = "[1]"
    assert come(here.test_client()).status_code == 503


@pytest.mark.parametrize(
    "methods",
    [
        ["client_secret_basic"],
        ["client_secret_post"],
        ["client_secret_post", "client_secret_basic"],
    ],
    ids=",".join,
)
def test_our_secret_is_shown_in_the_way_that_the_provider_takes(
    here: Flask, provider: Provider, methods: list[str]
) -> None:
    provider.methods[:] = methods
    joined(here)
    [came] = provider.heads
    is_basic = "client_secret_basic" in methods
    assert came.get("Authorization", "").startswith("Basic ") is is_basic
    assert ("client_secret" in came["form"].split(",")) is not is_basic


def test_somebody_who_comes_first_in_two_browsers_at_once_has_one_account(
    here: Flask, provider: Provider
) -> None:
    """Whoever was slower keeps what they typed, and is told to sign in with it."""
    browsers = [here.test_client() for _ in range(4)]
    for browser in browsers:
        assert come(browser).location == "/sign-in/brand/join"
    together = Barrier(len(browsers))

    def join(number: int) -> TestResponse:
        typed = {"name": f"Zoe{number}", "email": f"zoe{number}@example.org"}
        together.wait()
        return browsers[number].post("/sign-in/brand/join", data=typed)

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(join, range(len(browsers))))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    [first] = [number for number, answer in enumerate(answers) if answer.status_code == 303]
    assert members(here) == [f"Zoe{first}"]
    for number, answer in enumerate(answers):
        if number == first:
            assert browsers[number].get("/me").status_code == 200
        else:
            assert "has just opened an account here" in answer.text
            assert f"zoe{number}@example.org" in answer.text
            assert browsers[number].get("/me").status_code == 303
            assert come(browsers[number]).location == "/"
            assert f"Zoe{first}" in browsers[number].get("/me").text


def test_somebody_known_who_comes_in_two_browsers_at_once_is_in_both(
    here: Flask, provider: Provider
) -> None:
    joined(here)
    browsers = [here.test_client() for _ in range(4)]
    backs = [ask_there(address_in(browser.post("/sign-in/brand"))) for browser in browsers]
    together = Barrier(len(browsers))

    def arrive(number: int) -> int:
        together.wait()
        return browsers[number].get(backs[number]).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert list(pool.map(arrive, range(len(browsers)))) == [303] * len(browsers)
    assert [one.get("/me").status_code for one in browsers] == [200] * len(browsers)


def later(claims: dict[str, object]) -> None:
    claims["exp"] = int(time.time()) - 120


TWISTS: dict[str, Callable[[dict[str, object]], None]] = {
    "nonce": lambda claims: claims.update(nonce="of another sign-in"),
    "no nonce": lambda claims: claims.pop("nonce") and None,
    "issuer": lambda claims: claims.update(iss="https://elsewhere.example"),
    "audience": lambda claims: claims.update(aud=["another client"]),
    "party": lambda claims: claims.update(aud=["tribe", "another"], azp="another"),
    "expired": later,
    "no subject": lambda claims: claims.pop("sub") and None,
    "empty subject": lambda claims: claims.update(sub=""),
    "odd subject": lambda claims: claims.update(sub=["person-17"]),
}


@pytest.mark.parametrize("twist", TWISTS)
def test_a_token_that_says_something_wrong_opens_nothing(
    here: Flask, provider: Provider, twist: str
) -> None:
    joined(here)
    provider.twist = TWISTS[twist]
    client = here.test_client()
    refused = come(client, typed='["/t/new", [["body", "Long words of mine"]], false]')
    assert (refused.status_code, "cannot be trusted" in refused.text) == (409, True)
    assert "Long words of mine" in refused.text
    assert client.get("/me").status_code == 303


@pytest.mark.parametrize("signed_by", ["other", "none", "secret"])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    here: Flask, provider: Provider, signed_by: str
) -> None:
    joined(here)
    provider.signed_by = signed_by
    client = here.test_client()
    assert come(client).status_code == 409
    assert client.get("/me").status_code == 303


def test_a_key_that_changed_is_looked_for(
    here: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tribe.accounts.openid import provider as ours

    joined(here)
    another = RSAKey.generate_key(2048, {"kid": "key", "use": "sig"})
    monkeypatch.setattr(Provider, "keys", Provider.keys | {"key": another})
    client = here.test_client()
    assert come(client).status_code == 409  # not again within the minute
    monkeypatch.setattr(ours, "KEYS_REST", -1.0)
    assert come(here.test_client()).location == "/"


def test_a_forged_or_foreign_state_opens_nothing(here: Flask, provider: Provider) -> None:
    joined(here)
    client, victim = here.test_client(), here.test_client()
    back = ask_there(address_in(client.post("/sign-in/brand")))
    assert victim.get(back).status_code == 409  # begun in another browser
    victim.post("/sign-in/brand")  # and that one has begun by itself, too
    assert victim.get(back).status_code == 409
    assert victim.get("/me").status_code == 303
    forged = back.replace(dict(parse_qsl(urlsplit(back).query))["state"], "x" * 43)
    assert client.get(forged).status_code == 409
    assert client.get("/sign-in/brand/back").status_code == 409
    assert client.head(back).status_code == 303  # who only asks for the head is not let in
    assert client.get(back).status_code == 303
    client.post("/sign-out")
    assert client.get(back).status_code == 409  # once
    assert client.get("/me").status_code == 303


def test_a_code_counts_once_and_for_one_browser(here: Flask, provider: Provider) -> None:
    joined(here)
    client, thief = here.test_client(), here.test_client()
    back = ask_there(address_in(client.post("/sign-in/brand")))
    stolen = dict(parse_qsl(urlsplit(back).query))["code"]
    own = ask_there(address_in(thief.post("/sign-in/brand")))
    state = dict(parse_qsl(urlsplit(own).query))["state"]
    swapped = thief.get(f"/sign-in/brand/back?code={stolen}&state={state}")
    assert (swapped.status_code, "did not let you" in swapped.text) == (409, True)  # by PKCE
    assert thief.get("/me").status_code == 303
    assert thief.get(own).status_code == 409  # that sign-in is over


def test_who_says_no_there_is_told_so(here: Flask, provider: Provider) -> None:
    client = here.test_client()
    address = address_in(client.post("/sign-in/brand"))
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    refused = client.get(f"/sign-in/brand/back?error=access_denied&state={state}")
    assert (refused.status_code, "did not let you through" in refused.text) == (409, True)


@pytest.mark.parametrize("how", ["down", "stalls"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_provider_that_is_away_is_told_in_words_and_nothing_is_lost(
    here: Flask, provider: Provider, how: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tribe.base import outgoing as http

    monkeypatch.setattr(http, "PATIENCE", 0.3)
    provider.is_down, provider.stalls = how == "down", 1.5 if how == "stalls" else 0
    client = here.test_client()
    typed = {"typed": '["/t/new", [["body", "Long words of mine"]], false]'}
    answer = client.post("/sign-in/brand", data=typed, headers={"Accept-Language": language})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert ("does not answer" if language == "en" else "ne répond pas") in answer.text
    assert "Long words of mine" in answer.text
    assert client.post("/sign-in", data={"login": "x", "password": "y"}).status_code == 422


def test_a_provider_that_went_away_on_the_way_back_may_be_asked_again(
    here: Flask, provider: Provider
) -> None:
    joined(here)
    client = here.test_client()
    back = ask_there(address_in(client.post("/sign-in/brand")))
    provider.is_down = True
    assert client.get(back).status_code == 503
    provider.is_down = False
    assert client.get(back).status_code == 303  # the page was loaded again


def test_an_account_that_was_taken_back_is_opened_by_no_account_of_the_brand_since(
    here: Flask, cast: Cast, provider: Provider, post: Post
) -> None:
    give_password(here, cast, "cleo")
    intruder = here.test_client()
    intruder.post("/sign-in", data={"login": "cleo", "password": SECRET})
    intruder.post("/me/address", data={"email": "intruder@example.org"})
    intruder.post(f"/address/new/{post.token('new_address')}")
    come(intruder, "/me/security/brand")
    undo = f"/address/undo/{post.token('address_changed')}"
    assert here.test_client().post(undo).status_code == 303
    assert come(here.test_client()).location == "/sign-in/brand/join"


def test_what_was_kept_on_the_way_is_a_token_of_the_browser(
    here: Flask, provider: Provider
) -> None:
    joined(here)
    with here.app_context():
        rows = session.scalars(select(SingleUseToken)).all()
        used = {row.purpose: row.used_at for row in rows}
        assert used.keys() >= {"accounts.provider", "accounts.identity"}
        assert None not in used.values()


def test_a_place_without_a_provider_has_no_such_door(app: Flask, client: FlaskClient) -> None:
    assert "/sign-in/brand" not in client.get("/sign-in").text
    assert client.post("/sign-in/brand").status_code == 404
