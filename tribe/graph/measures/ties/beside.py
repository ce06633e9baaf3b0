"""What a measure found, beside all else that goes with whom people turn to (T6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from tribe.graph.study.register import Finding
from tribe.speech import Listed, Message, Said

POOR = 0.05  # between what is seen of choices and what the model itself says there should be

FOUND, NOTHING, TOO_FEW = "found", "nothing", "too few"
#: Whether it is found beside the others as well; there is no evidence; nothing can be told.
VERDICTS = (FOUND, NOTHING, TOO_FEW)

_WHAT: Mapping[str, Message] = MappingProxyType(
    {
        "inertia": Message("acts repeated"),
        "reciprocity": Message("acts returned"),
        "closure": Message("acquaintances in common"),
        "rite": Message("a rite in common"),
        "gathering": Message("a gathering in common"),
        "tenure": Message("time here"),
        "tenure_likeness": Message("likeness in time here"),
    }
)


def beside(
    others: Mapping[str, Finding], names: Collection[str], *, more: bool = True
) -> dict[str, Any]:
    """Whether one of these effects is found beside all others, and which the others are.

    Found is what T6 finds the same way: more, or less, often than if nothing went with it.
    Where the model does not fit, nothing can be told.
    """
    turning = others.get("T6")
    detail = {} if turning is None else turning.detail
    effects = {
        name: one
        for name, one in detail.get("effects", {}).items()
        if name in _WHAT and one is not None and one["value"] is not None
    }
    against = [name for name in effects if name not in names]
    asked = [effects.get(name) for name in names]
    is_unfit = not effects or abs(detail["observed"] - detail["expected"]) > POOR
    if not is_unfit and any(one and one["found"] and (one["value"] > 1) == more for one in asked):
        verdict = FOUND
    elif is_unfit or any(one is None or not one["enough"] for one in asked):
        verdict = TOO_FEW
    else:
        verdict = NOTHING
    return {"verdict": verdict, "against": against}


def held_beside(finding: Finding, others: Mapping[str, Finding], names: Collection[str]) -> Finding:
    """The same finding, with what T6 says of it where chance would rarely give as much."""
    if not finding.is_significant or finding.null is None or finding.value is None:
        return finding
    found = beside(others, names, more=finding.value > finding.null.mean)
    return replace(finding, detail={**finding.detail, "beside": found})


def verdict_of(detail: Mapping[str, Any]) -> str | None:
    """What is said of it beside the others; None where nobody asked."""
    found = detail.get("beside")
    return None if found is None else str(found["verdict"])


def others_of(detail: Mapping[str, Any]) -> Said:
    """What it stands beside, in words."""
    told = [_WHAT[name] for name in detail["beside"]["against"]]
    return Listed([Message("how much each is turned to"), *told])


def with_others(said: Said, detail: Mapping[str, Any]) -> Said:
    """What chance would not give, and whether it is found beside the others too."""
    verdict = verdict_of(detail)
    if verdict == FOUND:
        return said + Message(", even beside other things (%(what)s)", what=others_of(detail))
    if verdict == TOO_FEW:
        return said + Message(
            ", which there is not enough yet to tell from other things that go with turning to "
            "somebody"
        )
    return said
