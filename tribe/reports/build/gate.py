"""The privacy gate: the report that may be shown, made from the one that was measured.

What may pass, each measure declares (`tribe.reports.declared`); what none declares is refused.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from tribe.config import LOCALES
from tribe.graph.study.privacy import SMALLEST, rounded
from tribe.graph.study.register import Finding, NullModel, Result
from tribe.reports.declared import Declaration, declaration_of
from tribe.reports.declared.rules import Rule, count, flag, known, listed, number

PUBLIC = frozenset({"P2", "P3"})  # classes of aggregates; P0 and P1 never leave
COUNTS: Mapping[str, Rule] = {
    "members": count, "interactions": count, "ties": count, "events": number, "rituals": number,
}  # fmt: skip
ENTRY = frozenset(field.name for field in fields(Result)) - {"id"}
NULL_MODEL = frozenset(field.name for field in fields(NullModel))  # its draws are not told
PROVENANCE = ("engine", "version", "seed", "seconds", "nulls", "bootstraps", "tests")


def publish(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report that may be shown, from the one that was measured.

    Raises NotPublishable when a measure is not declared, when it found something that no rule
    names, or something that is not of its rule's kind. Of the provenance, what is not named here
    stays behind.
    """
    return {
        "schema": report["schema"],
        "tribe": str(report["tribe"]),
        "window": {end: _moment(report["window"][end]) for end in ("since", "until")},
        "counts": {name: rule(report["counts"][name], 0) for name, rule in COUNTS.items()},
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
    declared = declaration_of(id_)
    if declared.measure.published not in PUBLIC:
        return None
    known(measured, ENTRY)
    is_of_persons = declared.counted.of_persons
    n = rounded(measured["n"]) if is_of_persons else measured["n"]
    detail = declared.detail(measured["detail"], n)
    entry = {
        "name": _words(measured["name"]),
        "value": declared.value(measured["value"], n),
        "interval": _interval(declared.value, measured["interval"], n),
        "null_model": _null(declared.value, measured["null_model"], n),
        "n": n if not is_of_persons or n == 0 or n >= SMALLEST else None,
        "with_brand": declared.value(measured["with_brand"], n),
        "without_brand": declared.value(measured["without_brand"], n),
        "enough": flag(measured["enough"]),
        "reading": _words(measured["reading"]),
        "detail": detail,
    }
    if entry["enough"]:
        entry["reading"] = _said(declared, entry)
    return entry


def _said(declared: Declaration, entry: Mapping[str, Any]) -> dict[str, str]:
    """The sentence, made of what may be published and of nothing else."""
    null, interval = entry["null_model"], entry["interval"]
    finding = Finding(
        entry["value"],
        None if interval is None else (interval[0], interval[1]),
        None if null is None else NullModel(null["mean"], null["sd"], null["p"]),
        entry["detail"],
    )
    return declared.measure.read(finding).to_json()


def _interval(rule: Rule, interval: Any, n: int) -> list[Any] | None:
    ends = listed(rule)(interval, n)
    return None if ends is None or None in ends else ends


def _null(rule: Rule, null: Any, n: int) -> dict[str, Any] | None:
    if null is None:
        return None
    known(null, NULL_MODEL)
    return {"mean": rule(null["mean"], n), "sd": number(null["sd"]), "p": number(null["p"])}


def _words(words: Mapping[str, str]) -> dict[str, str]:
    return {language: str(words[language]) for language in LOCALES}


def _moment(text: str | None) -> str | None:
    """A moment to the minute; None stays None."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:00Z")
