"""Promises that come due, as tasks of the desk."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.i18n import long_day
from tribe.voice.models import Promise
from tribe.web.tasks import Task, TaskSource

SOON = timedelta(days=30)
SHOWN = 30


def list_promises_due(today: date) -> list[Promise]:
    """What the brand promised for the coming month, or before, and has not settled; one query."""
    return list(
        session.scalars(
            select(Promise)
            .where(Promise.outcome.is_(None), Promise.due_on <= today + SOON)
            .order_by(Promise.due_on, Promise.id)
            .limit(SHOWN)
        )
    )


def read(_reader: Actor, moment: datetime) -> list[Task]:
    """The same as tasks."""
    return [
        Task(
            key=str(promise.id),
            title=promise.title,
            address=f"/promises#promise-{promise.id}",
            why=str(
                _(
                    "Due on %(day)s. Remind the brand, or ask the council to judge it.",
                    day=long_day(promise.due_on),
                )
            ),
            act=str(_("See the promises")),
            act_address=f"/promises#promise-{promise.id}",
            badge=str(_("overdue")) if promise.due_on < moment.date() else "",
        )
        for promise in list_promises_due(moment.date())
    ]


def after(key: str, _since: datetime) -> str:
    """Whether the council has judged it; one query."""
    promise = session.get(Promise, int(key))
    if promise is None:
        return ""
    return str(_("It is judged.") if promise.outcome else _("It is not judged so far."))


DUE = TaskSource(
    "promises",
    lambda number: (
        ngettext(
            "%(num)s promise of the brand is due", "%(num)s promises of the brand are due", number
        )
        if number
        else _("No promise of the brand is due")
    ),
    lambda: _("When one comes due within a month, it will be here."),
    read,
    after,
    order=50,
)
TASKS = (DUE,)
