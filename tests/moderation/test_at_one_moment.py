"""Of two who decide of one thing at one moment the second decides of what the first left."""

import threading
import time
from collections.abc import Callable
from contextvars import Context
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.conftest import Cast, sign_in
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, undo
from tests.moderation.test_races_of_several import wait_until_another_waits
from tests.world import World, furnish
from tribe.access import Role
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.forum.models import Gone, Post, Topic
from tribe.moderation import services
from tribe.moderation.models import Decision, Finding, Report
from tribe.moderation.services import Ruling
from tribe.moderation.services.undoing import end_due
from tribe.rituals.models import Ritual
from tribe.web import moderated

__all__ = ["quarter"]
CLOSE, SLOW, UNLIST = "forum.topic.close", "forum.topic.slow", "forum.topic.unlist"
TWICE = {
    "voice.promise.take_words": "promise",
    "events.event.take_words": "event",
    "rituals.ritual.take_words": "ritual",
    "rituals.recap.take": "enactment",
    "acts.act.take_words": "brand_act",
    "members.profile.take_words": "member",
    "members.name.lock": "member",
    "members.member.ban": "member",
    REMOVE: "post",
    "forum.topic.remove": "topic",
}
OF_WHO_STAYS = ("members.profile.take_words", "members.name.lock", "members.member.ban")


def while_held(work: Callable[[], object]) -> object:
    """What another does who waits for what this transaction holds, once that is committed."""
    found: list[object] = []
    other = threading.Thread(target=lambda: Context().run(lambda: found.append(work())))
    other.start()
    if session.get_bind().dialect.name == "postgresql":
        wait_until_another_waits()
    else:
        time.sleep(0.4)
    session.commit()
    other.join(30)
    session.expire_all()
    [answer] = found
    return answer


def at_once(
    app: Flask, cast: Cast, act: str, number: int, path: str, days: int | None = None, **more: str
) -> int:
    """Ben decides, and before he is done Ada sends the form of a page; the status of that."""
    ada = Context().run(sign_in, app, cast, "ada")
    session.expire_all()
    ends_at = now() + timedelta(days=days) if days is not None else None
    ruling = Ruling(act, "You shouted.", "Be kind", ends_at=ends_at)
    services.decide_on(cast.get("ben"), act.split(".")[1], number, ruling)
    session.flush()
    answer = while_held(lambda: ada.post(path, data=SAID | more).status_code)
    assert isinstance(answer, int)
    return answer


def decided() -> list[Decision]:
    return list(session.scalars(select(Decision).order_by(Decision.id)))


def test_a_removal_is_hidden_instead(app: Flask, cast: Cast, quarter: Quarter) -> None:
    post = session.get_one(Post, quarter.posts[0].id)
    assert at_once(app, cast, REMOVE, post.id, f"/p/{post.id}/hide") == 303
    removal, hiding = decided()
    assert (removal.replaced_by_id, removal.stands, hiding.stands) == (hiding.id, False, True)
    assert hiding.details == {"post": post.id, "was": "removed"}
    assert post.gone is Gone.HIDDEN
    undo(cast, hiding, by="ada")
    assert post.gone is None


def test_a_hiding_is_removed_and_comes_back_as_it_was(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post = session.get_one(Post, quarter.posts[0].id)
    assert at_once(app, cast, HIDE, post.id, f"/p/{post.id}/delete") == 303
    hiding, removal = decided()
    assert (hiding.stands, removal.stands, post.gone) == (True, True, Gone.MODERATOR)
    assert "author_removed_at" not in removal.details
    undo(cast, removal, by="ada")
    assert post.gone is Gone.HIDDEN
    assert enter(app, cast, "dov").post(f"/p/{post.id}/undelete").status_code == 403
    undo(cast, hiding)
    assert post.gone is None


def test_a_hiding_takes_the_place_of_one_with_an_end(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post = session.get_one(Post, quarter.posts[0].id)
    assert at_once(app, cast, HIDE, post.id, f"/p/{post.id}/hide", days=1) == 303
    assert end_due(now() + timedelta(days=2)) == 0
    first, second = decided()
    assert (first.replaced_by_id, second.stands, post.gone) == (second.id, True, Gone.HIDDEN)


def test_what_is_removed_is_removed_once(app: Flask, cast: Cast, quarter: Quarter) -> None:
    post = session.get_one(Post, quarter.posts[0].id)
    assert at_once(app, cast, REMOVE, post.id, f"/p/{post.id}/delete") in (403, 409)
    assert [one.stands for one in decided()] == [True]


@pytest.mark.parametrize(
    ("act", "path", "more"),
    [
        (CLOSE, "close", {}),
        (UNLIST, "unlist", {}),
        (SLOW, "slow", {"minutes": "30"}),
    ],
)
def test_of_two_acts_on_a_topic_the_second_stands(
    app: Flask, cast: Cast, quarter: Quarter, act: str, path: str, more: dict[str, str]
) -> None:
    topic = session.get_one(Topic, quarter.topics[0].id)
    assert at_once(app, cast, act, topic.id, f"/t/{topic.id}/{path}", days=1, **more) == 303
    first, second = decided()
    assert (first.replaced_by_id, first.stands, second.stands) == (second.id, False, True)
    undo(cast, second, by="ada")
    assert (topic.closed_at, topic.unlisted_at, topic.slow_minutes) == (None, None, None)


@pytest.mark.parametrize("outcome", ["overturned", "upheld"])
def test_an_appeal_is_answered_while_another_decision_takes_the_place_of_its_own(
    app: Flask, cast: Cast, quarter: Quarter, outcome: str
) -> None:
    """The judge is told, keeps what was typed, and answers about what came instead."""
    cast.get("cleo").role = Role.MODERATOR
    session.commit()
    post = quarter.posts[0].id
    quarter.report(0)
    removal = services.decide_on(cast.get("ben"), "post", post, Ruling(REMOVE, "So", "Be kind"))
    made = services.appeal(cast.get("dov"), removal, "I whispered")
    session.commit()
    cleo = Context().run(sign_in, app, cast, "cleo")
    services.decide_on(cast.get("ada"), "post", post, Ruling(HIDE, "So", "Be kind"))
    session.flush()
    form = {"outcome": outcome, "words": "He did whisper"}

    def send() -> object:
        sent = cleo.post(f"/moderation/appeals/{made.id}", data=form)
        return sent.status_code, "He did whisper" in sent.text

    if session.get_bind().dialect.name == "postgresql":
        assert while_held(send) == (409, True)
    else:  # who writes takes turns, and reads nothing before
        session.commit()
    _removal, hiding = decided()
    assert (made.outcome, made.decision_id, hiding.stands) == (None, hiding.id, True)
    assert session.scalars(select(Report.finding).order_by(Report.id)).first() is Finding.UPHELD
    assert send() == (303, False)
    session.expire_all()
    assert (made.outcome, hiding.stands) == (outcome, outcome == "upheld")


def number_of(cast: Cast, world: World, kind: str) -> int:
    if kind == "ritual":
        return session.scalars(select(Ritual.id).where(Ritual.slug == world.rite)).one()
    numbers = {"member": cast.ids["cleo"], "brand_act": world.act, "post": world.post}
    return numbers.get(kind) or int(getattr(world, kind))


@pytest.mark.parametrize("act", TWICE)
def test_of_whatever_is_judged_the_second_reads_what_the_first_left(
    app: Flask, cast: Cast, act: str
) -> None:
    world, kind = furnish(app, cast), TWICE[act]
    with app.app_context():
        number = number_of(cast, world, kind)
        ruling = Ruling(act, "You shouted.", "Be kind")

        def again() -> str:
            with app.app_context():
                decider = cast.get(second)  # each looks at it before either decides
                seen: list[object] = []  # as a view has it at hand
                event.listen(session(), "loaded_as_persistent", lambda _in, one: seen.append(one))
                assert moderated.read(kind, number) is not None
                looked.set()
                assert is_decided.wait(20)
                try:
                    services.decide_on(decider, kind, number, ruling)
                    session.commit()
                except RuleBroken as refusal:
                    return refusal.code
                return f"looked at {len(seen)}, and decided"

        looked, is_decided = threading.Event(), threading.Event()
        cast.get("ines").role = cast.get("ada").role
        session.commit()
        matter = moderated.read(kind, number)
        assert matter is not None
        staff = [name for name in ("ada", "ben", "ines") if cast.ids[name] != matter.author_id]
        first, second = staff[:2]
        found: list[str] = []
        other = threading.Thread(target=lambda: Context().run(lambda: found.append(again())))
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns, and reads nothing before")
        other.start()
        assert looked.wait(20)
        services.decide_on(cast.get(first), kind, number, ruling)
        session.flush()
        is_decided.set()
        wait_until_another_waits()
        session.commit()
        other.join(30)
        made = session.scalars(select(Decision.act).where(Decision.act == act)).all()
        said = "no_such_act" if act in OF_WHO_STAYS else "is_gone"
        assert (found, made) == ([f"moderation.{said}"], [act])
