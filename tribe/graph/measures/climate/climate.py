"""Climate: how members say the tribe feels, and which reactions its threads draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tribe.graph.data.evidence import Evidence
from tribe.graph.data.records import Mood, Pulse
from tribe.graph.study.privacy import SMALLEST, safe_counts
from tribe.graph.study.register import Finding, Measure
from tribe.graph.study.study import Study
from tribe.graph.study.uncertainty import percentile_interval
from tribe.speech import Bracketed, Capitalised, Decimal, Listed, Message, Said

# reactions of one family, from the brightest to the darkest; any other is `other`
FAMILIES: Mapping[str, Message] = {
    "thanks": Message("the reaction most often given is thanks"),
    "warm": Message("the reaction most often given is warmth"),
    "agree": Message("the reaction most often given is agreement"),
    "amused": Message("the reaction most often given is amusement"),
    "wonder": Message("the reaction most often given is wonder"),
    "sad": Message("the reaction most often given is sadness"),
    "tense": Message("the reaction most often given is tension"),
    "other": Message("the reaction most often given is other reactions"),
}


@dataclass(frozen=True)
class ThreadClimate:
    """One thread's reactions: how many persons gave each family, and the family that leads."""

    authors: int
    persons: Mapping[str, int]

    @property
    def leading(self) -> str | None:
        """The family that most persons gave; None when two share the first place."""
        ordered = sorted(self.persons.items(), key=lambda item: (-item[1], item[0]))
        if len(ordered) > 1 and ordered[0][1] == ordered[1][1]:
            return None
        return ordered[0][0]

    def share(self, family: str) -> float:
        """The family's share of all that persons gave, 0–1: each person once a family."""
        return self.persons.get(family, 0) / sum(self.persons.values())


def climate_of_threads(moods: Iterable[Mood], least: int = SMALLEST) -> dict[str, ThreadClimate]:
    """The climate of each thread in which enough persons reacted.

    A person counts once for each family in a thread, however often they
    react, so that nobody makes the weather alone.

    Parameters
    ----------
    moods : iterable of Mood
    least : int
        Persons below which a thread has no climate.

    Returns
    -------
    dict : thread -> ThreadClimate, in the order of the threads.

    References
    ----------
    Hutto & Gilbert 2014 read feelings out of texts; we count reactions that
    people chose, and read no text.

    Examples
    --------
    >>> moods = [Mood("t", f"m{n}", "warm" if n < 7 else "tense", 0.0) for n in range(10)]
    >>> found = climate_of_threads(moods)["t"]
    >>> found.leading, found.share("tense")
    ('warm', 0.3)
    """
    given: dict[str, set[tuple[str, str]]] = {}
    for mood in moods:
        family = mood.family if mood.family in FAMILIES else "other"
        given.setdefault(mood.thread, set()).add((mood.author, family))
    found = {}
    for thread in sorted(given):
        authors = len({author for author, _family in given[thread]})
        if authors >= least:
            persons = Counter(family for _author, family in given[thread])
            found[thread] = ThreadClimate(authors, dict(sorted(persons.items())))
    return found


def pulse_of_members(pulses: Iterable[Pulse]) -> dict[str, float]:
    """Each member's mean pulse, −1 to 1; answers outside that range are left out.

    Examples
    --------
    >>> pulse_of_members([Pulse("a", 0.0, 1.0), Pulse("a", 9.0, 0.0), Pulse("b", 0.0, 7.0)])
    {'a': 0.5}
    """
    said: dict[str, list[float]] = {}
    for pulse in pulses:
        if -1 <= pulse.value <= 1:
            said.setdefault(pulse.member, []).append(pulse.value)
    return {member: float(np.mean(sorted(said[member]))) for member in sorted(said)}


def _pulse(evidence: Evidence) -> dict[str, float]:
    return pulse_of_members(one for one in evidence.records.pulses if evidence.covers(one.at))


def _moods(evidence: Evidence) -> list[Mood]:
    return [one for one in evidence.records.moods if evidence.covers(one.at)]


def _climate(study: Study) -> Finding:
    told = np.sort(np.array(list(_pulse(study.evidence).values()), dtype=np.float64))
    n, value, interval = len(told), None, None
    if n >= SMALLEST:
        value = float(told.mean())
        drawn = [float(times @ told) / n for times in study.bootstrap("M1", n)]
        interval = percentile_interval(drawn)
    moods = _moods(study.evidence)
    threads = climate_of_threads(moods)
    return Finding(
        value,
        interval,
        detail={"families": _families(moods, threads), "threads": len(threads)},
    )


def _families(moods: list[Mood], threads: Mapping[str, ThreadClimate]) -> list[dict[str, Any]]:
    """Reactions of each family over the threads with a climate, and the threads where it leads."""
    leading = Counter(climate.leading for climate in threads.values())
    given = Counter[str]()
    for climate in threads.values():
        given.update(climate.persons)
    authors = {family: set[str]() for family in given}
    for mood in moods:
        if mood.thread in threads:
            authors[mood.family if mood.family in FAMILIES else "other"].add(mood.author)
    seen = [family for family in FAMILIES if given[family]]
    counts = safe_counts(
        [given[family] for family in seen], [len(authors[family]) for family in seen]
    )
    return [
        {"family": family, "reactions": count, "leads": None if count is None else leading[family]}
        for family, count in zip(seen, counts, strict=True)
    ]


def _read_climate(finding: Finding) -> Said:
    parts = [part for part in (_said_pulse(finding), _said_threads(finding)) if part is not None]
    if not parts:
        return Message(
            "Not enough yet: too few members have said or shown how the tribe feels.",
        )
    return Capitalised(Listed(parts, Message("; "))) + Message(".")


def _said_pulse(finding: Finding) -> Said | None:
    if finding.value is None:
        return None
    return Message(
        "between −1 and 1, members who say how the tribe feels put it at %(value)s%(range)s",
        value=Decimal(finding.value),
        range=Bracketed(finding.interval, Decimal),
    )


def _said_threads(finding: Finding) -> Said | None:
    shown = [one for one in finding.detail["families"] if one["leads"]]
    if not shown:
        return None
    most = max(shown, key=lambda one: one["leads"])
    return Message(
        "in %(leads)s of the %(threads)s threads where ten members or more reacted, %(most)s",
        leads=most["leads"],
        threads=finding.detail["threads"],
        most=FAMILIES[most["family"]],
    )


def _size(study: Study) -> dict[str, int]:
    pulses = len(_pulse(study.evidence))
    threads = climate_of_threads(_moods(study.evidence), least=1)
    most = max((climate.authors for climate in threads.values()), default=0)
    return {"told": max(pulses, most), "pulses": pulses}


M1 = Measure(
    id="M1",
    family="climate",
    name=Message("Emotional climate"),
    question=Message("How does the tribe feel?"),
    formula=Message("mean of members' pulses, −1–1; reaction families by thread"),
    reference=Message("after Hutto & Gilbert 2014"),
    unit="pulse",
    privacy="P2",
    published="P2",
    uncertainty="bootstrap",
    minimum={"told": SMALLEST},
    size="told",
    sample=_size,
    compute=_climate,
    read=_read_climate,
    draws="bootstraps",
)
