"""The measures, one family a file, and their register."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tribe.graph.measures.anatomy import U3
from tribe.graph.measures.backbone import U5
from tribe.graph.measures.betweenness import R3
from tribe.graph.measures.brokerage import R2
from tribe.graph.measures.burstiness import U2
from tribe.graph.measures.centralisation import C1
from tribe.graph.measures.climate import M1
from tribe.graph.measures.closure import C3
from tribe.graph.measures.coherence import F5, F6
from tribe.graph.measures.cohesion import C2, C4
from tribe.graph.measures.community import M2
from tribe.graph.measures.contagion import I3
from tribe.graph.measures.departures import N3
from tribe.graph.measures.emergence import U8
from tribe.graph.measures.entrainment import U4
from tribe.graph.measures.equality import E1, E2
from tribe.graph.measures.fidelity import F4
from tribe.graph.measures.gifts import F3
from tribe.graph.measures.groups import C5
from tribe.graph.measures.health import H1
from tribe.graph.measures.holes import R1
from tribe.graph.measures.influence import I1
from tribe.graph.measures.integration import N2
from tribe.graph.measures.linking import L1, L2
from tribe.graph.measures.markers import U7
from tribe.graph.measures.mixing import C6
from tribe.graph.measures.newcomers import N1
from tribe.graph.measures.persistence import T5
from tribe.graph.measures.practices import U6
from tribe.graph.measures.promises import F2
from tribe.graph.measures.reach import I2
from tribe.graph.measures.reciprocity import T4
from tribe.graph.measures.registry import Finding, Measure, NullModel, Result
from tribe.graph.measures.resilience import H2
from tribe.graph.measures.rituals import U1
from tribe.graph.measures.roles import R4
from tribe.graph.measures.strength import T2
from tribe.graph.measures.ties import T1, T3
from tribe.graph.measures.voice import E3, F1

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.id: measure
        for measure in (
            *(T1, T2, T3, T4, T5),
            *(C1, C2, C3, C4, C5, C6),
            *(R1, R2, R3, R4),
            *(I1, I2, I3),
            *(N1, N2, N3),
            *(U1, U2, U3, U4, U5, U6, U7, U8),
            *(L1, L2),
            *(E1, E2, E3),
            *(M1, M2),
            *(F1, F2, F3, F4, F5, F6),
            *(H1, H2),
        )
    }
)

__all__ = ["MEASURES", "Finding", "Measure", "NullModel", "Result"]
