"""Whom things of the brand serve and what they ask, in tests that are about something else."""

from tribe.intent.models import UNSTATED, Intent
from tribe.members.models import Member

STATED = Intent("Those who bake at home", "Nothing at all")
TYPED = {"serves": STATED.serves, "asks": STATED.asks}


def intent_of(member: Member) -> Intent:
    """What a member says of what they begin: both lines where they speak for the brand."""
    return STATED if member.is_brand else UNSTATED
