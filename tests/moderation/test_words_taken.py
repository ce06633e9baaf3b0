"""What moderators take from view of gatherings, rites and recaps, and its exact reversal."""

import re
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.states import take_state
from tests.moderation.test_restraints import ruling
from tests.moderation.test_sweeping import left
from tests.notices.conftest import work
from tests.world import World, furnish
from tribe.base.db import now, session
from tribe.events.models import Event, EventStatus
from tribe.events.services import reinstate_event
from tribe.moderation import services
from tribe.moderation.models import Decision
from tribe.rituals.models import Enactment, Ritual, RitualStep
from tribe.rituals.services import recap
from tribe.web import moderated
from tribe.web.moderated import Restriction
from tribe.web.subjects import subjects

VISIBLY = {Restriction.VISIBILITY, Restriction.SERVICE, Restriction.ACCOUNT}
PAGES = {
    "events.event.take_words": ("event", "/events/{0.event}", "/events/{0.event}.ics"),
    "rituals.ritual.take_words": ("ritual", "/rituals/{0.rite}", "/rituals/{0.rite}/history"),
    "rituals.recap.take": ("enactment", "/rituals/{0.rite}"),
}


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    """A tribe in which each thing was written, and changed, once."""
    return furnish(app, cast, (f"w{number}w in plain words" for number in count()))


def number_of(world: World, kind: str) -> int:
    if kind == "ritual":
        return session.scalars(select(Ritual.id).where(Ritual.slug == world.rite)).one()
    return world.event if kind == "event" else world.enactment


def take(cast: Cast, world: World, act: str) -> Decision:
    kind, *_pages = PAGES[act]
    made = services.decide_on(cast.get("ben"), kind, number_of(world, kind), ruling(act))
    work()
    return made


def steps() -> list[str]:
    return list(session.scalars(select(RitualStep.text).order_by(RitualStep.position)))


def undo(cast: Cast, decision: Decision) -> None:
    services.undo(cast.get("ada"), decision, "It was another")
    work()


@pytest.mark.parametrize("act", PAGES)
def test_its_words_go_and_come_back_as_they_were(
    app: Flask, cast: Cast, world: World, act: str
) -> None:
    _kind, *pages = PAGES[act]
    ines = sign_in(app, cast, "ines")
    with app.app_context():
        work()
        before, said = take_state(), steps()
        decision = take(cast, world, act)
        words = re.findall(r"w\d+w in plain", repr(decision.details))
        assert words
    for page in pages:
        answer = ines.get(page.format(world))
        assert answer.status_code == 200
        assert not [word for word in words if word in answer.text], page
    with app.app_context():
        undo(cast, session.get_one(Decision, decision.id))
        assert steps() == said
        assert left(before) <= {"event", "ritual_step"}  # by numbers of versions and of rows
        assert session.get_one(Event, world.event).status is EventStatus.CONFIRMED


def test_what_was_written_anew_stays(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        told = take(cast, world, "rituals.recap.take")
        recap(cast.get("cleo"), session.get_one(Enactment, world.enactment), "Told anew")
        off = take(cast, world, "events.event.take_words")
        event = session.get_one(Event, world.event)
        reinstate_event(cast.get("cleo"), event)
        event.title = "Named anew"
        rite = take(cast, world, "rituals.ritual.take_words")
        ritual = session.get_one(Ritual, number_of(world, "ritual"))
        ritual.purpose = "Meant anew"
        for decision in (told, off, rite):
            undo(cast, decision)
        assert session.get_one(Enactment, world.enactment).recap == "Told anew"
        assert (event.title, event.source) == ("Named anew", off.details["words"]["source"])
        assert (ritual.name, ritual.purpose) == (rite.details["name"], "Meant anew")


def test_what_is_over_meanwhile_does_not_take_place(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        decision = take(cast, world, "events.event.take_words")
        event = session.get_one(Event, world.event)
        event.starts_at, event.ends_at = now() - timedelta(hours=2), now() - timedelta(hours=1)
        undo(cast, decision)
        assert (event.title, event.status) == (
            decision.details["words"]["title"],
            EventStatus.CANCELLED,
        )


def test_each_reportable_thing_can_be_taken_from_view(app: Flask) -> None:
    with app.app_context():
        acts = moderated.register().acts.values()
        able = {act.subject_type for act in acts if act.restriction in VISIBLY and act.undo}
        reportable = {subject.type for subject in subjects().values() if subject.is_reportable}
        assert reportable >= {"post", "event", "ritual", "enactment", "member", "message"}
        assert reportable <= able
