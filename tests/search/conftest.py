"""What tests of search ask of the index itself."""

from sqlalchemy import select, text

from tribe.base.db import session
from tribe.search import words
from tribe.search.models import FTS5, SearchDocument


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
