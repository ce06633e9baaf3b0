"""The markers of a brand community: a sense of us, shared rites, and care for one another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tribe.graph.measures.registry import Finding, Measure
from tribe.graph.measures.rituals import rhythmic_rites
from tribe.graph.measures.study import Study
from tribe.graph.privacy import SMALLEST
from tribe.graph.records import HelpRequest, SenseOfCommunity
from tribe.graph.uncertainty import wilson
from tribe.graph.words import Words, between, in_hundred

REQUESTS = 10
_MEMBERSHIP = slice(2, 4)  # the third and fourth of the eight items
_LOWEST, _WIDTH = 1, 4


def answered_by_members(requests: Iterable[HelpRequest]) -> tuple[int, int]:
    """How many requests for help members answered, of how many there were.

    What only the brand answered is not answered by members.

    References
    ----------
    Muñiz & O'Guinn 2001, Journal of Consumer Research 27 (moral responsibility).

    Examples
    --------
    >>> answered_by_members([HelpRequest(0.0, answered=n < 8) for n in range(10)])
    (8, 10)
    """
    answers = [request.answered for request in requests]
    return sum(answers), len(answers)


def consciousness_of_kind(scales: Iterable[SenseOfCommunity]) -> float | None:
    """How far members say that they belong, 0 to 1; None with fewer than ten answers.

    Mean of the two membership items of the brief sense of community scale.

    References
    ----------
    Muñiz & O'Guinn 2001; Peterson, Speer & McMillan 2008.
    """
    told = [scale.items[_MEMBERSHIP] for scale in scales]
    if len(told) < SMALLEST:
        return None
    return float((np.mean(told) - _LOWEST) / _WIDTH)


def _asked(study: Study) -> tuple[int, int]:
    evidence = study.evidence
    return answered_by_members(one for one in evidence.records.requests if evidence.covers(one.at))


def _markers(study: Study) -> Finding:
    answered, asked = _asked(study)
    rhythmic, measured = rhythmic_rites(study)
    return Finding(
        answered / asked if asked else None,
        wilson(answered, asked),
        detail={
            "kind": consciousness_of_kind(study.evidence.records.scales),
            "rites": len(study.evidence.rites),
            "measured_rites": measured,
            "rhythmic_rites": rhythmic,
        },
    )


def _read_markers(finding: Finding) -> Words:
    value, detail = finding.value or 0.0, finding.detail
    kind, rites, rhythmic = detail["kind"], detail["measured_rites"], detail["rhythmic_rites"]
    en = (
        f"Of 100 requests for help members answered {in_hundred(value, 'en')}"
        f"{between(finding.interval, 'en')}"
    )
    fr = (
        f"Sur 100 demandes d’aide, les membres ont répondu à {in_hundred(value, 'fr')}"
        f"{between(finding.interval, 'fr')}"
    )
    if rites:
        keep = "keeps" if rhythmic == 1 else "keep"
        garde = "rite sur {} garde" if rhythmic < 2 else "rites sur {} gardent"
        en += f"; {rhythmic} of {rites} rites with enough dates {keep} a rhythm"
        fr += f" ; {rhythmic} {garde.format(f'{rites} aux dates assez nombreuses')} un rythme"
    if kind is not None:
        en += f"; the feeling of belonging is {in_hundred(kind, 'en')} of 100"
        fr += f" ; le sentiment d’en être vaut {in_hundred(kind, 'fr')} sur 100"
    return Words(f"{en}.", f"{fr}.")


U7 = Measure(
    id="U7",
    family="rituals",
    name=Words("Markers of a community", "Traits d’une communauté"),
    question=Words(
        "Is there an us, with rites and care for one another?",
        "Y a-t-il un nous, des rites et le souci des autres ?",
    ),
    formula="help requests answered by members / all (the value); rites with a rhythm; "
    "membership items",
    reference="Muñiz & O’Guinn 2001",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="W",
    minimum={"requests": REQUESTS},
    size="requests",
    sample=lambda study: {"requests": _asked(study)[1]},
    compute=_markers,
    read=_read_markers,
)
