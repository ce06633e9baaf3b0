"""Who may begin to write to a member is theirs to say, and new accounts write to few."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.html import without_tokens
from tests.messages.conftest import Talk
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.events import services as events
from tribe.events.models import Event, Mode, Rsvp
from tribe.events.services import EventDraft
from tribe.following import services as following
from tribe.forum import services as forum
from tribe.forum.models import Category
from tribe.messages import queries, services
from tribe.messages.models import PrivateMessage, Standing, WhoMayWrite
from tribe.messages.queries import Choice
from tribe.messages.services import Entry, most_first_messages
from tribe.peace import services as peace
from tribe.rituals import services as rituals
from tribe.settings import services as settings


@pytest.fixture
def talk(context: Flask, cast: Cast) -> Talk:
    return Talk(cast)


def entry(talk: Talk, writer: str, reader: str) -> Entry:
    return services.may_write_to(talk.who(writer), talk.who(reader))


def choose(talk: Talk, name: str, who: WhoMayWrite) -> None:
    services.choose(talk.who(name), Choice(who))


def test_a_stranger_enters_as_its_reader_chose(talk: Talk) -> None:
    assert entry(talk, "dov", "cleo") is Entry.ASKING  # who chose nothing
    for who, expected in (
        (WhoMayWrite.EVERYBODY, Entry.OPEN),
        (WhoMayWrite.ASKING, Entry.ASKING),
        (WhoMayWrite.KNOWN, Entry.CLOSED),
        (WhoMayWrite.NOBODY, Entry.CLOSED),
    ):
        choose(talk, "cleo", who)
        assert entry(talk, "dov", "cleo") is expected
        assert entry(talk, "ben", "cleo") is Entry.OPEN  # who moderates, always
    assert entry(talk, "cleo", "eve") is Entry.CLOSED  # suspended
    assert entry(talk, "eve", "cleo") is Entry.CLOSED


def answer_each_other(talk: Talk) -> None:
    room = Category(slug="hall", name="Hall", description="")
    session.add(room)
    session.flush()
    topic = forum.create_topic(talk.who("cleo"), room, "Bread on Saturday", "Who comes?")
    answer = forum.reply(talk.who("dov"), topic, "I do")
    assert entry(talk, "dov", "cleo") is Entry.CLOSED  # one answer is not each other's
    forum.reply(talk.who("cleo"), topic, "Good", answer)


def meet(talk: Talk) -> None:
    began = now() - timedelta(days=2)
    draft = EventDraft(
        title="A walk",
        mode=Mode.PLACE,
        zone="Europe/Paris",
        starts_at=began,
        ends_at=began + timedelta(hours=1),
        place="The mill",
    )
    event = events.create_event(talk.who("cleo"), draft, at=began - timedelta(days=9))
    events.answer(talk.who("dov"), event, Rsvp.GOING, at=began - timedelta(days=8))
    ahead = session.get_one(Event, event.id)
    ends, ahead.ends_at = ahead.ends_at, now() + timedelta(days=1)
    session.flush()
    assert entry(talk, "dov", "cleo") is Entry.CLOSED  # whoever says that they come knows nobody
    ahead.ends_at = ends
    session.flush()


def keep_a_rite(talk: Talk) -> None:
    room = Category(slug="hall", name="Hall", description="")
    session.add(room)
    session.flush()
    topic = forum.create_topic(talk.who("dov"), room, "This morning", "It was light")
    rite = rituals.declare(talk.who("cleo"), rituals.RitualDraft("First light", "To greet"))
    rituals.enact(talk.who("dov"), rite, topic=topic)


def follow(talk: Talk) -> None:
    following.follow(talk.who("dov"), talk.who("cleo"))
    assert entry(talk, "dov", "cleo") is Entry.CLOSED  # one is not known by following
    following.follow(talk.who("cleo"), talk.who("dov"))


def write_first(talk: Talk) -> None:
    choose(talk, "dov", WhoMayWrite.EVERYBODY)
    talk.begin("cleo", "dov")


@pytest.mark.parametrize("together", [answer_each_other, meet, keep_a_rite, follow, write_first])
def test_who_took_part_with_a_member_is_known_to_them(
    talk: Talk, together: Callable[[Talk], None]
) -> None:
    choose(talk, "cleo", WhoMayWrite.KNOWN)
    assert entry(talk, "dov", "cleo") is Entry.CLOSED
    together(talk)
    assert entry(talk, "dov", "cleo") is Entry.OPEN
    choose(talk, "cleo", WhoMayWrite.NOBODY)
    assert entry(talk, "dov", "cleo") is Entry.CLOSED


def test_a_request_has_one_message_until_it_is_agreed_to(talk: Talk) -> None:
    begun = talk.begin("dov", "cleo")
    with pytest.raises(RuleBroken, match=r"messages\.not_accepted"):
        talk.write("dov", begun, "Well?")
    with pytest.raises(RuleBroken, match=r"messages\.asked_already"):
        talk.begin("dov", "cleo")
    with pytest.raises(Forbidden):
        talk.write("cleo", begun)
    services.accept(talk.who("cleo"), begun.id)
    talk.write("cleo", begun)
    talk.write("dov", begun, "Well!")


def test_that_one_declined_is_not_told_and_lasts(talk: Talk) -> None:
    begun = talk.begin("dov", "cleo")
    services.decline(talk.who("cleo"), begun.id)
    [other] = queries.list_others(begun.id, talk.cast.ids["dov"])
    assert other.standing is Standing.DECLINED  # the page says of it as of one who waits
    with pytest.raises(RuleBroken, match=r"messages\.not_accepted"):
        talk.write("dov", begun, "Well?")
    services.leave(talk.who("dov"), begun.id)
    assert talk.said(begun.id) == []  # nobody reads them
    with pytest.raises(RuleBroken, match=r"messages\.asked_already"):
        talk.begin("dov", "cleo")
    with pytest.raises(NotFound):
        services.accept(talk.who("cleo"), begun.id)


def test_pages_say_the_same_of_who_declined_and_who_waits(app: Flask, cast: Cast) -> None:
    def page() -> str:
        text = without_tokens(dov.get(where).text)
        return text.replace(where, "").split("<main", 1)[1].split("</main", 1)[0]

    with app.app_context():
        begun = Talk(cast).begin("dov", "cleo")
        session.commit()
        number, where = begun.id, f"/conversations/{begun.id}"
    dov = sign_in(app, cast, "dov")
    waiting = page()
    with app.app_context():
        services.decline(cast.get("cleo"), number)
        session.commit()
    assert page() == waiting
    assert "A word" in dov.get("/conversations").text


def test_who_blocked_another_is_written_to_no_more(talk: Talk) -> None:
    begun = talk.agreed("dov", "cleo")
    peace.block(talk.who("cleo"), talk.who("dov"))
    for one, other in (("dov", "cleo"), ("cleo", "dov")):
        assert entry(talk, one, other) is Entry.CLOSED
        with pytest.raises(RuleBroken, match=r"messages\.silent"):
            talk.write(one, begun)


def test_a_new_account_writes_to_few_in_a_day(talk: Talk) -> None:
    settings.change({"first_messages": 1}, None)
    dov = talk.who("dov")
    dov.joined_at = now()
    talk.begin("dov", "cleo")
    with pytest.raises(RuleBroken, match=r"messages\.enough_today"):
        talk.begin("dov", "ines")
    dov.joined_at = now() - timedelta(days=30)
    assert most_first_messages(dov) == 10
    talk.begin("dov", "ines")


def test_with_whom_one_writes_already_is_no_first_message(talk: Talk) -> None:
    settings.change({"first_messages": 1}, None)
    dov = talk.who("dov")
    dov.joined_at = now()
    begun = talk.agreed("dov", "cleo")
    for _ in range(5):
        talk.write("dov", begun)
    assert session.scalar(select(func.count(PrivateMessage.id))) == 6
