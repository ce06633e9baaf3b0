"""Promises and values as they are referred to from elsewhere; all of them are public."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.paging import parse_number
from tribe.voice.models import COVER, CharterValue, CouncilSeat, Promise
from tribe.web.subjects import Shown, Sight, Subject, numbered


def show_promise(_actor: Actor, promise_id: int) -> Shown | None:
    """A promise of the brand that has its words."""
    promise = session.get(Promise, promise_id)
    if promise is None or promise.is_covered:
        return None
    return Shown(promise.title, promise_link(promise.id), promise.source)


def promise_link(promise_id: int) -> str:
    """Where a promise stands in the register."""
    return f"/promises#promise-{promise_id}"


def promise_on_page(*, fragment: str = "", **_parts: object) -> int | None:
    """The promise of the register to which an address leads."""
    number = parse_number(fragment.removeprefix("promise-"))
    is_there = number is not None and session.get(Promise, number) is not None
    return number if is_there else None


def show_value(_actor: Actor, value_id: int) -> Shown | None:
    """A value of the charter."""
    value = session.get(CharterValue, value_id)
    return Shown(value.title, f"/charter#value-{value.id}", value.meaning) if value else None


def show_seat(_actor: Actor, seat_id: int) -> Shown | None:
    """A seat on the council; who has one is public."""
    seat = session.get(CouncilSeat, seat_id)
    return Shown(str(_("Seat on the council")), "/council") if seat is not None else None


def _has_words(number: ColumnElement[int]) -> ColumnElement[bool]:
    is_covered = and_(Promise.title == COVER, Promise.source == "")
    return exists().where(Promise.id == number, ~is_covered)


SUBJECTS = (
    Subject(
        "council_seat",
        lambda: _("seat on the council"),
        show_seat,
        sight=Sight(lambda number: exists().where(CouncilSeat.id == number)),
    ),
    Subject(
        "promise",
        lambda: _("promise"),
        show_promise,
        is_searchable=True,
        is_reportable=True,
        pages={"voice.promises": promise_on_page, "voice.judge_promise": numbered("promise_id")},
        sight=Sight(_has_words),
    ),
    Subject("charter_value", lambda: _("value of the charter"), show_value),
)
