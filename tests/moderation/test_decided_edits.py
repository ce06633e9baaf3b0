"""A moderator's change of gatherings, rites and recaps is a decision, undone field by field."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.states import differences, take_state
from tests.world import World, furnish
from tribe.base.db import now, session
from tribe.events import services as events
from tribe.events.models import Event
from tribe.events.services.gatherings import state_of
from tribe.forum.models import Post
from tribe.ledger.models import Interaction
from tribe.moderation import services
from tribe.moderation.models import Decision, Ground
from tribe.moderation.services import Ruling
from tribe.moderation.statements import statement_of
from tribe.rituals import services as rituals
from tribe.rituals.models import Cadence, Enactment, Ritual
from tribe.rituals.queries import get_ritual
from tribe.rituals.services import RitualDraft

PAGES = {
    "event": "/events/{0.event}/edit",
    "ritual": "/rituals/{0.rite}/edit",
    "enactment": "/rituals/{0.rite}/enactments/{0.enactment}/recap",
}
FIELD = {"event": "title", "ritual": "purpose", "enactment": "recap"}
ACTS = {"event": "events.event.edit", "ritual": "rituals.ritual.edit"}
OWN = {
    "activity",
    "audit_entry",
    "moderation_case",
    "moderation_decision",
    "moderation_picture",
    "moderation_report",
}


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return furnish(app, cast)


def shown(page: str) -> dict[str, str]:
    """What the fields of a form are filled with, but for boxes that are not ticked."""
    found = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>\r?\n?([^<]*)</textarea>', page))
    chosen = r'<select[^>]*? name="([^"]+)".*?<option value="([^"]*)" selected'
    found |= dict(re.findall(chosen, page, re.DOTALL))
    for name in ("comes", "welcomes_guests", "mode", "version"):
        found.pop(name, None)
    return found | {"mode": "place"}


def event_draft(event: Event, **changes: object) -> events.EventDraft:
    kept = state_of(event)
    kept.pop("status")
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at, "mode": event.mode}
    return events.EventDraft(**(kept | times | changes))  # type: ignore[arg-type]


def ritual_of(world: World) -> Ritual:
    found = get_ritual(world.rite)
    assert found is not None
    return found


def rite_draft(ritual: Ritual, **changes: object) -> RitualDraft:
    steps = tuple(step.text for step in ritual.steps)
    said = {"name": ritual.name, "purpose": ritual.purpose, "cadence": ritual.cadence}
    return RitualDraft(**(said | {"steps": steps} | changes))  # type: ignore[arg-type]


def decided(cast: Cast, act: str, number: int, **choices: object) -> Decision:
    kind = "enactment" if "recap" in act else act.split(".")[1]
    ruling = Ruling(act, "Clearer so", ground=Ground.NONE, choices=choices)
    return services.decide_on(cast.get("ben"), kind, number, ruling)


@pytest.mark.parametrize("kind", PAGES)
def test_the_form_asks_why_and_whom_it_concerns_reads_it(
    app: Flask, cast: Cast, world: World, kind: str
) -> None:
    path, ben = PAGES[kind].format(world), sign_in(app, cast, "ben")
    form = shown(ben.get(path).text) | {FIELD[kind]: "Altogether otherwise"}
    assert "why" in form
    refused = ben.post(path, data=form)
    assert (refused.status_code, "Altogether otherwise" in refused.text) == (422, True)
    assert ben.post(path, data=form | {"why": "Clearer so"}).status_code == 303
    with app.app_context():
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        assert (made.subject_type, made.ground) == (kind, Ground.NONE)
        assert made.member_id == cast.ids["cleo"]
    cleo = sign_in(app, cast, "cleo")
    page = cleo.get(f"/moderation/decisions/{made.id}").text
    for word in ("Clearer so", "No rule was broken", "Altogether otherwise"):
        assert word in page
    assert 'name="why"' not in cleo.get(path).text
    again = form | {"why": "Clearer so", FIELD[kind]: "Altogether otherwise"}
    assert ben.post(path, data=again).status_code == 303
    with app.app_context():
        latest = session.scalars(select(Decision.id).order_by(Decision.id.desc())).first()
        assert latest == made.id


def test_each_is_left_as_it_was(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        before = take_state()
        event, rite = session.get_one(Event, world.event), ritual_of(world)
        later = {"starts_at": event.starts_at + timedelta(days=1), "capacity": 40}
        later |= {"ends_at": event.ends_at + timedelta(days=1), "title": "Somewhere else"}
        new_rite = rite_draft(rite, name="Another name", steps=("One", "Two"))
        made = [
            decided(cast, "events.event.edit", event.id, draft=event_draft(event, **later)),
            decided(cast, "rituals.ritual.edit", rite.id, draft=new_rite),
            decided(cast, "rituals.recap.edit", world.enactment, recap="Otherwise"),
        ]
        session.commit()
        changed = differences(before, take_state()).keys()
        assert {"event", "ritual", "ritual_step", "enactment", "revision"} <= changed
        for decision in made:
            services.undo(cast.get("ada"), decision, "It was clear")
        session.commit()
        assert session.get_one(Enactment, world.enactment).recap_by_id == cast.ids["cleo"]
        left = {name for name in differences(before, take_state()) if name not in OWN}
        assert left - {"job", "mail", "notice"} <= {"event", "ritual_step"}  # numbers of versions
        was = event_draft(event, **{name: getattr(event, name) for name in ("title", "capacity")})
        assert (was.title, was.capacity) == (event.title, event.capacity)


def test_what_was_changed_since_stays_field_by_field(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        cleo, ada = cast.get("cleo"), cast.get("ada")
        event, rite = session.get_one(Event, world.event), ritual_of(world)
        was = (event.source, event.starts_at, rite.name)
        new = {"title": "Elsewhere", "description": "Bring bread"}
        new |= {"starts_at": event.starts_at + timedelta(hours=1)}
        first = decided(cast, "events.event.edit", event.id, draft=event_draft(event, **new))
        events.edit_event(cleo, event, event_draft(event, title="Mine again"))
        renamed = rite_draft(rite, name="Another name", cadence=Cadence.YEARLY)
        second = decided(cast, "rituals.ritual.edit", rite.id, draft=renamed)
        rituals.edit_ritual(cleo, rite, rite_draft(rite, cadence=Cadence.MONTHLY))
        third = decided(cast, "rituals.recap.edit", world.enactment, recap="Otherwise")
        enactment = session.get_one(Enactment, world.enactment)
        rituals.recap(cleo, enactment, "Told anew")
        assert [one.label for one in statement_of(first).changes]
        assert statement_of(third).changes == ()
        for decision in (first, second, third):
            services.undo(ada, decision, "It was clear")
        assert event.title == "Mine again"
        assert (event.source, event.starts_at, rite.name) == was
        assert rite.cadence is Cadence.MONTHLY
        assert enactment.recap == "Told anew"


def test_what_is_put_back_is_in_no_history(app: Flask, cast: Cast, world: World) -> None:
    cleo = sign_in(app, cast, "cleo")
    before = cleo.get(f"/events/{world.event}/history").text
    with app.app_context():
        event = session.get_one(Event, world.event)
        draft = event_draft(event, title="zqxelsewhere")
        made = decided(cast, "events.event.edit", event.id, draft=draft)
        session.commit()
    assert "zqxelsewhere" in cleo.get(f"/events/{world.event}/history").text
    with app.app_context():
        services.undo(cast.get("ada"), session.get_one(Decision, made.id), "It was clear")
        session.commit()
    after = cleo.get(f"/events/{world.event}/history").text
    assert "zqxelsewhere" not in after
    assert before.count('id="r-') == after.count('id="r-')


def test_words_that_were_taken_since_stay_away(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        event = session.get_one(Event, world.event)
        capacity = event.capacity
        other = event_draft(event, title="Elsewhere", capacity=7)
        made = decided(cast, "events.event.edit", event.id, draft=other)
        by_rule = Ruling("events.event.take_words", "Rude", "Be kind")
        services.decide_on(cast.get("ben"), "event", event.id, by_rule)
        assert statement_of(made).changes == ()
        services.undo(cast.get("ada"), made, "It was clear")
        assert (event.title, event.capacity) == ("[…]", capacity)


@pytest.mark.parametrize("kind", ["event", "ritual"])
def test_a_version_is_put_back_by_a_moderator_on_the_form_that_asks_why(
    app: Flask, cast: Cast, world: World, kind: str
) -> None:
    number = world.event_revision if kind == "event" else world.rite_revision
    page = PAGES[kind].format(world)
    ben = sign_in(app, cast, "ben")
    answer = ben.post(page.replace("/edit", "/history"), data={"revision": str(number)})
    assert answer.headers["Location"].endswith(f"{page}?revision={number}")
    filled = ben.get(answer.headers["Location"])
    assert (filled.status_code, 'name="why"' in filled.text) == (200, True)
    assert ben.post(page, data=shown(filled.text) | {"why": "As it was"}).status_code == 303
    with app.app_context():
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        assert (made.act, made.made_at <= now()) == (ACTS[kind], True)


def test_what_a_form_does_not_show_of_a_moment_is_no_change(
    app: Flask, cast: Cast, world: World
) -> None:
    with app.app_context():
        event = session.get_one(Event, world.event)
        event.starts_at = event.starts_at.replace(second=17, microsecond=5)
        event.ends_at = event.ends_at.replace(second=42)
        was = (event.starts_at, event.ends_at)
        session.commit()
    path, ben = PAGES["event"].format(world), sign_in(app, cast, "ben")
    form = shown(ben.get(path).text) | {"why": "Clearer so", "welcomes_guests": "1"}
    assert ben.post(path, data=form | {"title": "Altogether otherwise"}).status_code == 303
    with app.app_context():
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        labels = [str(one.label) for one in statement_of(made).changes]
        assert len(labels) == 1, labels
        event = session.get_one(Event, world.event)
        assert (event.starts_at, event.ends_at) == was
        services.undo(cast.get("ada"), made, "It was clear")
        assert (event.starts_at, event.ends_at) == was


def ties() -> list[tuple[int | None, ...]]:
    """What stands in the ledger between people, whenever it was."""
    columns = (Interaction.cause_id, Interaction.actor_id, Interaction.target_id, Interaction.kind)
    return sorted((*row,) for row in session.execute(select(*columns)))


TAKING = {
    "events.event.edit": ("events.event.cover_words", "events.event.take_words"),
    "rituals.ritual.edit": ("rituals.ritual.take_words",),
    "rituals.recap.edit": ("rituals.recap.take",),
    "forum.post.edit": ("forum.post.hide", "forum.post.remove"),
}


@pytest.mark.parametrize("pair", [(edit, by) for edit, acts in TAKING.items() for by in acts])
@pytest.mark.parametrize("is_first", [True, False], ids=["edit first", "taking first"])
def test_a_change_that_is_undone_while_its_words_are_away_leaves_none_of_it(
    app: Flask, cast: Cast, world: World, pair: tuple[str, str], is_first: bool
) -> None:
    edit, taking = pair
    with app.app_context():
        ada, event, rite = cast.get("ada"), session.get_one(Event, world.event), ritual_of(world)
        title, body = session.get_one(Post, world.post).source, "Quite other words"
        numbers = {"event": event.id, "ritual": rite.id, "recap": world.enactment}
        number = numbers.get(edit.split(".")[1], world.post)
        chosen: dict[str, dict[str, object]] = {
            "events.event.edit": {"draft": event_draft(event, title=body, description=body)},
            "rituals.ritual.edit": {"draft": rite_draft(rite, name=body, purpose=body)},
            "rituals.recap.edit": {"recap": body},
            "forum.post.edit": {"body": body},
        }
        session.commit()
        before, between = take_state(), ties()
        made = decided(cast, edit, number, **chosen[edit])
        session.commit()
        rule = Ruling(taking, "It shames somebody", "Respect")
        taken = services.decide_on(cast.get("ben"), made.subject_type, number, rule)
        session.commit()
        away = ties()
        for decision in (made, taken) if is_first else (taken, made):
            services.undo(ada, decision, "It was another")
            session.commit()
            assert ties() == away or decision is not made or not is_first
        assert ties() == between
        left = {name for name in differences(before, take_state()) if name not in OWN}
        assert left - {"job", "mail", "notice"} <= {"event", "ritual_step", "interaction"}
        assert title == session.get_one(Post, world.post).source
        said = " ".join(f"{one.title} {one.source}" for one in session.scalars(select(Event)))
        said += " ".join(f"{one.name} {one.purpose}" for one in session.scalars(select(Ritual)))
        said += " ".join(str(one.recap) for one in session.scalars(select(Enactment)))
        assert body not in said
