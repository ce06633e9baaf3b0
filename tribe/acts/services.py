"""What is done with acts of the brand: drafting, publishing, taking back, and answering them."""

from dataclasses import dataclass
from datetime import datetime

from tribe import audit
from tribe.access import may, require
from tribe.activity import record
from tribe.acts import activities, policy, queries
from tribe.acts.kinds import ANNOUNCEMENT
from tribe.acts.models import BrandAct
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Topic
from tribe.forum.queries import get_category_tree
from tribe.intent.models import says_something
from tribe.markup import cook
from tribe.members.models import Member


@dataclass(frozen=True)
class ActDraft:
    """What is written of an act; its two statements may be missing while it is a draft."""

    title: str
    body: str
    serves: str = ""
    asks: str = ""
    grounds: str = ""
    category_id: int | None = None


def write(member: Member, draft: ActDraft, at: datetime | None = None) -> BrandAct:
    """Write down what the brand may say; raises Forbidden to all who do not speak for it."""
    require(member, policy.SPEAK)
    moment = at or now()
    act = BrandAct(kind=ANNOUNCEMENT.name, author_id=member.id, made_at=moment)
    _word(act, draft)
    session.add(act)
    session.flush()
    return act


def change(member: Member, act: BrandAct, draft: ActDraft) -> None:
    """Reword a draft; raises Forbidden, NotFound, and RuleBroken where it is published."""
    require(member, policy.SPEAK)
    act = _held(act)
    if not act.is_draft:
        raise RuleBroken("acts.published_already")
    _word(act, draft)
    session.flush()


def remove(member: Member, act: BrandAct) -> None:
    """Remove a draft; raises Forbidden, NotFound, and RuleBroken where it is published."""
    require(member, policy.SPEAK)
    act = _held(act)
    if not act.is_draft:
        raise RuleBroken("acts.published_already")
    audit.record("acts.removed", "brand_act", act.id, actor_id=member.id)
    session.delete(act)
    session.flush()


def publish(member: Member, act: BrandAct, at: datetime | None = None) -> None:
    """Let everybody read an act; members are told as far as their budgets go.

    Raises Forbidden, NotFound, and RuleBroken where it is published already, and where it does not
    say whom it serves and what it asks.
    """
    require(member, policy.SPEAK)
    act = _held(act)
    if not act.is_draft:
        raise RuleBroken("acts.published_already")
    if not act.is_stated:
        raise RuleBroken("intent.missing")
    act.published_at = at or now()
    session.flush()
    audit.record("acts.published", "brand_act", act.id, actor_id=member.id)
    record(activities.ACT_PUBLISHED, act.id, actor_id=member.id, at=at)


def withdraw(member: Member, act: BrandAct) -> None:
    """Take back what was said: nobody is told of it any more, and its page says so.

    Raises Forbidden, NotFound, and RuleBroken for what is not published or taken back already.
    """
    require(member, policy.SPEAK)
    act = _held(act)
    if act.is_draft or act.withdrawn_at is not None:
        raise RuleBroken("acts.not_published")
    act.withdrawn_at = now()
    session.flush()
    audit.record("acts.withdrawn", "brand_act", act.id, actor_id=member.id)
    record(activities.ACT_WITHDRAWN, act.id, actor_id=member.id)


def answer(member: Member, act: BrandAct, body: str) -> tuple[Topic, int]:
    """Answer an act in the topic of its answers, which the first begins; the post's number too.

    Raises NotFound for what one may not read, RuleBroken to those who speak for the brand and where
    no answers are gathered, or no longer; and what the forum raises.
    """
    act = _held(act)
    if act.is_draft:
        raise NotFound("acts.none")
    if may(member, policy.SPEAK):
        raise RuleBroken("acts.own")
    if act.withdrawn_at is not None:
        raise RuleBroken("acts.taken_back")
    if act.is_covered:
        raise RuleBroken("acts.covered")
    if act.category_id is None:
        raise RuleBroken("acts.no_answers")
    take_turns(f"answers to act {act.id}")
    topic = session.get(Topic, act.topic_id) if act.topic_id is not None else None
    if topic is not None:
        return topic, forum.reply(member, topic, body).number
    category = get_category_tree().by_id[act.category_id]
    topic = forum.create_topic(member, category, act.title, body)
    act.topic_id = topic.id
    session.flush()
    return topic, 1


def _word(act: BrandAct, draft: ActDraft) -> None:
    act.title, act.category_id = draft.title, draft.category_id
    act.serves = draft.serves if says_something(draft.serves) else ""
    act.asks = draft.asks if says_something(draft.asks) else ""
    act.source, act.html = draft.body, cook(draft.body).html
    act.grounds = draft.grounds
    act.grounds_html = cook(draft.grounds).html if draft.grounds else ""


def _held(act: BrandAct) -> BrandAct:
    """The act as it is now, and ours until the transaction ends."""
    held = queries.get_act(act.id, for_update=True)
    if held is None:
        raise NotFound("acts.none")
    return held
