"""A toy feature registers itself, and each thing that it declares is heard of."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from click import command, echo
from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tribe import audit, jobs, live, mail
from tribe.access import Actor, Permission, require
from tribe.activity import Activity, ActivityKind, Follower, Happened, Listener, listening, record
from tribe.audit import kinds as audit_kinds
from tribe.base.commands import CommandAt
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.feature import Feature
from tribe.features import FEATURES
from tribe.jobs import Every, Job, JobKind, Recurring, run_next, schedule
from tribe.mail import composing, outbox
from tribe.members.identity import current_actor
from tribe.privacy import Impersonal
from tribe.settings import Setting, SettingGroup, value_of
from tribe.settings.kinds import Number
from tribe.web.navigation import Menu, NavigationItem
from tribe.web.slots import Part
from tribe.web.subjects import Shown, Subject

TOY_PAGE = """{% extends "base.html" %}{% block main %}
{{ "quiet"|shouted }} {{ doubled(21) }} {{ weather }} {{ slot("toy.part", "you <3") }}
{{ slot_merged("toy.list", [1, 2]) }}
{{ may("toy:box:wind", facts=1).refusal }} {% if may("toy:box:wind", facts=2) %}wound{% endif %}
{% endblock %}"""
WIND = Permission("toy:box:wind", "toy.not_yours", lambda _actor, facts: facts > 1, is_open=True)


RUN_DOWN = mail.MailKind(
    "toy.box.run_down", lambda facts: mail.Letter(f"Box {facts['box']}", ()), lambda: "a box"
)
WOUND_UP = ActivityKind("toy.box.wound_up", "box", told="whoever watches the box", watched="box")
TOYS = SettingGroup("toys", lambda: "Toys", lambda: "How they are wound.")
TURNS = Setting("turns", Number(1, 9), 3, lambda: "Turns", lambda: "Of the key.", TOYS)
HEARD: list[Happened] = []
RAN: list[dict[str, Any]] = []


@command()
def whistle() -> None:
    """Say something."""
    echo("a tune")


def show_box(actor: Actor, number: int) -> Shown | None:
    """The box of that number, to members."""
    return Shown("A box", "/toy/box") if number == 7 and actor.id else None


def toy() -> Feature:
    """A feature as a stranger would write it."""
    blueprint = Blueprint("toy", __name__)

    @blueprint.get("/toy/box")
    def box() -> str:
        from flask import render_template

        return render_template("toy/page.html")

    @blueprint.post("/toy/box")
    def wind() -> str:
        require(current_actor(), WIND, facts=2)
        raise RuleBroken("toy.broken", times=7)

    return Feature(
        "toy",
        blueprint=blueprint,
        commands=[CommandAt("whistle", "tests.test_feature:whistle")],
        navigation=[
            NavigationItem("/toy", lambda: "Toys", order=15),
            NavigationItem("/toy/own", lambda: "My toys", order=1, menu=Menu.FOOT),
            NavigationItem(
                "/toy/staff", lambda: "Staff toys", order=5, is_shown=lambda reader: bool(reader.id)
            ),
        ],
        permissions=[WIND],
        refusals={
            "toy.not_yours": "Hands off.",
            "toy.broken": "It broke after %(times)s turns.",
        },
        labels={"shouted": str.upper},
        globals={"doubled": lambda number: 2 * number},
        context=lambda: {"weather": "mild"},
        audited={"toy.broken": "a toy broken"},
        activities=[WOUND_UP],
        listeners=[Listener(HEARD.append, (WOUND_UP,))],
        followers=[Follower("toy.run", (WOUND_UP,))],
        watchable={"box": lambda number: number == 7},
        jobs=[JobKind("toy.run", RAN.append)],
        settings=[TURNS],
        mails=[RUN_DOWN],
        personal=[Impersonal("toy", "toys know nobody")],
        subjects=[Subject("box", lambda: "box", show_box, is_searchable=True)],
        schedule=[Recurring("toy.run", Every(timedelta(hours=1)))],
        slots={
            "toy.part": lambda word: Part("toy/part.html", word),
            "toy.list": lambda ids: {number: "x" * number for number in ids},
        },
    )


@pytest.fixture
def toy_app(another_app: Callable[..., Flask]) -> Iterator[Flask]:
    HEARD.clear()
    RAN.clear()
    feature = toy()
    app = another_app(features=(*FEATURES, feature))
    loader = DictLoader({"toy/page.html": TOY_PAGE, "toy/part.html": "<b>{{ about }}</b>"})
    assert app.jinja_env.loader is not None
    app.jinja_env.loader = ChoiceLoader([loader, app.jinja_env.loader])
    yield app
    listening.unregister(feature.activities, feature.listeners, feature.followers)
    jobs.unregister("toy.run")
    schedule._tasks.pop("toy.run")
    live.watching._watchables.pop("box")


def test_a_feature_is_heard_of(toy_app: Flask) -> None:
    page = toy_app.test_client().get("/toy/box").text
    assert "toy.not_yours wound" in page
    assert "QUIET 42 mild <b>you &lt;3</b>" in page
    assert "{1: &#39;x&#39;, 2: &#39;xx&#39;}" in page
    assert '<a href="/toy/own">My toys</a>' in page
    assert "Staff toys" not in page
    main = page[page.index('<nav class="nav') : page.index("</header>")]
    assert main.index("Home") < main.index("Toys") < main.index("Topics")
    assert '<a href="/toy" aria-current="page">Toys</a>' in main


def test_what_it_audits_has_words_and_nothing_else_is_audited(toy_app: Flask) -> None:
    with toy_app.app_context():
        audit.record("toy.broken", "box", 7, actor_id=None)
        assert audit_kinds.label_of("toy.broken") == "a toy broken"
        with pytest.raises(LookupError):
            audit.record("toy.mended", "box", 7, actor_id=None)


def test_what_happens_in_it_is_heard_watched_and_followed(toy_app: Flask) -> None:
    page = live.socketio.test_client(toy_app, flask_test_client=toy_app.test_client())
    answers = [page.emit("watch", {"room": f"box:{n}"}, callback=True) for n in (7, 8)]
    assert answers == [True, False]
    with toy_app.app_context():
        record(WOUND_UP, 7, actor_id=None)
        session.commit()
        assert [happened.subject_id for happened in HEARD] == [7]
        assert run_next()
        assert [payload["activity_id"] for payload in RAN] == [session.scalar(select(Activity.id))]
    assert [(m["name"], m["args"]) for m in page.get_received()] == [("box:7", [{"id": 7}])]


def test_its_schedule_is_kept(toy_app: Flask) -> None:
    with toy_app.app_context():
        schedule.enqueue_due()
        assert "toy.run" in session.scalars(select(Job.kind)).all()


def test_its_mails_are_written(toy_app: Flask) -> None:
    with toy_app.app_context():
        written = mail.enqueue(RUN_DOWN, mail.Recipient("cleo@example.invalid"), box=7)
        assert written is not None
        session.commit()
        envelope = composing.compose(outbox.get(written.id) or written, RUN_DOWN)
        assert envelope is not None
        assert envelope.message["Subject"] == "Box 7"


def test_a_feature_says_why_not(toy_app: Flask) -> None:
    toy_app.config["WTF_CSRF_ENABLED"] = False
    answer = toy_app.test_client().post("/toy/box")
    assert answer.status_code == 409
    assert "It broke after 7 turns." in answer.text


def test_its_settings_have_a_page_and_its_tables_are_known(toy_app: Flask, cast: Cast) -> None:
    toy_app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(toy_app, cast, "ada")
    assert 'href="/admin/settings/toys"' in client.get("/admin").text
    refused = client.post("/admin/settings/toys", data={"turns": "10"})
    assert (refused.status_code, "from 1 to 9" in refused.text) == (422, True)
    assert client.post("/admin/settings/toys", data={"turns": "7"}).status_code == 303
    with toy_app.app_context():
        assert value_of(TURNS) == 7
        assert "toy" in toy_app.extensions["tribe_privacy"]


def test_without_it_nothing_is_left(client) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/toy/box").status_code == 404
    assert "Toys" not in client.get("/").text


def test_a_slot_that_nobody_fills_is_empty(toy_app: Flask) -> None:
    from tribe.web import slots

    with toy_app.test_request_context("/"):
        assert slots.rendered("nobody.here", 1) == ""
        assert slots.answers("nobody.here") == []


def test_each_feature_has_a_name_of_its_own_and_its_package() -> None:
    names = [feature.name for feature in FEATURES]
    assert len(set(names)) == len(names)
    for feature in FEATURES:
        assert feature.blueprint is None or feature.blueprint.name == feature.name


def test_its_things_are_found_by_those_who_may_see_them(toy_app: Flask, cast: Cast) -> None:
    assert toy_app.test_client().get("/go/box/7").status_code == 404
    cleo = sign_in(toy_app, cast, "cleo")
    assert cleo.get("/go/box/7").location == "/toy/box"
    assert cleo.get("/go/box/8").status_code == 404
