"""Rites as they are referred to from elsewhere."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import select

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


def show_rituals(_actor: Actor, ritual_ids: Collection[int]) -> Mapping[int, Shown]:
    """Rites, without their purposes; one query."""
    found = select(Ritual.id, Ritual.name, Ritual.slug).where(Ritual.id.in_(sorted(ritual_ids)))
    return {
        number: Shown(name, f"/rituals/{slug}") for number, name, slug in session.execute(found)
    }


SUBJECTS = (
    Subject(
        "ritual",
        lambda: _("rite"),
        show_ritual,
        is_searchable=True,
        is_reportable=True,
        show_all=show_rituals,
    ),
)
