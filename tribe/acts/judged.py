"""Acts of the brand as moderation reads them, and what can be done about them."""

from sqlalchemy import select

from tribe.access import Actor
from tribe.acts import withdrawing
from tribe.acts.models import BrandAct
from tribe.base.db import session
from tribe.forum.models import Topic
from tribe.speech import Message
from tribe.web.moderated import (
    Choices,
    Details,
    Held,
    Matter,
    Moderated,
    ModerationAct,
    Numbers,
    Restriction,
    Taken,
    in_view,
)


def read_act(act_id: int) -> Matter | None:
    """What the brand published, by whoever spoke for it; its drafts are nobody's to judge."""
    act = session.get(BrandAct, act_id)
    if act is None or act.is_draft:
        return None
    text = "" if act.is_covered else "\n\n".join(filter(None, _said(act)))
    return Matter(act.author_id, act.title, f"/acts/{act.id}", text, is_gone=act.is_covered)


def typed_of(act_id: int) -> list[str]:
    """All that was typed of it."""
    act = session.get_one(BrandAct, act_id)
    return [act.title, *_said(act)]


def take_words(actor: Actor, act_id: int, _choices: Choices) -> Details:
    """Take what the brand said from view."""
    return withdrawing.take_words(actor, act_id)


def _said(act: BrandAct) -> list[str]:
    return [act.serves, act.asks, act.source, act.grounds]


def _rows_of(acts: Numbers) -> list[Held]:
    """Whoever takes the words of acts holds the topics of their answers too."""
    found = session.execute(select(BrandAct.id, BrandAct.topic_id).where(BrandAct.id.in_(acts)))
    rows = found.all()
    topics = {topic for _act, topic in rows if topic is not None}
    return [Held(BrandAct, {act for act, _topic in rows}), Held(Topic, topics)]


MODERATED = (Moderated("brand_act", read_act, typed=typed_of, is_marked_up=True, held=_rows_of),)
ACTS = (
    ModerationAct(
        "acts.act.take_words",
        "brand_act",
        label=Message("Take its words away"),
        done=Message(
            "What you said in the name of the brand was taken from view, and its title from the "
            "topic of its answers, which stands."
        ),
        logged=Message("What the brand said was taken away"),
        apply=take_words,
        undo=withdrawing.give_words_back,
        is_possible=in_view("brand_act"),
        restriction=Restriction.VISIBILITY,
        taken=Taken.WORDS,
        may_end=True,
        holds_back=True,
        key="e",
    ),
)
