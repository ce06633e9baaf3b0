"""Circles as a measure: how marked they are, how firm, and whether chance would give as much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tribe.graph.circles import Circles, mixing_matrix
from tribe.graph.dyads import Dyads
from tribe.graph.measures.registry import GRAPH_MINIMUM, Finding, Measure, NullModel
from tribe.graph.measures.study import Sample, Study
from tribe.graph.nulls import tries_for
from tribe.graph.privacy import SMALLEST, rounded
from tribe.graph.uncertainty import exceedance, normal_interval
from tribe.graph.words import Words, decimal

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
        null=_against_chance(circles, study.chance.modularity, len(dyads)),
        detail=_shown(circles, dyads),
    )


def _against_chance(circles: Circles, drawn: NDArray[np.float64], dyads: int) -> NullModel | None:
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn) or not len(circles.runs):
        return None
    # the best of 50 runs would beat the best of fewer on a null: compare like with like
    tries = tries_for(dyads)
    bouts = circles.runs[: len(circles.runs) // tries * tries].reshape(-1, tries)
    usual = float(np.median(bouts.max(axis=1)))
    spread = float(drawn.std(ddof=1)) if len(drawn) > 1 else 0.0
    return NullModel(float(drawn.mean()), spread, exceedance(usual, drawn))


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


def _firmness(stability: float) -> Words:
    if stability < FIRM:
        return Words(
            "their borders are not firm, each new search draws them differently",
            "leurs contours ne sont pas nets, chaque recherche les trace autrement",
        )
    return Words(
        "each new search finds nearly the same",
        "chaque nouvelle recherche retrouve à peu près les mêmes",
    )


def _figures(finding: Finding, language: str) -> str:
    modularity, agreement, chance = {
        "en": ("modularity", "agreement", "by chance"),
        "fr": ("modularité", "accord", "par hasard"),
    }[language]
    figures = [f"{modularity} {decimal(finding.value or 0.0, language)}"]
    if finding.null is not None:
        figures.append(f"{chance} {decimal(finding.null.mean, language)}")
    if finding.is_significant and finding.detail["stability"] is not None:
        figures.append(f"{agreement} {decimal(finding.detail['stability'], language)}")
    return f"({' ; '.join(figures) if language == 'fr' else '; '.join(figures)})"


def _read_circles(finding: Finding) -> Words:
    figures_en, figures_fr = _figures(finding, "en"), _figures(finding, "fr")
    if not finding.is_significant:
        return Words(
            f"No evidence of circles: a tribe without any would look the same {figures_en}.",
            "Rien n’indique des cercles : une tribu qui n’en a pas aurait la même allure "
            f"{figures_fr}.",
        )
    count, stability = finding.detail["circles"], finding.detail["stability"]
    many = Words("circles of fewer than ten members", "cercles de moins de dix membres")
    if count:
        many = Words(
            f"{'one circle' if count == 1 else f'{count} circles'} of ten members or more",
            f"{'un cercle' if count == 1 else f'{count} cercles'} de dix membres ou plus",
        )
    again = Words("", "")
    if stability is not None:
        firm = _firmness(stability)
        again = Words(f"; {firm.en}", f" ; {firm.fr}")
    return Words(
        f"Members gather in {many.en}{again.en} {figures_en}.",
        f"Les membres se retrouvent en {many.fr}{again.fr} {figures_fr}.",
    )


C5 = Measure(
    id="C5",
    family="cohesion",
    name=Words("Circles", "Cercles"),
    question=Words("Which sub-tribes are there?", "Quelles sous-tribus y a-t-il ?"),
    formula="max modularity by Leiden; stability = mean AMI over 50 seeds "
    "(fewer beyond 400 000 dyads)",
    reference="Traag 2019",
    unit="modularity",
    privacy="P2",
    published="P2",
    uncertainty="CM",
    minimum=GRAPH_MINIMUM,
    size="members",
    sample=lambda study: study.members.graph_size,
    point=_modularity_point,
    compute=_circles,
    read=_read_circles,
)
