"""Messages know no language: one more catalogue is one more language, without a change of code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.graph.conftest import tribe_evidence
from tribe import config
from tribe.base.i18n import compile_catalogues
from tribe.graph import MEASURES, measure_all
from tribe.graph.study.register import Finding
from tribe.speech import Capitalised, Counted, Decimal, Duration, Listed, Message, catalogues

ESPERANTO = Path(__file__).parent / "translations"


@pytest.mark.parametrize(
    ("hours", "english", "french"),
    [
        (0.001, "one minute", "une minute"),
        (0.5, "30 minutes", "30 minutes"),
        (1.5, "90 minutes", "90 minutes"),
        (2.02, "two hours", "deux heures"),
        (5.494, "5.5 hours", "5,5 heures"),
        (5.5, "5.5 hours", "5,5 heures"),
        (58, "2.4 days", "2,4 jours"),
        (4, "four hours", "quatre heures"),
        (24, "24 hours", "24 heures"),
        (48, "two days", "deux jours"),
        (400, "17 days", "17 jours"),
    ],
)
def test_durations(hours: float, english: str, french: str) -> None:
    assert Duration(hours).said_in("en") == english
    assert Duration(hours).said_in("fr") == french


def test_a_message_says_its_values_as_the_language_writes_them() -> None:
    said = Message("about %(count)s", count=Decimal(1.5))
    assert str(said) == "about 1.50"
    assert said.said_in("fr") == said.said_in("fr_CA") == "environ 1,50"
    assert said.to_json() == {"en": "about 1.50", "fr": "environ 1,50"}


def test_a_language_without_a_catalogue_is_said_in_english_with_english_numbers() -> None:
    said = Message("about %(count)s", count=Decimal(1.5))
    assert said.said_in("de") == said.said_in("../fr") == said.said_in("") == "about 1.50"


def test_texts_follow_one_another() -> None:
    clauses = Capitalised(Listed([Message("the kind is missing"), Message("two")], Message("; ")))
    said = clauses + Message(".")
    assert str(said) == "The kind is missing; two."
    assert said.said_in("fr") == "Il manque le genre\u202f; deux."


def test_without_compiled_catalogues_all_is_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    assert Duration(48).said_in("fr") == "two days"


@pytest.fixture
def esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language: a folder of texts and an entry of the configuration."""
    shutil.copytree(catalogues.FOLDER, tmp_path, dirs_exist_ok=True)
    shutil.copytree(ESPERANTO, tmp_path, dirs_exist_ok=True)
    compile_catalogues(tmp_path)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    monkeypatch.setattr(config, "LOCALES", ("en", "fr", "eo"))


@pytest.mark.usefixtures("esperanto")
def test_a_third_language_is_one_more_catalogue() -> None:
    reading = MEASURES["T4"].read(Finding(0.0042, (0.001, 0.25)))
    assert reading.to_json() == {
        "en": "Help is returned in 0.4 of 100 ties (0.1–25).",
        "fr": "L’aide est rendue dans 0,4 liens sur 100 (0,1–25).",
        "eo": "Helpo estas redonata en 0,4 el 100 ligoj (0,1–25).",
    }
    assert Duration(72).said_in("eo") == "tri tagoj"
    assert Counted("%(number)s day", "%(number)s days", 1, number=1).said_in("eo") == "1 tago"


@pytest.mark.usefixtures("esperanto")
def test_a_report_says_everything_in_each_language() -> None:
    found = measure_all(tribe_evidence(), nulls=2, bootstraps=2, only=("T4",))["T4"].to_json()
    assert found["name"] == {"en": "Reciprocity", "fr": "Réciprocité", "eo": "Reciprokeco"}
    assert found["reading"]["eo"].startswith("Helpo estas redonata en ")
