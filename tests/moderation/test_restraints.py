"""What is taken from a member: until its end, each by itself, and put back exactly."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.notices.conftest import Hall, hall
from tribe.access import SYSTEM, may
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.events import policy as events
from tribe.forum import services as forum
from tribe.forum.models import Post
from tribe.members import services as members
from tribe.members.models import Member, Restraint, State, TraitKind
from tribe.members.naming import rename
from tribe.members.restraining import NAMELESS
from tribe.members.services import Unfit, join
from tribe.moderation import services
from tribe.moderation.models import Decision
from tribe.moderation.services import Ruling

__all__ = ["hall"]
DAY = timedelta(days=1)


def ruling(act: str, **given: Any) -> Ruling:
    return Ruling(**({"act": act, "why": "You shouted.", "rule": "Be kind"} | given))


def decide(cast: Cast, act: str, name: str = "dov", by: str = "ben", **given: Any) -> Decision:
    return services.decide_on(cast.get(by), "member", cast.get(name).id, ruling(act, **given))


def test_who_is_silenced_reads_and_says_nothing(cast: Cast, hall: Hall) -> None:
    topic = hall.topic("ben")
    dov = cast.get("dov")
    decision = decide(cast, "members.member.silence", ends_at=now() + DAY)
    for verb in (
        lambda: forum.reply(dov, topic, "But I"),
        lambda: forum.create_topic(dov, hall.room, "But I", "must speak"),
        lambda: members.update_profile(dov, dov, bio="But I", traits={}, locale=None),
    ):
        with pytest.raises(Forbidden, match=r"access\.silenced"):
            verb()
    members.update_profile(dov, dov, bio=dov.bio, traits={}, locale="fr")  # nobody reads that
    assert may(dov, events.ANSWER)
    services.undo(cast.get("ada"), decision, "It was another")
    forum.reply(dov, topic, "Thank you")
    assert dov.silenced_until is None


def test_the_words_of_a_refusal_say_until_when_and_lead_to_why(app: Flask, cast: Cast) -> None:
    with app.app_context():
        decide(cast, "members.member.silence", ends_at=now() + DAY)
        session.commit()
        until = cast.get("dov").silenced_until
    assert until is not None
    refused = sign_in(app, cast, "dov").post("/me/profile", data={"bio": "But I"})
    assert refused.status_code == 403
    assert f"{until.year}" in refused.text
    assert 'href="/moderation/decisions"' in refused.text


def test_a_silence_ends_by_itself_though_no_job_runs(cast: Cast, hall: Hall) -> None:
    decide(cast, "members.member.silence", ends_at=now() + DAY)
    dov = cast.get("dov")
    dov.silenced_until = now() - timedelta(seconds=1)
    forum.create_topic(dov, hall.room, "I am back", "at last")


def test_a_silence_needs_its_end(cast: Cast, hall: Hall) -> None:
    with pytest.raises(RuleBroken, match="end_needed"):
        decide(cast, "members.member.silence")


def test_of_several_restraints_each_ends_by_itself(cast: Cast, hall: Hall) -> None:
    long = decide(cast, "members.member.silence", ends_at=now() + 3 * DAY)
    short = decide(cast, "members.member.silence", ends_at=now() + DAY)
    dov = cast.get("dov")
    assert dov.silenced_until == long.ends_at
    services.undo(cast.get("ada"), long, "Too long")
    assert dov.silenced_until == short.ends_at
    suspended = decide(cast, "members.member.suspend")
    banned = decide(cast, "members.member.ban")
    services.undo(cast.get("ada"), suspended, "A ban stands")
    assert dov.state is State.SUSPENDED
    services.undo(cast.get("ada"), banned, "It was another")
    assert (dov.state, dov.is_active) == (State.ACTIVE, True)
    services.undo(cast.get("ada"), short, "Enough")
    assert session.scalars(select(Restraint)).all() == []


def test_a_suspension_ends_when_it_was_to(cast: Cast, hall: Hall) -> None:
    decision = decide(cast, "members.member.suspend", ends_at=now() + DAY)
    assert services.end_due(now() + 2 * DAY) == 1
    assert (cast.get("dov").state, decision.undone_by_id) == (State.ACTIVE, None)


def test_nobody_joins_with_the_name_or_address_of_who_was_banned(cast: Cast, hall: Hall) -> None:
    dov = cast.get("dov")
    email, name = str(dov.email), dov.name
    decision = decide(cast, "members.member.ban")
    dov.email, dov.name_key, dov.name_shape = None, "gone", "gone"  # as erasure leaves them
    session.flush()
    for given in ((name, "other@example.invalid"), ("other", email.upper())):
        with pytest.raises(Unfit):
            join(*given, "a lantern by the door", is_measured=False)
    services.undo(SYSTEM, decision, "It was another")
    assert join(name, email, "a lantern by the door", is_measured=False).name == name


@pytest.mark.parametrize(("by", "name"), [("ben", "ada"), ("cleo", "dov"), ("ben", "ben")])
def test_moderators_restrain_members_and_admins_alone_who_serve(
    cast: Cast, hall: Hall, by: str, name: str
) -> None:
    with pytest.raises(Forbidden):
        decide(cast, "members.member.suspend", name, by)
    decide(cast, "members.member.suspend", "ben", "ada")


def test_the_last_admin_is_not_suspended(cast: Cast, hall: Hall) -> None:
    with pytest.raises(RuleBroken, match="last_admin"):
        services.decide_on(SYSTEM, "member", cast.get("ada").id, ruling("members.member.ban"))


def test_a_locked_name_stays_and_a_taken_one_is_borne_by_nobody(cast: Cast, hall: Hall) -> None:
    dov = cast.get("dov")
    locked = decide(cast, "members.name.lock")
    with pytest.raises(RuleBroken, match="name_locked"):
        rename(dov, dov, "dovetail")
    services.undo(cast.get("ada"), locked, "Enough")
    taken = decide(cast, "members.name.take")
    assert dov.name == NAMELESS.format(dov.id)
    with pytest.raises(Unfit):
        rename(dov, dov, "dov")
    services.undo(cast.get("ada"), taken, "It is theirs")
    assert (dov.name, dov.name_key) == ("dov", "dov")
    again = decide(cast, "members.name.take")
    rename(dov, dov, "dovetail")
    services.undo(cast.get("ada"), again, "It is theirs")
    assert dov.name == "dovetail"  # what was chosen since stays


def test_the_words_of_a_page_come_back_as_they_were(cast: Cast, hall: Hall) -> None:
    dov = cast.get("dov")
    worn = {TraitKind.SKILL: ["grafting", "soup"]}
    members.update_profile(dov, dov, bio="I keep *bees*", traits=worn, locale=None)
    html = dov.bio_html
    decision = decide(cast, "members.profile.take_words")
    assert (dov.bio, dov.bio_html) == ("", "")
    services.undo(cast.get("ada"), decision, "They were fine")
    assert (dov.bio, dov.bio_html) == ("I keep *bees*", html)
    session.refresh(dov, ["traits"])
    assert [trait.text for trait in dov.traits] == ["grafting", "soup"]
    assert session.scalar(select(Post.id).limit(1)) is None
    assert session.get_one(Member, dov.id).is_active
