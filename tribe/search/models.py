"""The index: one row for each text that is found, and what it says, as its database searches it.

On PostgreSQL the words of a text are a column of its row. On SQLite they are in a table of FTS5
beside it that keeps no texts (`content=''`), by the number of the row; when the row goes, whatever
takes it away, a trigger takes them too.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, made_anew

FTS5 = "search_index"
MAX_MARKS = 200
ANEW = "made of the texts themselves, which go along"


class SearchDocument(Base):
    """A text that is found: whose, when, and of whom its audience is asked."""

    __tablename__ = "search_document"
    __table_args__ = (
        UniqueConstraint("kind", "thing_id"),
        Index(
            "ix_search_document_terms",
            "terms",
            postgresql_using="gin",
            postgresql_with={"fastupdate": False},  # a search reads nothing that waits
        ).ddl_if("postgresql"),
        *made_anew(ANEW),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    group_id: Mapped[int]  # of several with one, a list of groups has the best
    scope_id: Mapped[int | None]  # what decides who may see it: of a post, its category
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    replies: Mapped[int] = mapped_column(default=0)
    marks: Mapped[str] = mapped_column(String(MAX_MARKS), default="")  # " link file "
    digest: Mapped[int]  # of the words, to compare with
    terms: Mapped[Any | None] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class SearchWord(Base):
    """A word that some texts of one scope hold, and how many do: for what is suggested."""

    __tablename__ = "search_word"
    __table_args__ = made_anew(ANEW)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    scope_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False
    )  # 0 where a text has none
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    written: Mapped[str] = mapped_column(String(40))  # as most people write it
    documents: Mapped[int]


class SearchTerm(Base):
    """A term that many of all texts have, and the share of those that do: it tells little."""

    __tablename__ = "search_term"
    __table_args__ = made_anew(ANEW)

    term: Mapped[str] = mapped_column(String(40), primary_key=True)
    share: Mapped[float]
    documents: Mapped[int]


CREATE_FTS5 = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS5} USING fts5(title, text, content='', "
    'contentless_delete=1, tokenize="unicode61 remove_diacritics 0")'
)
CREATE_TRIGGER = (
    f"CREATE TRIGGER IF NOT EXISTS {FTS5}_goes AFTER DELETE ON search_document "  # noqa: S608
    f"BEGIN DELETE FROM {FTS5} WHERE rowid = old.id; END"
)
for statement in (CREATE_FTS5, CREATE_TRIGGER):
    made = DDL(statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(SearchDocument.__table__, "after_create", made)
