"""Members numbered and ties added up across the cluster, as ``Ties`` does in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tribe.graph.data.acts import require_half_life
from tribe.graph.data.fading import HALF_LIFE
from tribe.graph.data.kinds import OMEGA, Kind
from tribe.graph.spark.reading import GROUPS
from tribe.graph.spark.session import settled

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class SparkTies(NamedTuple):
    """Ties between numbered members.

    Attributes
    ----------
    members : DataFrame
        ``id`` string and ``place`` long, from 0, in the order of the ids.
    n : int
    rows : DataFrame
        ``source``, ``target`` long, ``weight`` > 0, ``acts`` double (a group act of n counts
        1 / (n - 1) a pair), ``first``, ``last`` in Unix seconds.
    now : float
        Unix seconds.
    """

    members: DataFrame
    n: int
    rows: DataFrame
    now: float


def gather(
    acts: DataFrame,
    now: float | None = None,
    half_life: float = HALF_LIFE,
    omega: Mapping[Kind, float] = OMEGA,
) -> SparkTies:
    """Add up decayed acts; the same weights as ``Ties.from_interactions`` to 1e-9.

    Raises
    ------
    ValueError
        The half-life is not positive.
    """
    from pyspark.sql import functions as F

    require_half_life(half_life)
    if now is None:
        last = acts.agg(F.max("at")).first()
        now = float(last[0]) if last is not None and last[0] is not None else 0.0
    members, n = numbered(acts)
    past = placed(acts.where(F.col("at") <= now), members).where("source != target")
    worth = F.create_map(*(part for kind, w in omega.items() for part in map(F.lit, (kind, w))))
    fading = F.pow(F.lit(2.0), -(F.lit(now) - F.col("at")) / half_life)
    columns = ["source", "target", "kind", "at", "share"]
    direct = past.where(~F.col("kind").isin(list(GROUPS))).withColumn("share", F.lit(1.0))
    shared = single_group_acts(past).withColumn(
        "share", 1.0 / F.greatest(F.col("group_size") - 1, F.lit(1))
    )
    turned = shared.select(
        F.col("target").alias("source"), F.col("source").alias("target"), *columns[2:]
    )
    rows = (
        direct.select(*columns)
        .unionByName(shared.select(*columns))
        .unionByName(turned)
        .groupBy("source", "target")
        .agg(
            F.sum(worth[F.col("kind")] * F.col("share") * fading).alias("weight"),
            F.sum("share").alias("acts"),
            F.min("at").alias("first"),
            F.max("at").alias("last"),
        )
    )
    return SparkTies(members, n, settled(rows), now)


def numbered(acts: DataFrame) -> tuple[DataFrame, int]:
    """Every id once, with its place in the order of the ids; and how many there are."""
    from pyspark.sql import functions as F

    ids = settled(
        acts.select(F.col("source").alias("id"))
        .union(acts.select("target"))
        .distinct()
        .orderBy("id")
        .select(
            "id", F.spark_partition_id().alias("part"), F.monotonically_increasing_id().alias("own")
        )
    )
    sizes = {row["part"]: row["count"] for row in ids.groupBy("part").count().collect()}
    if not sizes:
        return ids.select("id", F.col("own").alias("place")), 0
    starts = np.cumsum([0, *(sizes.get(part, 0) for part in range(max(sizes) + 1))])
    start = F.element_at(F.array(*(F.lit(int(s)) for s in starts[:-1])), F.col("part") + 1)
    place = F.col("own").bitwiseAND((1 << 33) - 1) + start
    return settled(ids.select("id", place.alias("place"))), int(starts[-1])


def placed(acts: DataFrame, members: DataFrame) -> DataFrame:
    """The acts with places instead of ids."""
    from pyspark.sql import functions as F

    one = members.select(F.col("id").alias("source"), F.col("place").alias("from_"))
    other = members.select(F.col("id").alias("target"), F.col("place").alias("to_"))
    found = acts.join(one, "source").join(other, "target").drop("source", "target")
    return found.withColumnsRenamed({"from_": "source", "to_": "target"})


def single_group_acts(acts: DataFrame) -> DataFrame:
    """Group acts with each pair once, the smaller place as source."""
    from pyspark.sql import functions as F

    group = acts.where(F.col("kind").isin(list(GROUPS)) & (F.col("source") != F.col("target")))
    return group.select(
        F.least("source", "target").alias("source"),
        F.greatest("source", "target").alias("target"),
        "kind",
        "at",
        "group_size",
    ).distinct()


def as_vector(rows: DataFrame, n: int) -> NDArray[np.float64]:
    """(n,) from a table of place and value; 0 where there is none."""
    found = rows.toArrow()
    values = np.zeros(n)
    values[found.column(0).to_numpy()] = found.column(1).to_numpy()
    return values
