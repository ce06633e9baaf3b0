"""A member's own place among those who agreed to be measured, worked out."""

import numpy as np

from tribe.graph import Interactions, Ties
from tribe.graph.measures.influence.uptake import place_of
from tribe.graph.measures.roles.betweenness import betweenness
from tribe.graph.measures.roles.holes import constraint, effective_size
from tribe.reports.figures.place import Place

PIVOTS = 500  # members from whom ways begin, where there are more
DRAWS = 100  # tribes drawn anew, for the places between which one stands


def place_among(interactions: Interactions, me: str, now: float) -> Place | None:
    """The place of one of the members; None when they have no ties."""
    if me not in interactions.members:
        return None
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
