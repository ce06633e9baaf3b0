"""How many texts have a word: which words tell little, and which may have been meant."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from math import log
from typing import Any

from sqlalchemy import delete, func, insert, select, text

from tribe.base.db import now, session
from tribe.jobs import enqueue, renew
from tribe.search import matching, words
from tribe.search.asking import Part
from tribe.search.declared import searchables
from tribe.search.indexing import BATCH
from tribe.search.models import FTS5, SearchDocument, SearchTerm, SearchWord

COUNT = "search.count"
KEPT_FROM, KEPT_AT_MOST = 0.01, 1000  # of all texts: rarer terms are as good as unknown
RARE = 0.002  # what is taken for the share of a term that is not kept
LEAST_WEIGHT = 0.1  # of a word that all texts have
COMMON = 4000  # texts: a word that more of them have finds too many, and takes long
MOST_TELLING = 8  # words of a question of which texts may have some alone
SHORTEST, MOST_IN_SCOPE = 3, 50_000  # letters of a word that is suggested; words of a category
ROWS = 2000  # of one statement
PAGES, LEAST_DONE = 500, 2  # of a step of merging, and rows that one changes which does anything

_MERGING = text(f"INSERT INTO {FTS5}({FTS5}, rank) VALUES ('merge', :pages)")  # noqa: S608

_CHANGES = text("SELECT total_changes()")


def count_soon() -> None:
    """Count at the next full hour, once for all who ask until then; the caller commits."""
    hour = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    enqueue(COUNT, key=f"{COUNT}:{hour.isoformat(timespec='hours')}", at=hour)


def count(_payload: Mapping[str, Any]) -> None:
    """What a job does that was asked for; commits as it goes."""
    forget_gone()


def forget_gone() -> None:
    """Forget the words of what is gone, and count those that stay; commits as it goes."""
    _merge()
    count_terms()
    renew()
    count_words()


def _merge() -> None:
    """Write FTS5's pages anew without what was deleted, which they keep; commits as it goes."""
    if session.get_bind().dialect.name != "sqlite":
        return
    pages = -PAGES  # below nought: all that there is, not only where there is much
    renew()
    while True:
        before = session.scalar(_CHANGES) or 0  # after the lease was renewed, which is one too
        session.execute(_MERGING, {"pages": pages})
        done = (session.scalar(_CHANGES) or 0) - before
        renew()
        if pages > 0 and done < LEAST_DONE:
            return
        pages = PAGES


def count_terms() -> None:
    """Keep the share of each term that many texts have; the caller commits."""
    total = session.scalar(select(func.count()).select_from(SearchDocument)) or 0
    session.execute(delete(SearchTerm))
    least = max(1, min(int(total * KEPT_FROM), KEPT_AT_MOST))
    rows = [
        {"term": term, "documents": many, "share": many / total} for term, many in _frequent(least)
    ]
    _insert_all(SearchTerm, rows)


def _frequent(least: int) -> Sequence[tuple[str, int]]:
    """The terms that so many texts have."""
    if session.get_bind().dialect.name == "postgresql":
        told = (
            "SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_document') "
            "WHERE ndoc >= :least"
        )
        return [(word, many) for word, many in session.execute(text(told), {"least": least})]
    listed = f"CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, '{FTS5}', 'row')"
    session.execute(text(listed))
    told = "SELECT term, doc FROM temp.search_terms WHERE doc >= :least"
    found = [(word, many) for word, many in session.execute(text(told), {"least": least})]
    session.execute(text("DROP TABLE temp.search_terms"))
    return found


def count_words() -> None:
    """Keep which words the texts of each scope have, as they are written; commits as it goes."""
    for kind in searchables():
        for scope_id, found in _words_of(kind).items():
            own = (SearchWord.kind == kind, SearchWord.scope_id == scope_id)
            session.execute(delete(SearchWord).where(*own))
            _insert_all(SearchWord, list(_rows(kind, scope_id, found)))
            renew()
        kept = select(func.coalesce(SearchDocument.scope_id, 0)).where(SearchDocument.kind == kind)
        gone = (SearchWord.kind == kind, SearchWord.scope_id.not_in(kept))
        session.execute(delete(SearchWord).where(*gone))
        renew()


def _words_of(kind: str) -> Mapping[int, Counter[str]]:
    """For each scope, how many texts have each word."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    searchable, after = searchables()[kind], 0
    while numbers := searchable.numbers(after, BATCH):
        for document in searchable.documents(numbers):
            told = {*words.split(document.title), *words.split(document.text)}
            found[document.scope_id or 0].update(
                word for word in told if len(word) >= SHORTEST and not words.is_small(word)
            )
        after = numbers[-1]
        session.commit()
    return found


def _rows(kind: str, scope_id: int, found: Counter[str]) -> Iterator[dict[str, Any]]:
    """A row for each plain word, with the way in which it is mostly written."""
    written: dict[str, str] = {}
    total: Counter[str] = Counter()
    for word, many in found.most_common():
        if bare := words.plain(word):
            written.setdefault(bare, word[: words.MAX_WORD])
            total[bare] += many
    for bare, many in total.most_common(MOST_IN_SCOPE):
        yield {
            "kind": kind,
            "scope_id": scope_id,
            "word": bare,
            "written": written[bare],
            "documents": many,
        }


def _insert_all(table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS):
        session.execute(insert(table), rows[start : start + ROWS])


def telling(parts: Sequence[Part]) -> list[tuple[Part, float]]:
    """The parts that few texts have, and how much each tells; one query."""
    terms = {term for part in parts for row in matching.rows_of(part) for term in row}
    columns = (SearchTerm.term, SearchTerm.share, SearchTerm.documents)
    rows = session.execute(select(*columns).where(SearchTerm.term.in_(sorted(terms)))).all()
    shares = {row.term: row.share for row in rows}
    common = {row.term for row in rows if row.documents > COMMON}
    told = sorted((_share(part, shares), n) for n, part in enumerate(parts))[:MOST_TELLING]
    rare = [(share, n) for share, n in told if not _is_common(parts[n], common)] or told[:2]
    return [(parts[n], log(1 / max(share, RARE)) + LEAST_WEIGHT) for share, n in rare]


def _is_common(part: Part, common: Collection[str]) -> bool:
    """Whether a part finds too many texts by itself."""
    return any(all(term in common for term in row) for row in matching.rows_of(part))


def _share(part: Part, shares: Mapping[str, float]) -> float:
    """How many texts have a part, at most: those that have its rarest term."""
    rows = matching.rows_of(part)
    each = [min(shares.get(term, RARE) for term in row) for row in rows]
    return min(1.0, sum(each)) if each else 1.0
