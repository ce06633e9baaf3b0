"""Accounts as moderation reads them."""

from collections.abc import Callable, Sequence
from urllib.parse import quote

from sqlalchemy import Select, select

from tribe.access import Actor
from tribe.base.db import session, take_turns
from tribe.members import restraining
from tribe.members.models import Avatar, Member, RestraintKind, State, Trait
from tribe.members.restraints import is_closed_for_good, is_restrained
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
)


def read_member(member_id: int) -> Matter | None:
    """An account, while its member has not left."""
    member = session.get(Member, member_id)
    if member is None or member.state is State.LEFT:
        return None
    return Matter(member.id, member.name, f"/u/{quote(member.name)}", member.bio)


def warn(_actor: Actor, _member_id: int, _choices: Choices) -> Details:
    """Nothing but the statement, which says what was wrong."""
    return {}


def take_back_warning(_actor: Actor, _member_id: int, _details: Details) -> None:
    """Nothing but the statement, which says that it does not stand any more."""


def silence(actor: Actor, member_id: int, choices: Choices) -> Details:
    """Let them read alone until the end of the act."""
    return restraining.silence(actor, member_id, choices["ends_at"])


def suspend(actor: Actor, member_id: int, choices: Choices) -> Details:
    """Close their account until the end of the act, or until somebody opens it."""
    return restraining.suspend(actor, member_id, choices.get("ends_at"))


def release(_actor: Actor, member_id: int, details: Details) -> None:
    """Let what was taken from them be theirs again."""
    restraining.release(member_id, details)


def _by(verb: Callable[[Actor, int], Details]) -> Callable[[Actor, int, Choices], Details]:
    return lambda actor, member_id, _choices: verb(actor, member_id)


def _back(verb: Callable[[int, Details], None]) -> Callable[[Actor, int, Details], None]:
    return lambda _actor, member_id, details: verb(member_id, details)


def _is_member(member_id: int) -> bool:
    member = session.get(Member, member_id)
    return member is not None and member.state is not State.LEFT


def _may_be_closed(member_id: int) -> bool:
    """Whether an account is open, or closed until a moment alone, so that it may be for longer."""
    return _is_member(member_id) and not is_closed_for_good(member_id)


def _pictures_of(member_id: int) -> Sequence[str]:
    return session.scalars(select(Avatar.digest).where(Avatar.member_id == member_id)).all()


def _has_picture(member_id: int) -> bool:
    return session.get(Avatar, member_id) is not None


def _has_words(member_id: int) -> bool:
    member = session.get(Member, member_id)
    return member is not None and bool(member.bio or member.away_words or _wears(member_id))


def _wears(member_id: int) -> bool:
    return session.scalar(select(Trait.id).where(Trait.member_id == member_id).limit(1)) is not None


def _is_unlocked(member_id: int) -> bool:
    return not is_restrained(member_id, RestraintKind.NAME_LOCK)


def _is_not_banned(member_id: int) -> bool:
    return _is_member(member_id) and not is_restrained(member_id, RestraintKind.BAN)


def _bears_a_name(member_id: int) -> bool:
    member = session.get(Member, member_id)
    return member is not None and member.name != restraining.NAMELESS.format(member_id)


def _rows_of(members: Numbers) -> list[Held]:
    """An account is held by each act that restrains it, in its turn among those of the staff."""
    found = members if not isinstance(members, Select) else session.scalars(members).all()
    take_turns("staff")
    return [Held(Member, found)]


MODERATED = (
    Moderated("member", read_member, is_person=True, held=_rows_of, pictures=_pictures_of),
)
ACTS = (
    ModerationAct(
        "members.member.warn",
        "member",
        label=Message("Warn"),
        done=Message("You were warned. Nothing else was done."),
        done_together=Message("You were warned."),
        logged=Message("A member was warned"),
        apply=warn,
        undo=take_back_warning,
        order=10,
        key="a",
    ),
    ModerationAct(
        "members.member.silence",
        "member",
        label=Message("Silence"),
        done=Message("You can read here, and write nothing until the end that is named."),
        done_together=Message("You can read here, and write nothing until the end that is named."),
        logged=Message("A member was silenced temporarily"),
        apply=silence,
        undo=release,
        is_possible=_is_member,
        restriction=Restriction.SERVICE,
        may_end=True,
        needs_end=True,
        order=20,
        key="s",
    ),
    ModerationAct(
        "members.profile.take_picture",
        "member",
        label=Message("Take the picture away"),
        done=Message("Your picture was taken away. You can choose another."),
        logged=Message("A profile picture was removed"),
        apply=_by(restraining.take_picture),
        undo=_back(restraining.give_picture_back),
        is_possible=_has_picture,
        restriction=Restriction.VISIBILITY,
        taken=Taken.LITTLE,
        order=60,
        key="p",
        in_bulk=False,
    ),
    ModerationAct(
        "members.profile.take_words",
        "member",
        label=Message("Take the words of their page away"),
        done=Message("What your page said of you was taken away. You can write something else."),
        logged=Message("A profile text was removed"),
        apply=_by(restraining.take_words),
        undo=_back(restraining.give_words_back),
        is_possible=_has_words,
        restriction=Restriction.VISIBILITY,
        taken=Taken.WORDS,
        order=62,
        key="f",
        in_bulk=False,
    ),
    ModerationAct(
        "members.name.take",
        "member",
        label=Message("Take the name away"),
        done=Message("Your name was taken away, and nobody can bear it here. Choose another."),
        logged=Message("A name was removed"),
        apply=_by(restraining.take_name),
        undo=_back(restraining.give_name_back),
        is_possible=_bears_a_name,
        restriction=Restriction.VISIBILITY,
        taken=Taken.LITTLE,
        order=64,
        key="q",
        in_bulk=False,
    ),
    ModerationAct(
        "members.name.lock",
        "member",
        label=Message("Lock the name"),
        done=Message("You keep the name that you bear, and cannot change it."),
        logged=Message("A name was locked"),
        apply=_by(restraining.lock_name),
        undo=release,
        is_possible=_is_unlocked,
        restriction=Restriction.SERVICE,
        may_end=True,
        order=66,
        key="v",
        in_bulk=False,
    ),
    ModerationAct(
        "members.member.suspend",
        "member",
        label=Message("Suspend"),
        done=Message("Your account is suspended. Your data stay yours, and you can appeal."),
        done_together=Message(
            "Your account is suspended. Your data stay yours, and you can appeal."
        ),
        logged=Message("An account was suspended"),
        apply=suspend,
        undo=release,
        is_possible=_may_be_closed,
        restriction=Restriction.ACCOUNT,
        may_end=True,
        order=30,
        key="y",
    ),
    ModerationAct(
        "members.member.ban",
        "member",
        label=Message("Ban"),
        done=Message(
            "Your account is closed without end. Nobody can join with its name and address. "
            "Your data stay yours, and you can appeal."
        ),
        logged=Message("An account was closed permanently"),
        apply=_by(restraining.ban),
        undo=release,
        is_possible=_is_not_banned,
        restriction=Restriction.ACCOUNT,
        order=40,
        key="b",
    ),
)
