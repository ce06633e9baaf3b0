"""What the index of PostgreSQL would take if it kept the words of a text in another way.

    python -m benchmarks.search.kept [--posts 100000]

The posts are those of `benchmarks.search`. Each way is a table of its own with the columns of
`search_document`, its keys and a GIN index; the least keeps no words and no number of its own.
"""

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

from sqlalchemy import text

from benchmarks.search.__main__ import make_posts
from benchmarks.search.relevance import FOLDER, application
from tribe.base.db import session
from tribe.search import Document
from tribe.search.indexing import parts_of, vector

COLUMNS = (
    "kind varchar(20) NOT NULL, thing_id int NOT NULL, group_id int NOT NULL, scope_id int,"
    " author_id int, at timestamptz NOT NULL, replies int NOT NULL, marks varchar(200) NOT NULL,"
    " digest int NOT NULL"
)
NAMES = "kind, thing_id, group_id, scope_id, author_id, at, replies, marks, digest"
VECTOR = "terms::tsvector"
WAYS = {  # the column of words, how it is filled from what is cut, and what GIN has of it
    "tsvector": ("tsvector", VECTOR, "terms"),
    "packed": ("tsvector", VECTOR, "terms"),
    "without places": ("tsvector", f"strip({VECTOR})", "terms"),
    "stems": ("text", "stems", "to_tsvector('simple', terms)"),
}
PACKED = (
    "ALTER TABLE kept SET (toast_tuple_target = 128)",
    "ALTER TABLE kept ALTER terms SET STORAGE MAIN",
    "ALTER TABLE kept ALTER terms SET COMPRESSION pglz",
)
RANKED = (
    "SELECT thing_id FROM kept WHERE {words} @@ CAST(:q AS tsquery)"
    " ORDER BY ts_rank({words}, CAST(:q AS tsquery), 16) DESC LIMIT 10"
)


def run(statement: str) -> None:
    """One statement, committed."""
    session.execute(text(statement))
    session.commit()


def cut(posts: list[Document]) -> None:
    """A table of what all ways are filled from."""
    run(f"CREATE TABLE cut ({COLUMNS}, terms text, stems text)")
    into = text(
        f"INSERT INTO cut ({NAMES}, terms, stems) VALUES"  # noqa: S608
        " ('post', :thing, :topic, :scope, 1, :at, :replies, '', 12345678, :terms, :stems)"
    )
    for start in range(0, len(posts), 2000):
        rows = []
        for post in posts[start : start + 2000]:
            title, body = parts_of(post)
            given = {"thing": post.thing_id, "topic": post.group_id, "scope": post.scope_id}
            given |= {"at": post.at, "replies": post.replies, "terms": vector(title, body)}
            rows.append(given | {"stems": " ".join([*title, *body])})
        session.execute(into, rows)
        session.commit()


def size(name: str, length: int) -> None:
    """Print what the table takes, in percent of the text."""
    told = (
        "SELECT pg_total_relation_size('kept'), coalesce(pg_relation_size(to_regclass('gin')), 0)"
    )
    whole, gin = session.execute(text(told)).one()
    print(f"{name:16} all {whole / length:5.0%}, of it GIN {gin / length:4.0%}", flush=True)


def wait_for(words: str, asked: list[str]) -> None:
    """Print how long frequent words take to be ranked."""
    found = []
    for question in [*asked[:5], *asked]:
        begun = time.perf_counter()
        session.execute(text(RANKED.format(words=words)), {"q": question}).all()
        found.append((time.perf_counter() - begun) * 1000)
    ninety_fifth = statistics.quantiles(found[5:], n=20)[18]
    print(f"{'':16} median {statistics.median(found[5:]):.0f} ms, p95 {ninety_fifth:.0f} ms")


def main() -> None:
    """Fill a table each way, and print what it takes and how long it is asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--posts", type=int, default=100_000)
    arguments = parser.parse_args()
    draw = random.Random(7)  # noqa: S311 (nothing here is secret)
    posts = make_posts(arguments.posts, arguments.folder, draw)
    length = sum(len(post.title.encode()) + len(post.text.encode()) for post in posts)
    with application(is_postgresql=True):
        cut(posts)
        often = "SELECT word FROM ts_stat('SELECT terms::tsvector FROM cut') ORDER BY ndoc DESC"
        frequent = list(session.scalars(text(f"{often} LIMIT 300")))
        asked = [" & ".join(draw.sample(frequent, 1 + n % 2)) for n in range(40)]
        for name, (column, filled, words) in WAYS.items():
            run("DROP TABLE IF EXISTS kept")
            run(f"CREATE TABLE kept (id serial PRIMARY KEY, {COLUMNS}, terms {column})")
            for statement in PACKED if name == "packed" else ():
                run(statement)
            run(f"INSERT INTO kept ({NAMES}, terms) SELECT {NAMES}, {filled} FROM cut")  # noqa: S608
            run("CREATE UNIQUE INDEX thing ON kept (kind, thing_id)")
            run(f"CREATE INDEX gin ON kept USING gin ({words}) WITH (fastupdate = off)")
            run("ANALYZE kept")
            size(name, length)
            wait_for(words, asked)
        run("DROP TABLE kept")
        run(f"CREATE TABLE kept ({COLUMNS}, PRIMARY KEY (kind, thing_id))")
        run(f"INSERT INTO kept SELECT {NAMES} FROM cut")  # noqa: S608
        size("no words", length)


if __name__ == "__main__":
    sys.exit(main())
