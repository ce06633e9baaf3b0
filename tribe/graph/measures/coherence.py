"""Coherence: whether the brand respects the rites and decides as the charter says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tribe.graph.measures.registry import Finding, Measure
from tribe.graph.measures.study import Study
from tribe.graph.privacy import SMALLEST
from tribe.graph.records import Intervention, Verdict
from tribe.graph.uncertainty import wilson
from tribe.graph.words import Words, between, in_hundred

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


def _read_respect(finding: Finding) -> Words:
    value, accepted = finding.value or 0.0, finding.detail["accepted"]
    n = accepted + finding.detail["refused"]
    return Words(
        f"Hosts accepted {accepted} of {n} times that the brand stepped into a rite, or "
        f"{in_hundred(value, 'en')} of 100{between(finding.interval, 'en')}.",
        f"Les hôtes ont accepté {accepted} des {n} interventions de la marque dans un rite, soit "
        f"{in_hundred(value, 'fr')} sur 100{between(finding.interval, 'fr')}.",
    )


F5 = Measure(
    id="F5",
    family="fidelity",
    name=Words("Rites respected", "Rites respectés"),
    question=Words(
        "Does the brand ask before it steps into a rite?",
        "La marque demande-t-elle avant d’entrer dans un rite ?",
    ),
    formula="interventions that hosts accepted/all",
    reference="ours; Wilson 1927",
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


def _read_coherence(finding: Finding) -> Words:
    value, count = finding.value or 0.0, len(finding.detail["decisions"])
    most = finding.detail["mostly_coherent"]
    en = f"{in_hundred(value, 'en')} of 100 votes{between(finding.interval, 'en')} say that "
    fr = f"{in_hundred(value, 'fr')} votes sur 100{between(finding.interval, 'fr')} trouvent "
    if count == 1:
        return Words(
            f"{en}the brand’s decision fits the charter.",
            f"{fr}la décision de la marque conforme à la charte.",
        )
    return Words(
        f"{en}the brand’s decisions fit the charter; most voters say so of {most} of {count}.",
        f"{fr}les décisions de la marque conformes à la charte ; la plupart des votants le disent "
        f"de {most} sur {count}.",
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
    name=Words("Coherence with the charter", "Cohérence avec la charte"),
    question=Words(
        "Does the brand decide as the charter says?",
        "La marque décide-t-elle comme la charte le dit ?",
    ),
    formula="coherent/votes, over decisions with ten votes or more",
    reference="ours; Wilson 1927",
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
