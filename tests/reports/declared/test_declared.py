"""Every measure declares all of itself once, and no other part of reports knows one by its id."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from tribe.graph import MEASURES
from tribe.graph.study.register import not_enough
from tribe.reports import declared
from tribe.reports.declared import (
    DECLARATIONS,
    FAMILIES,
    Declaration,
    NotPublishable,
    Readers,
    declaration_of,
)
from tribe.reports.declared.sections import FIDELITY, SECTIONS
from tribe.reports.figures.place import Place

ROOT = Path(__file__).parents[3]
PLACES = ("tribe/reports", "templates/reports")
IDS = re.compile(rf"\b({'|'.join(MEASURES)})\b")
LETTERS = re.compile(r"\bid_?\[")  # a branch on the family that a letter of an id tells


def known_elsewhere(text: str) -> list[str]:
    """What a text says of measures by their ids."""
    return [*IDS.findall(text), *LETTERS.findall(text)]


def test_every_measure_of_the_register_is_declared_and_nothing_else() -> None:
    assert list(DECLARATIONS) == list(MEASURES)
    assert all(one.measure is MEASURES[id_] for id_, one in DECLARATIONS.items())
    entries = [one for family in FAMILIES for one in family.DECLARED]
    assert len(entries) == len(MEASURES)  # each of them once


def test_what_nobody_declared_is_refused() -> None:
    with pytest.raises(NotPublishable):
        declaration_of("Z9")


def test_a_measure_is_declared_in_the_file_and_the_section_of_its_family() -> None:
    for family in FAMILIES:
        name = family.__name__.rpartition(".")[2]
        assert {one.measure.family for one in family.DECLARED} == {name}
        assert {one.section.id for one in family.DECLARED} == {name}
    assert {one.section for one in DECLARATIONS.values()} == set(SECTIONS)


def test_no_other_part_of_reports_knows_a_measure_by_its_id() -> None:
    home = Path(declared.__file__).parent
    read = [
        path
        for place in PLACES
        for path in sorted((ROOT / place).rglob("*"))
        if path.suffix in (".py", ".html") and home not in path.parents
    ]
    assert len(read) > 40
    known = {
        str(path.relative_to(ROOT)): found
        for path in read
        if (found := known_elsewhere(path.read_text(encoding="utf-8")))
    }
    assert known == {}


@pytest.mark.parametrize("line", ['if id == "E3":', 'title = {"T1": 1}', '<a id="R1">', "id_[0]"])
def test_that_would_be_seen(line: str) -> None:
    assert known_elsewhere(line)


def test_one_size_is_counted_in_one_way(context: Flask) -> None:
    """Who is said to be rounded is rounded, in the gate as in the sentence of what is lacking."""
    said: dict[str, set[tuple[str, bool]]] = {}
    with context.test_request_context(), force_locale("en"):
        for one in DECLARATIONS.values():
            words, of_persons = str(one.counted.words), one.counted.of_persons
            assert words.endswith("(to the nearest five)") == of_persons, one.id
            said.setdefault(one.measure.size, set()).add((words, of_persons))
            lacking = str(not_enough(one.measure, one.measure.size, 12))
            if one.measure.size in one.measure.minimum:
                assert ("about 10 " in lacking) == of_persons, one.id
    assert {size: len(ways) for size, ways in said.items()} == dict.fromkeys(said, 1)


def test_who_reads_it_agrees_with_its_class() -> None:
    """What is public of a measure everyone may read; of members, everyone reads nothing else."""
    for id_, one in DECLARATIONS.items():
        if one.measure.published == "P3":
            assert one.readers is Readers.EVERYONE, id_
        if one.readers is Readers.EVERYONE:
            assert one.section is FIDELITY, id_
            assert one.measure.privacy == "P3", id_


def test_only_what_members_may_know_of_themselves_is_told_to_one(context: Flask) -> None:
    place = Place(
        acquaintances=4, among=2, constraint=0.4, effective_size=3.0, betweenness=0.02,
        uptake=(0.1, 0.9), members=60, ties=200,
    )  # fmt: skip
    own = {id_: one for id_, one in DECLARATIONS.items() if one.own is not None}
    assert set(own) == {"R1", "R3", "I1"}
    for id_, one in own.items():
        assert one.own is not None
        assert one.measure.privacy == "P0", id_
        said = {}
        for tongue in ("en", "fr"):
            with context.test_request_context(), force_locale(tongue):
                part = one.own(place)
            assert part.question.rstrip().endswith("?"), id_
            assert part.words.endswith("."), id_
            said[tongue] = part.words
        assert said["en"] != said["fr"], id_


def test_a_declaration_has_no_part_that_no_measure_uses() -> None:
    for field in fields(Declaration):
        used = {id(getattr(one, field.name)) for one in DECLARATIONS.values()}
        assert len(used) > 1, field.name
