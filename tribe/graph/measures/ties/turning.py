"""Whom people turn to: what goes with it, each effect beside all the others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from tribe.graph.data.choices import Choices
from tribe.graph.measures.ties.beside import POOR
from tribe.graph.study.register import SIGNIFICANT, Finding, Measure
from tribe.graph.study.study import Sample, Study
from tribe.graph.study.turning import EFFECTS, LEAST, Effect, Turning, turning_of
from tribe.speech import Bracketed, Decimal, InHundred, Listed, Message, Said, Sayable

SMALL = 1.2  # times as often: less, either way, is little
WIDE = 2.0  # what chance may give and reaches as far, either way, says neither yes nor no


def _turning(study: Study, sample: Sample) -> Turning | None:
    occasions = study.evidence.records.occasions
    return turning_of(Choices.of(sample.known, sample.since, study.seed_of("T6"), occasions))


def _compute(study: Study) -> Finding:
    found = _turning(study, study.members)
    if found is None:
        return Finding(None)
    effects, value_with_brand = dict(found.effects), found.concordance
    if study.has_brand:
        beside = _turning(study, study.everyone)
        if beside is not None:
            effects["brand_account"], value_with_brand = (
                beside.effects["brand_account"],
                beside.concordance,
            )
    detail = {
        "effects": {name: _told(effect) for name, effect in effects.items()},
        "baseline": found.baseline,
        "first": found.first,
        "first_by_chance": found.first_by_chance,
        "observed": found.observed,
        "expected": found.expected,
        "explained": found.explained,
        "value_with_brand": value_with_brand,
    }
    tests = {name: one.p for name, one in effects.items() if one is not None and one.p is not None}
    return Finding(found.concordance, found.interval, detail=detail, tests=tests)


def _judged(finding: Finding, _others: Mapping[str, Finding]) -> Finding:
    """Each effect by its p, adjusted with all that the report tests."""
    if not finding.tests:
        return finding
    effects = {
        name: one if one is None or name not in finding.tests else _by(one, finding.tests[name])
        for name, one in finding.detail["effects"].items()
    }
    return replace(finding, detail={**finding.detail, "effects": effects})


def _told(effect: Effect | None) -> dict[str, Any] | None:
    """An effect as the report carries it; None where there is no such thing."""
    if effect is None:
        return None
    low, high, p = effect.low, effect.high, effect.p
    if low is None or high is None or p is None:
        nothing = dict.fromkeys(("value", "low", "high", "p"))
        return {"enough": False, "found": False, **nothing}
    return _by({"value": effect.ratio, "low": low, "high": high}, p)


def _by(one: Mapping[str, Any], p: float) -> dict[str, Any]:
    """What p says of an effect."""
    found = p <= SIGNIFICANT
    is_enough = found or (one["low"] >= 1 / WIDE and one["high"] <= WIDE)
    return {**one, "enough": is_enough, "found": found, "p": p}


_WHOM = {
    "inertia": Message("someone they lately turned to once"),
    "reciprocity": Message("someone who lately turned to them once"),
    "closure": Message("someone with whom they have one acquaintance in common"),
    "rite": Message("someone who comes to a rite that they come to"),
    "gathering": Message("someone they lately met at one gathering"),
    "tenure": Message("someone who has been here twice as long"),
    "tenure_likeness": Message("someone nearer by half to their own time here"),
    "brand_account": Message("an account of the brand"),
}
_WHAT = {
    "inertia": Message("acts towards them before"),
    "reciprocity": Message("acts from them before"),
    "closure": Message("acquaintances in common"),
    "rite": Message("a rite in common"),
    "gathering": Message("a gathering in common"),
    "tenure": Message("time here"),
    "tenure_likeness": Message("likeness in time here"),
    "brand_account": Message("being the brand’s"),
}


def digits_of(ratio: float) -> int:
    """Behind the point, of how many times as often."""
    return 2 if ratio < 10 else 0


def _sentence(name: str, effect: Mapping[str, Any]) -> Said:
    ratio = effect["value"]
    times = partial(Decimal, digits=digits_of(ratio))
    told: dict[str, Sayable] = {
        "whom": _WHOM[name],
        "times": times(ratio),
        "range": Bracketed((effect["low"], effect["high"]), times),
    }
    if ratio >= SMALL:
        return Message(
            " They turn more often to %(whom)s: %(times)s times as often%(range)s, all "
            "else being alike.",
            **told,
        )
    if ratio >= 1:
        return Message(
            " They turn a little more often to %(whom)s: %(times)s times as often%(range)s, "
            "all else being alike.",
            **told,
        )
    if ratio > 1 / SMALL:
        return Message(
            " They turn a little less often to %(whom)s: %(times)s times as often%(range)s, "
            "all else being alike.",
            **told,
        )
    return Message(
        " They turn less often to %(whom)s: %(times)s times as often%(range)s, all else "
        "being alike.",
        **told,
    )


def _lead(finding: Finding) -> Said:
    value, interval = finding.value or 0.0, finding.interval
    told: dict[str, Sayable] = {"share": InHundred(value), "range": Bracketed(interval)}
    if interval is None or interval[0] <= 0.5:
        return Message(
            "Of two members who were there, what passed before hardly tells to which somebody "
            "turns: right in %(share)s cases of 100%(range)s, where lot is in 50.",
            **told,
        )
    return Message(
        "Of two members who were there, what passed before tells to which somebody turns in "
        "%(share)s cases of 100%(range)s; how much each is turned to anyway, in %(baseline)s.",
        baseline=InHundred(finding.detail["baseline"]),
        **told,
    )


def _read(finding: Finding) -> Said:
    effects = {
        name: effect
        for name in EFFECTS
        if (effect := finding.detail["effects"].get(name)) is not None
    }
    found = [name for name, effect in effects.items() if effect["found"]]
    found.sort(key=lambda name: -abs(math.log(effects[name]["value"])))
    said = _lead(finding)
    for name in found:
        said += _sentence(name, effects[name])
    chance = [_WHAT[name] for name, one in effects.items() if one["enough"] and not one["found"]]
    few = [_WHAT[name] for name, one in effects.items() if not one["enough"]]
    if chance:
        said += Message(" No more than chance: %(what)s.", what=Listed(chance))
    if few:
        said += Message(" Not enough yet to tell: %(what)s.", what=Listed(few))
    if abs(finding.detail["observed"] - finding.detail["expected"]) > POOR:
        said += Message(" The model does not fit these acts well, so all of this is unsure.")
    return said


def _size(study: Study) -> dict[str, int]:
    talk = study.members.interactions
    acts = int(np.count_nonzero(~talk.is_group & (talk.source != talk.target)))
    return {"members": study.members.graph_size["members"], "acts": acts}


T6 = Measure(
    id="T6",
    family="ties",
    name=Message("Whom people turn to"),
    question=Message("What draws people to one another here?"),
    formula=Message(
        "P(j | i acts, those there) ∝ exp(β·x_ij), a relational event model by conditional "
        "likelihood; share of later choices told, exp(β) of each effect"
    ),
    reference="Butts 2008; Perry & Wolfe 2013; Vu, Pattison & Robins 2015",
    unit="share",
    privacy="P2",
    published="P2",
    uncertainty="cluster-robust",
    minimum={"members": 30, "acts": LEAST},
    size="acts",
    sample=_size,
    compute=_compute,
    judge=_judged,
    read=_read,
)
