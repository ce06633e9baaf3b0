"""Gatherings, rites and recaps wait for a moderator like posts, and come back as they were."""

import re
from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.events.conftest import add_members
from tests.forum.states import take_state
from tests.html import read
from tests.moderation.test_sweeping import left
from tests.notices.conftest import Hall, hall, work
from tests.spam.test_heeding import NOTHING, decisions, post, prove, proven, reported
from tests.world import World, furnish
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.events.models import Event, EventStatus
from tribe.forum import services as forum
from tribe.forum.models import Post
from tribe.mail.models import Mail
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import (
    AppealOutcome,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.rituals.models import Enactment, Ritual, RitualStep
from tribe.settings import services as settings
from tribe.web import moderated

__all__ = ["hall", "post"]
PAGES = {
    "event": ("/events/{0.event}", "/events/{0.event}.ics", "/events/{0.event}/history"),
    "ritual": ("/rituals/{0.rite}", "/rituals/{0.rite}/history"),
    "enactment": ("/rituals/{0.rite}",),
}


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    """A tribe in which each thing was written, and changed, once; nothing waits in it."""
    made = furnish(app, cast, (f"w{number}w in plain words" for number in count()))
    with app.app_context():
        for case in session.scalars(select(ModerationCase)):
            case.state = CaseState.DECIDED
        session.commit()
    return made


@pytest.fixture
def inside(app: Flask, cast: Cast, world: World) -> Iterator[None]:
    """The application, with Cleo reading French."""
    with app.app_context():
        cast.get("cleo").locale = "fr"
        session.commit()
        yield


def number_of(world: World, kind: str) -> int:
    if kind == "ritual":
        return session.scalars(select(Ritual.id).where(Ritual.slug == world.rite)).one()
    return world.event if kind == "event" else world.enactment


def report(members: list[Member], kind: str, number: int) -> ModerationCase:
    made = [services.report(one, kind, number, ReportKind.SPAM) for one in members]
    session.commit()
    return session.get_one(ModerationCase, made[0].case_id)


def of_program() -> list[Decision]:
    chosen = select(Decision).where(Decision.is_automated).order_by(Decision.id)
    return list(session.scalars(chosen))


def steps() -> list[str]:
    return list(session.scalars(select(RitualStep.text).order_by(RitualStep.position)))


@pytest.mark.parametrize("kind", PAGES)
def test_its_words_wait_for_a_moderator_and_come_back_as_they_were(
    app: Flask, cast: Cast, world: World, inside: None, kind: str
) -> None:
    three, ines = proven(), sign_in(app, cast, "ines")
    work()
    before, said = take_state(), steps()
    case = report(three, kind, number_of(world, kind))
    work()
    (held,) = of_program()
    words = re.findall(r"w\d+w in plain", repr(held.details))
    assert words
    assert (case.is_open, held.decided_by_id, "programme" in held.why) == (True, None, True)
    for page in PAGES[kind]:
        shown = ines.get(page.format(world))
        assert not [word for word in words if word in shown.text], page
    statement = sign_in(app, cast, "cleo").get(f"/moderation/decisions/{held.id}")
    assert "Un programme" in statement.text
    mails = select(Mail.facts).where(Mail.kind == "moderation.statement")
    assert held.id in [facts.get("decision") for facts in session.scalars(mails)]
    assert session.get_one(Event, world.event).status is EventStatus.CONFIRMED
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{case.id}").text
    assert "The program hid it" in page
    services.decide(cast.get("ada"), case, NOTHING)
    session.commit()
    work()
    assert steps() == said
    looked = {"sign_in", "moderation_look"}
    assert left(before) - looked <= {"event", "ritual_step"}  # when it changed; numbers of rows
    names = (Ritual.name, Enactment.recap, Event.title, Event.source, Event.place, Event.sequence)
    for name in names:
        now = {tuple(map(repr, row)) for row in session.execute(select(name.class_.id, name))}
        columns = name.class_.__table__.c
        at = [list(columns).index(column) for column in (columns.id, columns[name.key])]
        assert now == {tuple(row[one] for one in at) for row in before[columns.id.table.name]}


@pytest.mark.parametrize("kind", PAGES)
def test_nobody_writes_it_anew_meanwhile_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, world: World, inside: None, kind: str
) -> None:
    report(proven(), kind, number_of(world, kind))
    cleo = sign_in(app, cast, "cleo")
    path = {
        "event": f"/events/{world.event}/edit",
        "ritual": f"/rituals/{world.rite}/edit",
        "enactment": f"/rituals/{world.rite}/enactments/{world.enactment}/recap",
    }[kind]
    form = {"title": "Zqx again", "description": "zqx words", "mode": "place", "place": "Hall"}
    form |= {"starts_on": "2030-01-01", "starts_at": "18:00", "ends_on": "2030-01-01"}
    form |= {"ends_at": "20:00", "zone": "UTC", "name": "Zqx again", "purpose": "zqx words"}
    form |= {"cadence": "weekly", "steps": "", "recap": "zqx words", "hosts": "", "capacity": ""}
    form |= {"starts": "2030-01-01T18:00", "ends": "2030-01-01T20:00"}
    answer = cleo.post(path, data=form)
    assert answer.status_code == 409
    assert "zqx words" in answer.text
    assert "modération" in answer.text


def test_who_comes_is_told_nothing_and_the_host_may_still_change_the_place(
    app: Flask, cast: Cast, world: World, inside: None
) -> None:
    from dataclasses import replace

    from tribe.events import services as events
    from tribe.events.forms import EventForm

    report(proven(), "event", world.event)
    event = session.get_one(Event, world.event)
    form = EventForm.of(event)
    assert form.values["title"] == "[…]"
    draft = events.EventDraft(
        event.title, event.mode, event.zone, event.starts_at, event.ends_at, place="At Dov's"
    )
    events.edit_event(cast.get("cleo"), event, draft)
    services.undo(cast.get("ada"), of_program()[0], "It is fine")
    assert event.place == "At Dov's"
    assert event.title != "[…]"
    assert replace(draft, title=event.title).title == event.title


def test_what_was_judged_is_held_back_again_once_it_was_edited(cast: Cast, post: Post) -> None:
    six = proven(6)
    services.decide(cast.get("ben"), reported(six[:3], post), NOTHING)
    prove(six, Finding.UPHELD)
    reported(six[:3], post)
    assert post.gone is None  # as it was judged
    forum.edit(cast.get("dov"), post, "Buy https://a.example/crust")
    session.commit()
    reported(six[3:5], post)
    assert post.gone is None  # the other three reported what stood there before
    again = reported(six[5:], post)
    assert (post.gone is None, again.is_open) == (False, True)
    services.decide(cast.get("ben"), again, NOTHING)
    assert post.gone is None
    assert post.source == "Buy https://a.example/crust"


def test_another_address_under_the_same_words_is_an_edit(cast: Cast, post: Post) -> None:
    six, link = proven(6), "[The secret](https://{}.example/) of the crust"
    forum.edit(cast.get("dov"), post, link.format("one"))
    services.decide(cast.get("ben"), reported(six[:3], post), NOTHING)
    prove(six, Finding.UPHELD)
    text = post.text
    forum.edit(cast.get("dov"), post, link.format("two"))
    assert post.text == text
    reported(six[3:], post)
    assert post.gone is not None


def test_of_old_decisions_it_is_not_known_what_they_judged(cast: Cast, post: Post) -> None:
    six = proven(6)
    services.decide(cast.get("ben"), reported(six[:3], post), NOTHING)
    for one in decisions():
        one.words_digest = None
    prove(six, Finding.UPHELD)
    forum.edit(cast.get("dov"), post, "Something else")
    reported(six[3:], post)
    assert post.gone is None


def test_reports_of_what_stood_before_count_no_second_time(cast: Cast, post: Post) -> None:
    *six, seventh = add_members(7)
    prove(six, Finding.UPHELD)
    case = reported(six[:3], post)
    made = services.appeal(cast.get("dov"), decisions()[0], "It is a recipe")
    services.judge(cast.get("ben"), made, AppealOutcome.OVERTURNED, "So it is")
    forum.edit(cast.get("dov"), post, "Another recipe")
    assert case.is_open
    reported([seventh, *six[3:5]], post)
    assert post.gone is None
    reported(six[5:], post)
    assert post.gone is not None


def test_a_place_switches_it_off_or_asks_for_more(cast: Cast, post: Post) -> None:
    settings.change({"spam_reports_hide": "no"}, cast.ids["ada"])
    *four, fifth = add_members(5)
    prove(four, Finding.UPHELD)
    case = reported(four[:3], post)
    assert decisions() == []
    settings.change({"spam_reports_hide": "yes", "spam_reports_weight": 4}, cast.ids["ada"])
    reported(four[3:], post)
    assert decisions() == []  # four of them weigh 3.2
    settings.change({"spam_reports_weight": 3}, cast.ids["ada"])
    case = reported([fifth], post)
    assert post.gone is not None
    services.decide(cast.get("ben"), case, Ruling("forum.post.remove", "It is spam", "No spam"))


def test_each_thing_that_a_page_shows_is_held_back_but_accounts_and_what_is_private(
    app: Flask,
) -> None:
    with app.app_context():
        things = moderated.register().things
        held = {kind for kind in things if moderated.holding_back(kind)}
        assert held == {"post", "event", "ritual", "enactment", "brand_act", "promise"}
        assert all(things[kind].typed for kind in held)


def test_both_settings_stand_on_their_page_and_each_change_is_in_the_audit(
    app: Flask, cast: Cast, hall: Hall
) -> None:
    ada = sign_in(app, cast, "ada")
    forms = read(ada.get("/admin/settings/spam").text).forms
    (form,) = [one for one in forms if "spam_pace" in one.fields]
    sent = {name: next(iter(filter(None, said)), "") for name, said in form.fields.items()}
    changed = {"spam_reports_hide": "no", "spam_reports_weight": "5"}
    assert changed.keys() < sent.keys()
    low = ada.post("/admin/settings/spam", data=sent | {"spam_reports_weight": "1"})
    assert low.status_code == 422
    assert ada.post("/admin/settings/spam", data=sent | changed).status_code == 303
    with app.app_context():
        kept = select(AuditEntry.subject_id).where(AuditEntry.subject_type == "setting")
        assert set(session.scalars(kept)) >= changed.keys()


def test_deciding_on_several_puts_back_what_was_held_back(
    app: Flask, cast: Cast, post: Post
) -> None:
    case = reported(proven(), post)
    number = case.id
    session.rollback()
    sent = {"act": "moderation.none", "why": "It is fine.", "ground": "rules", "rule": ""}
    answer = sign_in(app, cast, "ben").post("/moderation", data=sent | {"case": str(number)})
    assert answer.status_code == 303, answer.text
    session.expire_all()
    assert session.get_one(Post, post.id).gone is None
