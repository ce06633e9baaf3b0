"""What any process did since a moment that lets those who hear of things ask anew.

A commit closes rooms in its own process, and by Redis in the others. What a command did, or a
process that Redis did not reach, the rows of activity say.
"""

from datetime import datetime

from sqlalchemy import select

from tribe.activity import Activity, closing
from tribe.base.db import session
from tribe.live.channels import rooms_of, sockets_of


def find_closed(since: datetime) -> dict[str, datetime]:
    """The rooms that acts closed since a moment, and when the last of these acts was; one query."""
    closes = closing()
    done = select(Activity.kind, Activity.subject_id, Activity.at).where(
        Activity.at >= since, Activity.kind.in_(sorted(closes))
    )
    return {
        sockets_of(number) if closes[kind] == "member" else rooms_of(closes[kind]): at
        for kind, number, at in session.execute(done.order_by(Activity.at))
    }
