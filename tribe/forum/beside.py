"""What stands beside the words that moderators decide about, on their pages and on its author's.

Pictures and documents, and of a topic of the brand's that waits whom it serves and what it asks.
"""

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup
from sqlalchemy import select

from tribe.base.db import session
from tribe.blocking import seen_by
from tribe.forum import queries
from tribe.forum.addresses import post_address
from tribe.forum.models import Topic
from tribe.forum.policy import sees_topic
from tribe.forum.queries import FileRow
from tribe.forum.queries.around import Around, list_around
from tribe.intent.models import UNSTATED, Intent, read_intent
from tribe.members.identity import current_actor
from tribe.members.models import Member
from tribe.spam.models import HeldText
from tribe.web.slots import Part

TEMPLATE = "forum/_judged_files.html"
Beside = tuple[Intent, tuple[FileRow, ...]]


def files_of_held(held_ids: Collection[int]) -> dict[int, Markup]:
    """What stands beside each of some texts that wait, drawn; two queries."""
    template = current_app.jinja_env.get_template(TEMPLATE)
    return {
        number: Markup(template.render(about=about))  # noqa: S704 (escaped)
        for number, about in _of_held(held_ids).items()
    }


def files_of_judged(subject_type: str, number: int) -> Part | None:
    """The same of a post, or of a text that waits; None where it has none. Two queries at most."""
    if subject_type == "held_text":
        about = _of_held([number]).get(number)
        return Part(TEMPLATE, about) if about is not None else None
    files = _shown(queries.list_files([number]).get(number, ())) if subject_type == "post" else ()
    return Part(TEMPLATE, (UNSTATED, files)) if files else None


def _of_held(held_ids: Collection[int]) -> dict[int, Beside]:
    kept = select(HeldText.id, HeldText.facts).where(HeldText.id.in_(sorted(held_ids)))
    said = {number: read_intent(facts) for number, facts in session.execute(kept)}
    files = queries.list_held_files(held_ids)
    found = {number: (intent, _shown(files.get(number, ()))) for number, intent in said.items()}
    return {number: about for number, about in found.items() if about[0].is_stated or about[1]}


@dataclass(frozen=True, slots=True)
class AroundJudged:
    """What stands around a post that is judged."""

    topic: Topic
    number: int
    around: Sequence[Around]

    def address(self, number: int) -> str:
        """Where one of them stands."""
        return post_address(self.topic, number)


def around_judged(subject_type: str, number: int) -> Part | None:
    """What a post answers and the ones beside it, as the reader sees them; None where none is.

    Two queries, and one more where a form is sent.
    """
    reader = current_actor()
    with seen_by(reader) if isinstance(reader, Member) else nullcontext():
        placed = queries.find_post(number) if subject_type == "post" else None
        if placed is None or not sees_topic(queries.get_category_tree(), reader, placed.topic):
            return None
        around = list_around(placed.post)
    if not around:
        return None
    return Part("forum/_judged_around.html", AroundJudged(placed.topic, placed.post.number, around))


def _shown(files: Collection[FileRow]) -> tuple[FileRow, ...]:
    """Those whose giver is not suspended: nobody is given the others."""
    return tuple(file for file in files if not file.is_closed)
