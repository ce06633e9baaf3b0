"""What tests of search ask of the index itself."""

from flask import Flask
from sqlalchemy import select, text

from tests.conftest import Cast
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category
from tribe.search import words
from tribe.search.models import FTS5, SearchDocument
from tribe.search.rebuilding import rebuild_now


def found(word: str, kind: str = "post") -> list[int]:
    """The things that a word is indexed with, whoever asks."""
    kept = select(SearchDocument.thing_id).where(SearchDocument.kind == kind)
    terms = [words.stems(one) for one in words.split(word)]
    if session.get_bind().dialect.name == "postgresql":
        told = " & ".join("(" + "|".join(f"'{term}'" for term in some) + ")" for some in terms)
        is_match = text("terms @@ CAST(:told AS tsquery)").bindparams(told=told)
    else:
        told = " AND ".join("(" + " OR ".join(f'"{term}"' for term in some) + ")" for some in terms)
        is_match = text(f"id IN (SELECT rowid FROM {FTS5} WHERE {FTS5} MATCH :told)").bindparams(
            told=told
        )
    return sorted(session.scalars(kept.where(is_match)))


def talk(
    app: Flask, cast: Cast, title: str, *said: str, by: str = "cleo", slug: str = "hall"
) -> int:
    """A topic in a category of that slug, with what is said in it; its number."""
    with app.app_context():
        room = session.scalar(select(Category).where(Category.slug == slug))
        if room is None:
            room = Category(slug=slug, name=slug.title(), description="")
            session.add(room)
            session.flush()
        member = cast.get(by)
        topic = forum.create_topic(member, room, title, said[0] if said else "…")
        for text in said[1:]:
            forum.reply(member, topic, text)
        rebuild_now()
        return topic.id
