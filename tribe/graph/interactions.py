"""Interactions, their kinds and weights, and the file they can be read from: what others import."""

from __future__ import annotations

from tribe.graph.columns import Interactions, MemberFact, Row
from tribe.graph.files import Refusal, UnreadableFile, read_interactions
from tribe.graph.kinds import ALIKE, CODES, GROUP_KINDS, KINDS, OMEGA, Kind

__all__ = [
    "ALIKE",
    "CODES",
    "GROUP_KINDS",
    "KINDS",
    "OMEGA",
    "Interactions",
    "Kind",
    "MemberFact",
    "Refusal",
    "Row",
    "UnreadableFile",
    "read_interactions",
]
