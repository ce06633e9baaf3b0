"""A member's own place in the tribe, worked out for that member alone and kept nowhere."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import func, select

from tribe.db import session
from tribe.graph import Interactions, Ties
from tribe.graph.measures.betweenness import betweenness
from tribe.graph.measures.holes import constraint, effective_size
from tribe.graph.measures.influence import place_of
from tribe.graph.uncertainty import Interval
from tribe.ledger.models import Interaction
from tribe.ledger.queries import stream_interactions
from tribe.members.models import Member
from tribe.reports.evidence import list_measured

LARGEST = 200_000  # interactions; with more of them it would keep the reader waiting
PIVOTS = 500  # members from whom ways begin, where there are more
DRAWS = 100  # tribes drawn anew, for the places between which one stands


@dataclass(frozen=True)
class Place:
    """What R1, R3 and I1 say of one member, and what they were made from."""

    acquaintances: int
    among: int  # how many of their pairs know each other
    constraint: float
    effective_size: float
    betweenness: float  # share of the shortest ways between others
    uptake: Interval | None  # places from 0, the first, to 1, the last
    members: int
    ties: int


def is_too_large() -> bool:
    """Whether the tribe has more interactions than can be read while somebody waits."""
    return (session.scalar(select(func.count(Interaction.id))) or 0) > LARGEST


def own_place(member: Member, now: datetime) -> Place | None:
    """The place of a member among those who agreed to be measured; None without ties to them.

    Reads every interaction: ask `is_too_large` first. Two queries.
    """
    interactions = Interactions.from_rows(stream_interactions(None, now), list_measured(now))
    if not member.is_brand:
        interactions = interactions.without_brand()
    me = str(member.id)
    if me not in interactions.members:
        return None
    return place_among(interactions, me, now.timestamp())


def place_among(interactions: Interactions, me: str, now: float) -> Place | None:
    """The place of one of the members; None when they have no ties."""
    dyads = Ties.from_interactions(interactions, now).undirected()
    place = dyads.members.index(me)
    known = np.concatenate([dyads.v[dyads.u == place], dyads.u[dyads.v == place]])
    if not len(known):
        return None
    among = np.count_nonzero(np.isin(dyads.u, known) & np.isin(dyads.v, known))
    pivots = None if dyads.n <= PIVOTS else PIVOTS
    direct = Ties.from_interactions(interactions.dyadic(), now)
    return Place(
        acquaintances=len(known),
        among=int(among),
        constraint=float(constraint(dyads)[place]),
        effective_size=float(effective_size(dyads)[place]),
        betweenness=float(betweenness(dyads, k=pivots)[place]),
        uptake=place_of(direct, me, bootstraps=DRAWS),
        members=int(np.count_nonzero(dyads.tied)),
        ties=len(dyads),
    )
