"""Numbers of a network that lies across a cluster; each agrees with the engine in memory."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.kernels import blocks
from tribe.graph.kernels.cohesion import triangles
from tribe.graph.spark.blocks import Block, Blocks, State
from tribe.graph.spark.session import settled
from tribe.graph.spark.ties import SparkTies, as_vector

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

ROUNDS = 500
PAIRS = 6_000_000  # about how many a task counts triangles in


class NotConverged(RuntimeError):
    """A calculation did not settle in the rounds that it was given."""


class Network:
    """Ties across the cluster, and what can be said of them.

    Parameters
    ----------
    ties : SparkTies
    """

    def __init__(self, ties: SparkTies) -> None:
        self.n = ties.n
        self.ties = ties
        self.m = ties.rows.count()

    # --- degrees and pairs ----------------------------------------------------------------

    def out_degree(self) -> NDArray[np.int64]:
        """(n,) members that each one turned to."""
        return as_vector(self.ties.rows.groupBy("source").count(), self.n).astype(np.int64)

    def in_degree(self) -> NDArray[np.int64]:
        """(n,) members who turned to each one."""
        return as_vector(self.ties.rows.groupBy("target").count(), self.n).astype(np.int64)

    def degree(self) -> NDArray[np.int64]:
        """(n,) members that each one is tied to, in either direction."""
        return self._degree.copy()

    @cached_property
    def _degree(self) -> NDArray[np.int64]:
        return self._near.round(_lengths).astype(np.int64)

    def acts(self) -> NDArray[np.float64]:
        """(n,) acts of each member towards others; a group act of n counts 1 / (n - 1) a pair."""
        from pyspark.sql import functions as F

        return as_vector(self.ties.rows.groupBy("source").agg(F.sum("acts")), self.n)

    @cached_property
    def dyads(self) -> DataFrame:
        """Tied pairs, once, the smaller place first."""
        from pyspark.sql import functions as F

        ends = self.ties.rows.select(
            F.least("source", "target").alias("u"), F.greatest("source", "target").alias("v")
        )
        return settled(ends.distinct())

    @cached_property
    def _both(self) -> DataFrame:
        from pyspark.sql import functions as F

        one = self.dyads.select(F.col("u").alias("row"), F.col("v").alias("column"))
        other = self.dyads.select(F.col("v").alias("row"), F.col("u").alias("column"))
        return one.union(other).withColumn("weight", F.lit(1.0))

    @cached_property
    def _near(self) -> Blocks:
        return Blocks(self._both, self.n, 2 * self.dyads.count())

    def reciprocity(self) -> float | None:
        """Share of ties that run in the other direction too; None without ties."""
        return 2 * (self.m - self.dyads.count()) / self.m if self.m else None

    # --- rounds over blocks ---------------------------------------------------------------

    def connected_components(self) -> NDArray[np.int64]:
        """(n,) for each member the smallest place in its component."""
        labels = np.arange(self.n)
        for _ in range(ROUNDS):
            lowest = self._near.round(_lowest_near, labels=labels).astype(np.int64)
            # whoever my label followed before follows the lower label now
            hooked = labels.copy()
            np.minimum.at(hooked, labels, lowest)
            found = np.minimum(hooked, lowest)
            while not np.array_equal(found, found[found]):
                found = found[found]
            if np.array_equal(found, labels):
                return labels
            labels = found
        raise NotConverged("components did not settle")

    def pagerank(
        self, alpha: float = 0.85, tol: float = 1e-6, max_iter: int = 100
    ) -> NDArray[np.float64]:
        """(n,) as networkx's ``pagerank`` on weighted ties, with its rule of when to stop.

        Raises
        ------
        NotConverged
            The ranks did not settle within `max_iter` rounds.
        """
        from pyspark.sql import functions as F

        if not self.n:
            return np.empty(0)
        rows = self.ties.rows
        strength = as_vector(rows.groupBy("source").agg(F.sum("weight")), self.n)
        share = np.divide(1.0, strength, out=np.zeros(self.n), where=strength > 0)
        towards = Blocks(
            rows.select(F.col("target").alias("row"), F.col("source").alias("column"), "weight"),
            self.n,
            self.m,
        )
        rank = np.full(self.n, 1 / self.n)
        for _ in range(max_iter):
            last = rank
            lost = float(last[strength == 0].sum()) / self.n
            flow: NDArray[np.float64] = towards.round(_weighted_sum, given=last * share)
            rank = alpha * (flow + lost) + (1 - alpha) / self.n
            if np.abs(rank - last).sum() < self.n * tol:
                towards.close()
                return rank
        towards.close()
        raise NotConverged(f"pagerank did not settle in {max_iter} rounds")

    def core_number(self) -> NDArray[np.int64]:
        """(n,) the largest k for which the member lies in the k-core.

        References
        ----------
        Montresor, De Pellegrini & Miorandi 2013, IEEE TPDS 24: each estimate becomes the
        h-index of its neighbours' until nothing changes.
        """
        core = self.degree()
        for _ in range(max(ROUNDS, self.n)):
            found = self._near.round(_h_index, core=core).astype(np.int64)
            if np.array_equal(found, core):
                return core
            core = found
        raise NotConverged("cores did not settle")

    def label_propagation(self, max_iter: int = 100, seed: int = 0) -> NDArray[np.int64]:
        """(n,) circles by label propagation; in each round about half of the members follow.

        A member keeps its label while none is more frequent among its
        neighbours; of the most frequent ones it takes the smallest. Who
        follows is drawn anew for each round, so that pairs do not swap for
        ever; it ends when nobody would follow.

        References
        ----------
        Raghavan, Albert & Kumara 2007; Cordasco & Gargano 2010 (semi-synchronous).
        """
        labels = np.arange(self.n)
        rng = np.random.default_rng([seed, *b"labels"])
        for _ in range(max_iter):
            found = self._near.round(_most_frequent, labels=labels).astype(np.int64)
            wanted = np.where(found >= 0, found, labels)
            if np.array_equal(wanted, labels):
                break
            labels = np.where(rng.random(self.n) < 0.5, wanted, labels)
        return labels

    def modularity(self, labels: NDArray[np.int64]) -> float | None:
        """Share of pairs within circles, minus what the degrees alone give; None without ties."""
        group = np.unique(labels, return_inverse=True)[1]
        degree = self.degree()
        total = degree.sum()
        if not total:
            return None
        inside = self._near.round(_alike, labels=group).sum() / total
        mass = np.bincount(group, weights=degree) / total
        return float(inside - (mass**2).sum())

    # --- triangles ------------------------------------------------------------------------

    def triangles(self) -> int:
        """How many triangles there are.

        Members have colours, and each task the pairs among three of them: a pair is sent once
        for each colour, and its wedges never.

        References
        ----------
        Suri & Vassilvitskii 2011, WWW; Park, Silvestri, Kang & Pagh 2014, CIKM.
        """
        from pyspark.sql import functions as F

        colours = max(1, math.ceil(math.sqrt(6 * self.dyads.count() / PAIRS)))
        one, other = (F.pmod(F.xxhash64(end), F.lit(colours)) for end in ("u", "v"))
        third = F.explode(F.sequence(*(F.lit(end).cast("long") for end in (0, colours - 1))))
        three = (F.col("one"), F.col("other"), F.col("third"))
        low, high = F.least(*three), F.greatest(*three)
        middle = F.col("one") + F.col("other") + F.col("third") - low - high
        counted = (
            self.dyads.select(one.alias("one"), other.alias("other"), "u", "v")
            .withColumn("third", third)
            .select(((low * colours + middle) * colours + high).alias("colours"), "u", "v")
            .groupBy("colours")
            .applyInArrow(_triangles, "colours long, triangles long")
            .collect()
        )
        # those of one colour are found wherever it comes twice, and counted where thrice
        pure = {(colour * colours + colour) * colours + colour for colour in range(colours)}
        return sum(
            row["triangles"] * (2 - colours if row["colours"] in pure else 1) for row in counted
        )

    def transitivity(self) -> float | None:
        """Share of open or closed triads that are closed; None without any."""
        degree = self.degree()
        wedges = int((degree * (degree - 1) // 2).sum())
        return 3 * self.triangles() / wedges if wedges else None


def _triangles(key: tuple[Any, ...], pairs: pyarrow.Table) -> pyarrow.Table:
    import pyarrow as pa

    ends = np.concatenate([pairs.column("u").to_numpy(), pairs.column("v").to_numpy()])
    members, ends = np.unique(ends, return_inverse=True)
    u, v = ends.astype(np.int32).reshape(2, -1)
    found, _ = triangles(len(members), u, v)
    return pa.table({"colours": [key[0].as_py()], "triangles": [int(found.sum()) // 3]})


def _lengths(block: Block, state: State) -> NDArray[np.float64]:
    return block.lengths.astype(np.float64)


def _lowest_near(block: Block, state: State) -> NDArray[np.float64]:
    labels = state["labels"]
    own = labels[block.rows].astype(np.float64)
    held = block.lengths > 0
    if held.any():
        near = np.minimum.reduceat(labels[block.indices], block.indptr[:-1][held])
        own[held] = np.minimum(own[held], near)
    return own


def _weighted_sum(block: Block, state: State) -> NDArray[np.float64]:
    return block.sums(block.weights * state["given"][block.indices])


def _h_index(block: Block, state: State) -> NDArray[np.float64]:
    return blocks.h_index(block.indptr, block.indices, state["core"]).astype(np.float64)


def _most_frequent(block: Block, state: State) -> NDArray[np.float64]:
    """The label that each row would take; -1 where nobody is near."""
    found = blocks.most_frequent(block.first, block.indptr, block.indices, state["labels"])
    return found.astype(np.float64)


def _alike(block: Block, state: State) -> NDArray[np.float64]:
    labels = state["labels"]
    row = np.repeat(np.arange(len(block.lengths)), block.lengths)
    same = labels[block.rows][row] == labels[block.indices]
    return block.sums(same.astype(np.float64))
