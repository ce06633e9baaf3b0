"""A small tribe with one of each thing, for tests that walk through every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat

from flask import Flask

from tests.conftest import Cast
from tribe.db import now, session
from tribe.events import services as events
from tribe.events.models import Mode, Rsvp
from tribe.forum import services as forum
from tribe.forum.models import Category, ReactionKind
from tribe.home.models import Place
from tribe.members.models import Trait, TraitKind
from tribe.rituals import services as rituals
from tribe.voice import services as voice


@dataclass(frozen=True)
class Household:
    """The numbers of its things."""

    category: str
    topic: int
    post: int
    event: int
    past_event: int
    rite: str
    enactment: int
    promise: int


def furnish(app: Flask, cast: Cast, words: Iterator[str] | None = None) -> Household:
    """Fill every room by its services; each text that people type is the next of `words`."""
    words = words or repeat("some plain words")
    with app.app_context():
        ada, ben, cleo, dov = (cast.get(name) for name in ("ada", "ben", "cleo", "dov"))
        session.add(Place(name=next(words)[:80], tagline=next(words), attribution=next(words)))
        for kind in TraitKind:
            text = next(words)[:60]
            session.add(Trait(member_id=cleo.id, kind=kind, position=0, text=text))
        room = Category(slug="hall", name=next(words)[:80], description=next(words))
        session.add(room)
        session.flush()
        topic = forum.create_topic(cleo, room, next(words), next(words))
        post = forum.reply(dov, topic, f"@cleo {next(words)}")
        forum.react(cleo, post, ReactionKind.THANKS)
        forum.edit(dov, post, f"@cleo {next(words)}")
        draft = events.EventDraft(
            title=next(words),
            mode=Mode.PLACE,
            zone="Europe/Paris",
            starts_at=now() + timedelta(days=3),
            ends_at=now() + timedelta(days=3, hours=2),
            description=next(words),
            place=next(words),
            capacity=3,
        )
        event = events.create_event(cleo, draft)
        events.answer(dov, event, Rsvp.GOING, guests=1)
        past = events.create_event(
            ben,
            events.EventDraft(
                title=next(words),
                mode=Mode.ONLINE,
                zone="Europe/London",
                starts_at=now() - timedelta(days=3),
                ends_at=now() - timedelta(days=3) + timedelta(hours=1),
                online_url="https://meet.example/hall",
            ),
            at=now() - timedelta(days=9),
        )
        events.answer(cleo, past, Rsvp.GOING, at=now() - timedelta(days=8))
        rite = rituals.declare(
            cleo,
            rituals.RitualDraft(name=next(words)[:120], purpose=next(words), steps=(next(words),)),
        )
        enactment = rituals.enact(cleo, rite, topic=topic)
        rituals.recap(cleo, enactment, next(words))
        voice.add_value(None, next(words)[:120], next(words))
        voice.seat(cleo, date(2026, 1, 1))
        ada.is_brand = True
        promise = voice.make_promise(ada, next(words), next(words), date(2027, 1, 1))
        session.commit()
        return Household(
            category=room.slug,
            topic=topic.id,
            post=post.id,
            event=event.id,
            past_event=past.id,
            rite=rite.slug,
            enactment=enactment.id,
            promise=promise.id,
        )
