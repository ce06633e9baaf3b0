"""Pictures and documents of what moderators decide about, on their pages and on its author's."""

from collections.abc import Collection

from flask import current_app
from markupsafe import Markup

from tribe.forum import queries
from tribe.forum.queries import FileRow
from tribe.web.slots import Part

TEMPLATE = "forum/_judged_files.html"


def files_of_held(held_ids: Collection[int]) -> dict[int, Markup]:
    """The files of each of some texts that wait, drawn; one query."""
    template = current_app.jinja_env.get_template(TEMPLATE)
    found = queries.list_held_files(held_ids)
    return {
        number: Markup(template.render(about=_shown(files)))  # noqa: S704 (escaped)
        for number, files in found.items()
    }


def files_of_judged(subject_type: str, number: int) -> Part | None:
    """The files of a post, or of a text that waits; None where it has none. One query."""
    listing = {"post": queries.list_files, "held_text": queries.list_held_files}.get(subject_type)
    files = _shown(listing([number]).get(number, ())) if listing is not None else ()
    return Part(TEMPLATE, files) if files else None


def _shown(files: Collection[FileRow]) -> tuple[FileRow, ...]:
    """Those whose giver is not suspended: nobody is given the others."""
    return tuple(file for file in files if not file.is_closed)
