"""What the last report lets moderators do: circles apart, and rhythms that nobody declared."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext

from tribe.access import Actor
from tribe.reports.models import Snapshot
from tribe.reports.requests import queries
from tribe.reports.show.labels import joint_title, rhythm_words
from tribe.reports.show.pairs import Apart
from tribe.web.tasks import Task, TaskSource


def pairs_apart(snapshot: Snapshot | None) -> list[Apart] | None:
    """Circles without a bridge in the last report; None when it found no circles at all."""
    drawing = ((snapshot.drawing if snapshot else None) or {}).get("map")
    if snapshot is None or not drawing:
        return None
    from tribe.reports.declared.cohesion import CIRCLES  # numpy with it, for who reads a report

    found = CIRCLES.entry_in(snapshot.document)
    if found is None or not found.is_enough or not found.is_clear:
        return None
    if len(drawing["circles"]) < 2:
        return None
    circles = drawing["circles"]
    return [Apart(circles[one], circles[other]) for one, other in drawing["unbridged"]]


def read_apart(_reader: Actor, _moment: datetime) -> list[Task]:
    """Circles apart as tasks; one query."""
    snapshot = queries.last_snapshot()
    return [_gathering(snapshot, pair) for pair in pairs_apart(snapshot) or ()]


def _gathering(snapshot: Snapshot | None, pair: Apart) -> Task:
    one, other = (_circle(circle) for circle in (pair.one, pair.other))
    number = snapshot.id if snapshot is not None else 0
    return Task(
        key=f"{number}-{pair.one['label']}-{pair.other['label']}",
        title=str(_("%(one)s and %(other)s", one=one, other=other)),
        address="",
        why=str(
            _(
                "In the last report nobody of the one was at home in the other as well. A "
                "gathering of both is how bridges begin."
            )
        ),
        act=str(_("Propose a joint gathering")),
        act_address="/events/new?" + urlencode({"title": joint_title(pair)}),
    )


def _circle(circle: Mapping[str, Any]) -> str:
    name = str(_("Circle %(letter)s", letter=circle["label"]))
    return f"{name} ({', '.join(circle['haunts'])})" if circle["haunts"] else name


def after_apart(key: str, _since: datetime) -> str:
    """Circles of another report are drawn anew, so that nothing is said before there is one."""
    snapshot = queries.last_snapshot()
    if snapshot is None or key.startswith(f"{snapshot.id}-"):
        return str(_("No report has been made since."))
    return str(_("A report has been made since; its circles are drawn anew."))


def apart_heading(number: int) -> str:
    """How many, or what it is where there is none."""
    if number:
        return str(
            ngettext(
                "%(num)s pair of circles has no bridge",
                "%(num)s pairs of circles have no bridge",
                number,
            )
        )
    if pairs_apart(queries.last_snapshot()) is not None:
        return str(_("Every two circles have a bridge"))
    return str(_("No circles that could be apart"))


def nothing_apart() -> str:
    """Why no pair stands there."""
    if pairs_apart(queries.last_snapshot()) is not None:
        return str(_("In the last report each two circles had someone at home in both."))
    return str(
        _(
            "The last report found no circles that chance would not make as well, or there is none "
            "yet."
        )
    )


def list_undeclared() -> list[dict[str, Any]]:
    """Rhythms that nobody has declared a rite, as the last report found them; one query."""
    snapshot = queries.last_snapshot()
    found: list[dict[str, Any]] = ((snapshot.drawing if snapshot else None) or {}).get(
        "undeclared", []
    )
    return found


def read_undeclared(_reader: Actor, _moment: datetime) -> list[Task]:
    """The same as tasks; one query."""
    return [
        Task(
            key=_key_of(one),
            title=rhythm_words(one),
            address="",
            why=str(
                _(
                    "Found in headings that anybody may read. Ask those who keep it whether it is "
                    "one; it may be that they like it without a name."
                )
            ),
            act=str(_("Declare a rite")),
            act_address="/rituals/new",
        )
        for one in list_undeclared()
    ]


def after_undeclared(key: str, _since: datetime) -> str:
    """Whether the last report finds it still without a name."""
    waits = any(_key_of(one) == key for one in list_undeclared())
    return str(_("It has no name so far.") if waits else _("It is no longer among them."))


def _key_of(one: Mapping[str, Any]) -> str:
    return f"{one['kind']}:{one['pattern']}"[:120]


APART = TaskSource(
    "apart", apart_heading, nothing_apart, read_apart, after_apart, of_report=True, order=40
)
UNDECLARED = TaskSource(
    "undeclared",
    lambda number: (
        ngettext(
            "%(num)s rhythm that nobody has called a rite",
            "%(num)s rhythms that nobody has called a rite",
            number,
        )
        if number
        else _("No rhythm without a name")
    ),
    lambda: _(
        "When something comes back in time and nobody has called it a rite, it will be here."
    ),
    read_undeclared,
    after_undeclared,
    of_report=True,
    order=30,
)
TASKS = (UNDECLARED, APART)
