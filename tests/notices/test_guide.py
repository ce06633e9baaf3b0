"""The guide has who is told of what, as the features declare it."""

from pathlib import Path

from flask import Flask

from tribe.activity.notices import NoticeKind
from tribe.features import FEATURES
from tribe.web.subjects import subjects

GUIDE = Path(__file__).parents[2] / "docs" / "developers" / "notices.md"


def kinds() -> list[NoticeKind]:
    return [kind for feature in FEATURES for kind in feature.notices]


def table() -> str:
    """The kinds as the guide has them."""
    lines = ["| notice | told to | of | rank | by | of the brand |", "|---|---|---|---|---|---|"]
    for kind in kinds():
        causes = ", ".join(f"`{one.name}`" for one in (*kind.causes, *kind.at_once))
        channels = ", ".join(sorted(kind.channels, reverse=True))
        brand = kind.of_brand.value.replace("_", " ")
        rank = kind.rank.name.lower()
        lines.append(f"| `{kind.name}` | {kind.whom} | {causes} | {rank} | {channels} | {brand} |")
    return "\n".join(lines)


def test_the_guide_has_every_kind() -> None:
    assert table() in GUIDE.read_text("utf-8"), f"put this into {GUIDE.name}:\n{table()}"


def test_names_say_whose_they_are() -> None:
    for feature in FEATURES:
        for kind in feature.notices:
            assert kind.name.split(".")[0] == feature.name
            assert kind.causes or kind.at_once


def test_each_act_that_is_told_is_done_to_what_has_a_page(session_app: Flask) -> None:
    with session_app.app_context():
        shown = set(subjects())
    done_to = {one.subject for kind in kinds() for one in (*kind.causes, *kind.at_once)}
    assert done_to - shown == set()
