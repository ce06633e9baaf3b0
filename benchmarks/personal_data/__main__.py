"""What an export and an erasure of a member with many posts cost: seconds, megabytes, and memory.

    python -m benchmarks.personal_data [--posts 10000] [--postgresql]

Seeds one member who wrote them all in topics of ten, each post of 600 characters, and others who
name and quote that member in a tenth as many posts; makes the export as the job does, then erases
the member and their words. Memory is the most that Python held meanwhile beyond what it held
before, by tracemalloc, in a run apart from the one that is timed.
"""

import argparse
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import insert, select

from tribe.app import create_app
from tribe.base.db import now, session
from tribe.base.resources import resource_dir
from tribe.config import Settings
from tribe.forum.models import Category, Post, Topic
from tribe.markup import COOK_VERSION
from tribe.members.models import Member
from tribe.personal_data.archive import write_archive
from tribe.personal_data.models import Words
from tribe.personal_data.services import erase

TOPIC = 10  # posts of one
SENTENCE = "Bread wants time, and who bakes wants company: number %d. "


def seed(posts: int) -> int:
    """The member with all the posts, and others who name and quote them; the member's number."""
    writer, other = (Member(name=name, name_key=name) for name in ("writer", "other"))
    hall = Category(slug="hall", name="Hall")
    session.add_all([writer, other, hall])
    session.flush()
    count = posts // TOPIC
    topics = [
        {"category_id": hall.id, "author_id": writer.id, "title": f"Topic {number}",
         "slug": f"topic-{number}", "last_poster_id": writer.id, "posts_count": TOPIC}
        for number in range(count)
    ]  # fmt: skip
    session.execute(insert(Topic), topics)
    for topic_id in session.scalars(select(Topic.id).order_by(Topic.id)).all():
        session.execute(insert(Post), list(_posts(topic_id, writer.id, other.id)))
    session.commit()
    return writer.id


def _posts(topic_id: int, writer_id: int, other_id: int) -> Iterator[dict[str, object]]:
    for number in range(1, TOPIC + 1):
        yield _post(topic_id, number, writer_id, (SENTENCE % number) * 10)
    first = (topic_id - 1) * (TOPIC + 1) + 1
    quote = f"> [writer](/p/{first})\n>\n> {SENTENCE % 1}\n\nSo it is, @writer."
    yield _post(topic_id, TOPIC + 1, other_id, quote)


def _post(topic_id: int, number: int, author_id: int, source: str) -> dict[str, object]:
    return {
        "topic_id": topic_id,
        "number": number,
        "author_id": author_id,
        "source": source,
        "html": f"<p>{source}</p>",
        "text": source,
        "cook_version": COOK_VERSION,
        "created_at": now(),
    }


def held(work: Callable[[], object]) -> float:
    """The megabytes that a piece of work held at most."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def main() -> None:
    """Seed, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--postgresql", default="", metavar="URL", help="an empty database")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {"TRIBE_DATA_DIR": folder, "TRIBE_SECRET_KEY": "only for benchmarks"}
        if chosen.postgresql:
            environ["TRIBE_DATABASE_URL"] = chosen.postgresql
        app = create_app(Settings.from_environ(environ))
        with app.app_context():
            upgrade(directory=resource_dir("migrations"))
            number = seed(chosen.posts)
            path = Path(folder) / "export.zip"

            def export() -> None:
                path.unlink(missing_ok=True)
                write_archive(path, number)

            memory = held(export)
            seconds = _timed(export)
            size = path.stat().st_size / 2**20
            print(f"export of {chosen.posts} posts: {seconds:.1f} s, {size:.1f} MB, "
                  f"{memory:.1f} MB of memory at most")  # fmt: skip
            seconds = _timed(lambda: erase(number, Words.GO))
            print(f"erasure, words going: {seconds:.1f} s")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
