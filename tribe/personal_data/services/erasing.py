"""Erasing a member: taken up again after a kill, and again after an older backup was put back."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from tribe import audit, search, storage
from tribe.base import remains
from tribe.base.db import db, now, outlast_others, session, take_turns
from tribe.base.errors import RuleBroken
from tribe.jobs import enqueue, renew
from tribe.members.erasing import close_account
from tribe.members.models import FormerName, Member, State
from tribe.members.names import name_key
from tribe.members.staff import end_sign_ins, keep_one_admin
from tribe.personal_data import numbers
from tribe.personal_data.models import Departure, Erased, PartingWord, ReasonFor, Words
from tribe.privacy import Leaver, declared_erasing, declared_tables
from tribe.privacy.rows import erase_rows
from tribe.settings import place, value_of
from tribe.speech import Message

JOB = "personal_data.erase"
REMAINS = "personal_data.remains"
AGAIN = timedelta(minutes=1)
log = structlog.get_logger(__name__)


def erase(member_id: int, words: Words) -> Erased:
    """Erase a member now; commits as it goes, and begins anew where it was broken off.

    The list of erased numbers is written first, and from then on nobody acts in the member's name;
    what was on its way is waited for. Then each feature takes the member out of what is
    its own, in steps that done twice are as done once; then, in one transaction, every row that
    leads to them goes or loses its name, as its table declares; then their files; then what the
    files of the database still have of them.
    Raises RuleBroken for the last admin.
    """
    erased = _begin(member_id, words)
    number = erased.id  # the row is not held by a session that features may begin anew
    member = session.get_one(Member, member_id, populate_existing=True)
    if member.state is not State.LEFT:
        leaver = _leaver(member, erased)
        for take_out in declared_erasing():
            take_out(leaver)
        take_turns(f"erase {member_id}")
        _keep_parting_word(member_id)
        erase_rows(member_id)
        close_account(leaver)
        renew()
    storage.take_unused()
    forget_remains()
    return session.get_one(Erased, number)


def forget_remains() -> None:
    """Leave nothing of what was erased in the database's files; commits as it goes.

    Who reads just then holds the log, which is asked for again in a minute.
    """
    search.forget_gone()
    session.commit()
    remains.clean_tables(db.engine, declared_tables())
    remains.forget_samples(db.engine)
    if not remains.empty_log(db.engine):
        again = now() + AGAIN
        enqueue(REMAINS, key=f"{REMAINS}:{again.isoformat(timespec='minutes')}", at=again)
        session.commit()


def erase_departed(departure_id: int) -> None:
    """Erase a member whose pause is over; nothing when they stayed, or while it lasts."""
    departure = session.get(Departure, departure_id)
    if departure is None or departure.due_at > now():
        return
    erase(departure.member_id, departure.words)


def erase_due() -> None:
    """See to it that each member whose pause is over is being erased; the last admin waits."""
    for departure in session.scalars(select(Departure).where(Departure.due_at <= now())):
        try:
            keep_one_admin(session.get_one(Member, departure.member_id))
        except RuleBroken:
            log.warning("the last admin is due to be erased, and waits", departure=departure.id)
            continue
        moment = now().isoformat(timespec="hours")
        enqueue(JOB, key=f"{JOB}:{departure.id}:{moment}", departure_id=departure.id)


def forget_again() -> list[int]:
    """Erase again whom a backup that was put back has brought back; their numbers.

    Only rows that are the very accounts which were erased: whose number and whose day of joining
    agree with the check in the list.
    """
    again = []
    for line in numbers.read_list():
        member = session.get(Member, line.member)
        if member is None or member.state is State.LEFT:
            continue
        if numbers.check_of(member.id, member.joined_at) == line.check:
            erase(line.member, Words(line.words))
            again.append(line.member)
    return again


def forget_after_restore() -> str | None:
    """Erase again after a backup came, and say how many; None where nobody came back."""
    again = forget_again()
    for number in again:
        audit.record("privacy.erased_again", "member", number, actor_id=None)
    return f"{len(again)} erased again." if again else None


def has_begun(member_id: int) -> bool:
    """Whether the erasure of a member has begun, so that they cannot stay any more."""
    return session.scalar(select(Erased.id).where(Erased.member_id == member_id)) is not None


def _begin(member_id: int, words: Words) -> Erased:
    """Write down that a member is erased, in the database and beside it."""
    take_turns("staff")
    take_turns(f"erase {member_id}")
    erased = session.scalar(select(Erased).where(Erased.member_id == member_id))
    if erased is None:
        member = session.get_one(Member, member_id)
        keep_one_admin(member)
        _shut(member, words)
        erased = Erased(member_id=member_id, words=words, erased_on=now().date())
        session.add(erased)
        session.flush()
        check = numbers.check_of(member_id, member.joined_at)
        day = erased.erased_on.isoformat()
        numbers.write_down(numbers.Line(member_id, erased.words.value, day, check))
    renew()
    outlast_others()
    return erased


def _shut(member: Member, words: Words) -> None:
    """End the use of an account; a job goes on with an erasure that is broken off."""
    standing = select(Departure.id).where(Departure.member_id == member.id)
    if session.scalar(standing) is None:
        session.add(Departure(member_id=member.id, words=words, due_at=now()))
    member.leaves_at = member.leaves_at or now()
    end_sign_ins(member)
    session.flush()
    search.changed("member", [member.id])


def _leaver(member: Member, erased: Erased) -> Leaver:
    language = value_of(place.LANGUAGE)
    former = session.scalars(select(FormerName.name).where(FormerName.member_id == member.id)).all()
    names = (member.name, *former)
    number = str(erased.id)
    return Leaver(
        id=member.id,
        names=names,
        keys=frozenset(map(name_key, names)),
        email=member.email,
        takes_words=erased.words is Words.GO,
        stand_in=Message("former member %(number)s", number=number).said_in(language),
        gone=Message("(taken away by who wrote it)").said_in(language),
    )


def _keep_parting_word(member_id: int) -> None:
    """Tell why they left as they wished, under no name and by the month alone."""
    departure = session.scalar(select(Departure).where(Departure.member_id == member_id))
    if departure is None:
        return
    if departure.reason.strip() and departure.reason_for is not ReasonFor.NOBODY:
        is_public = departure.reason_for is ReasonFor.ALL
        month = now().date().replace(day=1)
        session.add(PartingWord(words=departure.reason, is_public=is_public, month=month))
    session.execute(delete(Departure).where(Departure.id == departure.id))
