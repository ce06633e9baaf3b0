"""What stands at the doors of the demo: rules, greeters, an invitation, an application."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from tribe.accounts import services as accounts
from tribe.arrival.services import offer_to_greet
from tribe.base.db import session
from tribe.demo.grammar import read_words
from tribe.members.models import IN_USE, Member
from tribe.pages import services as pages
from tribe.pages.drafts import DRAFTED, drafts_of
from tribe.pages.forms import GAP
from tribe.pages.models import PageKey
from tribe.rituals.models import RitualKeeper
from tribe.settings import value_of
from tribe.settings.place import BRAND, NAME

SETTLED = timedelta(days=20)  # after the founding, when the rules were written


def furnish_doors(founder: Member, inviter: Member, password: str) -> None:
    """Publish what holds, and let somebody be invited and somebody ask; the caller commits."""
    since = founder.joined_at + SETTLED
    _publish(founder, since)
    members = session.scalars(select(Member).where(IN_USE).order_by(Member.id)).all()
    for member in members:
        at = max(since, member.joined_at)
        pages.answer(member, PageKey.RULES, 1, is_agreed=True, at=at)
    keepers = set(session.scalars(select(RitualKeeper.member_id)))
    for member in members:
        if member.id in keepers and not member.is_brand:
            offer_to_greet(member)
    words = read_words("doors")
    accounts.invite(inviter, words["invitation"]["words"], words["invitation"]["email"])
    asked = words["application"]
    accounts.apply(
        asked["name"],
        asked["email"],
        password,
        asked["words"],
        is_measured=True,
        rules_number=1,
        locale=asked["locale"],
    )


def _publish(founder: Member, at: datetime) -> None:
    place = {"name": value_of(NAME), "brand": value_of(BRAND)}
    for key in DRAFTED:
        drafts = drafts_of(key, **place).items()
        texts = {language: _filled(draft, language) for language, draft in drafts}
        pages.publish(founder, key, texts, at=at)


def _filled(draft: str, language: str) -> str:
    """A draft with its gaps filled in, in their order."""
    left = iter(read_words("doors")["responsible"][language])
    return re.sub(GAP, lambda _gap: next(left), draft)
