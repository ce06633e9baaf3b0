"""How long a search waits for its database, and how large the index is, beside what stands near.

    python -m benchmarks.search [--posts 100000] [--questions 200] [--postgresql]

Posts are made of sentences: English ones of a site of Stack Exchange, French ones of our own
catalogue, in lengths that people write; half of them in each language, one in ten begins a topic,
in ten categories of which a guest sees eight. Questions are one to three words of a post, half of
them frequent ones. Each is asked as a guest's page asks it, and with the same words of LIKE over
the texts; on SQLite also of FTS5 as it comes, which is given no audience.
"""

import argparse
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from benchmarks.search.relevance import FOLDER, application, documents
from tribe.base.db import session
from tribe.base.i18n import read_catalogue
from tribe.search import Document, put, words
from tribe.search.asking import read
from tribe.search.frequency import count_terms
from tribe.search.models import FTS5
from tribe.search.queries import Asked, search

BATCH = 2000
SCOPES, SEEN = 10, range(1, 9)
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
_END = re.compile(r"(?<=[.!?])\s+")


def sentences(folder: Path) -> dict[str, list[str]]:
    """Sentences of each language."""
    english = [one for post in documents(folder) for one in _END.split(post.text)]
    told = [str(one.string) for one in read_catalogue("fr") if isinstance(one.string, str)]
    french = [one for text in told for one in _END.split(text)]
    return {
        name: [one.strip() for one in some if 15 < len(one) < 300]
        for name, some in (("en", english), ("fr", french))
    }


def make_posts(count: int, folder: Path, draw: random.Random) -> list[Document]:
    """Posts of topics in ten categories."""
    told, posts, topic = sentences(folder), [], 1
    for number in range(1, count + 1):
        language = "fr" if topic % 2 else "en"
        is_first = number == 1 or draw.random() < 0.1
        topic = number if is_first else topic
        said = [draw.choice(told[language]) for _ in range(min(30, 1 + int(draw.expovariate(0.2))))]
        posts.append(
            Document(
                number,
                draw.choice(told[language])[:120] if is_first else "",
                " ".join(said),
                BEGAN + timedelta(minutes=10 * number),
                scope_id=1 + topic % SCOPES,
                group_id=topic,
                replies=draw.randrange(20) if is_first else 0,
            )
        )
    return posts


def make_questions(posts: list[Document], count: int, draw: random.Random) -> list[str]:
    """One to three words of a post: half of the questions of frequent words."""
    seen = Counter(word for post in posts[:5000] for word in set(words.split(post.text)))
    frequent = [w for w, _n in seen.most_common(600) if not words.is_small(w) and len(w) > 3][:200]
    asked = []
    for number in range(count):
        some = [w for w in words.split(draw.choice(posts).text) if not words.is_small(w)] or ["x"]
        chosen = frequent if number % 2 else some
        asked.append(" ".join(draw.choice(chosen) for _ in range(1 + number % 3)))
    return asked


class Took(NamedTuple):
    """Median and 95th percentile, in milliseconds."""

    median: float
    p95: float

    @classmethod
    def of(cls, found: list[float]) -> "Took":
        """Of single milliseconds."""
        return cls(statistics.median(found), statistics.quantiles(found, n=20)[18])


def timed(asked: list[str], ask: Callable[[str], object]) -> tuple[Took, Took]:
    """By the clock, and of the processor: on a machine with other work the second says more."""
    waits: list[float] = []
    costs: list[float] = []
    server = server_process()
    for question in asked:
        begun, spent = time.perf_counter(), processor(server)
        ask(question)
        waits.append((time.perf_counter() - begun) * 1000)
        costs.append(processor(server) - spent)
    return Took.of(waits), Took.of(costs)


def server_process() -> int | None:
    """The process of PostgreSQL's that answers us; SQLite is our own."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return int(session.scalar(text("SELECT pg_backend_pid()")) or 0)


def processor(server: int | None) -> float:
    """Milliseconds of processor that we and the database have had."""
    theirs = Path(f"/proc/{server}/schedstat").read_text().split()[0] if server else 0
    return time.process_time() * 1000 + int(theirs) / 1e6


def ask_ours(question: str) -> None:
    """As the page of a guest asks, for topics."""
    search(Asked(read(question), "post", SEEN, is_grouped=True))


def ask_like(question: str) -> None:
    """Each word somewhere in the text."""
    told = {f"w{n}": f"%{word}%" for n, word in enumerate(question.split())}
    holds = " AND ".join(f"lower(text) LIKE :{name}" for name in told)
    chosen = f"SELECT id FROM plain_text WHERE {holds} ORDER BY id DESC LIMIT 20"  # noqa: S608
    session.execute(text(chosen), told).all()


def ask_fts5(question: str) -> None:
    """FTS5's own index of the same texts, and its rank."""
    match = " AND ".join(f'"{word}"' for word in question.split())
    chosen = "SELECT rowid FROM plain_fts WHERE plain_fts MATCH :match ORDER BY rank LIMIT 20"
    session.execute(text(chosen), {"match": match}).all()


def sizes() -> dict[str, int]:
    """Bytes of the index, part by part."""
    if session.get_bind().dialect.name == "sqlite":
        told = f"SELECT sum(length(block)) FROM {FTS5}_data"  # noqa: S608
        blocks = session.scalar(text(told)) or 0
        pages = session.scalar(text("PRAGMA page_count")) or 0
        size = session.scalar(text("PRAGMA page_size")) or 0
        return {"words (FTS5)": blocks, "rows and their keys": pages * size - blocks}
    told = text(
        "SELECT pg_relation_size('ix_search_document_terms'), sum(pg_column_size(terms)),"
        " pg_total_relation_size('search_document') FROM search_document"
    )
    index, terms, whole = session.execute(told).one()
    return {"index (GIN)": index, "words": terms, "rows and their keys": whole - index - terms}


def main() -> None:
    """Fill an index, ask it, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    draw = random.Random(7)  # noqa: S311 (nothing here is secret)
    posts = make_posts(arguments.posts, arguments.folder, draw)
    asked = make_questions(posts, arguments.questions, draw)
    length = sum(len(post.title.encode()) + len(post.text.encode()) for post in posts)
    print(f"{len(posts)} posts, {length / 2**20:.0f} MB of text, {length // len(posts)} bytes each")
    with application(is_postgresql=arguments.postgresql):
        begun = time.process_time()
        for start in range(0, len(posts), BATCH):
            put("post", posts[start : start + BATCH])
            session.commit()
        cost = (time.process_time() - begun) * 1000 / len(posts)
        print(f"indexed in {cost:.2f} ms of processor each")
        count_terms()
        session.commit()
        found = sizes()
        ways: dict[str, Callable[[str], object]] = {"Tribe": ask_ours, "LIKE": ask_like}
        session.execute(text("CREATE TABLE plain_text (id INTEGER PRIMARY KEY, text TEXT)"))
        rows = [{"id": post.thing_id, "text": f"{post.title} {post.text}"} for post in posts]
        session.execute(text("INSERT INTO plain_text VALUES (:id, :text)"), rows)
        if not arguments.postgresql:
            session.execute(text("CREATE VIRTUAL TABLE plain_fts USING fts5(text)"))
            told = text("INSERT INTO plain_fts(rowid, text) VALUES (:id, :text)")
            session.execute(told, rows)
            ways["FTS5 as it comes"] = ask_fts5
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
        for part, size in found.items():
            print(f"{part:22}{size / 2**20:8.1f} MB  {size / length:5.0%} of the text")
        print(f"{'all of it':22}{'':11}  {sum(found.values()) / length:5.0%} of the text")
        for name, ask in ways.items():
            timed(asked[:10], ask)
            for kind, took in zip(("by the clock", "of processor"), timed(asked, ask), strict=True):
                print(f"{name:18} {kind}: median {took.median:7.1f} ms   p95 {took.p95:7.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
