"""E3: whether proposals are answered alike, whoever makes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tribe.graph.data.evidence import Evidence
from tribe.graph.data.records import Proposal
from tribe.graph.measures.fidelity.answers import end_of, is_answered, proposals_of
from tribe.graph.study.privacy import safe_counts
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import wilson
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import newcombe
from tribe.speech import Bracketed, InHundred, Message, Said, Sayable


def _is_accepted(proposal: Proposal, until: float) -> bool:
    return is_answered(proposal, until) and proposal.accepted is True


def _persons(proposals: Sequence[Proposal]) -> int:
    """Distinct authors; a proposal whose author is not known stands for one."""
    known = {one.author for one in proposals if one.author is not None}
    return len(known) + sum(one.author is None for one in proposals)


def _parted(evidence: Evidence) -> tuple[list[Proposal], list[Proposal]]:
    """Proposals of members who volunteered an access group, and all others."""
    made = proposals_of(evidence)
    return [one for one in made if one.group], [one for one in made if not one.group]


def _equity(study: Study) -> Finding:
    named, others = _parted(study.evidence)
    if not named or not others:
        return Finding(None)
    end = end_of(study.evidence)

    def gap(
        counted: Callable[[Proposal, float], bool],
    ) -> tuple[float, tuple[float, float] | None]:
        a, b = sum(counted(one, end) for one in named), sum(counted(one, end) for one in others)
        return a / len(named) - b / len(others), newcombe(a, len(named), b, len(others))

    value, interval = gap(is_answered)
    accepted, accepted_interval = gap(_is_accepted)
    return Finding(
        value,
        interval,
        detail={
            "answered": [
                sum(is_answered(one, end) for one in part) / len(part) for part in (named, others)
            ],
            "accepted_gap": accepted,
            "accepted_interval": list(accepted_interval) if accepted_interval else None,
            "groups": _groups(named, end),
        },
    )


def _groups(named: Sequence[Proposal], until: float) -> list[dict[str, float]]:
    """Each volunteered group behind which ten persons stand, without its name."""
    parts: dict[str, list[Proposal]] = {}
    for one in named:
        parts.setdefault(one.group or "", []).append(one)
    ordered = [parts[name] for name in sorted(parts)]
    safe = safe_counts([len(part) for part in ordered], [_persons(part) for part in ordered])
    groups = []
    for part, count in zip(ordered, safe, strict=True):
        if count is None:
            continue
        answered = sum(is_answered(one, until) for one in part)
        low, high = wilson(answered, len(part)) or (0.0, 1.0)
        groups.append({"answered": answered / len(part), "low": low, "high": high})
    return groups


def _read_equity(finding: Finding) -> Said:
    one, other = finding.detail["answered"]
    low, high = finding.interval or (-1.0, 1.0)
    said = Message(
        "%(one)s of 100 proposals by members who named an access need are answered, "
        "%(other)s of 100 of the others",
        one=InHundred(one),
        other=InHundred(other),
    )
    if low <= 0 <= high:
        return said + Message(": no evidence of a difference.")
    near, far = sorted((abs(low), abs(high)))
    by: dict[str, Sayable] = {
        "count": InHundred(abs(finding.value or 0.0)),
        "range": Bracketed((near, far)),
    }
    if high < 0:
        return said + Message(": %(count)s%(range)s of 100 fewer.", **by)
    return said + Message(": %(count)s%(range)s of 100 more.", **by)


def _equity_size(study: Study) -> dict[str, int]:
    named, others = _parted(study.evidence)
    return {
        "grouped": _persons(named),
        "ungrouped": _persons(others),
        "proposals": len(named) + len(others),
    }


E3 = Measure(
    id="E3",
    family="equality",
    name=Message("Voice equity"),
    question=Message("Is every voice answered alike?"),
    formula=Message("p(answered | access group named) − p(answered | not)"),
    reference=Message("ours; Newcombe 1998"),
    unit="difference",
    privacy="P2",
    published="P2",
    uncertainty="Newcombe",
    minimum={"grouped": 10, "ungrouped": 10},
    size="proposals",
    sample=_equity_size,
    compute=_equity,
    read=_read_equity,
)
