"""Who may do what: one table of every unsafe route by everyone of the cast, and nothing beside it.

In the household Cleo wrote the topic, hosts the gathering, keeps the rite and sits on the council;
Dov replied and comes to the gathering; Ben moderates; Ines reads reports; Ada founded the place and
holds its account of the brand; Eve is suspended; `-` is a guest.
"""

import pytest
from flask import Flask

from tests.conftest import Cast, empty, sign_in
from tests.household import Household, furnish
from tribe import db

EVERYONE = ["-", "eve", "dov", "cleo", "ben", "ines", "ada"]
MEMBERS = ["dov", "cleo", "ben", "ines", "ada"]
WHEN = {"starts": "2027-03-03T19:00", "ends": "2027-03-03T21:00", "zone": "Europe/Paris"}
GATHERING = WHEN | {"title": "A walk", "mode": "place", "place": "The old mill", "hosts": ""}
RITE = {"name": "First light", "purpose": "To greet the day", "cadence": "weekly", "steps": "Come"}
ROOM = {"name": "Attic", "slug": "attic", "description": "", "parent": ""}
TOPIC = {"category": "hall", "title": "A new question", "body": "What about it?"}
JOINING = {"name": "Wren", "email": "wren@example.invalid", "password": "a lantern by the door"}
LETTER = {"title": "To mend for ten years", "body": "And free of charge", "due_on": "2027-05-05"}
VALUE = {"title": "Patience", "meaning": "We wait for one another", "position": "1"}
ACCOUNT = {"outcome": "kept", "account": "It was done in spring"}

# route: (address in the household, what is sent, who may)
TABLE: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "/language": ("/language", {"locale": "fr"}, EVERYONE),
    "/theme": ("/theme", {"theme": "dark"}, EVERYONE),
    # whoever is signed in is sent home from the door, and a guest's signing out changes nothing
    "/join": ("/join", JOINING, EVERYONE),
    "/sign-out": ("/sign-out", {}, EVERYONE),
    "/me/consent": ("/me/consent", {"measurement": "yes"}, MEMBERS),
    "/me/profile": ("/me/profile", {"bio": "I like bridges"}, MEMBERS),
    "/me/sessions": ("/me/sessions", {"revoke": "others"}, MEMBERS),
    "/categories/new": ("/categories/new", ROOM, ["ada"]),
    "/c/<slug>/edit": ("/c/{category}/edit", ROOM | {"slug": "hall"}, ["ada"]),
    "/t/new": ("/t/new", TOPIC, MEMBERS),
    "/topics/read": ("/topics/read", {}, MEMBERS),
    "/t/<int:topic_id>/reply": ("/t/{topic}/reply", {"body": "So it is"}, MEMBERS),
    "/t/<int:topic_id>/follow": ("/t/{topic}/follow", {"level": "muted"}, MEMBERS),
    "/t/<int:topic_id>/close": ("/t/{topic}/close", {}, ["ben", "ada"]),
    "/t/<int:topic_id>/reopen": ("/t/{topic}/reopen", {}, ["ben", "ada"]),
    "/p/<int:post_id>/react": ("/p/{post}/react", {"kind": "warm"}, ["cleo", "ben", "ines", "ada"]),
    "/p/<int:post_id>/edit": ("/p/{post}/edit", {"body": "Better"}, ["dov", "ben", "ada"]),
    "/p/<int:post_id>/delete": ("/p/{post}/delete", {}, ["dov", "ben", "ada"]),
    "/events/new": ("/events/new", GATHERING, MEMBERS),
    "/events/<int:event_id>/edit": ("/events/{event}/edit", GATHERING, ["cleo", "ben", "ada"]),
    "/events/<int:event_id>/cancel": ("/events/{event}/cancel", {}, ["cleo", "ben", "ada"]),
    "/events/<int:event_id>/rsvp": ("/events/{event}/rsvp", {"status": "interested"}, MEMBERS),
    "/rituals/new": ("/rituals/new", RITE, MEMBERS),
    "/rituals/<slug>/edit": ("/rituals/{rite}/edit", RITE, ["cleo", "ben", "ada"]),
    "/rituals/<slug>/keep": ("/rituals/{rite}/keep", {}, MEMBERS),
    "/rituals/<slug>/release": ("/rituals/{rite}/release", {}, ["cleo"]),
    "/rituals/<slug>/<any(rest, wake, retire):turn>": (
        "/rituals/{rite}/rest",
        {},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/enact": (
        "/rituals/{rite}/enact",
        {"what": "/events/{event}"},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/enactments/<int:enactment_id>/recap": (
        "/rituals/{rite}/enactments/{enactment}/recap",
        {"recap": "We were eleven"},
        ["cleo", "ben", "ada"],
    ),
    "/rituals/<slug>/enactments/<int:enactment_id>/remove": (
        "/rituals/{rite}/enactments/{enactment}/remove",
        {},
        ["cleo", "ben", "ada"],
    ),
    "/charter/new": ("/charter/new", VALUE, ["cleo", "ada"]),
    "/charter/<int:value_id>/edit": ("/charter/1/edit", VALUE, ["cleo", "ada"]),
    "/charter/<int:value_id>/remove": ("/charter/1/remove", {}, ["cleo", "ada"]),
    "/council": ("/council", {"name": "dov", "since": "2026-02-02"}, ["ada"]),
    "/council/<int:seat_id>/end": ("/council/1/end", {}, ["cleo", "ada"]),
    "/promises/new": ("/promises/new", LETTER, ["ada"]),
    "/promises/<int:promise_id>/settle": ("/promises/{promise}/settle", ACCOUNT, ["cleo"]),
    "/reports": ("/reports", {"purpose": "To see who is alone"}, ["ines", "ada"]),
}
READING: dict[str, list[str]] = {
    "/support": ["ben", "ada"],
    "/reports": ["ines", "ada"],
    "/reports/log": MEMBERS,
    "/me/measured": MEMBERS,
    "/me/sessions": MEMBERS,
    "/t/new": MEMBERS,
    "/events/new": MEMBERS,
    "/categories/new": ["ada"],
    "/promises/new": ["ada"],
}


def unsafe_routes(app: Flask) -> set[str]:
    """Every address that changes something."""
    return {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def test_every_unsafe_route_is_in_the_table(session_app: Flask) -> None:
    assert unsafe_routes(session_app) - {"/sign-in"} == set(TABLE)  # sign-in has tests of its own


def fill(text: str, house: Household) -> str:
    """An address with the household's numbers."""
    return text.format(**vars(house))


def was_done(status: int, location: str) -> bool:
    """Whether an answer says that the act took place."""
    assert status in (303, 403, 404, 409), status
    return status == 303 and not location.startswith("/sign-in")


@pytest.mark.parametrize("route", TABLE)
def test_only_those_who_may_do(app: Flask, route: str) -> None:
    address, sent, allowed = TABLE[route]
    done = []
    for name in EVERYONE:
        with app.app_context():
            db.session.remove()
            empty(db.db.engine.dialect.name)
        cast = Cast(app)
        house = furnish(app, cast)
        client = app.test_client() if name == "-" else sign_in(app, cast, name)
        data = {key: fill(value, house) for key, value in sent.items()}
        answer = client.post(fill(address, house), data=data)
        if was_done(answer.status_code, answer.headers.get("Location", "")):
            done.append(name)
    assert done == [name for name in EVERYONE if name in allowed]


@pytest.mark.parametrize("path", READING)
def test_only_those_who_may_read(app: Flask, cast: Cast, path: str) -> None:
    read = []
    for name in EVERYONE:
        client = app.test_client() if name == "-" else sign_in(app, cast, name)
        answer = client.get(path)
        assert answer.status_code in (200, 303, 403), path
        if answer.status_code == 200:
            read.append(name)
    assert read == [name for name in EVERYONE if name in READING[path]]
