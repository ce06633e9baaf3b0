"""Two that write the digests at once, killed again and again, write one for each member."""

import signal
import sys
import time
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, insert, select

from tests.conftest import Cast
from tests.load.conftest import add_members
from tests.serving import begin
from tribe.activity import Activity
from tribe.base.db import session
from tribe.forum.models import Category
from tribe.forum.services.posting import create_topic
from tribe.mail import Mail
from tribe.notices.models import Notice, NoticeCause, NoticeRhythm

MEMBERS = 1_500
SECONDS = 90  # of a machine with much else to do
FRIDAY = datetime(2027, 1, 8, 8, tzinfo=UTC)
WRITE = [sys.executable, "-m", "tests.load.digester", FRIDAY.isoformat()]


def fill(cast: Cast) -> None:
    """Members who are each told of one thing that no mail has said."""
    ids = add_members(MEMBERS)
    hall = Category(slug="hall", name="Hall")
    session.add(hall)
    session.flush()
    topic = create_topic(cast.get("dov"), hall, "Bread on Saturday", "Who comes?")
    act = session.scalars(select(Activity.id)).one()
    of = {"subject_type": "topic", "subject_id": topic.id}
    session.execute(insert(Notice), [of | {"member_id": one} for one in ids])
    told_at = FRIDAY - timedelta(hours=1)
    for number, member_id in session.execute(select(Notice.id, Notice.member_id)).all():
        told = {"activity_id": act, "member_id": member_id, "notice_id": number}
        session.add(NoticeCause(**told, kind="forum.watched_category", told_at=told_at))
    session.commit()


def written() -> int:
    found = session.scalar(select(func.count(Mail.id))) or 0
    session.rollback()
    return found


def test_each_has_exactly_one(app: Flask, cast: Cast, environ: dict[str, str]) -> None:
    with app.app_context():
        fill(cast)
        kills = 0
        for share in (0.1, 0.3, 0.5, 0.7, 2):
            writers = [begin(WRITE, environ) for _writer in range(2)]
            until = time.monotonic() + SECONDS
            while written() < MEMBERS * share and any(one.poll() is None for one in writers):
                assert time.monotonic() < until
                time.sleep(0.002)
            kills += sum(one.poll() is None for one in writers)
            for one in writers:
                one.send_signal(signal.SIGKILL)
                one.wait()
        assert kills >= 4, "no kill came while digests were written"
        of_each = select(func.count(Mail.id)).group_by(Mail.member_id)
        assert session.scalars(of_each).all() == [1] * MEMBERS
        assert set(session.scalars(select(NoticeRhythm.written_for))) == {FRIDAY}
        unsaid = select(func.count(NoticeCause.member_id)).where(NoticeCause.mailed_at.is_(None))
        assert session.scalar(unsaid) == 0
