"""Finding: one statement, in which the reader's audience stands beside the words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Integer, Row, bindparam, column, text
from sqlalchemy.sql.selectable import TypedReturnsRows

from tribe.base.db import UtcDateTime, list_rows, now, session
from tribe.blocking import reader
from tribe.search import matching
from tribe.search.asking import Part, Question
from tribe.search.frequency import telling
from tribe.search.models import FTS5

PAGE = 10
MOST_PAGES = 20  # beyond, a better question helps more than another page
KEPT_STATEMENTS = 256  # shapes of questions
# A title weighs four times its text. What is new counts for half as much more, and for half of that
# after as many days; so does what was answered, up to a third. Of a topic other posts count with
# the best one. Measured by benchmarks/search/relevance.py.
TITLE, FRESH, FRESH_DAYS, TALKED, TALKED_REPLIES = 4.0, 0.5, 180.0, 0.3, 5.0
TOGETHER = 0.3
WEIGHTS, NORMAL = "{0.6, 0.6, 0.6, 1}", 16  # of D, C, B and A, which is the title, to PostgreSQL
Rows = Sequence[Row[int, int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found: the numbers of things, the best first, and how many there are.

    Where few have all the words, `some` are those that have some of them; they are not counted.
    """

    ids: tuple[int, ...] = ()
    total: int = 0
    some: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, of whom its answers may be told, and what its filters are in numbers."""

    question: Question
    kind: str
    audience: Collection[int] | None  # the scopes that the reader may see; None for all
    author_ids: Collection[int] | None = None
    scope_ids: Collection[int] | None = None
    tag_ids: Sequence[int] | None = None  # which it must all have; none where one is not there
    tagged: str = ""
    begun: str = ""  # the groups that are left out with whom the reader keeps apart from
    stays: bool = False  # whoever wrote it
    is_grouped: bool = False

    @property
    def apart(self) -> Collection[int]:
        """Of whom nothing is to be found."""
        return frozenset() if self.stays else reader().apart


class Shape(NamedTuple):
    """What a statement depends on, beside what is bound to it."""

    dialect: str
    parts: int  # of which PostgreSQL weighs each; 0 where all must be there
    has_words: bool
    has_excluded: bool
    audience: tuple[int, ...] | None  # numbers of ours: few readers see other ones than the rest
    has_authors: bool
    has_scopes: bool
    has_apart: bool
    begun: str
    tagged: str
    tags: int
    marks: int
    has_before: bool
    has_after: bool
    is_grouped: bool


def search(asked: Asked, *, page: int = 1, size: int = PAGE) -> Found:
    """What answers a question; one query, and two more where few texts have all the words."""
    wanted = asked.question.wanted
    if asked.question.is_empty or not _may_find(asked):
        return Found()
    rows = _find(asked, wanted, page, size)
    ids, total = tuple(row.thing_id for row in rows), rows[0].total if rows else 0
    if len(wanted) < 2 or total >= size or page > 1:
        return Found(ids, total)
    told = telling(wanted)
    rare, weights = [part for part, _weight in told], [weight for _part, weight in told]
    groups = {row.group_id for row in rows}
    more = [
        row.thing_id
        for row in _find(asked, rare, 1, size, weights)
        if (row.group_id not in groups if asked.is_grouped else row.thing_id not in ids)
    ]
    return Found(ids, total, tuple(more[: size - total]))


def _may_find(asked: Asked) -> bool:
    """Whether none of what a text must be among is empty."""
    among = (asked.audience, asked.author_ids, asked.scope_ids, asked.tag_ids)
    can_have_tags = asked.tag_ids is None or asked.tagged
    return bool(can_have_tags) and all(some is None or some for some in among)


def _find(
    asked: Asked, wanted: Sequence[Part], page: int, size: int, weights: Sequence[float] = ()
) -> Rows:
    """What has all of the parts; or any of them, where each has a weight."""
    dialect = session.get_bind().dialect.name
    told = matching.fts5 if dialect == "sqlite" else matching.tsquery
    match = told(wanted, is_any=bool(weights))
    if wanted and not match:
        return ()
    excluded = told([one for one in asked.question.excluded if told([one])], is_any=True)
    given: dict[str, Any] = {
        "kind": asked.kind,
        "size": size,
        "skip": (page - 1) * size,
        "moment": now(),
    }
    given |= {"match": match} if match else {}
    given |= {"excluded": excluded} if excluded else {}
    given |= _bound(asked)
    weighed = len(weights) if dialect == "postgresql" else 0
    given |= {f"part{n}": told([part]) for n, part in enumerate(wanted[:weighed])}
    given |= {f"weight{n}": weight for n, weight in enumerate(weights[:weighed])}
    shape = Shape(
        dialect,
        weighed,
        bool(match),
        bool(excluded),
        None if asked.audience is None else tuple(sorted(asked.audience)),
        asked.author_ids is not None,
        asked.scope_ids is not None,
        bool(asked.apart),
        asked.begun if asked.apart else "",
        asked.tagged if asked.tag_ids else "",
        len(asked.tag_ids or ()),
        len(asked.question.marks),
        asked.question.before is not None,
        asked.question.after is not None,
        asked.is_grouped,
    )
    return list_rows(_statement(shape), given)


def _bound(asked: Asked) -> Mapping[str, Any]:
    question = asked.question
    told: dict[str, Any] = {
        "authors": asked.author_ids,
        "scopes": asked.scope_ids,
        "before": question.before,
        "after": question.after,
    }
    given = {name: value for name, value in told.items() if value is not None}
    if asked.apart:
        given["apart"] = asked.apart
    for name in ("authors", "scopes", "apart"):
        if name in given:
            given[name] = sorted(given[name])
    given |= {f"tag{n}": number for n, number in enumerate(asked.tag_ids or ())}
    return given | {f"mark{n}": f"% {mark} %" for n, mark in enumerate(question.marks)}


@lru_cache(KEPT_STATEMENTS)  # a statement takes longer to make than the query to run
def _statement(shape: Shape) -> TypedReturnsRows[int, int, int]:
    """The numbers of a page of things, and how many there are."""
    is_sqlite = shape.dialect == "sqlite"
    days = (
        "max(0, julianday(:moment) - julianday(d.at))"
        if is_sqlite
        else "greatest(0, extract(epoch FROM :moment - d.at) / 86400)"
    )
    fresh = f"(1 + {FRESH} / (1 + {days} / {FRESH_DAYS}))"
    talked = f"(1 + {TALKED} * d.replies / (d.replies + {TALKED_REPLIES}))"
    score = f"{_rank(shape)} * {fresh} * {talked}" if shape.has_words else f"-{days}"
    scored = f"SELECT d.thing_id, d.group_id, {score} AS score FROM {_from(shape)}"  # noqa: S608
    scored += " WHERE " + " AND ".join(_conditions(shape))
    best = _grouped(scored, shape) if shape.is_grouped else scored
    whole = (
        f"SELECT thing_id, group_id, count(*) OVER () AS total FROM ({best}) AS b "  # noqa: S608
        "ORDER BY score DESC, thing_id DESC LIMIT :size OFFSET :skip"
    )
    if is_sqlite and shape.has_words:
        whole = (
            f"WITH matched AS MATERIALIZED (SELECT rowid AS id, bm25({FTS5}, {TITLE}, 1.0) AS rank "  # noqa: S608
            f"FROM {FTS5} WHERE {FTS5} MATCH :match) {whole}"
        )
    binds: list[BindParameter[Any]] = [bindparam(name, expanding=True) for name in _lists(shape)]
    moments = ["moment", *_moments(shape)]
    told = text(whole).bindparams(
        *binds, *(bindparam(name, type_=UtcDateTime()) for name in moments)
    )
    columns = (column(name, Integer) for name in ("thing_id", "group_id", "total"))
    return cast("TypedReturnsRows[int, int, int]", told.columns(*columns))


def _grouped(scored: str, shape: Shape) -> str:
    """The best text of each group, for which the others count a little where words are asked."""
    first = "thing_id"  # which SQLite gives of the row that has the highest score
    if shape.dialect != "sqlite":
        first = "(array_agg(thing_id ORDER BY score DESC, thing_id))[1] AS thing_id"
    others = f" + {TOGETHER} * (sum(score) - max(score))" if shape.has_words else ""
    together = f"max(score){others} AS score"
    return f"SELECT {first}, group_id, {together} FROM ({scored}) AS s GROUP BY group_id"  # noqa: S608


def _rank(shape: Shape) -> str:
    """How well the words of a text answer."""
    if shape.dialect == "sqlite":
        return "-matched.rank"
    if not shape.parts:
        return f"ts_rank('{WEIGHTS}', d.terms, CAST(:match AS tsquery), {NORMAL})"
    each = (
        f":weight{n} * ts_rank('{WEIGHTS}', d.terms, CAST(:part{n} AS tsquery), {NORMAL})"
        for n in range(shape.parts)
    )
    return f"({' + '.join(each)})"


def _from(shape: Shape) -> str:
    is_matched = shape.dialect == "sqlite" and shape.has_words
    return (
        "matched CROSS JOIN search_document d ON d.id = matched.id"
        if is_matched
        else "search_document d"
    )


def _conditions(shape: Shape) -> list[str]:
    """What a text must be to be told of: first of all, that the reader may see it."""
    told = ["d.kind = :kind"]
    if shape.audience is not None:
        told.append(f"d.scope_id IN ({', '.join(map(str, map(int, shape.audience)))})")
    if shape.has_words and shape.dialect != "sqlite":
        told.append("d.terms @@ CAST(:match AS tsquery)")
    if shape.has_excluded:
        told.append(
            f"d.id NOT IN (SELECT rowid FROM {FTS5} WHERE {FTS5} MATCH :excluded)"  # noqa: S608
            if shape.dialect == "sqlite"
            else "NOT d.terms @@ CAST(:excluded AS tsquery)"
        )
    if shape.has_authors:
        told.append("d.author_id IN :authors")
    if shape.has_scopes:
        told.append("d.scope_id IN :scopes")
    if shape.has_apart:
        told.append("(d.author_id IS NULL OR d.author_id NOT IN :apart)")
    if shape.begun:
        told.append(f"d.group_id NOT IN ({shape.begun.format(members=':apart')})")
    told += [f"d.group_id IN ({shape.tagged.format(tag=f':tag{n}')})" for n in range(shape.tags)]
    told += [f"d.marks LIKE :mark{n}" for n in range(shape.marks)]
    told += ["d.at < :before"] if shape.has_before else []
    told += ["d.at >= :after"] if shape.has_after else []
    return told


def _lists(shape: Shape) -> list[str]:
    told = {
        "authors": shape.has_authors,
        "scopes": shape.has_scopes,
        "apart": shape.has_apart,
    }
    return [name for name, is_there in told.items() if is_there]


def _moments(shape: Shape) -> list[str]:
    return [
        name
        for name, is_there in (("before", shape.has_before), ("after", shape.has_after))
        if is_there
    ]
