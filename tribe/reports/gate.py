"""The privacy gate: what may leave a measurement as a report, as an allow-list in code.

Nothing passes that is not named here. Counts of persons are rounded to five and are never shown
below ten; numbers keep four digits, so that exact counts cannot be worked out of shares.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tribe.graph import MEASURES
from tribe.graph.kinds import CODES
from tribe.graph.measures.climate import FAMILIES
from tribe.graph.measures.emergence import KINDS as PATTERNS
from tribe.graph.measures.practices import PRACTICES
from tribe.graph.privacy import BASE, SMALLEST, rounded

DIGITS = 4
CLOSEST = timedelta(days=7)  # two periods that differ by less could be subtracted
PUBLIC = frozenset({"P2", "P3"})  # classes of aggregates; P0 and P1 never leave
PERSONS = frozenset(
    {
        "members",
        "dyads",
        "people",
        "newcomers",
        "contributors",
        "ties",
        "told",
        "scales",
        "votes",
        "pairs_met",
        "departures",
        "exposed",
        "egos",
        "attendants",
    }
)

Check = Callable[[Any], Any]


class NotPublishable(ValueError):
    """A measurement holds something of another kind than its rule expects."""


def number(value: Any) -> float | int | None:
    """A plain finite number with four digits, or None."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if not isinstance(value, float) or math.isnan(value):
        raise NotPublishable(f"not a number: {type(value).__name__}")
    shown = float(f"{value:.{DIGITS}g}")
    return shown if math.isfinite(shown) else None


def count(value: Any) -> int | None:
    """A count of persons, or of what persons did: rounded to five, None below ten."""
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotPublishable("not a count")
    return rounded(value) if value == 0 or value >= SMALLEST else None


def cell(value: Any) -> int | None:
    """A cell that the measure has already hidden or rounded, checked again."""
    if value is None:
        return None
    if not isinstance(value, int) or value < 0 or value % BASE:
        raise NotPublishable("a cell is not rounded")
    return value


def flag(value: Any) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise NotPublishable("not a yes or no")
    return value


def kind(value: Any) -> str:
    """The name of a kind of interaction."""
    if value not in CODES:
        raise NotPublishable("not a kind of interaction")
    return str(value)


def mood(value: Any) -> str:
    """The name of a family of reactions."""
    if value not in FAMILIES:
        raise NotPublishable("not a family of reactions")
    return str(value)


def practice(value: Any) -> str:
    """The name of one of the twelve practices."""
    if value not in PRACTICES:
        raise NotPublishable("not a practice")
    return str(value)


def pattern(value: Any) -> str:
    """Where a pattern was seen, and never what it says."""
    if value not in PATTERNS:
        raise NotPublishable("not a kind of pattern")
    return str(value)


def listed(check: Check) -> Check:
    """A list of such values, or None."""

    def check_list(value: Any) -> list[Any] | None:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise NotPublishable("not a list")
        return [check(item) for item in value]

    return check_list


def record(**fields: Check) -> Check:
    """A record of such fields; one that is not named does not pass."""

    def check_record(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise NotPublishable("not a record")
        return {name: check(value[name]) for name, check in fields.items() if name in value}

    return check_record


def possible(check: Check) -> Check:
    """Such a value, or None where it is not known."""
    return lambda value: None if value is None else check(value)


DETAILS: Mapping[str, Check] = {
    "T1": record(
        kendall_tau=number,
        kinds=number,
        warm_share=number,
        half_life_days=number,
        histogram=record(**{"from": listed(number), "ties": listed(cell)}),
    ),
    "T2": record(
        coefficients=record(
            **dict.fromkeys(
                (
                    *("intensity", "recency", "duration"),
                    *("reciprocity", "multiplexity", "overlap"),
                ),
                possible(record(value=number, low=number, high=number)),
            )
        ),
        rank_correlation=number,
    ),
    "T3": record(by_strength=listed(number), rank_correlation=number),
    "T4": record(rho=number),
    "T5": record(months=number, monthly=listed(number)),
    "C1": record(),
    "C2": record(
        average_clustering=number,
        average_clustering_null=number,
        average_clustering_p=number,
        triangles=cell,
    ),
    "C3": record(open_rate=number, far_rate=number),
    "C4": record(
        shells=record(k=listed(number), members=listed(cell)),
        core_members=cell,
        onion_layers=number,
    ),
    "C5": record(
        stability=number,
        circles=number,
        smaller_circles=number,
        sizes=listed(cell),
        mixing=listed(listed(cell)),
    ),
    "C6": record(
        tenure=possible(record(value=number, low=number, high=number)),
        region=possible(record(value=number, low=number, high=number, regions=number)),
    ),
    "L1": record(
        met=number,
        matched=number,
        pairs=cell,
        new_ties=number,
        topics=record(enough=flag, value=number, low=number, high=number),
        rites=listed(record(enough=flag, value=number, low=number, high=number)),
    ),
    "L2": record(
        met=number,
        matched=number,
        pairs=cell,
        topics=record(enough=flag, value=number, low=number, high=number),
        rites=listed(record(enough=flag, value=number, low=number, high=number)),
    ),
    "R1": record(
        effective_size=number,
        constraint=record(**{"from": listed(number), "members": listed(cell)}),
        sizes=record(**{"from": listed(number), "members": listed(cell)}),
    ),
    "R3": record(
        sampled=flag,
        sampling_error=number,
        passages=record(**{"from": listed(number), "members": listed(cell)}),
    ),
    "R4": record(
        roles=record(
            **dict.fromkeys(
                ("sympathiser", "participant", "practitioner", "institution"),
                possible(record(share=number, low=number, high=number)),
            )
        ),
        several=number,
        months=listed(listed(number)),
    ),
    "R2": record(
        roles=record(
            **dict.fromkeys(
                ("coordinator", "itinerant", "gatekeeper", "representative", "liaison"),
                record(share=number, by_chance=number),
            )
        ),
        go_betweens=cell,
    ),
    "H1": record(
        parts=record(
            active=record(now=number, usual=number, moved=number),
            acts=record(now=number, usual=number, moved=number),
            company=record(now=number, usual=number, moved=number),
            new_ties=record(now=number, usual=number, moved=number),
            returned=record(now=number, usual=number, moved=number),
            gini=record(now=number, usual=number, moved=number),
            together=record(now=number, usual=number, moved=number),
        ),
        followed=number,
    ),
    "H2": record(
        curve=listed(record(paused=number, loaded=number, random=number, low=number, high=number)),
        falls_apart_at=number,
    ),
    "E1": record(
        without_readers=number,
        readers_share=number,
        lorenz=listed(listed(number)),
        top_tenth=number,
    ),
    "E2": record(tasks=listed(record(kind=kind, value=number))),
    "I1": record(
        widths=record(pagerank=number, katz=number, eigenvector=number, authorities=number),
        agreement=number,
    ),
    "I2": record(
        overall=number,
        circles=listed(number),
        sensitivity=listed(record(p=number, value=number)),
        first_hand=number,
        passed_on=number,
        without_ties=number,
    ),
    "I3": record(with_tie=number, without_tie=number),
    "N1": record(
        steps=listed(record(hours=number, answered=number, low=number, high=number)),
        answered_share=number,
        within_a_day=number,
        at_least=number,
        median_with_brand=number,
    ),
    "N2": record(after_ninety_days=record(value=number, low=number, high=number)),
    "N3": record(odds_for_a_tenth=number),
    "U1": record(
        period_days=number,
        z=number,
        measured_rites=number,
        rhythmic_rites=number,
        rites=listed(
            record(
                n=number,
                enough=flag,
                period_days=number,
                value=number,
                p=number,
                season_days=number,
                season_p=number,
            )
        ),
        periodogram=record(days=listed(number), strength=listed(number)),
    ),
    "U2": record(
        measured_rites=number,
        rites=listed(
            record(n=number, enough=flag, value=number, b=number, interval=listed(number))
        ),
    ),
    "U3": record(
        measured_rites=number,
        presence_in_the_middle=number,
        focus_in_the_middle=number,
        continuity_in_the_middle=number,
        openness_in_the_middle=number,
        hosts_in_the_middle=number,
        value_with_brand=number,
        rites=listed(
            record(
                n=number,
                enough=flag,
                presence=number,
                presence_interval=listed(number),
                focus=number,
                focus_interval=listed(number),
                continuity=number,
                continuity_interval=listed(number),
                openness=number,
                openness_interval=listed(number),
                hosts=number,
                hosts_interval=listed(number),
            )
        ),
    ),
    "U4": record(
        order=number,
        by_chance=number,
        others=number,
        measured_rites=number,
        followed_rites=number,
        value_with_brand=number,
        rites=listed(record(enough=flag, value=number, order=number, others=number, p=number)),
    ),
    "U5": record(kept_share=number, kept_by_chance=number, value_with_brand=number),
    "U6": record(kappa=number, met=number, practices=listed(practice), acts=listed(cell)),
    "U7": record(kind=number, rites=number, measured_rites=number, rhythmic_rites=number),
    "U8": record(found=listed(record(kind=pattern, period_days=number, value=number, n=count))),
    "E3": record(
        answered=listed(number),
        accepted_gap=number,
        accepted_interval=listed(number),
        groups=listed(record(answered=number, low=number, high=number)),
    ),
    "M1": record(
        families=listed(record(family=mood, reactions=cell, leads=number)), threads=number
    ),
    "M2": record(alpha=number, alpha_interval=listed(number), sides=listed(number)),
    "F1": record(
        steps=listed(record(hours=number, answered=number, low=number, high=number)),
        answered_share=number,
        at_least=number,
    ),
    "F2": record(kept=number, due=number),
    "F3": record(gives=number, takes=number),
    "F4": record(largest_component=number, largest_component_with_brand=number),
    "F5": record(accepted=number, refused=number),
    "F6": record(
        decisions=listed(record(coherent=number, low=number, high=number)), mostly_coherent=number
    ),
}

COUNTS = {"members": count, "interactions": count, "ties": count, "events": number,
          "rituals": number}  # fmt: skip
PROVENANCE = ("engine", "version", "seed", "seconds", "nulls", "bootstraps", "tests")


def publish(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report that may be shown, from the one that was measured.

    What no rule names stays behind. Raises NotPublishable when something that a rule names is
    not of its kind.
    """
    return {
        "schema": report["schema"],
        "tribe": str(report["tribe"]),
        "window": {end: _moment(report["window"][end]) for end in ("since", "until")},
        "counts": {name: check(report["counts"][name]) for name, check in COUNTS.items()},
        "measures": {
            id_: published
            for id_, measured in report["measures"].items()
            if (published := publish_measure(id_, measured)) is not None
        },
        "provenance": {
            name: report["provenance"][name] for name in PROVENANCE if name in report["provenance"]
        },
    }


def publish_measure(id_: str, measured: Mapping[str, Any]) -> dict[str, Any] | None:
    """One measure's entry; None for a measure whose aggregate is not public."""
    measure = MEASURES[id_]
    if measure.published not in PUBLIC:
        return None
    null = measured["null_model"]
    return {
        "name": _words(measured["name"]),
        "value": number(measured["value"]),
        "interval": listed(number)(measured["interval"]),
        "null_model": null and {part: number(null[part]) for part in ("mean", "sd", "p")},
        "n": rounded(measured["n"]) if measure.size in PERSONS else number(measured["n"]),
        "with_brand": number(measured["with_brand"]),
        "without_brand": number(measured["without_brand"]),
        "enough": flag(measured["enough"]),
        "reading": _words(measured["reading"]),
        "detail": DETAILS[id_](measured["detail"]),
    }


def _words(words: Mapping[str, str]) -> dict[str, str]:
    return {language: str(words[language]) for language in ("en", "fr")}


def _moment(text: str | None) -> str | None:
    """A moment to the minute; None stays None."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:00Z")


Window = tuple[datetime, datetime]


def is_too_close(one: Window, other: Window) -> bool:
    """Whether two periods differ by so little that their reports could be subtracted.

    What lies in one and not in the other must last a week at least, or be nothing of both.
    """
    apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
    if one[1] <= other[0] or other[1] <= one[0]:
        return False
    return apart < CLOSEST
