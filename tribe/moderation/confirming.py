"""That who does something weighty to an account confirms first what it would take."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.text import isolated
from tribe.members.models import Member
from tribe.moderation.labels import said
from tribe.moderation.models import ModerationCase
from tribe.moderation.queue import handled_by
from tribe.web.forms import Form
from tribe.web.moderated import ModerationAct
from tribe.web.versions import version_of

FIELD = "confirmed"


class Weighty(NamedTuple):
    """An account, and what an act on it would take."""

    member_id: int
    name: str
    what: str


def list_weighty(actor: Actor, act: ModerationAct, member_ids: Iterable[int]) -> list[Weighty]:
    """Those of some accounts of which an act would take so much that it is confirmed first."""
    found = []
    for number in sorted(set(member_ids)):
        member = session.get(Member, number)
        if act.subject_type == "member" and member is not None and act.is_weighty(actor, number):
            what = ", ".join(map(said, act.foresees(actor, number)))
            found.append(Weighty(number, member.name, what))
    return found


def list_people(actor: Actor, case_ids: Sequence[int]) -> list[int]:
    """The members whose accounts some cases are about, of those that are handled; one query."""
    chosen = select(ModerationCase.subject_id).where(ModerationCase.id.in_(case_ids))
    of_people = chosen.where(ModerationCase.subject_type == "member", *handled_by(actor))
    return list(session.scalars(of_people))


def sign_of(weighty: Sequence[Weighty]) -> str:
    """What a form sends that was confirmed: of other accounts, or other counts, it is another."""
    return version_of({str(one.member_id): one.what for one in weighty}) if weighty else ""


def require_confirmed(form: Form, weighty: Sequence[Weighty]) -> None:
    """Let a form fail where it confirms not what an act would take, with the counts."""
    if not weighty or form.values.get(FIELD) == sign_of(weighty):
        return
    for one in weighty:
        words = _(
            "Confirm first: of %(name)s this would now remove %(what)s.",
            name=isolated(one.name),
            what=one.what,
        )
        form.fail(FIELD, words)


def sign_for(actor: Actor, act: ModerationAct, member_id: int) -> str:
    """What a page sends where it is confirmed for one account; empty where nothing need be."""
    return sign_of(list_weighty(actor, act, [member_id]))
