"""`tribe report` as an operator and a program use it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.reports.conftest import END, Village
from tribe.audit.queries import list_entries
from tribe.base.db import session
from tribe.graph import MEASURES
from tribe.reports.commands import report
from tribe.reports.models import Snapshot
from tribe.reports.requests.looks import list_looks

QUICK = ["--nulls", "20", "--bootstraps", "50"]
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, village: Village) -> Run:
    """Run `tribe report` on the village."""

    def go(*words: str) -> Result:
        return CliRunner().invoke(report, [*QUICK, *words], obj=lambda: app)

    return go


def test_json_for_programs(run: Run, village: Village) -> None:
    answer = run("--format", "json", "--until", END.isoformat())
    assert answer.exit_code == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert list(document["measures"]) == list(MEASURES)
    assert document["counts"] == {
        "members": 90, "interactions": document["counts"]["interactions"],
        "ties": document["counts"]["ties"], "events": 1, "rituals": 1,
    }  # fmt: skip
    assert answer.stderr == ""  # quiet in a pipe


def test_the_same_report_twice_is_the_same(run: Run) -> None:
    words = ("--format", "json", "--until", END.isoformat(), "--seed", "5")
    one, other = (json.loads(run(*words).stdout) for _ in range(2))
    for document in (one, other):
        document["provenance"].pop("seconds")
    assert one == other


def test_text_in_both_languages(run: Run) -> None:
    english, french = run("--until", END.isoformat()), run("--language", "fr")
    assert "Help is returned in" in english.stdout
    assert "L’aide est rendue dans" in french.stdout


def test_html_stands_alone(run: Run, tmp_path: Path, village: Village) -> None:
    target = tmp_path / "report.html"
    answer = run("--format", "html", "--out", str(target))
    assert (answer.exit_code, answer.stdout) == (0, "")
    page = target.read_text()
    assert page.lstrip().startswith("<!doctype html>")
    figures = page.count('<figure class="figure"') + page.count('class="report__lacking"')
    assert figures == len(MEASURES)  # those with a value, and those that say what they lack
    assert "<script" not in page
    assert not [name for name in village.names if name in page]


def test_a_period_of_its_own(run: Run) -> None:
    since = (END - timedelta(days=40)).date()
    until = (END - timedelta(days=10)).date()
    answer = run("--format", "json", "--since", str(since), "--until", str(until))
    window = json.loads(answer.stdout)["window"]
    began, ended = (datetime.fromisoformat(window[end]) for end in ("since", "until"))
    assert began.weekday() == ended.weekday() == 0  # whole weeks
    assert began.date() <= since < began.date() + timedelta(days=7)
    assert ended.date() - timedelta(days=7) <= until < ended.date()


def test_nothing_is_kept_but_that_it_was_printed(app: Flask, run: Run, cast: Cast) -> None:
    run("--format", "json")
    with app.app_context():
        assert session.query(Snapshot).count() == 0
        [entry] = list_entries().rows
        assert (entry.kind, entry.actor_id) == ("reports.report.printed", None)
        [look] = list_looks().rows
    assert (look.member, look.is_printed, look.report.since) == (None, True, None)
    page = sign_in(app, cast, "ines").get("/reports/log").text
    assert "Whoever runs the server printed a report (from the beginning to " in page
    assert "/reports/None" not in page
    assert "a report printed at a terminal" in sign_in(app, cast, "ada").get("/admin/audit").text


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--since", "yesterday"), 2),
        (("--since", "0001-01-01"), 2),
        (("--since", "2026-05-01", "--until", "2026-04-01"), 2),
        (("--format", "pdf"), 2),
        (("--out", "/nowhere/at/all.json"), 1),
    ],
)
def test_exit_codes(run: Run, words: tuple[str, ...], status: int) -> None:
    answer = run(*words)
    assert answer.exit_code == status
    assert answer.stderr
