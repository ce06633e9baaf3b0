"""Who speaks for the brand, and who reads what it has not said yet."""

from tribe.access import Actor, Permission, is_moderator, may, speaks_for_brand
from tribe.acts.models import BrandAct

SPEAK = Permission("acts:act:speak", "acts.not_brand", speaks_for_brand, is_speech=True)
COVER_WORDS = Permission("acts:act:cover", "acts.not_moderator", is_moderator)
PERMISSIONS = (SPEAK, COVER_WORDS)


def may_read(actor: Actor, act: BrandAct) -> bool:
    """What is published is everybody's; a draft is theirs who speak for the brand."""
    return not act.is_draft or bool(may(actor, SPEAK))
