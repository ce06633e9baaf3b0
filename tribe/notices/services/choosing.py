"""What a member chooses of being told, and by mail when."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete

from tribe.activity.notices import Channel, NoticeKind, list_kinds
from tribe.activity.reminders import find_reminder
from tribe.base.db import insert_or, session
from tribe.mail import Recipient, addresses
from tribe.mail.kinds import list_offered
from tribe.members.models import Member
from tribe.notices.models import (
    BrandBudget,
    Digest,
    NoticeChoice,
    NoticeRhythm,
    PushChoice,
    Reach,
    ReminderChoice,
)
from tribe.notices.wishes import (
    BEGINNING,
    DIGEST,
    TOLD,
    begins_pushed,
    first_reach,
    mailed_as,
    reaches_of,
)


@dataclass(frozen=True)
class Chosen:
    """All that a member chooses on their page; `digest` is None for none."""

    reaches: Mapping[str, Reach]  # by the names of the kinds
    digest: Digest | None
    digest_hour: int
    most_a_day: int | None
    quiet_from: int | None
    quiet_until: int | None
    muted_until: date | None
    mails: Collection[str]  # the names of other kinds of mails that come
    pushed: Collection[str]  # the names of the kinds that come to devices
    budgets: Mapping[Channel, int | None]  # messages of the brand a month; None as it begins
    offsets: Mapping[str, Collection[int]] = field(default_factory=dict)  # minutes before, by kind


def choose(member: Member, chosen: Chosen) -> None:
    """Let a member be told as they choose; raises nothing.

    What no mail of a kind says any more is unsubscribed from, as by the link of such a mail.
    """
    _keep_rhythm(member.id, chosen)
    for channel, most in chosen.budgets.items():
        _keep_budget(member.id, channel, most)
    for name, offsets in chosen.offsets.items():
        _keep_offsets(member.id, name, offsets)
    _keep_pushed(member.id, chosen.pushed)
    before = reaches_of([member.id])[member.id]
    by_mail: dict[str, list[NoticeKind]] = defaultdict(list)
    for kind in list_kinds():
        by_mail[mailed_as(kind)].append(kind)
    for mail_kind, kinds in by_mail.items():
        wanted = {kind.name: chosen.reaches.get(kind.name, before[kind.name]) for kind in kinds}
        is_mailed = Reach.AT_ONCE in wanted.values()
        for kind in kinds:
            if is_mailed or wanted[kind.name] is not before[kind.name]:
                _keep(member.id, kind, wanted[kind.name])
        if is_mailed or any(map(_begins_at_once, kinds)):
            _subscribe(member, mail_kind, is_wanted=is_mailed)
    _subscribe(member, DIGEST, is_wanted=chosen.digest is not None)
    for other in list_offered(member):
        _subscribe(member, other.name, is_wanted=other.name in chosen.mails)


def take_up_again(member_id: int, mail_kind: str) -> None:
    """Let kinds come at once as they began, where a member wants their mails and chose none."""
    kinds = [kind for kind in list_kinds() if mailed_as(kind) == mail_kind]
    reaches = reaches_of([member_id])[member_id]
    if mail_kind == TOLD or Reach.AT_ONCE in {reaches[kind.name] for kind in kinds}:
        return
    names = [kind.name for kind in kinds if _begins_at_once(kind)]
    own = (NoticeChoice.member_id == member_id, NoticeChoice.kind.in_(names))
    session.execute(delete(NoticeChoice).where(*own))


def _begins_at_once(kind: NoticeKind) -> bool:
    return first_reach(kind) is Reach.AT_ONCE


def _keep(member_id: int, kind: NoticeKind, reach: Reach) -> None:
    """Keep how far a kind comes to a member; nothing is kept of what is as it began."""
    if reach is first_reach(kind):
        own = (NoticeChoice.member_id == member_id, NoticeChoice.kind == kind.name)
        session.execute(delete(NoticeChoice).where(*own))
        return
    row = {"member_id": member_id, "kind": kind.name, "reach": reach}
    session.execute(
        insert_or(NoticeChoice)
        .values(row)
        .on_conflict_do_update(index_elements=["member_id", "kind"], set_={"reach": reach})
    )


def _keep_budget(member_id: int, channel: Channel, most: int | None) -> None:
    """Keep how many messages of the brand a member takes; nothing where it is as it began."""
    if most is None:
        own = (BrandBudget.member_id == member_id, BrandBudget.channel == channel.value)
        session.execute(delete(BrandBudget).where(*own))
        return
    row = {"member_id": member_id, "channel": channel.value, "most_a_month": most}
    session.execute(
        insert_or(BrandBudget)
        .values(row)
        .on_conflict_do_update(index_elements=["member_id", "channel"], set_={"most_a_month": most})
    )


def _keep_offsets(member_id: int, name: str, wanted: Collection[int]) -> None:
    """Keep how long before a member is reminded; nothing of what is as it began."""
    own = (ReminderChoice.member_id == member_id, ReminderChoice.kind == name)
    session.execute(delete(ReminderChoice).where(*own))
    kind = find_reminder(name)
    if kind is None:
        return
    for minutes in kind.offsets:
        if (is_wanted := minutes in wanted) is not (minutes in kind.begins):
            row = {"member_id": member_id, "kind": name, "minutes": minutes}
            session.add(ReminderChoice(**row, is_wanted=is_wanted))
    session.flush()


def _keep_pushed(member_id: int, wanted: Collection[str]) -> None:
    """Keep which kinds come to a member's devices; nothing is kept of what is as it began."""
    session.execute(delete(PushChoice).where(PushChoice.member_id == member_id))
    for kind in list_kinds():
        if (kind.name in wanted) is not begins_pushed(kind):
            session.add(
                PushChoice(member_id=member_id, kind=kind.name, is_wanted=kind.name in wanted)
            )
    session.flush()


def _keep_rhythm(member_id: int, chosen: Chosen) -> None:
    values: dict[str, Any] = {
        "hour": chosen.digest_hour,
        "most_a_day": chosen.most_a_day,
        "quiet_from": chosen.quiet_from,
        "quiet_until": chosen.quiet_until,
        "muted_until": chosen.muted_until,
    }
    if chosen.digest is not None:
        values["days"] = chosen.digest
    kept = insert_or(NoticeRhythm).values(BEGINNING | {"member_id": member_id} | values)
    session.execute(kept.on_conflict_do_update(index_elements=["member_id"], set_=values))
    session.expire_all()


def _subscribe(member: Member, mail_kind: str, *, is_wanted: bool) -> None:
    """Let a kind of mails come to a member's address, or not; nothing where they have none."""
    if not member.email:
        return
    address = addresses.address_of(Recipient.of(member))
    change = addresses.resubscribe if is_wanted else addresses.unsubscribe
    change(address.id, mail_kind)
