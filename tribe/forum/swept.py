"""Taking away at once all that a member wrote, as an act of moderators."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from tribe.access import Actor, TrustLevel
from tribe.base.db import now, session
from tribe.forum import services
from tribe.forum.queries import get_category_tree
from tribe.forum.services.sparing import find_spared
from tribe.forum.services.sweeping import (
    Counts,
    categories_of,
    count_taken,
    is_gone_by,
    list_gone_with,
    would_take,
    writers_in,
)
from tribe.members import restraining, restraints
from tribe.members.models import Member, State
from tribe.spam import services as held_texts
from tribe.spam.queries import handled_by, list_waiting_of, reaches_beyond
from tribe.speech import Counted, Message, Said
from tribe.web.moderated import Choices, Details, ModerationAct, Restriction

IS_NEW, FEW_ANSWERS = timedelta(days=7), 5


def sweep(actor: Actor, member_id: int, _choices: Choices) -> Details:
    """Close an account, remove all that its member wrote in topics, and publish nothing of it."""
    details = restraining.suspend(actor, member_id, None)
    held = held_texts.decline_all(actor, member_id)
    return details | services.sweep(actor, member_id) | {"held": held}


def unsweep(actor: Actor, member_id: int, details: Details) -> None:
    """Bring back what was removed, and let what closed the account stand no more."""
    restraints.hold(member_id)  # before topics, as who sweeps does
    services.unsweep(actor, details)
    held_texts.undo_decline_all(actor, details.get("held", ()))
    restraining.release(member_id, details)


def what_goes(actor: Actor, member_id: int) -> Sequence[Said]:
    """How much a sweep would take, as it is counted for who is about to press it."""
    counts = count_taken(actor, member_id)
    waiting = len(list_waiting_of(member_id, handled_by(actor)))
    return [
        Counted("%(num)s topic", "%(num)s topics", counts.topics),
        Counted("%(num)s post of theirs", "%(num)s posts of theirs", counts.posts),
        Counted(
            "%(num)s post of others in these topics",
            "%(num)s posts of others in these topics",
            counts.answers,
        ),
        Counted("%(num)s held text", "%(num)s held texts", waiting),
        *_what_stays(counts),
        Message("no gathering, rite or private message"),
    ]


def is_weighty(actor: Actor, member_id: int) -> bool:
    """Whether an account is not new, or much of others goes with it."""
    member = session.get(Member, member_id)
    if member is None:
        return False
    is_new = member.trust is TrustLevel.NEW and member.joined_at > now() - IS_NEW
    return not is_new or count_taken(actor, member_id).answers > FEW_ANSWERS


def _what_stays(counts: Counts) -> list[Said]:
    posts, topics = counts.posts_spared, counts.topics_spared
    told = [
        Counted(
            "but not %(num)s post that an appeal gave back, which stays",
            "but not %(num)s posts that an appeal gave back, which stay",
            posts,
        ),
        Counted(
            "nor %(num)s topic that holds what an appeal gave back",
            "nor %(num)s topics that hold what an appeal gave back",
            topics,
        ),
    ]
    return [one for one in told if one.num]


def what_stays(actor: Actor, member_id: int) -> Mapping[str, Collection[int]]:
    """What a sweep leaves standing, for an appeal gave it back."""
    return find_spared(actor, member_id).as_things()


def what_went(details: Details) -> Sequence[Said]:
    """How much a sweep took, as it was counted then; nothing of one from before it was."""
    if "counts" not in details:
        return []
    counts = Counts(**details["counts"])
    told = [
        Counted("%(num)s topic", "%(num)s topics", counts.topics),
        Counted("%(num)s post of the account", "%(num)s posts of the account", counts.posts),
        Counted(
            "%(num)s post of others in these topics",
            "%(num)s posts of others in these topics",
            counts.answers,
        ),
        Counted("%(num)s held text", "%(num)s held texts", len(details.get("held", ()))),
    ]
    return [*(one for one in told if one.num), *_what_stays(counts)]


def _swept(details: Details) -> dict[str, list[int]]:
    return {"topic": details["topics"], "post": details["posts"]}


def _topics_taken(_member_id: int, details: Details) -> set[int]:
    """The topics of the member that are gone by it."""
    return set(details["topics"])


def _posts_taken(member_id: int, details: Details) -> set[int]:
    """The posts of the member that are gone by it, also with a topic of theirs."""
    return {*details["posts"], *list_gone_with(details, member_id)}


def _moderates_all(actor: Actor, details: Details) -> bool:
    """Whether an actor moderates, and sees, wherever anything lies now that a sweep took."""
    if not categories_of(details) <= get_category_tree().moderated_ids(actor):
        return False
    return not reaches_beyond(actor, details.get("held", ()))


def _is_member(member_id: int) -> bool:
    member = session.get(Member, member_id)
    return member is not None and member.state is not State.LEFT


ACTS = (
    ModerationAct(
        "forum.member.sweep",
        "member",
        label=Message("Remove all that they wrote, and suspend"),
        done=Message(
            "All your topics and posts were removed, what waited of you is not published, and your "
            "account is suspended. Your data stay yours, and you can appeal."
        ),
        logged=Message("All that a member wrote was removed, and the account suspended"),
        apply=sweep,
        foresees=what_goes,
        is_weighty=is_weighty,
        lasting=Message("can be undone; files and texts that wait for 30 days"),
        counted=what_went,
        undo=unsweep,
        may_reach=_moderates_all,
        is_possible=_is_member,
        restriction=Restriction.ACCOUNT,
        concerns=writers_in,
        done_beside=Message(
            "All that a member began was removed, and with it what you wrote in those topics."
        ),
        back=Message(
            "The topics and posts it removed are back, your texts that were waiting for a "
            "moderator wait again, and it no longer closes your account. Anything removed for "
            "another reason, or gone for good, does not come back."
        ),
        back_beside=Message(
            "What it removed of yours is back. Anything removed for another reason, or gone for "
            "good, does not come back."
        ),
        order=50,
        key="z",
        takes=would_take,
        spares=what_stays,
        took=_swept,
        settles={"topic": _topics_taken, "post": _posts_taken},
        holds=is_gone_by,
    ),
)
