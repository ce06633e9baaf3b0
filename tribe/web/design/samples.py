"""Believable things for the pattern page to show; nobody here exists."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.base.db import now
from tribe.web.forms import Form


@dataclass(frozen=True)
class Person:
    """What the components need to know of a member."""

    name: str
    hue: int
    is_brand: bool = False
    avatar_key: str | None = None

    @property
    def initials(self) -> str:
        """Up to two letters of the name."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


@dataclass
class FilledForm:
    """A form that came back with its errors and with what was typed."""

    values: dict[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict)


CAST = [
    Person(name, hue)
    for hue, name in enumerate(
        [
            "Ada",
            "Ben",
            "Cleo",
            "Dov",
            "Edda",
            "Félix",
            "Gwen",
            "Hana",
            "Ines",
            "Joao",
            "Kofi",
            "Lise",
        ]
    )
]
BRAND = Person("Atelier", 3, is_brand=True)


def form_with_errors() -> FilledForm:
    """What a reader sees when something has to be looked at again."""
    return FilledForm(
        values={"title": "", "place": _("The old wash-house"), "seats": _("about twelve")},
        errors={
            "title": [_("Give the gathering a title, so that people know what they come to.")],
            "seats": [_("Write the number of seats in figures, such as 12.")],
        },
    )


def bars() -> list[dict[str, Any]]:
    """Three shares with their intervals, placed on a scale of 0 to 100 % over 480 units."""
    shares = [
        (_("Walkers"), 0.72, 0.61, 0.81, 1),
        (_("Menders"), 0.55, 0.41, 0.68, 2),
        (_("Night readers"), 0.31, 0.17, 0.49, 6),
    ]
    return [
        {
            "name": name,
            "share": share,
            "low": low,
            "high": high,
            "hue": hue,
            "x": round(110 + share * 480),
            "x1": round(110 + low * 480),
            "x2": round(110 + high * 480),
            "y": 24 + 44 * row,
        }
        for row, (name, share, low, high, hue) in enumerate(shares)
    ]


def overtaken_form() -> Form:
    """A form whose thing another has changed meanwhile."""
    form = Form({"place": str(_("The old wash-house, Le Bourg"))})
    form.theirs = {"place": str(_("The old wash-house"))}
    return form


def everything() -> dict[str, Any]:
    """All that the pattern page shows."""
    present = now()
    evening = datetime(2026, 12, 12, 19, 30, tzinfo=ZoneInfo("Europe/Paris"))
    return {
        "cast": CAST,
        "brand": BRAND,
        "present": present,
        "soon": present - timedelta(minutes=25),
        "earlier": present - timedelta(hours=6),
        "days_ago": present - timedelta(days=3),
        "long_ago": present - timedelta(days=420),
        "evening": evening,
        "late": evening + timedelta(hours=2, minutes=30),
        "four_hours": Markup("<strong>4&nbsp;h</strong>"),
        "broken": form_with_errors(),
        "overtaken": overtaken_form(),
        "bars": bars(),
    }
