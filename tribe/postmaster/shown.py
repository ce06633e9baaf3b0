"""What came in by mail, as the page of operators shows it."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from tribe.base.paging import Page
from tribe.mail.kinds import find_repliable
from tribe.mail.queries import ReplyRow
from tribe.mail.received import Received


class Outcome(StrEnum):
    """What became of an answer."""

    WAITING = "waiting"
    POSTED = "posted"
    RETURNED = "returned"  # to the member, with their words and the reason
    REFUSED = "refused"  # while it was handed over
    DROPPED = "dropped"  # a machine wrote it


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer, what it is to, and what became of it."""

    row: ReplyRow
    outcome: Outcome
    title: str | None  # None where it is gone, or not for this reader
    url: str | None


def show(reader_id: int, page: Page[ReplyRow]) -> Page[Shown]:
    """Answers with what they are to; one query for each type of things."""
    asked: dict[str, set[int]] = defaultdict(set)
    for row in page.rows:
        asked[row.thing].add(row.thing_id)
    titles: dict[tuple[str, int], str] = {}
    for thing, numbers in asked.items():
        known = find_repliable(thing)
        found = known.titles(reader_id, numbers) if known is not None else {}
        titles |= {(thing, number): title for number, title in found.items()}
    return page.holding([_shown(row, titles.get((row.thing, row.thing_id))) for row in page.rows])


def _shown(row: ReplyRow, title: str | None) -> Shown:
    known = find_repliable(row.thing)
    url = known.url(row.thing_id) if known is not None and title is not None else None
    return Shown(row, _outcome(row), title, url)


def _outcome(row: ReplyRow) -> Outcome:
    if row.ended_at is None:
        return Outcome.WAITING
    if row.refusal == Received.AUTOMATIC.name:
        return Outcome.DROPPED
    if row.refusal in Received.__members__:
        return Outcome.REFUSED
    return Outcome.RETURNED if row.refusal else Outcome.POSTED
