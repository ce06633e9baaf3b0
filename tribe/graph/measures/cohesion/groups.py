"""Circles as a measure: how marked they are, how firm, and whether chance would give as much."""

from __future__ import annotations

import numpy as np

from tribe.graph.data.dyads import Dyads
from tribe.graph.study.circles import Circles, mixing_matrix
from tribe.graph.study.privacy import SMALLEST, rounded
from tribe.graph.study.register import GRAPH_MINIMUM, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.uncertainty import normal_interval
from tribe.speech import Counted, Decimal, Listed, Message, Said

FIRM = 0.75
WIDEST = 24  # circles between which dyads are counted, the largest: what a table can show


def _modularity_point(sample: Sample) -> float | None:
    return sample.circles.modularity


def _circles(study: Study) -> Finding:
    circles, dyads = study.circles, study.members.dyads
    value, interval = circles.modularity, None
    if value is not None:
        interval = normal_interval(value, study.resampled.modularity, -0.5, 1.0)
    return Finding(
        value,
        interval,
        null=study.circles_by_chance,
        detail=_shown(circles, dyads) | _compared(study),
    )


def _compared(study: Study) -> dict[str, object]:
    """Whether chance leaves who wrote in which thread, so that what these explain is no circle."""
    return {"within_threads": True} if study.members.interactions.thread is not None else {}


def _shown(circles: Circles, dyads: Dyads) -> dict[str, object]:
    sizes = circles.sizes
    large = int(np.count_nonzero(sizes >= SMALLEST))
    return {
        "stability": circles.stability,
        "circles": large,
        "smaller_circles": len(sizes) - large,
        "sizes": [rounded(int(size)) for size in sizes[:large]],
        "mixing": _safe_mixing(circles, dyads, min(large, WIDEST)),
    }


def _safe_mixing(circles: Circles, dyads: Dyads, large: int) -> list[list[int | None]]:
    """Dyads within and between the large circles; None where fewer than ten persons share one."""
    matrix = mixing_matrix(dyads, circles.labels)[:large, :large]
    a, b = circles.labels[dyads.u], circles.labels[dyads.v]
    shown = (a >= 0) & (b >= 0) & (np.maximum(a, b) < large)
    pair = np.minimum(a, b)[shown] * large + np.maximum(a, b)[shown]
    ends = np.concatenate([dyads.u[shown], dyads.v[shown]])
    met = np.unique(np.concatenate([pair, pair]) * dyads.n + ends) // dyads.n
    persons = np.bincount(met, minlength=large * large).reshape(large, large)
    few = (persons > 0) & (persons < SMALLEST)
    few |= few.T
    return [
        [None if hidden else rounded(int(count)) for count, hidden in zip(*row, strict=True)]
        for row in zip(matrix, few, strict=True)
    ]


def _firmness(stability: float) -> Said:
    if stability < FIRM:
        return Message(
            "their borders are not firm, each new search draws them differently",
        )
    return Message(
        "each new search finds nearly the same",
    )


def _figures(finding: Finding) -> Said:
    figures = [Message("modularity %(value)s", value=Decimal(finding.value or 0.0))]
    if finding.null is not None:
        figures.append(Message("by chance %(mean)s", mean=Decimal(finding.null.mean)))
    if finding.is_significant and (stability := finding.detail["stability"]) is not None:
        figures.append(Message("agreement %(stability)s", stability=Decimal(stability)))
    return Listed(figures, Message("; "))


def _read_circles(finding: Finding) -> Said:
    figures = _figures(finding)
    if not finding.is_significant and finding.detail.get("within_threads"):
        return Message(
            "No evidence of circles beyond those who write in the same topics: whom they answer "
            "there looks like chance (%(figures)s).",
            figures=figures,
        )
    if not finding.is_significant:
        return Message(
            "No evidence of circles: a tribe without any would look the same (%(figures)s).",
            figures=figures,
        )
    many, stability = _many(finding.detail["circles"]), finding.detail["stability"]
    if stability is None:
        return Message(
            "Members gather in %(circles)s (%(figures)s).",
            circles=many,
            figures=figures,
        )
    return Message(
        "Members gather in %(circles)s; %(borders)s (%(figures)s).",
        circles=many,
        borders=_firmness(stability),
        figures=figures,
    )


def _many(circles: int) -> Said:
    if not circles:
        return Message("circles of fewer than ten members")
    if circles == 1:
        return Message("one circle of ten members or more")
    return Counted(
        "%(num)s circle of ten members or more",
        "%(num)s circles of ten members or more",
        circles,
    )


C5 = Measure(
    id="C5",
    family="cohesion",
    name=Message("Circles"),
    question=Message("Which sub-tribes are there?"),
    formula=Message(
        "max modularity by Leiden; stability = mean AMI over 50 seeds (fewer beyond 400 000 dyads)"
    ),
    reference="Traag 2019",
    unit="modularity",
    privacy="P2",
    published="P2",
    uncertainty="acts",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_modularity_point,
    compute=_circles,
    read=_read_circles,
)
