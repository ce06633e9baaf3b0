"""Held texts as their author's notices refer to them."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.activity.holding import held_kinds
from tribe.spam import queries
from tribe.spam.models import HeldText
from tribe.web.subjects import Shown, Subject


def _title(held: HeldText) -> str:
    kind = held_kinds().get(held.kind)
    return held.title or (kind.label() if kind is not None else "")


def show_held(actor: Actor, held_id: int) -> Shown | None:
    """A held text, to its author alone."""
    held = queries.find_held(held_id)
    if held is None or actor.id is None or held.author_id != actor.id:
        return None
    return Shown(_title(held), f"/me/held#h-{held.id}", held.body)


def show_all_held(actor: Actor, numbers: Collection[int]) -> Mapping[int, Shown]:
    """Held texts of an author; one query."""
    return {
        held.id: Shown(_title(held), f"/me/held#h-{held.id}")
        for held in queries.list_held(sorted(numbers))
        if actor.id is not None and held.author_id == actor.id
    }


SUBJECTS = (Subject("held_text", lambda: _("a held text"), show_held, show_all=show_all_held),)
