"""What is found of rites: all of them, with their steps, for each is open to all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from tribe.activity import Happened, Listener
from tribe.base.db import session
from tribe.base.i18n import gettext as _
from tribe.markup import words_of
from tribe.rituals import activities
from tribe.rituals.models import Ritual, RitualStep
from tribe.search import Document, Hit, Searchable, Tab, changed

RITUAL = "ritual"


def documents(ritual_ids: Collection[int]) -> list[Document]:
    """Rites, with what is done in each; two queries."""
    ids = sorted(ritual_ids)
    steps: defaultdict[int, list[str]] = defaultdict(list)
    of_them = select(RitualStep.ritual_id, RitualStep.text).where(RitualStep.ritual_id.in_(ids))
    for ritual_id, step in session.execute(of_them.order_by(RitualStep.position)):
        steps[ritual_id].append(step)
    columns = (Ritual.id, Ritual.name, Ritual.purpose, Ritual.created_at, Ritual.created_by_id)
    return [
        Document(
            row.id,
            row.name,
            "\n".join([words_of(row.purpose), *steps[row.id]]),
            row.created_at,
            row.created_by_id,
        )
        for row in session.execute(select(*columns).where(Ritual.id.in_(ids)))
    ]


def numbers(after: int, size: int) -> Sequence[int]:
    """The next rites after a number; one query."""
    chosen = select(Ritual.id).where(Ritual.id > after).order_by(Ritual.id).limit(size)
    return session.scalars(chosen).all()


def show(_seen: Collection[int] | None, ritual_ids: Collection[int]) -> Mapping[int, Hit]:
    """Rites as they are found; one query."""
    columns = (Ritual.id, Ritual.slug, Ritual.name, Ritual.purpose, Ritual.created_at)
    rows = session.execute(select(*columns).where(Ritual.id.in_(sorted(ritual_ids))))
    return {
        row.id: Hit(row.name, f"/rituals/{row.slug}", words_of(row.purpose), row.created_at)
        for row in rows
    }


def hear(happened: Happened) -> None:
    """A rite was declared or changed."""
    changed(RITUAL, [happened.subject_id])


LISTENERS = (Listener(hear, (activities.RITUAL_DECLARED, activities.RITUAL_CHANGED)),)
SEARCHABLE = Searchable(
    RITUAL,
    tabs=(Tab("rituals", lambda: _("Rites"), ("ritual", "rites", "rite", "rituels"), order=40),),
    documents=documents,
    numbers=numbers,
    show=show,
    audience=lambda _actor: None,
    stays=True,
)
