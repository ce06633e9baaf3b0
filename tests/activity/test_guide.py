"""Each kind is in the guide, has somebody who listens or says that nobody is told."""

from pathlib import Path

from flask import Flask

from tribe.activity import NOBODY, ActivityKind
from tribe.activity.listening import _listeners
from tribe.features import FEATURES

NOTICES = [notice for feature in FEATURES for notice in feature.notices]

GUIDE = Path(__file__).parents[2] / "docs" / "developers" / "activity.md"


def kinds() -> list[ActivityKind]:
    return [kind for feature in FEATURES for kind in feature.activities]


def told(kind: ActivityKind) -> str:
    """Who hears of a kind: open pages, members by notices, and what its own words say besides."""
    pages = [f"open pages of the {kind.watched}"] if kind.watched else []
    members = [one.whom for one in NOTICES if kind in (*one.causes, *one.at_once)]
    others = [kind.told] if kind.told != NOBODY else []
    return "; ".join([*pages, *members, *others]) or NOBODY


def table() -> str:
    """The kinds as the guide has them."""
    lines = ["| kind | done to | facts | may be read by | told to |", "|---|---|---|---|---|"]
    for kind in kinds():
        facts = ", ".join(kind.facts) or "–"
        lines.append(
            f"| `{kind.name}` | {kind.subject} | {facts} | {kind.audience} | {told(kind)} |"
        )
    return "\n".join(lines)


def test_the_guide_has_every_kind() -> None:
    assert table() in GUIDE.read_text("utf-8"), f"put this into {GUIDE.name}:\n{table()}"


def unheard(kinds: list[ActivityKind], listened: set[ActivityKind]) -> list[str]:
    """Kinds that promise to tell somebody and have nobody to do so."""
    return [kind.name for kind in kinds if kind.told != NOBODY and kind not in listened]


def test_who_is_to_be_told_has_a_listener(session_app: Flask) -> None:
    heard = {kind for one in _listeners for kind in one.kinds or ()}
    followed = {kind for feature in FEATURES for one in feature.followers for kind in one.kinds}
    assert unheard(kinds(), heard | followed) == []
    assert unheard([ActivityKind("test.new", "post", told="somebody")], heard) == ["test.new"]


def test_a_listener_is_named_in_the_kind(session_app: Flask) -> None:
    index = [one for one in _listeners if one.hear.__module__.endswith(".searched")]
    heard = {kind for one in _listeners if one not in index for kind in one.kinds or ()}
    assert [kind.name for kind in heard if told(kind) == NOBODY] == []


def test_names_say_feature_subject_and_deed() -> None:
    for feature in FEATURES:
        for kind in feature.activities:
            assert kind.name.split(".")[0] == feature.name
            assert kind.name.count(".") == 2
            assert not {"member", "name", "title", "text"} & set(kind.facts)
