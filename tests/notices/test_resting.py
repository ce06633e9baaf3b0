"""Who is away, or mutes all, is told nothing at once until that day is over on their own clocks."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.notices.conftest import Hall, hall
from tests.notices.test_digest import clock
from tribe.activity.notices import Channel
from tribe.base.db import session
from tribe.forum.notices import MENTION
from tribe.notices.channels import channels_for
from tribe.notices.models import Digest, NoticeRhythm

__all__ = ["clock", "hall"]
LAST = date(2027, 3, 2)


@pytest.mark.parametrize("way", ["away", "muted"])
@pytest.mark.parametrize(
    ("zone", "at", "is_mailed"),
    [
        ("Pacific/Auckland", datetime(2027, 3, 2, 10, 59, tzinfo=UTC), False),
        ("Pacific/Auckland", datetime(2027, 3, 2, 11, 1, tzinfo=UTC), True),
        ("America/Los_Angeles", datetime(2027, 3, 3, 7, 59, tzinfo=UTC), False),
        ("America/Los_Angeles", datetime(2027, 3, 3, 8, 1, tzinfo=UTC), True),
    ],
)
def test_the_last_day_ends_on_the_members_clock(
    hall: Hall,
    clock: Callable[[datetime], None],
    way: str,
    zone: str,
    at: datetime,
    is_mailed: bool,
) -> None:
    hall.speaks("ada")
    cleo = hall.cast.get("cleo")
    cleo.zone = zone
    if way == "away":
        cleo.away_until = LAST
    else:
        rhythm = NoticeRhythm(member_id=cleo.id, days=Digest.DAILY, hour=8, muted_until=LAST)
        session.add(rhythm)
    session.commit()
    clock(at)
    channels = channels_for([cleo.id, hall.cast.ids["ines"]], MENTION)
    assert (Channel.MAIL in channels[cleo.id]) is is_mailed
    assert Channel.MAIL in channels[hall.cast.ids["ines"]]
