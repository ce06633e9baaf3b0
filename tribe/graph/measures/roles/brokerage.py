"""Brokerage: who stands between whom, by the circles of the three."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tribe.graph import kernels
from tribe.graph.data.columns import distinct
from tribe.graph.data.dyads import Dyads
from tribe.graph.data.places import Places
from tribe.graph.data.ties import Ties
from tribe.graph.study.circles import circles_of, seeds_from
from tribe.graph.study.nulls import tries_for
from tribe.graph.study.privacy import safe_counts
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.sequential import Draws, settled
from tribe.graph.study.study import Sample, Study
from tribe.speech import InHundred, Message, Said, Whole

if TYPE_CHECKING:
    import networkx as nx

    from tribe.graph.kernels.chance import State

    AnyGraph = Ties | Dyads | nx.Graph[Any]
else:
    from tribe.graph import networks as nx

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
BETWEEN = slice(2, 5)  # those whose path runs from one circle to another


def brokerage(graph: AnyGraph, groups: ArrayLike) -> NDArray[np.int64]:
    """How often each member stands between two others who are not tied, by their groups.

    Counts open paths a → v → b without a tie a → b, by broker v. With groups written in the
    order a, v, b: coordinator AAA, itinerant ABA, gatekeeper ABB (v lets others into its own
    group), representative AAB (v speaks for its own group), liaison ABC.

    Parameters
    ----------
    graph : Ties, Dyads or networkx graph
        A tie without direction counts in both.
    groups : (n,) array of int
        The group of each member, 0 and up; members with a negative one are left out.

    Returns
    -------
    (n, 5) int64, >= 0
        One row a member, one column a role, in the order of `ROLES`.

    Raises
    ------
    ValueError
        There is not one group for each member.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19.

    Examples
    --------
    >>> graph = nx.DiGraph([(1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (4, 1)])
    >>> brokerage(graph, [0, 0, 1, 1])[:, 1:4].T.tolist()
    [[1, 0, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1]]
    """
    return _Paths(*_arcs(graph), groups=groups).brokers()


def _arcs(graph: AnyGraph) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    if isinstance(graph, Ties):
        return len(graph.members), graph.sources.astype(np.int64), graph.targets.astype(np.int64)
    if isinstance(graph, Dyads):
        u, v = graph.u.astype(np.int64), graph.v.astype(np.int64)
        return graph.n, np.concatenate([u, v]), np.concatenate([v, u])
    place = {name: number for number, name in enumerate(graph)}
    ends = [(place[edge[0]], place[edge[1]]) for edge in graph.edges()]
    pairs = np.array(ends, dtype=np.int64).reshape(-1, 2)
    if not graph.is_directed():
        pairs = np.concatenate([pairs, pairs[:, ::-1]])
    return len(graph), pairs[:, 0], pairs[:, 1]


class _Paths:
    """Ties among members who have a group, laid out so that groups can be exchanged."""

    def __init__(
        self, n: int, source: NDArray[np.int64], target: NDArray[np.int64], groups: ArrayLike
    ) -> None:
        self.group = np.asarray(groups, dtype=np.int32).ravel()
        if len(self.group) != n:
            raise ValueError("there must be one group for each member")
        self.known = self.group >= 0
        self.groups = int(self.group.max(initial=-1)) + 1
        kept = self.known[source] & self.known[target] & (source != target)
        keys = distinct(source[kept] * n + target[kept])
        rows, columns = keys // max(n, 1), (keys % max(n, 1)).astype(np.int32)
        indptr = np.searchsorted(rows, np.arange(n + 1)).astype(np.int64)
        self.layout = kernels.brokerage.laid_out(indptr, columns)

    def brokers(self, group: NDArray[np.int32] | None = None) -> NDArray[np.int64]:
        """Roles by member, with the groups given or others in their place."""
        whose = np.where(self.known, self.group if group is None else group, 0)
        counts: NDArray[np.int64] = kernels.brokerage.counted(
            self.layout, whose, max(self.groups, 1)
        )
        return counts

    def roles(self) -> NDArray[np.int64]:
        """(5,) how often each role is taken, by anyone."""
        whose = np.where(self.known, self.group, 0)
        counts: NDArray[np.int64] = kernels.brokerage.totalled(
            self.layout, whose, max(self.groups, 1)
        )
        return counts


# R2 ---------------------------------------------------------------------------


def _share(counts: NDArray[np.int64]) -> float | None:
    """Share of open paths that run from one circle to another."""
    total = counts.sum()
    return float(counts[BETWEEN].sum() / total) if total else None


def _between_point(sample: Sample) -> float | None:
    circles = sample.circles
    if len(circles.sizes) < 2:
        return None
    return _share(brokerage(sample.ties, circles.labels).sum(axis=0))


def _between(study: Study) -> Finding:
    circles = study.circles
    brokers = _Paths(*_arcs(study.members.ties), groups=circles.labels).brokers()
    counts = brokers.sum(axis=0)
    value = _share(counts)
    if value is None:
        return Finding(None)
    chance = settled(_searched(study), _by_chance(study), itemgetter(0), either_side=True)
    shares = np.array([drawn[1] for drawn in chance.drawn]).reshape(-1, 5)
    here = brokers[:, BETWEEN].sum(axis=1) > 0
    tied = study.members.dyads.tied
    between = int(np.count_nonzero(here))
    return Finding(
        value,
        null=chance.null,
        detail={
            "roles": {
                role: {
                    "share": float(counts[place] / counts.sum()),
                    "by_chance": float(shares[:, place].mean()) if len(shares) else None,
                }
                for place, role in enumerate(ROLES)
            },
            "go_betweens": safe_counts([between, int(np.count_nonzero(tied)) - between])[0],
        },
    )


def _searched(study: Study) -> float | None:
    """The share between circles of a search as short as those on what chance made."""
    dyads = study.members.dyads
    labels = circles_of(dyads, seeds_from(study.seed, tries_for(len(dyads)))).labels
    return _share(_Paths(*_arcs(study.members.ties), groups=labels).roles())


def _by_chance(study: Study) -> Draws[tuple[float, NDArray[np.float64]]]:
    """The share, and those of the roles, where chance says who turned to whom.

    Circles are those found in each draw, as C5 searches for them.
    """

    def share(
        places: Places, holder: NDArray[np.int32], state: State
    ) -> tuple[float, NDArray[np.float64]]:
        source = holder[places.source].astype(np.int64)
        target = holder[places.target].astype(np.int64)
        together = places.group_size > 0  # returned by its nature
        arcs = (
            np.concatenate([source, target[together]]),
            np.concatenate([target, source[together]]),
        )
        labels = study.groups_by_chance(lambda: places.ends(holder), state)
        drawn = _Paths(places.n, *arcs, groups=labels).roles()
        found = _share(drawn)
        return np.nan if found is None else found, drawn / max(int(drawn.sum()), 1)

    return study.redrawn("R2", share)


def _read_between(finding: Finding) -> Said:
    some = finding.detail["go_betweens"]
    said: Said = Message(
        "Of 100 open paths from one member to another, %(share)s run between two circles",
        share=InHundred(finding.value or 0.0),
    )
    if finding.null is not None:
        said += _beside_chance(finding, finding.null.mean)
    if some:
        said += Message(
            "; about %(count)s members stand in between",
            count=Whole(some),
        )
    return said + Message(".")


def _beside_chance(finding: Finding, mean: float) -> Said:
    chance = InHundred(mean)
    if not finding.is_significant:
        return Message(
            ", as many as if chance said whom each turned to (%(chance)s)",
            chance=chance,
        )
    if (finding.value or 0.0) > mean:
        return Message(
            ", more than if chance said whom each turned to (%(chance)s)",
            chance=chance,
        )
    return Message(
        ", fewer than if chance said whom each turned to (%(chance)s)",
        chance=chance,
    )


def _size(study: Study) -> dict[str, int]:
    size, least = study.members.graph_size, GRAPH_MINIMUM
    enough = all(size[what] >= number for what, number in least.items())
    return {**size, "circles": len(study.circles.sizes) if enough and study.has_circles else 0}


R2 = Measure(
    id="R2",
    family="roles",
    name=Message("Brokerage between circles"),
    question=Message("Are there enough go-betweens?"),
    formula=Message("open a→v→b by circles: (ABB + AAB + ABC)/all"),
    reference="Gould & Fernandez 1989",
    unit="share",
    privacy="P0",
    published="P2",
    uncertainty="acts",
    minimum={**GRAPH_MINIMUM, "circles": 2},
    size="members",
    sample=_size,
    point=_between_point,
    compute=_between,
    read=_read_between,
    draws="nulls",
)
