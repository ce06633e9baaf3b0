"""Coherence: whether the brand respects the rites and decides as the charter says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tribe.graph.data.records import Intervention, Verdict
from tribe.graph.study.privacy import SMALLEST
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import wilson
from tribe.graph.study.study import Study
from tribe.speech import Bracketed, InHundred, Message, Said

# F5 ---------------------------------------------------------------------------


def _interventions(study: Study) -> list[Intervention]:
    return [one for one in study.evidence.records.interventions if study.evidence.covers(one.at)]


def _respect(study: Study) -> Finding:
    steps = _interventions(study)
    accepted, n = sum(step.accepted for step in steps), len(steps)
    return Finding(
        accepted / n if n else None,
        wilson(accepted, n),
        detail={"accepted": accepted, "refused": n - accepted},
    )


def _read_respect(finding: Finding) -> Said:
    accepted = finding.detail["accepted"]
    return Message(
        "Hosts accepted %(accepted)s of %(times)s times that the brand stepped into a "
        "rite, or %(share)s of 100%(range)s.",
        accepted=accepted,
        times=accepted + finding.detail["refused"],
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
    )


F5 = Measure(
    id="F5",
    family="fidelity",
    name=Message("Rites respected"),
    question=Message(
        "Does the brand ask before it steps into a rite?",
    ),
    formula=Message("interventions that hosts accepted/all"),
    reference=Message("ours; Wilson 1927"),
    unit="share",
    privacy="P3",
    published="P3",
    uncertainty="W",
    minimum={"interventions": 10},
    size="interventions",
    sample=lambda study: {"interventions": len(_interventions(study))},
    compute=_respect,
    read=_read_respect,
)


# F6 ---------------------------------------------------------------------------


def votes_by_decision(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """How many voted that a decision fits the charter, and how many voted at all.

    A member has one vote on a decision, the last one they gave.

    Returns
    -------
    dict : decision -> (coherent, votes), in the order of the decisions.

    Examples
    --------
    >>> one, other = Verdict("a", "m1", True, 1.0), Verdict("a", "m2", False, 2.0)
    >>> votes_by_decision([one, other, Verdict("a", "m1", False, 3.0)])
    {'a': (0, 2)}
    """
    last: dict[tuple[str, str], Verdict] = {}
    for vote in sorted(verdicts, key=lambda vote: (vote.at, vote.coherent)):
        last[vote.decision, vote.member] = vote
    coherent, votes = Counter[str](), Counter[str]()
    for (decision, _member), vote in last.items():
        votes[decision] += 1
        coherent[decision] += vote.coherent
    return {decision: (coherent[decision], votes[decision]) for decision in sorted(votes)}


def _decisions(study: Study) -> list[tuple[int, int]]:
    evidence = study.evidence
    given = [vote for vote in evidence.records.verdicts if evidence.covers(vote.at)]
    return sorted(votes_by_decision(given).values())


def _coherence(study: Study) -> Finding:
    counted = [(yes, n) for yes, n in _decisions(study) if n >= SMALLEST]
    coherent, votes = sum(yes for yes, _ in counted), sum(n for _, n in counted)
    decisions = []
    for yes, n in counted:
        low, high = wilson(yes, n) or (0.0, 1.0)
        decisions.append({"coherent": yes / n, "low": low, "high": high})
    return Finding(
        coherent / votes if votes else None,
        wilson(coherent, votes),
        detail={
            "decisions": decisions,
            "mostly_coherent": sum(2 * yes > n for yes, n in counted),
        },
    )


def _read_coherence(finding: Finding) -> Said:
    share, reach = InHundred(finding.value or 0.0), Bracketed(finding.interval)
    decisions = len(finding.detail["decisions"])
    if decisions == 1:
        return Message(
            "%(share)s of 100 votes%(range)s say that the brand’s decision fits the charter.",
            share=share,
            range=reach,
        )
    return Message(
        "%(share)s of 100 votes%(range)s say that the brand’s decisions fit the "
        "charter; most voters say so of %(most)s of %(decisions)s.",
        share=share,
        range=reach,
        most=finding.detail["mostly_coherent"],
        decisions=decisions,
    )


def _votes(study: Study) -> dict[str, int]:
    votes = [n for _, n in _decisions(study)]
    return {
        "voters": max(votes, default=0),
        "votes": sum(n for n in votes if n >= SMALLEST),
    }


F6 = Measure(
    id="F6",
    family="fidelity",
    name=Message("Coherence with the charter"),
    question=Message(
        "Does the brand decide as the charter says?",
    ),
    formula=Message("coherent/votes, over decisions with ten votes or more"),
    reference=Message("ours; Wilson 1927"),
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="W",
    minimum={"voters": 10},
    size="votes",
    sample=_votes,
    compute=_coherence,
    read=_read_coherence,
)
