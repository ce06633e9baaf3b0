"""The page of what was changed in a shared thing, by whom, and what a form of it puts back."""

from collections.abc import Mapping, Sequence

from flask import render_template

from tribe.access import Answer
from tribe.base import revisions
from tribe.base.errors import NotFound
from tribe.members.queries import members_by_id
from tribe.web.pages import sent_number


def sent_state(kind: str, number: int) -> revisions.State:
    """The state of this very thing that a form asks to put back; raises NotFound."""
    state = revisions.find(kind, number, sent_number("revision"))
    if state is None:
        raise NotFound("members.no_version")
    return state


def history_page(
    changes: Sequence[revisions.Change],
    labels: Mapping[str, str],
    *,
    back: str,
    title: str,
    may_restore: Answer,
) -> str:
    """Each change with what stood before; `back` is the thing's own page."""
    return render_template(
        "revisions.html",
        back=back,
        title=title,
        changes=changes,
        people=members_by_id(change.editor_id for change in changes),
        labels=labels,
        may_restore=may_restore,
    )
