"""Two that remind at once, killed again and again, remind each member of each gathering once."""

import signal
import sys
import time
from datetime import timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, insert, select

from tests.conftest import Cast
from tests.load.conftest import add_members
from tests.serving import begin
from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.events.models import Attendance, Event, Mode, Rsvp
from tribe.mail import Mail
from tribe.notices.models import NoticeCause, Reminder

GATHERINGS, MEMBERS = 80, 3
SECONDS = 90  # of a machine with much else to do
REMIND = [sys.executable, "-m", "tests.load.reminding"]


def fill(cast: Cast) -> None:
    """Gatherings of the next day, and members who go to all of them since long ago."""
    ids, long_ago = add_members(MEMBERS), now() - timedelta(days=30)
    row = {"title": "Bread", "mode": Mode.PLACE, "zone": "Europe/Paris", "created_at": long_ago}
    start = now() + timedelta(hours=20)
    row |= {"created_by_id": cast.ids["cleo"], "starts_at": start}
    row |= {"ends_at": start + timedelta(hours=2)}
    session.execute(insert(Event), [row | {"uid": str(uuid4())} for _one in range(GATHERINGS)])
    going = {"status": Rsvp.GOING, "answered_at": long_ago}
    events = session.scalars(select(Event.id)).all()
    rows = [going | {"event_id": one, "member_id": who} for one in events for who in ids]
    session.execute(insert(Attendance), rows)
    session.commit()


def mailed() -> int:
    found = session.scalar(select(func.count(Mail.id))) or 0
    session.rollback()
    return found


def test_each_is_reminded_once(app: Flask, cast: Cast, environ: dict[str, str]) -> None:
    with app.app_context():
        fill(cast)
        kills, everything = 0, GATHERINGS * MEMBERS
        for share in (0.05, 0.4, 1):
            both = [begin(REMIND, environ) for _one in range(2)]
            until = time.monotonic() + SECONDS
            while mailed() < everything * share:
                assert time.monotonic() < until
                time.sleep(0.002)
            kills += share < 1 and mailed() < everything
            for one in both:
                one.send_signal(signal.SIGKILL)
                one.wait()
        assert kills >= 2, "no kill came while members were reminded"
        acts = select(func.count(Activity.id)).group_by(Activity.subject_id)
        assert session.scalars(acts).all() == [1] * GATHERINGS
        assert session.scalar(select(func.count()).select_from(Reminder)) == GATHERINGS
        told = select(func.count()).select_from(NoticeCause).group_by(NoticeCause.activity_id)
        assert session.scalars(told).all() == [MEMBERS] * GATHERINGS
        own = select(func.count(Mail.id)).group_by(Mail.member_id)
        assert session.scalars(own).all() == [GATHERINGS] * MEMBERS
