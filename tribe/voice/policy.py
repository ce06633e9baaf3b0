"""Who may amend the charter, promise for the brand, judge a promise, and seat the council."""

from tribe.access import Actor, Permission, is_admin, is_moderator, is_staff, speaks_for_brand
from tribe.voice.models import CouncilSeat, Promise


def _sits(actor: Actor) -> bool:
    """The council is the members' own: no admin, moderator or account of the brand sits on it."""
    return not is_staff(actor)


def _amends(actor: Actor, *, is_seated: bool, council_sits: bool) -> bool:
    """The charter is the members': the council words it, and an admin only while there is none."""
    if is_staff(actor):
        return is_admin(actor) and not council_sits
    return is_seated


def _judges(actor: Actor, promise: Promise, *, is_seated: bool) -> bool:
    """The council judges; never staff, and never whoever made the promise."""
    return is_seated and not is_staff(actor) and actor.id != promise.made_by_id


def _ends_seat(actor: Actor, seat: CouncilSeat) -> bool:
    """Whoever sits on it leaves it; admins note that others did."""
    return is_admin(actor) or actor.id == seat.member_id


SIT = Permission("voice:council:sit", "voice.staff_on_council", _sits)  # of whom is seated
AMEND = Permission("voice:charter:amend", "voice.not_council", _amends, is_speech=True)
PROMISE = Permission("voice:promise:make", "voice.not_brand", speaks_for_brand, is_speech=True)
JUDGE = Permission("voice:promise:judge", "voice.not_judge", _judges, is_speech=True)
COVER_WORDS = Permission("voice:promise:cover", "voice.not_moderator", is_moderator)
SEAT = Permission("voice:council:seat", "voice.not_admin", is_admin)
END_SEAT = Permission("voice:council:end", "voice.not_admin", _ends_seat)

PERMISSIONS = (SIT, AMEND, PROMISE, JUDGE, COVER_WORDS, SEAT, END_SEAT)
