"""The measures, one family a file, and their register."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tribe.graph.measures.climate.climate import M1
from tribe.graph.measures.climate.community import M2
from tribe.graph.measures.cohesion.centralisation import C1
from tribe.graph.measures.cohesion.closure import C3
from tribe.graph.measures.cohesion.cohesion import C2, C4
from tribe.graph.measures.cohesion.groups import C5
from tribe.graph.measures.cohesion.mixing import C6
from tribe.graph.measures.equality.equality import E1, E2
from tribe.graph.measures.equality.voice import E3
from tribe.graph.measures.fidelity.answers import F1
from tribe.graph.measures.fidelity.autonomy import F4
from tribe.graph.measures.fidelity.coherence import F5, F6
from tribe.graph.measures.fidelity.gifts import F3
from tribe.graph.measures.fidelity.promises import F2
from tribe.graph.measures.health.resilience import H2
from tribe.graph.measures.health.vector import H1
from tribe.graph.measures.influence.contagion import I3
from tribe.graph.measures.influence.reach import I2
from tribe.graph.measures.influence.uptake import I1
from tribe.graph.measures.linking.linking import L1, L2
from tribe.graph.measures.newcomers.departures import N3
from tribe.graph.measures.newcomers.integration import N2
from tribe.graph.measures.newcomers.waiting import N1
from tribe.graph.measures.rituals.anatomy import U3
from tribe.graph.measures.rituals.backbone import U5
from tribe.graph.measures.rituals.burstiness import U2
from tribe.graph.measures.rituals.emergence import U8
from tribe.graph.measures.rituals.entrainment import U4
from tribe.graph.measures.rituals.markers import U7
from tribe.graph.measures.rituals.periodicity import U1
from tribe.graph.measures.rituals.practices import U6
from tribe.graph.measures.roles.betweenness import R3
from tribe.graph.measures.roles.brokerage import R2
from tribe.graph.measures.roles.holes import R1
from tribe.graph.measures.roles.roles import R4
from tribe.graph.measures.ties.overlap import T1, T3
from tribe.graph.measures.ties.persistence import T5
from tribe.graph.measures.ties.reciprocity import T4
from tribe.graph.measures.ties.strength import T2
from tribe.graph.measures.ties.turning import T6
from tribe.graph.study.register import Finding, Measure, NullModel, Result

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.id: measure
        for measure in (
            *(T1, T2, T3, T4, T5, T6),
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
