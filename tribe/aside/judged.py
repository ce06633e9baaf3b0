"""Being asked to step aside, as an act of moderators with its statement of reasons."""

from tribe.access import Actor
from tribe.aside.queries import waits_for_statement
from tribe.aside.services import PAUSE, TALK, give_statement, lift
from tribe.speech import Message
from tribe.web.moderated import Choices, Details, ModerationAct, Restriction


def apply(actor: Actor, member_id: int, choices: Choices) -> Details:
    """Give one of the two their statement; the rest is done already."""
    return give_statement(actor, member_id, int(choices.get("aside", 0)))


def undo(_actor: Actor, member_id: int, details: Details) -> None:
    """Let them answer in the topic again."""
    lift(member_id, int(details["aside"]))


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
        restriction=Restriction.SERVICE,
        may_end=True,
    ),
)
