"""Subjects: types of things that rows elsewhere refer to by a word and a number.

An activity, an entry of the audit, a report of a moderator or a hit of a search says "topic 5"; the
feature that has topics declares what a reader may see of it, and where it stands.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app

from tribe.access import Actor

EXTENSION = "tribe_subjects"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of a thing: its name, its page, and its words as plain text.

    `note` is what notices add of how it stands, such as why it was cancelled.
    """

    title: str
    address: str
    text: str = ""
    note: str = ""


@dataclass(frozen=True)
class Subject:
    """A type of thing; `show` answers None for what is not there or what the reader may not see.

    What is searchable is found by its title and text; what is reportable was written by a person,
    so that another may say what is wrong with it. `show_all` answers of several what `show` answers
    of each, without their texts, in as many queries as of one; where lists name many of them.
    """

    type: str
    label: Callable[[], str]
    show: Callable[[Actor, int], Shown | None]
    is_searchable: bool = False
    is_reportable: bool = False
    show_all: Callable[[Actor, Collection[int]], Mapping[int, Shown]] | None = None


def subjects() -> Mapping[str, Subject]:
    """The subjects of this application by their types."""
    declared: Mapping[str, Subject] = current_app.extensions[EXTENSION]
    return declared


def show(actor: Actor, subject_type: str, subject_id: int) -> Shown | None:
    """What an actor sees of a thing; None also where they may not see it, or nobody declares it."""
    subject = subjects().get(subject_type)
    return subject.show(actor, subject_id) if subject is not None else None


def show_all(actor: Actor, subject_type: str, ids: Collection[int]) -> Mapping[int, Shown]:
    """What an actor sees of things of one type, by their numbers; their texts may be left out."""
    subject = subjects().get(subject_type)
    if subject is None or not ids:
        return {}
    if subject.show_all is not None:
        return subject.show_all(actor, ids)
    shown = ((number, subject.show(actor, number)) for number in sorted(ids))
    return {number: one for number, one in shown if one is not None}


def init_app(app: Flask, declared: Iterable[Subject]) -> None:
    """Tell an application its subjects; raises ValueError where two have one type."""
    known: dict[str, Subject] = {}
    for subject in declared:
        if subject.type in known:
            raise ValueError(f"two subjects are called {subject.type}")
        known[subject.type] = subject
    app.extensions[EXTENSION] = known
