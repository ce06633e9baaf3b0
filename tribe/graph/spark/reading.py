"""Interactions from Parquet, CSV, SNAP's bare lines or a database, as one distributed table."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from tribe.graph.data.kinds import GROUP_KINDS, KINDS
from tribe.graph.io.files import COLUMNS
from tribe.graph.io.moments import DAY, EARLIEST_FINER, FINER, LATEST

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

GROUPS = tuple(sorted(kind.value for kind in GROUP_KINDS))
MISSING = "the interactions lack the column(s) {}"


class Acts(NamedTuple):
    """Good rows (source, target, kind: string; at: double; group_size: int), and how many more
    were refused.
    """

    rows: DataFrame
    refused: int


def read(spark: SparkSession, where: str, query: str | None = None) -> Acts:
    """Read what `where` names: a path, or a JDBC address with a query.

    ``at`` may be seconds or finer, a timestamp or ISO 8601 with its zone; ``context`` and
    ``group_size`` are optional, as in a plain file.

    Raises
    ------
    ValueError
        A column is missing.
    """
    if where.startswith("jdbc:"):
        given = spark.read.format("jdbc").option("url", where).option("query", query or "").load()
    elif where.rstrip("/").endswith((".parquet", ".pq")):
        given = spark.read.parquet(where)
    else:
        given = _lines(spark, where)
    return clean(given)


def _lines(spark: SparkSession, where: str) -> DataFrame:
    from pyspark.sql import functions as F

    lines = spark.read.text(where).where(~F.trim("value").startswith("#") & (F.trim("value") != ""))
    first = lines.first()
    if first is not None and "," in first[0]:
        return spark.read.csv(where, header=True, comment="#", ignoreLeadingWhiteSpace=True)
    part = F.split(F.trim("value"), r"\s+")
    good = F.size(part) == 3
    return lines.select(
        F.when(good, part[0]).alias("source"),
        F.when(good, part[1]).alias("target"),
        F.lit("reply").alias("kind"),
        F.when(good, part[2]).alias("at"),
    )


def clean(given: DataFrame) -> Acts:
    """Typed rows, those that are none counted out, group acts with their size.

    Raises
    ------
    ValueError
        A column is missing.
    """
    from pyspark.sql import functions as F

    given = given.toDF(*(name.strip().lower() for name in given.columns))
    lacking = [name for name in COLUMNS if name not in given.columns]
    if lacking:
        raise ValueError(MISSING.format(", ".join(lacking)))
    context = F.col("context") if "context" in given.columns else F.lit("")
    size = F.col("group_size").cast("int") if "group_size" in given.columns else F.lit(None)
    typed = given.select(
        F.trim(F.col("source").cast("string")).alias("source"),
        F.trim(F.col("target").cast("string")).alias("target"),
        F.trim(F.col("kind").cast("string")).alias("kind"),
        _seconds(given).alias("at"),
        F.coalesce(context.cast("string"), F.lit("")).alias("context"),
        size.cast("int").alias("group_size"),
    )
    good = (
        (F.length("source") > 0)
        & (F.length("target") > 0)
        & F.col("kind").isin([kind.value for kind in KINDS])
        & F.col("at").isNotNull()
        & ~F.isnan("at")
        & (F.abs("at") <= LATEST)
        & (F.col("at") <= time.time() + DAY)
    )
    kept = typed.where(F.coalesce(good, F.lit(False)))
    total, rows = given.count(), kept.count()
    return Acts(_with_sizes(kept).drop("context"), total - rows)


def _seconds(given: DataFrame) -> Column:
    from pyspark.sql import functions as F

    if dict(given.dtypes)["at"].startswith("timestamp"):
        return F.unix_micros(F.col("at").cast("timestamp")) / 1e6
    number = F.expr("try_cast(at AS double)")
    for parts in FINER:
        is_finer = number.between(EARLIEST_FINER * parts, LATEST * parts)
        number = F.when(is_finer, number / parts).otherwise(number)
    zoned = F.col("at").cast("string").rlike(r"(Z|[+-]\d\d:?\d\d)$")
    moment = F.unix_micros(F.expr("try_cast(at AS timestamp)")) / 1e6
    return F.coalesce(number, F.when(zoned, moment))


def _with_sizes(rows: DataFrame) -> DataFrame:
    """Persons of each group act, counted from its rows where no column says it."""
    from pyspark.sql import functions as F

    group = rows.where(F.col("kind").isin(list(GROUPS)))
    act = ["kind", "context", "at"]
    ends = group.select(*act, F.col("source").alias("person")).unionByName(
        group.select(*act, F.col("target").alias("person"))
    )
    counted = ends.groupBy(*act).agg(F.countDistinct("person").cast("int").alias("counted"))
    found = rows.join(counted, act, "left")
    told = F.when(F.col("kind").isin(list(GROUPS)), F.coalesce("group_size", "counted"))
    return found.withColumn("group_size", F.coalesce(told, F.lit(0))).drop("counted")
