"""The document that a cluster makes, and the command that asks for it."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tribe.graph import MEASURES, Ties, read_interactions
from tribe.graph.measures.equality.equality import gini
from tribe.graph.spark.reading import read
from tribe.graph.spark.report import as_text, cohort_table, measure
from tribe.graph.study.study import acts_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def heard() -> list[str]:
    """What is said while the document is made."""
    return []


@pytest.fixture(scope="module")
def document(spark: SparkSession, acts_file: Path, heard: list[str]) -> dict[str, Any]:
    return measure(read(spark, str(acts_file)), heard.append)


def test_document(document: dict[str, Any], acts_file: Path, heard: list[str]) -> None:
    interactions, _ = read_interactions(acts_file)
    assert document["counts"]["members"] == len(interactions.members)
    assert document["counts"]["interactions"] == len(interactions)
    assert document["counts"]["refused"] == 3
    assert document["counts"]["ties"] == len(Ties.from_interactions(interactions))
    assert document["measures"]["gini_of_acts"]["value"] == pytest.approx(
        gini(acts_of(interactions))
    )
    assert {*document["measures"], "ties", "cohorts"} == set(heard)
    text = json.dumps(document, allow_nan=False)
    assert not any(f'"{name}"' in text for name in interactions.members)
    assert "Ties that are returned" in as_text(document)
    assert "Liens rendus" in as_text(document, "fr")


def test_it_is_no_report_and_says_so(document: dict[str, Any]) -> None:
    assert document["schema"] == "distributed/1"
    assert not set(document["measures"]) & set(MEASURES)


def test_of_too_little_nothing_is_said(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("source,target,kind,at\n" + "".join(f"a{n},b,reply,{n}\n" for n in range(20)))
    document = measure(read(spark, str(path)))
    for found in document["measures"].values():
        assert found["value"] is None
        assert found["enough"] is False
    assert document["measures"]["transitivity"]["needs"] == {"members": 30, "dyads": 50}
    assert as_text(document, "fr").count("pas encore assez") == len(document["measures"])


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
