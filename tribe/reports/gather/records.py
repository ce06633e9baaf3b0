"""What the rooms know beside interactions: who met where, what was promised, how threads felt.

Members stand as their number in text, and only those who agree to be measured. Titles are taken
from categories that are open to all, and serve to find patterns; no report shows them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, func, select

from tribe.base.db import session
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Rsvp
from tribe.forum.models import Post, Reaction, ReactionKind, Topic
from tribe.graph.data.records import Mood, Occasion, PromiseMade, Records, Thread, Uptake
from tribe.members.models import Member
from tribe.voice.models import Outcome, Promise

BATCH = 5_000
FAMILIES: Mapping[ReactionKind, str] = {
    ReactionKind.THANKS: "thanks",
    ReactionKind.WARM: "warm",
    ReactionKind.AGREE: "agree",
    ReactionKind.SMILE: "amused",
    ReactionKind.WONDER: "wonder",
}
Places = Mapping[int, int]  # of rites, by the number of a gathering or of a topic


def list_records(
    since: datetime | None,
    until: datetime,
    events: Places,
    topics: Places,
    open_categories: Collection[int],
    known: Collection[str],
) -> Records:
    """All that is known up to a moment of the members who are; nine queries.

    Only reactions keep to the period: they are many, and no measure asks for earlier ones.
    """
    gatherings = _of_known(known, list_gatherings(until, events))
    conversations = _of_known(known, list_conversations(until, topics))
    turns = _of_known(known, list_first_turns(until, topics))
    return Records(
        occasions=[*gatherings, *conversations],
        threads=[*list_topics(until, topics, open_categories), *list_events(until, events)],
        uptakes=list_uptakes([*gatherings, *turns]),
        departures=list_departures(until),
        promises=list_promises(until),
        moods=list_moods(since, until),
    )


def _of_known(known: Collection[str], occasions: Iterable[Occasion]) -> list[Occasion]:
    return [
        replace(
            one,
            people=tuple(who for who in one.people if who in known),
            hosts=tuple(who for who in one.hosts if who in known),
        )
        for one in occasions
    ]


def list_gatherings(until: datetime, rites: Places) -> list[Occasion]:
    """Gatherings that took place, with who came and who hosted; two queries."""
    hosting = (
        select(EventHost.event_id, Member.id)
        .join(Member, and_(Member.id == EventHost.member_id, Member.is_measured))
        .join(Event, Event.id == EventHost.event_id)
        .where(Event.status == EventStatus.CONFIRMED, Event.starts_at < until)
        .order_by(EventHost.event_id, EventHost.position, Member.id)
    )
    hosts: dict[int, list[str]] = {}
    for event, member in session.execute(hosting):
        hosts.setdefault(event, []).append(str(member))
    coming = (
        select(Event.id, Event.starts_at, Member.id)
        .outerjoin(
            Attendance, and_(Attendance.event_id == Event.id, Attendance.status == Rsvp.GOING)
        )
        .outerjoin(Member, and_(Member.id == Attendance.member_id, Member.is_measured))
        .where(Event.status == EventStatus.CONFIRMED, Event.starts_at < until)
        .order_by(Event.starts_at, Event.id, Member.id)
    )
    return [
        Occasion(
            at.timestamp(),
            _together(hosts.get(event, ()), (str(one) for *_, one in rows if one is not None)),
            tuple(hosts.get(event, ())),
            rites.get(event),
        )
        for (event, at), rows in _grouped(coming)
    ]


def list_conversations(until: datetime, rites: Places) -> list[Occasion]:
    """Topics in which two or more spoke, and those that enact a rite; whoever began one hosts it.

    One query.
    """
    spoken = (
        select(Topic.id, Topic.created_at, Topic.author_id, Post.author_id)
        .join(Post, Post.topic_id == Topic.id)
        .join(Member, and_(Member.id == Post.author_id, Member.is_measured))
        .where(Post.deleted_at.is_(None), Post.created_at < until)
        .distinct()
        .order_by(Topic.created_at, Topic.id, Post.author_id)
    )
    found = []
    for (topic, at), rows in _grouped(spoken):
        people, began = tuple(str(speaker) for *_, speaker in rows), str(rows[0][2])
        if len(people) > 1 or topic in rites:
            hosts = (began,) if began in people else ()
            found.append(Occasion(at.timestamp(), people, hosts, rites.get(topic), False))
    return found


def list_first_turns(until: datetime, rites: Places) -> list[Occasion]:
    """When each member first spoke in each topic that enacts a rite; one query.

    A topic goes on: whoever comes later was not there when it began, and what is told of a week
    must not change by what is said after it.
    """
    spoken = (
        select(Post.topic_id, Post.author_id, func.min(Post.created_at))
        .join(Member, and_(Member.id == Post.author_id, Member.is_measured))
        .where(Post.deleted_at.is_(None), Post.created_at < until, Post.topic_id.in_(rites))
        .group_by(Post.topic_id, Post.author_id)
        .order_by(Post.topic_id, Post.author_id)
    )
    return [
        Occasion(at.timestamp(), (str(speaker),), (), rites[topic], False)
        for topic, speaker, at in session.execute(spoken)
    ]


def _together(*parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for part in parts for person in part))


def _grouped(rows: Select[*tuple[Any, ...]]) -> Iterator[tuple[tuple[int, datetime], list[Any]]]:
    """Rows of one gathering or topic together: its number and moment, then who."""
    found = session.execute(rows.execution_options(yield_per=BATCH))
    for (number, at), together in groupby(found, key=lambda row: (row[0], row[1])):
        yield (number, at), list(together)


def list_topics(until: datetime, rites: Places, open_categories: Collection[int]) -> list[Thread]:
    """Headings of topics that anybody may read; one query."""
    rows = session.execute(
        select(Topic.id, Topic.created_at, Topic.title, Topic.author_id)
        .join(Member, and_(Member.id == Topic.author_id, Member.is_measured))
        .join(
            Post,
            and_(Post.topic_id == Topic.id, Post.number == 1, Post.deleted_at.is_(None)),
        )
        .where(Topic.created_at < until, Topic.category_id.in_(open_categories))
        .order_by(Topic.created_at, Topic.id)
    )
    return [
        Thread(at.timestamp(), title, str(author), is_declared=topic in rites)
        for topic, at, title, author in rows
    ]


def list_events(until: datetime, rites: Places) -> list[Thread]:
    """Headings of gatherings that took place; one query."""
    rows = session.execute(
        select(Event.id, Event.starts_at, Event.title, Event.created_by_id)
        .join(Member, and_(Member.id == Event.created_by_id, Member.is_measured))
        .where(Event.status == EventStatus.CONFIRMED, Event.starts_at < until)
        .order_by(Event.starts_at, Event.id)
    )
    return [
        Thread(at.timestamp(), title, str(author), is_declared=event in rites)
        for event, at, title, author in rows
    ]


def list_uptakes(occasions: Iterable[Occasion]) -> list[Uptake]:
    """The first time that each member came to each rite."""
    first: dict[tuple[str, int], float] = {}
    for occasion in sorted(occasions, key=lambda one: one.at):
        if occasion.rite is not None:
            for person in occasion.people:
                first.setdefault((person, occasion.rite), occasion.at)
    return [Uptake(person, f"rite {rite}", at) for (person, rite), at in first.items()]


def list_departures(until: datetime) -> dict[str, float]:
    """When members left who had agreed to be measured; one query."""
    rows = session.execute(
        select(Member.id, Member.left_at)
        .where(Member.is_measured, Member.left_at < until)
        .order_by(Member.id)
    )
    return {str(member): at.timestamp() for member, at in rows if at is not None}


def list_promises(until: datetime) -> list[PromiseMade]:
    """What the brand promised; kept and broken are the council's words. One query.

    A promise is due at the end of its day, or when the council called it broken before.
    """
    rows = session.execute(
        select(Promise.made_at, Promise.due_on, Promise.outcome, Promise.settled_at)
        .where(Promise.made_at < until)
        .order_by(Promise.made_at, Promise.id)
    )
    found = []
    for made, due_on, outcome, settled in rows:
        due = datetime.combine(due_on + timedelta(days=1), time(), UTC)
        kept = None
        if settled is not None and settled < until:
            if outcome is Outcome.KEPT:
                kept = settled.timestamp()
            else:
                due = min(due, settled)
        found.append(PromiseMade(made.timestamp(), due.timestamp(), kept, kept is not None))
    return found


def list_moods(since: datetime | None, until: datetime) -> list[Mood]:
    """Reactions to posts that stand; one query.

    In all topics: which of them are heard is for the measure to say, for a report that went by what
    came later would read other things of a week that an earlier report covers.
    """
    given = (
        select(Post.topic_id, Reaction.member_id, Reaction.kind, Reaction.created_at)
        .join(Post, Post.id == Reaction.post_id)
        .join(Member, and_(Member.id == Reaction.member_id, Member.is_measured))
        .where(Post.deleted_at.is_(None), Reaction.created_at < until)
        .order_by(Post.topic_id, Reaction.member_id, Reaction.kind, Reaction.created_at)
        .execution_options(yield_per=BATCH)
    )
    if since is not None:
        given = given.where(Reaction.created_at >= since)
    return [
        Mood(str(topic), str(member), FAMILIES[kind], at.timestamp())
        for topic, member, kind, at in session.execute(given)
    ]
