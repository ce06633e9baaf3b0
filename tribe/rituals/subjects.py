"""Rites as they are referred to from elsewhere."""

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.base.db import session
from tribe.rituals.models import Ritual
from tribe.web.subjects import Shown, Subject


def show_ritual(_actor: Actor, ritual_id: int) -> Shown | None:
    """A rite; each is open to all."""
    ritual = session.get(Ritual, ritual_id)
    if ritual is None:
        return None
    return Shown(ritual.name, f"/rituals/{ritual.slug}", ritual.purpose)


SUBJECTS = (
    Subject("ritual", lambda: _("rite"), show_ritual, is_searchable=True, is_reportable=True),
)
