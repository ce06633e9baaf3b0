"""Declaring, keeping, enacting and telling."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.events.conftest import draft as event_draft
from tests.rituals.conftest import draft, make_event, make_topic
from tribe.audit import queries as audit
from tribe.base import revisions
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.events.models import Event, Rsvp
from tribe.events.services import answer, cancel_event, edit_event, reinstate_event
from tribe.forum.models import Topic
from tribe.forum.queries import visible_category_ids
from tribe.members.models import Member
from tribe.rituals.models import Enactment, Ritual, RitualKeeper, RitualStatus
from tribe.rituals.queries import list_beats
from tribe.rituals.services import (
    become_keeper,
    declare,
    edit_ritual,
    enact,
    recap,
    release,
    remove_keeper,
    rest,
    restore_ritual,
    retire,
    state_of,
    unmark,
    wake,
)

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def cleo(cast: Cast, context: Flask) -> Member:
    """Who declares rites here."""
    return cast.get("cleo")


@pytest.fixture
def rite(cleo: Member) -> Ritual:
    """The Thursday table, kept by Cleo."""
    return declare(cleo, draft())


def keepers(ritual: Ritual) -> set[int]:
    rows = select(RitualKeeper.member_id).where(RitualKeeper.ritual_id == ritual.id)
    return set(session.scalars(rows))


def test_who_declares_a_rite_keeps_it(rite: Ritual, cleo: Member) -> None:
    assert keepers(rite) == {cleo.id}
    assert (rite.slug, rite.status) == ("the-thursday-table", RitualStatus.ALIVE)
    assert [step.text for step in rite.steps] == ["Light the lamp.", "Mend until nine."]
    assert "<em>mend</em>" in rite.purpose_html


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (("The table", "The table", "the TABLE!"), ("the-table", "the-table-2", "the-table-3")),
        (("La veillée d’été",), ("la-veillee-d-ete",)),
        (("お茶会", "茶"), ("rite", "rite-2")),
        (("New", "Choose"), ("new-rite", "choose-2")),
        (("x" * 120,), ("x" * 70,)),
    ],
)
def test_each_has_an_address_of_its_own(
    cleo: Member, names: tuple[str, ...], slugs: tuple[str, ...]
) -> None:
    assert tuple(declare(cleo, draft(name=name)).slug for name in names) == slugs


def test_anyone_may_keep_it_and_lay_it_down(rite: Ritual, cleo: Member, cast: Cast) -> None:
    dov = cast.get("dov")
    become_keeper(dov, rite)
    become_keeper(dov, rite)
    assert keepers(rite) == {cleo.id, dov.id}
    release(cleo, rite)
    release(dov, rite)
    assert keepers(rite) == set()
    with pytest.raises(RuleBroken):
        release(dov, rite)
    become_keeper(dov, rite)  # without a keeper it may be taken up by anyone
    assert keepers(rite) == {dov.id}


def test_the_suspended_declare_and_keep_nothing(rite: Ritual, cast: Cast) -> None:
    eve = cast.get("eve")
    with pytest.raises(Forbidden):
        declare(eve, draft())
    with pytest.raises(Forbidden):
        become_keeper(eve, rite)


def test_it_rests_wakes_and_is_laid_down_by_its_keepers(
    rite: Ritual, cleo: Member, cast: Cast
) -> None:
    assert rest(cleo, rite).status is RitualStatus.RESTING
    assert wake(cleo, rite).status is RitualStatus.ALIVE
    assert retire(cast.get("ben"), rite).status is RitualStatus.RETIRED
    with pytest.raises(RuleBroken):
        become_keeper(cast.get("dov"), rite)
    with pytest.raises(RuleBroken):
        enact(cleo, rite, topic=session.get_one(Topic, make_topic(cast)))
    for verb in (rest, wake, retire):
        with pytest.raises(Forbidden):
            verb(cast.get("dov"), rite)


def test_editing_changes_words_and_steps_and_not_the_address(rite: Ritual, cleo: Member) -> None:
    edited = edit_ritual(cleo, rite, draft(name="Table", steps=("One.", "Two.", "Three.")))
    assert [step.text for step in edited.steps] == ["One.", "Two.", "Three."]
    assert (edited.name, edited.slug) == ("Table", "the-thursday-table")
    assert edit_ritual(cleo, rite, draft(steps=())).steps == []


def test_a_gathering_enacts_at_its_start_and_a_topic_when_it_began(
    rite: Ritual, cleo: Member, cast: Cast
) -> None:
    event = session.get_one(Event, make_event(cast))
    topic = session.get_one(Topic, make_topic(cast))
    assert enact(cleo, rite, event=event).at == event.starts_at
    assert enact(cleo, rite, topic=topic).at == topic.created_at
    assert enact(cleo, rite, topic=session.get_one(Topic, make_topic(cast, title="b")), at=now())
    beat = list_beats([rite.id], visible_category_ids(cleo))[rite.id]
    assert beat.next is not None
    assert beat.last is not None
    assert (beat.next.event_id, beat.last.title) == (event.id, "b")


def test_one_thing_enacts_one_rite(rite: Ritual, cleo: Member, cast: Cast) -> None:
    other = declare(cleo, draft(name="Another"))
    event = session.get_one(Event, make_event(cast))
    topic = session.get_one(Topic, make_topic(cast))
    enact(cleo, rite, event=event)
    enact(cleo, rite, topic=topic)
    for again in (rite, other):
        with pytest.raises(RuleBroken, match="already"):
            enact(cleo, again, event=event)
        with pytest.raises(RuleBroken, match="already"):
            enact(cleo, again, topic=topic)
    with pytest.raises(ValueError, match="either"):
        enact(cleo, rite)


@pytest.mark.parametrize(
    ("name", "may"),
    [("cleo", True), ("ben", True), ("ada", True), ("dov", True), ("ines", False), ("eve", False)],
)
def test_keepers_moderators_and_its_own_people_mark_it(
    rite: Ritual, cast: Cast, name: str, may: bool
) -> None:
    for kind in ("event", "topic"):
        thing = (
            {"event": session.get_one(Event, make_event(cast))}
            if kind == "event"
            else {"topic": session.get_one(Topic, make_topic(cast))}
        )
        if may:
            enact(cast.get(name), rite, **thing)  # type: ignore[arg-type]
        else:
            with pytest.raises(Forbidden):
                enact(cast.get(name), rite, **thing)  # type: ignore[arg-type]


def test_a_topic_out_of_sight_cannot_be_marked(rite: Ritual, cleo: Member, cast: Cast) -> None:
    hidden = session.get_one(Topic, make_topic(cast, author="ben", seen_by="moderator"))
    with pytest.raises(NotFound):
        enact(cleo, rite, topic=hidden)


def test_the_chronicle_follows_a_gathering_that_moves(
    rite: Ritual, cleo: Member, cast: Cast
) -> None:
    event = session.get_one(Event, make_event(cast))
    enactment = enact(cleo, rite, event=event)
    later = event.starts_at + timedelta(days=7)
    edit_event(cast.get("dov"), event, event_draft(starts_at=later))
    session.refresh(enactment)
    assert enactment.at == later


def test_a_gathering_called_off_enacts_nothing(rite: Ritual, cleo: Member, cast: Cast) -> None:
    told, untold = (session.get_one(Event, make_event(cast, days=-2)) for _ in range(2))
    recap(cleo, enact(cleo, rite, event=told), "We came all the same.")
    enact(cleo, rite, event=untold)
    for event in (told, untold):
        cancel_event(cast.get("dov"), event)
    assert session.scalars(select(Enactment.event_id)).all() == [told.id]


def test_one_that_takes_place_after_all_enacts_what_it_did(
    rite: Ritual, cleo: Member, cast: Cast
) -> None:
    event = session.get_one(Event, make_event(cast))
    enact(cleo, rite, event=event)
    host = cast.get("dov")
    for _ in range(2):  # what was brought back is forgotten and brought back again
        reinstate_event(host, cancel_event(host, event))
    [found] = session.scalars(select(Enactment)).all()
    assert (found.ritual_id, found.event_id, found.at) == (rite.id, event.id, event.starts_at)
    assert found.marked_by_id == cleo.id
    unmark(cleo, found)
    reinstate_event(host, cancel_event(host, event))
    assert session.scalar(select(func.count()).select_from(Enactment)) == 0


def test_a_mark_does_not_come_back_to_a_rite_that_ended(
    rite: Ritual, cleo: Member, cast: Cast
) -> None:
    event = session.get_one(Event, make_event(cast))
    enact(cleo, rite, event=event)
    cancel_event(cast.get("dov"), event)
    retire(cleo, rite)
    reinstate_event(cast.get("dov"), event)
    assert session.scalar(select(func.count()).select_from(Enactment)) == 0


def test_keepers_and_moderators_take_one_keeper_away(
    rite: Ritual, cleo: Member, cast: Cast
) -> None:
    dov, ben, ines = (cast.get(name) for name in ("dov", "ben", "ines"))
    become_keeper(dov, rite)
    with pytest.raises(Forbidden):
        remove_keeper(ines, rite, dov.id)
    remove_keeper(cleo, rite, dov.id)
    with pytest.raises(RuleBroken):
        remove_keeper(cleo, rite, dov.id)
    remove_keeper(ben, rite, cleo.id)
    assert session.scalar(select(func.count()).select_from(RitualKeeper)) == 0
    seen = [
        (e.kind, e.actor_id, e.subject_id) for e in audit.list_entries(subject_type="member").rows
    ]
    assert seen == [
        ("rituals.ritual.released", ben.id, str(cleo.id)),
        ("rituals.ritual.released", cleo.id, str(dov.id)),
    ]


def test_each_change_of_a_rite_is_in_its_history_and_can_be_undone(
    rite: Ritual, cleo: Member
) -> None:
    before = state_of(rite)
    edit_ritual(cleo, rite, draft(name="Another name", steps=()))
    rest(cleo, rite)
    first = revisions.list_changes("ritual", rite.id, state_of(rite))[-1]
    assert set(first.fields) == {"name", "steps"}
    state = revisions.find("ritual", rite.id, first.revision_id)
    assert state is not None
    assert state_of(restore_ritual(cleo, rite, state)) == before


def test_those_who_were_there_tell_how_it_was(rite: Ritual, cleo: Member, cast: Cast) -> None:
    event = session.get_one(Event, make_event(cast, days=-2))
    answer(cast.get("ines"), event, Rsvp.GOING, at=event.starts_at - timedelta(days=1))
    enactment = enact(cleo, rite, event=event)
    for name in ("ines", "ines", "cleo", "ben"):
        recap(cast.get(name), enactment, f"**{name}** tells")
        assert f"<strong>{name}</strong>" in enactment.recap_html
        assert enactment.recap_by_id == cast.ids[name]
    with pytest.raises(Forbidden):
        recap(cast.get("dov"), enactment, "no, me")  # a host, but another told it
    with pytest.raises(Forbidden):
        recap(cast.get("eve"), enactment, "no, me")


def test_a_host_tells_and_a_stranger_does_not(rite: Ritual, cleo: Member, cast: Cast) -> None:
    event = session.get_one(Event, make_event(cast, days=-2))
    enactment = enact(cleo, rite, event=event)
    with pytest.raises(Forbidden):
        recap(cast.get("ines"), enactment, "I heard that…")
    recap(cast.get("dov"), enactment, "We were nine.")


def test_what_is_to_come_cannot_be_told(rite: Ritual, cleo: Member, cast: Cast) -> None:
    enactment = enact(cleo, rite, event=session.get_one(Event, make_event(cast)))
    with pytest.raises(RuleBroken):
        recap(cleo, enactment, "It will be splendid.")


def test_a_mistaken_mark_is_taken_back(rite: Ritual, cleo: Member, cast: Cast) -> None:
    event = session.get_one(Event, make_event(cast))
    enactment = enact(cast.get("dov"), rite, event=event)
    with pytest.raises(Forbidden):
        unmark(cast.get("ines"), enactment)
    unmark(cast.get("dov"), enactment)
    assert session.scalar(select(func.count()).select_from(Enactment)) == 0
    enact(cleo, rite, event=event)
