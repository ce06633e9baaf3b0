"""What the cluster says of a tribe: a document for programs and a table for people."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tribe.graph.measures.equality.equality import gini
from tribe.graph.spark.network import Network
from tribe.graph.spark.reading import Acts
from tribe.graph.spark.session import settled
from tribe.graph.spark.ties import gather
from tribe.graph.study.privacy import safe_counts
from tribe.graph.study.register import GRAPH_MINIMUM
from tribe.speech import Message

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MONTHS = 12  # of a cohort that are shown

SCHEMA = "distributed/1"  # not that of a report: its measures have intervals, nulls and readings
#: Ids of their own: none of these is the report's measure of a like name.
NAMES: Mapping[str, Message] = {
    "reciprocity_of_ties": Message("Ties that are returned"),
    "transitivity": Message("Transitivity"),
    "core_depth": Message("Depth of the core"),
    "label_modularity": Message("Modularity of circles (label propagation)"),
    "gini_of_acts": Message("Gini of acts"),
    "largest_component": Message("Share in the largest component"),
    "effective_ranks": Message("Effective number of ranks"),
}
_NOT_YET = Message("not enough yet")
_ACTS_MINIMUM: Mapping[str, int] = {"people": 30, "acts": 50}  # as of E1

PARTS = len(NAMES) + 2  # with the ties and the cohorts


def measure(acts: Acts, tick: Callable[[str], None] = lambda _id: None) -> dict[str, Any]:
    """Every distributed measure as plain JSON; nobody is named, undefined is null.

    Below the least sample of the report's measures there is no value, and ``enough`` is False.
    `tick` hears the id of each part when it is done.
    """
    began = time.monotonic()
    rows = settled(acts.rows)
    network = Network(gather(rows))
    tick("ties")
    dyads, tied = network.dyads.count(), network.degree() > 0
    size = {"members": int(np.count_nonzero(tied)), "dyads": dyads}
    found = {
        id_: _entry(id_, GRAPH_MINIMUM, size, value, tick)
        for id_, value in _of_ties(network, tied).items()
    }
    given = network.acts()
    size_of_acts = {"people": network.n, "acts": math.floor(float(given.sum()) + 1e-9)}
    found["gini_of_acts"] = _entry(
        "gini_of_acts", _ACTS_MINIMUM, size_of_acts, lambda: gini(given), tick
    )
    cohorts = cohort_table(rows)
    tick("cohorts")
    return {
        "schema": SCHEMA,
        "counts": {
            "members": network.n,
            "interactions": rows.count(),
            "refused": acts.refused,
            "ties": network.m,
            "dyads": dyads,
        },
        "measures": found,
        "cohorts": [
            {"month": month, "active": safe_counts(active.tolist())} for month, active in cohorts
        ],
        "provenance": {"engine": "spark", "seconds": round(time.monotonic() - began, 1)},
    }


def _of_ties(
    network: Network, tied: NDArray[np.bool_]
) -> dict[str, Callable[[], float | int | None]]:
    """What is measured of ties, each asked for only where there are enough of them."""

    def largest() -> float:
        sizes = np.bincount(network.connected_components()[tied])
        return float(sizes.max() / sizes.sum())

    return {
        "reciprocity_of_ties": network.reciprocity,
        "transitivity": network.transitivity,
        "core_depth": lambda: int(network.core_number().max()),
        "label_modularity": lambda: network.modularity(network.label_propagation()),
        "largest_component": largest,
        "effective_ranks": lambda: 1 / float((network.pagerank() ** 2).sum()),
    }


def _entry(
    id_: str,
    minimum: Mapping[str, int],
    size: Mapping[str, int],
    value: Callable[[], float | int | None],
    tick: Callable[[str], None],
) -> dict[str, Any]:
    """One measure of the document; computed only from the least sample on."""
    enough = all(size[what] >= least for what, least in minimum.items())
    answer = value() if enough else None
    tick(id_)
    return {
        "name": NAMES[id_].to_json(),
        "value": None if answer is None else float(answer),
        "n": next(iter(size.values())),
        "needs": dict(minimum),
        "enough": enough and answer is not None,
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
        shown = _NOT_YET.said_in(language) if value is None else f"{value:,.4f}"
        lines.append(f"{NAMES[id_].said_in(language):<44} {shown:>16}")
    lines.append("")
    for cohort in document["cohorts"]:
        cells = " ".join("    –" if cell is None else f"{cell:>5}" for cell in cohort["active"])
        lines.append(f"{cohort['month']}  {cells}")
    return "\n".join(lines) + "\n"
