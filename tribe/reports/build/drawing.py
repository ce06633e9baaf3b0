"""The tribe's map as it may be shown: circles, dots that are nobody in particular, no ties.

A drawn tie is an exported tie, so none is drawn. Bundles say how much two circles share, in
rounded counts; dots lie near where the layout puts members, shaken and shuffled, and their number
in each circle is rounded down to five.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph import Circles, Dyads, Evidence, Ties
from tribe.graph.layout import layout
from tribe.graph.study.circles import circles
from tribe.graph.study.privacy import BASE, SMALLEST, rounded
from tribe.reports.figures.circles import HUES, letter

FEWEST = 30  # members with ties; below it a map would be a portrait
GREY = -1
HAUNTS = 2  # categories told of a circle
FOOT = 3  # ties into another circle that make a bridge, if they are
SECOND_HOME = 0.2  # of all one's ties at least
BANDS = (3, 10)  # ties: a few, some, many
MAX_DOTS = 3_000
SHAKE = 0.02


Haunts = Mapping[str, frozenset[str]]


def draw(evidence: Evidence, haunts: Haunts, seed: int) -> dict[str, Any] | None:
    """The map of the period's members; None when there are too few of them."""
    since, until = evidence.window
    if since is None or until is None:
        return None
    dyads = Ties.from_interactions(evidence.measured.without_brand(), until).undirected()
    dyads = dyads.only(dyads.tied)
    if dyads.n < FEWEST:
        return None
    found = circles(dyads, seed)
    return drawn_map(dyads, found, layout(dyads, found.labels, seed), haunts, seed)


def drawn_map(
    dyads: Dyads, found: Circles, places: NDArray[np.float64], haunts: Haunts, seed: int
) -> dict[str, Any]:
    """Circles, dots and bundles; circles of fewer than ten are one grey group without a name."""
    rng = np.random.default_rng([seed, *b"map"])
    large = int(np.count_nonzero(found.sizes >= SMALLEST))
    group = np.where(found.labels < large, found.labels, GREY)
    places = places + rng.normal(scale=SHAKE, size=places.shape)
    band = _bands(dyads.degree, group)
    shown = _sampled(group, rng)
    return {
        "circles": [
            {
                "label": letter(number),
                "hue": number % HUES,
                "members": rounded(int(found.sizes[number])),
                "haunts": _haunts(dyads, group == number, haunts),
                "x": _short(places[group == number, 0].mean()),
                "y": _short(places[group == number, 1].mean()),
            }
            for number in range(large)
        ],
        "dots": [
            [_short(places[dot, 0]), _short(places[dot, 1]), int(group[dot]), int(band[dot])]
            for dot in shown
        ],
        "bundles": _bundles(dyads, group, large),
        "unbridged": _unbridged(dyads, group, large),
    }


def _short(place: float) -> float:
    return round(float(place), 3)


def _bands(degree: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1 or 2 by ties; a band of a circle with fewer than ten members joins the middle one."""
    band = np.digitize(degree, BANDS)
    for circle in np.unique(group):
        inside = group == circle
        for value in (0, 2):
            if 0 < np.count_nonzero(inside & (band == value)) < SMALLEST:
                band[inside & (band == value)] = 1
        if 0 < np.count_nonzero(inside & (band == 1)) < SMALLEST:
            band[inside] = 1
    return band


def _sampled(group: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Dots in an order that says nothing, as many of each circle as its count rounded down."""
    share = min(1.0, MAX_DOTS / len(group))
    kept = []
    for circle in np.unique(group):
        inside = rng.permutation(np.flatnonzero(group == circle))
        kept.append(inside[: int(len(inside) * share) // BASE * BASE])
    return rng.permutation(np.concatenate(kept))


def _bundles(dyads: Dyads, group: NDArray[np.int64], large: int) -> list[list[int]]:
    """(circle, circle, ties rounded to five) where ten persons or more share them."""
    a, b = group[dyads.u], group[dyads.v]
    bundles = []
    for one in range(large):
        for other in range(one + 1, large):
            here = ((a == one) & (b == other)) | ((a == other) & (b == one))
            persons = len(np.unique(np.concatenate([dyads.u[here], dyads.v[here]])))
            if persons >= SMALLEST:
                bundles.append([one, other, rounded(int(np.count_nonzero(here)))])
    return bundles


def _haunts(dyads: Dyads, inside: NDArray[np.bool_], haunts: Haunts) -> list[str]:
    """Categories where a circle is at home more than the rest are; ten of it wrote there."""
    here, everywhere = dict[str, int](), dict[str, int]()
    for member, is_inside in zip(dyads.members, inside, strict=True):
        for name in haunts.get(str(member), ()):
            everywhere[name] = everywhere.get(name, 0) + 1
            if is_inside:
                here[name] = here.get(name, 0) + 1
    usual = np.count_nonzero(inside) / dyads.n
    liking = {
        name: count / everywhere[name] / usual
        for name, count in here.items()
        if count >= SMALLEST and count / everywhere[name] > 1.2 * usual
    }
    # weighed by how many, so that a corner of ten does not speak for a circle of a hundred
    order = sorted(liking, key=lambda name: (-(liking[name] - 1) * here[name], name))
    return order[:HAUNTS]


def _unbridged(dyads: Dyads, group: NDArray[np.int64], large: int) -> list[list[int]]:
    """Pairs of circles without anyone for whom the other one is a second home."""
    ties = np.zeros((dyads.n, max(large, 1)), dtype=np.int64)
    for own, other in ((dyads.u, dyads.v), (dyads.v, dyads.u)):
        known = group[other] >= 0
        np.add.at(ties, (own[known], group[other][known]), 1)
    at_home = (ties >= FOOT) & (ties >= SECOND_HOME * dyads.degree[:, None])
    bridged = {
        (int(min(group[member], circle)), int(max(group[member], circle)))
        for member, circle in zip(*np.nonzero(at_home), strict=True)
        if group[member] >= 0 and group[member] != circle
    }
    pairs = [(one, other) for one in range(large) for other in range(one + 1, large)]
    return [[one, other] for one, other in pairs if (one, other) not in bridged]
