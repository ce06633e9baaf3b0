"""What is measured about one member, for that member alone."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tribe.base.db import reading
from tribe.base.paging import START, Page, Span
from tribe.graph import OMEGA, Interactions, Kind, Measure, Ties
from tribe.graph.data.fading import DAY, HALF_LIFE
from tribe.ledger import queries as ledger
from tribe.members.models import Member
from tribe.members.queries import members_by_id
from tribe.reports.declared import DECLARATIONS
from tribe.reports.figures.place import OwnPart, Place
from tribe.reports.requests import queries

HALF_LIFE_DAYS = round(HALF_LIFE / DAY)
TIES_SHOWN = 40
OWN_SHOWN = 40


@dataclass(frozen=True)
class OwnTie:
    """The tie between the reader and someone: what goes there, what comes back, since when."""

    other: Member
    given: float
    received: float
    last_at: datetime


@dataclass(frozen=True)
class Measured:
    """All of it: ties, what they are made of, and the reports that it went into."""

    ties: list[OwnTie]
    ties_count: int
    kinds: list[tuple[Kind, int, int]]
    page: Page[ledger.Own]
    reports_count: int


def measure_own(member: Member, now: datetime, span: Span = START) -> Measured:
    """Gather what is measured about a member; five queries, whatever they are."""
    ties = own_ties(member.id, now)
    people = members_by_id([tie[0] for tie in ties[:TIES_SHOWN]])
    reports = queries.count_reports_since(member.joined_at) if member.is_measured else 0
    return Measured(
        ties=[
            OwnTie(people[other], given, received, last)
            for other, given, received, last in ties[:TIES_SHOWN]
            if other in people
        ],
        ties_count=len(ties),
        kinds=ledger.count_own_by_kind(member.id),
        page=ledger.list_own(member.id, span, OWN_SHOWN),
        reports_count=reports,
    )


def own_ties(member_id: int, now: datetime) -> list[tuple[int, float, float, datetime]]:
    """(other, given, received, last time) of each tie of a member, the strongest first."""
    with reading():  # in batches
        interactions = Interactions.from_rows(ledger.stream_own_rows(member_id, now))
    ties, me = Ties.from_interactions(interactions, now.timestamp()), str(member_id)
    found: dict[int, list[float]] = {}
    columns = zip(ties.sources, ties.targets, ties.weights, ties.last, strict=True)
    for source, target, weight, last in columns:
        one, other = ties.members[source], ties.members[target]
        is_given = one == me
        tie = found.setdefault(int(other if is_given else one), [0.0, 0.0, 0.0])
        tie[0 if is_given else 1] += float(weight)
        tie[2] = max(tie[2], float(last))
    ordered = sorted(found.items(), key=lambda item: (-item[1][0] - item[1][1], item[0]))
    return [
        (other, given, received, datetime.fromtimestamp(last, UTC))
        for other, (given, received, last) in ordered
    ]


def weights_of_kinds() -> list[tuple[Kind, float]]:
    """The product's choice of weights, as the page shows it."""
    return [(kind, OMEGA[kind]) for kind in Kind]


def place_parts(place: Place) -> list[tuple[Measure, OwnPart]]:
    """What each measure that speaks to one member says of their place, in the report's order."""
    return [(one.measure, one.own(place)) for one in DECLARATIONS.values() if one.own is not None]
