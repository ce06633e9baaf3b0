"""Being asked to step aside, as an act of moderators with its statement of reasons."""

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.aside.queries import find_aside, waits_for_statement
from tribe.aside.services import PAUSE, TALK, give_statement, lift
from tribe.speech import Message
from tribe.web.moderated import Choices, Details, ModerationAct, Restriction
from tribe.web.subjects import show


def apply(actor: Actor, member_id: int, choices: Choices) -> Details:
    """Give one of the two their statement; the rest is done already."""
    return give_statement(actor, member_id, int(choices.get("aside", 0)))


def undo(_actor: Actor, member_id: int, details: Details) -> None:
    """Let them answer in the topic again."""
    lift(member_id, int(details["aside"]))


def occasion(actor: Actor, details: Details) -> str:
    """The topic, by its title as they see it now; else that they were asked aside."""
    aside = find_aside(int(details["aside"]))
    if aside is None:
        return ""
    topic = show(actor, "topic", aside.topic_id)
    return topic.title if topic is not None else str(_("a stepping aside"))


ACTS = (
    ModerationAct(
        TALK,
        "member",
        label=Message("Step aside"),
        done=Message("You and another member were asked to talk apart, with a moderator."),
        logged=Message("Two members were asked to talk apart"),
        apply=apply,
        undo=undo,
        is_possible=waits_for_statement,  # it begins in a topic
        occasion=occasion,
    ),
    ModerationAct(
        PAUSE,
        "member",
        label=Message("Step aside, without answers in the topic meanwhile"),
        done=Message(
            "You and another member were asked to talk apart, with a moderator. Until then you do "
            "not answer in that topic."
        ),
        logged=Message(
            "Two members were asked to talk apart, without answers in the topic meanwhile"
        ),
        apply=apply,
        undo=undo,
        is_possible=waits_for_statement,
        occasion=occasion,
        restriction=Restriction.SERVICE,
        may_end=True,
    ),
)
