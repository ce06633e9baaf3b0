"""What others rely on: addresses, the fields of their forms, and how these answer.

Each line is one of the contract's. Nothing is taken away from here; what is added there comes here.
"""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.accounts.conftest import SECRET, Post, give_password, post
from tests.accounts.test_second_steps import forget_step, set_up
from tests.conftest import Cast, sign_in
from tests.html import read
from tests.world import World, furnish, open_the_doors
from tribe.base.db import session
from tribe.members.models import Member
from tribe.settings import services as settings

__all__ = ["post"]

GUEST = "-"
JOINING = {"name": "Wren", "email": "wren@example.org", "password": SECRET}
AGREED = {"rules": "1", "agrees": "1"}

# address: who opens it, and the answer
PAGES = {
    "/": (GUEST, 200),
    "/how-it-works": (GUEST, 200),
    "/patterns": (GUEST, 200),
    "/join": (GUEST, 200),
    "/sign-in": (GUEST, 200),
    "/forgot": (GUEST, 200),
    "/reset/x": (GUEST, 410),
    "/confirm/x": (GUEST, 410),
    "/sign-in/link": (GUEST, 200),
    "/sign-in/code": (GUEST, 303),  # nobody is half way
    "/me": ("cleo", 200),
    "/me/security": ("cleo", 200),
    "/me/notices": ("cleo", 200),
    "/me/data": ("cleo", 200),
    "/me/leave": ("cleo", 200),
    "/me/blocks": ("cleo", 200),
    "/me/bookmarks": ("cleo", 200),
    "/me/profile": ("cleo", 200),
    "/me/sessions": ("cleo", 200),
    "/me/consent": ("cleo", 200),
    "/me/measured": ("cleo", 200),
    "/notices": ("cleo", 200),
    "/unsubscribe/{unsubscribing}": (GUEST, 200),
    "/topics": (GUEST, 200),
    "/c/hall": (GUEST, 200),
    "/t/{topic}": (GUEST, 302),  # where one left off
    "/t/{topic}/some-plain-words": (GUEST, 200),
    "/t/{topic}/some-plain-words?page=1": (GUEST, 301),  # the same, without its page
    "/p/{post}": (GUEST, 302),
    "/tags/levain": (GUEST, 200),
    "/t/new": ("cleo", 200),
    "/t/{topic}/reply": ("cleo", 200),
    "/p/{post}/edit": ("dov", 200),
    "/p/{post}/delete": ("dov", 200),
    "/p/{post}/history": ("cleo", 200),
    "/p/{post}/undelete": ("dov", 403),  # it stands
    "/p/{post}/report": ("cleo", 200),
    "/p/{post}/bookmark": ("cleo", 302),  # to the post, which has its button
    "/conversations": ("cleo", 200),
    "/conversations/new": ("cleo", 200),
    "/conversations/{conversation}": ("cleo", 200),
    "/u/cleo": (GUEST, 200),
    "/members": (GUEST, 200),
    "/events": (GUEST, 200),
    "/events/{event}": (GUEST, 200),
    "/events/new": ("cleo", 200),
    "/events/{event}/rsvp": ("dov", 303),  # the page that has the form
    "/events.ics": (GUEST, 200),
    "/events/{event}.ics": (GUEST, 200),
    "/rituals": (GUEST, 200),
    "/rituals/{rite}": (GUEST, 200),
    "/search?q=plain&in=topics": (GUEST, 200),
    "/charter": (GUEST, 200),
    "/council": (GUEST, 200),
    "/promises": (GUEST, 200),
    "/fidelity": (GUEST, 200),
    "/acts": (GUEST, 200),
    "/acts/{act}": (GUEST, 200),
    "/report": (GUEST, 200),
    "/moderation": ("ben", 200),
    "/moderation/cases/{open_case}": ("ben", 200),
    "/moderation/decisions/{decision}": ("dov", 200),
    "/moderation/decisions/{decision}/appeal": ("dov", 200),
    "/moderation/log": (GUEST, 200),
    "/moderation/log.atom": (GUEST, 200),
    "/transparency": (GUEST, 200),
    "/support": ("ben", 200),
    "/reports": ("ines", 200),
    "/reports/log": ("ines", 200),
    "/admin": ("ada", 200),
    "/admin/settings/place": ("ada", 200),
    "/admin/members": ("ada", 200),
    "/admin/mail": ("ada", 200),
    "/admin/jobs": ("ada", 200),
    "/admin/health": ("ada", 200),
    "/admin/audit": ("ada", 200),
    "/pages/rules": (GUEST, 200),
    "/pages/privacy": (GUEST, 404),  # none is published
    "/pages/terms": (GUEST, 404),
    "/pages/imprint": (GUEST, 404),
    "/feed.atom": (GUEST, 200),
    "/c/hall/feed.atom": (GUEST, 200),
    "/t/{topic}/feed.atom": (GUEST, 200),
    "/sitemap.xml": (GUEST, 200),
    "/robots.txt": (GUEST, 200),
    "/manifest.webmanifest": (GUEST, 200),
    "/healthz": (GUEST, 200),
    "/readyz": (GUEST, 200),
}

# who sends it, the page of the form, where it goes, and its fields
FORMS = [
    (GUEST, "/join", "/join", JOINING | AGREED | {"measured": "1"}),
    (GUEST, "/sign-in", "/sign-in", {"login": "cleo", "password": SECRET}),
    (GUEST, "/forgot", "/forgot", {"email": "cleo@example.invalid"}),
    (GUEST, "/sign-in/link", "/sign-in/link", {"email": "cleo@example.invalid"}),
    ("cleo", "/t/new", "/t/new", {"category": "hall", "title": "A question", "body": "What?"}),
    ("cleo", "/t/{topic}/reply?to={post}", "/t/{topic}/reply",
     {"body": "Some words", "reply_to": "{post}"}),
    ("cleo", "/p/{post}/report", "/p/{post}/report", {"kind": "spam", "words": "It sells"}),
    ("dov", "/p/{post}/edit", "/p/{post}/edit", {"body": "Other words"}),
    ("dov", "/p/{post}/delete", "/p/{post}/delete", {}),
    ("cleo", "/conversations/new", "/conversations/new",
     {"to": "dov", "title": "A word", "body": "Between us"}),
    ("cleo", "/conversations/{conversation}", "/conversations/{conversation}", {"body": "Yes"}),
    ("dov", "/u/cleo", "/u/cleo/follow", {}),
    ("dov", "/u/cleo", "/u/cleo/block", {}),
    ("dov", "/u/cleo", "/u/cleo/ignore", {}),
    ("dov", "/events/{event}", "/events/{event}/rsvp", {"status": "going", "guests": "1"}),
    (GUEST, "/report", "/report",
     {"url": "/p/{post}", "kind": "spam", "words": "It sells", "email": "wren@example.org"}),
    ("dov", "/moderation/decisions/{decision}/appeal", "/moderation/decisions/{decision}/appeal",
     {"words": "It was meant as a joke"}),
    ("cleo", "/notices", "/notices/read", {}),
    ("cleo", "/me/data", "/me/data/export", {}),
    ("cleo", "/", "/sign-out", {}),
]  # fmt: skip


@pytest.fixture
def house(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    """One of each thing, and mail that leaves."""
    monkeypatch.setattr("tribe.mail.why_not_sending", lambda: None)
    world = furnish(app, cast)
    open_the_doors(app)
    return world


def fill(text: str, house: World) -> str:
    """An address with the world's numbers."""
    return text.format(**vars(house))


def open_as(app: Flask, cast: Cast, name: str) -> FlaskClient:
    """A browser of a member, or of a guest."""
    return app.test_client() if name == GUEST else sign_in(app, cast, name)


def test_each_address_is_a_page(app: Flask, cast: Cast, house: World) -> None:
    answers = {
        path: open_as(app, cast, name).get(fill(path, house)).status_code
        for path, (name, _status) in PAGES.items()
    }
    assert answers == {path: status for path, (_name, status) in PAGES.items()}


@pytest.mark.parametrize(("name", "path", "action", "sent"), FORMS)
def test_each_form_has_its_fields_and_leads_on_with_303(
    app: Flask,
    cast: Cast,
    house: World,
    name: str,
    path: str,
    action: str,
    sent: dict[str, str],
) -> None:
    give_password(app, cast, "cleo")
    client = open_as(app, cast, name)
    reader = read(client.get(fill(path, house)).text, path)
    offered = [form.fields for form in reader.forms if form.action == fill(action, house)]
    assert [fields for fields in offered if set(sent) <= set(fields)], offered
    data = {key: fill(value, house) for key, value in sent.items()}
    assert client.post(fill(action, house), data=data).status_code == 303


@pytest.mark.parametrize(
    ("name", "path", "kept"),
    [
        (GUEST, "/join", {"name": "Wren", "email": "nowhere", "measured": "1"}),
        (GUEST, "/sign-in", {"login": "nobody"}),
        (GUEST, "/forgot", {"email": ""}),
        (GUEST, "/sign-in/link", {"email": ""}),
        ("cleo", "/t/new", {"title": "A question that stays", "body": ""}),
        ("cleo", "/conversations/new", {"to": "nobody-of-us", "title": "A word", "body": "So"}),
        (GUEST, "/report", {"url": "/p/{post}", "words": "What I have typed", "kind": "no such"}),
    ],
)
def test_a_form_that_is_refused_has_422_and_what_was_typed(
    app: Flask, cast: Cast, house: World, name: str, path: str, kept: dict[str, str]
) -> None:
    data = {key: fill(value, house) for key, value in kept.items()}
    answer = open_as(app, cast, name).post(path, data=data)
    assert answer.status_code == 422
    for field in set(data) - {"kind", "measured"}:
        assert data[field] in answer.text


def test_where_one_is_let_in_the_wish_leads_on_too(app: Flask, cast: Cast, house: World) -> None:
    with app.app_context():
        settings.change({"registration": "approval"}, None)
        session.commit()
    sent = JOINING | AGREED | {"words": "I mend old boots", "measured": "1"}
    assert app.test_client().post("/join", data=sent).status_code == 303


def test_what_is_mailed_leads_on(app: Flask, cast: Cast, house: World, post: Post) -> None:
    client = app.test_client()
    client.post("/forgot", data={"email": "cleo"})
    path = f"/reset/{post.token('password_forgotten')}"
    assert client.post(path, data={"password": ""}).status_code == 422
    assert client.post(path, data={"password": SECRET}).status_code == 303


def test_the_second_step_is_a_page_of_its_own(app: Flask, cast: Cast, house: World) -> None:
    give_password(app, cast, "cleo")
    made, _codes = set_up(sign_in(app, cast, "cleo"))
    forget_step(app)
    client = app.test_client()
    first = client.post("/sign-in", data={"login": "cleo", "password": SECRET})
    assert (first.status_code, first.location) == (303, "/sign-in/code")
    assert 'name="code"' in client.get("/sign-in/code").text
    assert client.post("/sign-in/code", data={"code": "nothing"}).status_code == 422
    assert client.post("/sign-in/code", data={"code": made.now()}).status_code == 303


def test_joining_carries_an_invitation(app: Flask, cast: Cast, house: World) -> None:
    with app.app_context():
        settings.change({"registration": "invitation"}, None)
        session.commit()
    sent = JOINING | AGREED
    client = app.test_client()
    assert client.post("/join", data=sent).status_code == 409
    assert client.post("/join", data=sent | {"invitation": "forged"}).status_code == 410
    cleo = sign_in(app, cast, "cleo")
    link = cleo.post("/me/invitations", data={"words": "Come"}, follow_redirects=True).text
    secret = link.split("/invitations/")[1].split('"')[0].split("<")[0]
    assert client.get(f"/join?invitation={secret}").status_code == 200
    came = client.post("/join", data=sent | {"invitation": secret, "next": "/topics"})
    assert (came.status_code, came.location) == (303, "/topics")


def test_pages_that_stand_open_may_send_the_former_names(
    app: Flask, cast: Cast, house: World, post: Post
) -> None:
    app.test_client().post("/forgot", data={"login": "cleo"})
    assert post.token("password_forgotten")
    app.test_client().post("/join", data=JOINING | AGREED | {"is_measured": "1"})
    with app.app_context():
        assert session.scalars(select(Member).where(Member.name == "Wren")).one().is_measured


def test_a_post_is_put_aside(app: Flask, cast: Cast, house: World) -> None:
    answer = sign_in(app, cast, "ben").post(f"/p/{house.post}/bookmark")
    assert answer.status_code == 303


def test_programs_read_notices(app: Flask, cast: Cast, house: World) -> None:
    answer = sign_in(app, cast, "cleo").get("/notices", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/json"
