"""Bringing the index to what the texts say now, in the transaction of whatever changed them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from zlib import crc32

from sqlalchemy import (
    Executable,
    Select,
    Table,
    TextClause,
    Update,
    bindparam,
    delete,
    select,
    text,
    update,
)

from tribe.base.db import insert_or, session, write_row
from tribe.search import words
from tribe.search.declared import Document, find_searchable
from tribe.search.models import FTS5, MAX_MARKS, SearchDocument

BATCH = 200  # texts of one transaction: less than a second's work, so that writers do not wait
Parts = tuple[list[str], list[str]]
MOST_PLACES = 255  # of one word in one text: as many as PostgreSQL keeps


def changed(kind: str, thing_ids: Collection[int]) -> None:
    """Some things were made, changed, hidden or taken away; the caller commits.

    Raises LookupError for a kind that no feature declares.
    """
    ids = sorted(thing_ids)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        documents = list(find_searchable(kind).documents(some))
        gone = set(some) - {document.thing_id for document in documents}
        if gone:
            session.execute(_forgetting(), {"of_kind": kind, "gone": sorted(gone)})
        put(kind, documents)


def put(kind: str, documents: Iterable[Document]) -> None:
    """Some texts are as whoever changed them says; the caller commits."""
    told = [(document, parts_of(document)) for document in documents]
    if not told:
        return
    rows = [columns_of(kind, document, parts) for document, parts in told]
    if _dialect() == "postgresql":
        terms = ({"terms": vector(*parts)} for _document, parts in told)
        session.execute(_writing(), [row | term for row, term in zip(rows, terms, strict=True)])
        return
    if len(told) == 1:
        numbers = {rows[0]["thing_id"]: write_row(_writing_one(), rows[0])[0][0]}
    else:
        session.execute(_writing(), rows)
        asked = {"of_kind": kind, "things": [row["thing_id"] for row in rows]}
        numbers = {row[0]: row[1] for row in session.execute(_numbering(), asked)}
    words = [
        {
            "number": numbers[document.thing_id],
            "title": " ".join(title),
            "text": " ".join(body),
        }
        for document, (title, body) in told
    ]
    if len(words) == 1:
        write_row(_TELLING, words[0])
    else:
        session.execute(_TELLING, words)


def moved(kind: str, scope_id: int, into_id: int) -> None:
    """All texts of one scope belong to another from now on; the caller commits."""
    own = (SearchDocument.kind == kind, SearchDocument.scope_id == scope_id)
    session.execute(update(SearchDocument).where(*own).values(scope_id=into_id))


def placed(kind: str, thing_ids: Select[int], **place: int) -> None:
    """Some texts have another scope or group from now on; the caller commits."""
    own = (SearchDocument.kind == kind, SearchDocument.thing_id.in_(thing_ids))
    session.execute(
        update(SearchDocument).where(*own).values(place),
        execution_options={"synchronize_session": False},
    )


def answered(
    kind: str, thing_id: Select[int], replies: Select[int], given: Mapping[str, int]
) -> None:
    """So many have answered a text; both are asked of the database, with the values given.

    The two selects are those of a module, with bound parameters: what they say is kept. The caller
    commits.
    """
    write_row(_answering(kind, thing_id, replies), given)


@cache
def _answering(kind: str, thing_id: Select[int], replies: Select[int]) -> Update:
    table: Table = SearchDocument.__table__  # type: ignore[assignment]
    own = (table.c.kind == kind, table.c.thing_id == thing_id.scalar_subquery())
    return update(table).where(*own).values(replies=replies.scalar_subquery())


def answered_each(kind: str, replies: Mapping[int, int]) -> None:
    """So many have answered each of some texts; the caller commits."""
    if replies:
        rows = [{"of_kind": kind, "thing": one, "number": count} for one, count in replies.items()]
        session.execute(_COUNTING, rows)


def forget_all() -> None:
    """Empty the index; the caller commits."""
    session.execute(delete(SearchDocument))


def parts_of(document: Document) -> Parts:
    """What the index has of a title and of a text: both are cut in the language of the whole."""
    title, body = words.split(document.title), words.split(document.text)
    language = words.language_of([*title, *body])
    return words.terms(title, language), words.terms(body, language)


def columns_of(kind: str, document: Document, parts: Parts) -> dict[str, Any]:
    """The row of a text, without the words themselves."""
    told = f"{words.VERSION}|{' '.join(parts[0])}|{' '.join(parts[1])}"
    return {
        "kind": kind,
        "thing_id": document.thing_id,
        "group_id": document.group_id or document.thing_id,
        "scope_id": document.scope_id,
        "author_id": document.author_id,
        "at": document.at,
        "replies": document.replies,
        "marks": marks_of(document.marks),
        "digest": crc32(told.encode()) >> 1,  # fits a column of four bytes
        "terms": None,
    }


def marks_of(marks: Iterable[str]) -> str:
    """Words that a condition finds whole, each between two spaces; none where there are none."""
    told = " ".join(dict.fromkeys(marks))[: MAX_MARKS - 2]
    return f" {told} " if told else ""


def vector(title: Sequence[str], text: Sequence[str]) -> str:
    """The places of words as PostgreSQL reads a tsvector: those of the title weigh as A."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    after = len(title) + 2  # no phrase goes on from the title into the text
    weighed = [(term, f"{place}A") for place, term in enumerate(title, 1)]
    weighed += [(term, f"{place}") for place, term in enumerate(text, after)]
    for term, place in weighed[: words.MOST_WORDS]:
        if len(places[term]) < MOST_PLACES:
            places[term].append(place)
    return " ".join(f"'{term}':{','.join(at)}" for term, at in places.items())


def _dialect() -> str:
    return session.get_bind().dialect.name


def _writing() -> Executable:
    return _written(_dialect())


def _writing_one() -> Executable:
    return _written(_dialect(), returning=True)


@cache
def _written(dialect: str, *, returning: bool = False) -> Executable:
    names = [column.name for column in SearchDocument.__table__.columns if column.name != "id"]
    added = insert_or(SearchDocument).values({name: bindparam(name) for name in names})
    new = {name: added.excluded[name] for name in names}
    put = added.on_conflict_do_update(index_elements=["kind", "thing_id"], set_=new)
    return put.returning(SearchDocument.id) if returning else put


@cache
def _numbering() -> Select[int, int]:
    of_them = SearchDocument.thing_id.in_(bindparam("things", expanding=True))
    chosen = select(SearchDocument.thing_id, SearchDocument.id)
    return chosen.where(SearchDocument.kind == bindparam("of_kind"), of_them)


@cache
def _forgetting() -> Executable:
    gone = SearchDocument.thing_id.in_(bindparam("gone", expanding=True))
    chosen = delete(SearchDocument).where(SearchDocument.kind == bindparam("of_kind"), gone)
    return chosen.execution_options(synchronize_session=False)


_COUNTING = (
    update(SearchDocument.__table__)  # type: ignore[arg-type]
    .where(
        SearchDocument.__table__.c.kind == bindparam("of_kind"),
        SearchDocument.__table__.c.thing_id == bindparam("thing"),
    )
    .values(replies=bindparam("number"))
)
_TELLING: TextClause = text(
    f"INSERT OR REPLACE INTO {FTS5}(rowid, title, text) VALUES (:number, :title, :text)"  # noqa: S608
)
