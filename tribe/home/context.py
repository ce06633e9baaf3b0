"""What every template knows: the place, and the ways through it that are open to the reader."""

from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context, request
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from tribe.home.models import Place
from tribe.home.services import get_place, nameless_place
from tribe.members.identity import current_member, is_analyst, is_moderator
from tribe.members.models import Member


@dataclass(frozen=True)
class Way:
    """A link of the main navigation."""

    url: str
    label: str
    current: bool


def this_place() -> Place:
    """The place, asked for once a request; its defaults when the database does not answer."""
    if "place" not in g:
        try:
            g.place = get_place()
        except SQLAlchemyError:  # the page about it must still be shown
            g.place = nameless_place()
    place: Place = g.place
    return place


def ways_for(reader: Member | None, path: str) -> list[Way]:
    """The main pages, those of analysts and moderators only for them."""
    pages = [
        ("/", _("Home"), True),
        ("/topics", _("Topics"), True),
        ("/events", _("Gatherings"), True),
        ("/rituals", _("Rites"), True),
        ("/members", _("Members"), True),
        ("/fidelity", _("Fidelity"), True),
        ("/support", _("Support"), is_moderator(reader)),
        ("/reports", _("Reports"), is_analyst(reader)),
    ]
    return [Way(url, label, _is_within(path, url)) for url, label, is_open in pages if is_open]


def _is_within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))


def of_the_house() -> dict[str, Any]:
    """`tribe` and `nav`, for every template."""
    is_page = has_request_context()
    reader, path = (current_member(), request.path) if is_page else (None, "")
    return {"tribe": this_place(), "nav": ways_for(reader, path)}
