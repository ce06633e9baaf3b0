"""What each measure says, a sentence for each branch, letter for letter in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tribe.graph import MEASURES
from tribe.graph.study.register import Finding, NullModel, not_enough

KEPT: list[dict[str, Any]] = json.loads(Path(__file__).with_name("sentences.json").read_bytes())


@pytest.mark.parametrize("kept", KEPT, ids=[f"{n}-{one['id']}" for n, one in enumerate(KEPT)])
def test_every_branch_says_what_it_said(kept: dict[str, Any]) -> None:
    finding = Finding(
        kept["value"],
        None if kept["interval"] is None else (kept["interval"][0], kept["interval"][1]),
        None if kept["null"] is None else NullModel(*kept["null"]),
        kept["detail"],
    )
    reading = MEASURES[kept["id"]].read(finding)
    assert reading.to_json() == {"en": kept["en"], "fr": kept["fr"]}


def test_every_measure_has_a_sentence_kept() -> None:
    assert {kept["id"] for kept in KEPT} == set(MEASURES)


@pytest.mark.parametrize(
    ("what", "found", "english", "french"),
    [
        ("members", 0, "0 members with ties", "0 membres ayant des liens"),
        ("members", 9, "fewer than ten members with ties", "moins de dix membres ayant des liens"),
        (
            "members",
            27,
            "about 25 members with ties",
            "environ 25 membres ayant des liens",
        ),
        ("dyads", 27, "about 25 pairs who have met", "environ 25 paires qui se sont rencontrées"),
        ("acts", 3, "fewer than ten acts towards others", "moins de dix gestes envers d’autres"),
        ("acts", 12, "about 10 acts towards others", "environ 10 gestes envers d’autres"),
        ("weeks", 3, "3 weeks in which ten members act", "3 semaines où dix membres agissent"),
    ],
)
def test_what_is_missing(what: str, found: int, english: str, french: str) -> None:
    needed = MEASURES["C2"].minimum.get(what, 1)
    assert not_enough(MEASURES["C2"], what, found).to_json() == {
        "en": f"Not enough yet: {english} so far, {needed} needed.",
        "fr": f"Pas encore assez\xa0: {french} pour l’instant, il en faut {needed}.",
    }
