"""The tables beside the charts: every measure that has more than a value shows what it has."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.graph.conftest import tribe_evidence, tribe_members
from tribe.graph import measure_all, report_json
from tribe.reports.build.document import for_charts
from tribe.reports.build.gate import publish
from tribe.reports.declared import DECLARATIONS
from tribe.reports.show.present import advice, plot, tables

PLAIN = {"C1", "C2", "N3", "T4", "T5"}  # a value and its uncertainty say it all


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The report of a small tribe that has something of everything."""
    evidence = tribe_evidence()
    results = measure_all(evidence, nulls=19, bootstraps=100)
    report = report_json("The village", evidence, results, {"version": "1"})
    for_charts(report["measures"], evidence)
    return publish(report)


@pytest.mark.parametrize("tongue", ["en", "fr"])
def test_what_a_measure_has_is_in_a_table(
    context: Flask, document: dict[str, Any], tongue: str
) -> None:
    names = {member.id for member in tribe_members()}
    for id_, declared in DECLARATIONS.items():
        entry = declared.entry_in(document)
        assert entry is not None
        assert entry.is_enough, id_
        with context.test_request_context(), force_locale(tongue):
            own, *more = tables(declared, entry)
            drawn, said = plot(declared, entry), advice(declared, entry)
        assert own.rows, id_
        assert more or id_ in PLAIN, id_
        for table in (own, *more):
            assert table.caption, id_
            assert {len(row) for row in table.rows} == {len(table.head)}, id_
            cells = [cell for row in table.rows for cell in row]
            assert not [cell for cell in cells if "None" in cell or "nan" in cell.split()], id_
            assert not names & set(cells), id_
        assert drawn or id_ in {"C6", "H1", "U8"}, id_  # C6: nobody said since when
        assert said == "" or said.endswith("."), id_


def test_the_words_of_both_languages_differ(context: Flask, document: dict[str, Any]) -> None:
    captions = {}
    for tongue in ("en", "fr"):
        with context.test_request_context(), force_locale(tongue):
            captions[tongue] = [
                table.caption
                for declared in DECLARATIONS.values()
                if (entry := declared.entry_in(document)) is not None
                for table in tables(declared, entry)[1:]
            ]
    assert len(captions["en"]) == len(captions["fr"]) > 25
    pairs = zip(captions["en"], captions["fr"], strict=True)
    assert all(english != french for english, french in pairs)
