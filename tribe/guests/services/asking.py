"""A guest's question: held until a moderator publishes it, answers by mail, or puts it aside."""

from typing import Any

from sqlalchemy import select

from tribe import audit, mail
from tribe.access import require
from tribe.activity import record
from tribe.base.db import session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Topic
from tribe.forum.policy import CREATE_TOPIC, CategoryNode
from tribe.guests import activities, policy, queries
from tribe.guests.mails import ANSWERED, PUBLISHED, PUT_ASIDE
from tribe.guests.models import GuestQuestion
from tribe.guests.settings import ASKING
from tribe.mail import MailKind, Recipient
from tribe.members.models import Member, State
from tribe.members.names import name_key
from tribe.settings import place, value_of
from tribe.settings.kinds import YES
from tribe.speech import Message

MOST_WAITING = 200  # more is no question but a flood


def ask(title: str, body: str, email: str | None, locale: str | None) -> GuestQuestion:
    """Hold a question for a moderator; nobody else sees it.

    Raises NotFound where the door is closed, and RuleBroken while one of the address waits.
    """
    if value_of(ASKING) != YES:
        raise NotFound("guests.closed")
    take_turns("guests ask")
    if email and queries.has_asked(email):
        raise RuleBroken("guests.asked_already")
    if queries.count_questions() >= MOST_WAITING:
        raise RuleBroken("guests.too_many_questions")
    question = GuestQuestion(title=title, body=body, email=email, locale=locale)
    session.add(question)
    session.flush()
    return question


def publish(
    member: Member, question_id: int, category: CategoryNode, title: str, body: str
) -> Topic:
    """Let all read a question as a topic of "a guest", and forget who asked.

    Raises Forbidden, NotFound once it was decided on, RuleBroken for no title or no words.
    """
    question = _taken(member, question_id)
    require(member, CREATE_TOPIC, forum.grant_in(member, category.id))
    topic = forum.begin_for(_guest(), category, title, body)
    record(activities.QUESTION_PUBLISHED, topic.id, actor_id=member.id)
    _tell(PUBLISHED, question, topic=topic.id)
    _decided("guests.question.published", member, question, topic=topic.id)
    return topic


def reply(member: Member, question_id: int, words: str) -> None:
    """Answer by mail, and forget who asked. Raises Forbidden, NotFound, RuleBroken."""
    question = _taken(member, question_id)
    if question.email is None:
        raise RuleBroken("guests.no_address")
    if not words.strip():
        raise RuleBroken("guests.no_answer")
    _tell(ANSWERED, question, title=question.title, words=words)
    _decided("guests.question.answered", member, question)


def put_aside(member: Member, question_id: int, words: str = "") -> None:
    """Do not publish a question, and forget who asked. Raises Forbidden, NotFound."""
    question = _taken(member, question_id)
    _tell(PUT_ASIDE, question, title=question.title, words=words)
    _decided("guests.question.refused", member, question)


def _taken(member: Member, question_id: int) -> GuestQuestion:
    require(member, policy.DECIDE)
    question = queries.find_question(question_id, for_update=True)
    if question is None:
        raise NotFound("guests.no_question")
    return question


def _tell(kind: MailKind, question: GuestQuestion, **facts: Any) -> None:
    if question.email is not None:
        mail.enqueue(kind, Recipient(question.email, locale=question.locale), **facts)


def _decided(kind: str, member: Member, question: GuestQuestion, **facts: object) -> None:
    audit.record(kind, "guest_question", question.id, actor_id=member.id, facts=facts)
    session.delete(question)
    session.flush()


def _guest() -> Member:
    """The account that stands for whoever asks without one: nobody signs in to it.

    It is not measured, has left, and so is listed and counted nowhere.
    """
    take_turns("guest account")
    called = Message("a guest").said_in(value_of(place.LANGUAGE))
    number, name = 1, called
    while True:
        found = session.scalar(select(Member).where(Member.name_key == name_key(name)))
        if found is None:
            return _stand_in(name)
        if found.state is State.LEFT and found.email is None and not found.bio:
            return found
        number += 1
        name = f"{called} {number}"


def _stand_in(name: str) -> Member:
    member = Member(name=name, name_key=name_key(name), state=State.LEFT, is_measured=False, hue=0)
    session.add(member)
    session.flush()
    return member
