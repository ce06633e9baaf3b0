"""Promises: whether the brand keeps its word."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tribe.graph.data.evidence import Evidence
from tribe.graph.data.records import PromiseMade
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.shares import wilson
from tribe.graph.study.study import Study
from tribe.speech import Bracketed, InHundred, Message, Said


def is_kept(promise: PromiseMade, until: float) -> bool:
    """Whether it was kept, and members had confirmed it, by a moment."""
    return promise.is_confirmed and promise.kept_at is not None and promise.kept_at <= until


def promises_kept(promises: Iterable[PromiseMade], until: float) -> tuple[int, int]:
    """How many promises were kept, of those that have come due.

    Due are those whose day has passed, and those that were kept before it.
    One whose day has passed without members' confirmation is broken, until
    they confirm it. Taking a promise back does not undo it: its day comes
    all the same.

    Parameters
    ----------
    promises : iterable of PromiseMade
    until : float
        Unix seconds; later promises and later confirmations do not count.

    Returns
    -------
    kept, due : int
        0 <= kept <= due.

    References
    ----------
    Ours; the share's interval is Wilson's (1927).

    Examples
    --------
    >>> made = PromiseMade(at=0, due_at=10, kept_at=9, is_confirmed=True)
    >>> late = PromiseMade(at=0, due_at=10)
    >>> promises_kept([made, late], until=20), promises_kept([late], until=5)
    ((1, 2), (0, 0))
    """
    made = [promise for promise in promises if promise.at <= until]
    kept = sum(is_kept(promise, until) for promise in made)
    broken = sum(promise.due_at <= until and not is_kept(promise, until) for promise in made)
    return kept, kept + broken


def _settled_at(promise: PromiseMade) -> float:
    """When its fate was sealed: its day, or sooner when it was kept before."""
    if promise.is_confirmed and promise.kept_at is not None:
        return min(promise.kept_at, promise.due_at)
    return promise.due_at


def _tally(evidence: Evidence) -> tuple[int, int]:
    """Kept and due among the promises whose fate was sealed in the window."""
    end = evidence.window[1]
    sealed = [
        promise for promise in evidence.records.promises if evidence.covers(_settled_at(promise))
    ]
    return promises_kept(sealed, math.inf if end is None else end)


def _promises(study: Study) -> Finding:
    kept, due = _tally(study.evidence)
    return Finding(
        kept / due if due else None, wilson(kept, due), detail={"kept": kept, "due": due}
    )


def _read_promises(finding: Finding) -> Said:
    return Message(
        "Of %(due)s promises that have come due the brand kept %(kept)s, or %(share)s "
        "of 100%(range)s.",
        due=finding.detail["due"],
        kept=finding.detail["kept"],
        share=InHundred(finding.value or 0.0),
        range=Bracketed(finding.interval),
    )


F2 = Measure(
    id="F2",
    family="fidelity",
    name=Message("Promises kept"),
    question=Message("Does the brand keep its word?"),
    formula=Message("kept/due; overdue = broken"),
    reference=Message("ours; Wilson 1927"),
    unit="share",
    privacy="P3",
    published="P3",
    uncertainty="W",
    minimum={"due": 10},
    size="due",
    sample=lambda study: {"due": _tally(study.evidence)[1]},
    compute=_promises,
    read=_read_promises,
)
