"""Asking two to step aside, taking it over, saying how it ended, and undoing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tribe import audit
from tribe.access import Actor, require
from tribe.activity import record
from tribe.aside import activities, policy, queries
from tribe.aside.models import (
    MAX_ASKED_LENGTH,
    MAX_WORDS_LENGTH,
    Outcome,
    StepAside,
    StepAsideParty,
)
from tribe.aside.words import opening
from tribe.base.db import insert_or, now, session, take_turns
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.forum.models import Topic
from tribe.forum.queries import get_category_tree
from tribe.members import policy as members
from tribe.members.models import Member
from tribe.messages.models import (
    MAX_TITLE_LENGTH,
    Conversation,
    ConversationMember,
    Keeping,
    Standing,
)
from tribe.messages.services.beginning import open_conversation
from tribe.messages.services.writing import append
from tribe.moderation import services as moderation
from tribe.moderation.models import Decision
from tribe.moderation.services import Ruling

TALK, PAUSE = "aside.member.talk", "aside.member.pause"


@dataclass(frozen=True)
class Asking:
    """What is asked of each of the two, by their numbers, until when, and why."""

    asked: Mapping[int, str]
    rule: str
    why: str
    until: datetime | None = None


class BarredFrom(Forbidden):
    """A moderator may decide nothing about one of the two: about whom, and why not."""

    def __init__(self, refusal: Forbidden, member_id: int) -> None:
        super().__init__(refusal.code, **refusal.parameters)
        self.member_id = member_id


def step_aside(moderator: Member, topic: Topic, asking: Asking) -> StepAside:
    """Move two members who quarrel in a topic into a conversation with a moderator, who says why.

    Each is given a statement of reasons. Raises Forbidden, of which BarredFrom says whom it is
    about; NotFound, RuleBroken.
    """
    require(moderator, policy.ASK)
    if not get_category_tree().may_see(moderator, topic.category_id):
        raise NotFound("forum.no_topic")
    parties = _check(moderator, topic, asking)
    asked = {one.name: asking.asked[one.id] for one in parties}
    conversation = open_conversation(
        moderator,
        {one.id: Standing.IN for one in parties},
        topic.title[:MAX_TITLE_LENGTH],
        opening(topic, asked, asking.until),
        Keeping.HELD,
    )
    aside = StepAside(
        topic_id=topic.id,
        conversation_id=conversation.id,
        moderator_id=moderator.id,
        until=asking.until,
        ended_at=None,
        outcome=None,
    )
    session.add(aside)
    topic.is_talked_over = True
    session.flush()
    for one in parties:
        party = StepAsideParty(aside_id=aside.id, member_id=one.id, asked=asking.asked[one.id])
        party.is_ruled, party.lifted_at = False, None
        session.add(party)
    session.flush()
    record(activities.BEGUN, aside.id, actor_id=moderator.id)
    act = PAUSE if asking.until is not None else TALK
    choices = {"aside": aside.id}
    for one in parties:
        ruling = Ruling(act, asking.why, asking.rule, choices=choices, ends_at=asking.until)
        try:
            moderation.decide_apart(moderator, "member", one.id, ruling)
        except Forbidden as refusal:
            raise BarredFrom(refusal, one.id) from refusal
    return aside


def _check(moderator: Member, topic: Topic, asking: Asking) -> list[Member]:
    take_turns(f"aside of topic {topic.id}")
    parties = [session.get(Member, number) for number in sorted(asking.asked)]
    found = [one for one in parties if one is not None and one.id != moderator.id]
    if len(found) != 2 or len(parties) != 2:
        raise RuleBroken("aside.two_others")
    for one in found if asking.until is not None else ():
        require(moderator, members.RESTRAIN, one)  # who is to answer nothing meanwhile
    if not all(map(members.is_open, found)):
        raise RuleBroken("aside.account_closed")
    if queries.is_aside(topic.id, asking.asked):
        raise RuleBroken("aside.already")
    if any(len(words) > MAX_ASKED_LENGTH for words in asking.asked.values()):
        raise RuleBroken("aside.too_long", maximum=MAX_ASKED_LENGTH)
    return found


def give_statement(_moderator: Actor, member_id: int, aside_id: int) -> dict[str, Any]:
    """Note that one of the two has a statement of why; what its reversal needs. Raises NotFound."""
    party = queries.find_party(aside_id, member_id)
    if party is None or party.is_ruled:
        raise NotFound("aside.none")
    party.is_ruled = True
    session.flush()
    return {"aside": aside_id}


def lift(member_id: int, aside_id: int, at: datetime | None = None) -> None:
    """Let one of the two answer in the topic again: their time is over, or it was undone.

    Where it was undone for all before its time, the whole of it is: nobody is held any more.
    """
    moment = at or now()
    party, aside = queries.find_party(aside_id, member_id), queries.find_aside(aside_id)
    if party is None or aside is None or party.lifted_at is not None:
        return
    party.lifted_at = moment
    session.flush()
    is_over = aside.until is not None and aside.until <= moment
    parties = queries.list_parties(aside_id)
    if not is_over and aside.ended_at is None and all(one.lifted_at for one in parties):
        _end(aside, Outcome.UNDONE, "", Keeping.FREE)


def conclude(moderator: Member, aside: StepAside, outcome: Outcome, words: str) -> None:
    """Say to both how it ended, after which they may answer in the topic again.

    What of it was to end later ends at once. Raises Forbidden, RuleBroken,
    and NotFound where its topic lies out of their sight.
    """
    pauses = _hold_pauses(aside)
    conversation = _hold(aside)
    _require_sight(moderator, aside)
    require(moderator, policy.END, aside)
    if aside.ended_at is not None:
        raise RuleBroken("aside.ended")
    if outcome is Outcome.UNDONE or is_blank(words):
        raise RuleBroken("aside.words_needed")
    if len(words) > MAX_WORDS_LENGTH:
        raise RuleBroken("aside.too_long", maximum=MAX_WORDS_LENGTH)
    append(moderator, conversation, words)
    _end(aside, outcome, words, Keeping.KEPT)
    for pause in pauses:
        moderation.end_early(moderator, pause, words)
    record(activities.ENDED, aside.id, actor_id=moderator.id)


def take_over(moderator: Member, aside: StepAside, why: str) -> None:
    """Take the place of its moderator, who reads it no more; both see it, and the audit has why.

    Raises Forbidden, RuleBroken, and NotFound where its topic lies out of their sight.
    """
    conversation = _hold(aside)
    _require_sight(moderator, aside)
    require(moderator, policy.TAKE_OVER, aside)
    if aside.ended_at is not None:
        raise RuleBroken("aside.ended")
    if queries.find_party(aside.id, moderator.id) is not None:
        raise RuleBroken("aside.two_others")
    if is_blank(why):
        raise RuleBroken("moderation.why_needed")
    if len(why) > MAX_WORDS_LENGTH:
        raise RuleBroken("aside.too_long", maximum=MAX_WORDS_LENGTH)
    before = (
        ConversationMember.conversation_id == conversation.id,
        ConversationMember.member_id == aside.moderator_id,
    )
    session.execute(update(ConversationMember).where(*before).values(standing=Standing.LEFT))
    place = {"conversation_id": conversation.id, "member_id": moderator.id}
    row = insert_or(ConversationMember).values(
        place | {"standing": Standing.IN, "last_read_number": 0, "is_muted": False, "since": now()}
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["conversation_id", "member_id"], set_={"standing": Standing.IN}
        )
    )
    aside.moderator_id = moderator.id
    session.flush()
    append(moderator, conversation, why)
    record(activities.TAKEN_OVER, aside.id, actor_id=moderator.id)
    audit.record("aside.taken_over", "step_aside", aside.id, actor_id=moderator.id, why=why)


def _require_sight(moderator: Member, aside: StepAside) -> None:
    if not queries.is_in_sight(moderator, aside):
        raise NotFound("aside.none")


def _hold(aside: StepAside) -> Conversation:
    session.refresh(aside, with_for_update=True)
    at = aside.conversation_id
    return session.get_one(Conversation, at, with_for_update=True, populate_existing=True)


def _hold_pauses(aside: StepAside) -> list[Decision]:
    """The decisions by which its two do not answer; held before it, as by who undoes one."""
    asked = [one.member_id for one in queries.list_parties(aside.id)]
    of_them = (Decision.member_id.in_(asked), Decision.act == PAUSE, Decision.undone_at.is_(None))
    chosen = select(Decision).where(*of_them).order_by(Decision.id).with_for_update()
    return [one for one in session.scalars(chosen) if one.details.get("aside") == aside.id]


def _end(aside: StepAside, outcome: Outcome, words: str, keeping: Keeping) -> None:
    aside.ended_at, aside.outcome, aside.words = now(), outcome, words
    session.get_one(Conversation, aside.conversation_id).keeping = keeping
    session.flush()
    mark_topics()


def mark_topics() -> None:
    """Mark the topics that something is talked over of, as their posts lie now; three statements.

    By the mark alone the page of a topic and a reply in it know whether to ask.
    """
    held = queries.list_talked_over()
    wrong = {
        True: (Topic.is_talked_over.is_(False), Topic.id.in_(held)),
        False: (Topic.is_talked_over.is_(True), Topic.id.not_in(held)),
    }
    for is_held, which in wrong.items():
        session.execute(update(Topic).where(*which).values(is_talked_over=is_held))
