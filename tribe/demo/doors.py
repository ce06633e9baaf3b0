"""What stands at the doors of the demo: rules, greeters, who asks to come in, guests, the will."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tribe.accounts import services as accounts
from tribe.acts import services as acts
from tribe.arrival.services import offer_to_greet
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.demo.grammar import read_words
from tribe.events import services as events
from tribe.events.models import Event, EventStatus, Mode
from tribe.forum.models import Category
from tribe.guests import services as guests
from tribe.members.models import IN_USE, Member
from tribe.pages import services as pages
from tribe.pages.drafts import DRAFTED, drafts_of
from tribe.pages.forms import GAP
from tribe.pages.models import PageKey
from tribe.rituals.models import RitualKeeper
from tribe.settings import value_of
from tribe.settings.place import BRAND, NAME
from tribe.will import services as wills
from tribe.will.queries import readiness

SETTLED = timedelta(days=20)  # after the founding, when the rules were written


def furnish_doors(founder: Member, inviter: Member, password: str) -> None:
    """Publish what holds, and let somebody be invited and somebody ask; the caller commits."""
    since = founder.joined_at + SETTLED
    _publish(founder, since)
    members = session.scalars(select(Member).where(IN_USE).order_by(Member.id)).all()
    for member in members:
        at = max(since, member.joined_at)
        pages.answer(member, PageKey.RULES, 1, is_agreed=True, at=at)
    keepers = set(session.scalars(select(RitualKeeper.member_id)))
    for member in members:
        if member.id in keepers and not member.is_brand:
            offer_to_greet(member)
    words = read_words("doors")
    accounts.invite(inviter, words["invitation"]["words"], words["invitation"]["email"])
    asked = words["application"]
    accounts.apply(
        asked["name"],
        asked["email"],
        password,
        asked["words"],
        is_measured=True,
        rules_number=1,
        locale=asked["locale"],
    )
    _let_guests_come(words["question"], words["guest"])
    _word_will(inviter, words["will"])
    _let_brand_speak(words["said"])
    _let_brand_invite(words["open_day"])


def _let_guests_come(question: dict[str, str], guest: dict[str, str]) -> None:
    """Somebody asked without an account, and somebody comes to the next gathering by name."""
    guests.ask(question["title"], question["body"], question["email"], question["locale"])
    coming = (Event.welcomes_guests, Event.starts_at > now(), Event.status == EventStatus.CONFIRMED)
    for event in session.scalars(select(Event).where(*coming).order_by(Event.starts_at, Event.id)):
        with suppress(RuleBroken):  # members have every seat
            guests.come(event, guest["name"], guest["email"], guest["locale"])
            return


def _let_brand_speak(said: list[dict[str, Any]]) -> None:
    """What the brand announced, which two who are long here answered, and what it has not said."""
    of_brand = select(Member).where(Member.is_brand).order_by(Member.id)
    by = session.scalars(of_brand).first()
    if by is None:
        return
    rooms = {room.slug: room.id for room in session.scalars(select(Category))}
    long_here = select(Member).where(Member.name.in_(("ben", "cleo"))).order_by(Member.name.desc())
    members = session.scalars(long_here).all()
    for words in said:
        texts = {name: words[name] for name in ("title", "body", "serves", "asks", "grounds")}
        act = acts.write(by, acts.ActDraft(**texts, category_id=rooms.get(words["category"])))
        if "days" in words:
            acts.publish(by, act, at=now() - timedelta(days=words["days"]))
        for member, answer in zip(members, words.get("answers", ()), strict=False):
            acts.answer(member, act, answer)


def _let_brand_invite(words: dict[str, Any]) -> None:
    """A gathering to come that the brand calls, with whom it serves and what it asks."""
    of_brand = select(Member).where(Member.is_brand).order_by(Member.id)
    host = session.scalars(of_brand).first()
    if host is None:
        return
    day = (now() + timedelta(days=words["days"])).replace(hour=9, minute=0, second=0, microsecond=0)
    texts = {name: words[name] for name in ("title", "description", "place", "serves", "asks")}
    draft = events.EventDraft(
        mode=Mode.PLACE,
        zone="Europe/Paris",
        starts_at=day,
        ends_at=day + timedelta(hours=3),
        welcomes_guests=False,
        **texts,
    )
    events.create_event(host, draft, at=now() - timedelta(days=2))


def _word_will(writer: Member, words: dict[str, str]) -> None:
    """The council says who inherits, and all but one of it have a key, whose words nobody knows.

    `tribe serve` seals in the night; a demo that is never served so long shows what is ready.
    """
    wills.word(writer, words["heirs"], words["wishes"])
    for member in readiness(now().date()).sitting[:-1]:
        wills.make_key(member)


def _publish(founder: Member, at: datetime) -> None:
    place = {"name": value_of(NAME), "brand": value_of(BRAND)}
    for key in DRAFTED:
        drafts = drafts_of(key, **place).items()
        texts = {language: _filled(draft, language) for language, draft in drafts}
        pages.publish(founder, key, texts, at=at)


def _filled(draft: str, language: str) -> str:
    """A draft with its gaps filled in, in their order."""
    left = iter(read_words("doors")["responsible"][language])
    return re.sub(GAP, lambda _gap: next(left), draft)
