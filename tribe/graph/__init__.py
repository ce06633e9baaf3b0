"""Pure numbers: interactions in, ties and measures out; knows no web and no database."""

from __future__ import annotations

from tribe.graph.circles import Circles, circles, mixing_matrix
from tribe.graph.counts import counts
from tribe.graph.dyads import Dyads
from tribe.graph.evidence import Evidence, Newcomers
from tribe.graph.interactions import (
    OMEGA,
    Interactions,
    Kind,
    MemberFact,
    Refusal,
    UnreadableFile,
    read_interactions,
)
from tribe.graph.layout import layout
from tribe.graph.measures import MEASURES, Measure, Result
from tribe.graph.report import counts_table, report_json, table
from tribe.graph.running import measure_all
from tribe.graph.steps import Cancelled
from tribe.graph.ties import Ties
from tribe.graph.words import Words

__all__ = [
    "MEASURES",
    "OMEGA",
    "Cancelled",
    "Circles",
    "Dyads",
    "Evidence",
    "Interactions",
    "Kind",
    "Measure",
    "MemberFact",
    "Newcomers",
    "Refusal",
    "Result",
    "Ties",
    "UnreadableFile",
    "Words",
    "circles",
    "counts",
    "counts_table",
    "layout",
    "measure_all",
    "mixing_matrix",
    "read_interactions",
    "report_json",
    "table",
]
