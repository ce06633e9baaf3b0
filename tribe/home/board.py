"""The notice board of home: what the other rooms have that is alive, for one reader."""

from dataclasses import dataclass
from datetime import timedelta

from tribe.access import GUEST, may
from tribe.base.db import now
from tribe.events import queries as events
from tribe.events.models import Rsvp
from tribe.events.queries import EventRow, Headcount
from tribe.forum import queries as forum
from tribe.forum.policy import ARRANGE, CategoryTree
from tribe.forum.queries import FirstPost, TopicRow
from tribe.home.queries import Answers, Rite, list_rites, read_answers
from tribe.members.models import Member
from tribe.members.summaries import MemberSummary

LATELY = timedelta(days=30)
TOPICS = 8
GATHERINGS = 3
NEWCOMERS = 3


@dataclass(frozen=True)
class Gathering:
    """A gathering to come, and who comes."""

    event: EventRow
    counts: Headcount
    faces: list[MemberSummary]
    answer: Rsvp | None


@dataclass(frozen=True)
class Talk:
    """What is said; `tags` are (name, address, hue) by category."""

    topics: list[TopicRow]
    tags: dict[int, tuple[str, str, int]]
    may_begin: bool  # a topic, in some category
    may_arrange: bool  # the categories


@dataclass(frozen=True)
class Board:
    """Everything that hangs there."""

    talk: Talk
    first_posts: list[FirstPost]
    gatherings: list[Gathering]
    rites: list[Rite]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened here yet."""
        return not (self.talk.topics or self.gatherings or self.rites)


def read_board(reader: Member | None) -> Board:
    """What is alive now for a reader: five queries for a guest, seven for a member."""
    rooms = forum.get_category_tree()
    visible = rooms.visible_ids(reader or GUEST)
    return Board(
        talk=read_talk(reader, rooms),
        first_posts=_unanswered(reader, visible),
        gatherings=_gatherings(reader),
        rites=list_rites(visible),
    )


def read_talk(reader: Member | None, rooms: CategoryTree) -> Talk:
    """What is said, of it what a reader may see; one query."""
    actor = reader or GUEST
    return Talk(
        topics=forum.list_topics(reader, rooms.visible_ids(actor), size=TOPICS).rows,
        tags={room.id: (room.name, f"/c/{room.slug}", room.hue) for room in rooms},
        may_begin=bool(rooms.open_to(actor)),
        may_arrange=bool(may(actor, ARRANGE)),
    )


def _unanswered(reader: Member | None, visible: set[int]) -> list[FirstPost]:
    if reader is None:
        return []
    return forum.list_unanswered(reader, visible, now() - LATELY, NEWCOMERS)


def _gatherings(reader: Member | None) -> list[Gathering]:
    coming = events.list_next(GATHERINGS, reader)
    ids = [row.id for row in coming]
    counts = events.count_answers(ids)
    # Who comes is for members to see; a guest reads how many.
    answers = read_answers(reader, ids) if reader is not None else {id: Answers() for id in ids}
    return [
        Gathering(row, counts[row.id], answers[row.id].faces, answers[row.id].own) for row in coming
    ]
