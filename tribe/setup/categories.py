"""Two sets of categories to begin with, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class Suggested:
    """A category that a new place may begin with; `slug` is its address."""

    slug: str
    name: str
    description: str
    hue: int
    is_closed: bool = False  # to guests: members alone read it


@dataclass(frozen=True)
class CategorySet:
    """Categories that go together, and for which kind of place."""

    key: str
    label: str
    help: str
    categories: Sequence[Suggested]


def category_sets() -> list[CategorySet]:
    """The sets that the setting up offers."""
    return [_around_things(), _around_places()]


def _doorstep() -> Suggested:
    return Suggested("hello", _("Hello"), _("Say who you are and what brings you here."), 2)


def _table() -> Suggested:
    about = _("Anything else, among ourselves.")
    return Suggested("table", _("Around the table"), about, 8, is_closed=True)


def _to_the_brand() -> Suggested:
    about = _("Questions, wishes and complaints to those who make it; they answer in public.")
    return Suggested("brand", _("To the brand"), about, 10)


def _around_things() -> CategorySet:
    return CategorySet(
        "things",
        _("Around what people use"),
        _("For people who make, mend or choose with the same things, wherever they live."),
        (
            _doorstep(),
            Suggested("help", _("Help one another"), _("Ask; somebody has met it before."), 5),
            Suggested("made", _("What we made"), _("Show it, with what went wrong too."), 0),
            Suggested("mend", _("Care and repair"), _("So that things last."), 6),
            _to_the_brand(),
            _table(),
        ),
    )


def _around_places() -> CategorySet:
    return CategorySet(
        "places",
        _("Around where people meet"),
        _("For people who know each other from gatherings, near where they live."),
        (
            _doorstep(),
            Suggested("gatherings", _("Before and after"), _("Planning, lifts, photographs."), 3),
            Suggested("near", _("Near you"), _("Who lives where, and who is up for it."), 7),
            Suggested("lend", _("To lend and to give"), _("Things and time, among members."), 4),
            _to_the_brand(),
            _table(),
        ),
    )
