"""A stepping aside as records refer to it: to those whom it concerns, and moderators."""

from flask_babel import gettext as _

from tribe.access import Actor, may
from tribe.aside import policy, queries
from tribe.messages.addresses import conversation_link
from tribe.web.subjects import Shown, Subject


def show_aside(actor: Actor, aside_id: int) -> Shown | None:
    """To the two the conversation, to moderators who see its topic the list."""
    aside = queries.find_aside(aside_id)
    if aside is None:
        return None
    title = str(_("a stepping aside"))
    if actor.id is not None and queries.find_party(aside_id, actor.id) is not None:
        return Shown(title, conversation_link(aside.conversation_id))
    is_listed = may(actor, policy.ASK) and queries.is_in_sight(actor, aside)
    return Shown(title, "/asides") if is_listed else None


SUBJECTS = (Subject("step_aside", lambda: _("stepping aside"), show_aside),)
