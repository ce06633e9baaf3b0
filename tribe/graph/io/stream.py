"""Ties in one pass over whatever holds the interactions, with no more in memory than the ties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.acts import Acts, require_half_life
from tribe.graph.data.columns import Interactions, done_together
from tribe.graph.data.fading import HALF_LIFE
from tribe.graph.data.gathering import Growing, Sheaf
from tribe.graph.data.kinds import OMEGA, Kind
from tribe.graph.data.numbering import Numbering
from tribe.graph.data.ties import Ties
from tribe.graph.io.batches import Batch, Refusal, Source, joined
from tribe.graph.io.files import opened

STRETCH = 1_000_000  # rows that are added up at once


class TiesBuilder:
    """Adds batches of interactions up into ties, holding the ties and two stretches of rows.

    Weights are kept at the moment of the last act so far and fade together
    when a later one comes (forward decay, Cormode et al. 2009). A stretch is added up by a
    thread of its own, while the next comes in and the one before is merged into the ties.

    Parameters
    ----------
    numbering : Numbering
        Of the batches' members.
    now : float, optional
        Acts after it are left out; by default the last act.
    half_life, omega
        As in `Ties.from_interactions`, to which the result is equal to 1e-12.
        Group acts whose size the rows themselves must tell are held back to the end.

    Raises
    ------
    ValueError
        The half-life is not positive.
    """

    def __init__(
        self,
        numbering: Numbering,
        now: float | None = None,
        half_life: float = HALF_LIFE,
        omega: Mapping[Kind, float] = OMEGA,
    ) -> None:
        require_half_life(half_life)
        self._numbering = numbering
        self._now, self._half_life, self._omega = now, half_life, omega
        self._held = Growing()
        self._moment = self._latest = -np.inf  # of the weights held; of the acts taken in
        self._other = ThreadPoolExecutor(1, thread_name_prefix="adding up")
        self._coming: tuple[float, Future[Sheaf]] | None = None
        self._together = np.empty(0, dtype=np.uint64)
        self._seen = np.zeros(0, dtype=np.bool_)
        self._waiting: list[Batch] = []
        self._held_back: list[Batch] = []

    def add(self, batch: Batch) -> None:
        """Take in another batch of the same numbering."""
        if self._now is not None:
            future = batch.at > self._now
            if future.any():
                self._see(batch.keep(future))
                batch = batch.keep(~future)
        if batch.group_size is None:
            is_group = done_together(batch.kind)
            if is_group.any():
                self._held_back.append(batch.keep(is_group))
                batch = batch.keep(~is_group)
        if len(batch):
            self._waiting.append(batch)
        if sum(map(len, self._waiting)) >= STRETCH:
            self._gather()

    def ties(self) -> Ties:
        """The ties of all batches; members are sorted by id. The builder is spent."""
        self._gather()
        self._waiting, self._held_back = self._held_back, []
        self._gather()
        self._merge()
        self._other.shutdown()
        now = self._now
        if now is None:
            now = float(self._moment) if np.isfinite(self._moment) else 0.0
        self._fade(now)
        members, place = self._numbering.sorted_places(self._tied())
        sheaf = self._held.taken().widened(len(place)).renumbered(place, len(members))
        brand = np.zeros(len(members), dtype=np.bool_)
        return Ties.of_sheaf(members, brand, sheaf, now, self._half_life, self._together)

    def _see(self, batch: Batch) -> None:
        """Note members who may have no tie."""
        self._seen = _wide(self._seen, len(self._numbering))
        self._seen[batch.source] = True
        self._seen[batch.target] = True

    def _tied(self) -> NDArray[np.bool_]:
        seen = _wide(self._seen, len(self._numbering))
        sheaf = self._held.sheaf
        seen[: sheaf.n] |= np.diff(sheaf.indptr) > 0
        seen[sheaf.targets] = True
        return seen

    def _gather(self) -> None:
        """Have the rows that wait added up, and meanwhile merge those before them."""
        batch, self._waiting = joined(self._waiting), []
        if not len(batch):
            return
        self._latest = max(self._latest, float(batch.at.max()))
        loops = batch.source == batch.target
        if loops.any():
            self._see(batch.keep(loops))
            batch = batch.keep(~loops)
        sheaf = self._other.submit(self._added_up, batch, self._latest, len(self._numbering))
        del batch
        self._merge()
        self._coming = self._latest, sheaf

    def _added_up(self, batch: Batch, moment: float, n: int) -> Sheaf:
        """The ties of a stretch, worth what they are at `moment`; each waits for the one before."""
        members = self._numbering.members if done_together(batch.kind).any() else ()
        acts = Acts.of(_as_interactions(batch, members)).without(self._together)
        if len(acts.marks):
            self._together = np.union1d(self._together, acts.together)
        return acts.gathered(moment, self._half_life, self._omega, n)

    def _merge(self) -> None:
        """Lay the stretch that was added up last into the ties held."""
        if self._coming is None:
            return
        (moment, sheaf), self._coming = self._coming, None
        self._fade(moment)
        self._held.merge(sheaf.result())

    def _fade(self, moment: float) -> None:
        if np.isfinite(self._moment) and moment != self._moment:
            self._held.fade(float(np.exp2((self._moment - moment) / self._half_life)))
        self._moment = moment


def _wide(seen: NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
    return np.concatenate([seen, np.zeros(n - len(seen), dtype=np.bool_)])


def _as_interactions(batch: Batch, members: object) -> Interactions:
    none: NDArray[np.float64] = np.empty(0)
    assert batch.group_size is not None
    return Interactions(
        members,  # type: ignore[arg-type]
        none.astype(np.bool_),
        none,
        batch.source,
        batch.target,
        batch.kind,
        batch.at,
        batch.group_size,
    )


def ties_from(
    source: Source,
    now: float | None = None,
    half_life: float = HALF_LIFE,
    omega: Mapping[Kind, float] = OMEGA,
) -> Ties:
    """The ties of everything that a source holds."""
    builder = TiesBuilder(source.numbering, now, half_life, omega)
    for batch in source:
        builder.add(batch)
    return builder.ties()


def read_ties(
    path: str | PathLike[str],
    now: float | None = None,
    half_life: float = HALF_LIFE,
    omega: Mapping[Kind, float] = OMEGA,
    progress: Callable[[int], None] | None = None,
) -> tuple[Ties, list[Refusal]]:
    """The ties of a file of any form that `read_interactions` knows, without holding its rows.

    Raises
    ------
    UnreadableFile
        A column is lacking, or the data is damaged.
    OSError
        The file cannot be opened.
    ValueError
        The half-life is not positive.
    """
    source = opened(path, progress)
    return ties_from(source, now, half_life, omega), source.refusals


def read_ledger_ties(
    uri: str,
    now: float | None = None,
    half_life: float = HALF_LIFE,
    omega: Mapping[Kind, float] = OMEGA,
    progress: Callable[[int], None] | None = None,
) -> Ties:
    """The ties of the tribe whose database lies at `uri`, straight from its ledger.

    Members stand as their number; only those who agree to be measured are read.

    Raises
    ------
    UnreadableFile
        The driver is not installed, or the database cannot be read.
    ValueError
        The half-life is not positive.
    """
    from tribe.graph.io.databases import Database

    return ties_from(Database.ledger(uri, progress), now, half_life, omega)
