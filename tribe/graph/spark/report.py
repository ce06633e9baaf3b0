"""What the cluster says of a tribe: a document for programs and a table for people."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.measures.equality import gini
from tribe.graph.privacy import safe_counts
from tribe.graph.spark.network import Network
from tribe.graph.spark.reading import Acts
from tribe.graph.spark.session import settled
from tribe.graph.spark.ties import gather
from tribe.graph.words import Words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MONTHS = 12  # of a cohort that are shown

NAMES: Mapping[str, Words] = {
    "T4": Words("Reciprocity", "Réciprocité"),
    "C2": Words("Transitivity", "Transitivité"),
    "C4": Words("Depth of the core", "Profondeur du cœur"),
    "C5": Words("Modularity of circles (label propagation)", "Modularité des cercles (étiquettes)"),
    "E1": Words("Gini of acts", "Gini des gestes"),
    "components": Words("Share in the largest component", "Part de la plus grande composante"),
    "I1": Words("Effective number of ranks", "Nombre effectif de rangs"),
}

PARTS = len(NAMES) + 2  # with the ties and the cohorts


def measure(acts: Acts, tick: Callable[[str], None] = lambda _id: None) -> dict[str, Any]:
    """Every distributed measure as plain JSON; nobody is named, undefined is null.

    `tick` hears the id of each part when it is done.
    """
    began = time.monotonic()
    rows = settled(acts.rows)
    ties = gather(rows)
    network = Network(ties)
    tick("ties")
    values: dict[str, float | None] = {}

    def add(id_: str, value: float | None) -> None:
        values[id_] = None if value is None else float(value)
        tick(id_)

    tied = network.degree() > 0
    add("T4", network.reciprocity())
    add("C2", network.transitivity())
    add("C4", int(network.core_number().max()) if network.m else None)
    add("C5", network.modularity(network.label_propagation()))
    add("E1", gini(network.acts()))
    sizes = np.bincount(network.connected_components()[tied]) if tied.any() else np.empty(0)
    add("components", sizes.max() / sizes.sum() if len(sizes) else None)
    ranks = network.pagerank() if network.m else np.empty(0)
    add("I1", 1 / float((ranks**2).sum()) if len(ranks) else None)
    cohorts = cohort_table(rows)
    tick("cohorts")
    return {
        "schema": 1,
        "counts": {
            "members": network.n,
            "interactions": rows.count(),
            "refused": acts.refused,
            "ties": network.m,
            "dyads": network.dyads.count(),
        },
        "measures": {
            id_: {"name": NAMES[id_].to_json(), "value": value} for id_, value in values.items()
        },
        "cohorts": [
            {"month": month, "active": safe_counts(active.tolist())} for month, active in cohorts
        ],
        "provenance": {"engine": "spark", "seconds": round(time.monotonic() - began, 1)},
    }


def cohort_table(rows: DataFrame) -> list[tuple[str, NDArray[np.int64]]]:
    """For each month of first acts: how many of its members act in that month and the next ones.

    Returns
    -------
    list of (``YYYY-MM``, (months,) int64)
        The first number is the cohort's size; up to `MONTHS` months follow.
    """
    from pyspark.sql import functions as F

    when = F.timestamp_seconds("at")
    month = F.year(when) * 12 + F.month(when) - 1
    active = rows.select("source", month.alias("month")).distinct()
    first = active.groupBy("source").agg(F.min("month").alias("first"))
    counted = (
        active.join(first, "source")
        .withColumn("age", F.col("month") - F.col("first"))
        .where(F.col("age") <= MONTHS)
        .groupBy("first", "age")
        .count()
        .orderBy("first", "age")
        .collect()
    )
    last = rows.agg(F.max(month)).first()
    table: dict[int, NDArray[np.int64]] = {}
    for row in counted:
        length = min(MONTHS, last[0] - row["first"]) + 1 if last is not None else 1
        table.setdefault(row["first"], np.zeros(length, dtype=np.int64))[row["age"]] = row["count"]
    return [(f"{m // 12}-{m % 12 + 1:02}", active_) for m, active_ in sorted(table.items())]


def as_text(document: Mapping[str, Any], language: str = "en") -> str:
    """The document as a table that a person can read."""
    counts = document["counts"]
    lines = [f"{name:<12} {value:>14,}" for name, value in counts.items()]
    lines.append("")
    for id_, found in document["measures"].items():
        value = found["value"]
        shown = "–" if value is None else f"{value:,.4f}"
        lines.append(f"{id_:<11} {NAMES[id_].said_in(language):<44} {shown:>12}")
    lines.append("")
    for cohort in document["cohorts"]:
        cells = " ".join("    –" if cell is None else f"{cell:>5}" for cell in cohort["active"])
        lines.append(f"{cohort['month']}  {cells}")
    return "\n".join(lines) + "\n"
