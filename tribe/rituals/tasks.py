"""Rites without a keeper, as tasks of the desk."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, exists, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.members.models import IN_USE, Member
from tribe.rituals.models import Ritual, RitualKeeper, RitualStatus
from tribe.web.tasks import Task, TaskSource

SHOWN = 30


def list_keeperless() -> list[Ritual]:
    """Living rites that no active member keeps; one query."""
    alive = (Ritual.status == RitualStatus.ALIVE, ~_is_kept())
    return list(session.scalars(select(Ritual).where(*alive).order_by(Ritual.name).limit(SHOWN)))


def _is_kept() -> ColumnElement[bool]:
    return (
        exists()
        .where(RitualKeeper.ritual_id == Ritual.id, RitualKeeper.member_id == Member.id, IN_USE)
        .correlate(Ritual)
    )


def read(_reader: Actor, _moment: datetime) -> list[Task]:
    """The same as tasks."""
    return [
        Task(
            key=str(rite.id),
            title=rite.name,
            address=f"/rituals/{rite.slug}",
            why=str(
                _(
                    "Without a keeper a rite fades. Ask someone who was there the last time, or "
                    "keep it until someone is found."
                )
            ),
            act=str(_("Find someone")),
            act_address=f"/rituals/{rite.slug}",
            press=str(_("Keep it yourself")),
            press_address=f"/rituals/{rite.slug}/keep",
        )
        for rite in list_keeperless()
    ]


def after(key: str, _since: datetime) -> str:
    """Whether it has a keeper now; one query."""
    kept = session.scalar(select(_is_kept()).select_from(Ritual).where(Ritual.id == int(key)))
    if kept is None:
        return ""
    return str(_("It has a keeper.") if kept else _("It has no keeper so far."))


KEEPERLESS = TaskSource(
    "keeperless",
    lambda number: (
        ngettext("%(num)s rite has no keeper", "%(num)s rites have no keeper", number)
        if number
        else _("Every rite has a keeper")
    ),
    lambda: _("When a keeper lays a rite down and nobody takes it up, it will be here."),
    read,
    after,
    order=20,
)
TASKS = (KEEPERLESS,)
