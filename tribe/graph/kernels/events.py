"""Relational events: each choice of whom to turn to, beside others who were there to be chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels.chance import State, below
from tribe.graph.kernels.compiling import inlined, kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
Columns = tuple[NDArray[Any], ...]

DAY = 86_400.0
MONTH = 30 * DAY
SHORT = 7 * DAY  # half-life of who was about lately

(
    INERTIA, RECIPROCITY, CLOSURE, RITE, GATHERING, TENURE, LIKENESS, BRAND,
    GIVEN, TAKEN, MET, SHARED, MUTUAL,
    TURNED_TO, ACTIVE, LATELY, UNSEEN, PARTNERS, ATTENDING, RITES,
    OPENER, OPENER_AMONG, IN_THREAD, LATEST,
) = range(24)  # fmt: skip
ASKED, OF_PAIRS, WIDTH = 8, 13, 24  # of which something is said; of two; all


@kernel
def choices(
    state: State,
    controls: int,
    half_life: float,
    acts: Columns,
    ties: Columns,
    members: Columns,
    threads: Columns,
    meetings: Columns,
    rites: Columns,
) -> tuple[Float64, Int32, Int32, Int64]:
    """What each chosen member and some who were not had to do with who chose, until that moment.

    Parameters
    ----------
    state : (4,) uint64
    controls : int
        How many others at most stand beside each who was chosen, drawn without replacement.
    half_life : float
        Seconds after which an act counts half.
    acts : columns in order of time
        source, target, at, is_case, thread (-1 for none), place of the target among the writers
        of the thread, and the same of the source.
    ties : columns
        indptr, other, mirror: the neighbours of each member in the order of their first act; and
        for each act its place in the row of its source.
    members : columns
        begin (ascending), the member who began so, from when each member is there, since when
        each is a member (nan where nobody knows), who is a brand's account.
    threads : columns
        starts, writer, since: those in each thread in the order in which they came.
    meetings : columns in order of time
        As `ties`; then the moment of each pair's meeting, its place in the row of one, who that is,
        and what it counts for.
    rites : columns in order of time
        member, rite, moment, and an empty table (members who ever came + 1, rites) with each
        one's row in it, 0 for who never came.

    Returns
    -------
    table : (cases, controls + 1, WIDTH)
        Whoever was chosen first.
    candidates : (cases, controls + 1) int32
    sizes : (cases,) int32
        How many candidates there are.
    which : (cases,) int64
        The number of the act.
    """
    source, target, at, is_case, thread, of_target, of_source = acts
    indptr, other, mirror, slot = ties
    begin, in_order, there, member_since, brand = members
    starts, writer, since = threads
    met_indptr, met_other, met_mirror, met_at, met_slot, met_one, met_worth = meetings
    came, rite, came_at, rows, row_of = rites
    n = len(there)
    most = 0
    for act in range(len(source)):
        most += is_case[act]
    table = np.zeros((most, controls + 1, WIDTH))
    candidates = np.full((most, controls + 1), -1, dtype=np.int32)
    sizes = np.zeros(most, dtype=np.int32)
    which = np.zeros(most, dtype=np.int64)
    given = np.zeros(len(other))  # forward decay: worth 2^(age of the first moment)
    known = np.zeros(n, dtype=np.int64)  # so many of each row have begun
    met = np.zeros(len(met_other))
    met_known = np.zeros(n, dtype=np.int64)
    turned_to, active, lately, attending = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    last, seen = np.zeros(n), there.copy()
    met_last = np.zeros(n)
    in_thread = np.zeros(len(writer))
    latest = np.full(len(starts), -1, dtype=np.int32)
    opener = np.full(len(starts), -1, dtype=np.int32)
    place_of = np.full(n, -1, dtype=np.int64)
    met_place = np.full(n, -1, dtype=np.int64)
    spot = np.zeros(controls + 1, dtype=np.int64)
    first = at[0] if len(at) else 0.0
    if len(met_at) and met_at[0] < first:
        first = met_at[0]
    found, next_met, next_came, low = 0, 0, 0, 0
    while low < len(source):
        now = at[low]
        high = low
        while high < len(source) and at[high] == now:
            high += 1
        while next_met < len(met_at) and met_at[next_met] < now:
            one, here = met_one[next_met], met_slot[next_met]
            two, back = met_other[here], met_mirror[here]
            if met[here] == 0.0:
                met_known[one] += 1
                met_known[two] += 1
            worth = 2.0 ** ((met_at[next_met] - first) / half_life)
            met[here] += worth
            met[back] += worth
            for member in (one, two):
                attending[member] = met_worth[next_met] + attending[member] * 2.0 ** (
                    (met_last[member] - met_at[next_met]) / half_life
                )
                met_last[member] = met_at[next_met]
            next_met += 1
        while next_came < len(came_at) and came_at[next_came] < now:
            rows[row_of[came[next_came]], rite[next_came]] = True
            next_came += 1
        faded = 2.0 ** ((first - now) / half_life)
        for act in range(low, high):
            if not is_case[act]:
                continue
            i, chosen, where = source[act], target[act], thread[act]
            if where >= 0:
                start = starts[where]
                present = start + np.searchsorted(since[start : starts[where + 1]], now)
                if of_target[act] >= present:
                    continue  # came into the thread by this act
                there_too = present - start - (of_source[act] < present)
            else:
                start = 0
                present = np.searchsorted(begin, now, side="right")
                if there[chosen] > now:
                    continue
                there_too = present - (there[i] <= now)
            if there_too < 2:
                continue
            candidates[found, 0] = chosen
            spot[0] = of_target[act]
            size = 1
            if there_too - 1 <= controls:
                for one in range(start, present):
                    j = writer[one] if where >= 0 else in_order[one]
                    if j != i and j != chosen:
                        candidates[found, size], spot[size] = j, one
                        size += 1
            else:
                while size <= controls:
                    one = start + below(state, present - start)
                    j = writer[one] if where >= 0 else in_order[one]
                    fresh = j != i
                    for before in range(size):
                        fresh = fresh and candidates[found, before] != j
                    if fresh:
                        candidates[found, size], spot[size] = j, one
                        size += 1
            sizes[found] = size
            which[found] = act
            for one in range(indptr[i], indptr[i] + known[i]):
                place_of[other[one]] = one
            for one in range(met_indptr[i], met_indptr[i] + met_known[i]):
                met_place[met_other[one]] = one
            mine = _tenure(member_since[i], now)
            for one in range(size):
                j = candidates[found, one]
                x = table[found, one]
                here = place_of[j]
                if here >= 0:
                    there_before, back_before = given[here], given[mirror[here]]
                    x[INERTIA] = 1.0 if there_before > 0.0 else 0.0
                    x[RECIPROCITY] = 1.0 if back_before > 0.0 else 0.0
                    x[MUTUAL] = x[INERTIA] * x[RECIPROCITY]
                    x[GIVEN] = np.log1p(there_before * faded)
                    x[TAKEN] = np.log1p(back_before * faded)
                shared = 0
                for step in range(indptr[j], indptr[j] + known[j]):
                    if place_of[other[step]] >= 0:
                        shared += 1
                x[CLOSURE if here < 0 else SHARED] = np.log1p(shared)
                if met_place[j] >= 0:
                    x[GATHERING] = 1.0
                    x[MET] = np.log1p(met[met_place[j]] * faded)
                a, b = row_of[i], row_of[j]
                if b:
                    both, many = False, 0
                    for one_rite in range(rows.shape[1]):
                        if rows[b, one_rite]:
                            many += 1
                            both = both or (a > 0 and rows[a, one_rite])
                    x[RITE] = 1.0 if both else 0.0
                    x[RITES] = np.log1p(many)
                theirs = _tenure(member_since[j], now)
                x[TENURE] = theirs
                x[LIKENESS] = -abs(theirs - mine)
                x[BRAND] = 1.0 if brand[j] else 0.0
                fading = 2.0 ** ((last[j] - now) / half_life)
                x[TURNED_TO] = np.log1p(turned_to[j] * fading)
                x[ACTIVE] = np.log1p(active[j] * fading)
                x[LATELY] = np.log1p(lately[j] * 2.0 ** ((last[j] - now) / SHORT))
                x[UNSEEN] = np.log1p(max(now - seen[j], 0.0) / DAY)
                x[PARTNERS] = np.log1p(known[j])
                x[ATTENDING] = np.log1p(attending[j] * 2.0 ** ((met_last[j] - now) / half_life))
                if where >= 0:
                    x[OPENER] = 1.0 if opener[where] == j else 0.0
                    x[OPENER_AMONG] = x[OPENER] * np.log1p(there_too)
                    x[LATEST] = 1.0 if latest[where] == j else 0.0
                    x[IN_THREAD] = np.log1p(in_thread[spot[one]])
            for one in range(indptr[i], indptr[i] + known[i]):
                place_of[other[one]] = -1
            for one in range(met_indptr[i], met_indptr[i] + met_known[i]):
                met_place[met_other[one]] = -1
            found += 1
        worth = 1.0 / faded
        for act in range(low, high):
            i, j, here = source[act], target[act], slot[act]
            if given[here] == 0.0 and given[mirror[here]] == 0.0:
                known[i] += 1
                known[j] += 1
            given[here] += worth
            for member in (i, j):
                fading = 2.0 ** ((last[member] - now) / half_life)
                turned_to[member] *= fading
                active[member] *= fading
                lately[member] = 1.0 + lately[member] * 2.0 ** ((last[member] - now) / SHORT)
                last[member] = seen[member] = now
            active[i] += 1.0
            turned_to[j] += 1.0
            where = thread[act]
            if where >= 0:
                if opener[where] < 0:
                    opener[where] = j
                latest[where] = i
                in_thread[of_source[act]] += 1.0
                in_thread[of_target[act]] += 1.0
        low = high
    return table[:found], candidates[:found], sizes[:found], which[:found]


@inlined
def _tenure(since: float, now: float) -> float:
    """Months as a member, by logarithm; 0 where nobody knows."""
    return np.log1p(max(now - since, 0.0) / MONTH) if since == since else 0.0


@kernel
def likelihood(
    table: Float64, sizes: Int32, beta: Float64, cluster: Int64, clusters: int
) -> tuple[float, Float64, Float64]:
    """The logarithm of the conditional likelihood, and by cluster its gradient and information.

    Parameters
    ----------
    table : (cases, candidates, p)
        Whoever was chosen first.
    sizes : (cases,) int32
    beta : (p,) float64
    cluster : (cases,) int64
        Below `clusters`.

    Returns
    -------
    float
    (clusters, p) float64
    (clusters, p, p) float64
    """
    p = len(beta)
    score, information = np.zeros((clusters, p)), np.zeros((clusters, p, p))
    chance = np.empty(table.shape[1])
    mean = np.empty(p)
    total = 0.0
    for case in range(len(sizes)):
        size, group = sizes[case], cluster[case]
        top = -np.inf
        for one in range(size):
            value = 0.0
            for column in range(p):
                value += table[case, one, column] * beta[column]
            chance[one] = value
            top = max(top, value)
        whole, chosen = 0.0, chance[0] - top
        for one in range(size):
            chance[one] = np.exp(chance[one] - top)
            whole += chance[one]
        total += chosen - np.log(whole)
        mean[:] = 0.0
        for one in range(size):
            share = chance[one] / whole
            for column in range(p):
                x = table[case, one, column]
                if x != 0.0:
                    mean[column] += share * x
                    for before in range(column + 1):
                        information[group, column, before] += share * x * table[case, one, before]
        for column in range(p):
            score[group, column] += table[case, 0, column] - mean[column]
            for before in range(column + 1):
                information[group, column, before] -= mean[column] * mean[before]
    for group in range(clusters):
        for column in range(p):
            for before in range(column):
                information[group, before, column] = information[group, column, before]
    return total, score, information


@kernel
def ranks(table: Float64, sizes: Int32, beta: Float64) -> tuple[Float64, Float64, Float64, Float64]:
    """Where whoever was chosen stands among the candidates, and where the model expects that.

    Returns
    -------
    (cases,) float64 each
        The share of the others who stand below, equals counting half, and what the model expects
        of it; whether nobody stands above, shared among equals, and what the model expects of it.
    """
    cases, p = len(sizes), len(beta)
    below_, expected = np.empty(cases), np.empty(cases)
    is_top, expected_top = np.empty(cases), np.empty(cases)
    value = np.empty(table.shape[1])
    for case in range(cases):
        size, top = sizes[case], -np.inf
        for one in range(size):
            value[one] = 0.0
            for column in range(p):
                value[one] += table[case, one, column] * beta[column]
            top = max(top, value[one])
        whole, best = 0.0, 0
        for one in range(size):
            whole += np.exp(value[one] - top)
            best += value[one] == top
        expected[case], expected_top[case] = 0.0, 0.0
        for one in range(size):
            share, under = np.exp(value[one] - top) / whole, 0.0
            for another in range(size):
                if another != one:
                    under += 1.0 if value[another] < value[one] else 0.0
                    under += 0.5 if value[another] == value[one] else 0.0
            under /= size - 1
            expected[case] += share * under
            if value[one] == top:
                expected_top[case] += share / best
            if one == 0:
                below_[case] = under
                is_top[case] = 1.0 / best if value[0] == top else 0.0
    return below_, expected, is_top, expected_top
