"""What was meant where nothing is found: words near those that were typed."""

from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import func, select

from tribe.base.db import session
from tribe.search import words
from tribe.search.asking import Part, Question
from tribe.search.frequency import SHORTEST
from tribe.search.models import SearchWord

MOST_CANDIDATES = 3000  # the most frequent ones that begin alike
LONG = 7  # letters of a word in which two may be wrong; in a shorter one, one


def nearest(kind: str, audience: Collection[int] | None, part: Part) -> str | None:
    """The word nearest to one that was typed, where no text has that; one query.

    Only words of scopes that the reader may see are looked at.
    """
    bare = words.plain(part.words[0])
    if len(part.words) > 1 or part.is_beginning or len(bare) < SHORTEST + 1:
        return None
    wrong = 2 if len(bare) > LONG else 1
    length = func.length(SearchWord.word)
    # in the order of its locale PostgreSQL may find nothing between a letter and its last word
    by_letters = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    own = [
        SearchWord.kind == kind,
        SearchWord.word.collate(by_letters).between(bare[0], bare[0] + "\U0010ffff"),
        length.between(len(bare) - wrong, len(bare) + wrong),
    ]
    if audience is not None:
        own.append(SearchWord.scope_id.in_(sorted(audience)))
    many = func.sum(SearchWord.documents)
    chosen = select(SearchWord.word, func.max(SearchWord.written)).where(*own)
    chosen = chosen.group_by(SearchWord.word).order_by(many.desc(), SearchWord.word)
    rows = session.execute(chosen.limit(MOST_CANDIDATES))
    written = {row[0]: row[1] for row in rows}
    return None if bare in written else _nearest(bare, list(written), written, wrong)


def _nearest(
    bare: str, candidates: Sequence[str], written: dict[str, str], wrong: int
) -> str | None:
    """Of those that are as near, the more frequent one, which comes first."""
    found = process.extractOne(bare, candidates, scorer=OSA.distance, score_cutoff=wrong)
    return written[found[0]] if found is not None else None


def correct(typed: str, kind: str, audience: Collection[int] | None, question: Question) -> str:
    """What was typed with words that texts have; empty where nothing is nearer."""
    told = typed
    for part in question.wanted:
        instead = nearest(kind, audience, part)
        if instead is not None:
            told = _replaced(told, part.words[0], instead)
    return told if told != typed else ""


def _replaced(typed: str, word: str, instead: str) -> str:
    """A text in which one word stands for another, and the rest is as it was."""
    at = typed.lower().find(word)
    return typed[:at] + instead + typed[at + len(word) :] if at >= 0 else typed
