"""What is mailed, and where the links lead."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.accounts.conftest import SECRET, Post, address_of, give_password
from tests.conftest import Cast, count_queries, sign_in
from tribe import tokens
from tribe.accounts import mails, purposes
from tribe.accounts.models import Application
from tribe.base.db import now, session
from tribe.base.i18n import read_by
from tribe.mail import Mail, MailKind
from tribe.members.identity import STATEMENTS
from tribe.members.models import SignIn, State
from tribe.members.passwords import is_password
from tribe.tokens import SingleUseToken
from tribe.web.typed import HIDDEN

NEW = "quatre canards et un seau"


def test_joining_asks_whether_the_address_works(
    app: Flask, client: FlaskClient, post: Post
) -> None:
    joining = {"name": "Zoe", "email": "Zoe@Example.org", "password": SECRET}
    assert client.post("/join", data=joining).status_code == 303
    [(address, facts)] = post.read("confirming")
    assert address == "zoe@example.org"
    path = f"/confirm/{facts['token']}"
    phone = app.test_client()
    for _ in range(3):  # programs that open links in mails
        assert phone.get(path).status_code == 200
        assert phone.head(path).status_code == 200
    assert "zoe@example.org" in phone.get(path).text
    answer = phone.post(path)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/welcome")
    assert "confirmed" in client.get("/me").text
    again = phone.get(path)
    assert again.status_code == 410
    assert "was used already" in again.text


@pytest.mark.parametrize(("is_closed", "following"), [(False, "/welcome"), (True, "/me")])
def test_a_newcomer_goes_on_from_the_mail_to_the_first_steps(
    client: FlaskClient, post: Post, is_closed: bool, following: str
) -> None:
    client.post("/join", data={"name": "Zoe", "email": "zoe@example.org", "password": SECRET})
    [(_address, facts)] = post.read("confirming")
    if is_closed:
        client.post("/welcome/close")
    assert client.post(f"/confirm/{facts['token']}").location == following


@pytest.mark.parametrize("login", ["cleo", "CLEO@example.invalid", "nobody", "eve", "x@y.example"])
def test_the_answer_is_the_same_whoever_is_asked_for(
    app: Flask, cast: Cast, login: str, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tribe.mail.why_not_sending", lambda: None)
    client = app.test_client()
    with count_queries(app) as queries:
        answer = client.post("/forgot", data={"email": login})
    assert (answer.status_code, answer.location) == (303, "/forgot/asked")
    told = client.get(answer.location).text
    assert "If there is an account" in told
    assert login in told
    assert "If there is an account of the name or address" in client.get(answer.location).text
    kinds = [query.split()[0] for query in queries]
    assert kinds == ["INSERT", "SELECT", "SELECT", "INSERT"] or kinds.count("INSERT") == 2
    assert not [query for query in queries if "FROM member" in query]
    is_mailed = "cleo" in login.lower() or login == "eve"  # who is suspended reads why
    assert len(post.read("password_forgotten")) == is_mailed
    with app.app_context():  # what was typed is forgotten
        asked = select(SingleUseToken).where(SingleUseToken.purpose == "accounts.asked")
        assert not session.scalars(asked).all()


def test_a_forgotten_password_is_chosen_anew(app: Flask, cast: Cast, post: Post) -> None:
    give_password(app, cast, "cleo")
    elsewhere = sign_in(app, cast, "cleo")
    client = app.test_client()
    client.post("/forgot", data={"email": "cleo"})
    path = f"/reset/{post.token('password_forgotten')}"
    assert client.get(path).status_code == 200
    short = client.post(path, data={"password": "short"})
    assert (short.status_code, "at least 10" in short.text) == (422, True)
    done = client.post(path, data={"password": NEW})
    assert done.status_code == 303
    assert "You have a new password" in client.get(done.location).text
    assert client.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 303  # signed out
    with app.app_context():
        assert is_password(NEW, cast.get("cleo").password_hash)
        assert cast.get("cleo").email_confirmed_at is not None
    assert app.test_client().post(path, data={"password": SECRET}).status_code == 410


def test_a_new_password_ends_all_other_links(app: Flask, cast: Cast, post: Post) -> None:
    client = app.test_client()
    client.post("/forgot", data={"email": "cleo"})
    client.post("/sign-in/link", data={"email": "cleo"})
    link = f"/sign-in/link/{post.token('sign_in_link')}"
    path = f"/reset/{post.token('password_forgotten')}"
    assert client.post(path, data={"password": NEW}).status_code == 303
    refused = app.test_client().post(link)
    assert (refused.status_code, "newer link" in refused.text) == (410, True)


def test_a_link_signs_in_by_its_button_alone(app: Flask, cast: Cast, post: Post) -> None:
    client = app.test_client()
    client.post("/sign-in/link", data={"email": "cleo@example.invalid"})
    path = f"/sign-in/link/{post.token('sign_in_link')}"
    page = client.get(path)
    assert "sign in as cleo" in page.text
    assert client.get("/me").status_code == 303
    assert client.post(path).status_code == 303
    assert client.get("/me").status_code == 200
    assert app.test_client().post(path).status_code == 410


def test_mails_do_not_come_in_floods(app: Flask, cast: Cast, post: Post) -> None:
    client = app.test_client()
    for _ in range(3):
        client.post("/sign-in/link", data={"email": "cleo"})
        post.work()
    assert len(post.read("sign_in_link")) == 1
    with app.app_context():
        session.execute(update(SingleUseToken).values(created_at=now() - timedelta(minutes=6)))
        session.commit()
    client.post("/sign-in/link", data={"email": "cleo"})
    old, new = (facts["token"] for _address, facts in post.read("sign_in_link"))
    assert client.get(f"/sign-in/link/{old}").status_code == 200  # both open the door
    assert client.get(f"/sign-in/link/{new}").status_code == 200


def test_a_day_of_asking_is_no_flood_and_one_link_always_opens(
    app: Flask, cast: Cast, post: Post
) -> None:
    """Whoever asks: after six mails another goes once no link opens any more."""
    client = app.test_client()

    def ask(later: timedelta) -> int:
        with app.app_context():
            for token in session.scalars(select(SingleUseToken)):
                token.created_at, token.expires_at = (
                    token.created_at - later,
                    token.expires_at - later,
                )
            session.commit()
        client.post("/sign-in/link", data={"email": "cleo"})
        return len(post.read("sign_in_link"))

    assert [ask(timedelta(minutes=6)) for _time in range(9)] == [*range(1, 7), 6, 6, 6]
    assert ask(timedelta(minutes=11)) == 6  # 29 minutes old, and it opens still
    newest = post.read("sign_in_link")[-1][1]["token"]
    assert client.get(f"/sign-in/link/{newest}").status_code == 200
    assert ask(timedelta(minutes=2)) == 7
    assert client.get(f"/sign-in/link/{newest}").status_code == 410
    newest = post.read("sign_in_link")[-1][1]["token"]
    assert app.test_client().post(f"/sign-in/link/{newest}").status_code == 303
    assert ask(timedelta(minutes=6)) == 8  # that one was used, so that none opens


def test_the_suspended_come_in_to_read_why_alone(app: Flask, cast: Cast, post: Post) -> None:
    from tribe.access import SYSTEM
    from tribe.members import restraining

    client = app.test_client()
    client.post("/sign-in/link", data={"email": "cleo"})
    client.post("/forgot", data={"email": "cleo"})
    link, password = post.token("sign_in_link"), post.token("password_forgotten")
    with app.app_context():
        restraining.suspend(SYSTEM, cast.ids["cleo"], None)
        session.commit()
    assert client.post(f"/sign-in/link/{link}").status_code == 303
    assert client.get("/me").location == STATEMENTS
    other = app.test_client()
    assert other.post(f"/reset/{password}", data={"password": NEW}).status_code == 303
    assert other.get("/me").location == STATEMENTS


DOORS = {
    "/confirm/": purposes.CONFIRMING,
    "/sign-in/link/": purposes.LINK,
    "/reset/": purposes.PASSWORD,
    "/address/new/": purposes.NEW_ADDRESS,
    "/address/undo/": purposes.OLD_ADDRESS,
}


def account_of(app: Flask, cast: Cast, name: str) -> tuple[object, ...]:
    """What links could change of one of the cast."""
    with app.app_context():
        member = cast.get(name)
        return member.email, member.email_confirmed_at, member.password_hash


@pytest.mark.parametrize("path", DOORS)
def test_each_link_of_a_suspended_account_works_and_opens_nothing_but_the_reasons(
    app: Flask, cast: Cast, path: str
) -> None:
    about = {"/address/new/": "new@example.org", "/address/undo/": "old@example.org"}
    with app.app_context():
        address = about.get(path, "eve@example.invalid")
        lifetime = timedelta(hours=1)
        secret = tokens.issue(DOORS[path], lifetime, cast.ids["eve"], address=address)
        session.commit()
    before, client = account_of(app, cast, "eve"), app.test_client()
    assert client.get(path + secret).status_code == 200
    assert client.post(path + secret, data={"password": NEW}).status_code == 303
    assert account_of(app, cast, "eve") != before
    is_led_in = path in ("/sign-in/link/", "/reset/")
    assert client.get("/me").location.partition("?")[0] == (STATEMENTS if is_led_in else "/sign-in")
    with app.app_context():
        assert cast.get("eve").state is State.SUSPENDED


def test_a_link_is_not_used_up_where_no_sign_in_came_of_it(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tribe.accounts.views import entering

    def break_down(*_given: object, **_options: object) -> None:
        raise OSError("the power went")

    with app.app_context():
        secret = tokens.issue(purposes.LINK, timedelta(hours=1), cast.ids["cleo"])
        session.commit()
    with monkeypatch.context() as broken:
        broken.setattr(entering, "open_sign_in", break_down)
        with pytest.raises(OSError, match="power"):
            app.test_client().post(f"/sign-in/link/{secret}")
    assert app.test_client().post(f"/sign-in/link/{secret}").status_code == 303


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_link_that_opens_nothing_says_why_and_what_to_do(
    app: Flask, cast: Cast, path: str, language: str
) -> None:
    with app.app_context():
        foreign = tokens.issue("toy.box", timedelta(hours=1))
        session.commit()
    words = {
        "en": ("not complete", "for something else"),
        "fr": ("n’est pas complet", "autre chose"),
    }[language]
    for secret, said in zip(("x" * 43, foreign), words, strict=True):
        for method in ("GET", "POST"):
            answer = app.test_client().open(
                path + secret, method=method, headers={"Accept-Language": language}
            )
            assert answer.status_code == 410
            assert said in answer.text
            assert "button" in answer.text  # the way on


def test_the_address_changes_when_the_new_one_says_so(app: Flask, cast: Cast, post: Post) -> None:
    client = sign_in(app, cast, "cleo")
    asked = client.post("/me/address", data={"email": " New@Example.org "})
    assert asked.status_code == 303
    assert address_of(app, cast, "cleo") == "cleo@example.invalid"
    [(address, facts)] = post.read("new_address")
    assert address == "new@example.org"
    assert client.post(f"/address/new/{facts['token']}").status_code == 303
    assert address_of(app, cast, "cleo") == "new@example.org"
    [(told, undo)] = post.read("address_changed")
    assert told == "cleo@example.invalid"
    owner = app.test_client()
    assert "cleo@example.invalid" in owner.get(f"/address/undo/{undo['token']}").text
    back = owner.post(f"/address/undo/{undo['token']}")
    assert back.location.startswith("/reset/")
    assert address_of(app, cast, "cleo") == "cleo@example.invalid"
    assert client.get("/me").status_code == 303  # whoever did it is out
    assert owner.post(back.location, data={"password": NEW}).status_code == 303
    assert owner.get("/me").status_code == 200


def test_an_address_of_another_is_told_to_its_owner_alone(
    app: Flask, cast: Cast, post: Post
) -> None:
    client = sign_in(app, cast, "cleo")
    free = sign_in(app, cast, "dov").post("/me/address", data={"email": "f@example.org"})
    used = client.post("/me/address", data={"email": "ben@example.invalid"})
    assert (used.status_code, used.location) == (free.status_code, free.location)
    assert [address for address, _ in post.read("address_in_use")] == ["ben@example.invalid"]
    assert address_of(app, cast, "cleo") == "cleo@example.invalid"


def test_an_address_that_was_taken_meanwhile_is_refused(app: Flask, cast: Cast, post: Post) -> None:
    client = sign_in(app, cast, "cleo")
    client.post("/me/address", data={"email": "new@example.org"})
    token = post.token("new_address")
    with app.app_context():
        cast.get("dov").email = "new@example.org"
        session.commit()
    answer = client.post(f"/address/new/{token}")
    assert (answer.status_code, "another account" in answer.text) == (409, True)
    assert address_of(app, cast, "cleo") == "cleo@example.invalid"


def test_a_link_of_another_member_is_foreign(app: Flask, cast: Cast, post: Post) -> None:
    sign_in(app, cast, "cleo").post("/me/address", data={"email": "new@example.org"})
    path = f"/address/new/{post.token('new_address')}"
    answer = sign_in(app, cast, "dov").post(path)
    assert (answer.status_code, "for something else" in answer.text) == (410, True)
    assert app.test_client().post(path).status_code == 303


@pytest.mark.parametrize("is_forgotten", [False, True], ids=["changed", "forgotten"])
def test_a_new_password_ends_what_was_asked_with_the_one_before(
    app: Flask, cast: Cast, post: Post, is_forgotten: bool
) -> None:
    give_password(app, cast, "cleo")
    intruder = sign_in(app, cast, "cleo")
    intruder.post("/me/address", data={"email": "intruder@example.org"})
    path = f"/address/new/{post.token('new_address')}"
    assert app.test_client().get(path).status_code == 200
    if is_forgotten:
        app.test_client().post("/forgot", data={"email": "cleo"})
        chosen = f"/reset/{post.token('password_forgotten')}"
        done = app.test_client().post(chosen, data={"password": NEW})
    else:
        owner, known = sign_in(app, cast, "cleo"), {"current": SECRET, "password": NEW}
        done = owner.post("/me/security/password", data=known)
    assert done.status_code == 303
    assert app.test_client().post(path).status_code == 410
    assert address_of(app, cast, "cleo") == "cleo@example.invalid"


def test_no_password_is_shown_when_a_form_is_offered_again(app: Flask) -> None:
    typed = {"current": "old secret words", "password": "new secret words", "other": "kept words"}
    answer = app.test_client().post("/me/security/password", data=typed)
    assert (answer.status_code, "kept words" in answer.text) == (403, True)
    assert "secret words" not in answer.text


def test_every_field_for_a_password_is_hidden_when_a_form_is_offered_again(app: Flask) -> None:
    field = re.compile(r'text\("(\w+)"[^\n]*type="password"')
    templates = Path(app.root_path).parent / "templates"
    found = {name for file in templates.rglob("*.html") for name in field.findall(file.read_text())}
    assert found >= {"password", "current"}
    assert found <= set(HIDDEN)


def test_changing_the_password_asks_for_the_current_one(app: Flask, cast: Cast, post: Post) -> None:
    give_password(app, cast, "cleo")
    here, elsewhere = sign_in(app, cast, "cleo"), sign_in(app, cast, "cleo")
    wrong = here.post("/me/security/password", data={"current": "no such one", "password": NEW})
    assert (wrong.status_code, "not your password" in wrong.text) == (422, True)
    done = here.post("/me/security/password", data={"current": SECRET, "password": NEW})
    assert done.status_code == 303
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 303
    assert len(post.read("password_changed")) == 1


@pytest.mark.parametrize(
    ("name", "path", "typed"),
    [
        ("cleo", "/me/name", {"name": "Cleopatra of old"}),
        ("ada", "/admin/members/dov", {"role": "moderator", "why": "A word of why"}),
    ],
)
def test_names_and_roles_change_after_a_proof(
    app: Flask, cast: Cast, name: str, path: str, typed: dict[str, str]
) -> None:
    give_password(app, cast, name)
    client = sign_in(app, cast, name)
    with app.app_context():
        session.execute(update(SignIn).values(proved_at=now() - timedelta(hours=1)))
        session.commit()
    asked = client.post(path, data=typed)
    assert (asked.status_code, "Is it you?" in asked.text) == (403, True)
    assert list(typed.values())[-1] in asked.text
    with app.app_context():
        assert (cast.get("cleo").name, cast.get("dov").role.value) == ("cleo", "member")


def test_what_is_hard_to_undo_asks_for_a_proof_and_loses_nothing(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    client = sign_in(app, cast, "cleo")
    with app.app_context():
        session.execute(update(SignIn).values(proved_at=now() - timedelta(hours=1)))
        session.commit()
    led = client.get("/me/address")
    assert led.location.startswith("/me/prove?next=")
    asked = client.post("/me/address", data={"email": "my new one@example.org"})
    assert asked.status_code == 403
    assert "my new one@example.org" in asked.text
    assert client.post("/me/prove", data={"password": "no such one"}).status_code == 422
    proved = client.post("/me/prove", data={"password": SECRET, "next": "/me/address"})
    assert proved.location == "/me/address"
    assert client.get("/me/address").status_code == 200


def test_a_sign_in_from_a_new_browser_is_told_by_mail(app: Flask, cast: Cast, post: Post) -> None:
    give_password(app, cast, "cleo")
    come = {"login": "cleo", "password": SECRET}
    known = app.test_client()
    known.post("/sign-in", data=come)
    assert post.read("signed_in_anew") == []  # the first one ever
    known.post("/sign-out")
    known.post("/sign-in", data=come)
    assert post.read("signed_in_anew") == []
    firefox = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/130.0"}
    app.test_client().post("/sign-in", data=come, headers=firefox)
    [(address, facts)] = post.read("signed_in_anew")
    assert (address, facts["agent"]) == ("cleo@example.invalid", "Firefox on Linux")


@pytest.mark.parametrize("kind", mails.MAILS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_mail_says_something_in_both_languages(
    context: Flask, kind: MailKind, language: str
) -> None:
    facts: dict[str, Any] = {"token": "abc", "name": "cleo", "words": "Hello"}
    facts |= {"agent": "Firefox on Linux"}
    asking = {"name_key": "zoe", "email": "z@example.org", "password_hash": "", "words": "Hello"}
    session.add(zoe := Application(name="Zoe", is_measured=False, **asking))
    session.flush()
    facts |= {"application": zoe.id}
    with read_by(language, None):
        letter = kind.render(facts)
        assert letter is not None
        label = kind.label()
    assert letter.subject
    assert len(letter.parts) >= 2
    assert label != kind.name
    with read_by("en", None):
        english = kind.render(facts)
        assert english is not None
        assert (letter.subject == english.subject) is (language == "en")


def test_a_mail_without_a_server_waits_and_the_page_says_so(app: Flask, cast: Cast) -> None:
    page = app.test_client().get("/forgot")
    assert "No mail leaves this place now" in page.text
    with app.app_context():
        assert not session.scalars(select(Mail)).all()


def test_the_last_day_is_noted_once_a_day(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    with app.app_context():
        session.execute(update(SignIn).values(last_seen_on=now().date() - timedelta(days=3)))
        session.commit()
    with count_queries(app) as queries:
        client.get("/members")
    assert len([query for query in queries if query.startswith("UPDATE sign_in")]) == 1
    with count_queries(app) as queries:
        client.get("/members")
    assert not [query for query in queries if query.startswith("UPDATE")]
    assert "last used on" in client.get("/me/sessions").text
