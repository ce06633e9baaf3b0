"""The page on which people search."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup

from tribe.access import Actor
from tribe.finder.questions import Place, asked_by, place_called, places
from tribe.members.identity import current_actor
from tribe.search import asking
from tribe.search.excerpts import excerpt, mark, marker_of
from tribe.search.queries import MOST_PAGES, PAGE, Found, search
from tribe.web.pages import Page
from tribe.web.security import limiter

blueprint = Blueprint("finder", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was found, its words of the question marked."""

    title: Markup
    address: str
    text: Markup
    at: datetime
    author: str | None
    place: str


@blueprint.get("/search")
@limiter.limit("120 per minute")
def results() -> Page:
    """What answers a question, in one list of several."""
    typed = request.args.get("q", "")[: asking.MAX_LENGTH]
    question, actor = asking.read(typed), current_actor()
    place = _place(question)
    page = _page()
    found = search(asked_by(actor, question, place), page=page)
    return render_template(
        "finder/search.html",
        typed=typed,
        question=question,
        place=place.tab.name,
        tabs=[(_address(typed, one.tab.name), one.tab.label()) for one in places()],
        current=_address(typed, place.tab.name),
        found=found,
        rows=_rows(actor, question, place, found.ids),
        some=_rows(actor, question, place, found.some),
        earlier=_address(typed, place.tab.name, page - 1) if page > 1 else None,
        later=_address(typed, place.tab.name, page + 1) if _goes_on(found, page) else None,
    )


def _place(question: asking.Question) -> Place:
    """The list that is looked in: the one of the address, or of the question, or the first."""
    for name in (request.args.get("in", ""), question.within):
        if name and (place := place_called(name)) is not None:
            return place
    return places()[0]


def _page() -> int:
    told = request.args.get("page", "1")
    return min(max(int(told), 1), MOST_PAGES) if told.isascii() and told.isdigit() else 1


def _goes_on(found: Found, page: int) -> bool:
    return page < MOST_PAGES and found.total > page * PAGE


def _address(typed: str, tab: str, page: int = 1) -> str:
    about: dict[str, Any] = {"q": typed, "in": tab} | ({"page": page} if page > 1 else {})
    return url_for("finder.results", **about)


def _rows(actor: Actor, question: asking.Question, place: Place, ids: Collection[int]) -> list[Row]:
    """What the reader may see of what was found, in its order."""
    shown = place.searchable.show(actor, ids) if ids else {}
    marker = marker_of(question.wanted)
    hits = [shown[number] for number in ids if number in shown]
    return [
        Row(
            mark(hit.title, marker),
            hit.address,
            excerpt(hit.text, marker),
            hit.at,
            hit.author,
            hit.place,
        )
        for hit in hits
    ]
