"""Whether the topic that answers is among the first ten, beside FTS5's own ranking.

    python -m benchmarks.search.relevance [--folder ../shared/data/se-quantum-2018] [--postgresql]

Questions are the titles of posts of a site of Stack Exchange; what answers is the question that its
members linked them to: as the same (`LinkTypeId` 3), or as related (1), which is weaker. The site
of 2018 has few of the first, so they are filled up with the second to sixty. The question itself is
taken out of what is found. FTS5 is asked as its guide says, each word between quotes: for texts
that have all of them, and for those that have any.
"""

import argparse
import gzip
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from flask import Flask
from flask_migrate import upgrade

from benchmarks.pages.__main__ import postgresql
from tribe.app import create_app
from tribe.base.db import session
from tribe.base.resources import resource_dir
from tribe.config import Settings
from tribe.search import Document, put
from tribe.search.asking import read
from tribe.search.frequency import count_terms
from tribe.search.queries import Asked, search

FOLDER = Path(__file__).resolve().parents[3] / "shared/data/se-quantum-2018"
WANTED, FIRST = 60, 10
SAME, RELATED = "3", "1"
QUESTION, ANSWER = "1", "2"
_TAG = re.compile(r"<[^>]+>")
Find = Callable[[str], list[int]]  # topics, the best first


@dataclass(frozen=True)
class Wanted:
    """A title, the topic that has it, and the topic that answers it."""

    title: str
    topic: int
    answer: int
    is_same: bool


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a dump."""
    with gzip.open(path) as file:
        for _event, element in ET.iterparse(file):  # noqa: S314 (a dump that we keep ourselves)
            if element.tag == "row":
                yield dict(element.attrib)


def documents(folder: Path) -> list[Document]:
    """Questions and answers as posts of topics."""
    return [
        Document(
            thing_id=int(row["Id"]),
            title=row.get("Title", "") if row["PostTypeId"] == QUESTION else "",
            text=unescape(_TAG.sub(" ", row["Body"])),
            at=datetime.fromisoformat(row["CreationDate"]).replace(tzinfo=UTC),
            group_id=int(row.get("ParentId", row["Id"])),
            replies=int(row.get("AnswerCount", 0)),
        )
        for row in rows(folder / "Posts.xml.gz")
        if row["PostTypeId"] in (QUESTION, ANSWER)
    ]


def questions(folder: Path, posts: list[Document]) -> list[Wanted]:
    """Sixty titles whose answer is known: those of the same first, then of related ones."""
    titles = {post.thing_id: post.title for post in posts if post.title}
    links: dict[str, list[tuple[int, int]]] = {SAME: [], RELATED: []}
    for row in rows(folder / "PostLinks.xml.gz"):
        ends = int(row["PostId"]), int(row["RelatedPostId"])
        if row["LinkTypeId"] in links and ends[0] in titles and ends[1] in titles:
            links[row["LinkTypeId"]].append(ends)
    chosen: dict[int, Wanted] = {}
    for kind, pairs in links.items():
        for topic, answer in sorted(pairs):
            if len(chosen) < WANTED and topic != answer:
                chosen.setdefault(topic, Wanted(titles[topic], topic, answer, kind == SAME))
    return list(chosen.values())


def recall(asked: list[Wanted], find: Find) -> tuple[int, int]:
    """Of how many the answer is among the first ten, and of how many of the same."""
    hits = [
        one for one in asked if one.answer in [t for t in find(one.title) if t != one.topic][:FIRST]
    ]
    return len(hits), sum(one.is_same for one in hits)


def plain_fts5(posts: list[Document], tokenizer: str, between: str) -> Find:
    """FTS5 as it comes: its tokenizer, its rank."""
    connection = sqlite.connect(":memory:")
    connection.execute(
        f"CREATE VIRTUAL TABLE plain USING fts5(title, text, tokenize='{tokenizer}')"
    )
    told = [(post.thing_id, post.title, post.text) for post in posts]
    connection.executemany("INSERT INTO plain(rowid, title, text) VALUES (?, ?, ?)", told)
    topics = {post.thing_id: post.group_id for post in posts}
    chosen = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 200"

    def find(title: str) -> list[int]:
        match = between.join(f'"{word}"' for word in re.findall(r"\w+", title))
        found = connection.execute(chosen, (match,))
        return list(dict.fromkeys(topics[number] for (number,) in found))

    return find


def our_search(posts: list[Document]) -> Find:
    """The index of Tribe, in the application at hand."""
    topics = {post.thing_id: post.group_id for post in posts}
    put("post", posts)
    count_terms()
    session.commit()

    def find(title: str) -> list[int]:
        asked = Asked(read(title), "post", None, is_grouped=True)
        found = search(asked, size=FIRST + 1)
        return [topics[number] for number in (*found.ids, *found.some)]

    return find


@contextmanager
def application(*, is_postgresql: bool) -> Iterator[Flask]:
    """Tribe on a database of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": "only for benchmarks"}
        if is_postgresql:
            environ["TRIBE_DATABASE_URL"] = stack.enter_context(postgresql(folder))[0]
        app = create_app(Settings.from_environ(environ))
        with app.app_context():
            upgrade(directory=resource_dir("migrations"))
            yield app
            session.remove()


def main() -> None:
    """Ask all, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    posts = documents(arguments.folder)
    asked = questions(arguments.folder, posts)
    with application(is_postgresql=arguments.postgresql):
        ways: dict[str, Find] = {
            "Tribe": our_search(posts),
            "FTS5, all words": plain_fts5(posts, "unicode61", " AND "),
            "FTS5, any word": plain_fts5(posts, "unicode61", " OR "),
            "FTS5 with porter, any word": plain_fts5(posts, "porter unicode61", " OR "),
        }
        same = sum(one.is_same for one in asked)
        print(f"{len(posts)} posts; {len(asked)} questions, {same} of them the same as another")
        for name, find in ways.items():
            found, found_same = recall(asked, find)
            print(f"{name:28} recall@10 {found / len(asked):.2f}   of the same {found_same}/{same}")


if __name__ == "__main__":
    sys.exit(main())
