"""Telling the open pages of moderators that something is new, once it is committed.

Of what lies where moderators may not look admins alone hear, in a room of theirs.
Who handles a case without moderating the place hears of it in a room of their own, which is told
of nothing that they do not handle at that moment.
"""

from collections.abc import Iterable

from tribe.access import Actor, is_admin, is_moderator
from tribe.live import announce
from tribe.moderation.models import ModerationCase
from tribe.moderation.queue import is_for_admins
from tribe.web import moderated

QUEUE, CASE, ALL = "moderation_queue", "moderation_case", "moderation_all"
WHOLE = 0  # the number of the queue of the place; others are those of members


def room_of(actor: Actor) -> str:
    """Where the pages of who handles cases hear of them."""
    if is_admin(actor):
        return f"{ALL}:{WHOLE}"
    return f"{QUEUE}:{WHOLE if is_moderator(actor) else actor.id}"


def tell_queue(case: ModerationCase, handlers: Iterable[int] | None = None) -> None:
    """Another number of cases waits; to who handles the case, or did so before."""
    announce(f"{ALL}:{WHOLE}", f"{ALL}:{WHOLE}")
    of_place = () if is_for_admins(case) else (WHOLE,)
    for number in (*of_place, *sorted(handlers_of(case) if handlers is None else handlers)):
        announce(f"{QUEUE}:{number}", f"{QUEUE}:{number}")


def tell_case(case: ModerationCase) -> None:
    """Something is new in a case."""
    room = f"{CASE}:{case.id}"
    announce(room, room, id=case.id)
    for number in sorted(handlers_of(case)):
        announce(f"{QUEUE}:{number}", f"{QUEUE}:{number}")


def handlers_of(case: ModerationCase) -> set[int]:
    """Who handles a case now without moderating the place; the queries of the feature."""
    if case.passed_on_at is not None:
        return set()
    return moderated.local_handlers(case.subject_type, case.subject_id) - {case.author_id or 0}
