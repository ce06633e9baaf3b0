"""The report as JSON and as a table."""

from __future__ import annotations

import json

import pytest

from tests.graph.conftest import tribe_evidence
from tribe.graph import Evidence, Interactions, counts_table, measure_all, report_json, table
from tribe.graph.counts import counts
from tribe.graph.report import lacking


def test_json_is_as_agreed() -> None:
    evidence = tribe_evidence()
    results = measure_all(evidence, nulls=9, bootstraps=100)
    report = report_json("Ours", evidence, results, {"version": "1", "seed": 0, "seconds": 0.1})
    again = json.loads(json.dumps(report, allow_nan=False))
    assert again["schema"] == 1
    assert again["tribe"] == "Ours"
    assert again["window"]["since"].endswith("Z")
    counted = again["counts"]
    assert counted["members"] == 66
    assert counted["interactions"] == len(evidence.interactions)
    assert counted["events"] == 10
    assert counted["rituals"] == 3
    assert counted["ties"] > 300
    assert set(again["measures"]) == set(results)
    assert set(again["provenance"]) == {"engine", "version", "seed", "seconds"}


def test_json_of_nothing() -> None:
    evidence = Evidence(Interactions.from_rows([]))
    report = report_json("", evidence, measure_all(evidence), {})
    assert report["window"] == {"since": None, "until": None}
    assert report["counts"]["ties"] == 0


def test_table_reads_in_both_languages() -> None:
    evidence = Evidence(tribe_evidence().interactions)
    results = measure_all(evidence, nulls=9, bootstraps=100)
    english, french = table(results), table(results, "fr")
    for id_, result in results.items():
        assert f"{id_} {result.name}" in english
        assert f"{id_} {result.name.said_in('fr')}" in french
    assert "by chance" in english
    assert max(map(len, english.splitlines())) <= 120
    flat = " ".join(english.split())
    enough = [result for result in results.values() if result.enough]
    assert all(" ".join(result.reading.said_in("en").split()) in flat for result in enough)


@pytest.mark.parametrize(
    ("language", "heading", "need"),
    [
        ("en", "Not enough yet", "0 dates of one rite so far, 8 needed."),
        ("fr", "Pas encore assez", "0 dates d’un même rite pour l’instant, il en faut 8."),
    ],
)
def test_what_is_missing_stands_in_one_closing_block(
    language: str, heading: str, need: str
) -> None:
    evidence = Evidence(tribe_evidence().interactions)
    results = measure_all(evidence, nulls=9, bootstraps=100, only=("T4", "C2", "U1", "N1"))
    lines = table(results, language).splitlines()
    start = lines.index(f"{heading} (2/4)")
    assert not any(result.enough and result.id in line for result in results.values()
                   for line in lines[start:])  # fmt: skip
    (rite,) = (line for line in lines[start:] if line.startswith("U1 "))
    assert rite.endswith(need)
    assert heading not in "".join(lines[:start])
    assert set(lacking(results)) == {"N1", "U1"}
    assert lacking(results)["U1"][language].endswith(need)
    assert heading not in table({"T4": results["T4"]}, language)


def test_counts_as_lines() -> None:
    lines = counts_table(counts(Interactions.from_rows([]))).splitlines()
    assert any(line.split() == ["nodes", "0"] for line in lines)
    assert any(line.split() == ["reciprocity", "–"] for line in lines)
