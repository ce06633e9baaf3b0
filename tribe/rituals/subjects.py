"""Rites as they are referred to from elsewhere."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import exists, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.paging import parse_number
from tribe.forum.queries import visible_category_ids
from tribe.rituals.addresses import recap_link
from tribe.rituals.models import Enactment, Ritual
from tribe.rituals.queries import get_occasion
from tribe.web.subjects import Shown, Sight, Subject, numbered


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


def show_enactment(actor: Actor, enactment_id: int) -> Shown | None:
    """What is told of a time that a rite was enacted, to whoever may know of that time."""
    enactment = session.get(Enactment, enactment_id)
    if enactment is None:
        return None
    rooms = visible_category_ids(actor)
    occasion = get_occasion(enactment.ritual_id, enactment_id, rooms)
    if occasion is None:
        return None
    ritual = session.get_one(Ritual, enactment.ritual_id)
    return Shown(occasion.title, recap_link(ritual.slug, enactment_id), enactment.recap)


def ritual_on_page(*, slug: str, **_parts: object) -> int | None:
    """The rite of an address."""
    return session.scalar(select(Ritual.id).where(Ritual.slug == slug))


def enactment_on_page(*, slug: str, fragment: str = "", **_parts: object) -> int | None:
    """The entry of the chronicle to which an address of a rite leads, if it has something told."""
    number = parse_number(fragment.removeprefix("e-"))
    of_it = (Ritual.slug == slug, Enactment.id == number, Enactment.recap != "")
    found = select(Enactment.id).join(Ritual, Ritual.id == Enactment.ritual_id).where(*of_it)
    return session.scalar(found) if number is not None else None


SUBJECTS = (
    Subject(
        "enactment",
        lambda: _("recap"),
        show_enactment,
        is_reportable=True,
        pages={
            "rituals.ritual": enactment_on_page,
            "rituals.recap": numbered("enactment_id"),
        },
    ),
    Subject(
        "ritual",
        lambda: _("rite"),
        show_ritual,
        is_searchable=True,
        is_reportable=True,
        show_all=show_rituals,
        pages={"rituals.ritual": ritual_on_page},
        sight=Sight(lambda number: exists().where(Ritual.id == number)),
    ),
)
