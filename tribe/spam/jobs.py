"""What is forgotten in time, and what services elsewhere are asked once the cause is stored."""

from datetime import time
from typing import Any

from sqlalchemy import delete, update

from tribe import jobs
from tribe.activity import Happened, Listener
from tribe.base.db import insert_or, now, session
from tribe.jobs import Daily, JobKind, Lane, Recurring
from tribe.mail.composing import base_url
from tribe.members.activities import MEMBER_JOINED
from tribe.members.models import Member
from tribe.moderation import activities as moderation
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.spam import activities, elsewhere, services, settings
from tribe.spam.models import HeldText, ListedMember, TextSketch
from tribe.spam.services.judging import REMEMBERED


def forget(_payload: dict[str, Any]) -> None:
    """Delete what serves nobody any more."""
    services.prune()
    session.execute(delete(TextSketch).where(TextSketch.at < now() - REMEMBERED))


def ask_of_member(payload: dict[str, Any]) -> None:
    """Ask StopForumSpam about the address of a new account; nothing waits for it."""
    member = session.get(Member, payload["member"])
    email = member.email if member is not None else None
    if email is None or value_of(settings.STOPFORUMSPAM) != YES:
        return
    jobs.renew()
    if elsewhere.is_listed(email):
        row = insert_or(ListedMember).values(member_id=payload["member"], at=now())
        session.execute(row.on_conflict_do_nothing())


def ask_of_text(payload: dict[str, Any]) -> None:
    """Ask Akismet about a held text, for moderators to read; nothing waits for it."""
    held, key = session.get(HeldText, payload["held"]), value_of(settings.AKISMET)
    if held is None or not key:
        return
    text = f"{held.title}\n{held.body}"
    jobs.renew()
    advice = elsewhere.is_spam(key, base_url(), text)
    if advice is not None:
        said = update(HeldText).where(HeldText.id == payload["held"])
        session.execute(said.values(advice="spam" if advice else "ham"))


def hear_joining(happened: Happened) -> None:
    """Let a new account be asked about, where the place does so."""
    if value_of(settings.STOPFORUMSPAM) == YES:
        jobs.enqueue("spam.ask_of_member", member=happened.subject_id)


def hear_holding(happened: Happened) -> None:
    """Let a held text be asked about, where the place does so."""
    if value_of(settings.AKISMET):
        jobs.enqueue("spam.ask_of_text", held=happened.subject_id)


LISTENERS = (
    Listener(hear_joining, (MEMBER_JOINED,)),
    Listener(services.hear_report, (moderation.REPORTED,)),
    Listener(hear_holding, (activities.TEXT_HELD,)),
)
JOBS = (
    JobKind("spam.forget", forget),
    JobKind("spam.ask_of_member", ask_of_member, Lane.PUSH),
    JobKind("spam.ask_of_text", ask_of_text, Lane.PUSH),
)
SCHEDULE = (Recurring("spam.forget", Daily(time(4, 25))),)
