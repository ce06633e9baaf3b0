"""From what was done to what is done next in one act, each undone exactly, with one statement."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Apart as Browser
from tests.moderation.test_local import Quarter, enter, fay, quarter
from tests.moderation.test_statements import main_of
from tests.world import furnish
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.events.models import Event, EventStatus
from tribe.forum.models import Gone, Post, Topic
from tribe.members.models import State
from tribe.moderation import outcomes, services
from tribe.moderation.models import Appeal, AppealOutcome, Decision
from tribe.moderation.services import Ruling
from tribe.moderation.services.undoing import end_due

__all__ = ["fay", "quarter"]
HIDE, REMOVE = "forum.post.hide", "forum.post.remove"
SAID = {"rule": "Be kind", "why": "You shouted."}


def decide(
    cast: Cast, act: str, number: int, days: int | None = None, by: str = "ben", **choices: object
) -> Decision:
    ends_at = now() + timedelta(days=days) if days is not None else None
    ruling = Ruling(act, "You shouted.", "Be kind", choices=choices, ends_at=ends_at)
    kind = act.split(".")[1]
    made = services.decide_on(cast.get(by), kind if kind != "name" else "member", number, ruling)
    session.commit()
    return made


def undo(cast: Cast, made: Decision, by: str = "ben") -> None:
    services.undo(cast.get(by), made, "It was fine")
    session.commit()
    session.expire_all()


def read(client: Browser, address: str) -> str:
    return re.sub(r"\s+", " ", main_of(client.get(address, follow_redirects=True).text))


def test_what_is_hidden_is_removed_in_one_act_from_its_place(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post = quarter.posts[0]
    ben = enter(app, cast, "ben")
    assert ben.post(f"/p/{post.id}/hide", data=SAID).status_code == 303
    place = ben.get(f"/p/{post.id}", follow_redirects=True).text
    assert f'href="/p/{post.id}/delete"' in place
    assert "It is hidden now, and its author reads it still." in read(ben, f"/p/{post.id}/delete")
    assert ben.post(f"/p/{post.id}/delete", data=SAID).status_code == 303
    session.expire_all()
    assert post.gone is Gone.MODERATOR
    hiding, removal = session.scalars(select(Decision).order_by(Decision.id)).all()
    assert (hiding.act, removal.act, hiding.stands, removal.stands) == (HIDE, REMOVE, True, True)
    dov = enter(app, cast, "dov")
    said = "Your post, which had been hidden, was removed"
    assert said in read(dov, f"/moderation/decisions/{removal.id}")
    assert said in read(dov, "/moderation/decisions")
    since = read(dov, f"/moderation/decisions/{hiding.id}")
    assert "Later decision about it" in since
    assert f'href="/moderation/decisions/{removal.id}"' in since
    assert "Later decision about it" not in read(dov, f"/moderation/decisions/{removal.id}")
    assert "I shout in" not in dov.get(f"/p/{post.id}", follow_redirects=True).text


def test_a_removal_undone_leaves_hidden_what_was_so_and_each_order_ends_in_view(
    cast: Cast, quarter: Quarter
) -> None:
    post = quarter.posts[0]
    hiding = decide(cast, HIDE, post.id)
    since, by = post.deleted_at, post.deleted_by_id
    removal = decide(cast, REMOVE, post.id, by="ada")
    undo(cast, removal)
    assert (post.gone, post.deleted_at, post.deleted_by_id) == (Gone.HIDDEN, since, by)
    undo(cast, hiding)
    assert post.gone is None
    first = decide(cast, HIDE, post.id)
    second = decide(cast, REMOVE, post.id)
    undo(cast, first)
    assert post.gone is Gone.MODERATOR
    undo(cast, second)
    assert (post.gone, post.deleted_at) == (None, None)


def test_a_hiding_that_ended_meanwhile_does_not_come_back(cast: Cast, quarter: Quarter) -> None:
    post = quarter.posts[0]
    decide(cast, HIDE, post.id, days=1)
    removal = decide(cast, REMOVE, post.id)
    assert end_due(now() + timedelta(days=2)) == 1
    session.commit()
    session.expire_all()
    assert post.gone is Gone.MODERATOR
    undo(cast, removal)
    assert post.gone is None


def test_what_is_removed_is_hidden_instead_and_the_removal_is_replaced(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post, case = quarter.posts[0], quarter.report(0)
    ben = enter(app, cast, "ben")
    sent = ben.post(f"/moderation/cases/{case}", data=SAID | {"act": REMOVE, "ground": "rules"})
    assert sent.status_code == 303
    removal = session.scalars(select(Decision)).one()
    services.appeal(cast.get("dov"), removal, "I whispered")
    session.commit()
    assert f'href="/p/{post.id}/hide"' in ben.get(f"/p/{post.id}", follow_redirects=True).text
    assert "It is removed now." in read(ben, f"/p/{post.id}/hide")
    assert ben.post(f"/p/{post.id}/hide", data=SAID | {"days": "4"}).status_code == 303
    session.expire_all()
    hiding = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert hiding is not None
    assert (post.gone, hiding.act, removal.replaced_by_id) == (Gone.HIDDEN, HIDE, hiding.id)
    dov = enter(app, cast, "dov")
    now_said = read(dov, f"/moderation/decisions/{hiding.id}")
    assert "Your post, which had been removed, is hidden instead" in now_said
    before = read(dov, f"/moderation/decisions/{removal.id}")
    assert "Another decision replaced it." in before
    assert f'href="/moderation/decisions/{hiding.id}"' in before
    assert "The program" not in before
    assert "I shout in" in dov.get(f"/p/{post.id}", follow_redirects=True).text
    waiting = session.scalars(select(Appeal)).one()  # of the removal: answered with what it became
    assert (waiting.decision_id, waiting.is_carried, waiting.outcome) == (hiding.id, True, None)
    [reported] = outcomes.list_own_reports(cast.ids["ines"]).rows
    assert reported.outcome is outcomes.Outcome.HIDDEN
    services.judge(cast.get("ada"), waiting, AppealOutcome.OVERTURNED, "It was a whisper")
    session.commit()
    session.expire_all()
    assert post.gone is None


def test_a_hiding_is_given_another_end_in_one_act(cast: Cast, quarter: Quarter) -> None:
    post = quarter.posts[0]
    first = decide(cast, HIDE, post.id, days=1)
    second = decide(cast, HIDE, post.id, days=9)
    third = decide(cast, HIDE, post.id)
    assert [one.replaced_by_id for one in (first, second)] == [third.id, third.id]
    assert end_due(now() + timedelta(days=20)) == 0
    assert post.gone is Gone.HIDDEN
    with pytest.raises(RuleBroken, match="is_replaced"):
        services.undo(cast.get("ben"), first, "It was fine")
    undo(cast, third)
    assert post.gone is None


def test_nobody_replaces_what_is_not_theirs_to_undo(
    cast: Cast, quarter: Quarter, fay: Browser
) -> None:
    post = quarter.posts[0]
    decide(cast, REMOVE, post.id)
    with pytest.raises(Forbidden, match="replaces_anothers"):
        decide(cast, HIDE, post.id, by="fay")
    session.rollback()
    assert fay.post(f"/p/{post.id}/hide", data=SAID).status_code == 403
    session.expire_all()
    assert post.gone is Gone.MODERATOR


def test_one_of_all_that_were_swept_is_hidden_instead(cast: Cast, quarter: Quarter) -> None:
    post = quarter.posts[0]
    sweep = decide(cast, "forum.member.sweep", cast.ids["dov"])
    session.expire_all()
    assert post.gone is Gone.MODERATOR
    hiding = decide(cast, HIDE, post.id)
    session.expire_all()
    assert post.gone is Gone.HIDDEN
    undo(cast, sweep)
    assert post.gone is Gone.HIDDEN
    undo(cast, hiding)
    assert session.get_one(Post, post.id).gone is None


def test_an_author_removes_and_hides_nothing_of_that(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post = quarter.posts[0]
    for act in (HIDE, REMOVE):
        decide(cast, act, post.id)
        dov = enter(app, cast, "dov")
        for path in ("hide", "delete", "undelete"):
            assert dov.post(f"/p/{post.id}/{path}", data=SAID).status_code == 403, (act, path)


@pytest.mark.parametrize("act", ["close", "unlist", "slow"])
def test_a_topic_is_given_another_end_in_one_act(cast: Cast, quarter: Quarter, act: str) -> None:
    topic = quarter.topics[0]

    def holds() -> bool:
        session.expire_all()
        found = session.get_one(Topic, topic.id)
        return bool(
            {"close": found.closed_at, "unlist": found.unlisted_at}.get(act, found.slow_minutes)
        )

    first = decide(cast, f"forum.topic.{act}", topic.id, days=1)
    second = decide(cast, f"forum.topic.{act}", topic.id)
    assert first.replaced_by_id == second.id
    assert end_due(now() + timedelta(days=2)) == 0
    session.commit()
    assert holds()
    undo(cast, second)
    assert not holds()


def test_who_is_suspended_for_a_time_is_suspended_for_longer_or_banned(
    cast: Cast, quarter: Quarter
) -> None:
    dov = cast.ids["dov"]
    decide(cast, "members.member.silence", dov, days=1)
    short = decide(cast, "members.member.suspend", dov, days=2)
    longer = decide(cast, "members.member.suspend", dov)
    with pytest.raises(RuleBroken, match="no_such_act"):
        decide(cast, "members.member.suspend", dov)  # it has no end already
    session.rollback()
    ban = decide(cast, "members.member.ban", dov)
    for made, state in ((longer, State.SUSPENDED), (ban, State.SUSPENDED), (short, State.ACTIVE)):
        undo(cast, made)
        assert cast.get("dov").state is state


def test_the_words_of_a_gathering_that_are_covered_are_taken_in_one_act(
    app: Flask, cast: Cast
) -> None:
    world = furnish(app, cast)
    with app.app_context():
        event = session.get_one(Event, world.event)
        title = event.title
        covering = decide(cast, "events.event.cover_words", event.id, by="ada")
        taking = decide(cast, "events.event.take_words", event.id, by="ada")
        session.expire_all()
        assert covering.replaced_by_id == taking.id
        assert event.status is EventStatus.CANCELLED
        undo(cast, taking, by="ada")
        assert (event.title, event.status) == (title, EventStatus.CONFIRMED)


def test_what_would_change_nothing_is_refused_and_tells_nobody(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post = quarter.posts[0]
    decide(cast, HIDE, post.id)
    with pytest.raises(RuleBroken, match=r"moderation\.applies_already"):
        decide(cast, HIDE, post.id)
    session.rollback()
    decide(cast, HIDE, post.id, days=3)
    decide(cast, HIDE, post.id, days=5)
    decide(cast, HIDE, post.id)
    made = session.scalars(select(Decision).where(Decision.act == HIDE).order_by(Decision.id))
    assert [one.stands for one in made] == [False, False, False, True]
