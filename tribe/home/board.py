"""The notice board of home: what the other rooms have that is alive, for one reader."""

from dataclasses import dataclass

from tribe.events import queries as events
from tribe.events.models import EventStatus, Rsvp
from tribe.events.queries import EventRow, Headcount
from tribe.forum import queries as forum
from tribe.forum.queries import Face, TopicRow
from tribe.home.queries import FirstPost, Rite, list_faces, list_rites, list_unanswered
from tribe.members.models import Member

TOPICS = 8
GATHERINGS = 3


@dataclass(frozen=True)
class Gathering:
    """A gathering to come, and who comes."""

    event: EventRow
    counts: Headcount
    faces: list[Face]
    answer: Rsvp | None


@dataclass(frozen=True)
class Board:
    """Everything that hangs there; `tags` are (name, address, hue) by category."""

    topics: list[TopicRow]
    tags: dict[int, tuple[str, str, int]]
    first_posts: list[FirstPost]
    gatherings: list[Gathering]
    rites: list[Rite]


def read_board(reader: Member | None) -> Board:
    """What is alive now for a reader: five queries for a guest, eight for a member."""
    rooms = forum.get_rooms()
    visible = rooms.visible_ids(reader)
    return Board(
        topics=forum.list_topics(reader, visible).rows[:TOPICS],
        tags={room.id: (room.name, f"/c/{room.slug}", room.hue) for room in rooms},
        first_posts=list_unanswered(reader, visible) if reader is not None else [],
        gatherings=_gatherings(reader),
        rites=list_rites(),
    )


def _gatherings(reader: Member | None) -> list[Gathering]:
    coming = [row for row in events.list_upcoming().rows if row.status is EventStatus.CONFIRMED][
        :GATHERINGS
    ]
    ids = [row.id for row in coming]
    counts = events.count_answers(ids)
    # Who comes is for members to see; a guest reads how many.
    faces = list_faces(ids) if reader is not None else {}
    answers = events.list_answers_of(reader.id, ids) if reader is not None else {}
    return [
        Gathering(row, counts[row.id], faces.get(row.id, []), answers.get(row.id)) for row in coming
    ]
