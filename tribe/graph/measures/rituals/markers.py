"""The markers of a brand community: a sense of us, shared rites, and care for one another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tribe.graph.data.records import HelpRequest, SenseOfCommunity
from tribe.graph.measures.rituals.periodicity import rhythmic_rites
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import wilson
from tribe.graph.study.study import Study
from tribe.speech import Bracketed, Counted, InHundred, Message, Said

REQUESTS = 10
_MEMBERSHIP = slice(2, 4)  # the third and fourth of the eight items
_LOWEST, _WIDTH = 1, 4


def answered_by_members(requests: Iterable[HelpRequest]) -> tuple[int, int]:
    """How many requests for help members answered, of how many there were.

    What only the brand answered is not answered by members.

    Returns
    -------
    tuple of int
        Answered, and all.

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

    Returns
    -------
    float or None
        0 to 1.

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


def _read_markers(finding: Finding) -> Said:
    detail = finding.detail
    said: Said = Message(
        "Of 100 requests for help members answered %(share)s%(range)s",
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
    )
    if detail["measured_rites"]:
        said += Counted(
            "; %(num)s of %(rites)s rites with enough dates keeps a rhythm",
            "; %(num)s of %(rites)s rites with enough dates keep a rhythm",
            detail["rhythmic_rites"],
            rites=detail["measured_rites"],
        )
    if detail["kind"] is not None:
        said += Message(
            "; the feeling of belonging is %(share)s of 100",
            share=InHundred(detail["kind"]),
        )
    return said + Message(".")


U7 = Measure(
    id="U7",
    family="rituals",
    name=Message("Markers of a community"),
    question=Message(
        "Is there an us, with rites and care for one another?",
    ),
    formula=Message(
        "help requests answered by members / all (the value); rites with a rhythm; membership items"
    ),
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
