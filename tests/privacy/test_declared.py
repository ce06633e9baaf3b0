"""Every table says what it knows of members; a new table or column that does not, fails here."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import LazyString

from tribe import privacy
from tribe.base.db import Base
from tribe.base.i18n import read_catalogue
from tribe.privacy.declared import EXTENSION, Erase, Impersonal, Personal

PAGE = Path(__file__).parents[2] / "docs" / "members" / "privacy.md"
SECRET = re.compile(r"hash|token|secret|digest|lease")
TABLES = Base.metadata.tables


def references(name: str) -> dict[str, str | None]:
    """The columns of a table that refer to a member, with what the database does by itself."""
    return {
        column.name: key.ondelete
        for column in TABLES[name].columns
        for key in column.foreign_keys
        if key.target_fullname == "member.id"
    }


@pytest.fixture
def declared(session_app: Flask) -> dict[str, privacy.Privacy]:
    """What the features declare, by table."""
    found: dict[str, privacy.Privacy] = session_app.extensions[EXTENSION]
    return found


def test_every_table_is_declared_and_no_other(declared: dict[str, privacy.Privacy]) -> None:
    assert set(declared) == set(TABLES)


def test_what_is_impersonal_refers_to_no_member(declared: dict[str, privacy.Privacy]) -> None:
    for name, one in declared.items():
        if isinstance(one, Impersonal):
            assert one.because
            assert not [c for c in TABLES[name].columns if "member" in c.name]
            assert references(name) == {}, name


def test_every_reference_says_what_erasure_does(declared: dict[str, privacy.Privacy]) -> None:
    for name, one in declared.items():
        if isinstance(one, Personal):
            assert one.about
            assert references(name).keys() <= one.references.keys(), name
            assert one.references.keys() <= set(TABLES[name].columns.keys()), name
            assert all(erasure.because for erasure in one.references.values()), name


def test_what_members_read_of_a_table_is_in_their_language(
    declared: dict[str, privacy.Privacy],
) -> None:
    """`/me/data` says it: texts that wait for their reader, each with its French."""
    catalogue = read_catalogue("fr")
    for name, one in declared.items():
        if isinstance(one, Personal):
            reasons = [erasure.because for erasure in one.references.values()]
            for text in (one.about, *reasons, *filter(None, [one.kept])):
                assert isinstance(text, LazyString), (name, str(text))
                said = catalogue.get(str(text))
                assert said is not None, (name, str(text))
                assert said.string, (name, str(text))


def test_every_column_is_given_or_withheld_for_a_reason(
    declared: dict[str, privacy.Privacy],
) -> None:
    for name, one in declared.items():
        if isinstance(one, Personal):
            columns = [*one.exports, *one.withheld]
            assert sorted(columns) == sorted(TABLES[name].columns.keys()), name
            assert all(one.withheld.values()), name
            assert not [column for column in one.exports if SECRET.search(column)], name


def test_the_database_and_the_declaration_say_the_same(
    declared: dict[str, privacy.Privacy],
) -> None:
    """Rows that the database would delete with a member are not declared to stay."""
    for name, one in declared.items():
        for column, by_itself in references(name).items():
            assert isinstance(one, Personal)
            how = one.references[column].how
            assert by_itself != "CASCADE" or how is Erase.DELETE, (name, column)
            assert by_itself != "SET NULL" or how is Erase.ANONYMISE, (name, column)


def test_what_is_emptied_is_there(declared: dict[str, privacy.Privacy]) -> None:
    for name, one in declared.items():
        for erasure in one.references.values() if isinstance(one, Personal) else ():
            assert set(erasure.clears) <= set(TABLES[name].columns.keys()), name
            assert not erasure.clears or erasure.how is Erase.ANONYMISE


def test_a_table_is_declared_once() -> None:
    one = Impersonal("toy", "toys")
    with pytest.raises(ValueError, match="twice"):
        privacy.init_app(Flask("bare"), [one, one])


def test_the_page_for_members_says_what_is_declared(declared: dict[str, privacy.Privacy]) -> None:
    shown = re.findall(r"^\| `(\w+)\.(\w+)` \| (.+?) \| (\w+) \| (.+?) \|$", PAGE.read_text(), re.M)
    known = [
        (name, column, one.about, erasure.how.value, erasure.because)
        for name, one in sorted(declared.items())
        if isinstance(one, Personal)
        for column, erasure in one.references.items()
    ]
    lines = "\n".join(
        f"| `{name}.{column}` | {about} | {how} | {because} |"
        for name, column, about, how, because in known
    )
    assert shown == known, f"put this into {PAGE.name}:\n{lines}"
