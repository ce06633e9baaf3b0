"""The one mechanism of paged lists: what an address says, and that no row is lost or seen twice."""

import re
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tribe.base.db import session
from tribe.base.paging import LARGEST, Cursor, Order, Span, parse_number, read_page
from tribe.members.models import Member
from tribe.rituals.models import Cadence, Ritual, RitualStatus
from tribe.voice.models import Promise

TRIBE = Path(__file__).parents[2] / "tribe"
BY_NUMBER = Order((Member.id,))
BY_STATUS = Order((Ritual.status, Ritual.name, Ritual.id))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7", 7),
        (str(LARGEST), LARGEST),
        (str(LARGEST + 1), None),
        ("0", None),
        ("-3", None),
        ("٣", None),
        ("7x", None),
        ("", None),
        (None, None),
        ("9" * 5000, None),
    ],
)
def test_only_the_number_of_a_row_is_read(written: str | None, number: int | None) -> None:
    assert parse_number(written) == number
    if number or written != "0":
        assert BY_NUMBER.parse(written) == (Cursor((number,)) if number else None)


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (Order((Member.joined_at, Member.id)), (datetime(2026, 3, 1, 2, 3, 4, 5, UTC), 9)),
        (Order((Promise.due_on, Promise.id)), (date(2026, 11, 28), 1)),
        (Order((Member.name_key,)), ("jean-luc ~1 é&=/?-",)),
        (BY_STATUS, (RitualStatus.RESTING, "Tea - and ~talk", 3)),
    ],
)
def test_a_cursor_is_read_as_it_was_written(order: Order, key: tuple[object, ...]) -> None:
    written = str(Cursor(key))  # type: ignore[arg-type]
    assert order.parse(written) == Cursor(key)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["alive", "odd-x-1", "alive--1", "alive-x-1-2", "alive-x-"])
def test_what_makes_no_sense_is_no_cursor(written: str) -> None:
    assert BY_STATUS.parse(written) is None


def test_every_row_is_on_one_page_in_both_directions(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for number in range(23):  # many of one name, in two states
            session.add(
                Ritual(
                    slug=f"r{number}",
                    name="Tea - ~1" if number % 2 else "Été",
                    purpose="",
                    purpose_html="",
                    cadence=Cadence.WEEKLY,
                    created_by_id=cast.ids["ada"],
                    status=RitualStatus.RESTING if number % 3 else RitualStatus.ALIVE,
                )
            )  # fmt: skip
        session.flush()
        for is_falling in (False, True):
            order = Order(BY_STATUS.columns, is_falling)
            wanted = select(Ritual.id)
            whole = read_page(wanted, order, size=100).rows
            assert len(whole) == len(set(whole)) == 23
            pages = [read_page(wanted, order, size=5)]
            assert pages[0].previous is None
            while (onward := pages[-1].next) is not None:
                written = order.parse(str(onward))
                pages.append(read_page(wanted, order, Span(after=written), size=5))
            assert [row for page in pages for row in page.rows] == whole
            for earlier, later in pairwise(pages):
                assert read_page(wanted, order, Span(before=later.previous), size=5) == earlier


def test_no_list_is_paged_in_another_way() -> None:
    own = re.compile(r"\.offset\(|args\.get\(\"(before|after|page|offset)\"|limit\(\w+ \+ 1\)")
    found = {
        f"{path.relative_to(TRIBE)}: {line.strip()}"
        for path in TRIBE.rglob("*.py")
        if "graph" not in path.parts and path.name != "paging.py"
        for line in path.read_text().splitlines()
        if own.search(line)
    }
    assert found == {
        # a page of a topic is a range of the numbers of its posts
        'forum/views/topics.py: page = request.args.get("page", type=int)',
        'forum/views/topics.py: number = request.args.get("page", 1, type=int)',
        'moderation/views/moving.py: page = request.args.get("page", around.page, type=int)',
        # when the last of so many was, which is no page
        "accounts/queries.py: at = session.scalar(latest.offset(most - 1).limit(1))",
        "spam/queries.py: return latest.order_by(Activity.at.desc()).offset(count - 1)"
        ".limit(1).scalar_subquery()",
        # what a search finds stands in the order of its ranks, of which few pages are shown
        'finder/views.py: return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)',
    }
