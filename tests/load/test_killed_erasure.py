"""An erasure that is killed again and again is taken up, and leaves no more than another."""

import signal
import time

from flask import Flask
from sqlalchemy import func, insert, select

from tests.conftest import Cast
from tests.personal_data import filling
from tests.personal_data.filling import MARK, NAME, NUMBER
from tests.serving import TRIBE, begin
from tribe.base.db import session
from tribe.forum.models import Category, Post, Topic
from tribe.markup import COOK_VERSION
from tribe.members.models import Member
from tribe.personal_data import numbers
from tribe.personal_data.models import Erased

POSTS = 6_000
QUOTING = 400
SECONDS = 90  # of a machine with much else to do
ERASE = [TRIBE, "privacy", "erase", NAME, "--words", "go", "--yes", "--why", "a letter"]


def fill(cast: Cast) -> None:
    """A member who wrote much, and another who named and quoted them."""
    filling.join()
    hall = Category(slug="hall", name="Hall")
    session.add(hall)
    session.flush()
    topic = Topic(
        category_id=hall.id, author_id=NUMBER, title=f"{MARK} title", slug=f"{MARK}-title",
        last_poster_id=NUMBER, posts_count=POSTS + QUOTING,
    )  # fmt: skip
    session.add(topic)
    session.flush()
    kept = {"topic_id": topic.id, "cook_version": COOK_VERSION}
    own = {"author_id": NUMBER, "source": MARK, "html": MARK, "text": MARK} | kept
    session.execute(insert(Post), [own | {"number": number} for number in range(1, POSTS + 1)])
    first = session.scalar(select(func.min(Post.id)))
    quote = f"> [{NAME}](/p/{first})\n> {MARK}\n\nSo it is, @{NAME}."
    other = {"author_id": cast.ids["dov"], "source": quote, "html": quote, "text": quote} | kept
    later = range(POSTS + 1, POSTS + QUOTING + 1)
    session.execute(insert(Post), [other | {"number": number} for number in later])
    session.commit()


def left() -> int:
    """How many posts still say what the member said, or how they were called."""
    told = Post.source.contains(MARK) | Post.source.contains(NAME)
    count = session.scalar(select(func.count(Post.id)).where(told)) or 0
    session.rollback()
    return count


def test_what_was_begun_is_ended(app: Flask, cast: Cast, environ: dict[str, str]) -> None:
    with app.app_context():
        fill(cast)
        whole = left()
        for share in (0.95, 0.75, 0.5):
            program = begin(ERASE, environ)
            until = time.monotonic() + SECONDS
            while left() > whole * share and program.poll() is None:
                assert time.monotonic() < until
                time.sleep(0.005)
            program.send_signal(signal.SIGKILL)
            program.wait()
            assert session.get_one(Member, NUMBER, populate_existing=True).name == NAME
            session.rollback()
        assert 0 < left() < whole
        assert begin(ERASE, environ).wait(SECONDS) == 0
        assert not [trace for trace in filling.traces() if trace[2] == "words"]
        session.expire_all()
        assert session.scalar(select(func.count(Erased.id))) == 1
        assert len(numbers.read_list()) == 1
        numbers.list_path().unlink()
