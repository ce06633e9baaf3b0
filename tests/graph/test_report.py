"""The report as JSON and as a table."""

from __future__ import annotations

import json

from tests.graph.conftest import tribe_evidence
from tribe.graph import (
    Evidence,
    Interactions,
    counts,
    counts_table,
    measure_all,
    report_json,
    table,
)


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
        assert f"{id_} {result.name.en}" in english
        assert f"{id_} {result.name.fr}" in french
    assert "not enough yet" in english
    assert "pas encore assez" in french
    assert "by chance" in english
    assert max(map(len, english.splitlines())) <= 110
    flat = " ".join(english.split())
    assert all(" ".join(result.reading.en.split()) in flat for result in results.values())


def test_counts_as_lines() -> None:
    lines = counts_table(counts(Interactions.from_rows([]))).splitlines()
    assert any(line.split() == ["nodes", "0"] for line in lines)
    assert any(line.split() == ["reciprocity", "–"] for line in lines)
