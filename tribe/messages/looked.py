"""Private messages that were reported: moderators who read one say why first."""

from tribe.access import Actor, may
from tribe.audit.looking import LookKind, Private
from tribe.base.i18n import gettext as _
from tribe.moderation import policy
from tribe.moderation.queries import find_last
from tribe.moderation.queue import handling

LOOKED_AT = "messages.message.looked"


def find(actor: Actor, message_id: int) -> Private | None:
    """A message of which there is a case, to whoever handles that."""
    case = find_last("message", message_id)
    if case is None or case.author_id is None:
        return None
    if not may(actor, policy.HANDLE, case, **handling(actor, case)):
        return None
    return Private(case.author_id, f"/moderation/cases/{case.id}")


MESSAGE = LookKind(LOOKED_AT, lambda: str(_("a private message of yours that was reported")), find)
