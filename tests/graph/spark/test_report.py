"""The document that a cluster makes, and the command that asks for it."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tribe.graph import Ties, read_interactions
from tribe.graph.measures.equality import gini
from tribe.graph.measures.study import acts_of
from tribe.graph.spark.reading import read
from tribe.graph.spark.report import as_text, cohort_table, measure

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_document(spark: SparkSession, acts_file: Path) -> None:
    heard: list[str] = []
    document = measure(read(spark, str(acts_file)), heard.append)
    interactions, _ = read_interactions(acts_file)
    assert document["counts"]["members"] == len(interactions.members)
    assert document["counts"]["interactions"] == len(interactions)
    assert document["counts"]["refused"] == 3
    assert document["counts"]["ties"] == len(Ties.from_interactions(interactions))
    assert document["measures"]["E1"]["value"] == pytest.approx(gini(acts_of(interactions)))
    assert {*document["measures"], "ties", "cohorts"} == set(heard)
    text = json.dumps(document, allow_nan=False)
    assert not any(f'"{name}"' in text for name in interactions.members)
    assert "Reciprocity" in as_text(document)
    assert "Réciprocité" in as_text(document, "fr")


def test_cohorts(spark: SparkSession, acts_file: Path) -> None:
    interactions, _ = read_interactions(acts_file)
    months: dict[int, set[int]] = defaultdict(set)
    for source, at in zip(interactions.source.tolist(), interactions.at.tolist(), strict=True):
        moment = datetime.fromtimestamp(at, UTC)
        months[source].add(moment.year * 12 + moment.month - 1)
    table = dict(cohort_table(read(spark, str(acts_file)).rows))
    known: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for active in months.values():
        first = min(active)
        for month in active:
            if month - first <= 12:
                known[f"{first // 12}-{first % 12 + 1:02}"][month - first] += 1
    assert set(table) == set(known)
    for month, ages in known.items():
        assert {age: n for age, n in enumerate(table[month].tolist()) if n} == dict(ages)
