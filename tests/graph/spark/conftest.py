"""One Spark session for all of these tests, and acts to be measured both ways."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tribe.graph.spark.session import opened

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DAY = 86_400.0
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
#: For a few rows: plan once and compile nothing, which would take longer than the work.
SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def is_absent() -> str | None:
    """Why Spark cannot run here."""
    try:
        import pandas  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError:
        return "the extra 'spark' is not installed"
    return None if which("java") or "JAVA_HOME" in os.environ else "there is no Java"


@pytest.fixture(scope="session")
def spark_here() -> None:
    """Skips without Spark; in CI that is a failure."""
    reason = is_absent()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def spark(spark_here: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    settings = {
        **SMALL,
        "spark.driver.memory": "1g",
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.driver.extraJavaOptions": f"{QUICK} "
        f"-Dderby.system.home={tmp_path_factory.mktemp('derby')}",
    }
    with opened("local[2]", settings) as session:
        yield session


@pytest.fixture(scope="session")
def acts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two circles of talk, a loner with themself, gatherings, and three bad lines."""
    rng = np.random.default_rng(7)
    lines = ["source,target,kind,at,context"]
    kinds = ["reply", "thanks", "reaction", "welcome", "mention"]
    for _ in range(1500):
        side = rng.integers(2) * 40
        a, b = rng.integers(40, size=2) + side
        if rng.random() < 0.04:
            b = (b + 40) % 80
        at = float(rng.uniform(0, 400)) * DAY
        lines.append(f"m{a},m{b},{kinds[rng.integers(5)]},{at},")
    for week in range(12):
        people = rng.choice(40, size=5, replace=False)
        lines += [
            f"m{a},m{b},co_attendance,2026-03-{week + 1:02}T18:00:00+01:00,e{week}"
            for a in people
            for b in people
            if a < b
        ]
    lines += ["solo,solo,reply,5.0,", "m1,m2,shouting,4.0,", ",m2,reply,4.0,", "m1,m2,reply,soon,"]
    path = tmp_path_factory.mktemp("acts") / "acts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
