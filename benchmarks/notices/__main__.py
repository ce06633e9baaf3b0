"""What it takes to tell ten thousand watchers of one reply, beside a plain loop over them.

    python -m benchmarks.notices [--watchers 10000] [--rounds 3] [--postgresql URL]

Each round posts a reply in a topic that so many members watch, lets the job tell them, and then
writes the same rows by a loop that sends one INSERT for a notice and one for its cause, and commits
at the end. Printed: seconds of the clock and of the processor, that of the database's own process
included; the longest time that a transaction of the job held up other writers; what the reply took
its writer; and what a bell costs a member who has a notice.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask_migrate import upgrade
from sqlalchemy import delete, event, func, insert, select, text
from sqlalchemy.engine import Connection

from tribe.activity import Activity
from tribe.app import create_app
from tribe.base.db import db, now, session
from tribe.base.resources import resource_dir
from tribe.blocking import seen_by
from tribe.config import Settings
from tribe.forum.models import Category, Level, Topic, TopicMember
from tribe.forum.services.posting import create_topic, reply
from tribe.jobs import Lane, run_next
from tribe.members.models import Member
from tribe.notices.models import Notice, NoticeCause
from tribe.notices.queries import list_unread_things

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What telling all took, in seconds."""

    clock: float
    cpu: float

    def __str__(self) -> str:
        """As it is printed."""
        return f"{self.clock:.2f} s, {self.cpu:.2f} s of the processor"


def seed(watchers: int) -> int:
    """A topic that members watch who have no address; its number."""
    rows = [{"name": f"m{number}", "name_key": f"m{number}"} for number in range(watchers + 2)]
    session.execute(insert(Member), rows)
    hall = Category(slug="hall", name="Hall")
    session.add(hall)
    session.flush()
    first, *others = session.scalars(select(Member).order_by(Member.id)).all()
    topic = create_topic(first, hall, "Bread on Saturday", "Who comes?")
    watching = [
        {"topic_id": topic.id, "member_id": one.id, "level": Level.WATCHING} for one in others[1:]
    ]
    session.execute(insert(TopicMember), watching)
    session.commit()
    return topic.id


def database_seconds() -> float:
    """What the database's own process has used of the processor; nothing where it has none."""
    if session.get_bind().dialect.name != "postgresql":
        return 0.0
    backend = session.scalar(text("SELECT pg_backend_pid()"))
    with open(f"/proc/{backend}/stat") as told:
        fields = told.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cost(work: Callable[[], None]) -> Cost:
    """What a piece of work took."""
    with_database = database_seconds()
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    return Cost(clock, cpu + database_seconds() - with_database)


class Held:
    """How long transactions lasted, from their first statement that writes to their commit."""

    def __init__(self) -> None:
        self.longest, self._since = 0.0, 0.0
        event.listen(db.engine, "before_cursor_execute", self._begin)
        event.listen(db.engine, "commit", self._end)

    def _begin(self, _c: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if not self._since and statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            self._since = time.perf_counter()

    def _end(self, _connection: Connection) -> None:
        if self._since:
            self.longest = max(self.longest, time.perf_counter() - self._since)
        self._since = 0.0


def tell() -> None:
    """Let the job tell of what happened."""
    while run_next(Lane.QUICK):
        pass


def loop(activity_id: int, topic_id: int) -> None:
    """Tell the watchers one by one."""
    watching = select(TopicMember.member_id).where(TopicMember.level == Level.WATCHING)
    moment = now()
    for member_id in session.scalars(watching).all():
        row = {"member_id": member_id, "subject_type": "plain", "subject_id": topic_id}
        notice = row | {"at": moment}
        notice_id = session.scalar(insert(Notice).values(notice).returning(Notice.id))
        cause = {"activity_id": activity_id, "member_id": member_id, "kind": "plain"}
        session.execute(insert(NoticeCause), cause | {"notice_id": notice_id})
    session.commit()


def main() -> None:
    """Seed, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", default="", metavar="URL", help="an empty database")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {"TRIBE_DATA_DIR": folder, "TRIBE_SECRET_KEY": "only for benchmarks"}
        if chosen.postgresql:
            environ["TRIBE_DATABASE_URL"] = chosen.postgresql
        with create_app(Settings.from_environ(environ)).app_context():
            upgrade(directory=resource_dir("migrations"))
            compare(chosen.watchers, chosen.rounds)


def compare(watchers: int, rounds: int) -> None:
    """Each in turn, so that what else the machine does falls on both."""
    topic_id, held = seed(watchers), Held()
    tell()
    ours: list[Cost] = []
    plain: list[Cost] = []
    for _round in range(rounds):
        topic = session.get_one(Topic, topic_id)
        writer = session.scalars(select(Member).order_by(Member.id).offset(1).limit(1)).one()
        begun = time.perf_counter()
        reply(writer, topic, "I do")
        session.commit()
        written = time.perf_counter() - begun
        held.longest = 0.0
        ours.append(cost(tell))
        told = session.scalar(select(func.count()).select_from(NoticeCause)) or 0
        assert told == watchers + 1, told  # and whoever began the topic
        held_ms, bell = held.longest * 1000, bell_ms(topic_id)
        session.execute(delete(NoticeCause))
        session.execute(delete(Notice))
        latest = session.scalars(select(func.max(Activity.id))).one()
        session.commit()
        plain.append(cost(lambda latest=latest: loop(latest, topic_id)))
        session.execute(delete(NoticeCause))
        session.execute(delete(Notice))
        session.commit()
        print(
            f"ours {ours[-1]}, others held up for {held_ms:.0f} ms at most; loop {plain[-1]}; "
            f"the reply {written * 1000:.0f} ms; a bell {bell:.2f} ms"
        )
    clock, cpu = (
        min(getattr(one, name) for one in plain) / min(getattr(one, name) for one in ours)
        for name in ("clock", "cpu")
    )
    print(f"the loop takes {clock:.1f} times as long, {cpu:.1f} times as much of the processor")


def bell_ms(topic_id: int) -> float:
    """What one bell takes of the processor, in milliseconds; with the statement made already."""
    number = session.scalars(select(Notice.member_id).limit(1)).one()
    reader = session.get_one(Member, number)
    assert list_unread_things(reader).things == {("topic", topic_id)}
    with seen_by(reader):  # as in a request, which knows whom its reader keeps apart from
        begun = time.process_time()
        for _time in range(200):
            list_unread_things(reader)
        spent = time.process_time() - begun
    session.rollback()
    return spent / 200 * 1000


if __name__ == "__main__":
    main()
