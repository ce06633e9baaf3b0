"""The page on which people search."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from markupsafe import Markup

from tribe.finder.questions import Place, asked_by, place_called, places
from tribe.forum.queries import suggest_tags, visible_category_ids
from tribe.members.identity import current_actor
from tribe.search import asking
from tribe.search.excerpts import excerpt, mark, marker_of
from tribe.search.meant import correct
from tribe.search.queries import MOST_PAGES, PAGE, Asked, Found, search
from tribe.web.pages import Page
from tribe.web.security import limiter

FEW, LEAST_LETTERS = 5, 3  # topics below a field, and letters before any is looked for
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
    note: str  # what its author declares beside it
    stated: Sequence[Markup]  # whom it serves and what it asks, of what the brand began


@blueprint.get("/search")
@limiter.limit("120 per minute")
def results() -> Page:
    """What answers a question, in one list of several."""
    typed = request.args.get("q", "")[: asking.MAX_LENGTH]
    question = asking.read(typed)
    said, place, page = urlencode({"q": typed}), _place(question), _page()
    asked, unknown = asked_by(current_actor(), question, place)
    found = search(asked, page=page)
    return render_template(
        "finder/search.html",
        typed=typed,
        question=question,
        unknown=unknown,
        place=place.tab.name,
        tabs=[(_address(said, one.tab.name), one.tab.label()) for one in places()],
        current=_address(said, place.tab.name),
        meant=_meant(typed, asked) if not found.total and page == 1 else "",
        found=found,
        rows=_rows(asked, place, found.ids),
        some=_rows(asked, place, found.some),
        earlier=_address(said, place.tab.name, page - 1) if page > 1 else None,
        later=_address(said, place.tab.name, page + 1) if _goes_on(found, page) else None,
    )


@blueprint.get("/search/suggestions")
@limiter.limit("120 per minute")
def suggestions() -> Page:
    """Topics that answer what is being typed, as a list to be put below the field."""
    typed = request.args.get("q", "")[: asking.MAX_LENGTH]
    begun = asking.tag_begun(typed)
    if begun is not None:
        return _few_tags(typed, begun)
    return _few(asking.read(typed, is_typing=True), is_any=False)


@blueprint.get("/search/similar")
@limiter.limit("60 per minute")
def similar() -> Page:
    """Topics like the one whose title is being typed."""
    typed = request.args.get("q", "")[: asking.MAX_LENGTH]
    question = asking.Question(asking.read(typed).parts)
    return _few(question, is_any=True)


def _few(question: asking.Question, *, is_any: bool) -> str:
    """The first topics that answer, without a page around them."""
    place, rows = places()[0], list[Row]()
    if len("".join(word for part in question.wanted for word in part.words)) >= LEAST_LETTERS:
        asked, _unknown = asked_by(current_actor(), question, place)
        found = search(asked, size=FEW)
        rows = _rows(asked, place, [*found.ids, *(found.some if is_any else ())][:FEW])
    return render_template("finder/few.html", rows=rows, is_similar=is_any)


def _few_tags(typed: str, begun: str) -> str:
    """The tags that begin so, each with the question that it completes; of what a reader sees."""
    names = suggest_tags(visible_category_ids(current_actor()), begun, FEW)
    before = typed[: len(typed) - len(begun)] if begun else typed
    tags = [(name, f"/search?{urlencode({'q': before + name})}") for name in names]
    return render_template("finder/few_tags.html", tags=tags)


def _meant(typed: str, asked: Asked) -> str:
    """What may have been meant: said only where the reader would find something by it."""
    instead = correct(typed, asked.kind, asked.audience, asked.question)
    if not instead:
        return ""
    other = replace(asked, question=replace(asked.question, parts=asking.read(instead).parts))
    return instead if search(other, size=1).total else ""


def _place(question: asking.Question) -> Place:
    """The list that is looked in: of the address, of the question, the one before, or the first."""
    for name in (request.args.get("in", ""), question.within, request.args.get("last", "")):
        if name and (place := place_called(name)) is not None:
            return place
    return places()[0]


def _page() -> int:
    """The page that is asked for; what is no number is the first."""
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def _goes_on(found: Found, page: int) -> bool:
    return page < MOST_PAGES and found.total > page * PAGE


def _address(said: str, tab: str, page: int = 1) -> str:
    """A list of what answers a question, which is said as in a query of an address."""
    of_page = f"&page={page}" if page > 1 else ""
    return f"/search?{said}&in={tab}{of_page}"  # a tenth of building it from the route


def _rows(asked: Asked, place: Place, ids: Collection[int]) -> list[Row]:
    """What the reader may see of what was found, in its order."""
    shown = place.searchable.show(asked.audience, ids) if ids else {}
    marker = marker_of(asked.question.wanted)
    hits = [shown[number] for number in ids if number in shown]
    return [
        Row(
            mark(hit.title, marker),
            hit.address,
            excerpt(hit.text, marker),
            hit.at,
            hit.author,
            hit.place,
            hit.note,
            [mark(line, marker) for line in hit.stated],
        )
        for hit in hits
    ]
