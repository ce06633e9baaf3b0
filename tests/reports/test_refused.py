"""What MEASURES refuses is absent: from the routes, the commands, and every key of a report."""

import json
import re
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.reports.build.test_gate import evidence, keys_of
from tribe.cli import main
from tribe.graph import MEASURES, measure_all, report_json
from tribe.reports.build.drawing import draw
from tribe.reports.build.gate import publish

REFUSED = re.compile(
    r"leader.?board|ranking|top.?(members|contributors|users)|influenc|churn|lifetime.?value|"
    r"\bltv\b|sentiment|look.?alike|referral|\bscore\b|points|seed.?selection|enrich|"
    r"edge.?list|\bedges\b|adjacency|graphml|gexf|raw.?graph|composite",
    re.IGNORECASE,
)
ROOT = Path(__file__).parent.parent.parent


def test_the_pattern_would_find_them() -> None:
    for name in ("/members/leaderboard", "influencers", "churn_score", "/reports/1/edges"):
        assert REFUSED.search(name)


def test_no_route(app: Flask) -> None:
    wrong = [rule.rule for rule in app.url_map.iter_rules() if REFUSED.search(rule.rule)]
    assert not wrong


def test_no_route_gives_the_graph_or_a_person_s_measures_to_others(app: Flask) -> None:
    """One's own ties are at /me/measured, which takes no name and no number of a member."""
    measured = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("reports.")]
    assert {rule.rule for rule in measured} == {
        "/reports",
        "/reports/<int:snapshot_id>",
        "/reports/<int:snapshot_id>.json",
        "/reports/<int:snapshot_id>.txt",
        "/reports/<int:snapshot_id>/map.json",
        "/reports/log",
        "/me/measured",
        "/me/measured/place",
    }


def test_no_command() -> None:
    def names(command: click.Command, path: str = "") -> list[str]:
        here = [f"{path} {option}" for parameter in command.params for option in parameter.opts]
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                assert child is not None
                here += [f"{path} {name}", *names(child, f"{path} {name}")]
        return here

    found = names(main)
    assert any("measure" in name for name in found)
    assert not [name for name in found if REFUSED.search(name)]


@pytest.fixture(scope="module")
def kept() -> dict[str, object]:
    """Everything that is kept of a report."""
    made = evidence()
    results = measure_all(made, nulls=5, bootstraps=20)
    report = report_json("Village", made, results, {"version": "1"})
    return {"document": publish(report), "drawing": draw(made, {}, 0)}


def test_no_key_of_a_report(kept: dict[str, object]) -> None:
    assert not [key for key in keys_of(kept) if REFUSED.search(key)]


def test_no_reading_ranks_or_blames(kept: dict[str, object]) -> None:
    text = json.dumps(kept, ensure_ascii=False).lower()
    for word in ("caused by", "causé par", "because of", "best member", "meilleur membre"):
        assert word not in text


def test_no_measure_is_a_score_of_a_person() -> None:
    for measure in MEASURES.values():
        words = f"{measure.name} {measure.question} {measure.formula}"
        assert not REFUSED.search(words), measure.id
        assert measure.published in {"P2", "P3"}


def test_the_ledger_knows_no_private_message_and_no_reading() -> None:
    from tribe.graph.data.kinds import Kind
    from tribe.ledger.models import Cause

    assert {cause.value for cause in Cause} == {"post", "event"}
    assert not [kind for kind in Kind if re.search("view|read|message|visit|click", kind.value)]


def test_no_table_keeps_a_measure_of_a_member(app: Flask) -> None:
    from tribe.base.db import Base

    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            assert not re.search(
                "centrality|pagerank|influence|churn|sentiment|reputation|points", column.name
            ), f"{table.name}.{column.name}"
