"""Being asked to step aside, as an act of moderators with its statement of reasons."""

from collections.abc import Sequence

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.aside.queries import list_topics_of, waits_for_statement
from tribe.aside.services import PAUSE, TALK, give_statement, lift
from tribe.speech import Message
from tribe.web.moderated import Choices, Details, ModerationAct, Restriction
from tribe.web.subjects import show_all


def apply(actor: Actor, member_id: int, choices: Choices) -> Details:
    """Give one of the two their statement; the rest is done already."""
    return give_statement(actor, member_id, int(choices.get("aside", 0)))


def undo(_actor: Actor, member_id: int, details: Details) -> None:
    """Let them answer in the topic again."""
    lift(member_id, int(details["aside"]))


def occasions(actor: Actor, of: Sequence[Details]) -> list[str]:
    """The topics, by their titles as they see them now; else that they were asked aside.

    One query, and those of the topics.
    """
    topics = list_topics_of({int(details["aside"]) for details in of})
    shown = show_all(actor, "topic", set(topics.values()))

    def name(details: Details) -> str:
        number = topics.get(int(details["aside"]))
        if number is None:
            return ""
        return shown[number].title if number in shown else str(_("a stepping aside"))

    return [name(details) for details in of]


ACTS = (
    ModerationAct(
        TALK,
        "member",
        label=Message("Step aside"),
        done=Message("You and another member were asked to talk privately with a moderator."),
        logged=Message("A member was asked to step aside with another"),
        apply=apply,
        undo=undo,
        is_possible=waits_for_statement,  # it begins in a topic
        occasions=occasions,
        occasion_type="topic",
        in_bulk=False,  # a page of the topic asks two at once
    ),
    ModerationAct(
        PAUSE,
        "member",
        label=Message("Step aside, with no replies in the topic meanwhile"),
        done=Message(
            "You and another member were asked to talk privately with a moderator. While it "
            "lasts you cannot reply in that topic."
        ),
        logged=Message(
            "A member was asked to step aside with another, with no replies in the topic meanwhile"
        ),
        apply=apply,
        undo=undo,
        is_possible=waits_for_statement,
        occasions=occasions,
        occasion_type="topic",
        in_bulk=False,  # a page of the topic asks two at once
        restriction=Restriction.SERVICE,
        may_end=True,
        taking=(
            Message("It prevents replies in that one topic, and nothing else."),
            Message("It prevented replies in that one topic, and nothing else."),
        ),
        back=Message("You can reply in that topic again, unless another decision prevents it."),
    ),
)
