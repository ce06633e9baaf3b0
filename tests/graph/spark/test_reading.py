"""The same acts whichever way they come: CSV, Parquet, bare lines, a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tribe.graph.spark.reading import clean, read

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

COLUMNS = ["source", "target", "kind", "at", "group_size"]


def rows_of(acts: Any) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in acts.rows.select(*COLUMNS).collect())


def test_parquet_says_what_the_csv_says(
    spark: SparkSession, acts_file: Path, tmp_path: Path
) -> None:
    plain = read(spark, str(acts_file))
    path = tmp_path / "acts.parquet"
    plain.rows.write.parquet(str(path))
    again = read(spark, str(path))
    assert again.refused == 0
    assert rows_of(again) == rows_of(plain)
    sizes = {row[4] for row in rows_of(plain) if row[2] == "co_attendance"}
    assert sizes == {5}


def test_a_database_by_jdbc(spark: SparkSession, tmp_path: Path) -> None:
    """Derby comes with Spark: a real database, written and read by JDBC."""
    address = f"jdbc:derby:{tmp_path / 'tribe'};create=true"
    given = spark.createDataFrame(
        [("ada", "ben", "reply", 10.0, 0), ("ben", "ada", "thanks", 20.0, 0)],
        "source string, target string, kind string, at double, group_size int",
    ).withColumnsRenamed({name: name.upper() for name in COLUMNS})
    given.write.format("jdbc").option("url", address).option("dbtable", "INTERACTION").save()
    acts = read(spark, address, 'SELECT * FROM INTERACTION WHERE "AT" > 15')
    assert rows_of(acts) == [("ben", "ada", "thanks", 20.0, 0)]


def test_bare_lines(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("# a comment\n1 2 100\n2 1 200\nfive words are not three\n", encoding="utf-8")
    acts = read(spark, str(path))
    assert acts.refused == 1
    assert rows_of(acts) == [("1", "2", "reply", 100.0, 0), ("2", "1", "reply", 200.0, 0)]


def test_times_in_every_spelling(spark: SparkSession) -> None:
    given = spark.createDataFrame(
        [
            ("a", "b", "reply", "0"),
            ("a", "b", "reply", "1970-01-01T01:00:00+01:00"),
            ("a", "b", "reply", "1970-01-01T00:00:00Z"),
            ("a", "b", "reply", "1970-01-01T00:00:00"),
            ("a", "b", "reply", "NaN"),
            ("a", "b", "reply", None),
        ],
        "source string, target string, kind string, at string",
    )
    acts = clean(given)
    assert acts.refused == 3
    assert {row[3] for row in rows_of(acts)} == {0.0}


def test_a_column_that_is_missing(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text("source,target\na,b\n", encoding="utf-8")
    with pytest.raises(ValueError, match="kind, at"):
        read(spark, str(path))


def test_finer_units_are_read_and_the_future_is_refused(
    spark: SparkSession, tmp_path: Path
) -> None:
    path = tmp_path / "times.csv"
    path.write_text(
        "source,target,kind,at\na,b,reply,1700000000000\nb,a,reply,1700000001\n"
        "a,b,reply,2096-01-01T00:00:00Z\na,b,reply,17000000000\n"
    )
    acts = read(spark, str(path))
    assert sorted(row["at"] for row in acts.rows.collect()) == [1_700_000_000, 1_700_000_001]
    assert acts.refused == 2
