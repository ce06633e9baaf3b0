"""The developers' recipe for a measure works as it is written."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.graph.conftest import tribe_evidence
from tribe.base.i18n import compile_catalogues
from tribe.graph import MEASURES, Interactions, measure_all, report_json, running
from tribe.reports.build.gate import publish
from tribe.reports.declared import DECLARATIONS, NotPublishable, register
from tribe.reports.models import Snapshot
from tribe.reports.show import present, sections
from tribe.reports.show.text import as_text
from tribe.speech import catalogues

PAGE = Path(__file__).parents[2] / "docs/developers/measures.md"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page's code leaves behind, on the small tribe, with the page's French."""
    texts = tmp_path / "fr/LC_MESSAGES"
    texts.mkdir(parents=True)
    measures = (catalogues.FOLDER / "fr/LC_MESSAGES/measures.po").read_text(encoding="utf-8")
    (texts / "measures.po").write_text(f"{measures}\n{_code('po')[0]}", encoding="utf-8")
    compile_catalogues(tmp_path)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    evidence = tribe_evidence()
    names: dict[str, Any] = {"interactions": evidence.interactions}
    for code in _code("python"):
        exec(code, names)  # noqa: S102 - the page is ours
    return names


def _code(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


def test_the_example_of_its_docstring_runs(made: dict[str, Any]) -> None:
    function = made["share_of_one_way_ties"]
    tests = doctest.DocTestFinder().find(function, "recipe", globs=made)
    assert sum(len(test.examples) for test in tests) == 3
    runner = doctest.DocTestRunner()
    assert all(runner.run(test).failed == 0 for test in tests)


def test_a_report_asks_for_it_once_it_is_in_the_register(
    made: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = made["T9"]
    monkeypatch.setattr(running, "MEASURES", {**MEASURES, new.id: new})
    found = measure_all(tribe_evidence(), nulls=2, bootstraps=2, only=("T4", "T9"))
    assert found["T9"].value == pytest.approx(1 - (found["T4"].value or 0))
    assert found["T9"].reading.said_in("fr").endswith("vont dans un sens.")
    assert found["T9"].to_json()["name"] == {"en": "One-way ties", "fr": "Liens à sens unique"}
    empty = measure_all(tribe_evidence([], None), nulls=2, bootstraps=2, only=("T9",))
    assert empty["T9"].enough is False


def test_a_report_shows_it_once_it_is_declared(
    made: dict[str, Any], monkeypatch: pytest.MonkeyPatch, context: Flask
) -> None:
    """One declaration, and the gate lets it pass; page and text have it, with chart and table."""
    (one,) = made["DECLARED"]
    everything = {**DECLARATIONS, one.id: one}
    monkeypatch.setattr(running, "MEASURES", {**MEASURES, one.id: one.measure})
    evidence = tribe_evidence()
    results = measure_all(evidence, nulls=2, bootstraps=2, only=(one.id,))
    report = report_json("The village", evidence, results, {"version": "1"})
    with pytest.raises(NotPublishable):
        publish(report)
    monkeypatch.setattr(register, "DECLARATIONS", everything)
    monkeypatch.setattr(sections, "DECLARATIONS", everything)
    document = publish(report)
    with context.test_request_context(), force_locale("fr"):
        (section,) = present.read(Snapshot(document=document), None)
        text = as_text(document)
    (figure,) = section.figures
    assert section.heading.id == one.measure.family
    assert figure.sentence.endswith("vont dans un sens.")
    assert figure.sentence in text.replace("\n    ", " ")
    assert "<svg" in figure.plot
    assert figure.tables[0].rows
    assert figure.advice == "Whoever is helped could help another."


def test_of_nothing_it_says_nothing(made: dict[str, Any]) -> None:
    ties = made["Ties"].from_interactions(Interactions.from_rows([]))
    assert made["share_of_one_way_ties"](ties) is None


def test_every_folder_that_the_page_names_is_there() -> None:
    named = re.findall(r"^\| `([a-z_]+)/", PAGE.read_text(encoding="utf-8"), re.M)
    home = Path(running.__file__).parent
    assert named
    assert {name for name in named if not (home / name).is_dir()} == set()


def test_every_measure_says_what_it_returns_and_where_it_comes_from() -> None:
    """A public function of a measure that cites a source says what it gives, in numpydoc."""
    lacking = []
    for path in sorted((Path(running.__file__).parent / "measures").rglob("*.py")):
        for part in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                words = ast.get_docstring(part) or ""
                if "References\n" in words and "Returns\n-------\n" not in words:
                    lacking.append(f"{path.name}: {part.name}")
    assert lacking == []


def test_a_measure_lies_in_the_folder_of_its_family() -> None:
    astray = {
        measure.id
        for measure in MEASURES.values()
        if measure.compute.__module__.split(".")[3] != measure.family
    }
    assert astray == set()
